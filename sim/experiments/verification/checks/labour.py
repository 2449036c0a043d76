"""The labour market: matching, flows and their steady state, spells, hours, wages at rest and in a slump."""

from __future__ import annotations

import math
from functools import cache
from types import SimpleNamespace

import numpy as np

from sim.experiments.verification.check import Measured, check, exact, mix, of_chance
from sim.experiments.verification.economies import (
    EMPLOYER,
    HIRING,
    economy,
    employ,
    one_occupation,
    rules_of,
)
from sim.phases import hiring, separations
from sim.rules.grants import grants_in_force, recipients_of
from sim.rules.hours import WorkingTime, working_hours
from sim.simulation import Simulation
from sim.state.columns import CELLS, FULL_TIME, UNEMPLOYED, empty_workers

__all__: list[str] = []

REPEATS = 60


def urn_ball(vacancies: int, seekers: float) -> tuple[float, float]:
    """Return mean and variance of the urns that are hit when every ball falls into one of them."""
    empty = (1.0 - 1.0 / vacancies) ** seekers
    both = (1.0 - 2.0 / vacancies) ** seekers
    variance = vacancies * (vacancies - 1) * both + vacancies * empty - (vacancies * empty) ** 2
    return vacancies * (1.0 - empty), variance


def repeated(model: Simulation, vacancies: int, repeats: int) -> tuple[np.ndarray, np.ndarray]:
    """Match the same seekers with the same vacancies again and again; return hires, and how often each."""
    workers, teams = model.state.workers, model.state.teams
    before = [column.copy() for column in (*workers, *teams)]
    hires, often = np.zeros(repeats), np.zeros(workers.team.size)
    for month in range(repeats):
        for column, kept in zip((*workers, *teams), before, strict=True):
            column[:] = kept
        flows = employ(model, vacancies, month)
        hires[month] = flows.hires[hiring.UNEMPLOYED_TO_EMPLOYED]
        often += workers.team == HIRING
    return hires, often


@cache
def hired(vacancies: int, seekers: int) -> tuple[float, np.ndarray]:
    """Return the mean hires of repeated months, and how often each seeker was hired."""
    hires, often = repeated(one_occupation(2_000, unemployed=seekers), vacancies, REPEATS)
    return float(hires.mean()), often[:seekers]


@check(
    says="Seekers who do not know of each other fill vacancies by the urn-ball function.",
    formula="M = V (1 - (1 - 1/V)^S)",
    source="Butters 1977; Petrongolo and Pissarides 2001",
    kind="distribution",
    tolerance="standard error of 60 months by the variance of occupied urns",
    error="nobody overlooks a vacancy: the short side, M = min(V, S)",
    statistical=True,
)
def hires_follow_the_urn_ball(dose: float) -> Measured:
    """Match 400 seekers with few, as many and more vacancies."""
    seekers, rows = 400, []
    for vacancies in (60, 400, 1_500):
        mean, variance = urn_ball(vacancies, seekers)
        found = float(mix(dose, hired(vacancies, seekers)[0], min(vacancies, seekers)))
        rows.append((mean, found, math.sqrt(variance / REPEATS)))
    return of_chance(*np.array(rows).T)


@check(
    says="In a large market the chance to be hired depends on tightness alone.",
    formula="M / S -> theta (1 - exp(-1/theta)), theta = V / S",
    source="Butters 1977; Petrongolo and Pissarides 2001",
    kind="limit",
    tolerance="standard error of 60 months by the variance of occupied urns; the limit, 1/(2V)",
    error="every vacancy that is seen is filled: M / S = min(1, theta)",
    statistical=True,
)
def large_market(dose: float) -> Measured:
    """Compare the chance to be hired with the limit of a large market."""
    seekers, rows = 400, []
    for vacancies in (400, 1_500):
        theta = vacancies / seekers
        limit = theta * (1.0 - math.exp(-1.0 / theta))
        error = math.sqrt(urn_ball(vacancies, seekers)[1] / REPEATS) / seekers
        found = float(mix(dose, hired(vacancies, seekers)[0] / seekers, min(1.0, theta)))
        rows.append((limit, found, error, limit / (2.0 * vacancies)))
    return of_chance(*np.array(rows).T)


@check(
    says="All applicants of a vacancy are equally likely to be picked.",
    formula="P(hired | quarter of the rows) = M / S",
    source="docs/model.md 9.4",
    kind="distribution",
    tolerance="standard error of a share of 6,000 applications (fewer, as hires exclude each other)",
    error="who stands first in the queue is served first",
    statistical=True,
)
def applicants_are_alike(dose: float) -> Measured:
    """Count hires by quarters of the rows."""
    seekers, vacancies = 400, 60
    mean, often = hired(vacancies, seekers)
    share = urn_ball(vacancies, seekers)[0] / seekers
    first = np.clip(mean - np.arange(4) * seekers / 4, 0.0, seekers / 4) / (seekers / 4)
    quarters = often.reshape(4, -1).sum(axis=1) / (seekers / 4 * REPEATS)
    error = math.sqrt(share * (1.0 - share) / (seekers / 4 * REPEATS))
    return of_chance(np.full(4, share), mix(dose, quarters, first), np.full(4, error))


@check(
    says="A team that plans to lay off a share of its people lays off that share of them.",
    formula="E[layoffs] = l H",
    source="binomial distribution; docs/model.md 7.2",
    kind="distribution",
    tolerance="standard error of a binomial count",
    error="the share is taken of all people, those without a job too",
    statistical=True,
)
def layoffs_follow_the_plan(dose: float) -> Measured:
    """Lay off a tenth of a team of half the people."""
    people, rate = 120_000, 0.1
    model = one_occupation(people, unemployed=people // 2)
    model.state.teams.layoff_rate[EMPLOYER] = rate
    laid_off = float(employ(model).counts[separations.LAYOFFS])
    employed = people // 2
    found = mix(dose, laid_off, rate * people)
    return of_chance(rate * employed, found, math.sqrt(employed * rate * (1.0 - rate)))


@cache
def flows(separation: float, search: float, vacancies: int) -> np.ndarray:
    """Return unemployment in the months of an economy with constant flows."""
    people, months = 20_000, 150
    changes = {"labour.quit_rate": separation, "labour.unemployed_search": search}
    model = one_occupation(people, unemployed=people // 10, changes=changes)
    rates = np.zeros(months)
    for month in range(months):
        employ(model, vacancies, month)
        rates[month] = (model.state.workers.status == UNEMPLOYED).mean()
    return rates


@check(
    says="With constant flows unemployment settles where as many find work as lose it.",
    formula="u = s / (s + f), f = M(V, S) / U",
    source="Diamond, Mortensen and Pissarides; Pissarides 2000, ch. 1",
    kind="closed form",
    tolerance="standard error of the mean of an autoregression of order one over 110 months",
    error="everybody who looks finds a job: nobody is crowded out",
    statistical=True,
)
def unemployment_settles(dose: float) -> Measured:
    """Let 20,000 people lose and find work for twelve years, in a tight and in a slack market."""
    people, rows = 20_000, []
    for separation, search, vacancies in ((0.02, 0.3, 400), (0.05, 0.45, 2_000)):
        low, high = 0.0, 1.0
        for _ in range(60):
            u = 0.5 * (low + high)
            found = urn_ball(vacancies, people * u * search)[0]
            low, high = (u, high) if separation * people * (1.0 - u) > found else (low, u)
        seekers = people * u * search
        slope = -vacancies * math.log(1.0 - 1.0 / vacancies) * (1.0 - 1.0 / vacancies) ** seekers
        memory = 1.0 - separation - slope * search
        shocks = separation * (1.0 - separation) * (1.0 - u) * people + urn_ball(vacancies, seekers)[1]
        shocks += people * u * search * (1.0 - search) * slope**2
        late = flows(separation, search, vacancies)[40:]
        error = math.sqrt(shocks / late.size) / people / (1.0 - memory)
        wrong = separation / (separation + search)
        # what is left of the beginning after 40 months, and Jensen's inequality in the matching function
        known = abs(0.1 - u) * memory**40 + 0.5 * shocks / people**2
        rows.append((u, float(mix(dose, late.mean(), wrong)), error, known))
    return of_chance(*np.array(rows).T)


@cache
def spells() -> np.ndarray:
    """Return the part of 40,000 people without a job who still have none after one, two and three months."""
    people, vacancies = 40_000, 4_000_000
    model = one_occupation(people, unemployed=people, changes={"labour.unemployed_search": 0.3})
    left = []
    for month in range(4):
        employ(model, vacancies, month)
        left.append((model.state.workers.status == UNEMPLOYED).mean())
    return np.array(left)


@check(
    says="At a constant chance to find work, spells without a job have a geometric distribution.",
    formula="P(spell > t) = (1 - f)^t",
    source="renewal theory (Cox 1962)",
    kind="distribution",
    tolerance="standard error of a share of 40,000 people; two applications for one vacancy, 0.5 %",
    error="a constant number finds work each month: P = 1 - f t",
    statistical=True,
)
def spells_are_geometric(dose: float) -> Measured:
    """Count who is left of people who all begin a spell at the same time."""
    find, months = 0.3, np.arange(1.0, 5.0)
    expected = (1.0 - find) ** months
    error = np.sqrt(expected * (1.0 - expected) / 40_000)
    crowd = 40_000 * find / 4_000_000 / 2.0 * find * months
    return of_chance(expected, mix(dose, spells(), np.maximum(1.0 - find * months, 0.0)), error, crowd)


@cache
def mean_hours(elasticity: float, people: int) -> float:
    """Return mean hours, full time 1, where a tax of 40 % beyond 1,000 dollars a month rises by half."""
    columns = recipients_of(empty_workers(people), 0, people, 0)
    none = grants_in_force(SimpleNamespace(grants=()), 1)  # type: ignore[arg-type]
    time = WorkingTime(
        moves=True, elasticity=elasticity, income_response=0.0, week=1.0, everyone=0.0,
        tax_floor=np.array([0.0, 100_000.0]), tax_rate=np.array([0.0, 0.4]), tax_scale=1.5,
        base_tax_scale=1.0, employee_rate=0.0, base_employee_rate=0.0, surcharges=np.zeros((0, 2)),
        part_time=np.zeros(CELLS), full_time=1.0, part_time_key=np.uint64(11), rounding_key=np.uint64(12),
    )  # fmt: skip
    hours = [working_hours(person, 0, 200_000.0, time, none, columns) for person in range(people)]
    return float(np.mean(hours)) / FULL_TIME


@check(
    says="A tax on the last dollar lowers hours by the elasticity, from what was kept of it before.",
    formula="h / h0 = ((1-m) / (1-m0))^e",
    source="Chetty, Guren, Manoli and Weber 2011; docs/model.md 9.6",
    kind="closed form",
    tolerance="standard error of hours that are rounded up or down at random",
    error="the average in place of the marginal tax rate moves hours",
    statistical=True,
)
def hours_follow_the_marginal_tax(dose: float) -> Measured:
    """Raise a tax of two brackets by half and look at the hours of 4,000 people."""
    rows, people = [], 4_000
    for elasticity in (0.33, 1.0):
        right, wrong = (0.4 / 0.6) ** elasticity, (0.7 / 0.8) ** elasticity
        found = float(mix(dose, mean_hours(elasticity, people), wrong))
        rows.append((right, found, 0.5 / FULL_TIME / math.sqrt(people)))
    return of_chance(*np.array(rows).T)


def people_of(model: Simulation, unemployment: float) -> tuple[np.ndarray, np.ndarray]:
    """Return unemployed and employed by occupation, a billion in each."""
    total = np.full(model.structure.base_wage.size, 10**9)
    jobless = np.rint(total * unemployment).astype(np.int64)
    return jobless, total - jobless


def growth(model: Simulation, unemployment: float, months: int, productivity: float | None) -> float:
    """Return the log growth of wages a year at last; prices are wages over product, or do not move."""
    macro, step = model.state.macro, 0.0
    for month in range(months):
        rules = rules_of(model, month)
        wages = rules.wages.next_wages(rules.moments["wages"], *people_of(model, unemployment))
        step = 12.0 * math.log(float(wages.mean() / macro.occupation_wage.mean()))
        if productivity is not None:
            macro.price_level[0] *= math.exp((step - productivity) / 12.0)
            macro.inflation[0] = math.exp(step - productivity) - 1.0
        macro.occupation_wage[:] = wages
    return step


@check(
    says="At natural unemployment wages grow by the goal of inflation and what firms can pay.",
    formula="d ln W = pi* + g, the fixed point of a' = a + k (12 (d ln W - d ln P) - a)",
    source="Blanchard and Katz 1999; docs/model.md 15.1",
    kind="closed form",
    tolerance="a month's step is in per cent where the closed form is in logs: (d ln W)^2 / 24, 1e-3",
    error="wages are indexed to the trend of productivity of the base years",
)
def wages_find_what_prices_grant(dose: float) -> Measured:
    """Let productivity fall, stand still and rise at three rates for fifty years."""
    changes = {
        "rules.wages": "anchored", "wages.expectations_anchor": 1.0, "wages.anchor_learning": 0.0,
        "wages.trend_inflation": 0.02, "wages.outside_option": 0.0,
    }  # fmt: skip
    found, expected = [], []
    for productivity in (-0.03, 0.0, 0.05):
        model = economy(people=1_000, changes=changes)
        natural = model.scenario.wages.natural_unemployment_rate
        usual = 0.02 + model.scenario.wages.productivity_growth
        found.append(float(mix(dose, growth(model, natural, 600, productivity), usual)))
        expected.append(0.02 + productivity)
    return exact(expected, found, 0.0, 1e-3)


@check(
    says="A point of unemployment costs wages what the dial of rigidity says.",
    formula="d(d ln W)/du = -12 lambda ln xi / ln 0.5",
    source="Korinek et al. 2026; docs/model.md 15.1",
    kind="closed form",
    tolerance="second order of a month's step: the effect times its twelfth, 1 %",
    error="rigidity is left out: the slope is that of xi = 1/2",
)
def rigidity_is_a_dial(dose: float) -> Measured:
    """Compare the growth of wages at natural unemployment and a point above."""
    changes = {
        "rules.wages": "anchored", "wages.catch_up": 0.0, "wages.expectations_anchor": 1.0,
        "wages.anchor_learning": 0.0, "wages.productivity_growth": 0.0, "wages.outside_option": 0.0,
    }  # fmt: skip
    found, expected = [], []
    for rigidity in (0.2, 0.9):
        steps, wages = [], None
        for gap in (0.0, 0.01):
            model = economy(people=1_000, changes=changes | {"wages.rigidity": rigidity})
            wages = model.scenario.wages
            steps.append(growth(model, wages.natural_unemployment_rate + gap, 120, None))
        assert wages is not None
        usual = -0.12 * wages.phillips_slope
        found.append(float(mix(dose, steps[1] - steps[0], usual)))
        expected.append(usual * math.log(rigidity) / math.log(0.5))
    return exact(expected, found, 0.01)


@check(
    says="At natural unemployment a Phillips curve follows the trend; a point above costs its slope.",
    formula="d ln W = (pi* + g)/12 + lambda (u* - u)",
    source="Phillips 1958; docs/model.md 15.1",
    kind="closed form",
    tolerance="unemployment is a share of a billion: 1e-9",
    error="unemployment is held against zero in place of its natural rate",
)
def phillips_curve(dose: float) -> Measured:
    """Ask the rule ``phillips_curve`` for a month's step at three rates of unemployment."""
    model = economy(people=1_000, changes={"rules.wages": "phillips_curve"})
    wages, found, expected = model.scenario.wages, [], []
    natural = wages.natural_unemployment_rate
    for rate in (natural, natural + 0.01, natural - 0.01):
        rules = rules_of(model)
        after = rules.wages.next_wages(rules.moments["wages"], *people_of(model, rate))
        step = after[0] / model.state.macro.occupation_wage[0] - 1.0
        found.append(float(mix(dose, step, step - wages.phillips_slope * natural)))
        trend = (wages.trend_inflation + wages.productivity_growth) / 12.0
        expected.append(trend + wages.phillips_slope * (natural - rate))
    return exact(expected, found, 0.0, 1e-9)
