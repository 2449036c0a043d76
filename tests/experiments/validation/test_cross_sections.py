"""Cross-sections at the end of a run: shares add up, curves fall or rise, and they agree with the tables."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from sim.experiments.run.run import simulate
from sim.experiments.validation.cross_sections import FROM_AGES, SIZES, Observed, ObservedJob
from sim.experiments.validation.published import published_series
from sim.scenario import Scenario

MONTHS, EVERY = 8, 3


@pytest.fixture(scope="module")
def job() -> ObservedJob:
    """Return a small economy whose distributions are recorded every third month, last in month 6 of 8."""
    changes = {"run.people": 4_000, "run.months": MONTHS, "run.burn_in_months": 6}
    return ObservedJob(Scenario.load("baseline").with_({**changes, "records.distribution_every": EVERY}), 1)


@pytest.fixture(scope="module")
def observed(job: ObservedJob) -> Observed:
    done: list[int] = []
    found = job.run(lambda month, _: done.append(month))
    assert done == list(range(1, job.months + 1))  # the clock does not begin again after the stop
    return found


def chart(observed: Observed, name: str) -> pl.DataFrame:
    return observed.section.filter(pl.col("chart") == name)


def test_looking_at_a_run_does_not_change_it(job: ObservedJob, observed: Observed) -> None:
    plain = simulate(job.scenario, seed=job.seed)
    for name, frame in plain.frames.items():
        assert frame.equals(observed.results.frames[name]), name
    assert np.array_equal(plain.firm_sizes, observed.results.firm_sizes)


def test_it_agrees_with_the_tables_of_its_month(observed: Observed) -> None:
    month = MONTHS - 1 - (MONTHS - 1) % EVERY
    macro = observed.results.frames["macro"].row(by_predicate=pl.col("month") == month, named=True)
    wealth = chart(observed, "wealth")
    half = wealth.filter(pl.col("x") == 0.5)["value"].item()
    assert half == pytest.approx(macro["wealth_bottom50_share"], abs=1e-9)
    x, y = (chart(observed, "income")[name].to_numpy() for name in ("x", "value"))
    gini = 1.0 - 2.0 * np.trapezoid(y, x)
    assert gini == pytest.approx(macro["gini_households"], abs=0.005)  # straight lines between hundredths
    flows = observed.results.frames["labour_flows"].row(by_predicate=pl.col("month") == month, named=True)
    long = chart(observed, "durations").filter(pl.col("x") == 27.0)["value"].item()
    assert long == pytest.approx(flows["long_term_unemployed"], abs=1e-9)


def test_curves_have_their_shape(observed: Observed) -> None:
    for name in ("income", "wealth"):
        curve = chart(observed, name)
        shares = curve["value"].to_numpy()
        assert np.all(np.diff(shares) >= 0.0)
        assert np.all(shares <= curve["x"].to_numpy() + 1e-9)  # the poorest x have at most x
        assert shares[-1] == pytest.approx(1.0)
    for name in ("durations", "firms"):
        shares = chart(observed, name)["value"].to_numpy()
        assert np.all(np.diff(shares) <= 1e-12)
        assert 0.0 <= shares[-1] <= shares[0] <= 1.0
    assert chart(observed, "firms").height == len(SIZES)


def test_pay_rises_with_its_percentile_and_ages_add_up(observed: Observed) -> None:
    for _, rows in chart(observed, "pay").group_by("group"):
        assert np.all(np.diff(rows.sort("x")["value"].to_numpy()) >= 0.0)
    ages = chart(observed, "ages").group_by("group").agg(pl.col("value").sum(), pl.col("x").n_unique())
    assert ages["value"].to_list() == pytest.approx([1.0] * ages.height)
    assert set(ages["x"]) == {len(FROM_AGES)}


def test_nobody_uses_ai_without_ai(observed: Observed) -> None:
    users = chart(observed, "adoption")["value"].drop_nans()  # no firm of a size: not a number
    assert users.len() >= 2
    assert (users == 0.0).all()


def test_groups_and_places_are_those_of_the_published_series(observed: Observed) -> None:
    for name, column, at in (
        ("pay", "pay_by_occupation", "percentile"),
        ("ages", "ages_by_occupation", "from_age"),
    ):
        ours, theirs = chart(observed, name), published_series(column)
        assert set(ours["group"]) <= set(theirs["occupation"])
        assert len(set(ours["group"])) > 15
        assert set(ours["x"]) == set(theirs[at].cast(pl.Float64))
    users = published_series("adoption")["employees"].to_list()
    assert set(users) <= set(chart(observed, "adoption")["group"])
