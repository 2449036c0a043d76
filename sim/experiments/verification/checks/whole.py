"""The whole economy: what must not change it, what must change it in proportion, and its extremes."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from scipy import stats

from sim.experiments.verification.check import (
    FALSE_ALARM,
    SHARES,
    Measured,
    check,
    exact,
    mix,
    of_chance,
    whole,
)
from sim.experiments.verification.economies import economy, plan
from sim.phases import firm_accounts as firm
from sim.phases import production
from sim.rules import budget
from sim.rules.compute_price import GpuMarket
from sim.rules.rules_in_force import RulesOfMonth
from sim.rules.tasks import with_rationing
from sim.simulation import Simulation
from sim.state.accounts import money
from sim.state.columns import SKILL_ONE
from sim.state.structure import Structure

__all__: list[str] = []

NOMINAL = {
    "workers": ("wage", "deposits", "income", "credits", "support"),
    "teams": ("wage_bill",),
    "firms": ("price", "unit_cost", "deposits", "sales", "operating_cost", "royalty"),
    "providers": ("deposits", "revenue", "dividend"),
    "model_owners": ("deposits", "revenue", "spending", "dividend"),
    "macro": (
        "occupation_wage", "sector_price", "price_level", "prices_last_year", "mean_income", "output_ratio",
        "money_due", "wages_last_year", "gpu_rent", "claim_price", "claim_dividend", "granted",
    ),
}  # fmt: skip
"""Columns in cents, or in the unit of prices."""


def double(model: Simulation, dose: float) -> None:
    """Double all nominal values; of what households have a dose stays as it was."""
    for table, names in NOMINAL.items():
        for name in names:
            column = getattr(getattr(model.state, table), name)
            column[...] = column * 2
    model.state.accounts[:] *= 2
    kept = rules_kept(model)["wages"]
    kept["log_price"][0] += math.log(2.0)
    model.state.workers.deposits[:] = np.floor(model.state.workers.deposits * (1.0 - 0.5 * dose))
    model.money = money(model.state)


def rules_kept(model: Simulation) -> dict[str, Any]:
    """Return what every rule keeps, by slot."""
    levers = model.policies.levers_in_force(model.state, model.month)
    rules: RulesOfMonth = model.rules.in_month(
        model.state, model.structure, model.scenario, levers, model.seed, model.month
    )
    return {slot: moment.kept for slot, moment in rules.moments.items()}


@cache
def doubled(dose: float, changes: tuple[tuple[str, Any], ...]) -> np.ndarray:
    """Return figures after half a year, over those of the same economy in which nothing was doubled."""
    seen = []
    for twice in (False, True):
        model = economy("neutral", people=4_000, burn_in=24, changes=dict(changes) | LAW)
        model.run(3)
        if twice:
            double(model, dose)
        model.run(9)
        macro, firms = model.state.macro, model.state.firms
        seen.append([
            float((model.state.workers.team >= 0).sum()), float(firms.output.sum()),
            float(macro.sales_volume.sum()), float(1.0 + macro.policy_rate[0]),
            float(model.state.providers.fleet.sum()), float(macro.price_level[0]),
            float(macro.occupation_wage.sum()), float(macro.mean_income[0]),
        ])  # fmt: skip
    return np.asarray(np.array(seen[1]) / np.array(seen[0]))


REAL = (1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0)
LAW = {"government.amounts_follow": "output"}
"""No amount of law is fixed in money."""
NO_AI = {"compute.enabled": False}


@check(
    says="If all prices, wages, balances and amounts of law double, nothing real does, with AI or without.",
    formula="(P, W, M) -> 2 (P, W, M): jobs, output, GPUs, rate as before, prices, wages, incomes double",
    source="homogeneity of degree zero (Patinkin 1956)",
    kind="invariance",
    tolerance="amounts are whole cents, and some choices turn on one: 1e-3",
    error="households' money stays as it was",
    slow=True,
)
def nominal_values_double(dose: float) -> Measured:
    """Double all nominal values of an economy without and with AI, and live through half a year."""
    useful = {"compute.gpu_worker_ratio_start": 3.0}
    found = [doubled(dose, tuple(changes.items())) for changes in (NO_AI, useful)]
    return exact(np.tile(REAL, 2), np.concatenate(found), 1e-3)


OF_OCCUPATIONS = (
    "base_wage", "log_wage_sd", "skill_spread", "leaving", "jobs", "usual_exposure", "physical_share",
)  # fmt: skip


def renumbered(structure: Structure, order: np.ndarray, dose: float) -> Structure:
    """Return the structure with its occupations in another order, of exposure a part in the old one."""
    staffing = np.diff(structure.staffing, axis=1, prepend=0.0)[:, order].cumsum(axis=1)
    changed: dict[str, Any] = {name: getattr(structure, name)[order] for name in OF_OCCUPATIONS}
    changed |= {name: getattr(structure, name)[np.ix_(order, order)] for name in ("mobility", "transfer")}
    exposure = mix(dose, structure.exposure[order], structure.exposure)
    return structure._replace(staffing=staffing, exposure=exposure, **changed)


@check(
    says="It does not matter how occupations are numbered: firms plan and produce the same.",
    formula="y_f(sigma(o)) = y_f(o) for any order sigma",
    source="symmetry",
    kind="invariance",
    tolerance="rounding of sums in another order, 1e-11",
    error="the exposure of occupations stays in the old order",
)
def occupations_renumbered(dose: float) -> Measured:
    """Renumber occupations in teams, wages and technology and let all firms plan and produce a month."""
    made, costs = [], []
    for again in (False, True):
        model = economy("neutral", changes={"compute.gpu_worker_ratio_start": 3.0})
        state = model.state
        state.firms.adoption[:] = np.random.default_rng(3).uniform(0.3, 1.0, state.firms.adoption.size)
        wages = state.macro.occupation_wage
        wages[:] *= np.exp(np.random.default_rng(4).normal(0.0, 0.2, wages.size))
        if again:
            order = np.random.default_rng(5).permutation(wages.size)
            new = np.argsort(order).astype(np.uint8)
            state.teams.occupation[:] = new[state.teams.occupation]
            wages[:] = wages[order].copy()
            model.structure = renumbered(model.structure, order, dose)
        levers, ai, plans = plan(model)
        state.teams.skill_sum[:] = np.rint(state.teams.effort * SKILL_ONE * 1e6)
        market = GpuMarket(0.7, plans.gpu_demand, plans.gpu_demand, plans.gpu_demand, np.ones(1), 1.0, 0.0)
        production.produce(state, model.structure, ai, market, model.scenario, levers)
        made.append(state.firms.output.copy())
        costs.append(state.firms.unit_cost.copy())
    return exact(np.concatenate([made[0], costs[0]]), np.concatenate([made[1], costs[1]]), 1e-7, 1e-9)


SEEDS = {4_000: 8, 40_000: 4}
RATES = ("participation_rate", "unemployment_rate", "labour_share", "gdp")


@cache
def sizes() -> dict[int, np.ndarray]:
    """Return means of a year of some rates, by seed, of an economy and one of ten times the people."""
    found = {}
    for people, seeds in SEEDS.items():
        rows = []
        for seed in range(1, seeds + 1):
            model = economy(people=people, burn_in=12, seed=seed, changes={"cycle.demand_sd": 0.0, **NO_AI})
            model.run(6)
            macro = model.records.frames()["macro"]
            rows.append([float(macro[rate].mean()) for rate in RATES])  # type: ignore[arg-type]
        found[people] = np.array(rows)
    return found


@check(
    says="Ten times the people are the same economy: rates and totals at the scale of the country agree.",
    formula="E[rate | 10 n] = E[rate | n]",
    source="law of large numbers; docs/model.md 18",
    kind="invariance",
    tolerance="Welch's t at the check's part of false alarms; whole people in small firms, 2 %",
    error="what counts people is not scaled to the country: ten times as much of half of it",
    statistical=True,
    slow=True,
)
def ten_times_the_people(dose: float) -> Measured:
    """Compare means over seeds of 4,000 and of 40,000 people."""
    small, large = (sizes()[people] for people in SEEDS)
    expected, found = small.mean(axis=0), large.mean(axis=0)
    errors = [rows.std(axis=0, ddof=1) / math.sqrt(rows.shape[0]) for rows in (small, large)]
    wrong = found * np.where(np.array(RATES) == "gdp", 5.5, 1.0)
    # degrees of freedom of a difference of means of unequal spread (Welch 1947)
    parts = [(error**2, rows.shape[0] - 1) for error, rows in zip(errors, (small, large), strict=True)]
    free = sum(part for part, _ in parts) ** 2 / sum(part**2 / size for part, size in parts)
    level = FALSE_ALARM / SHARES / len(RATES) / 2.0
    reach = stats.t.isf(level, free) / stats.norm.isf(level)
    return of_chance(expected, mix(dose, found, wrong), reach * np.hypot(*errors), 0.02 * expected)


def columns(model: Simulation) -> np.ndarray:
    """Return employment, wages, prices and balances of an economy, one number after the other."""
    state = model.state
    tables = (
        state.workers.team, state.workers.wage, state.workers.deposits, state.firms.price,
        state.firms.deposits, state.macro.occupation_wage,
    )  # fmt: skip
    return np.concatenate([table.astype(np.float64) for table in tables])


@check(
    says="An economy whose GPUs are of no use is the one without AI, to the last bit.",
    formula="kappa -> 0",
    source="docs/model.md 1",
    kind="limit",
    tolerance="none: the same bits",
    error="a GPU does the work of three people from the start",
    slow=True,
)
def useless_gpus(dose: float) -> Measured:
    """Live through a year without AI, and with GPUs that do nothing."""
    return whole(lived(0.0, False), lived(3.0 * dose, True))


@cache
def lived(ratio: float, enabled: bool) -> np.ndarray:
    """Return the columns of an economy after a year."""
    changes = {
        "compute.enabled": enabled, "compute.gpu_worker_ratio": ratio,
        "compute.gpu_worker_ratio_start": ratio, "adoption.initial_share": 0.6,
    }  # fmt: skip
    model = economy("neutral", people=1_000, burn_in=1, changes=changes)
    model.run(12)
    return columns(model)


@check(
    says="Where there are no GPUs, people do all the work, however good AI would be.",
    formula="rationing = 0: l' = 1, G = 0",
    source="docs/model.md 7.2",
    kind="extreme",
    tolerance="none",
    error="firms get a part of the GPUs that there are not",
)
def no_gpus(dose: float) -> Measured:
    """Ration all GPUs away, in the rule and in a month of firms that all use AI."""
    need = with_rationing(0.3, float(mix(dose, 0.0, 1.0)))
    model = economy("neutral", changes={"compute.gpu_worker_ratio_start": 3.0})
    state = model.state
    state.firms.adoption[:] = 1.0
    state.macro.gpu_rationing[0] = 0.0
    levers, ai, plans = plan(model)
    market = GpuMarket(float(mix(dose, 0.0, 1.0)), plans.gpu_demand, 0.0, 0.0, np.ones(1), 1.0, 0.0)
    production.produce(state, model.structure, ai, market, model.scenario, levers)
    assert plans.gpu_demand > 0.0
    return exact([1.0, 0.0, 0.0], [need, state.firms.gpus.sum(), state.firms.automated.sum()], 0.0)


@check(
    says="Where GPUs do everything for nothing, work takes nobody but those who oversee it.",
    formula="x = m = 1: l = omega, c = r/kappa + omega w",
    source="Korinek and Suh 2024; docs/model.md 5.1",
    kind="extreme",
    tolerance="needs are kept as float32, 1e-7",
    error="the essential share of tasks stays with people although it is none",
)
def all_gpus(dose: float) -> Measured:
    """Let all firms plan with machines that do all tasks, with a tenth of oversight."""
    model = economy("neutral")
    state = model.state
    state.firms.adoption[:] = 1.0
    _, ai, _ = plan(model)
    tech = ai.technology._replace(
        active=True, ratio=1e6, rent=100.0, oversight=0.1, substitution_share=1.0, automation_tax=0.0,
        adjustment=0.0, pay_share=0.0,
    )  # fmt: skip
    essential = float(mix(dose, 0.0, 0.15))
    plan(model, ai._replace(technology=tech, automatable=np.full(ai.automatable.size, 1.0 - essential)))
    busy = state.teams.effort > 0.0
    return exact(np.full(int(busy.sum()), 0.1), state.teams.human_need[busy].astype(float), 1e-6)


@check(
    says="Where all taxes are zero the state receives nothing.",
    formula="rates = 0: T = 0",
    source="docs/model.md 11.2",
    kind="extreme",
    tolerance="none",
    error="taxes are at a part of what they are",
    slow=True,
)
def no_taxes(dose: float) -> Measured:
    """Live through three months without taxes."""
    usual, keys = economy(people=1_000).scenario, TAXES
    changes = {}
    for key in keys:
        section, _, name = key.partition(".")
        changes[key] = dose * float(getattr(getattr(usual, section), name))
    model = economy(people=1_000, burn_in=1, changes=changes)
    model.run(0)
    found = []
    for _ in range(3):
        model.step()
        assert model.flows is not None
        sums, paid, flows = model.flows.household.sums, model.flows.firms.sums, model.flows
        found.append(float(
            sums[list(OF_PERSONS)].sum()
            + paid[[firm.CONTRIBUTIONS, firm.PRODUCTION_TAX, firm.PROFIT_TAX]].sum()
            + flows.spending.consumption_tax + flows.providers.tax
        ))  # fmt: skip
    return exact(np.zeros(3), found, 0.0)


OF_PERSONS = (budget.WAGE_TAX, budget.CAPITAL_TAX, budget.WEALTH_TAX, budget.EMPLOYEE_CONTRIBUTIONS)
TAXES = (
    "government.wage_tax_scale", "government.capital_tax", "government.corporate_tax",
    "government.consumption_tax", "government.contribution_rate", "government.employee_contribution_rate",
    "government.production_tax", "government.estate_tax",
)  # fmt: skip
