"""Step 11, government and bank settle; occupation wages, rates and the business cycle move on.

Occupation wages and the policy rate follow the rules in the slots ``wages`` and ``policy_rate``; the rate has
a floor at zero. Tax scale: follows debt over trend GDP (Bohn 1998; docs/model.md, section 15).
"""

from typing import NamedTuple

from sim.kernels.draws import purpose
from sim.parameters import Parameters
from sim.phases.cycle import shock
from sim.phases.incomes import Household, trend
from sim.rules.rules_in_force import RulesOfMonth
from sim.rules.slots import checked
from sim.state.accounts import BANK, EQUITY_POT, GOVERNMENT
from sim.state.columns import State
from sim.state.structure import Structure

READS = (
    "macro.policy_rate", "macro.base_gdp", "macro.tax_scale", "macro.occupation_wage", "macro.price_level",
    "macro.prices_last_year", "macro.demand_shock", "macro.kept_by_rules", "accounts.government",
    "accounts.bank", "accounts.equity_pot",
)  # fmt: skip
WRITES = (
    "macro.occupation_wage", "macro.policy_rate", "macro.tax_scale", "macro.demand_shock", "macro.inflation",
    "macro.prices_last_year", "macro.unemployment_rate", "accounts.government", "accounts.bank",
    "accounts.equity_pot", "macro.kept_by_rules",
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
    state: State,
    structure: Structure,
    household: Household,
    parameters: Parameters,
    rules: RulesOfMonth,
    seed: int,
    month: int,
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

    labour = household.unemployed + household.employed
    macro.unemployment_rate[0] = float(household.unemployed.sum() / max(1, labour.sum()))
    wages = rules.wages.next_wages(rules.moments["wages"], household.unemployed, household.employed)
    macro.occupation_wage[:] = checked(rules.wages, "next_wages", wages, month, macro.occupation_wage.size)
    slot = month % 12
    macro.inflation[0] = macro.price_level[0] / macro.prices_last_year[slot] - 1.0
    macro.prices_last_year[slot] = macro.price_level[0]
    rate = max(rules.policy_rate.next_rate(rules.moments["policy_rate"]), 0.0)
    macro.policy_rate[0] = checked(rules.policy_rate, "next_rate", rate, month)
    cycle = parameters.cycle
    draw = shock(seed, month, CYCLE)
    macro.demand_shock[0] = cycle.demand_persistence * macro.demand_shock[0] + cycle.demand_sd * draw
    return PublicFlows(interest, debt, float(ratio))
