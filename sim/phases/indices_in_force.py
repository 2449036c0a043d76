"""Steps 3, 7 and 8: what the amounts of the law, purchases and limits of taxes follow in a month.

Each programme follows what its law says (column ``index`` of the tables of benefits): consumer prices,
average wages, or nothing. Pensions begin by wages and are raised by prices in payment. Purchases and care
follow nominal output, or its trend. ``government.amounts_follow`` lets all amounts follow output instead.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.kernels.elementary import power
from sim.parameters import Parameters
from sim.rules.social_insurance import AGES
from sim.rules.trends import price_trend, productivity_trend, trend
from sim.state.benefits import FIXED, NUMBER, OUTPUT, PRICES, WAGES, Benefits
from sim.state.columns import Array, State
from sim.state.structure import Structure
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR


class Indices(NamedTuple):
    """What each kind of amount is in a month over that of the base year."""

    fixed: float  # of amounts that the law fixes in money
    prices: float
    wages: float
    output: float  # of care
    brackets: float  # of the floors of tax brackets
    ceiling: float  # of the largest unemployment benefit
    floor: float  # of the base transfer to everybody
    insurance: float  # of the base transfer by last wage, beyond what last wages have grown


def indices_in_force(state: State, structure: Structure, parameters: Parameters, month: int) -> Indices:
    """Return what amounts follow in the month, from prices, wages and output of the month before.

    By law a price index counts with a lag of some months, which is left out.
    """
    government = parameters.government
    public = public_trend(state, parameters, month)
    if government.amounts_follow == "law":
        prices, wages = price_index(state, parameters, month), going_wages(state, structure)
        return Indices(
            fixed=min(1.0, trend(parameters, month)),
            prices=prices,
            wages=wages,
            output=public,
            brackets=prices,
            ceiling=wages,
            floor=prices,
            insurance=1.0,
        )
    wages = wage_trend(state, structure, parameters, month)
    dollars = public * base_year_dollars(state, structure)
    return Indices(
        fixed=dollars,
        prices=dollars,
        wages=wages,
        output=public,
        brackets=wages,
        ceiling=public,
        floor=public,
        insurance=power(public / wages, government.social_insurance_indexation),
    )


def price_index(state: State, parameters: Parameters, month: int) -> float:
    """Return what amounts that follow prices are over those of the base year.

    Before the base year they have grown as productivity does, too, so that the economy comes to the base
    year at rest: parliaments raised them in fact.
    """
    return float(state.macro.price_level[0]) * min(1.0, productivity_trend(parameters, month))


def bracket_index(state: State, structure: Structure, parameters: Parameters, month: int) -> float:
    """Return what the floors of tax brackets are over those of the base year."""
    if parameters.government.amounts_follow == "law":
        return price_index(state, parameters, month)
    return wage_trend(state, structure, parameters, month)


def schedules_in_force(structure: Structure, indices: Indices) -> Benefits:
    """Return the schedules of the base year with every amount raised by its index, cents of the month."""
    factor = np.ones(NUMBER + 1)
    factor[[FIXED, PRICES, WAGES, OUTPUT]] = indices.fixed, indices.prices, indices.wages, indices.output
    codes = {name: np.asarray(one, np.int64) for name, one in structure.benefit_indices._asdict().items()}
    amounts: dict[str, Any] = {
        name: value * factor[codes[name]] for name, value in structure.benefits._asdict().items()
    }
    return Benefits(**{name: one if np.ndim(one) else float(one) for name, one in amounts.items()})


def pensions_over_new_ones(
    state: State, structure: Structure, parameters: Parameters, indices: Indices
) -> tuple[Array, float]:
    """Return what a pension in payment is over a new one, by age (float64 (AGES,)), and one of the disabled.

    A new one follows wages until the age at which pensions begin, prices from then on: real wages of that
    year over those of today. In the base year a pension is by the schedule after the mean time in payment.
    """
    if parameters.government.amounts_follow == "output":
        return np.full(AGES, indices.insurance), indices.insurance
    past, law = state.macro.real_wages, structure.benefits
    grown = 1.0 + structure.figure("past_real_wage_growth")
    over_today = past * float(state.macro.price_level[0]) / indices.wages
    years = np.clip(np.arange(AGES) - int(law.pension_from_age), 0, past.size - 1)
    disabled = min(int(law.disability_years_paid), past.size - 1)
    return (
        over_today[years] * power(grown, law.pension_years_paid),
        float(over_today[disabled] * power(grown, law.disability_years_paid)),
    )


def going_wages(state: State, structure: Structure) -> float:
    """Return going wages over those of the base year."""
    return structure.mean_wage(state.macro.occupation_wage) / structure.mean_wage(structure.base_wage)


def base_year_dollars(state: State, structure: Structure) -> float:
    """Return what a dollar of the law of the base year is where output is that of the base year.

    The trend of purchases is 1 where output is as large as when the economy was created. The wages that it
    begins with are a parameter, so that this need not be the published output; a limit that follows output
    and was not converted would stand at another place in the distribution of incomes than the law's.
    """
    yearly = MONTHS_PER_YEAR * float(state.macro.base_gdp[0]) / CENTS_PER_DOLLAR
    return yearly / state.workers.team.size / (structure.figure("gdp") / structure.figure("population"))


def public_trend(state: State, parameters: Parameters, month: int) -> float:
    """Return what purchases and care follow: nominal output, or its trend corrected by prices.

    The part ``income_indexation`` follows output, so that the state neither shrinks nor grows when output
    leaves its trend. Of the rest, the part ``indexation`` of what prices have left their trend is followed:
    without it a fall of prices raises real public spending without limit.
    """
    government = parameters.government
    prices = price_trend(parameters, month)
    gap = power(float(state.macro.price_level[0]) / prices, float(government.indexation))
    if government.income_indexation > 0.0:
        ratio, part = max(1e-3, float(state.macro.output_ratio[0])), float(government.income_indexation)
        gap = power(gap, 1.0 - part) * power(ratio, part)
    return trend(parameters, month) * gap


def wage_trend(state: State, structure: Structure, parameters: Parameters, month: int) -> float:
    """Return the nominal trend, or as far as ``income_indexation`` says going wages.

    Tax brackets follow it where amounts follow output: by wages, so that the tax on a wage stays the same
    share of it when output leaves wages behind.
    """
    nominal = trend(parameters, month)
    return nominal * power(going_wages(state, structure) / nominal, parameters.government.income_indexation)
