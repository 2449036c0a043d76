"""The goods market: each cent ordered is received, stocks bound sales, shares follow price and human work."""

import numpy as np
import pytest

from sim.parameters import declarations
from sim.parameters.government import GovernmentParameters
from sim.phases import goods_market
from sim.phases.money import Money
from sim.state.accounts import CONSUMPTION_POT, FOREIGN, INVESTMENT_POT, money
from sim.state.columns import ACTIVE, CLOSING

NONE = Money(0, 0)
CALM = {"firms__demand_shock_sd": 0.0, "firms__young_growth": 0.0}


def sell(model, *, consumption=None, money=NONE, month=0, **changes):
    """Sell a month's orders; households order what keeps the base year going unless told otherwise."""
    accounts = model.state.accounts
    accounts[CONSUMPTION_POT] = (
        int(0.66 * model.state.macro.base_gdp[0]) if consumption is None else consumption
    )
    levers = model.policies.levers_in_force(model.state, month)._replace(**changes)
    rules = model.rules.in_month(model.state, model.structure, model.scenario, levers, model.seed, month)
    given = model.state, model.structure, model.scenario, levers, rules, money, model.seed, month
    return goods_market.sell(*given)


def test_every_cent_ordered_is_received(build):
    model = build(people=20_000)
    firms, accounts = model.state.firms, model.state.accounts
    firms.inventory[::7] = 0.0
    firms.status[3] = CLOSING
    accounts[INVESTMENT_POT], accounts[FOREIGN] = 123_456_789, 10**10 + 7
    before = money(model.state)
    government, foreign = int(accounts[0]), int(accounts[FOREIGN])
    spending = sell(model, consumption=10**11 + 3)
    ordered = 10**11 + 3
    # firms' sales are not booked to their deposits before they settle
    assert money(model.state) - before + int(spending.by_sector.sum()) == ordered
    assert spending.by_sector.sum() == firms.sales.sum()
    assert (firms.sales[firms.status != ACTIVE] == 0).all()
    assert spending.consumption_tax == int(ordered * model.scenario.government.consumption_tax)
    assert accounts[0] - government == spending.consumption_tax - spending.government
    assert foreign - accounts[FOREIGN] == spending.exports
    # what is left over are floors of the split: a cent a sector and demand, a cent a firm
    assert 0 <= accounts[CONSUMPTION_POT] <= 20 + firms.status.size
    assert 0 <= accounts[INVESTMENT_POT] <= 20
    by_sector = np.bincount(firms.sector, weights=firms.sales, minlength=20)
    np.testing.assert_array_equal(by_sector, spending.by_sector)


def test_nobody_sells_more_than_the_stock(build):
    model = build(people=20_000, **CALM)
    firms = model.state.firms
    before = firms.inventory.copy()
    spending = sell(model, consumption=int(5.0 * model.state.macro.base_gdp[0]))  # far more than there is
    assert (firms.inventory >= 0.0).all()
    assert spending.real.sum() == pytest.approx((before - firms.inventory).sum(), rel=1e-12)
    sold_out = (firms.inventory == 0.0) & (firms.status == ACTIVE)
    assert sold_out.sum() > 0.8 * (firms.status == ACTIVE).sum()
    # who has sold out received more than its list price: the price that clears the stock
    assert (firms.sales[sold_out] >= np.floor(before[sold_out] * 0.99 * 100.0 * 0.5)).all()


def test_shares_follow_relative_prices_with_the_elasticity(build):
    elasticity = 3.0
    model = build(firms__price_elasticity=elasticity, firms__habit=1.0, **CALM)
    firms = model.state.firms
    firms.appeal[:] = firms.demand_share[:] = 1.0
    random = np.random.default_rng(4)
    firms.price[:] = 100.0 * np.exp(random.normal(0.0, 0.1, firms.price.size))
    usual = model.state.macro.sector_price[firms.sector]
    prices = firms.price / usual
    sell(model)
    active = firms.status == ACTIVE
    # in spending, the ratio to the price of the sector raised to 1 - elasticity
    expected = prices[active] ** (1.0 - elasticity)
    np.testing.assert_allclose(firms.demand_share[active], expected, rtol=1e-10)


def test_habit_slows_customers_down(build):
    model = build(firms__habit=0.15, **CALM)
    firms = model.state.firms
    active = np.flatnonzero(firms.status == ACTIVE)
    # customers are where they want to be, until they like one firm twice as much
    relative_price = firms.price[active] / model.state.macro.sector_price[firms.sector[active]]
    price_factor = relative_price ** (1.0 - model.scenario.firms.price_elasticity)
    firms.demand_share[active] = firms.appeal[active] * price_factor
    before = firms.demand_share.copy()
    firms.appeal[active[0]] *= 2.0
    sell(model)
    relative = firms.price[active] * 0.0 + firms.demand_share[active] / before[active]
    assert relative[0] - np.median(relative[1:]) == pytest.approx(0.15, rel=0.05)


@pytest.mark.parametrize("elasticity", [0.5, 0.8, 2.0])
def test_budget_shares_of_sectors_are_ces(build, elasticity):
    model = build(people=20_000, households__sector_elasticity=elasticity, government__purchases=0.0, **CALM)
    firms = model.state.firms
    price = np.exp(np.linspace(-0.3, 0.3, 20))
    firms.price[:] = 100.0 * price[firms.sector]
    firms.inventory[:] = 1e12
    model.state.accounts[INVESTMENT_POT] = 0  # households alone order
    spending = sell(model, consumption=10**12, consumption_tax=0.0)
    shares = model.structure.consumption * price ** (1.0 - elasticity)
    # floors: a cent a firm of a trillion
    np.testing.assert_allclose(spending.by_sector / 10**12, shares / shares.sum(), atol=1e-9)


def test_without_ai_the_human_touch_moves_nothing_to_the_bit(build):
    states = []
    for touch in (0.0, 2.0):
        model = build(people=5_000, households__human_touch=touch)
        model.state.firms.price[:] *= np.exp(
            np.random.default_rng(8).normal(0.0, 0.1, model.state.firms.price.size)
        )
        spending = sell(model)
        states.append(
            (spending.by_sector, model.state.firms.demand_share.copy(), model.state.firms.sales.copy())
        )
    for plain, touched in zip(*states, strict=True):
        np.testing.assert_array_equal(plain, touched)


def test_the_human_touch_moves_demand_to_human_work(build):
    model = build(people=20_000, households__human_touch=2.0, firms__habit=1.0, **CALM)
    firms = model.state.firms
    firms.appeal[:] = firms.demand_share[:] = 1.0
    firms.price[:] = model.state.macro.sector_price[firms.sector]
    active = np.flatnonzero(firms.status == ACTIVE)
    firms.human_content[active[::2]] = 0.5
    sell(model)
    ratio = firms.demand_share[active[::2]].mean() / firms.demand_share[active[1::2]].mean()
    assert ratio == pytest.approx(np.exp(-2.0 * 0.5), rel=1e-6)


def test_prices_move_part_of_the_way_to_cost_plus_markup(build):
    rule = {"rules__pricing": "target_markup", "firms__stock_response": 0.05, "firms__slack_in_prices": 0.0}
    model = build(**rule, firms__price_adjustment=0.12, **CALM)
    firms = model.state.firms
    firms.inventory[:] = 1e12  # a stock far above its target
    old = firms.price.copy()
    sell(model)
    active = firms.status == ACTIVE
    markup = 1.0 + model.structure.markup[firms.sector[active]]
    target = markup * firms.unit_cost[active] * (1.0 - 0.05)
    np.testing.assert_allclose(firms.price[active], old[active] + 0.12 * (target - old[active]), rtol=1e-12)


def test_expected_demand_is_adaptive(build):
    model = build(firms__expectation_weight=0.25, **CALM)
    firms = model.state.firms
    firms.inventory[:] = 1e12
    before, price = firms.expected_demand.copy(), firms.price.copy()
    sell(model)
    active = firms.status == ACTIVE
    wanted = np.minimum(firms.sales[active] / price[active], 1.5 * before[active] + 1e-9)
    np.testing.assert_allclose(
        firms.expected_demand[active], 0.75 * before[active] + 0.25 * wanted, rtol=1e-12
    )


def test_the_price_level_is_that_of_consumption(build):
    model = build(**CALM)
    model.state.firms.price[:] = 110.0
    sell(model)
    assert model.state.macro.price_level[0] == pytest.approx(1.1, rel=1e-12)
    np.testing.assert_allclose(model.state.macro.sector_price, 110.0, rtol=1e-12)


def test_the_consumption_tax_is_a_share_of_spending_tax_included(build):
    model = build(government__consumption_tax=0.05, **CALM)
    unit = declarations(GovernmentParameters)["consumption_tax"].unit
    assert unit == "share of spending, tax included"
    spent = 10**11
    spending = sell(model, consumption=spent)
    assert spending.consumption_tax == 0.05 * spent
    assert spending.consumption == spent
    untaxed = sell(build(government__consumption_tax=0.0, **CALM), consumption=spent)
    # sellers receive the rest; the other buyers order the same
    assert untaxed.by_sector.sum() - spending.by_sector.sum() == pytest.approx(0.05 * spent, abs=40)


@pytest.mark.parametrize("own", [0.0, 0.5, 1.0])
def test_large_firms_follow_their_rivals_and_small_ones_their_cost(build, own):
    rule = {"rules__pricing": "strategic", "firms__stock_response": 0.05, "firms__slack_in_prices": 0.0}
    model = build(**rule, firms__price_adjustment=1.0, firms__own_cost_weight=own, **CALM)
    firms, macro = model.state.firms, model.state.macro
    firms.inventory[:] = 1e15
    firms.price[:] = 100.0
    active = np.flatnonzero(firms.status == ACTIVE)
    firms.expected_demand[active[::2]], firms.expected_demand[active[1::2]] = 1e-9, 1e13
    firms.unit_cost[active] *= 1.1
    firms.sales[:] = 0
    cost = (1.0 + model.structure.markup[firms.sector]) * firms.unit_cost
    sell(model, consumption=0, consumption_tax=0.0)
    rivals = macro.sector_price[firms.sector]
    large = rivals * (cost / rivals) ** own * (1.0 - 0.05)
    np.testing.assert_allclose(firms.price[active[::2]], cost[active[::2]] * (1.0 - 0.05), rtol=1e-6)
    np.testing.assert_allclose(firms.price[active[1::2]], large[active[1::2]], rtol=1e-6)


@pytest.mark.parametrize(
    ("slack", "by_machines", "answer"), [(0.0, 0.0, 1.0), (1.0, 0.0, 0.25), (1.0, 0.6, 0.7)]
)
def test_prices_answer_stocks_less_where_hands_are_idle(build, slack, by_machines, answer):
    """Where u is four times u*: 1 - (1 - A) (1 - u* / u), and 1 where labour is short."""
    keys = {"firms__stock_response": 0.05, "firms__slack_in_prices": slack, "firms__own_cost_weight": 1.0}
    model = build(firms__price_adjustment=1.0, **keys, **CALM)
    firms, macro = model.state.firms, model.state.macro
    macro.automation[0] = by_machines
    natural, prices = model.scenario.wages.natural_unemployment_rate, []
    before = firms.expected_demand.copy()
    for unemployment in (4.0 * natural, 0.5 * natural, natural):
        firms.inventory[:], firms.price[:] = 1e12, 100.0
        firms.expected_demand[:], macro.unemployment_rate[0] = before, unemployment
        sell(model, consumption=0)
        prices.append(firms.price[firms.status == ACTIVE].copy())
    idle, short, usual = prices
    np.testing.assert_array_equal(short, usual)
    np.testing.assert_allclose(idle * (1.0 - 0.05) / usual, 1.0 - 0.05 * answer, rtol=1e-9)
