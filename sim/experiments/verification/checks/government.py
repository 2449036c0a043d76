"""The state and its bank: tax schedule, benefits at their kinks, rates at rest, what pays for a policy."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.experiments.verification.check import Measured, check, exact, mix, whole
from sim.experiments.verification.economies import economy, levers_of, rules_of
from sim.phases import incomes, public_finance
from sim.phases.money import Money
from sim.policies.framework.financing import adjust
from sim.policies.framework.month import RATE
from sim.rules import budget
from sim.rules.benefit_schedules import (
    earned_income_credit,
    food_benefit,
    pension,
    supplemental_income,
)
from sim.rules.income_tax import tax_income
from sim.state.accounts import EQUITY_POT, PROPERTY_POT
from sim.state.columns import EMPLOYED, empty_workers
from sim.units import CENTS_PER_DOLLAR

__all__: list[str] = []

INCOMES = np.array([0, 1, 90_000, 100_001, 250_000, 400_000, 999_999, 3_000_000, 90_000_000])
NO_MONEY = Money(0, 0)


def taxed(income: np.ndarray, floors: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Return the income tax of employed people by the rule in force, cents."""
    reals = ("taxable", "wealth", "position", "propensity", "claims")
    columns: dict[str, Any] = {
        name: np.zeros(income.size, np.float64 if name in reals else np.int64)
        for name in budget.Budgets._fields
    }
    amounts = budget.Budgets(**columns)
    persons = budget.persons_of_block(empty_workers(income.size), 0, income.size)
    persons.status[:], amounts.earned[:] = EMPLOYED, income
    slope, offset = incomes.tax_lines(floors, rates)
    tax_income(persons, amounts, slope, offset, np.zeros(budget.N_SUMS, np.int64))
    return amounts.income_tax.astype(float)


def schedule() -> tuple[np.ndarray, np.ndarray]:
    """Return floors in cents a month and rates of the brackets of the country."""
    structure = economy(people=1_000).structure
    return structure.tax_floor, structure.tax_rate


@check(
    says="Every slice of income is taxed at the rate of its bracket.",
    formula="T(y) = sum_k rate_k (min(y, floor_k+1) - floor_k)+",
    source="definition of a progressive schedule; sim/data/tax_brackets.csv",
    kind="closed form",
    tolerance="taxes are whole cents: one",
    error="the highest rate that is reached is taken of all income",
)
def income_tax(dose: float) -> Measured:
    """Tax nine incomes by the schedule of the country."""
    floors, rates = schedule()
    tops = np.append(floors[1:], np.inf)
    slices = np.maximum(np.minimum(INCOMES[:, None], tops) - floors, 0.0)
    wrong = np.array([rates[income > floors].max(initial=0.0) * income for income in INCOMES])
    return exact(slices @ rates, mix(dose, taxed(INCOMES, floors, rates), wrong), 0.0, 1.0)


@check(
    says="If incomes and the floors of the brackets double, taxes double: no fiscal drag.",
    formula="T(2y; 2 floors) = 2 T(y; floors)",
    source="homogeneity of an indexed schedule; docs/model.md 11.2",
    kind="invariance",
    tolerance="taxes are whole cents: two",
    error="floors of the brackets stay as they are",
)
def indexed_brackets(dose: float) -> Measured:
    """Double nine incomes and the floors of their brackets."""
    floors, rates = schedule()
    once = taxed(INCOMES, floors, rates)
    return exact(2.0 * once, taxed(2 * INCOMES, floors * (2.0 - dose), rates), 0.0, 2.0)


@check(
    says="Where all is taxed away nothing is left, of wages, of capital income and of profits.",
    formula="rate = 1: T(y) = y",
    source="limit of a proportional tax",
    kind="extreme",
    tolerance="whole cents: one for every person (floors)",
    error="the first 90 % of the rate is in force alone",
)
def taxes_of_everything(dose: float) -> Measured:
    """Tax wages by a schedule of 100 %, and capital income of a month of all persons at 100 %."""
    everything = float(mix(dose, 1.0, 0.9))
    wages = taxed(INCOMES, np.zeros(1), np.full(1, everything))
    model = economy()
    accounts = model.state.accounts
    accounts[EQUITY_POT], accounts[PROPERTY_POT] = 10**9, 10**9
    levers = levers_of(model, capital_tax=everything)
    given = model.state, model.structure, model.scenario, levers, NO_MONEY, model.seed, 0
    sums = incomes.receive_and_spend(*given, record=False).sums
    capital = sums[
        [budget.DIVIDEND_EQUITY, budget.DIVIDEND_PROPERTY, budget.DIVIDEND_PROVIDER, budget.INTEREST]
    ]
    found = np.append(wages, sums[budget.CAPITAL_TAX])
    slack = np.append(np.full(INCOMES.size, 1.0), float(model.state.workers.wage.size))
    return exact(np.append(INCOMES, capital.sum()), found, 0.0, slack)


@check(
    says="A pension replaces earnings at rates that fall at two bend points, up to a maximum.",
    formula="P = 0.9 min(w, b1) + 0.32 (min(w, b2) - b1)+ + 0.15 (w - b2)+",
    source="Social Security Administration: primary insurance amount",
    kind="closed form",
    tolerance="rounding, 1e-11",
    error="all earnings are replaced at the first rate",
)
def pension_at_its_bends(dose: float) -> Measured:
    """Work out pensions below, between and above the bends, and at the ceiling."""
    bends, rates, most = (122_600.0, 739_100.0), (0.9, 0.32, 0.15), 1_400_000.0
    wages = np.array([50_000.0, 122_600.0, 400_000.0, 739_100.0, 1_000_000.0, 1_400_000.0, 9_000_000.0])
    found = np.array([pension(wage, 1.0, most, bends, rates, 0.0) for wage in wages])
    middle = rates[1] * (bends[1] - bends[0])
    kink = rates[0] * bends[0]
    expected = [
        45_000.0, kink, kink + 0.32 * (400_000.0 - bends[0]), kink + middle,
        kink + middle + 0.15 * (1_000_000.0 - bends[1]), *[kink + middle + 0.15 * (most - bends[1])] * 2,
    ]  # fmt: skip
    return exact(expected, mix(dose, found, rates[0] * np.minimum(wages, most)))


@check(
    says="The credit for earnings is a trapezoid: it rises, stays and falls to nothing.",
    formula="C(m/a) = m, C(p) = m, C(p + m/b) = 0, half way in between",
    source="Internal Revenue Code, section 32",
    kind="closed form",
    tolerance="rounding, 1e-9 of a dollar",
    error="the credit is not withdrawn",
)
def credit_for_earnings(dose: float) -> Measured:
    """Work out the credit at its kinks and in the middle of every side."""
    a, most, plateau, b = 0.4, 30_000.0, 180_000.0, 0.21
    end = plateau + most / b
    earnings = np.array([0.0, 0.5 * most / a, most / a, plateau, 0.5 * (plateau + end), end, 2.0 * end])
    found = [earned_income_credit(one, one, a, most, plateau, b) for one in earnings]
    expected = np.array([0.0, 0.5, 1.0, 1.0, 0.5, 0.0, 0.0]) * most
    return exact(expected, mix(dose, found, np.minimum(a * earnings, most)), 0.0, 1e-7)


@check(
    says="What fills incomes up leaves everybody with its level, less the part of earnings that is kept.",
    formula="y + B(y) = G + (1 - t) y below the end, B = 0 beyond G / t",
    source="negative income tax (Friedman 1962)",
    kind="closed form",
    tolerance="rounding, 1e-9 of a dollar",
    error="benefits are paid whatever people earn",
)
def benefits_are_withdrawn(dose: float) -> Measured:
    """Work out food benefits and supplemental income of people who earn nothing, some and much."""
    level, taper = 100_000.0, np.array([0.3, 0.5])
    found, expected = [], []
    for earned in (0.0, 50_000.0, 150_000.0, 400_000.0):
        right = [
            food_benefit(earned, level, 0.3, 0.0),
            supplemental_income(level, earned, 0.0, 0.0, 0.0, 0.5),
        ]
        found.append(mix(dose, right, np.full(2, level)))
        expected.append(np.maximum(level - taper * earned, 0.0))
    return exact(np.concatenate(expected), np.concatenate(found), 0.0, 1e-7)


@check(
    says="At rest the rate of the bank is neutral plus inflation, and it moves by more than inflation does.",
    formula="i = r* + pi + phi (pi - pi*) + phi_u (u* - u)",
    source="Taylor 1993; docs/model.md 15.2",
    kind="closed form",
    tolerance="of smoothing 400 months leave nothing; rounding, 1e-9",
    error="the rate moves by half of what inflation does (the Taylor principle fails)",
)
def rate_at_rest(dose: float) -> Measured:
    """Let inflation and unemployment last until the rule ``taylor`` has come to rest."""
    found, expected = [], []
    for inflation, slack in ((0.0, 0.0), (0.02, 0.0), (0.02, -0.01)):
        model = economy(people=1_000, changes={"rules.policy_rate": "taylor"})
        macro, wages, bank = model.state.macro, model.scenario.wages, model.scenario.monetary
        macro.inflation[0] = wages.trend_inflation + inflation
        macro.unemployment_rate[0] = wages.natural_unemployment_rate - slack
        for _ in range(400):
            rules = rules_of(model)
            macro.policy_rate[0] = rules.policy_rate.next_rate(rules.moments["policy_rate"])
        neutral = bank.neutral_real_rate + wages.trend_inflation + bank.unemployment_response * slack
        found.append(float(mix(dose, macro.policy_rate[0], neutral + 0.5 * inflation)))
        expected.append(neutral + (1.0 + bank.inflation_response) * inflation)
    return exact(expected, found, 0.0, 1e-9)


@check(
    says="What is owed keeps its rate until it falls due: a part 1/(12 T) of the gap is closed a month.",
    formula="i_t - i = (1 - 1/(12 T))^t (i_0 - i)",
    source="mean maturity of debt; docs/model.md 15.3",
    kind="closed form",
    tolerance="rounding of 120 steps, 1e-11",
    error="all debt pays the policy rate at once",
)
def rate_on_debt(dose: float) -> Measured:
    """Raise the policy rate by three points and follow the rate on debt for ten years."""
    months, found, expected = 120, [], []
    for years in (2.0, 6.0):
        rate = np.array([0.02])
        for _ in range(months):
            public_finance.follow(rate, 0.05, 12.0 * years)
        found.append(float(mix(dose, rate[0], 0.05)))
        expected.append(0.05 - 0.03 * (1.0 - 1.0 / (12.0 * years)) ** months)
    return exact(expected, found)


@check(
    says="The tax that pays for a policy comes to rest where it brings what the policy costs.",
    formula="rate -> cost / base",
    source="balanced budget; docs/model.md 16",
    kind="closed form",
    tolerance="what was owed is paid back over years: 1e-6 after 100 years",
    error="a tenth of what the tax brings is not seen",
)
def tax_pays_for_policy(dose: float) -> Measured:
    """Let a tax pay a lasting cost out of a lasting base."""
    found = []
    for cost, base in ((1_000_000, 5e6), (30_000_000, 4e9)):
        memory = np.zeros(4)
        for _ in range(1_200):
            revenue = memory[RATE] * base
            adjust(memory, cost, round(float(mix(dose, revenue, 0.9 * revenue))), base, 0.9)
        found.append(memory[RATE] * base / cost)
    return exact(np.ones(2), found, 1e-5)


@check(
    says="Money is issued for each point that the rate would have to be below zero, up to a cap.",
    formula="T = min(cap, mu max(0, -i)) Y; none with a floor",
    source="docs/model.md 15.2",
    kind="closed form",
    tolerance="whole cents: one",
    error="money is issued for each point below the goal of inflation",
)
def money_below_zero(dose: float) -> Measured:
    """Ask how much is due at five rates."""
    scenario, output = economy(people=1_000, changes={"monetary.regime": "target"}).scenario, 1e12
    bank, rates = scenario.monetary, np.array([0.03, 0.0, -0.001, -0.01, -9.0])
    found = [public_finance.money_due(scenario, rate, output) for rate in rates]
    wrong = [public_finance.money_due(scenario, rate - 0.02, output) for rate in rates]
    expected = np.minimum(bank.money_cap, bank.money_per_point * np.maximum(0.0, -rates)) * output
    return exact(expected, mix(dose, found, wrong), 0.0, 1.0)


@check(
    says="A basic income larger than output per head reaches everybody to the cent.",
    formula="sum = amount x adults",
    source="accounting identity; docs/model.md 16",
    kind="extreme",
    tolerance="whole cents: none",
    error="those with a job get none",
)
def basic_income_above_output(dose: float) -> Measured:
    """Pay 20,000 dollars a month to everybody for half a year; the balances are checked every month."""
    amount, people = 20_000.0, 1_000
    policy = [{"kind": "universal_basic_income", "amount": amount, "start": 0}]
    model = economy(people=people, burn_in=1, changes={"policy": policy})
    model.run(0)
    macro, found, expected = model.state.macro, [], []
    for _ in range(6):
        model.step()
        assert model.flows is not None
        grant = model.flows.levers.grants[0].amount
        household = model.flows.household
        paid = float(household.sums[budget.BASIC_INCOME])
        found.append(float(mix(dose, paid, paid * (1.0 - household.employed.sum() / people))))
        expected.append(float(grant * people))
    head = float(macro.base_gdp[0]) / people
    assert expected[0] > head * people, "the grant is below output per head"
    assert expected[0] >= CENTS_PER_DOLLAR * amount * people * 0.5
    return whole(expected, found)
