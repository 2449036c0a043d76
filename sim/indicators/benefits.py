"""What every programme of benefits pays: one row each, none where the scenario has none of them."""

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


@indicator("benefits")
def benefits(seen: Observation) -> dict[str, Any]:
    """Return what each programme paid in the month."""
    sums = seen.flows.household.sums[list(PROGRAMMES.values())]
    there = bool(sums.any())
    return {
        "programme": np.array(list(PROGRAMMES) if there else [], np.str_),
        "paid": (sums if there else sums[:0]) * (MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION),
    }
