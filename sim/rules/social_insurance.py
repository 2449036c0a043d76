"""Pensions in force without any policy: old-age and disability insurance, by the last wage.

The schedules are those of the base year: a wage is divided by the growth of wages since, and what is paid is
multiplied by what pensions have grown.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import whole_part
from sim.kernels.draws import GOLDEN, draw_position, uniform_at
from sim.kernels.row_rule import row_rule
from sim.rules.benefit_schedules import disabled_share, pension
from sim.rules.budget import DISABILITY, OLD_AGE, TRANSFERS, Budgets, Persons
from sim.state.benefits import Benefits
from sim.state.columns import OUTSIDE, Array
from sim.units import Totals

DISABLED, INSURED, FED, CREDITED, EARNING, SUPPLEMENTED, INSURED_CARE = range(7)
"""Rows of ``BenefitLevels.keys``."""
N_KEYS = 7


class BenefitLevels(NamedTuple):
    """What multiplies the schedules in a month."""

    on: bool  # whether there are any
    nominal: float  # incomes and limits over those of the base year
    wages: float  # wages over those of the base year, by which pensions are worked out
    pension: float  # paid for one of the base year at base-year wages, as are the next
    disability: float
    food: float
    child_credit: float
    earned_credit: float
    supplemental: float
    health: float
    tax_scale: float  # income tax over that of the schedule, which the child credit is set against
    employee_rate: float  # contributions of the employed, which are no tax
    property_price: float  # cents a unit; neither counted among assets
    property_rate: int  # nor among incomes: rent that owners save, and what pension assets earn
    count_grants: bool  # whether what policies pay counts as income
    enough: float  # income for each adult above which a household without minors receives nothing
    keys: Array  # uint64 (7,): of the draws


@row_rule
def pay_social_insurance(
    persons: Persons, budgets: Budgets, start: int, benefits: Benefits, levels: BenefitLevels, sums: Totals
) -> None:
    """Add old-age and disability pensions to transfers, by the last wage.

    The old receive them outside the labour force, and from the full age on whatever they do; the disabled
    outside the labour force below that age, if they are insured.
    """
    status, age, wage, transfers = persons.status, persons.age, persons.wage, budgets.transfers
    old, full, take_up = benefits.pension_from_age, benefits.pension_full_age, benefits.pension_take_up
    bends = (benefits.pension_bend_1, benefits.pension_bend_2)
    rates = (benefits.pension_rate_1, benefits.pension_rate_2, benefits.pension_rate_3)
    share, most, floor = benefits.pension_career_share, benefits.pension_most_earnings, benefits.pension_floor
    of_disabled, insured = benefits.disability_career_share, benefits.disability_insured
    begin, part = benefits.disability_from_age, benefits.disability_share
    to_base, of_pension, of_disability = 1.0 / levels.wages, levels.pension, levels.disability
    aged = disabled = np.int64(0)
    first, second = draw_position(levels.keys[INSURED], start), draw_position(levels.keys[DISABLED], start)
    for k in range(transfers.size):  # no branch, so that it becomes vector instructions
        years, outside = np.float64(age[k]), status[k] == OUTSIDE
        luck, health = uniform_at(first), uniform_at(second)
        first += GOLDEN
        second += GOLDEN
        retired = (years >= full) | (outside & (years >= old))
        unable = outside & (luck < insured) & (health < disabled_share(years, begin, old, part))
        paid_to = (luck < take_up) if retired else unable
        career, level = (share, of_pension) if retired else (of_disabled, of_disability)
        due = whole_part(level * pension(wage[k] * to_base, career, most, bends, rates, floor))
        paid = due if paid_to else np.int64(0)
        transfers[k] += paid
        aged += paid if retired else np.int64(0)
        disabled += np.int64(0) if retired else paid
    sums[TRANSFERS] += aged + disabled
    sums[OLD_AGE] += aged
    sums[DISABILITY] += disabled
