"""Step 10, GPU providers settle: revenue, power, taxes, investment in GPUs, dividends to their owners.

They buy GPUs to bring use to its target, limited by cash, credit and chip supply; the chip maker's margin
goes to the owners, the rest of the price is demand for real sectors (MODEL, section 4). Costs follow use, so
without demand for inference no money moves.
"""

from typing import NamedTuple

from sim.parameters import Parameters
from sim.phases.gpu_market import GpuMarket
from sim.state.accounts import FOREIGN, GOVERNMENT, INVESTMENT_POT, PROVIDER_POT, RENT_POT
from sim.state.columns import State
from sim.state.levers import Levers

WRITES = (
    "providers.fleet", "providers.deposits", "providers.revenue", "providers.dividend",
    "accounts.government", "accounts.foreign", "accounts.investment_pot", "accounts.provider_pot",
    "accounts.rent_pot",
)  # fmt: skip
CREDIT_MONTHS = 6  # of revenue that banks lend to a provider
CASH_MONTHS = 3  # of costs that a provider keeps


class ProviderFlows(NamedTuple):
    """What the providers together received and paid this month, cents."""

    revenue: int
    spending: int  # power, operation and the part of GPU prices that real sectors receive
    chip_margin: int
    dividends: int
    foreign: int  # dividends and margins that leave the country
    levy: int
    bought: float  # GPUs
    tax: int  # on profits
    profits: int  # taxed


def settle(state: State, market: GpuMarket, parameters: Parameters, levers: Levers) -> ProviderFlows:
    """Settle all providers (a handful, so plain Python)."""
    compute = parameters.compute
    providers, accounts = state.providers, state.accounts
    price_level = float(state.macro.price_level[0])
    use = market.used / market.capacity if market.capacity > 0.0 else 0.0
    wanted = market.demand / max(market.capacity * compute.target_utilisation, 1e-12)
    pot = int(accounts[RENT_POT])
    if pot == 0 and market.demand <= 0.0:
        providers.revenue[:] = 0
        providers.dividend[:] = 0
        if compute.enabled and state.macro.opened[0] > 0.0:
            providers.fleet[:] *= 1.0 - 1.0 / compute.gpu_life_months
        return ProviderFlows(0, 0, 0, 0, 0, 0, 0.0, 0, 0)
    unit_price = 100.0 * compute.gpu_price * price_level
    spending = margins = dividends = foreign = levy = taxes = profits = 0
    bought = 0.0
    total_fleet = float(providers.fleet.sum())
    for p in range(providers.fleet.size):
        revenue = (
            int(pot * market.share[p]) if p else pot - sum(int(pot * share) for share in market.share[1:])
        )
        fleet = float(providers.fleet[p])
        running = int(100.0 * compute.gpu_running_cost * price_level * fleet * use)
        wear = fleet / compute.gpu_life_months
        profit = revenue - running - int(wear * unit_price)
        tax = int(levers.corporate_tax * profit) if profit > 0 else 0
        deposits = int(providers.deposits[p]) + revenue - running - tax
        growth = min(max(wanted - 1.0, 0.0), compute.chip_supply_growth)
        order = wear * min(1.0, wanted) + growth * fleet
        if fleet / max(total_fleet, 1e-12) > levers.provider_share_cap:
            order = min(order, wear)
        affordable = max(0.0, (deposits + CREDIT_MONTHS * revenue) / unit_price)
        order = min(order, affordable)
        cost = int(order * unit_price)
        margin = int(cost * compute.chip_margin)
        deposits -= cost
        excess = deposits - CASH_MONTHS * (running + cost)
        dividend = int(parameters.firms.payout_rate * excess) if excess > 0 else 0
        deposits -= dividend
        providers.fleet[p] = fleet - wear + order
        providers.deposits[p] = deposits
        providers.revenue[p] = revenue
        providers.dividend[p] = dividend
        accounts[GOVERNMENT] += tax
        taxes += tax
        profits += max(0, profit)
        spending += running + cost - margin
        margins += margin
        dividends += dividend
        bought += order
    abroad = int(compute.foreign_ownership * (dividends + margins))
    levy = int(levers.foreign_levy * abroad)
    foreign = abroad - levy
    accounts[RENT_POT] -= pot
    accounts[INVESTMENT_POT] += spending
    accounts[FOREIGN] += foreign
    accounts[GOVERNMENT] += levy
    accounts[PROVIDER_POT] += dividends + margins - abroad
    return ProviderFlows(pot, spending, margins, dividends, foreign, levy, bought, taxes, profits)
