"""The market for compute by return: demand at other rents, a rent that clears, orders, conduct, royalties."""

import numpy as np
import pytest

from sim.kernels.elementary import log
from sim.phases import frontier, gpu_market, planning
from sim.rules import hardware
from sim.rules.compute_investment import Books
from sim.rules.compute_price.clearing import clearing_rent
from sim.rules.conduct import joint
from sim.rules.derived_demand import DemandCurve
from sim.rules.owners_of_models import training_part
from sim.rules.payouts import call_owners
from sim.rules.royalty import royalty_rate, worth
from sim.state.accounts import EQUITY_POT, FOREIGN

MARKET = {
    "rules__compute_price": "clearing",
    "rules__compute_investment": "by_return",
    "models__separate": True,
    "compute__gpu_worker_ratio_start": 3.0,
}


def users(build, **keys):
    model = build("neutral", people=20_000, **(MARKET | keys))
    model.state.firms.adoption[:] = 0.7
    return model


def rules(model, levers, month=0):
    return model.rules.in_month(model.state, model.structure, model.scenario, levers, model.seed, month)


def clear(model, month=0):
    levers = model.policies.levers_in_force(model.state, month)
    ai = frontier.train(model.state, model.structure, model.scenario, levers, month)
    plans = planning.plan(model.state, model.structure, ai, model.scenario, levers, model.seed, month)
    cleared = gpu_market.clear(model.state, plans, ai, model.scenario, levers, rules(model, levers, month))
    return plans, cleared, levers


@pytest.mark.parametrize("times", [0.4, 0.7, 1.4, 2.5])
def test_the_curve_says_what_firms_would_plan_at_another_rent(build, times):
    """With output as it is; the numbers of the firm, the team and the task are the closed forms' own."""
    keys = {"households__sector_elasticity": 0.05, "compute__start_rent": 4_000.0}
    model = users(build, **keys)
    state, structure, scenario = model.state, model.structure, model.scenario
    levers = model.policies.levers_in_force(state, 0)
    ai = frontier.train(state, structure, scenario, levers, 0)
    plans = planning.plan(state, structure, ai, scenario, levers, model.seed, 0)
    cleared = gpu_market.clear(state, plans, ai, scenario, levers, rules(model, levers))
    technology = ai.technology._replace(rent=times * ai.technology.rent)
    other = planning.plan(
        state, structure, ai._replace(technology=technology), scenario, levers, model.seed, 0
    )
    assert cleared.curve.at(times * cleared.rent) == pytest.approx(other.gpu_demand, rel=1e-2)


def test_demand_falls_with_the_rent_and_the_elasticity_is_its_slope(build):
    model = users(build)
    _, cleared, _ = clear(model)
    curve, rent = cleared.curve, cleared.rent
    assert (np.diff(curve.gpus) <= 1e-9 * curve.gpus[0]).all()
    slope = log(curve.at(0.95 * rent) / curve.at(1.05 * rent)) / log(1.05 / 0.95)
    assert curve.elasticity(rent) == pytest.approx(slope, rel=1e-2)


@pytest.mark.parametrize("budget", [0.0, 50.0])
@pytest.mark.parametrize("supply", [60.0, 100.0, 180.0])
def test_the_rent_that_clears_is_where_demand_is_supply(supply, budget):
    rents = np.array([0.4, 0.7, 1.0, 1.4, 2.5])
    curve = DemandCurve(rents, 100.0 * rents**-0.8)
    found = clearing_rent(curve, supply, budget)
    wanted = curve.at(found) + budget / found
    inside = rents[0] * 1.001 < found < rents[-1] * 0.999
    assert wanted == pytest.approx(supply, rel=1e-6) or not inside
    assert inside or (found < 0.5) == (wanted < supply)


def test_customers_come_first_and_owners_of_models_get_what_is_left(build):
    model = users(build)
    plans, cleared, _ = clear(model)
    most = model.scenario.compute.target_utilisation * cleared.capacity
    assert cleared.used == pytest.approx(min(plans.gpu_demand, most), rel=1e-9)
    assert cleared.used + cleared.training <= most * (1.0 + 1e-9)
    assert cleared.training * cleared.rent <= cleared.budget * (1.0 + 1e-9)
    assert model.state.model_owners.gpus.sum() == pytest.approx(cleared.training, rel=1e-9)


def orders(model, month=0, rent=None):
    levers = model.policies.levers_in_force(model.state, month)
    _, cleared, _ = clear(model, month)
    if rent is not None:
        cleared = cleared._replace(rent=rent)
    chosen = rules(model, levers, month)
    fleet = model.state.providers.fleet
    rich = np.full(fleet.size, 10**15, np.int64)
    books = Books(rich * 0, rich, fleet / model.scenario.compute.gpu_life_months)
    moment = chosen.moments["compute_investment"]
    if rent is not None:
        moment.kept["rent"][0] = rent
    return chosen.compute_investment.orders(moment, cleared, books)


PLENTY = {"hardware__grid": 90_000.0, "hardware__chip_capacity": 1.0, "hardware__chip_elasticity": 100.0}


def test_orders_rise_with_the_rent_and_stop_at_wear_where_a_gpu_is_worth_its_price(build):
    found = []
    for rent in (50_000.0, 150_000.0, 250_000.0, 400_000.0):
        model = users(build, investors__race_prize=0.0, compute__concentration=0.0, **PLENTY)
        found.append(orders(model, rent=rent).gpus.sum() / model.state.providers.fleet.sum())
    assert np.diff(found).min() >= 0.0
    assert found[0] < 1.0 / 60.0 < found[-1]


def test_a_race_brings_orders_and_joint_owners_race_less(build):
    base = orders(users(build, investors__race_prize=0.0, **PLENTY)).gpus.sum()
    race = orders(users(build, investors__race_prize=0.02, **PLENTY)).gpus.sum()
    together = {"investors__race_prize": 0.004, "compute__concentration": 0.7}
    joint_race = orders(users(build, **together, **PLENTY), month=240, rent=12000.0).gpus.sum()
    apart_race = orders(
        users(build, **(together | {"compute__concentration": 0.0}), **PLENTY), month=240, rent=12000.0
    )
    assert race > 1.5 * base
    assert joint_race < apart_race.gpus.sum()


def test_nobody_races_for_what_is_no_use(build):
    """The prize goes to nothing as the claim does, without a jump."""
    found = []
    for ratio in (0.0, 1e-4, 1e-2):
        model = users(build, compute__gpu_worker_ratio=ratio, compute__gpu_worker_ratio_start=ratio, **PLENTY)
        found.append(orders(model, rent=30_000.0).gpus.sum())
    assert max(found) == pytest.approx(min(found), abs=1e-9)


def test_the_grid_and_the_makers_of_chips_limit_orders(build):
    free = orders(users(build, investors__race_prize=0.1, **PLENTY))
    grid = users(build, investors__race_prize=0.1, **(PLENTY | {"hardware__grid": 17.0}))
    weight = grid.structure.figure("population") / grid.scenario.run.people
    load = grid.scenario.compute.gpu_power * grid.state.providers.fleet.sum() * (1.0 - 1.0 / 60.0)
    room = hardware.grid(grid.scenario, weight, 0) - load
    few = orders(grid)
    assert few.gpus.sum() * few.draw == pytest.approx(room, rel=1e-9)
    dear = orders(users(build, investors__race_prize=0.1, **(PLENTY | {"hardware__chip_elasticity": 1.0})))
    capacity = 1.0 * grid.state.providers.fleet.sum()
    over = dear.price / free.price
    assert dear.gpus.sum() < free.gpus.sum() or over == pytest.approx(1.0)
    assert dear.gpus.sum() <= capacity * max(over, 1.0) * (1.0 + 1e-6)


def test_owners_add_no_more_than_their_dividends(build):
    model = users(build, investors__race_prize=0.1, investors__credit_months=0.0, **PLENTY)
    model.state.accounts[EQUITY_POT] = 10**9
    levers = model.policies.levers_in_force(model.state, 0)
    _, cleared, _ = clear(model)
    chosen, fleet = rules(model, levers), model.state.providers.fleet
    poor = np.zeros(fleet.size, np.int64)
    asked = chosen.compute_investment.orders(
        chosen.moments["compute_investment"], cleared, Books(poor, poor, fleet / 60.0)
    )
    assert 0 < asked.equity.sum() <= model.scenario.investors.equity_issues * 10**9
    assert asked.gpus.sum() * asked.price <= asked.equity.sum() + fleet.size


def rate(model, *, month=1_200, **changes):
    owners = model.state.model_owners
    for name, value in changes.items():
        owners.capability[:] = value if name == "capability" else owners.capability
    levers = model.policies.levers_in_force(model.state, 0)
    return royalty_rate(owners, model.structure, model.scenario, levers, model.state.macro, month)


def test_a_royalty_is_set_by_the_lead_over_the_next_best(build):
    model = users(build, models__royalty_share=0.6, models__differentiation=0.1, compute__concentration=0.0)
    model.state.macro.open_capability[0] = 0.2
    equal = rate(model, capability=1.0)
    assert equal == pytest.approx(0.6 * 0.1, rel=1e-9)  # the second is as good: only what changing costs
    behind = rate(model, capability=np.array([1.0, 0.7, 0.7, 0.7, 0.7, 0.7]))
    lead = 1.0 - worth(model.structure, 0.7) / worth(model.structure, 1.0)
    assert behind == pytest.approx(0.6 * (0.1 + 0.9 * lead), rel=1e-9)


def test_joint_owners_ask_for_the_lead_over_open_models_and_these_undo_it(build):
    keys = {"models__royalty_share": 0.6, "models__differentiation": 0.1, "compute__concentration": 0.7}
    model = users(build, **keys)
    rates = []
    for gap in (0.8, 0.2, 0.0):
        model.state.macro.open_capability[0] = 1.0 - gap
        rates.append(rate(model, capability=1.0))
    assert rates[0] > rates[1] > rates[2] == pytest.approx(0.06, rel=1e-6)


def test_conduct_is_approached_from_none(build):
    model = users(build, compute__concentration=0.5)
    levers = model.policies.levers_in_force(model.state, 0)
    half_life = int(model.scenario.investors.concentration_half_life)
    assert joint(model.scenario, levers, 0) == 0.0
    assert joint(model.scenario, levers, half_life) == pytest.approx(0.25, rel=1e-9)
    assert joint(model.scenario, levers, 100 * half_life) == pytest.approx(0.5, rel=1e-9)


def test_supplies_grow_ever_more_slowly(build):
    scenario = users(build).scenario
    for path in (
        lambda month: hardware.chip_capacity(scenario, 1.0, month),
        lambda month: hardware.grid(scenario, 1.0, month),
        lambda month: 1.0 / hardware.chip_price(scenario, month),
    ):
        growth = np.diff([log(path(month)) for month in range(0, 240, 12)])
        assert (growth > 0.0).all()
        assert (np.diff(growth) < 0.0).all()
    first = log(hardware.grid(scenario, 1.0, 1) / hardware.grid(scenario, 1.0, 0))
    assert first == pytest.approx(log(1.0 + scenario.hardware.grid_growth) / 12.0, rel=0.02)


def test_owners_train_on_their_part_of_what_they_rent(build):
    model = users(build)
    assert training_part(model.scenario) == pytest.approx(0.4 / 0.6, rel=1e-12)


def test_money_is_conserved_and_flows_between_owners(build):
    model = build("neutral", people=3_000, burn_in=6, **MARKET)
    total = 0
    for _ in range(6 + 18):
        model.step()  # raises where a cent is lost
        total += model.flows.model_owners.royalties
    assert total > 0
    assert model.state.model_owners.spending.sum() > 0
    assert model.flows.providers.revenue >= model.flows.model_owners.spending


def test_the_shares_of_the_base_year_are_an_equilibrium(build):
    """Each owner orders the same part of its fleet, and one with a larger share than then holds back."""
    usual = {"compute__concentration": 0.0, **PLENTY}
    model = users(build, **usual)
    part = orders(model).gpus / model.state.providers.fleet
    np.testing.assert_allclose(part, part[0], rtol=1e-9)
    other = users(build, **usual)
    other.state.providers.fleet[0] *= 2.0
    grown = orders(other).gpus / other.state.providers.fleet
    assert other.structure.provider_single[0]
    assert grown[0] < grown[1:].min()


def test_owners_abroad_bring_their_part_of_new_money(build):
    model = users(build)
    accounts = model.state.accounts
    accounts[EQUITY_POT], before = 10**12, int(accounts[FOREIGN])
    call_owners(accounts, 10**9 + 1, model.scenario)
    share = model.scenario.compute.foreign_ownership
    assert before - int(accounts[FOREIGN]) == int(share * (10**9 + 1))
    assert 10**12 - int(accounts[EQUITY_POT]) + before - int(accounts[FOREIGN]) == 10**9 + 1
