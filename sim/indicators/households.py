"""Households: incomes and inequality, poverty by age, homes; tables by age, kind of household, state, tenure.

Empty where nobody has a past or a household (``population.households`` and ``population.life_cycle``).
"""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.indicators.inequality import gini, group_sums, lorenz, quantile, running_sums
from sim.rules.household_distribution import CHILDREN, GROWN, OLDER, Households
from sim.rules.housing import COST, DISPOSABLE, HOUSEHOLDS, NET, PEOPLE
from sim.state.columns import TENANT, Array
from sim.units import CENTS_PER_DOLLAR

KINDS = (
    "single", "older_single", "lone_parent", "pair", "pair_with_children", "older_people", "more",
    "more_with_children",
)  # fmt: skip
"""Kinds of households, in the order of ``sim.rules.household_distribution``."""
NOT_COMPUTED = float("nan")
TENURES = ("tenants", "owners")
BURDENED, SEVERELY = 30, 50
"""Per cent of income after taxes above which housing is a burden, and a severe one."""
POORER, RICHEST = 0.5, 0.9
"""Ranks by wealth: of households below, and above."""


def are_recorded(households: Households) -> bool:
    """Say whether there are distributions of households."""
    return bool(households.by_money.shape[0] > 1)


def part(some: Array, all_: Array) -> Array:
    """Return shares, not a number where there is nothing to share."""
    shares: Array = np.divide(some, all_, out=np.full(np.shape(all_), NOT_COMPUTED), where=all_ > 0)
    return shares


@indicator("macro", of_distribution=True)
def incomes_of_households(seen: Observation) -> dict[str, float]:
    """Return median incomes and Gini coefficients of households; persons where everybody lives alone."""
    found, persons = seen.flows.household.households, seen.flows.household.distribution
    if are_recorded(found):
        money, disposable, equivalised = found.by_money, found.by_disposable, found.by_equivalised
    else:
        money, disposable = persons.by_gross, persons.by_disposable[:, [0, 2]]
        equivalised = disposable
    return {
        "median_household_income": quantile(money[:, 0], 0.5) / CENTS_PER_DOLLAR,
        "median_household_disposable_income": quantile(disposable[:, 0], 0.5) / CENTS_PER_DOLLAR,
        "gini_households": gini(*lorenz(running_sums(money), 1)),
        "gini_equivalised": gini(*lorenz(running_sums(equivalised), 1)),
    }


@indicator("macro", of_distribution=True)
def poverty_by_age(seen: Observation) -> dict[str, float]:
    """Return the poverty of children, at working age and of older people, and by the other measure."""
    people = seen.flows.household.households.people
    poor = part(people[:, 1], people[:, 0])
    everybody = people.sum(axis=0)
    return {
        "child_poverty": float(poor[CHILDREN]),
        "working_age_poverty": float(poor[GROWN]),
        "poverty_65": float(poor[OLDER]),
        "supplemental_poverty": float(part(everybody[2:3], everybody[:1])[0]),
    }


@indicator("ages", of_distribution=True)
def ages(seen: Observation) -> dict[str, Any]:
    """Return work, pay, income and poverty of adults by age group."""
    found, scale = seen.flows.household.households, seen.weight / 1e6
    table = found.ages
    persons, working = table[:, 0], table[:, 1]
    names = seen.titles.ages or tuple(map(str, range(persons.size)))
    pay = found.pay.copy()
    pay[:, :1] = 0  # those without
    return {
        "age_group": np.array(names[: persons.size], dtype=str),
        "persons": persons * scale,
        "employment": working * scale,
        "unemployed": table[:, 6] * scale,
        "median_pay": np.array([quantile(row, 0.5) for row in pay], np.float64) / CENTS_PER_DOLLAR,
        "mean_pay": part(table[:, 5], working) / CENTS_PER_DOLLAR,
        "disposable_income": part(table[:, 4], persons) / CENTS_PER_DOLLAR,
        "poverty": part(table[:, 2], persons),
        "supplemental": part(table[:, 3], persons),
    }


@indicator("household_types", of_distribution=True)
def household_types(seen: Observation) -> dict[str, Any]:
    """Return number, incomes and poverty of each kind of household."""
    table, scale = seen.flows.household.households.types, seen.weight / 1e6
    return {
        "household_type": np.array(KINDS[: table.shape[0]], dtype=str),
        **_of_households(table, scale),
        "children": table[:, 4] * scale,
        "child_poverty": part(table[:, 5], table[:, 4]),
    }


@indicator("states", of_distribution=True)
def states(seen: Observation) -> dict[str, Any]:
    """Return households, incomes, work and poverty by state of the country."""
    table, scale = seen.flows.household.households.places, seen.weight / 1e6
    names = seen.titles.states
    there = len(names) or int(np.max(np.nonzero(table[:, 0])[0], initial=-1)) + 1
    table = table[:there]
    return {
        "state": np.array((names or tuple(map(str, range(there))))[: table.shape[0]], dtype=str),
        **_of_households(table, scale),
        "employment": table[:, 4] * scale,
        "unemployed": table[:, 5] * scale,
    }


def _of_households(table: Array, scale: float) -> dict[str, Array]:
    """Return what tables by kind and by place have in common, in the order of their columns."""
    return {
        "households": table[:, 0] * scale,
        "persons": table[:, 1] * scale,
        "income": part(table[:, 6], table[:, 0]) / CENTS_PER_DOLLAR,
        "disposable_income": part(table[:, 7], table[:, 0]) / CENTS_PER_DOLLAR,
        "poverty": part(table[:, 2], table[:, 1]),
        "supplemental": part(table[:, 3], table[:, 1]),
    }


def median_burden(households: Array) -> float:
    """Return the median of housing costs over income, from households by hundredths of income."""
    below = np.cumsum(households)
    if households.size == 0 or below[-1] == 0:
        return NOT_COMPUTED
    half = 0.5 * below[-1]
    row = int(np.searchsorted(below, half))
    before = below[row - 1] if row > 0 else 0
    return float(row + (half - before) / max(1, households[row])) / 100.0


def above(households: Array, per_cent: int) -> float:
    """Return the share of households whose housing costs more than this part of income."""
    return float(part(households[per_cent:].sum(keepdims=True), households.sum(keepdims=True))[0])


@indicator("macro", of_distribution=True)
def owners_and_tenants(seen: Observation) -> dict[str, float]:
    """Return the share of owners, also of the poorer half and the richest tenth, and the rents of tenants."""
    found = seen.flows.household.households
    names = (
        "homeowners", "homeowners_bottom50", "homeowners_top10", "rent_of_tenants", "median_rent_burden",
        "rent_burdened", "rent_severely_burdened",
    )  # fmt: skip
    if not are_recorded(found):
        return dict.fromkeys(names, NOT_COMPUTED)
    running = running_sums(found.home_wealth)
    owners = group_sums(running, np.array([0.0, POORER, RICHEST, 1.0]))[:, 0]
    households = float(running[-1, 0])
    rents, of_tenants = found.home_burdens[TENANT], found.home_sums[TENANT]
    values = (
        running[-1, 1] / households, owners[0] / (POORER * households),
        owners[2] / ((1.0 - RICHEST) * households),
        part(of_tenants[COST : COST + 1], of_tenants[DISPOSABLE : DISPOSABLE + 1])[0],
        median_burden(rents), above(rents, BURDENED), above(rents, SEVERELY),
    )  # fmt: skip
    return dict(zip(names, map(float, values), strict=True))


@indicator("homes", of_distribution=True)
def homes(seen: Observation) -> dict[str, Any]:
    """Return number, income and housing costs of tenants and owners, and their income net of housing."""
    found, scale = seen.flows.household.households, seen.weight / 1e6
    sums, burdens = found.home_sums, found.home_burdens
    return {
        "tenure": np.array(TENURES[: sums.shape[0]], dtype=str),
        "households": sums[:, HOUSEHOLDS] * scale,
        "persons": sums[:, PEOPLE] * scale,
        "median_income": _medians(found.home_incomes),
        "housing_cost": part(sums[:, COST], sums[:, HOUSEHOLDS]) / CENTS_PER_DOLLAR,
        "housing_cost_share": part(sums[:, COST], sums[:, DISPOSABLE]),
        "median_burden": np.array([median_burden(row) for row in burdens], np.float64),
        "burdened": np.array([above(row, BURDENED) for row in burdens], np.float64),
        "severely_burdened": np.array([above(row, SEVERELY) for row in burdens], np.float64),
        "net_income": part(sums[:, NET], sums[:, PEOPLE]) / CENTS_PER_DOLLAR,
        "median_net_income": _medians(found.home_net),
    }


@indicator("homes_by_age", of_distribution=True)
def homes_by_age(seen: Observation) -> dict[str, Any]:
    """Return households and the share that own their home, by the age of the eldest."""
    table, names = seen.flows.household.households.home_ages, seen.titles.ages
    rows = table.shape[0]
    return {
        "age_group": np.array((names or tuple(map(str, range(rows))))[:rows], dtype=str),
        "households": table[:, 0] * seen.weight / 1e6,
        "homeowners": part(table[:, 1], table[:, 0]),
    }


def _medians(table: Array) -> Array:
    """Return the medians of rows of counts by bin, dollars."""
    return np.array([quantile(row, 0.5) for row in table], np.float64) / CENTS_PER_DOLLAR
