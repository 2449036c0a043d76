"""Health care that the state pays for: of the old, and of households with little income.

It is income in kind: no household sees the money, which is spent on care in the same month. National accounts
count it among social benefits and consumption; official poverty and what people can spend do not.
"""

import numpy as np

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.draws import uniform
from sim.kernels.row_rule import row_rule
from sim.rules.budget import CONSUMPTION, PUBLIC_HEALTH, Budgets
from sim.rules.household_benefits import Pooled
from sim.rules.purse import Purses
from sim.rules.social_insurance import INSURED_CARE, BenefitLevels
from sim.state.benefits import Benefits
from sim.units import Totals


@row_rule
def care_for(
    budgets: Budgets, purses: Purses, pooled: Pooled, start: int, benefits: Benefits, levels: BenefitLevels,
    sums: Totals,
) -> None:  # fmt: skip
    """Add the care that the state pays for to the consumption of the households of a block, at the keeper.

    Everybody who is OLD is insured, whatever the income; all others are if their household has less than a
    multiple of the guideline of poverty and takes it up. ``pooled.income`` is what benefits are tested by.
    """
    adults, older, size, consumption = purses.adults, purses.older, purses.size, budgets.consumption
    of_old, of_poor = levels.health * benefits.health_old, levels.health * benefits.health_poor
    guideline, more, limit = benefits.guideline, benefits.guideline_more, benefits.health_limit
    to_base, key = 1.0 / levels.nominal, levels.keys[INSURED_CARE]
    total = np.int64(0)
    for k in range(consumption.size):
        if adults[k] == 0:
            continue
        line = limit * (guideline + more * (size[k] - 1))
        poor = (
            to_real(pooled.income[k]) * to_base < line and uniform(key, start + k) < benefits.health_take_up
        )
        cared = of_old * older[k] + (of_poor * (size[k] - older[k]) if poor else 0.0)
        paid = whole_part(cared)
        consumption[k] += paid
        total += paid
    sums[CONSUMPTION] += total
    sums[PUBLIC_HEALTH] += total
