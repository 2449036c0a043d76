"""The compute market: Cournot rents, a rent that clears, rationing, orders by return, royalties, training."""

from __future__ import annotations

import math

import numpy as np

from sim.experiments.verification.check import Measured, check, exact, mix, whole
from sim.experiments.verification.economies import economy, levers_of, plan, rules_of
from sim.phases import frontier, gpu_market
from sim.rules import hardware
from sim.rules.compute_investment import Books
from sim.rules.compute_price import GpuMarket, gpu_cost
from sim.rules.compute_price.clearing import clearing_rent
from sim.rules.conduct import joint
from sim.rules.derived_demand import DemandCurve
from sim.rules.royalty import royalty_rate, worth
from sim.simulation import Simulation

__all__: list[str] = []

ROOM = {"hardware.grid": 90_000.0, "hardware.chip_capacity": 1.0, "hardware.chip_elasticity": 100.0}
"""Chips and power enough, so that returns alone decide."""


def market(rent: float = 0.0, herfindahl: float = 0.0) -> GpuMarket:
    """Return a market without demand."""
    return GpuMarket(1.0, 0.0, 1.0, 0.0, np.ones(1), herfindahl, rent)


@check(
    says="Where GPUs are idle, the rent is that of Cournot, from monopoly to cost as owners grow in number.",
    formula="r = MC / (1 - 1/(n eps))",
    source="Cournot 1838; Cowling and Waterson 1976; docs/model.md 8.2",
    kind="closed form",
    tolerance="rounding, 1e-11",
    error="the index is taken as a markup on cost: r = MC (1 + 1/(n eps))",
)
def rent_of_cournot(dose: float) -> Measured:
    """Ask the rule ``utilisation`` for the rent with 1, 2, 5 and a million equal owners."""
    changes = {
        "rules.compute_price": "utilisation",
        "compute.demand_elasticity": 1.5,
        "compute.concentration": 0.0,
    }
    model = economy("neutral", people=1_000, changes=changes)
    cost = gpu_cost(model.scenario) * float(model.state.macro.price_level[0])
    rules, lerner = rules_of(model), 1.0 / (np.array([1.0, 2.0, 5.0, 1e6]) * 1.5)
    moment = rules.moments["compute_price"]
    found = [rules.compute_price.next_rent(moment, market(herfindahl=1.5 * one)) for one in lerner]
    return exact(cost / (1.0 - lerner), mix(dose, found, cost * (1.0 + lerner)))


@check(
    says="Owners who act as one ask for the monopoly rent, however many they are.",
    formula="L = (H + lambda (1 - H)) / eps: 1/eps at lambda = 1, H/eps at 0",
    source="O'Brien and Salop 2000 (modified Herfindahl index); docs/model.md 8",
    kind="limit",
    tolerance="rounding, 1e-11",
    error="common ownership is left out: the index is that of the fleets",
)
def rent_of_joint_owners(dose: float) -> Measured:
    """Ask the rule ``utilisation`` at no, half and full concentration of ten owners."""
    most = 0.7
    changes = {
        "rules.compute_price": "utilisation", "compute.demand_elasticity": 1.5, "compute.concentration": most,
    }  # fmt: skip
    model = economy("neutral", people=1_000, changes=changes)
    found, expected = [], []
    for together in (0.0, 0.5, 1.0):
        rules = rules_of(model, 0, levers_of(model, concentration_scale=together * (1.0 - dose) / most))
        found.append(rules.compute_price.next_rent(rules.moments["compute_price"], market(herfindahl=0.1)))
        expected.append(gpu_cost(model.scenario) / (1.0 - (0.1 + 0.9 * together) / 1.5))
    return exact(expected, found)


@check(
    says="Conduct becomes joint by halves: half of what is left after every half-life.",
    formula="lambda(t) = lambda (1 - 2^(-t/h))",
    source="docs/model.md 4.6",
    kind="closed form",
    tolerance="rounding, 1e-11",
    error="owners act as one from the first month on",
)
def conduct_by_half_lives(dose: float) -> Measured:
    """Look at conduct at the start and after one, two and a hundred half-lives."""
    model = economy("neutral", people=1_000, changes={"compute.concentration": 0.5})
    levers, life = levers_of(model), int(model.scenario.investors.concentration_half_life)
    found = [joint(model.scenario, levers, times * life) for times in (0, 1, 2, 100)]
    return exact([0.0, 0.25, 0.375, 0.5], mix(dose, found, np.full(4, 0.5)))


@check(
    says="The rent is where customers and owners of models together want what there is.",
    formula="a r^(-e) + B/r = K: r = (a+B)/K at e = 1, the root of a square at e = 1/2",
    source="market clearing; docs/model.md 8.1",
    kind="closed form",
    tolerance="40 halvings of the interval: 1e-9",
    error="what owners of models spend is left out of demand",
)
def rent_clears(dose: float) -> Measured:
    """Clear demand of constant elasticity, of which the roots are known."""
    rents = np.array([0.4, 0.7, 1.0, 1.4, 2.5])
    a, budget, supply = 90.0, 40.0, 110.0
    curves = [DemandCurve(rents, a * rents**-1.0), DemandCurve(rents, a * rents**-0.5)]
    root = (a + math.sqrt(a * a + 4.0 * supply * budget)) / (2.0 * supply)
    right = [clearing_rent(curve, supply, budget) for curve in curves]
    wrong = [clearing_rent(curve, supply, 0.0) for curve in curves]
    return exact([(a + budget) / supply, root * root], mix(dose, right, wrong), 1e-9)


@check(
    says="If firms want more GPUs than there are, all get the same part, and that part uses what there is.",
    formula="rationing x demand = u* K",
    source="proportional rationing; docs/model.md 8",
    kind="identity",
    tolerance="rounding, 1e-11",
    error="all GPUs are rented out, none is kept free for peaks: u* = 1",
)
def rationing_uses_capacity(dose: float) -> Measured:
    """Clear a market of firms that all use AI with few GPUs."""
    usual = economy("neutral", people=1_000).scenario.compute.target_utilisation
    changes = {
        "compute.gpu_worker_ratio_start": 3.0, "compute.target_utilisation": float(mix(dose, usual, 1.0)),
    }  # fmt: skip
    model = economy("neutral", changes=changes)
    model.state.firms.adoption[:] = 1.0
    model.state.providers.fleet[:] /= 50.0
    levers, ai, plans = plan(model)
    cleared = gpu_market.clear(model.state, plans, ai, model.scenario, levers, rules_of(model, 0, levers))
    fleet = float(model.state.providers.fleet.sum())
    return exact([usual * fleet, usual * fleet], [cleared.rationing * plans.gpu_demand, cleared.used])


def orders(model: Simulation, rent: float) -> np.ndarray:
    """Return the GPUs that rich providers order at a lasting rent and full use."""
    rules, fleet = rules_of(model), model.state.providers.fleet
    moment = rules.moments["compute_investment"]
    moment.kept["rent"][0] = moment.kept["last"][0] = rent
    rich = np.full(fleet.size, 10**15, np.int64)
    books = Books(rich * 0, rich, fleet / model.scenario.compute.gpu_life_months)
    total = float(fleet.sum())
    full = GpuMarket(1.0, total, total, total, fleet / total, 0.2, rent)
    return np.asarray(rules.compute_investment.orders(moment, full, books).gpus)


@check(
    says="Where a GPU earns its price, wear is replaced; beyond it orders rise with the gain.",
    formula="o / K = d + (q - 1) / phi, q = (r - c) / ((i + d - g) p)",
    source="Tobin 1969; Hayashi 1982; docs/model.md 14.1",
    kind="closed form",
    tolerance="rounding of a difference of large numbers, 1e-9",
    error="owners ask for no return: a GPU has to earn its wear alone",
)
def orders_by_return(dose: float) -> Measured:
    """Set the rent at which q is 1, 1.01 and 1.05."""
    changes = {
        "investors.race_prize": 0.0, "compute.concentration": 0.0, "investors.expectations": "scaling",
        "compute.gpu_worker_ratio_start": 3.0, **ROOM,
    }  # fmt: skip
    model = economy("neutral", people=1_000, changes=changes)
    hurdle = model.scenario.investors.hurdle_rate
    model = economy(
        "neutral", people=1_000, changes=changes | {"investors.hurdle_rate": hurdle * (1.0 - dose)}
    )
    compute, investors = model.scenario.compute, model.scenario.investors
    model.state.providers.power[:] = compute.gpu_power * model.state.providers.fleet
    wear = 1.0 / compute.gpu_life_months
    price = hardware.chip_price(model.scenario, 0)
    found, expected = [], []
    for q in (1.0, 1.01, 1.05):
        moment = rules_of(model).moments["compute_investment"]
        rent = q * price * (hurdle / 12.0 + wear) + hardware.running_cost_now(moment)
        found.append(orders(model, rent) / model.state.providers.fleet)
        expected.append(np.full(found[-1].size, wear + (q - 1.0) / investors.adjustment_cost))
    return exact(np.concatenate(expected), np.concatenate(found), 1e-9, 1e-12)


@check(
    says="A royalty takes no more than a buyer would lose by going to the next best model.",
    formula="rate = beta [d + (1-d)(1 - S(A2)/S(A1))]; beta d where models are equal",
    source="limit pricing (Bertrand); docs/model.md 4.6",
    kind="closed form",
    tolerance="rounding, 1e-11",
    error="nobody competes: the whole share of the saving is asked for",
)
def royalty_by_lead(dose: float) -> Measured:
    """Let the second owner be as good, behind, and far behind; open models are worse than either."""
    beta, own = 0.6, 0.1
    changes = {
        "models.royalty_share": beta, "models.differentiation": own, "compute.concentration": 0.0,
        "models.separate": True,
    }  # fmt: skip
    model = economy("neutral", people=1_000, changes=changes)
    owners, found, expected = model.state.model_owners, [], []
    model.state.macro.open_capability[0] = 0.1
    for second in (1.0, 0.7, 0.3):
        owners.capability[:] = second
        owners.capability[0] = 1.0
        given = owners, model.structure, model.scenario, levers_of(model), model.state.macro, 1_200
        found.append(float(mix(dose, royalty_rate(*given), beta)))
        lead = 1.0 - worth(model.structure, second) / worth(model.structure, 1.0)
        expected.append(beta * (own + (1.0 - own) * lead))
    return exact(expected, found)


@check(
    says="Capability rises by the same step with every doubling of compute, in however many months.",
    formula="A(T) - A(0) = delta log2(K_T / K_0)",
    source="Kaplan et al. 2020; Hoffmann et al. 2022; docs/model.md 4.1",
    kind="closed form",
    tolerance="rounding of 24 steps, 1e-10",
    error="natural logarithms: a step for every e-fold",
)
def capability_by_doublings(dose: float) -> Measured:
    """Train for two years and compare with the doublings of each owner's compute."""
    changes = {"models.separate": True, "compute.model_spillover": 0.0}
    model = economy("neutral", people=1_000, changes=changes)
    owners = model.state.model_owners
    given = model.state, model.structure, model.scenario, levers_of(model)
    frontier.train(*given, 0)
    model.state.macro.ai_era[0] = 1.0
    before, compute = owners.capability.copy(), owners.compute.copy()
    for month in range(1, 25):
        frontier.train(*given, month)
    step = float(model.scenario.compute.frontier_per_doubling)
    expected = step * np.log2(owners.compute / compute)
    return exact(expected, mix(dose, owners.capability - before, math.log(2.0) * expected), 1e-10, 1e-14)


@check(
    says="Chips get cheaper ever more slowly: what is left in the end is a finite fall.",
    formula="p(inf) / p(0) = (1 - fall)^(h / (12 ln 2)), p(h): its square root",
    source="docs/model.md 14.1",
    kind="limit",
    tolerance="rounding, 1e-11",
    error="the price goes on falling at the rate of the first year",
)
def chips_get_cheaper(dose: float) -> Measured:
    """Look at the list price after one half-life and after very many."""
    scenario = economy("neutral", people=1_000).scenario
    fall, life = scenario.hardware.chip_price_decline, scenario.hardware.chip_price_half_life
    months = np.array([round(life), round(100 * life)])
    found = [hardware.chip_price(scenario, int(month)) / hardware.chip_price(scenario, 0) for month in months]
    part = 1.0 - 0.5 ** (months / life)
    expected = (1.0 - fall) ** (life / (12.0 * math.log(2.0)) * part)
    return exact(expected, mix(dose, found, (1.0 - fall) ** (months / 12.0)))


@check(
    says="Beyond the free part of the grid the price of power rises by its supply curve.",
    formula="p = p0 (load / (0.7 grid))^(1/eps)",
    source="constant elasticity of supply; docs/model.md 14.1",
    kind="closed form",
    tolerance="rounding, 1e-11",
    error="power costs its list price whatever the load",
)
def power_gets_dear(dose: float) -> Measured:
    """Ask for the price of power at half, all, twice and ten times the free grid."""
    scenario = economy("neutral", people=1_000).scenario
    list_price = 100.0 * scenario.hardware.power_price
    times = np.array([0.5, 1.0, 2.0, 10.0])
    found = [hardware.power_price(scenario, 0.7 * one, 1.0) for one in times]
    expected = list_price * np.maximum(times, 1.0) ** (1.0 / scenario.hardware.power_elasticity)
    return exact(expected, mix(dose, found, np.full(4, list_price)))


@check(
    says="Every cent of rent reaches an owner of GPUs, by the part of capacity that is theirs.",
    formula="sum_p R_p = R, R_p = R F_p / F",
    source="accounting identity; docs/model.md 14",
    kind="identity",
    tolerance="whole cents: none for the sum, one cent an owner for the parts",
    error="rent is split evenly, and the floors of the split are lost",
)
def rent_is_shared(dose: float) -> Measured:
    """Settle a month of providers who are paid, and compare with the shares of their fleets."""
    changes = {"compute.gpu_worker_ratio_start": 3.0, "adoption.initial_share": 0.6}
    model = economy("neutral", burn_in=1, changes=changes)
    model.run(0)
    share = model.state.providers.fleet / model.state.providers.fleet.sum()
    model.step()
    assert model.flows is not None
    pot, revenue = model.flows.providers.revenue, model.state.providers.revenue.astype(float)
    even = np.full(revenue.size, np.floor(pot / revenue.size * (1.0 - 1e-9)))
    found = mix(dose, revenue, even)
    expected = np.append(pot * share, pot)
    slack = np.append(np.full(share.size, 1.0 + share.size), 0.0)
    return exact(expected, np.append(found, found.sum()), 0.0, slack)


@check(
    says="What firms pay for GPUs and what owners of models pay for theirs is what providers receive.",
    formula="R = R_firms + R_models",
    source="accounting identity; docs/model.md 14",
    kind="identity",
    tolerance="whole cents: none",
    error="what owners of models rent is not booked",
)
def rent_comes_from_users(dose: float) -> Measured:
    """Add up what was paid for GPUs over some months."""
    from sim.phases.firm_accounts import RENT

    changes = {"compute.gpu_worker_ratio_start": 3.0, "adoption.initial_share": 0.6}
    model = economy("neutral", burn_in=1, changes=changes)
    paid, received = [], []
    model.run(0)
    for _ in range(3):
        model.step()
        assert model.flows is not None
        users, models = float(model.flows.firms.sums[RENT]), float(model.flows.model_owners.spending)
        paid.append(users + (1.0 - dose) * models)
        received.append(float(model.flows.providers.revenue))
    return whole(received, paid)
