"""The model's value of the targets about people: time in the job, ages, households, states, hours and homes.

What a scenario leaves out (ages, households, hours) is not a number here and no miss: it is not modelled.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.run.run import Results
from sim.units import MONTHS_PER_YEAR

__all__ = ["PEOPLE_MEASURES"]

Measure = Callable[[Results], float]
Series = NDArray[np.float64]

NOT_MODELLED = float("nan")
AGE_GROUPS = {
    "16_19": "16-19", "20_24": "20-24", "25_34": "25-34", "35_44": "35-44", "45_54": "45-54",
    "55_64": "55-64", "65_74": "65-74", "75": "75 and over",
}  # fmt: skip
"""Ending of a target's name, and the age group in the tables."""
OLDEST = ("65_74", "75")
"""Groups that surveys of pay and tenure publish as one."""
YEARS_AHEAD = 15
"""Years after the first in which ages are held against the projection."""
WITH_CHILDREN = ("lone_parent", "pair_with_children", "more_with_children")
ALONE = ("single", "older_single")


def average(values: Series) -> float:
    """Return the mean of the numbers among ``values``; not a number where there is none."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else NOT_MODELLED


def column(results: Results, table: str, name: str) -> Series:
    """Return a column month by month, row by row."""
    return results.frames[table][name].cast(pl.Float64).to_numpy()


def mean_of(table: str, name: str, scale: float = 1.0) -> Measure:
    """Average a column of a table of one row a month; months without a figure do not count."""
    return lambda results: scale * average(column(results, table, name))


def where(section: str, key: str, measure: Measure) -> Measure:
    """Take a measure only from runs in which a key is switched on, or above 0."""
    return lambda results: (
        measure(results) if getattr(getattr(results.scenario, section), key) else NOT_MODELLED
    )


def of_households(measure: Measure) -> Measure:
    """Take a measure only from runs in which people live in households."""
    return where("population", "households", measure)


def skill_drift(results: Results) -> float:
    """Return by how many per cent the skill of the employed is higher in the last year than in the first."""
    skill = column(results, "labour_flows", "mean_skill")
    first, last = average(skill[:MONTHS_PER_YEAR]), average(skill[-MONTHS_PER_YEAR:])
    return 100.0 * (last / first - 1.0)


def of_age(results: Results, table: str, name: str, group: str) -> Series:
    """Return a column of one age group, month by month; nothing where people have no age."""
    rows = results.frames[table].filter(pl.col("age_group") == AGE_GROUPS[group])
    return rows[name].cast(pl.Float64).to_numpy()


def employment_of(group: str) -> Measure:
    """Employed in per cent of the adults of an age."""

    def measure(results: Results) -> float:
        persons = average(of_age(results, "ages", "persons", group))
        return 100.0 * average(of_age(results, "ages", "employment", group)) / persons

    return measure


def share_ahead(group: str) -> Measure:
    """Adults of an age in per cent of all adults, some years after the first."""

    def measure(results: Results) -> float:
        months = slice(MONTHS_PER_YEAR * YEARS_AHEAD, MONTHS_PER_YEAR * (YEARS_AHEAD + 1))
        found = [average(of_age(results, "ages", "persons", one)[months]) for one in AGE_GROUPS]
        return 100.0 * found[list(AGE_GROUPS).index(group)] / sum(found)

    return where("population", "life_cycle", measure)


def of_ages(results: Results, name: str, groups: tuple[str, ...]) -> float:
    """Return the mean of a median over the run; of several groups, that by their employed."""
    values = np.array([average(of_age(results, "tenure", name, group)) for group in groups])
    weights = np.array([average(of_age(results, "tenure", "employment", group)) for group in groups])
    known = np.isfinite(values) & (weights > 0.0)
    return (
        float((values[known] * weights[known]).sum() / weights[known].sum()) if known.any() else NOT_MODELLED
    )


def tenure_of(*groups: str) -> Measure:
    """Median years in the job of the employed of an age."""
    return lambda results: of_ages(results, "median_tenure", groups)


def pay_of(*groups: str) -> Measure:
    """Median pay of full-time work of an age, over that of people of 35 to 44."""
    name = "median_full_time_pay"
    return lambda results: of_ages(results, name, groups) / of_ages(results, name, ("35_44",))


def household_size(results: Results) -> float:
    """Return persons, children included, a household."""
    persons, households = (column(results, "household_types", name) for name in ("persons", "households"))
    return float(persons.sum() / households.sum())


def share_of_kinds(*kinds: str) -> Measure:
    """Households of some kinds in per cent of all households."""

    def measure(results: Results) -> float:
        households = column(results, "household_types", "households")
        chosen = results.frames["household_types"]["household_type"].is_in(kinds).to_numpy()
        return 100.0 * float(households[chosen].sum() / households.sum())

    return of_households(measure)


def real_income_of_first_year(name: str) -> Measure:
    """Yearly income in the first year at prices of its first month."""

    def measure(results: Results) -> float:
        prices = column(results, "macro", "price_level")[:MONTHS_PER_YEAR]
        return MONTHS_PER_YEAR * average(
            column(results, "macro", name)[:MONTHS_PER_YEAR] * prices[0] / prices
        )

    return of_households(measure)


def poverty_of_first_year(name: str) -> Measure:
    """Poverty in the first year, per cent: the line follows prices, so that growth lowers it later."""

    def measure(results: Results) -> float:
        return 100.0 * average(column(results, "macro", name)[:MONTHS_PER_YEAR])

    return of_households(measure)


def poverty_of_state(rank: int) -> Measure:
    """Poverty in the first year in the state that has the most people but for ``rank`` others, per cent."""

    def measure(results: Results) -> float:
        first = results.frames["states"].filter(pl.col("year") < 1.0)
        states = first.group_by("state").agg(pl.col("persons").mean(), pl.col("poverty").mean())
        ranked = states.sort("persons", descending=True)["poverty"]
        return 100.0 * float(ranked[rank]) if rank < ranked.len() else NOT_MODELLED

    return of_households(measure)


def pay_percentiles(results: Results, per_cent: float) -> Series:
    """Return a percentile of pay by occupation, over the mean of all, of a run that was observed."""
    section = results.frames.get("cross_section")
    if section is None:
        return np.full(1, NOT_MODELLED)
    chosen = (pl.col("chart") == "pay") & (pl.col("x") == per_cent)
    return section.filter(chosen).sort("group")["value"].to_numpy()


def pay_between_occupations(results: Results) -> float:
    """Return by how much the medians of pay of the occupations differ: standard deviation of their logs."""
    return float(np.log(pay_percentiles(results, 50.0)).std())


def pay_within_occupations(results: Results) -> float:
    """Return the 90th over the 10th percentile of pay in an occupation, the mean of all occupations."""
    return float((pay_percentiles(results, 90.0) / pay_percentiles(results, 10.0)).mean())


PEOPLE_MEASURES: dict[str, Measure] = {
    "pay_between_occupations": pay_between_occupations,
    "pay_within_occupations": pay_within_occupations,
    "median_tenure": mean_of("labour_flows", "median_tenure"),
    "tenure_under_a_year": mean_of("labour_flows", "tenure_under_a_year", 100.0),
    "tenure_ten_years": mean_of("labour_flows", "tenure_ten_years", 100.0),
    "tenure_25_34": tenure_of("25_34"),
    "tenure_35_44": tenure_of("35_44"),
    "tenure_45_54": tenure_of("45_54"),
    "tenure_55_64": tenure_of("55_64"),
    "tenure_65": tenure_of(*OLDEST),
    "long_term_unemployed": mean_of("labour_flows", "long_term_unemployed", 100.0),
    "skill_drift": skill_drift,
    **{f"employment_{group}": employment_of(group) for group in AGE_GROUPS},
    **{f"pay_{group}": pay_of(group) for group in ("16_19", "20_24", "25_34", "45_54", "55_64")},
    "pay_65": pay_of(*OLDEST),
    **{f"population_{group}": share_ahead(group) for group in AGE_GROUPS},
    "household_size": of_households(household_size),
    "living_alone": share_of_kinds(*ALONE),
    "households_with_children": share_of_kinds(*WITH_CHILDREN),
    "child_poverty": poverty_of_first_year("child_poverty"),
    "poverty_65": poverty_of_first_year("poverty_65"),
    "supplemental_poverty": poverty_of_first_year("supplemental_poverty"),
    "poverty_of_the_largest_state": poverty_of_state(0),
    "poverty_of_the_second_state": poverty_of_state(1),
    "poverty_of_the_third_state": poverty_of_state(2),
    "poverty_of_the_fourth_state": poverty_of_state(3),
    "median_household_income": real_income_of_first_year("median_household_income"),
    "median_household_disposable_income": real_income_of_first_year("median_household_disposable_income"),
    "gini_households": of_households(mean_of("macro", "gini_households")),
    "gini_equivalised": of_households(mean_of("macro", "gini_equivalised")),
    "homeowner_share": mean_of("macro", "homeowner_share", 100.0),
    "weekly_hours": where("labour", "part_time", mean_of("labour_flows", "weekly_hours")),
    "part_time_share": where("labour", "part_time", mean_of("labour_flows", "part_time_share", 100.0)),
}
