"""What customers pay for: only shares count, and the human touch draws spending to work done by people."""

from copy import deepcopy

import numpy as np
import pytest

from sim.phases import goods_market
from sim.phases.money import Money
from sim.state.accounts import CONSUMPTION_POT, FOREIGN, INVESTMENT_POT
from sim.state.columns import ACTIVE


@pytest.fixture(scope="module")
def model(build):
    return build("neutral", people=1_000, government__purchases=0.0, firms__demand_shock_sd=0.0)


def sell(model, structure=None, spent=10**9, **firms):
    """Sell for so many cents of households alone; return the state and what was bought."""
    state = deepcopy(model.state)
    state.accounts[[INVESTMENT_POT, FOREIGN]], state.accounts[CONSUMPTION_POT] = 0, spent
    for name, values in firms.items():
        getattr(state.firms, name)[:] = values
    levers = model.policies.levers_in_force(state, 0)._replace(consumption_tax=0.0)
    structure = model.structure if structure is None else structure
    rules = model.rules.in_month(state, structure, model.scenario, levers, model.seed, 0)
    found = goods_market.sell(
        state, structure, model.scenario, levers, rules, Money(0, 0), model.seed, 0
    )  # fmt: skip
    return state, found


def test_the_unit_in_which_customers_are_counted_does_not_matter(model):
    firms = model.state.firms
    some = firms.price * np.where(np.arange(firms.price.size) % 3 == 0, 1.5, 1.0)
    before, bought = sell(model, price=some)
    after, same = sell(
        model, price=some, appeal=1e-12 * firms.appeal, demand_share=1e-12 * firms.demand_share
    )  # fmt: skip
    np.testing.assert_allclose(after.macro.sector_price, before.macro.sector_price, rtol=1e-9)
    assert after.macro.price_level[0] == pytest.approx(before.macro.price_level[0], rel=1e-9)
    np.testing.assert_allclose(same.by_sector, bought.by_sector, atol=9 * firms.price.size)
    np.testing.assert_allclose(after.firms.sales, before.firms.sales, rtol=1e-6, atol=9)
    assert not np.allclose(before.macro.sector_price, model.state.macro.sector_price)


def test_who_has_nothing_in_stock_sells_nothing_in_the_goods_market(model):
    firms = model.state.firms
    empty = (firms.status == ACTIVE) & (np.arange(firms.status.size) % 3 == 0)
    assert (firms.demand_share[empty] > 0.0).any()  # customers whom they had
    after, bought = sell(model, inventory=np.where(empty, 0.0, firms.inventory))
    assert (after.firms.sales[empty] == 0).all()
    np.testing.assert_array_equal(after.firms.expected_demand[empty], firms.expected_demand[empty])
    assert after.firms.sales.sum() == bought.by_sector.sum() > 0
    assert (after.firms.inventory >= 0.0).all()


def test_who_has_half_a_unit_in_stock_sells_it(model):
    firms = model.state.firms
    few = (firms.status == ACTIVE) & (np.arange(firms.status.size) % 3 == 0)
    after, _ = sell(model, inventory=np.where(few, 0.5, firms.inventory))
    assert (after.firms.sales[few] > 0).all()
    assert (after.firms.inventory[few] < 0.5).all()


def test_spending_moves_to_sectors_whose_work_people_do_by_the_touch_of_each(model):
    size = model.structure.consumption.size
    touch = np.linspace(-0.5, 2.0, size)
    structure = model.structure._replace(human_touch=touch)
    sector = model.state.firms.sector
    by_people = np.where(sector % 2 == 0, np.float32(0.5), np.float32(1.0))
    _, usual = sell(model, structure, human_content=np.float32(1.0))
    _, found = sell(model, structure, human_content=by_people)
    sold = np.flatnonzero(usual.by_sector > 10**6)
    content = np.where(np.arange(size) % 2 == 0, 0.5, 1.0)
    open_ = np.isin(
        np.arange(size), sector[(model.state.firms.status == ACTIVE) & (model.state.firms.inventory > 0)]
    )
    content = np.where(open_, content, 0.0)
    moved = np.exp(touch * (content - (structure.consumption * content).sum()))
    moved /= np.exp(touch * (open_ - (structure.consumption * open_).sum()))
    ratio = (found.by_sector / np.maximum(usual.by_sector, 1))[sold] / moved[sold]
    np.testing.assert_allclose(ratio / ratio[0], 1.0, rtol=1e-4)
    assert np.ptp(moved[sold]) > 0.1
