"""Health care that the state pays for: of the old, and of households with little income.

It is income in kind: no household sees the money, which is spent on care in the same month. National accounts
count it among social benefits and consumption; official poverty and what people can spend do not.
"""

import numpy as np

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.draws import GOLDEN, draw_position, uniform_at
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
    of_old, of_poor = levels.health * benefits.health_old, levels.health * benefits.health_poor
    guideline, more, limit = benefits.guideline, benefits.guideline_more, benefits.health_limit
    to_base, take_up, total = 1.0 / levels.nominal, benefits.health_take_up, np.int64(0)
    position = draw_position(levels.keys[INSURED_CARE], start)
    for k in range(size.size):  # nobody belongs to the rows of members: size and older are 0
        luck = uniform_at(position)
        position += GOLDEN
        people, old = np.float64(size[k]), np.float64(older[k])
        line = limit * (guideline + more * (people - 1.0))
        poor = (to_real(income[k]) * to_base < line) & (luck < take_up)
        cared = of_old * old + (of_poor * (people - old) if poor else 0.0)
        total += whole_part(cared)
    sums[CONSUMPTION] += total
    sums[PUBLIC_HEALTH] += total
