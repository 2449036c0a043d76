"""What every policy costs and brings, and what every programme of benefits pays: a row each, none without."""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.rules import budget
from sim.units import CENTS_PER_BILLION, MONTHS_PER_YEAR

PROGRAMMES = {
    "old_age": budget.OLD_AGE,
    "disability": budget.DISABILITY,
    "food": budget.FOOD,
    "child_credit": budget.CHILD_CREDIT,
    "earned_credit": budget.EARNED_CREDIT,
    "supplemental": budget.SUPPLEMENTAL,
    "health": budget.PUBLIC_HEALTH,
}
"""Columns of the sums of all budgets."""


@indicator("policies")
def policies(seen: Observation) -> dict[str, Any]:
    """Return cost, revenue and rate of the month by policy."""
    billions = (
        MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION
    )  # cents a month of the sample to billion dollars a year
    paid = seen.flows.policies
    covered = np.minimum(paid.cost, paid.own_revenue + paid.revenue)
    return {
        "policy": np.array([name for name, _ in seen.policies], np.str_),
        "financed_by": np.array([payer for _, payer in seen.policies], np.str_),
        "strength": paid.strength,
        "recipients": paid.recipients * (seen.weight / 1e6),
        "cost": paid.cost * billions,
        "own_revenue": paid.own_revenue * billions,
        "tax_revenue": paid.revenue * billions,
        "rate": paid.rate,
        "unfunded_share": np.where(paid.cost > 0, 1.0 - covered / np.maximum(paid.cost, 1), 0.0),
    }


@indicator("benefits")
def benefits(seen: Observation) -> dict[str, Any]:
    """Return what each programme paid in the month."""
    sums = seen.flows.household.sums[list(PROGRAMMES.values())]
    there = bool(sums.any())
    return {
        "programme": np.array(list(PROGRAMMES) if there else [], np.str_),
        "paid": (sums if there else sums[:0]) * (MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION),
    }
