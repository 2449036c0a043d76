"""Step 11, government and bank settle; occupation wages, rates and the business cycle move on.

Occupation wages and the policy rate follow the rules in the slots ``wages`` and ``policy_rate``; the rate has
a floor at zero. Tax scale: follows debt over GDP, money that was issued included (Bohn 1998; docs/model.md,
section 15).
"""

from typing import NamedTuple

from sim.kernels.draws import purpose
from sim.parameters import Parameters
from sim.phases.cycle import shock
from sim.phases.goods_market import Spending
from sim.phases.incomes import Household
from sim.phases.indices_in_force import going_wages
from sim.rules.rules_in_force import RulesOfMonth
from sim.rules.slots import checked
from sim.rules.trends import trend
from sim.state.accounts import BANK, CENTRAL_BANK, EQUITY_POT, GOVERNMENT
from sim.state.columns import Array, State
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR

READS = (
    "macro.policy_rate", "macro.bond_rate", "macro.base_gdp", "macro.tax_scale", "macro.occupation_wage",
    "macro.price_level", "macro.inflation", "macro.capital", "macro.capital_rent", "macro.capital_price",
    "macro.expansion", "macro.prices_last_year", "macro.demand_shock", "macro.kept_by_rules",
    "accounts.government", "accounts.bank", "accounts.equity_pot", "accounts.central_bank",
    "macro.output_ratio", "macro.real_wages", "macro.real_rate", "macro.cost_shock",
)  # fmt: skip
WRITES = (
    "macro.occupation_wage", "macro.policy_rate", "macro.bond_rate", "macro.tax_scale",
    "macro.demand_shock", "macro.inflation", "macro.prices_last_year", "macro.unemployment_rate",
    "accounts.government", "accounts.bank", "accounts.equity_pot", "accounts.central_bank",
    "macro.kept_by_rules", "macro.output_ratio", "macro.money_due", "macro.wages_last_year",
    "macro.real_wages", "macro.real_rate", "macro.cost_shock",
)  # fmt: skip
RECOVERY = 0.5  # part of the equity pot that may cover the bank's losses in a month
BANK_PAYOUT = 0.2  # part of the bank's surplus paid to its owners a month
TAX_SMOOTHING = 0.05
CYCLE = purpose("public finance: business cycle")
COST = purpose("public finance: shock to cost")


class PublicFlows(NamedTuple):
    """What the state, its central bank included, paid and owes."""

    interest: int  # cents this month
    debt: int  # cents; whether bonds or money that was issued
    debt_ratio: float  # debt over yearly GDP, or its trend


def money_due(parameters: Parameters, wanted: float, output: float) -> float:
    """Return the money, whole cents, that makes up for a rate ``wanted`` below zero at a monthly output."""
    monetary = parameters.monetary
    if monetary.regime == "floor":
        return 0.0
    return float(int(min(monetary.money_cap, monetary.money_per_point * max(0.0, -wanted)) * output))


def follow(mean: Array, now: float, months: float) -> None:
    """Let a mean, one row, close one part in ``months`` of the gap to ``now``; at 1 or less, all of it."""
    before = float(mean[0])
    mean[0] = now if months <= 1.0 else before + (now - before) / months


def settle(
    state: State,
    structure: Structure,
    household: Household,
    spending: Spending,
    parameters: Parameters,
    rules: RulesOfMonth,
    seed: int,
    month: int,
) -> PublicFlows:
    """Close the month's public accounts and set next month's rates, wages and mood."""
    macro, accounts = state.macro, state.accounts
    debt = -int(accounts[GOVERNMENT])
    owed = debt - int(accounts[CENTRAL_BANK])  # what was issued is owed, too
    interest = _interest(debt, macro.bond_rate)
    accounts[GOVERNMENT] -= interest
    accounts[BANK] += interest
    # banks hold what the central bank has issued, and earn its rate on it
    reserves = _interest(-int(accounts[CENTRAL_BANK]), macro.policy_rate)
    accounts[CENTRAL_BANK] -= reserves
    accounts[BANK] += reserves
    surplus = int(accounts[BANK])
    payout = (
        int(BANK_PAYOUT * surplus)
        if surplus > 0
        else -min(-surplus, int(RECOVERY * max(0, accounts[EQUITY_POT])))
    )
    accounts[BANK] -= payout
    accounts[EQUITY_POT] += payout
    usual = float(macro.base_gdp[0]) * trend(parameters, month)
    output = float(spending.by_sector.sum())
    macro.output_ratio[0] += (output / usual - macro.output_ratio[0]) / MONTHS_PER_YEAR
    government = parameters.government
    if government.debt_base == "output":
        usual *= float(macro.output_ratio[0])
    ratio = owed / (MONTHS_PER_YEAR * usual)
    target = 1.0 + government.debt_reaction * (ratio - government.debt_target)
    target = min(max(target, government.least_tax_scale), government.largest_tax_scale)
    macro.tax_scale[0] += TAX_SMOOTHING * (target - macro.tax_scale[0])

    # Slack is whom firms can hire. Those in a guaranteed job look for a better one: at their last pay firms
    # win them back, and they keep wages from rising as if nobody were at hand (Mitchell 1998); those whom
    # the state pays more than that do not.
    at_hand, at_firms = household.at_hand, household.employed - household.guaranteed
    macro.unemployment_rate[0] = float(at_hand.sum() / max(1, (at_hand + at_firms).sum()))
    wages = rules.wages.next_wages(rules.moments["wages"], at_hand, at_firms)
    macro.occupation_wage[:] = checked(rules.wages, "next_wages", wages, month, macro.occupation_wage.size)
    slot = month % 12
    macro.inflation[0] = macro.price_level[0] / macro.prices_last_year[slot] - 1.0
    macro.prices_last_year[slot] = macro.price_level[0]
    wanted = rules.policy_rate.next_rate(rules.moments["policy_rate"])
    macro.policy_rate[0] = checked(rules.policy_rate, "next_rate", max(wanted, 0.0), month)
    policy_rate = float(macro.policy_rate[0])
    follow(macro.bond_rate, policy_rate, MONTHS_PER_YEAR * government.debt_years)  # what falls due is renewed
    follow(macro.real_rate, policy_rate - float(macro.inflation[0]), parameters.households.rate_memory)
    macro.money_due[0] = money_due(parameters, wanted, usual)
    macro.wages_last_year[slot] = structure.mean_wage(macro.occupation_wage)
    if slot == 0:  # a year begins: the others are of one year more ago
        macro.real_wages[1:] = macro.real_wages[:-1].copy()
    macro.real_wages[0] = going_wages(state, structure) / macro.price_level[0]
    cycle = parameters.cycle
    draw = shock(seed, month, CYCLE)
    macro.demand_shock[0] = cycle.demand_persistence * macro.demand_shock[0] + cycle.demand_sd * draw
    draw = shock(seed, month, COST)
    macro.cost_shock[0] = cycle.cost_persistence * macro.cost_shock[0] + cycle.cost_sd * draw
    return PublicFlows(interest + reserves, owed, float(ratio))


def _interest(owed: int, rate: Array) -> int:
    """Return the interest of a month on what is owed, cents; none on what is owned."""
    return int(max(0, owed) * max(0.0, float(rate[0])) / 12.0)
