"""Firms: staffing at least cost, production of what was planned, prices, pass-through, demand by price."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from sim.base_year.firms import firm_sizes
from sim.experiments.verification.check import Measured, check, exact, mix
from sim.experiments.verification.economies import economy, levers_of, plan, rules_of
from sim.phases import goods_market, production
from sim.phases.money import Money
from sim.rules.compute_price import GpuMarket
from sim.rules.pricing import Offer, strategic, target_markup
from sim.simulation import Simulation
from sim.state.accounts import CONSUMPTION_POT
from sim.state.columns import ACTIVE, EMPTY, SKILL_ONE, TEAMS_PER_FIRM

__all__: list[str] = []

CALM = {
    "firms.demand_shock_sd": 0.0, "firms.young_growth": 0.0, "firms.habit": 1.0,
    "households.human_touch_by_sector": {},
}  # fmt: skip


def by_firm(amounts: np.ndarray) -> np.ndarray:
    """Return the sums over the teams of each firm."""
    return np.asarray(amounts.reshape(-1, TEAMS_PER_FIRM).sum(axis=1))


@cache
def staffed(sigma: float, spread: float = 0.3) -> tuple[Simulation, np.ndarray, np.ndarray, np.ndarray]:
    """Return firms that planned at other wages, and of each team weight, cost of effort then and before."""
    model = economy(changes={"firms.team_elasticity": sigma})
    wages = model.state.macro.occupation_wage
    random = np.random.default_rng(7)
    wages[:] = model.structure.base_wage * np.exp(random.normal(0.0, spread, wages.size))
    plan(model)
    weight = model.state.teams.weight.astype(float)
    occupation = model.state.teams.occupation
    return model, weight, wages[occupation], model.structure.base_wage[occupation]


@check(
    says="A firm's staffing costs what the dual cost function of its teams says, at any wages.",
    formula="sum_j c_j e_j = (y/A) C0 [sum_j s_j (c_j/c0_j)^(1-sigma)]^(1/(1-sigma))",
    source="Rutherford 2002 (calibrated share form); docs/model.md 5.2",
    kind="closed form",
    tolerance="rounding of powers, 1e-9",
    error="no substitution: teams stay as they were in the base year",
)
def staffing_is_cheapest(dose: float) -> Measured:
    """Compare what all firms pay for planned efforts with the cost function, at three elasticities."""
    found, expected = [], []
    for sigma in (0.2, 0.5, 0.9):
        model, weight, cost, base = staffed(sigma)
        firms = model.state.firms
        busy = (firms.status == ACTIVE) & (firms.planned_output > 0.0)
        scale = firms.planned_output[busy] / firms.productivity[busy]
        whole = by_firm(weight * base)[busy]
        index = by_firm(weight * base * (cost / base) ** (1.0 - sigma))[busy] / whole
        fixed = weight * np.repeat(
            np.where(busy, firms.planned_output / np.maximum(firms.productivity, 1e-300), 0.0), TEAMS_PER_FIRM
        )
        efforts = mix(dose, model.state.teams.effort, fixed)
        found.append(by_firm(cost * efforts)[busy])
        expected.append(scale * whole * index ** (1.0 / (1.0 - sigma)))
    return exact(np.concatenate(expected), np.concatenate(found), 1e-9)


@check(
    says="Where a firm has teams of one occupation only, no wage changes how it is staffed.",
    formula="e_j = theta_j y / A",
    source="CES with one input; docs/model.md 5.2",
    kind="extreme",
    tolerance="rounding of powers, 1e-11",
    error="teams are told apart where they are alike: one of them has the wage of another occupation",
)
def one_occupation_is_one_input(dose: float) -> Measured:
    """Give all teams one occupation and raise its wage."""
    model = economy(changes={"firms.team_elasticity": 0.5})
    state = model.state
    state.teams.occupation[:] = 3
    state.teams.occupation[::TEAMS_PER_FIRM] = 4
    base, wages = model.structure.base_wage, state.macro.occupation_wage
    wages[:] = base
    wages[3] *= 2.0
    wages[4] = base[4] * 2.0 * 3.0**dose
    plan(model)
    scale = state.firms.planned_output / np.maximum(state.firms.productivity, 1e-300)
    busy = np.repeat(state.firms.planned_output > 0.0, TEAMS_PER_FIRM)
    expected = state.teams.weight.astype(float) * np.repeat(scale, TEAMS_PER_FIRM)
    return exact(expected[busy], state.teams.effort[busy])


@check(
    says="A firm that gets the people and GPUs of its plan produces what it planned.",
    formula="f(L(y*), G(y*)) = y*",
    source="duality of cost and production; docs/model.md 7.2, 10",
    kind="closed form",
    tolerance="needs are kept as float32 (6e-8), people as whole units of skill: 1e-5",
    error="people are hired as if machines did none of the work",
)
def plan_is_produced(dose: float) -> Measured:
    """Give every firm the people that it planned."""
    model = economy("neutral", changes={"firms.team_coverage": 0.0, "compute.gpu_worker_ratio_start": 3.0})
    state = model.state
    state.firms.adoption[:] = np.random.default_rng(3).uniform(0.3, 1.0, state.firms.adoption.size)
    levers, ai, plans = plan(model)
    need = mix(dose, state.teams.human_need, np.ones(state.teams.human_need.size))
    # a million times the people, so that rounding to units of skill is small
    state.teams.skill_sum[:] = np.rint(state.teams.effort * need * SKILL_ONE * 1e6)
    state.firms.productivity[:] /= 1e6
    market = GpuMarket(1.0, plans.gpu_demand, plans.gpu_demand, plans.gpu_demand, np.ones(1), 1.0, 0.0)
    production.produce(state, model.structure, ai, market, model.scenario, levers)
    busy = state.firms.planned_output > 0.0
    return exact(state.firms.planned_output[busy], state.firms.output[busy], 1e-5)


@check(
    says="With the same people, firms whose free machines do a share x of all tasks make more by weak links.",
    formula="y / y0 = (1-x)^(-1/(1-eta)); eta 0.5, x 0.2: 1.5625",
    source="Jones and Tonetti 2026; check 10",
    kind="limit",
    tolerance="needs are float32 (6e-8), people units of skill, rent not quite none: 1e-5 (check 10: 2 %)",
    error="tasks in fixed proportions: people for the share 1-x of the work",
)
def weak_links_of_firms(dose: float) -> Measured:
    """Let the same people work without machines, then with them, in all firms."""
    share, eta, made = 0.2, 0.5, []
    for useful in (False, True):
        model = economy("neutral", changes={"firms.team_coverage": 0.0})
        state = model.state
        state.firms.adoption[:] = 1.0
        _, ai, _ = plan(model)
        tech = ai.technology._replace(
            active=useful, ratio=1.0, rent=1e-6, oversight=0.0, substitution_share=1.0, assist_speedup=1.0,
            task_elasticity=eta, automation_tax=0.0, adjustment=0.0, pay_share=0.0, royalty=0.0,
        )  # fmt: skip
        ai = ai._replace(technology=tech, automatable=np.full(ai.automatable.size, share))
        levers, _, _ = plan(model, ai)
        if useful:
            fixed = np.full(state.teams.human_need.size, 1.0 - share)
            state.teams.human_need[:] = mix(dose, state.teams.human_need, fixed)
        people = state.teams.weight * np.repeat(
            state.firms.planned_output / np.maximum(state.firms.productivity, 1e-300), TEAMS_PER_FIRM
        )
        state.teams.skill_sum[:] = np.rint(people * SKILL_ONE * 1e6)
        state.firms.productivity[:] /= 1e6
        market = GpuMarket(1.0, 0.0, 0.0, 0.0, np.ones(1), 1.0, 0.0)
        state.firms.planned_output[:] *= 1e3  # the cap on output over plan binds nobody
        production.produce(state, model.structure, ai, market, model.scenario, levers)
        made.append(state.firms.output.copy())
    busy = made[0] > 0.0
    return exact(np.full(int(busy.sum()), 1.5625), made[1][busy] / made[0][busy], 1e-5)


def price_at_rest(rule: Any, numbers: Any, cost: float, rivals: float | None, demand: float = 1.0) -> float:
    """Return the price at which a rule stays, with stocks as wanted; ``rivals`` None: they do the same."""
    price = 100.0
    for _ in range(600):
        offer = Offer(price, cost, 0.25, 1.0, price if rivals is None else rivals, demand, 1.0, 1.0)
        price = rule.next_price(numbers, offer)
    return float(price)


@check(
    says="A price comes to rest at the markup over unit cost, whatever it was.",
    formula="p -> (1 + mu) C",
    source="docs/model.md 12.3",
    kind="closed form",
    tolerance="after 600 months nothing is left of the gap; rounding, 1e-11",
    error="the markup is taken as a part of the price: C / (1 - mu)",
)
def price_is_markup_over_cost(dose: float) -> Measured:
    """Iterate the rule ``target_markup`` at three unit costs."""
    cost = np.array([50.0, 80.0, 160.0])
    numbers = target_markup.Numbers(0.2, 0.06)
    found = [price_at_rest(target_markup.TargetMarkup, numbers, one, None) for one in cost]
    return exact(1.25 * cost, mix(dose, found, cost / 0.75))


@check(
    says="Small firms pass their own cost on in full, the largest the part w; of the rest all follow rivals.",
    formula="d ln p / d ln C = 1 - (1-w) E^n / (E^n + E0^n)",
    source="Amiti, Itskhoki and Konings 2019; check 24",
    kind="closed form",
    tolerance="error of a central difference of 1e-3: its square, 1e-6",
    error="every firm passes its cost on in full, rivals or not",
)
def own_cost_pass_through(dose: float) -> Measured:
    """Raise the cost of one firm while its rivals ask what they did."""
    found, expected, weight, half, n = [], [], 0.5, 1e4, 2.0
    numbers = strategic.Numbers(0.2, weight, half, n, 0.06)
    for demand in (1e-3, 5e3, 1e4, 1e9):
        prices = [
            price_at_rest(strategic.Strategic, numbers, 80.0 * np.exp(s * 1e-3), 100.0, demand)
            for s in (1, -1)
        ]
        found.append(mix(dose, np.log(prices[0] / prices[1]) / 2e-3, 1.0))
        expected.append(1.0 - (1.0 - weight) * demand**n / (demand**n + half**n))
    return exact(expected, found, 1e-6)


@check(
    says="A rise of cost that hits a whole sector is passed on in full, by firms of any size.",
    formula="d ln P_s / d ln C = 1",
    source="Amiti, Itskhoki and Konings 2019; check 24",
    kind="closed form",
    tolerance="of the gap to rest (1 - 0.2 w)^600 is left, less than rounding, 1e-9",
    error="large firms take half of the rise on themselves although rivals bear it too",
)
def sector_cost_pass_through(dose: float) -> Measured:
    """Raise the cost of all firms of a sector by a tenth."""
    found = []
    for demand in (1e-3, 1e4, 1e9):
        numbers = strategic.Numbers(0.2, 0.5, 1e4, 4.0, 0.06)
        before, after = (
            price_at_rest(strategic.Strategic, numbers, cost, None, demand) for cost in (80.0, 88.0)
        )
        found.append(mix(dose, np.log(after / before) / np.log(1.1), 0.5))
    return exact(np.ones(3), found, 1e-9)


def sold(model: Simulation, month: int = 0) -> goods_market.Spending:
    """Sell a month's orders out of stocks that last."""
    model.state.accounts[CONSUMPTION_POT] = int(0.66 * model.state.macro.base_gdp[0])
    model.state.firms.inventory[:] = 1e12
    rules = rules_of(model, month)
    given = model.state, model.structure, model.scenario, levers_of(model, month), rules
    return goods_market.sell(*given, Money(0, 0), model.seed, month)


@check(
    says="What customers buy of a firm over what they buy of another falls with relative price.",
    formula="s_i / s_j = (x_i / x_j) (p_i / p_j)^(1-eps)",
    source="Dixit and Stiglitz 1977; docs/model.md 12.2",
    kind="closed form",
    tolerance="sales are whole cents; rounding of powers, 1e-9",
    error="the elasticity is applied to spending in place of quantity",
)
def demand_falls_with_price(dose: float) -> Measured:
    """Let firms of each sector ask different prices and compare their sales with those of the first."""
    model = economy(changes=CALM)
    wanted = model.scenario.firms.price_elasticity
    wrong = economy(changes=CALM | {"firms.price_elasticity": wanted + dose}) if dose else model
    firms = wrong.state.firms
    firms.price[:] *= np.exp(np.random.default_rng(5).normal(0.0, 0.2, firms.price.size))
    firms.appeal[:] *= np.exp(np.random.default_rng(6).normal(0.0, 0.2, firms.price.size))
    price, appeal = firms.price.copy(), firms.appeal.copy()
    wrong.state.macro.sector_price[:] = 100.0
    sold(wrong)
    busy = np.flatnonzero((firms.status == ACTIVE) & (firms.sales > 10**6))
    first = {int(sector): row for row, sector in reversed(list(zip(busy, firms.sector[busy], strict=True)))}
    other = np.array([first[int(sector)] for sector in firms.sector[busy]])
    expected = appeal[busy] / appeal[other] * (price[busy] / price[other]) ** (1.0 - wanted)
    found = firms.sales[busy] / firms.sales[other]
    floors = expected * (1.0 / firms.sales[busy] + 1.0 / firms.sales[other])
    return exact(expected, found, 1e-9, floors)


@check(
    says="A firm that is alone in its sector sells all that is ordered there, at any price.",
    formula="s_1 = 1 where n = 1",
    source="docs/model.md 12.2",
    kind="extreme",
    tolerance="orders are split over firms by floors: a cent a firm",
    error="customers leave a dear firm although there is no other one",
)
def one_firm_sells_all(dose: float) -> Measured:
    """Sell with all firms of a sector at twice the price, then with one of them alone."""
    sector, orders, sales = 5, 0.0, 0.0
    for alone in (False, True):
        model = economy(changes=CALM)
        firms = model.state.firms
        rows = np.flatnonzero((firms.sector == sector) & (firms.status == ACTIVE))
        firms.price[rows] = 200.0
        if alone:
            firms.status[rows[1:]] = EMPTY
        spending = sold(model)
        orders = orders if alone else float(spending.by_sector[sector])
        sales = float(firms.sales[rows[0]])
    wrong = sales * 2.0 ** (1.0 - model.scenario.firms.price_elasticity)
    return exact(orders, mix(dose, sales, wrong), 0.0, float(rows.size))


@check(
    says="Firms of the base year are as large as a Pareto law says, rank by rank.",
    formula="n_k / n_1 = ((k + 1/2) / (1/2))^(-1/zeta)",
    source="Axtell 2001",
    kind="distribution",
    tolerance="sizes are whole people: one in each of both",
    error="sizes fall exponentially with rank",
)
def sizes_of_firms_are_pareto(dose: float) -> Measured:
    """Draw the sizes of ten thousand firms and compare the fifty largest."""
    zeta, rank = 1.06, np.arange(50)
    sizes = firm_sizes(10_000, 2_000_000, zeta, 1e12)[:50].astype(float)
    expected = ((rank + 0.5) / 0.5) ** (-1.0 / zeta)
    found = mix(dose, sizes / sizes[0], np.exp(-rank / 10.0))
    return exact(expected, found, 0.0, 2.0 / sizes[0] * (1.0 + expected))
