"""Owners of GPUs without customers and with them: wear, cash, credit, a cap on the largest, new money."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.phases import provider_accounts
from sim.rules import hardware
from sim.rules.compute_investment import Orders
from sim.rules.compute_price import GpuMarket
from sim.state.accounts import (
    EQUITY_POT,
    FOREIGN,
    GOVERNMENT,
    INVESTMENT_POT,
    N_ACCOUNTS,
    PROVIDER_POT,
    RENT_POT,
)


@pytest.fixture
def model(build):
    return build("neutral", people=1_000, compute__gpu_life_months=40)


class Asked:
    """A rule that orders what a test says, at 2,000,000 cents a GPU."""

    slot = "compute_investment"

    def __init__(self, gpus, **others):
        self.answer = Orders(np.asarray(gpus, float), 2_000_000.0, **others)

    def orders(self, moment, market, books):
        """Return the answer, and keep the books."""
        self.books = books
        return self.answer

    def running_cost(self, moment):
        """Return what a GPU in use costs a month, cents."""
        return 30_000.0


def settle(model, rule, pot=0, demand=50.0, used=50.0, training=0.0, era=1.0, **levers):
    """Settle a month of owners with these GPUs in use and this rent in the pot; return flows and moves."""
    state = model.state
    state.macro.ai_era[0], state.macro.price_level[0] = era, 1.5
    state.accounts[RENT_POT] = pot
    fleet = state.providers.fleet
    market = GpuMarket(
        rationing=1.0, demand=demand, capacity=100.0, used=used, share=fleet / fleet.sum(), herfindahl=0.3,
        rent=1.0, training=training,
    )  # fmt: skip
    in_force = model.policies.levers_in_force(state, 0)._replace(**levers)
    rules = model.rules.in_month(state, model.structure, model.scenario, in_force, 1, 0)
    before = state.accounts.copy()
    found = provider_accounts.settle(
        state, market, model.scenario, in_force, rules._replace(compute_investment=rule)
    )
    return found, state.accounts - before


@pytest.mark.parametrize("era", [0.0, 1.0])
def test_gpus_that_nobody_uses_wear_out_and_no_money_moves(model, era):
    providers = model.state.providers
    providers.fleet[:], providers.power[:] = np.linspace(3.0, 9.0, providers.fleet.size), 12.0
    providers.revenue[:] = providers.dividend[:] = 77
    fleet, deposits = providers.fleet.copy(), providers.deposits.copy()
    found, moved = settle(model, Asked([]), demand=0.0, used=0.0, era=era)
    left = 1.0 - era / 40.0
    np.testing.assert_allclose(providers.fleet, fleet * left, rtol=1e-12)
    np.testing.assert_allclose(providers.power, 12.0 * left, rtol=1e-12)
    for column in (providers.revenue, providers.dividend, moved):
        assert (column == 0).all()
    np.testing.assert_array_equal(providers.deposits, deposits)
    assert found.price == pytest.approx(150.0 * model.scenario.compute.gpu_price)
    for name, flow in found._asdict().items():
        assert name == "price" or flow == 0, name


@pytest.mark.parametrize("given", [
    {"pot": 500_000, "demand": 0.0, "used": 0.0}, {"demand": 0.5},
    {"demand": 0.0, "used": 0.0, "training": 0.5},
])  # fmt: skip
def test_a_rent_a_customer_or_training_alone_is_a_market(model, given):
    size = model.state.providers.fleet.size
    found, _ = settle(model, Asked(np.zeros(size)), **given)
    assert found.price == 2_000_000.0
    assert found.running_cost == pytest.approx(45_000.0)


def usual(model):
    """Give owners of GPUs fleets, cash and draw by hand."""
    providers = model.state.providers
    n = providers.fleet.size
    providers.fleet[:] = 10.0 + 5.0 * np.arange(n)
    providers.deposits[:] = 3_000_000 * (1 + np.arange(n))
    providers.power[:] = 2.0 * providers.fleet
    return SimpleNamespace(**{name: column.copy() for name, column in providers._asdict().items()}, n=n)


def test_cash_is_what_rent_leaves_and_orders_are_what_cash_and_credit_pay_for(model):
    old, pot = usual(model), 90_000_001
    asked = np.linspace(0.0, 60.0, old.n)
    rule = Asked(asked, credit_months=2.0, draw=0.5, margin=0.25)
    found, moved = settle(model, rule, pot=pot, corporate_tax=0.2)
    new, share = model.state.providers, old.fleet / old.fleet.sum()
    revenue = np.array([int(pot * part) for part in share])
    revenue[0] += pot - revenue.sum()
    running = (45_000.0 * old.fleet * 0.5).astype(int)
    wear = old.fleet / 40.0
    list_price = 150.0 * model.scenario.compute.gpu_price
    profit = revenue - running - (wear * list_price).astype(int)
    tax = np.where(profit > 0, (0.2 * profit).astype(int), 0)
    cash = old.deposits + revenue - running - tax
    np.testing.assert_array_equal(rule.books.cash, cash)
    np.testing.assert_array_equal(rule.books.revenue, revenue)
    bought = np.minimum(asked, np.maximum(0.0, (cash + 2.0 * revenue) / 2_000_000.0))
    assert (bought < asked).any()
    assert (bought == asked).any()
    np.testing.assert_allclose(new.fleet, old.fleet - wear + bought, rtol=1e-12)
    np.testing.assert_allclose(new.power, old.power + 0.5 * bought - old.power / 40.0, rtol=1e-12)
    cost = (bought * 2_000_000.0).astype(int)
    margin = (0.25 * cost).astype(int)
    excess = cash - cost - 3 * (running + cost)
    dividend = np.where(excess > 0, (model.scenario.firms.payout_rate * excess).astype(int), 0)
    np.testing.assert_array_equal(new.revenue, revenue)
    np.testing.assert_array_equal(new.dividend, dividend)
    np.testing.assert_array_equal(new.deposits, cash - cost - dividend)
    made = int((cost - margin).sum())
    imported = int(model.scenario.hardware.imported_share * made)
    expected = {
        "revenue": pot, "spending": running.sum() + made, "chip_margin": margin.sum(),
        "dividends": dividend.sum(), "bought": bought.sum(), "ordered": cost.sum(), "tax": tax.sum(),
        "profits": np.maximum(profit, 0).sum(), "running": running.sum(), "price": 2_000_000.0,
        "running_cost": 45_000.0, "equity": 0,
    }  # fmt: skip
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-12), name
    accounts = np.zeros(N_ACCOUNTS, int)
    accounts[RENT_POT], accounts[GOVERNMENT] = -pot, tax.sum() + found.levy
    accounts[INVESTMENT_POT], accounts[FOREIGN] = running.sum() + made - imported, imported + found.foreign
    accounts[PROVIDER_POT] = dividend.sum() + margin.sum() - found.foreign - found.levy
    np.testing.assert_array_equal(moved, accounts)
    assert dividend.sum() > 0


def test_an_owner_above_the_cap_replaces_what_wears_out_and_no_more(model):
    old = usual(model)
    model.state.providers.deposits[:] = 10**12
    share = old.fleet / old.fleet.sum()
    cap = float(np.sort(share)[-3] + 1e-9)
    settle(model, Asked(np.full(old.n, 3.0)), pot=10**8, provider_share_cap=cap)
    bought = model.state.providers.fleet - old.fleet * (1.0 - 1.0 / 40.0)
    np.testing.assert_allclose(
        bought, np.where(share > cap, np.minimum(3.0, old.fleet / 40.0), 3.0), rtol=1e-9
    )
    assert (share > cap).sum() == 2


def test_what_owners_add_is_cash_and_comes_out_of_their_pots(model):
    old = usual(model)
    model.state.providers.deposits[:] = 0
    model.state.accounts[EQUITY_POT] += 10**12
    added = 1_000_000 * np.arange(1, old.n + 1)
    rule = Asked(np.full(old.n, 50.0), equity=added, credit_months=0.0)
    found, moved = settle(model, rule, pot=10**6, corporate_tax=0.0)
    assert found.equity == added.sum()
    abroad = int(model.scenario.compute.foreign_ownership * int(added.sum()))
    assert moved[EQUITY_POT] == abroad - added.sum()
    new = model.state.providers
    bought = new.fleet - old.fleet * (1.0 - 1.0 / 40.0)
    running = (45_000.0 * old.fleet * 0.5).astype(int)
    cash = new.revenue - running + added
    np.testing.assert_allclose(bought, np.maximum(0.0, cash) / 2_000_000.0, rtol=1e-6)
    assert moved.sum() + new.deposits.sum() == 0


@pytest.mark.parametrize(("margin", "load", "at_cap"), [
    (None, 0.5, False), (0.0, 0.5, False), (0.99, 0.5, True), (None, 0.9985, False), (None, 0.9995, True),
])  # fmt: skip
def test_more_could_not_be_had_where_chips_are_dear_or_the_grid_is_full(model, margin, load, at_cap):
    old = usual(model)
    levers = model.policies.levers_in_force(model.state, 0)
    rules = model.rules.in_month(model.state, model.structure, model.scenario, levers, 1, 0)
    grid = hardware.grid_now(rules.moments["compute_investment"])
    model.state.providers.power[:] = load * grid / old.n / (1.0 - 1.0 / 40.0)
    found, _ = settle(model, Asked(np.zeros(old.n), margin=margin, draw=1.0), pot=10**6)
    assert found.at_cap == at_cap
