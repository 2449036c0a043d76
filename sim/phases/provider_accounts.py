"""Step 10, GPU providers settle: revenue, power, taxes, investment in GPUs, dividends to their owners.

They order GPUs by the rule in the slot ``compute_investment`` and get as many as cash and credit pay for; the
chip maker's margin goes to the owners, what is made abroad of the rest leaves the country, and what is made
at home is demand for real sectors (docs/model.md, section 14). Costs follow use, so without demand for
inference no money moves.
"""

from typing import NamedTuple

import numpy as np

from sim.parameters import Parameters
from sim.rules.compute_investment import Books, Orders, list_price
from sim.rules.compute_price import GpuMarket
from sim.rules.hardware import grid_now
from sim.rules.payouts import call_owners, pay_owners
from sim.rules.rules_in_force import RulesOfMonth
from sim.rules.slots import checked
from sim.state.accounts import FOREIGN, GOVERNMENT, INVESTMENT_POT, RENT_POT
from sim.state.columns import Providers, State
from sim.state.levers import Levers

READS = (
    "providers.fleet", "providers.power", "providers.deposits", "macro.price_level", "macro.ai_era",
    "macro.kept_by_rules", "macro.base_gdp", "macro.output_ratio", "accounts.equity_pot",
    "accounts.rent_pot",
)  # fmt: skip
WRITES = (
    "providers.fleet", "providers.power", "providers.deposits", "providers.revenue", "providers.dividend",
    "accounts.government", "accounts.foreign", "accounts.equity_pot", "accounts.investment_pot",
    "accounts.provider_pot", "accounts.rent_pot", "macro.kept_by_rules",
)  # fmt: skip
CASH_MONTHS = 3  # of costs that a provider keeps
NEARLY = 0.999  # of the grid


class ProviderFlows(NamedTuple):
    """What the providers together received and paid this month, cents."""

    revenue: int
    spending: int  # power, operation and GPUs, less the chip maker's margin
    chip_margin: int
    dividends: int
    foreign: int  # dividends and margins that leave the country
    levy: int
    bought: float  # GPUs
    ordered: int  # what they cost
    tax: int  # on profits
    profits: int  # taxed
    running: int  # power and operation
    price: float  # of a new GPU
    running_cost: float  # of a GPU in use
    equity: int  # what owners added
    at_cap: bool  # chips are dear, or the grid is full: more could not be had at list price


def settle(
    state: State, market: GpuMarket, parameters: Parameters, levers: Levers, rules: RulesOfMonth
) -> ProviderFlows:
    """Settle all providers (a handful, so plain Python)."""
    compute = parameters.compute
    providers, accounts = state.providers, state.accounts
    price_level = float(state.macro.price_level[0])
    use = market.in_use
    pot = int(accounts[RENT_POT])
    if pot == 0 and market.demand <= 0.0 and market.training <= 0.0:
        providers.revenue[:] = 0
        providers.dividend[:] = 0
        if compute.enabled and state.macro.ai_era[0] > 0.0:
            providers.fleet[:] *= 1.0 - 1.0 / compute.gpu_life_months
            providers.power[:] *= 1.0 - 1.0 / compute.gpu_life_months
        price = list_price(parameters, price_level)
        return ProviderFlows(0, 0, 0, 0, 0, 0, 0.0, 0, 0, 0, 0, price, 0.0, 0, False)
    spending = made = margins = dividends = taxes = profits = 0
    bought, ordered = 0.0, 0
    books = Books(
        np.zeros_like(providers.revenue), providers.deposits.copy(), providers.fleet / compute.gpu_life_months
    )
    a_gpu = rules.compute_investment.running_cost(rules.moments["compute_investment"])
    running = [int(a_gpu * price_level * float(gpus) * use) for gpus in providers.fleet]
    for p in range(providers.fleet.size):
        revenue = (
            int(pot * market.share[p]) if p else pot - sum(int(pot * share) for share in market.share[1:])
        )
        profit = revenue - running[p] - int(float(books.wear[p]) * list_price(parameters, price_level))
        tax = int(levers.corporate_tax * profit) if profit > 0 else 0
        books.revenue[p] = revenue
        books.cash[p] += revenue - running[p] - tax
        taxes += tax
        profits += max(0, profit)
    orders = _orders(state, market, books, levers, rules)
    maker = compute.chip_margin if orders.margin is None else orders.margin
    draw = compute.gpu_power if orders.draw is None else orders.draw
    added = 0
    if orders.equity is not None:
        added = int(orders.equity.sum())
        books.cash[:] += orders.equity
        call_owners(accounts, added, parameters)
    for p in range(providers.fleet.size):
        order = float(orders.gpus[p])
        cost = int(order * orders.price)
        margin = int(cost * maker)
        deposits = int(books.cash[p]) - cost
        excess = deposits - CASH_MONTHS * (running[p] + cost)
        dividend = int(parameters.firms.payout_rate * excess) if excess > 0 else 0
        providers.fleet[p] = float(providers.fleet[p]) - books.wear[p] + order
        providers.power[p] += order * draw - float(providers.power[p]) / compute.gpu_life_months
        providers.deposits[p] = deposits - dividend
        providers.revenue[p] = books.revenue[p]
        providers.dividend[p] = dividend
        spending += running[p] + cost - margin
        made += cost - margin
        margins += margin
        dividends += dividend
        bought += order
        ordered += cost
    foreign, levy = pay_owners(accounts, dividends + margins, parameters, levers)
    accounts[RENT_POT] -= pot
    imported = int(parameters.hardware.imported_share * made)
    accounts[INVESTMENT_POT] += spending - imported
    accounts[FOREIGN] += imported
    accounts[GOVERNMENT] += taxes
    dear = maker > compute.chip_margin
    full = orders.draw is not None and _is_full(providers, rules)
    return ProviderFlows(
        pot, spending, margins, dividends, foreign, levy, bought, ordered, taxes, profits, sum(running),
        orders.price, a_gpu * price_level, added, dear or full,
    )  # fmt: skip


def _is_full(providers: Providers, rules: RulesOfMonth) -> bool:
    """Say whether the GPUs in service draw what the grid has for them."""
    available = grid_now(rules.moments["compute_investment"])
    return float(providers.power.sum()) >= NEARLY * available


def _orders(state: State, market: GpuMarket, books: Books, levers: Levers, rules: RulesOfMonth) -> Orders:
    """Return what the rule orders, as far as a cap on the provider's share, cash and credit allow."""
    rule, moment = rules.compute_investment, rules.moments["compute_investment"]
    asked = rule.orders(moment, market, books)
    fleet = state.providers.fleet
    price = checked(rule, "the price in orders", asked.price, moment.month)
    gpus = checked(rule, "the GPUs in orders", asked.gpus, moment.month, fleet.size)
    too_large = fleet / max(float(fleet.sum()), 1e-12) > levers.provider_share_cap
    gpus = np.where(too_large, np.minimum(gpus, books.wear), gpus)
    equity = 0 if asked.equity is None else asked.equity
    affordable = np.maximum(0.0, (books.cash + equity + asked.credit_months * books.revenue) / price)
    return asked._replace(gpus=np.minimum(gpus, affordable), price=price)
