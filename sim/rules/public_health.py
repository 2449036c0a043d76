"""Health care that the state pays for: of the old, and of households with little income.

It is income in kind: no household sees the money, which is spent on care in the same month. National accounts
count it among social benefits and consumption; official poverty and what people can spend do not.
"""

import numpy as np

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.draws import uniform
from sim.kernels.lists import append_if
from sim.kernels.row_rule import row_rule
from sim.rules.budget import CONSUMPTION, PUBLIC_HEALTH
from sim.rules.household_means import Pooled
from sim.rules.purse import Purses
from sim.rules.social_insurance import INSURED_CARE, BenefitLevels
from sim.state.benefits import Benefits
from sim.units import Totals


@row_rule
def care_for(
    purses: Purses, pooled: Pooled, start: int, benefits: Benefits, levels: BenefitLevels,
    sums: Totals,
) -> None:  # fmt: skip
    """Add up the care that the state pays for, of the households of a block.

    It is part of consumption as a whole and of no household's spending: nobody decides on it.

    Everybody who is OLD is insured, whatever the income; all others are if their household has less than a
    multiple of the guideline of poverty and takes it up. ``pooled.income`` is what benefits are tested by.
    """
    older, size, income = purses.older, purses.size, pooled.income
    poor, below = pooled.listed, pooled.marks
    of_old, of_poor = levels.health * benefits.health_old, levels.health * benefits.health_poor
    guideline, more, limit = benefits.guideline, benefits.guideline_more, benefits.health_limit
    key, total, n = levels.keys[INSURED_CARE], np.int64(0), 0
    for k in range(size.size):  # nobody belongs to the rows of members: size and older are 0
        total += whole_part(of_old * to_real(np.int64(older[k])))
        line = limit * (guideline + more * (to_real(np.int64(size[k])) - 1.0))
        below[k] = 1 if (size[k] > older[k]) & (to_real(income[k]) < line) else 0
    for k in range(size.size):
        n = append_if(below[k] > 0, poor, n, k)
    for i in range(n):
        k = np.int64(poor[i])
        old = of_old * np.float64(older[k])
        others = whole_part(old + of_poor * np.float64(size[k] - older[k])) - whole_part(old)
        total += others if uniform(key, start + k) < benefits.health_take_up else np.int64(0)
    sums[CONSUMPTION] += total
    sums[PUBLIC_HEALTH] += total
