"""Homes: who owns and who rents, what rent is of income, and what is left; by tenure, age and wealth."""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.indicators.households import NOT_COMPUTED, are_recorded, part
from sim.indicators.inequality import group_sums, quantile, running_sums
from sim.rules.housing import BURDENS, COST, DISPOSABLE, HOUSEHOLDS, NET, PEOPLE
from sim.state.columns import TENANT, Array
from sim.units import CENTS_PER_DOLLAR

TENURES = ("tenants", "owners")
BURDENED, SEVERELY = 30, 50
"""Per cent of income after taxes above which housing is a burden, and a severe one."""
POORER, RICHEST = 0.5, 0.9
"""Ranks by wealth: of households below, and above."""


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


assert BURDENS > SEVERELY
