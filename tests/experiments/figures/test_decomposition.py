"""The parts of the change of employment add up to it, and displacement never exceeds the jobs there are."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import UserError
from sim.experiments.figures.decomposition import (
    BUYER_MEANINGS,
    BUYER_WORDS,
    BUYERS,
    COUNTED,
    PART_MEANINGS,
    PART_WORDS,
    PARTS,
    WEIGHTS,
    WorkContent,
    by_buyer,
    decompose,
    without_policies,
)
from sim.scenario import Scenario

MILLIONS = st.floats(0.0, 500.0)
# new tasks are part of what people do: what they give back is a share of employment
SHARES_OF_EMPLOYMENT = {"reinstated_jobs": st.floats(0.0, 1.0)}
# what households dispose of is a part of output, and they spend a part of it
MONEY = {
    "gdp": st.floats(100.0, 500.0),
    "disposable_personal_income": st.floats(0.3, 1.0),
    "consumption": st.floats(0.5, 1.0),
}
MONTH = st.fixed_dictionaries(dict.fromkeys(COUNTED, MILLIONS) | SHARES_OF_EMPLOYMENT | MONEY).map(
    lambda one: (
        one
        | {
            "reinstated_jobs": one["reinstated_jobs"] * one["employment"],
            "disposable_personal_income": one["disposable_personal_income"] * one["gdp"],
            "consumption": one["consumption"] * one["disposable_personal_income"] * one["gdp"],
        }
    )
)
OTHERS = ("investment", "government_purchases", "compute_investment", "chip_margins", "running_costs")
"""Columns that only the split by buyer reads."""
NO_AI = ("displaced_jobs", "reinstated_jobs", "assisted_jobs")


def table(months: list[dict[str, float]]) -> pl.DataFrame:
    clock = pl.DataFrame({"month": np.arange(len(months)), "year": np.arange(len(months)) / 12.0})
    return clock.hstack(pl.DataFrame(months, schema=dict.fromkeys(COUNTED, pl.Float64)))


def tables(has_ai: bool = True) -> st.SearchStrategy[pl.DataFrame]:
    month = MONTH if has_ai else MONTH.map(lambda one: one | dict.fromkeys(NO_AI, 0.0))
    return st.lists(month, min_size=3, max_size=3).map(table)


def macro(seed: int, months: int = 6) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    return table([{name: 100.0 * rng.random() for name in COUNTED} for _ in range(months)])


def wide(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.pivot("part", index=["month", "year"], values="value")


@pytest.mark.parametrize("weights", WEIGHTS)
@given(story=tables(), plain=tables(), counterfactual=tables())
def test_the_parts_add_up(weights, story, plain, counterfactual) -> None:
    parts = wide(decompose(story, plain, counterfactual, weights=weights))
    total = parts["total"].to_numpy()
    assert parts.select(PARTS[1:]).sum_horizontal().to_numpy() == pytest.approx(total, rel=1e-9, abs=1e-9)
    assert total.tolist() == (story["employment"] - counterfactual["employment"]).to_list()


@given(story=tables(), counterfactual=tables(has_ai=False))
def test_displacement_is_at_most_the_jobs_without_ai(story, counterfactual) -> None:
    taken = -wide(decompose(story, story, counterfactual))["displacement"]
    assert (taken >= 0.0).all()
    assert (taken <= counterfactual["employment"] + 1e-9).all()


@pytest.mark.parametrize("weights", WEIGHTS)
@given(story=tables())
def test_without_a_difference_every_part_is_zero(weights, story) -> None:
    parts = decompose(story, story, story, weights=weights)
    assert parts["value"].abs().max() == 0.0


@pytest.mark.parametrize("weights", WEIGHTS)
@given(story=tables(has_ai=False), counterfactual=tables(has_ai=False))
def test_without_ai_all_is_demand_and_entry(weights, story, counterfactual) -> None:
    parts = wide(decompose(story, story, counterfactual, weights=weights))
    assert not parts.select("displacement", "reinstatement", "assistance", "policy").to_numpy().any()
    both = (parts["income"] + parts["demand"] + parts["entry"]).to_numpy()
    assert both == pytest.approx(parts["total"].to_numpy(), abs=1e-9)


def test_a_case_by_hand() -> None:
    """Output doubles, GPUs do half of it alone, new tasks give a tenth back: 100 jobs become 120."""
    zero = dict.fromkeys(COUNTED, 0.0)
    story = table([zero | {"employment": 120.0, "displaced_jobs": 100.0, "reinstated_jobs": 20.0}])
    counterfactual = table([zero | {"employment": 100.0}])
    for weights, expected in (
        ("no_ai", {"displacement": -50.0, "reinstatement": 10.0, "demand": 60.0}),
        ("shapley", {"displacement": -75.0, "reinstatement": 15.0, "demand": 80.0}),
    ):
        found = dict(decompose(story, story, counterfactual, weights=weights).select("part", "value").rows())
        assert {part: found[part] for part in expected} == pytest.approx(expected)
        assert found["total"] == 20.0
    assert WorkContent.of(story).effort.to_list() == [200.0]


def test_shapley_is_the_mean_of_both_orders() -> None:
    """Shares first at the output without AI, or last at that with it."""
    story, counterfactual = macro(5), macro(6).with_columns(pl.lit(0.0).alias(name) for name in NO_AI)
    here, there = WorkContent.of(story), WorkContent.of(counterfactual)
    first, last = -here.displaced * there.effort, -here.displaced * here.effort
    found = wide(decompose(story, story, counterfactual, weights="shapley"))["displacement"].to_list()
    assert found == pytest.approx(((first + last) / 2.0).to_list())


def test_entry_and_policy_are_differences_of_counts() -> None:
    story, plain, counterfactual = macro(1), macro(2), macro(3)
    parts = wide(decompose(story, plain, counterfactual))
    assert parts["entry"].to_list() == (plain["entrant_jobs"] - counterfactual["entrant_jobs"]).to_list()
    assert parts["policy"].to_list() == (story["employment"] - plain["employment"]).to_list()


def test_without_a_run_without_policies_they_have_no_part() -> None:
    assert wide(decompose(macro(1), macro(1), macro(3)))["policy"].to_list() == [0.0] * 6


def test_a_figure_that_was_not_computed_counts_as_none() -> None:
    none = [pl.lit(None, pl.Float64).alias(name) for name in NO_AI]
    story, counterfactual = macro(1).with_columns(none), macro(3).with_columns(none)
    assert wide(decompose(story, story, counterfactual))["displacement"].to_list() == [0.0] * 6


@pytest.mark.parametrize("weights", WEIGHTS)
@given(story=tables(), counterfactual=tables())
def test_what_buyers_ask_for_adds_up_to_income_demand_and_entry(weights, story, counterfactual) -> None:
    story, counterfactual = (with_others(frame) for frame in (story, counterfactual))
    bought = wide(by_buyer(story, counterfactual, imported=0.5, weights=weights))
    parts = wide(decompose(story, story, counterfactual, weights=weights))
    asked = parts.select("income", "demand", "entry").sum_horizontal().to_numpy()
    assert bought["total"].to_numpy() == pytest.approx(asked, rel=1e-9, abs=1e-6)
    assert bought.select(BUYERS[1:]).sum_horizontal().to_numpy() == pytest.approx(asked, rel=1e-9, abs=1e-6)
    assert bought["income"].to_numpy() == pytest.approx(parts["income"].to_numpy(), rel=1e-9, abs=1e-9)


def test_who_buys_by_hand() -> None:
    """Output doubles from 100 jobs, all of it invested in GPUs, half of which is made abroad and exported."""
    common = dict.fromkeys((*COUNTED, *OTHERS), 0.0)
    common |= {"consumption": 60.0, "disposable_personal_income": 80.0, "government_purchases": 40.0}
    before = table([common | {"employment": 100.0, "gdp": 100.0}] * 2).with_columns(
        pl.Series(name, [0.0, 0.0]) for name in OTHERS
    )
    before = before.with_columns(government_purchases=pl.lit(40.0))
    after = before.with_columns(
        employment=pl.lit(200.0), gdp=pl.lit(200.0), investment=pl.lit(60.0),
        compute_investment=pl.lit(120.0), chip_margins=pl.lit(20.0), running_costs=pl.lit(10.0),
    )  # fmt: skip
    found = dict(
        by_buyer(after, before, imported=0.5).filter(pl.col("month") == 1).select("part", "value").rows()
    )
    expected = {"income": 0.0, "saving": 0.0, "compute": 60.0, "investment": 0.0, "government": 0.0}
    assert found == pytest.approx(expected | {"abroad": 40.0, "total": 100.0}, abs=1e-9)


def test_income_is_what_it_could_buy_at_the_part_spent_without_ai() -> None:
    """Income rises by half at unchanged output and a quarter of it is saved instead of a tenth."""
    money = {"gdp": 100.0, "disposable_personal_income": 50.0, "consumption": 45.0}
    base = table([dict.fromkeys(COUNTED, 0.0) | money | {"employment": 100.0}])
    more = base.with_columns(disposable_personal_income=pl.lit(75.0), consumption=pl.lit(56.25))
    found = dict(decompose(more, more, base).select("part", "value").rows())
    assert found["income"] == pytest.approx(0.9 * 25.0)
    assert found["demand"] == pytest.approx(-0.9 * 25.0)


def with_others(frame: pl.DataFrame) -> pl.DataFrame:
    rng = np.random.default_rng(frame.height)
    return frame.with_columns(pl.Series(name, rng.uniform(0.0, 50.0, frame.height)) for name in OTHERS)


def test_other_weights_are_refused() -> None:
    with pytest.raises(UserError, match=r"weights is 'laspeyres'; it is one of no_ai, shapley\."):
        decompose(macro(1), macro(1), macro(1), weights="laspeyres")  # type: ignore[arg-type]


def test_every_part_has_its_words() -> None:
    assert set(PART_WORDS) == set(PART_MEANINGS) == set(PARTS) - {"total"}
    assert set(BUYER_WORDS) == set(BUYER_MEANINGS) == set(BUYERS) - {"total"}


def test_a_scenario_loses_its_policies_and_nothing_else() -> None:
    assert without_policies(Scenario.load("pessimistic")) is None
    with_tax = Scenario.load("pessimistic", ["policy.gpu_tax.tax_rate=0.2"])
    plain = without_policies(with_tax)
    assert plain is not None
    assert plain.name == "pessimistic without policies" == without_policies("pessimistic")
    assert plain.with_({"name": "pessimistic"}) == Scenario.load("pessimistic")
    assert without_policies(Scenario.load("pessimistic_ubi")) is not None
