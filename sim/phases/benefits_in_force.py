"""Steps 7 and 8: what multiplies the schedules of benefits this month, and what else they depend on."""

import numpy as np

from sim.kernels.draws import purpose, stream
from sim.kernels.elementary import power
from sim.parameters import Parameters
from sim.phases.indices_in_force import Indices, pensions_over_new_ones
from sim.rules.hazards import factor
from sim.rules.household_benefits import enough_for
from sim.rules.social_insurance import N_KEYS, BenefitLevels
from sim.state.benefits import Benefits
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
    schedules: Benefits,
    indices: Indices,
    property_rate: int,
    seed: int,
    month: int,
) -> BenefitLevels:
    """Return what multiplies ``schedules``, those in force, in the month, and what else they depend on."""
    government = parameters.government
    paid = levers.transfers_scale * left_of_the_safety_net(parameters, month)
    pensions, disability = pensions_over_new_ones(state, structure, parameters, indices)
    return BenefitLevels(
        on=bool(government.household_benefits),
        pension=government.pension_scale * paid * pensions,
        disability=float(government.disability_scale * paid * disability),
        food=float(government.food_scale * paid),
        child_credit=float(government.child_credit_scale * paid),
        earned_credit=float(government.earned_credit_scale * paid),
        supplemental=float(government.supplemental_scale * paid),
        health=float(government.health_scale * paid),
        tax_scale=float(levers.wage_tax_scale),
        employee_rate=float(levers.employee_contribution_rate),
        property_rate=int(property_rate),
        property_price=float(state.macro.claim_price[PROPERTY]),
        count_grants=bool(government.benefits_count_grants),
        enough=enough_for(schedules),
        keys=np.array([stream(seed, 0, lot) for lot in LOTS], np.uint64),
        disabled=np.minimum(
            1.0,
            schedules.disability_share * factor("disabled", structure.people, parameters.careers),
        ),
    )
