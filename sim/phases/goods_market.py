"""Step 8, the goods market: spending is split over sectors and firms and clears their stocks.

Budget shares by sector are CES around the base year, b_s (P_s / P)^(1 - eps_s), times exp(theta_s (human
content - mean)). Within a sector a firm's share of spending moves by ``habit`` a month towards its appeal x
(p / P_s)^(1 - eps_f) x exp(theta_s (human content - mean)). If orders exceed the stock, the stock sells at
the price that clears it (docs/model.md, section 12). Then firms revise their prices by the rule in the slot
``pricing``.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.kernels.draws import irwin_hall, purpose, stream
from sim.kernels.elementary import exp, exponentiate, powers, raise_to
from sim.kernels.lists import append_if
from sim.kernels.parallel import Arguments, ChunkRule, chunk_rule, job_of
from sim.kernels.row_rule import row_rule, variant
from sim.kernels.scratch import Wholes, borrow, give_back, lists_in, room_for
from sim.kernels.sums import FIRM_BLOCK, FIRM_CHUNK, add_chunks, firms_of, n_chunks, weighted
from sim.parameters import Parameters
from sim.parameters.numbers import numbers_of
from sim.phases.indices_in_force import public_trend
from sim.phases.money import Money
from sim.rules.pricing import Offer, PricingRule
from sim.rules.rules_in_force import RulesOfMonth
from sim.state.accounts import CONSUMPTION_POT, FOREIGN, GOVERNMENT, INVESTMENT_POT
from sim.state.columns import ACTIVE, Array, Firms, State
from sim.state.levers import Levers
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR, Amounts, Cents

READS = (
    "firms.status", "firms.sector", "firms.birth", "firms.price", "firms.unit_cost", "firms.inventory",
    "firms.expected_demand", "firms.appeal", "firms.demand_share", "firms.human_content",
    "macro.sector_price", "macro.price_level", "macro.base_gdp", "macro.kept_by_rules", "macro.scarcity",
    "macro.output_ratio", "macro.unemployment_rate", "macro.automation",
    "accounts.consumption_pot", "accounts.investment_pot", "accounts.foreign",
)  # fmt: skip
WRITES = (
    "firms.demand_share", "firms.appeal", "firms.sales", "firms.inventory", "firms.expected_demand",
    "firms.price", "macro.sector_price", "macro.price_level", "accounts.consumption_pot",
    "accounts.government", "accounts.investment_pot", "accounts.foreign", "macro.kept_by_rules",
)  # fmt: skip
APPEAL = purpose("goods market: taste for a firm")
LONGEST_BOOM = 1.5  # expected demand grows at most by this factor a month


class GoodsNumbers(NamedTuple):
    """Numbers of the scenario that the goods market uses."""

    price_elasticity: float
    habit: float
    demand_shock_sd: float
    demand_growth: float  # a month, of young firms' appeal at birth
    expectation_weight: float
    inventory_target: float


class AttractionJob(NamedTuple):
    """What a pass over firms reads that moves their weight in spending, and the sums that it adds to."""

    firms: Firms
    human_touch: Amounts  # by sector: demand elasticity to human content
    sector_price: Amounts  # of the last month
    numbers: GoodsNumbers
    government: int  # row of its sector
    parts: Amounts  # (n_chunks, 3, s): weights; times prices; times human content
    seed: int
    month: int


class SalesJob(NamedTuple):
    """What a pass over firms reads that sells their stocks, and the sums that it adds to."""

    firms: Firms
    markup: Amounts  # by sector
    scarcity: Amounts  # by sector: factor on the price
    sector_price: Amounts  # of this month
    orders: Amounts  # by sector: cents
    weight: Amounts  # by sector: of all its firms
    numbers: GoodsNumbers
    pricing: Any  # numbers of the rule for prices
    received: Cents  # (n_chunks, s)
    sold: Amounts  # (n_chunks, s): units


class Spending(NamedTuple):
    """Nominal demand of the month, cents."""

    consumption: int  # tax included
    consumption_tax: int
    government: int
    investment: int
    exports: int
    by_sector: Array  # int64 (s,): received by the sellers
    real: Array  # float64 (s,): units sold
    policy: Array  # int64 (k,): bought for policies, in the order of levers.purchases

    def over_list(self, sector_price: Array) -> float:
        """Return what sellers received over the value of what they sold at list prices (s,); 1 if nothing."""
        listed = float((self.real * sector_price).sum())
        return float(self.by_sector.sum()) / listed if listed > 0.0 else 1.0


def sell(
    state: State,
    structure: Structure,
    parameters: Parameters,
    levers: Levers,
    rules: RulesOfMonth,
    money: Money,
    seed: int,
    month: int,
) -> Spending:
    """Let households, government, investors and foreigners buy the month's goods."""
    macro, accounts, firms = state.macro, state.accounts, state.firms
    numbers = numbers_of(
        GoodsNumbers, parameters.firms, demand_growth=parameters.firms.young_growth / MONTHS_PER_YEAR
    )
    chunks = n_chunks(firms.status.size, FIRM_CHUNK)
    sectors = structure.consumption.size
    parts = np.zeros((chunks, 3, sectors))
    attraction = AttractionJob(
        firms=firms,
        human_touch=structure.human_touch,
        sector_price=macro.sector_price,
        numbers=numbers,
        government=structure.role("government"),
        parts=parts,
        seed=seed,
        month=month,
    )
    _attract(chunks, attraction)
    weight, listed, human = add_chunks(parts.reshape(chunks, -1)).reshape(3, sectors)
    sector_price = np.where(weight > 0.0, listed / np.maximum(weight, 1e-300), macro.sector_price)
    shares = structure.consumption * powers(sector_price / macro.price_level[0] / 100.0,
                                             1.0 - parameters.households.sector_elasticity)  # fmt: skip
    content = human / np.maximum(weight, 1e-300)
    scarcity = content - float(weighted(structure.consumption, content))
    shares = shares * np.array([exp(float(x)) for x in structure.human_touch * scarcity])
    consumption = int(accounts[CONSUMPTION_POT])
    tax = int(consumption * levers.consumption_tax)
    budget = parameters.government.purchases * macro.base_gdp[0] * public_trend(state, parameters, month)
    budget += money.purchases
    bought = _for_policies(levers, structure, weight)
    government = _split(budget, structure.government, weight) + bought.sum(axis=0)
    investment = _split(max(0.0, float(accounts[INVESTMENT_POT])), structure.investment, weight)
    foreign = _split(
        max(0.0, parameters.compute.foreign_recycling * float(accounts[FOREIGN])), structure.exports, weight
    )
    households = _split(float(consumption - tax), shares, weight)
    orders = households + government + investment + foreign
    sold = np.zeros((chunks, sectors))
    received = np.zeros((chunks, sectors), np.int64)
    sales = SalesJob(
        firms=firms,
        markup=structure.markup,
        scarcity=macro.scarcity,
        sector_price=sector_price,
        orders=orders.astype(np.float64),
        weight=weight,
        numbers=numbers,
        pricing=rules.pricing.numbers(rules.moments["pricing"]),
        received=received,
        sold=sold,
    )
    _sell_by(type(rules.pricing))(chunks, sales)
    by_sector = add_chunks(received)
    rest = int(
        orders.sum() - by_sector.sum()
    )  # floors of the split over firms: stays with the households' orders
    accounts[CONSUMPTION_POT] -= tax + int(households.sum()) - rest
    accounts[GOVERNMENT] += tax - int(government.sum())
    accounts[INVESTMENT_POT] -= int(investment.sum())
    accounts[FOREIGN] -= int(foreign.sum())
    macro.sector_price[:] = sector_price
    macro.price_level[0] = float(weighted(structure.consumption, sector_price)) / 100.0
    return Spending(
        consumption,
        tax,
        int(government.sum()),
        int(investment.sum()),
        int(foreign.sum()),
        by_sector,
        add_chunks(sold),
        bought.sum(axis=1),
    )


def _split(amount: float, shares: Array, weight: Array) -> Array:
    """Split an amount over the sectors that can sell, in whole cents (int64)."""
    open_shares = np.where(weight > 0.0, shares, 0.0)
    total = open_shares.sum()
    if total <= 0.0:
        return np.zeros(shares.size, np.int64)
    return np.floor(amount * (open_shares / total)).astype(np.int64)


def _for_policies(levers: Levers, structure: Structure, weight: Array) -> Array:
    """Split what the state buys for policies over the sectors, in whole cents (int64, one row a purchase)."""
    bought = np.zeros((len(levers.purchases), weight.size), np.int64)
    for row, purchase in enumerate(levers.purchases):
        shares = structure.government
        if purchase.sector >= 0:
            shares = np.zeros(weight.size)
            shares[purchase.sector] = 1.0
        bought[row] = _split(float(purchase.amount), shares, weight)
    return bought


class Appeals(NamedTuple):
    """The firms of a block that sell, and the factors of their appeal."""

    firm: Wholes
    log_taste: Amounts  # as all that follow of one firm each: logarithm of the next
    taste: Amounts  # what changes its appeal for good
    log_human: Amounts  # logarithm of the next
    human: Amounts  # of customers who pay for work done by people
    relative_price: Amounts  # to the sector's
    price: Amounts  # of the relative price


ROOM = FIRM_BLOCK + 1  # entries that a list has room for
APPEALS = room_for(Appeals, ROOM)


@chunk_rule(grain=5)
def _attract(chunk: int, arguments: Arguments[AttractionJob]) -> None:
    """Move every firm's weight in its sector's spending; add weights, prices and human content."""
    job = job_of(arguments)
    memory = borrow(APPEALS)
    appeals = lists_in(Appeals, memory, 0, ROOM)
    low, high = firms_of(chunk, job.firms.status.size)
    for start in range(low, high, FIRM_BLOCK):
        _attract_block(start, min(start + FIRM_BLOCK, high), job, job.parts[chunk], appeals)
    give_back(memory)


@row_rule
def _attract_block(start: int, end: int, job: AttractionJob, parts: Amounts, appeals: Appeals) -> None:
    """List the firms of a block that sell, work out the factors of their appeal as lists, and add up."""
    numbers, month, status, inventory = job.numbers, job.month, job.firms.status, job.firms.inventory
    sector_of, birth, human_content = job.firms.sector, job.firms.birth, job.firms.human_content
    price, appeal, demand_share = job.firms.price, job.firms.appeal, job.firms.demand_share
    human_touch, sector_price, key = job.human_touch, job.sector_price, stream(job.seed, month, APPEAL)
    government, weights, prices, human = job.government, parts[0], parts[1], parts[2]
    n = 0
    for firm in range(start, end):
        n = append_if((status[firm] == ACTIVE) & (inventory[firm] > 0.0), appeals.firm, n, firm)
    listed, log_taste, log_human = appeals.firm[:n], appeals.log_taste[:n], appeals.log_human[:n]
    relative_price = appeals.relative_price[:n]
    for k in range(n):
        firm = listed[k]
        sector = sector_of[firm]
        age = (month - birth[firm]) / MONTHS_PER_YEAR
        drift = numbers.demand_growth * max(0.0, 1.0 - age / 6.0)
        shock = numbers.demand_shock_sd if sector != government else 0.25 * numbers.demand_shock_sd
        log_taste[k] = shock * irwin_hall(key, firm) + drift - 0.5 * shock * shock
        log_human[k] = max(0.0, human_touch[sector]) * (np.float64(human_content[firm]) - 1.0)
        relative_price[k] = price[firm] / sector_price[sector]
    exponentiate(appeals.taste, log_taste, n)
    exponentiate(appeals.human, log_human, n)
    raise_to(appeals.price, relative_price, n, 1.0 - numbers.price_elasticity)
    for k in range(n):
        firm = listed[k]
        sector = sector_of[firm]
        appeal[firm] *= appeals.taste[k]
        share, drawn_to = demand_share[firm], appeal[firm] * appeals.price[k] * appeals.human[k]
        share += numbers.habit * (drawn_to - share)
        share = drawn_to if numbers.habit >= 1.0 else share  # a difference of the two may round it away
        demand_share[firm] = share
        weights[sector] += share
        prices[sector] += share * price[firm]
        human[sector] += share * human_content[firm]


next_price = PricingRule.next_price
"""Stands for the rule that a version of ``_sell`` is made for."""


@cache
def _sell_by(rule: type[PricingRule]) -> ChunkRule[SalesJob]:
    """Return the pass over firms in which a rule revises the prices."""
    return chunk_rule(grain=8)(variant(_sell, rule, next_price=rule.next_price))


def _sell(chunk: int, arguments: Arguments[SalesJob]) -> None:
    """Sell from every firm's stock, then let it revise expected demand and price."""
    job = job_of(arguments)
    firms, numbers = job.firms, job.numbers
    markup, sector_price, orders, weight = job.markup, job.sector_price, job.orders, job.weight
    received, sold = job.received, job.sold
    for firm in range(*firms_of(chunk, firms.status.size)):
        firms.sales[firm] = 0
        if firms.status[firm] != ACTIVE:
            continue
        sector = firms.sector[firm]
        price = firms.price[firm]
        stock = firms.inventory[firm]
        if stock > 0.0 and weight[sector] > 0.0:
            payment = np.int64(orders[sector] * (firms.demand_share[firm] / weight[sector]))
            wanted = payment / price
            units = min(wanted, stock)
            firms.sales[firm] = payment
            firms.inventory[firm] = stock - units
            received[chunk, sector] += payment
            sold[chunk, sector] += units
            expected = firms.expected_demand[firm]
            expected += numbers.expectation_weight * (min(wanted, LONGEST_BOOM * expected + 1e-9) - expected)
            firms.expected_demand[firm] = expected
        offer = Offer(
            price=price,
            unit_cost=firms.unit_cost[firm],
            markup=markup[sector],
            scarcity=job.scarcity[sector],
            sector_price=sector_price[sector],
            expected_demand=firms.expected_demand[firm],
            stock=firms.inventory[firm],
            target_stock=numbers.inventory_target * firms.expected_demand[firm],
        )
        firms.price[firm] = next_price(job.pricing, offer)
