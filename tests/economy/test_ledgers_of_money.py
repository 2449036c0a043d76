"""Ledgers outside persons and firms: what owners of GPUs earn, keep and may order; means of rates."""

from copy import deepcopy

import numpy as np
import pytest

from sim.kernels.draws import uniform
from sim.phases import provider_accounts, public_finance
from sim.phases.indices_in_force import going_wages
from sim.rules.compute_investment import Books, list_price
from sim.rules.firm_month import FirmMonth, FirmNumbers, exits
from sim.state import accounts as places
from sim.state.accounts import FOREIGN, GOVERNMENT, N_ACCOUNTS, RENT_POT, money

PRICES = 1.25


@pytest.fixture(scope="module")
def owners(build):
    """Return an economy in which GPUs have been rented for a month, and the market of that month."""
    model = build("neutral", people=1_000, rules__compute_investment="utilisation")
    model.step()
    model.state.macro.price_level[0] = PRICES
    return model, model.flows.market


def settle(owners, market, *, era=1.0, pot=0, enabled=True, cash=None, **rates):
    """Settle the owners of GPUs of a copy; return its state before and after, and the flows."""
    model = owners[0]
    state = deepcopy(model.state)
    state.macro.ai_era[0], state.accounts[RENT_POT] = era, pot
    if cash is not None:
        state.providers.deposits[:] = cash
    before = deepcopy(state)
    scenario = model.scenario.with_({"compute.enabled": enabled})
    levers = model.policies.levers_in_force(state, 1)._replace(**rates)
    rules = model.rules.in_month(state, model.structure, scenario, levers, model.seed, 1)
    return before, state, provider_accounts.settle(state, market, scenario, levers, rules)


@pytest.mark.parametrize(
    ("era", "enabled", "worn"), [(1.0, True, True), (0.0, True, False), (1.0, False, False)]
)
def test_owners_of_gpus_that_nobody_rents_are_paid_nothing_and_pay_nothing(owners, era, enabled, worn):
    nobody = owners[1]._replace(demand=0.0, training=0.0, used=0.0)
    before, after, flows = settle(owners, nobody, era=era, enabled=enabled)
    left = 1.0 - 1.0 / owners[0].scenario.compute.gpu_life_months if worn else 1.0
    np.testing.assert_allclose(after.providers.fleet, left * before.providers.fleet, rtol=1e-12)
    np.testing.assert_allclose(after.providers.power, left * before.providers.power, rtol=1e-12)
    assert before.providers.revenue.any()
    assert not after.providers.revenue.any()
    assert not after.providers.dividend.any()
    np.testing.assert_array_equal(after.providers.deposits, before.providers.deposits)
    np.testing.assert_array_equal(after.accounts, before.accounts)
    assert flows.price == list_price(owners[0].scenario, PRICES)
    assert not any(flows._replace(price=0.0))  # each of the flows is none


@pytest.mark.parametrize(
    ("pot", "changes"),
    [
        (10**9, {"demand": 0.0, "training": 0.0}),
        (0, {"training": 0.0}),
        (0, {"demand": 0.0, "training": 9.0}),
    ],
)
def test_rent_demand_or_training_alone_is_business(owners, pot, changes):
    _, after, flows = settle(owners, owners[1]._replace(**changes), pot=pot)
    assert flows.running > 0
    assert flows.revenue == after.providers.revenue.sum() == pot
    assert after.accounts[RENT_POT] == 0


@pytest.mark.parametrize("months", [0.0, 2.9, 3.1, 40.0])
def test_owners_pay_out_a_part_of_what_lies_beyond_three_months_of_cost(owners, months):
    model, market = owners
    price = list_price(model.scenario, PRICES)
    fleet = model.state.providers.fleet
    running = settle(owners, market)[2].running_cost * fleet * market.in_use
    before, after, flows = settle(owners, market, cash=np.int64(months * (running + 0.05 * fleet * price)))
    old, new = before.providers, after.providers
    wear = old.fleet / model.scenario.compute.gpu_life_months
    cost = np.floor(running) + (new.fleet - old.fleet + wear) * flows.price
    kept = old.deposits + new.revenue - cost
    assert flows.tax == 0  # nothing came in
    expected = model.scenario.firms.payout_rate * np.maximum(kept - 3.0 * cost, 0.0)
    np.testing.assert_allclose(new.dividend, expected, atol=8.0)
    np.testing.assert_allclose(new.deposits, kept - new.dividend, atol=4.0)
    assert months < 5.0 or new.dividend.all()
    assert money(after) == money(before)


def test_owners_order_what_they_want_as_far_as_cash_and_credit_go(owners):
    model, market = owners
    levers = model.policies.levers_in_force(model.state, 1)
    rules = model.rules.in_month(model.state, model.structure, model.scenario, levers, model.seed, 1)
    moment = rules.moments["compute_investment"]
    fleet, price = model.state.providers.fleet, list_price(model.scenario, PRICES)
    wear = fleet / model.scenario.compute.gpu_life_months
    full = market._replace(used=market.capacity, demand=3.0 * market.capacity)
    for cash, revenue in ((10**15, 0), (0, 10**6), (-(10**6), 10**6), (-(10**9), 0)):
        books = Books(np.full(fleet.size, revenue), np.full(fleet.size, cash), wear)
        asked = rules.compute_investment.orders(moment, full, books)
        credit = max(0.0, (cash + asked.credit_months * revenue) / price)
        orders = provider_accounts._orders(model.state, full, books, levers, rules)
        np.testing.assert_allclose(orders.gpus, np.minimum(asked.gpus, credit), rtol=1e-12)
        assert (orders.gpus > 0.0).all() == (credit > 0.0)
        capped = levers._replace(provider_share_cap=float(np.median(fleet) / fleet.sum()))
        fewer = provider_accounts._orders(model.state, full, books, capped, rules).gpus
        above = fleet > np.median(fleet)
        np.testing.assert_allclose(fewer, np.where(above, np.minimum(wear, orders.gpus), orders.gpus))
        assert 0 < above.sum() < above.size


def test_profits_of_owners_are_taxed_and_losses_are_not(owners):
    for pot in (0, 10**13):
        before, after, flows = settle(owners, owners[1], pot=pot, corporate_tax=0.3, foreign_levy=0.0)
        taken = int(after.accounts[GOVERNMENT] - before.accounts[GOVERNMENT])
        assert taken == flows.tax == pytest.approx(0.3 * flows.profits, abs=10.0)
        assert (flows.tax > 0) == (pot > 0)
        assert money(after) == money(before)
        assert after.accounts[FOREIGN] - before.accounts[FOREIGN] >= flows.foreign


@pytest.mark.parametrize("months", [0.0, 0.5, 1.0, 1.5, 4.0, 60.0])
def test_a_mean_closes_one_part_in_so_many_months_of_the_gap_and_never_more_than_all(months):
    mean = np.array([0.02])
    public_finance.follow(mean, 0.10, months)
    assert mean[0] == pytest.approx(0.02 + 0.08 / max(1.0, months))


def test_accounts_have_a_place_and_a_name_each_and_all_count_as_money(owners):
    numbers = [getattr(places, name.upper()) for name in places.ACCOUNT_NAMES]
    assert numbers == list(range(N_ACCOUNTS))
    state = deepcopy(owners[0].state)
    elsewhere = money(state) - int(state.accounts.sum())
    state.accounts[:] = [10 ** (number + 1) for number in numbers]
    assert money(state) - elsewhere == 11_111_111_110


def test_real_wages_of_the_month_are_going_wages_over_prices(build):
    model = build("neutral", people=1_000)
    macro = model.state.macro
    before = float(macro.real_wages[0])
    model.step()
    wages = going_wages(model.state, model.structure)
    assert macro.real_wages[0] == pytest.approx(wages / macro.price_level[0], rel=1e-12)
    assert macro.real_wages[0] != before


def closes(age, *, young=0.5, employees=1, output=0.0, automated=0.0, draw=1.0):
    """Say whether a firm closes whose draw is the largest below ``draw``."""
    numbers = FirmNumbers(**dict.fromkeys(FirmNumbers._fields, 0.0))._replace(
        young_exit=young, exit_age_decay=24.0, exit_size=1e12, overdraft_limit=1.0
    )
    paid = FirmMonth(**dict.fromkeys(FirmMonth._fields, 0))._replace(employees=employees)
    firm = max((row for row in range(2_000) if uniform(7, row) < draw), key=lambda row: uniform(7, row))
    return exits.py_func(firm, True, age, paid, 1.0, numbers, output, automated, 7)


def test_the_hazard_of_young_firms_falls_from_the_first_month_on():
    ages = [(0, 0.5), (1, 0.5 * (24.0 / 25.0) ** 2), (2, 0.5 * (24.0 / 26.0) ** 2)]
    for age, hazard in ages:
        assert closes(age, draw=hazard)
        assert not closes(age, draw=hazard + 0.01)


def test_machines_at_work_however_few_keep_a_firm_without_people():
    few = {"young": 0.0, "employees": 0}
    assert not closes(60, **few, output=0.5, automated=0.5)
    assert closes(60, **few, output=0.5)
    assert closes(60, **few, automated=0.5)
