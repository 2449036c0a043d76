"""Steps 7 and 8: what benefits are worth this month, from the schedules of the base year."""

import numpy as np

from sim.kernels.draws import purpose, stream
from sim.kernels.elementary import power
from sim.parameters import Parameters
from sim.rules.hazards import factor
from sim.rules.household_benefits import enough_for
from sim.rules.social_insurance import N_KEYS, BenefitLevels
from sim.state.columns import State
from sim.state.levers import Levers
from sim.state.structure import Structure
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR

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


def base_year_dollars(state: State, structure: Structure) -> float:
    """Return what a dollar of the law of the base year is where output is that of the base year.

    The trend of transfers is 1 where output is as large as when the economy was created. The wages that it
    begins with are a parameter, so that this need not be the published output; a limit in dollars that was
    not converted would stand at another place in the distribution of incomes than the law's.
    """
    yearly = MONTHS_PER_YEAR * float(state.macro.base_gdp[0]) / CENTS_PER_DOLLAR
    return yearly / state.workers.team.size / (structure.figure("gdp") / structure.figure("population"))


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

    Amounts and limits follow ``nominal``, the trend of transfers, in dollars of the base year. Pensions are
    worked out at the wages of the base year and follow ``wages``, and by ``social_insurance_indexation`` what
    output has grown beyond them.
    """
    government = parameters.government
    dollars = nominal * base_year_dollars(state, structure)
    paid = levers.transfers_scale * left_of_the_safety_net(parameters, month)
    indexed = wages * power(nominal / wages, government.social_insurance_indexation)
    return BenefitLevels(
        on=bool(government.household_benefits),
        nominal=float(dollars),
        wages=float(wages),
        pension=float(government.pension_scale * paid * indexed),
        disability=float(government.disability_scale * paid * indexed),
        food=float(government.food_scale * paid * dollars),
        child_credit=float(government.child_credit_scale * paid * dollars),
        earned_credit=float(government.earned_credit_scale * paid * dollars),
        supplemental=float(government.supplemental_scale * paid * dollars),
        health=float(government.health_scale * paid * nominal),
        tax_scale=float(levers.wage_tax_scale),
        employee_rate=float(levers.employee_contribution_rate),
        property_rate=int(property_rate),
        property_price=float(state.macro.claim_price[PROPERTY]),
        count_grants=bool(government.benefits_count_grants),
        enough=enough_for(structure.benefits),
        keys=np.array([stream(seed, 0, lot) for lot in LOTS], np.uint64),
        disabled=np.minimum(
            1.0,
            structure.benefits.disability_share * factor("disabled", structure.people, parameters.careers),
        ),
    )
