"""The targets about people are computed as their definitions say, from tables whose answer is known."""

import math
import warnings

import numpy as np
import polars as pl
import pytest

from sim.base_year.calibration import load
from sim.experiments.run.run import Results
from sim.experiments.validation.measures import MEASURES, evaluate
from sim.experiments.validation.measures_of_people import AGE_GROUPS, PEOPLE_MEASURES
from sim.experiments.validation.validate import read_targets
from sim.indicators.households import KINDS
from sim.records.columns import CLOCK, TABLES
from sim.scenario import Scenario

MONTHS = 216
TIME = np.arange(MONTHS)
ALL_ON = {"population.households": True, "population.life_cycle": True, "labour.part_time": 1.0}
GROUPS = tuple(AGE_GROUPS.values())


def run(scenario: Scenario, **tables: dict) -> Results:
    """Return a run with the given columns: of one row a month, or (months, rows) beside names of the rows."""
    clock = {"month": TIME, "year": TIME / 12.0}
    frames = {name: pl.DataFrame(clock) for name in ("macro", "labour_flows")}
    for name, columns in tables.items():
        columns = dict(columns)
        if name in frames:
            data = {column: np.broadcast_to(values, MONTHS) for column, values in columns.items()}
            frames[name] = pl.DataFrame({**clock, **data})
        else:
            key = next(column for column in TABLES[name].columns)
            rows = columns.pop(key)
            data = {
                column: np.broadcast_to(values, (MONTHS, len(rows))).ravel()
                for column, values in columns.items()
            }
            long = {name: np.repeat(values, len(rows)) for name, values in clock.items()}
            frames[name] = pl.DataFrame({**long, key: list(rows) * MONTHS, **data})
        assert set(frames[name].columns) <= {*CLOCK, *TABLES[name].columns}
    return Results(frames, scenario, 1, {})


@pytest.fixture(scope="module")
def modelled() -> Scenario:
    return Scenario.load("baseline").with_(ALL_ON)


def test_the_age_groups_are_those_of_the_country() -> None:
    assert load().people.group_titles == GROUPS


def test_at_least_25_targets_are_about_people() -> None:
    assert len(PEOPLE_MEASURES) >= 25
    assert PEOPLE_MEASURES.items() <= MEASURES.items()


def test_published_figures_are_those_of_the_data_folder() -> None:
    """What stands in both is the same figure."""
    published = {target["id"]: target["value"] for target in read_targets()["target"]}
    known = load().people
    shares = np.array(known.population)[2041 - known.first_year]
    adults = shares[16:].sum()
    edges = [*known.group_from.tolist(), shares.size]
    for group, low, high in zip(AGE_GROUPS, edges[:-1], edges[1:], strict=True):
        assert published[f"population_{group}"] == pytest.approx(
            100.0 * shares[low:high].sum() / adults, abs=0.051
        )


def test_of_ages(modelled: Scenario) -> None:
    persons = np.array([17.0, 21.0, 44.0, 44.0, 40.0, 41.0, 36.0, 28.0])
    employed = persons * np.array([0.316, 0.639, 0.8, 0.82, 0.8, 0.65, 0.25, 0.08])
    moving = np.where(TIME[:, None] >= 180, persons * np.array([1, 1, 1, 1, 1, 1, 1, 2]), persons)
    found = run(modelled, ages={"age_group": GROUPS, "persons": moving, "employment": employed})
    # the employed do not change in this table, but the persons of 75 and over do, in 36 of 216 months
    assert MEASURES["employment_16_19"](found) == pytest.approx(31.6)
    assert MEASURES["employment_75"](found) == pytest.approx(8.0 / (1.0 + 36.0 / 216.0))
    total = persons.sum() + persons[-1]
    assert MEASURES["population_75"](found) == pytest.approx(100.0 * 2.0 * persons[-1] / total)
    assert sum(MEASURES[f"population_{group}"](found) for group in AGE_GROUPS) == pytest.approx(100.0)


def test_ages_in_15_years_need_15_years_and_a_course_of_life(modelled: Scenario) -> None:
    ages = {"age_group": GROUPS, "persons": np.ones(8), "employment": np.ones(8)}
    alike = run(modelled, ages=ages)
    assert MEASURES["population_35_44"](alike) == pytest.approx(12.5)
    frames = {name: frame.filter(pl.col("month") < 180) for name, frame in alike.frames.items()}
    assert math.isnan(evaluate(MEASURES["population_35_44"], Results(frames, modelled, 1, {})))
    still = run(Scenario.load("baseline").with_({**ALL_ON, "population.life_cycle": False}), ages=ages)
    assert math.isnan(evaluate(MEASURES["population_35_44"], still))


def test_of_tenure_and_pay(modelled: Scenario) -> None:
    years = np.array([0.5, 1.3, 2.7, 4.6, 7.0, 9.6, 10.0, 4.0])
    pay = 4_000.0 * np.array([0.47, 0.58, 0.81, 1.0, 0.99, 0.95, 0.9, 0.6])
    employment = np.array([5.0, 14.0, 36.0, 37.0, 32.0, 26.0, 9.0, 3.0])
    seldom = np.where(TIME[:, None] % 3 == 0, years, np.nan)  # months without a distribution do not count
    columns = {"median_tenure": seldom, "median_full_time_pay": pay, "employment": employment}
    found = run(modelled, tenure={"age_group": GROUPS, **columns})
    assert MEASURES["tenure_25_34"](found) == pytest.approx(2.7)
    assert MEASURES["tenure_65"](found) == pytest.approx((9.0 * 10.0 + 3.0 * 4.0) / 12.0)
    assert MEASURES["pay_20_24"](found) == pytest.approx(0.58)
    assert MEASURES["pay_65"](found) == pytest.approx((9.0 * 0.9 + 3.0 * 0.6) / 12.0)


def test_of_all_the_employed(modelled: Scenario) -> None:
    columns = {
        "median_tenure": 3.9, "tenure_under_a_year": 0.22, "long_term_unemployed": 0.2,
        "mean_skill": 1.0 + 0.001 * (TIME // 12), "weekly_hours": 38.0, "part_time_share": 0.17,
    }  # fmt: skip
    found = run(modelled, labour_flows=columns)
    assert MEASURES["median_tenure"](found) == pytest.approx(3.9)
    assert MEASURES["tenure_under_a_year"](found) == pytest.approx(22.0)
    assert MEASURES["long_term_unemployed"](found) == pytest.approx(20.0)
    assert MEASURES["skill_drift"](found) == pytest.approx(1.7)  # 17 years after the first
    assert MEASURES["weekly_hours"](found) == pytest.approx(38.0)
    assert MEASURES["part_time_share"](found) == pytest.approx(17.0)


def test_of_households(modelled: Scenario) -> None:
    households = np.array([18.0, 12.0, 8.0, 30.0, 22.0, 16.0, 14.0, 12.0])
    found = run(
        modelled,
        household_types={"household_type": KINDS, "households": households, "persons": 2.5 * households},
        macro={
            "median_household_income": 7_000.0 * 1.02 ** (TIME / 12.0),
            "price_level": 1.1 * 1.02 ** (TIME / 12.0),
            "child_poverty": 0.14,
            "gini_households": 0.48,
            "homeowner_share": 0.65,
        },
    )
    assert MEASURES["household_size"](found) == pytest.approx(2.5)
    assert MEASURES["living_alone"](found) == pytest.approx(100.0 * 30.0 / households.sum())
    assert MEASURES["households_with_children"](found) == pytest.approx(100.0 * 42.0 / households.sum())
    assert MEASURES["median_household_income"](found) == pytest.approx(84_000.0)  # at prices of month 0
    assert MEASURES["child_poverty"](found) == pytest.approx(14.0)
    assert MEASURES["gini_households"](found) == pytest.approx(0.48)
    assert MEASURES["homeowner_share"](found) == pytest.approx(65.0)


def test_states_are_ranked_by_their_people(modelled: Scenario) -> None:
    # the first year counts: poverty falls later, since the line follows prices
    poverty = np.where(TIME[:, None] < 12, [0.1, 0.12, 0.14], 0.05)
    table = {"state": ("A", "B", "C"), "persons": [5.0, 9.0, 7.0], "poverty": poverty}
    found = run(modelled, states=table)
    assert MEASURES["poverty_of_the_largest_state"](found) == pytest.approx(12.0)
    assert MEASURES["poverty_of_the_second_state"](found) == pytest.approx(14.0)
    assert math.isnan(MEASURES["poverty_of_the_fourth_state"](found))


def test_what_a_scenario_leaves_out_is_not_modelled_and_warns_nobody() -> None:
    """A run of today's people: no ages, no households, no part-time work; means of nothing do not warn."""
    nothing = dict.fromkeys(TABLES["macro"].columns, np.nan)
    tables = {name: {next(iter(TABLES[name].columns)): ()} for name in ("household_types", "states")}
    for name in ("ages", "tenure"):
        tables[name] = dict.fromkeys(TABLES[name].columns, np.zeros((MONTHS, 0))) | {"age_group": ()}
    flows = dict.fromkeys(TABLES["labour_flows"].columns, 1.0)
    found = run(
        Scenario.load("baseline").with_(dict.fromkeys(list(ALL_ON)[:2], False) | {"labour.part_time": 0.0}),
        macro=nothing, labour_flows=flows, **tables,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = {name: evaluate(measure, found) for name, measure in PEOPLE_MEASURES.items()}
    always = {
        "median_tenure",
        "tenure_under_a_year",
        "tenure_ten_years",
        "long_term_unemployed",
        "skill_drift",
    }
    assert {name for name, value in values.items() if math.isfinite(value)} == always
