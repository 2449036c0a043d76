"""Pensions in force without any policy: old-age and disability insurance, by the last wage.

The schedules are those of the base year: a wage is divided by the growth of wages since, and what is paid is
multiplied by what pensions have grown.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import whole_part
from sim.kernels.draws import uniform
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
    of_disabled = benefits.disability_career_share
    begin, part, insured = (
        benefits.disability_from_age,
        benefits.disability_share,
        benefits.disability_insured,
    )
    disability_key, insured_key = levels.keys[DISABLED], levels.keys[INSURED]
    to_base, of_pension, of_disability = 1.0 / levels.wages, levels.pension, levels.disability
    aged = disabled = np.int64(0)
    for k in range(transfers.size):
        years, outside = np.float64(age[k]), status[k] == OUTSIDE
        if years >= full or (outside and years >= old):
            if uniform(insured_key, start + k) < take_up:
                due = pension(wage[k] * to_base, share, most, bends, rates, floor)
                paid = whole_part(of_pension * due)
                transfers[k] += paid
                aged += paid
        elif (
            outside
            and years >= begin
            and uniform(insured_key, start + k) < insured
            and uniform(disability_key, start + k) < disabled_share(years, begin, old, part)
        ):
            due = pension(wage[k] * to_base, of_disabled, most, bends, rates, floor)
            paid = whole_part(of_disability * due)
            transfers[k] += paid
            disabled += paid
    sums[TRANSFERS] += aged + disabled
    sums[OLD_AGE] += aged
    sums[DISABILITY] += disabled
