"""Step 11, government and bank settle; occupation wages, rates and the business cycle move on.

Occupation wages: dlnW_o = (pi* + g) / 12 + lambda (u* - u_o), clipped (a wage Phillips curve; MODEL, section
4). Policy rate: Taylor rule (1993) with a floor at zero. Tax scale: follows debt over trend GDP (Bohn 1998).
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.draws import purpose
from sim.parameters import Parameters
from sim.phases.cycle import shock
from sim.phases.incomes import Household, trend
from sim.state.accounts import BANK, EQUITY_POT, GOVERNMENT
from sim.state.columns import State
from sim.state.structure import Structure

WRITES = (
    "macro.occupation_wage", "macro.policy_rate", "macro.tax_scale", "macro.demand_shock", "macro.inflation",
    "macro.prices_last_year", "macro.unemployment_rate",
)  # fmt: skip
RECOVERY = 0.5  # part of the equity pot that may cover the bank's losses in a month
BANK_PAYOUT = 0.2  # part of the bank's surplus paid to its owners a month
TAX_SMOOTHING = 0.05
CYCLE = purpose("public finance: business cycle")


class PublicFlows(NamedTuple):
    """What the government paid and owes."""

    interest: int  # cents this month
    debt: int  # cents
    debt_ratio: float  # debt over yearly trend GDP


def settle(
    state: State, structure: Structure, household: Household, parameters: Parameters, seed: int, month: int
) -> PublicFlows:
    """Close the month's public accounts and set next month's rates, wages and mood."""
    macro, accounts = state.macro, state.accounts
    debt = -int(accounts[GOVERNMENT])
    interest = int(max(0, debt) * max(0.0, float(macro.policy_rate[0])) / 12.0)
    accounts[GOVERNMENT] -= interest
    accounts[BANK] += interest
    surplus = int(accounts[BANK])
    payout = (
        int(BANK_PAYOUT * surplus)
        if surplus > 0
        else -min(-surplus, int(RECOVERY * max(0, accounts[EQUITY_POT])))
    )
    accounts[BANK] -= payout
    accounts[EQUITY_POT] += payout
    ratio = debt / (12.0 * macro.base_gdp[0] * trend(parameters, month))
    target = 1.0 + parameters.government.debt_reaction * (ratio - parameters.government.debt_target)
    macro.tax_scale[0] += TAX_SMOOTHING * (min(max(target, 0.3), 3.0) - macro.tax_scale[0])

    wages, bank = parameters.wages, parameters.bank
    labour = household.unemployed + household.employed
    by_occupation = household.unemployed / np.maximum(labour, 1)
    unemployment = float(household.unemployed.sum() / max(1, labour.sum()))
    macro.unemployment_rate[0] = unemployment
    step = wages.phillips_slope * (wages.natural_unemployment_rate - by_occupation)
    step = np.clip(
        step + (wages.trend_inflation + wages.productivity_growth) / 12.0,
        -wages.largest_cut,
        wages.largest_raise,
    )
    macro.occupation_wage[:] *= 1.0 + step
    slot = month % 12
    macro.inflation[0] = macro.price_level[0] / macro.prices_last_year[slot] - 1.0
    macro.prices_last_year[slot] = macro.price_level[0]
    inflation = float(macro.inflation[0])
    taylor = (
        bank.neutral_real_rate
        + inflation
        + bank.inflation_response * (inflation - wages.trend_inflation)
        + bank.unemployment_response * (wages.natural_unemployment_rate - unemployment)
    )
    rate = bank.rate_smoothing * macro.policy_rate[0] + (1.0 - bank.rate_smoothing) * taylor
    macro.policy_rate[0] = max(0.0, rate)
    cycle = parameters.cycle
    draw = shock(seed, month, CYCLE)
    macro.demand_shock[0] = cycle.demand_persistence * macro.demand_shock[0] + cycle.demand_sd * draw
    return PublicFlows(interest, debt, float(ratio))
