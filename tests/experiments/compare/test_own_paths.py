"""Adults and places with less than in another run of the same persons."""

import numpy as np
import polars as pl
import pytest

from sim.experiments.compare.compare import compare
from sim.experiments.compare.own_paths import WatchedRun, own_paths
from sim.experiments.lab.winners import below
from sim.experiments.run.run import simulate
from sim.scenario import Scenario

DRAWS = np.random.default_rng(7)
INCOME = np.exp(DRAWS.normal(8.0, 0.7, 5_000)).astype(np.float32)


def small(name, **other):
    return Scenario.load(name).with_(
        {"run.people": 2_000, "run.months": 16, "run.burn_in_months": 2, **other}
    )


def test_nobody_is_below_a_path_that_is_their_own():
    assert below(INCOME, INCOME) == {"below_own_path": 0.0, "places_below": 0.0}


@pytest.mark.parametrize(("factor", "share"), [(0.96, 0.0), (0.94, 1.0), (1.5, 0.0)])
def test_a_change_of_all_incomes_counts_from_five_per_cent_down(factor, share):
    found = below(INCOME * np.float32(factor), INCOME)
    assert found == {"below_own_path": share, "places_below": share}


def test_places_do_not_mind_who_holds_them():
    swapped = INCOME[DRAWS.permutation(INCOME.size)]
    found = below(swapped, INCOME)
    assert found["places_below"] == 0.0
    assert 0.4 < found["below_own_path"] < 0.5  # of two independent draws each is lower half of the time


def test_only_those_who_lose_are_counted():
    poorest = np.argsort(INCOME)[:500]
    cut = INCOME.copy()
    cut[poorest] *= np.float32(0.5)
    assert below(cut, INCOME) == pytest.approx({"below_own_path": 0.1, "places_below": 0.1}, abs=1e-9)


def test_the_counterfactual_gets_the_figures_of_its_twin():
    incomes = {("base", 1): INCOME, ("story", 1): INCOME * np.float32(0.9), ("other", 1): INCOME}
    found = own_paths(incomes, "base", {1: INCOME * np.float32(1.2)}, ("story",))
    shares = {(row["scenario"], row["measure"]): row["value"] for row in found.iter_rows(named=True)}
    assert shares == {
        ("base", "below_own_path"): 0.0, ("base", "places_below"): 0.0,
        ("story", "below_own_path"): 100.0, ("story", "places_below"): 100.0,
    }  # fmt: skip


@pytest.mark.parametrize("together", [False, True])
def test_watching_persons_changes_nothing_and_adds_up_the_last_year(alone, together):
    scenario = small("pessimistic", **{"run.burn_in_months": 24, **({} if together else alone)})
    watched = WatchedRun(scenario, 3).run()
    unwatched = simulate(scenario, seed=3)
    for table, frame in unwatched.frames.items():
        assert frame.equals(watched.results.frames[table]), table
    assert watched.income.shape == (2_000,)
    recorded = unwatched.macro["real_mean_income"].tail(8).mean()
    if (
        together
    ):  # what a household has, over the root of its members, is more than a part of it for everybody
        assert float(watched.income.mean()) > recorded
    else:  # persons pay what they are asked, not list prices: the two means are near, not alike
        assert float(watched.income.mean()) == pytest.approx(recorded, rel=0.05)


def test_a_twin_is_another_course_of_luck_from_the_first_month_on():
    scenario = small("baseline")
    first, again = (WatchedRun(scenario, 3, is_twin=True).run() for _ in range(2))
    plain = WatchedRun(scenario, 3).run()
    assert np.array_equal(first.income, again.income)
    assert first.results.seed == plain.results.seed == 3
    assert not np.array_equal(first.income, plain.income)
    assert 0.0 < below(first.income, plain.income)["below_own_path"] < 0.5


def test_without_chance_the_counterfactual_has_no_such_figure():
    scenarios = {"counterfactual": small("baseline"), "seeds": 1, "processes": 1, "progress": False}
    found = compare(small("neutral"), chance=False, **scenarios)
    assert found.own_paths["scenario"].unique().to_list() == ["neutral"]
    row = found.headline().filter(pl.col("scenario") == "baseline", pl.col("measure") == "below_own_path")
    assert row["mean"].to_list() == [None]
