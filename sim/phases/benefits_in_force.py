"""Steps 7 and 8: what benefits are worth this month, from the schedules of the base year."""

import numpy as np

from sim.kernels.draws import purpose, stream
from sim.kernels.elementary import power
from sim.parameters import Parameters
from sim.rules.household_benefits import enough_for
from sim.rules.social_insurance import N_KEYS, BenefitLevels
from sim.state.columns import State
from sim.state.levers import Levers
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR

PROPERTY = 1  # row of property among the claims (macro.claim_price)
LOTS = (
    purpose("benefits: disabled"),
    purpose("benefits: insured"),
    purpose("benefits: take up food"),
    purpose("benefits: claim the child credit"),
    purpose("benefits: claim the earned income credit"),
    purpose("benefits: take up supplemental income"),
    purpose("benefits: insured for care"),
)
"""By row of ``BenefitLevels.keys``."""
assert len(LOTS) == N_KEYS


def left_of_the_safety_net(parameters: Parameters, month: int) -> float:
    """Return the part of benefits and base transfers that erosion has left."""
    return power(1.0 - parameters.government.safety_net_erosion, max(0, month) / MONTHS_PER_YEAR)


def months_between_tests(state: State, parameters: Parameters) -> int:
    """Return in how many months all households are tested in turn; all of them are where nobody was yet."""
    months = int(parameters.government.months_between_tests)
    return months if months == 1 or state.macro.granted.any() else 1


def benefit_levels(
    state: State,
    structure: Structure,
    parameters: Parameters,
    levers: Levers,
    nominal: float,
    wages: float,
    property_rate: int,
    seed: int,
    month: int,
) -> BenefitLevels:
    """Return the factors of the month on the schedules of the base year.

    Amounts and limits follow ``nominal``, the trend of transfers. Pensions are worked out at the wages of the
    base year and follow ``wages``, and by ``social_insurance_indexation`` what output has grown beyond them.
    """
    government = parameters.government
    paid = levers.transfers_scale * left_of_the_safety_net(parameters, month)
    indexed = wages * power(nominal / wages, government.social_insurance_indexation)
    return BenefitLevels(
        on=bool(government.household_benefits),
        nominal=float(nominal),
        wages=float(wages),
        pension=float(government.pension_scale * paid * indexed),
        disability=float(government.disability_scale * paid * indexed),
        food=float(government.food_scale * paid * nominal),
        child_credit=float(government.child_credit_scale * paid * nominal),
        earned_credit=float(government.earned_credit_scale * paid * nominal),
        supplemental=float(government.supplemental_scale * paid * nominal),
        health=float(government.health_scale * paid * nominal),
        tax_scale=float(levers.wage_tax_scale),
        employee_rate=float(levers.employee_contribution_rate),
        property_rate=int(property_rate),
        property_price=float(state.macro.claim_price[PROPERTY]),
        count_grants=bool(government.benefits_count_grants),
        enough=enough_for(structure.benefits),
        keys=np.array([stream(seed, 0, lot) for lot in LOTS], np.uint64),
    )
