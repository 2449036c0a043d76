"""The GPU market and its owners: rationing, the rule by use, accounts that add up in both markets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.phases import frontier, gpu_market, provider_accounts
from sim.phases.planning import Plans
from sim.rules import compute_investment
from sim.rules.compute_investment.by_return import LARGEST_ORDER
from sim.state.accounts import FOREIGN, GOVERNMENT, PROVIDER_POT, RENT_POT, money

NO_VACANCIES = np.zeros((1, 22), np.int64)
BY_USE = {
    "rules__compute_price": "utilisation", "rules__compute_investment": "utilisation",
    "models__separate": False,
}  # fmt: skip
"""The rent follows use, and who owns machines owns models."""
BOTH = pytest.mark.parametrize("keys", [BY_USE, {}], ids=["by use", "by return"])


def rules(model, levers, month=0):
    return model.rules.in_month(model.state, model.structure, model.scenario, levers, model.seed, month)


def market(model, use, month=0):
    """Clear the market for a demand of ``use`` times capacity."""
    levers = model.policies.levers_in_force(model.state, month)
    ai = frontier.train(model.state, model.structure, model.scenario, levers, month)
    trains = 0.0 if model.scenario.models.separate else model.scenario.compute.training_share
    capacity = (model.state.providers.fleet * ai.quality).sum() * (1.0 - trains)
    plans = Plans(NO_VACANCIES, float(use * capacity))
    return gpu_market.clear(model.state, plans, ai, model.scenario, levers, rules(model, levers, month))


@BOTH
@pytest.mark.parametrize("use", [0.0, 0.5, 1.0, 2.0, 10.0])
def test_demand_beyond_what_can_be_used_is_rationed(build, keys, use):
    model = build("neutral", **keys)
    cleared = market(model, use)
    # where owners of models rent what is left, all use together stops at its target
    most = model.scenario.compute.target_utilisation if model.scenario.models.separate else 1.0
    assert cleared.rationing == pytest.approx(min(1.0, most / max(use, 1e-9)), rel=1e-12)
    assert cleared.used == pytest.approx(min(use, most) * cleared.capacity, rel=1e-12)
    assert cleared.used + cleared.training <= most * cleared.capacity * (1.0 + 1e-12)
    assert cleared.share.sum() == pytest.approx(1.0, rel=1e-12)


@BOTH
def test_the_demand_at_other_rents_is_worked_out_for_the_rule_of_compute_price_that_asks_for_it(build, keys):
    assert (market(build("neutral", people=1_000, **keys), 0.5).curve is None) == (keys is BY_USE)


def test_the_rent_rises_above_the_target_use_and_falls_below(build):
    for use, sign in ((0.7, -1), (0.85, 0), (1.2, 1)):
        model = build("neutral", compute__target_utilisation=0.85, compute__start_rent=20_000.0, **BY_USE)
        before = model.state.macro.gpu_rent[0]
        cleared = market(model, use)
        assert cleared.rent == before  # this month is paid at the rent that firms planned with
        assert np.sign(np.round(np.log(model.state.macro.gpu_rent[0] / before), 9)) == sign


@pytest.mark.parametrize(("elasticity", "together"), [(0.3, 0.0), (0.5, 0.0), (1.3, 0.0), (1.3, 0.2)])
def test_the_rent_never_falls_under_the_cournot_price(build, elasticity, together):
    model = build(
        "neutral", compute__demand_elasticity=elasticity, compute__concentration=together,
        compute__start_rent=1.0, **BY_USE,
    )  # fmt: skip
    market(model, 0.1)
    compute = model.scenario.compute
    share = model.state.providers.fleet / model.state.providers.fleet.sum()
    herfindahl = (share[model.structure.provider_single] ** 2).sum()
    herfindahl += together * (1.0 - herfindahl)
    cost = 100.0 * (compute.gpu_running_cost + compute.gpu_price / compute.gpu_life_months)
    cost *= float(model.state.macro.price_level[0])
    expected = cost / (1.0 - min(0.9, herfindahl / elasticity))
    assert model.state.macro.gpu_rent[0] == pytest.approx(expected, rel=1e-12)


def test_the_atomistic_owners_are_not_one_owner(build):
    model = build("neutral")
    named = np.array([name != "Other" for name in model.calibration.owner_names])
    share = model.state.providers.fleet / model.state.providers.fleet.sum()
    assert market(model, 0.5).herfindahl == pytest.approx((share[named] ** 2).sum(), rel=1e-12)


@BOTH
def test_the_rent_falls_to_its_floor_where_nobody_wants_gpus(build, keys):
    model = build("neutral", compute__start_rent=1e6, **keys)
    model.state.macro.compute_budget[0] = 0.0  # nor do owners of models
    rents = []
    for _ in range(200):
        assert market(model, 0.0).rationing == 1.0
        rents.append(float(model.state.macro.gpu_rent[0]))
    assert (np.diff(rents) <= 1e-9 * rents[0]).all()  # but for rounding
    assert rents[-1] == pytest.approx(rents[-2], rel=1e-9)
    assert 0.0 < rents[-1] < 0.5 * rents[0]  # costs, or the lowest rent at which demand is asked for


@BOTH
@given(st.integers(0, 10**13), st.floats(0.01, 3.0))
def test_providers_settle_to_the_cent(build, keys, pot, use):
    model = build("neutral", **keys)
    cleared = market(model, use)
    accounts, providers = model.state.accounts, model.state.providers
    accounts[RENT_POT] = pot
    before, fleet, abroad = money(model.state), providers.fleet.copy(), int(accounts[FOREIGN])
    levers = model.policies.levers_in_force(model.state, 0)._replace(foreign_levy=0.2)
    flows = provider_accounts.settle(model.state, cleared, model.scenario, levers, rules(model, levers))
    assert money(model.state) == before
    assert accounts[RENT_POT] == 0
    assert providers.revenue.sum() == pot == flows.revenue
    imported = int(model.scenario.hardware.imported_share * (flows.ordered - flows.chip_margin))
    share = model.scenario.compute.foreign_ownership
    new_money = int(share * flows.equity)  # of owners abroad, where providers build more than they earn
    assert accounts[FOREIGN] - abroad == flows.foreign + imported - new_money
    assert flows.foreign + flows.levy == int(share * (flows.dividends + flows.chip_margin))
    assert accounts[PROVIDER_POT] == flows.dividends + flows.chip_margin - flows.foreign - flows.levy
    # the fleet wears out, and grows at most as fast as chips are made, or as owners build
    wear = fleet / model.scenario.compute.gpu_life_months
    largest = fleet * (1.0 + (model.scenario.compute.chip_supply_growth if keys else LARGEST_ORDER))
    assert (providers.fleet >= (fleet - wear) * (1.0 - 1e-12)).all()
    assert (providers.fleet <= largest * (1.0 + 1e-12)).all()


@BOTH
def test_a_provider_cap_stops_the_growth_of_the_largest(build, keys):
    model = build("neutral", **keys)
    cleared = market(model, 3.0)
    providers = model.state.providers
    providers.deposits[:] = 10**15
    model.state.accounts[RENT_POT] = 10**12
    share = providers.fleet / providers.fleet.sum()
    before = providers.fleet.copy()
    levers = model.policies.levers_in_force(model.state, 0)._replace(provider_share_cap=0.15)
    provider_accounts.settle(model.state, cleared, model.scenario, levers, rules(model, levers))
    assert (share > 0.15).any()
    assert (providers.fleet[share > 0.15] <= before[share > 0.15] * (1.0 + 1e-12)).all()
    assert (providers.fleet[share < 0.15] > before[share < 0.15]).all()


def test_a_fleet_that_nobody_rents_wears_out(build):
    model = build("neutral", **BY_USE)
    model.state.macro.ai_era[0] = 1.0
    before = model.state.providers.fleet.copy()
    cleared = market(model, 0.0)
    levers = model.policies.levers_in_force(model.state, 0)
    flows = provider_accounts.settle(model.state, cleared, model.scenario, levers, rules(model, levers))
    life = model.scenario.compute.gpu_life_months
    np.testing.assert_allclose(model.state.providers.fleet, before * (1.0 - 1.0 / life), rtol=1e-12)
    assert flows.spending == flows.dividends == 0


@BOTH
def test_gpus_that_people_use_are_wanted_beside_those_of_firms(build, keys):
    """They count in demand, and leave less for everybody where there are too few."""
    model = build("neutral", **keys)
    levers = model.policies.levers_in_force(model.state, 0)
    ai = frontier.train(model.state, model.structure, model.scenario, levers, 0)
    wanted = 0.3 * model.state.providers.fleet.sum()
    given = levers._replace(public_compute=wanted)
    plans = Plans(NO_VACANCIES, float(wanted))
    cleared = gpu_market.clear(model.state, plans, ai, model.scenario, given, rules(model, given))
    assert cleared.demand == pytest.approx(2.0 * wanted, rel=1e-12)
    assert cleared.used == pytest.approx(cleared.rationing * 2.0 * wanted, rel=1e-12)


@BOTH
@pytest.mark.parametrize("pot", [10**9, 10**12])
def test_what_providers_keep_is_revenue_less_cost_tax_gpus_and_dividends(build, keys, pot):
    model = build("neutral", **keys)
    cleared = market(model, 0.6)
    accounts, providers = model.state.accounts, model.state.providers
    accounts[RENT_POT] = pot
    fleet, cash, state = providers.fleet.copy(), providers.deposits.copy(), int(accounts[GOVERNMENT])
    levers = model.policies.levers_in_force(model.state, 0)._replace(corporate_tax=0.25)
    flows = provider_accounts.settle(model.state, cleared, model.scenario, levers, rules(model, levers))
    running = np.floor(flows.running_cost * fleet * cleared.in_use)
    assert abs(running.sum() - flows.running) <= fleet.size  # a cent each
    worn = fleet / model.scenario.compute.gpu_life_months
    list_price = compute_investment.list_price(model.scenario, float(model.state.macro.price_level[0]))
    profit = providers.revenue - running - np.floor(worn * list_price)
    assert abs(np.maximum(profit, 0.0).sum() - flows.profits) <= 3 * fleet.size
    assert flows.tax == pytest.approx(0.25 * flows.profits, abs=fleet.size)
    assert accounts[GOVERNMENT] - state == flows.tax
    kept = int((providers.deposits - cash).sum())
    assert kept == pot - flows.running - flows.tax + flows.equity - flows.ordered - flows.dividends
    np.testing.assert_allclose(providers.fleet.sum(), fleet.sum() - worn.sum() + flows.bought, rtol=1e-12)
    assert flows.ordered == pytest.approx(flows.bought * flows.price, abs=fleet.size)
    assert providers.dividend.sum() == flows.dividends
    # nobody pays out what costs of some months need
    costs = provider_accounts.CASH_MONTHS * running
    assert ((providers.dividend == 0) | (providers.deposits >= 0.99 * costs)).all()
