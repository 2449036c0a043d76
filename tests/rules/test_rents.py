"""The rent of a GPU by each rule, and demand at other rents: closed forms on curves made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.rules import hardware
from sim.rules.compute_price import GpuMarket, gpu_cost
from sim.rules.compute_price.clearing import Clearing, clearing_rent, market_elasticity, usual_elasticity
from sim.rules.compute_price.utilisation import Utilisation
from sim.rules.derived_demand import DemandCurve
from sim.scenario import Scenario

RENTS = np.array([40.0, 70.0, 100.0, 140.0, 250.0])
CORNERS = np.array([9.0, 6.0, 4.0, 2.0, 1.0])
CURVE = DemandCurve(RENTS, CORNERS)
SLOPES = np.diff(np.log(CORNERS)) / np.diff(np.log(RENTS))


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("neutral").with_({"compute.concentration": 0.4})


def market(**values):
    usual = GpuMarket(
        rationing=1.0, demand=5.0, capacity=8.0, used=4.0, share=np.array([0.7, 0.3]), herfindahl=0.58,
        rent=100.0,
    )  # fmt: skip
    return usual._replace(**values)


def moment(scenario, month=240, kept=2.0, **levers):
    macro = SimpleNamespace(price_level=np.array([1.5]), capital_price=np.array([1.25]))
    providers = SimpleNamespace(power=np.array([30.0, 10.0]), fleet=np.array([20.0, 9.0]))
    return SimpleNamespace(
        parameters=scenario, month=month, state=SimpleNamespace(macro=macro, providers=providers),
        structure=SimpleNamespace(figure=lambda name: 3e8), kept={"elasticity": np.array([kept])},
        levers=SimpleNamespace(**({"concentration_scale": 0.5, "public_compute": 1.0} | levers)),
    )  # fmt: skip


@pytest.mark.parametrize("scale", [1.0, 0.01])
@pytest.mark.parametrize("rent", [20.0, 40.0, 55.0, 100.0, 120.0, 250.0, 400.0])
def test_demand_is_straight_in_logs_between_the_rents_and_beyond_them(rent, scale):
    curve = CURVE._replace(gpus=scale * CORNERS)
    part = min(max(int(np.searchsorted(RENTS, rent)), 1), 4) - 1
    wanted = scale * CORNERS[part] * (rent / RENTS[part]) ** SLOPES[part]
    assert curve.at(rent) == pytest.approx(wanted, rel=1e-12)
    at_a_corner = np.isin(rent, RENTS[1:-1])
    slope = SLOPES[part : part + 2].mean() if at_a_corner else SLOPES[part]
    assert curve.elasticity(rent) == pytest.approx(-slope, rel=1e-12)


def test_a_corner_is_told_from_rents_next_to_it():
    assert CURVE.elasticity(100.0 * (1.0 - 1e-12)) == pytest.approx(-SLOPES[1:3].mean())
    assert CURVE.elasticity(100.0 * (1.0 - 1e-6)) == pytest.approx(-SLOPES[1])
    assert CURVE.elasticity(100.0 * (1.0 + 1e-6)) == pytest.approx(-SLOPES[2])


def test_where_nobody_wants_gpus_there_is_no_demand_at_any_rent():
    nothing = CURVE._replace(gpus=np.zeros(5))
    assert nothing.at(55.0) == nothing.elasticity(55.0) == 0.0


def test_demand_that_ends_falls_to_next_to_nothing():
    ends = CURVE._replace(gpus=np.array([4.0, 0.0, 0.0, 0.0, 0.0]))
    assert ends.at(70.0) == pytest.approx(1e-12, rel=1e-9)
    assert ends.elasticity(50.0) == pytest.approx(np.log(4e12) / np.log(70.0 / 40.0))


@pytest.mark.parametrize(("training", "budget"), [(0.0, 0.0), (3.0, 300.0)])
def test_owners_of_models_who_spend_a_budget_have_an_elasticity_of_one(training, budget):
    now = market(curve=CURVE, rent=120.0, training=training, budget=budget)
    customers = CURVE.at(120.0)
    expected = (-SLOPES[2] * customers + training) / (customers + training)
    assert market_elasticity(now) == pytest.approx(expected, rel=1e-12)


def test_the_elasticity_of_a_market_without_demand_is_one():
    assert market_elasticity(market(curve=None)) == 1.0
    assert market_elasticity(market(curve=CURVE._replace(gpus=np.zeros(5)))) == 1.0
    few = market(curve=CURVE._replace(gpus=0.01 * CORNERS), rent=120.0)
    assert market_elasticity(few) == pytest.approx(-SLOPES[2])


@pytest.mark.parametrize(("slope", "counted"), [(-0.01, 0.05), (-0.5, 0.5), (-40.0, 10.0)])
def test_the_elasticity_that_owners_know_follows_the_markets_by_a_tenth_within_bounds(
    scenario, slope, counted
):
    now = moment(scenario, kept=2.0)
    curve = DemandCurve(RENTS, 5.0 * (RENTS / 100.0) ** slope)
    found = usual_elasticity(now, market(curve=curve))
    assert found == now.kept["elasticity"][0] == pytest.approx(2.0 + 0.1 * (counted - 2.0))


@pytest.mark.parametrize("budget", [0.0, 90.0])
@pytest.mark.parametrize("supply", [0.5, 3.0, 5.0, 20.0])
def test_the_rent_that_clears_lies_on_the_curve(supply, budget):
    found = clearing_rent(CURVE, supply, budget)
    ends = [CURVE.at(rent) + budget / rent for rent in (40.0, 250.0)]
    if supply >= ends[0]:
        assert found == 40.0
    elif supply <= ends[1]:
        assert found == 250.0
    else:
        assert CURVE.at(found) + budget / found == pytest.approx(supply, rel=1e-8)


@pytest.mark.parametrize("public", [0.0, 3.0])
@pytest.mark.parametrize(("herfindahl", "kept"), [(0.58, 2.0), (0.2, 2.0), (0.9, 0.3)])
@pytest.mark.parametrize("capacity", [3.0, 8.0, 2_000.0])
def test_the_rent_closes_on_what_clears_and_stays_above_what_few_owners_ask(
    scenario, public, herfindahl, kept, capacity
):
    now = moment(scenario, kept=kept, public_compute=public)
    usual = moment(scenario, kept=kept)
    asked = market(curve=CURVE, herfindahl=herfindahl, capacity=capacity, budget=50.0)
    found = Clearing().next_rent(now, asked)
    half_life = scenario.investors.concentration_half_life
    conduct = 0.5 * 0.4 * (1.0 - 2.0 ** (-240.0 / half_life))
    concentration = herfindahl + conduct * (1.0 - herfindahl)
    lerner = min(0.9, concentration / usual_elasticity(usual, asked))
    floor = hardware.running_cost_now(now) * 1.5 / (1.0 - lerner)
    supply = scenario.compute.target_utilisation * capacity - public
    target = max(clearing_rent(CURVE, supply, 50.0), floor)
    assert found == pytest.approx(100.0 * (target / 100.0) ** 0.35, rel=1e-9)


def test_the_cournot_floor_binds_where_there_is_plenty_and_not_where_gpus_are_short(scenario):
    cheap = scenario.with_({"compute.gpu_running_cost": 0.0, "hardware.power_price": 1e-6})
    dear = Clearing().next_rent(moment(scenario), market(curve=CURVE, capacity=2_000.0))
    assert dear > 100.0 * (40.0 / 100.0) ** 0.35  # above the rent at which demand ends
    assert Clearing().next_rent(moment(cheap), market(curve=CURVE, capacity=2_000.0)) == pytest.approx(
        100.0 * (40.0 / 100.0) ** 0.35
    )
    short = Clearing().next_rent(moment(cheap), market(curve=CURVE, capacity=1.0))
    assert short == pytest.approx(100.0 * (250.0 / 100.0) ** 0.35)


def test_the_rent_stays_where_nobody_looks_at_demand(scenario):
    assert Clearing().next_rent(moment(scenario), market(curve=None)) == 100.0
    assert Clearing().next_rent(moment(scenario), market(curve=CURVE, rent=0.0)) == 0.0
    below_one = Clearing().next_rent(moment(scenario), market(curve=CURVE, rent=0.5))
    assert below_one > 0.5


def test_what_a_gpu_costs_is_running_it_and_its_wear(scenario):
    compute = scenario.compute
    cost = 100.0 * compute.gpu_running_cost + 100.0 * compute.gpu_price / compute.gpu_life_months
    assert gpu_cost(scenario) == pytest.approx(cost, rel=1e-12)


@pytest.mark.parametrize("demand", [0.0, 5.0, 8.0, 30.0])
@pytest.mark.parametrize("capacity", [8.0, 0.5])
@pytest.mark.parametrize("rent", [100.0, 1e7])
def test_the_rent_follows_use_above_cost_over_one_less_the_lerner_index(scenario, demand, capacity, rent):
    now, compute = moment(scenario), scenario.compute
    found = Utilisation().next_rent(now, market(demand=demand, capacity=capacity, rent=rent))
    concentration = 0.58 + 0.5 * 0.4 * (1.0 - 0.58)
    lerner = min(0.9, concentration / compute.demand_elasticity)
    cost = gpu_cost(scenario) * 1.5 * 1.25
    pressure = min(2.0, demand / capacity) - compute.target_utilisation
    assert found == pytest.approx(max(cost / (1.0 - lerner), rent * np.exp(0.15 * pressure)), rel=1e-12)


def test_a_market_in_use():
    assert market(training=2.0).in_use == pytest.approx(6.0 / 8.0)
    assert market(capacity=0.5, used=0.25).in_use == pytest.approx(0.5)
    assert market(capacity=0.0).in_use == 0.0
