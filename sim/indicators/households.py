"""Households: their incomes and inequality, poverty by age, and tables by age, kind of household and state.

Empty where nobody has a past or a household (``population.households`` and ``population.life_cycle``).
"""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.indicators.inequality import gini, lorenz, quantile, running_sums
from sim.rules.household_distribution import CHILDREN, GROWN, OLDER, Households
from sim.state.columns import Array
from sim.units import CENTS_PER_DOLLAR

KINDS = (
    "single", "older_single", "lone_parent", "pair", "pair_with_children", "older_people", "more",
    "more_with_children",
)  # fmt: skip
"""Kinds of households, in the order of ``sim.rules.household_distribution``."""
NOT_COMPUTED = float("nan")


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
