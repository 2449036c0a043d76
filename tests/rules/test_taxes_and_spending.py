"""What is taken from pay and wealth, and what is spent of the rest: rules on a block of budgets."""

import numpy as np
import pytest

from sim.phases.incomes import propensity_table, tax_lines
from sim.rules import budget
from sim.rules.budget import Budgets, persons_of_block
from sim.rules.income_tax import LINES, contribute, tax_income, tax_more
from sim.rules.purse import Purses, bring_home, gather, pool
from sim.rules.spending import consume, dispose, find_propensities
from sim.state.columns import EMPLOYED, OUTSIDE, UNEMPLOYED
from sim.state.households import packed_children

from ..people import nobody

REALS = ("taxable", "claims", "wealth", "position", "propensity")


def block(n, **columns):
    """Return persons and budgets of a block, all zero but for ``columns`` of either."""
    persons = persons_of_block(nobody(n), 0, n)
    budgets = Budgets(*(np.zeros(n, np.float64 if name in REALS else np.int64) for name in Budgets._fields))
    for name, values in columns.items():
        getattr(persons if name in persons._fields else budgets, name)[:] = values
    return persons, budgets, np.zeros(budget.N_SUMS, np.int64)


@pytest.mark.parametrize("brackets", [2, LINES, LINES + 1, 2 * LINES, 3 * LINES + 1])
def test_every_bracket_takes_its_rate_of_what_lies_in_it(brackets):
    floor, rate = 10_000.0 * np.arange(brackets), np.linspace(0.05, 0.6, brackets)
    earned = np.arange(0, 10_000 * (brackets + 2), 997)
    status = np.where(np.arange(earned.size) % 3 == 0, OUTSIDE, EMPLOYED)
    persons, budgets, sums = block(earned.size, earned=earned, transfers=500, status=status)
    tax_income(persons, budgets, *tax_lines(floor, rate), sums)
    income = (earned + 500.0) * np.where(status == OUTSIDE, 0.5, 1.0)
    tops = np.append(floor[1:], np.inf)
    due = (np.clip(income[:, None] - floor, 0.0, tops - floor) * rate).sum(axis=1)
    np.testing.assert_allclose(budgets.income_tax, due, atol=1.0)
    np.testing.assert_allclose(budgets.taxable, income)
    assert sums[budget.WAGE_TAX] == budgets.income_tax.sum() == sums.sum()


def test_a_surcharge_takes_its_rate_above_the_threshold_on_top():
    _, budgets, sums = block(3, taxable=[900.0, 1_000.0, 5_000.0], income_tax=10)
    assert tax_more(budgets, 1_000.0, 0.25, sums) == 1_000
    np.testing.assert_array_equal(budgets.income_tax, [10, 10, 1_010])
    assert sums[budget.WAGE_TAX] == 1_000


def test_contributions_are_a_share_of_what_is_earned():
    _, budgets, sums = block(2, earned=[1_000, 30_000], transfers=9_999, income_tax=7)
    contribute(budgets, 0.1, sums)
    np.testing.assert_array_equal(budgets.income_tax, [107, 3_007])
    assert sums[budget.EMPLOYEE_CONTRIBUTIONS] == 3_100 == sums.sum()


def test_income_after_taxes_and_its_place_in_the_table():
    _, budgets, sums = block(3, gross=[1_000, 3_000, 0], untaxed=[0, 200, 0], income_tax=[100, 600, 0],
                             capital_tax=[0, 100, 40])  # fmt: skip
    dispose(budgets, 900.0, False, sums)
    np.testing.assert_array_equal(budgets.disposable, [900, 2_500, -40])
    assert sums[budget.DISPOSABLE] == 3_360
    np.testing.assert_allclose(budgets.position / budget.KNOTS, [0.5, 2_500.0 / 3_400.0, 0.0])


def test_the_propensity_to_consume_falls_above_the_mean_income():
    table = propensity_table(0.9, 0.3)
    relative = np.array([0.0, 0.2, 1.0, 2.0, 3.0, 9.0, 50.0])
    _, budgets, _ = block(relative.size, position=budget.KNOTS * relative / (1.0 + relative))
    find_propensities(budgets, table)
    expected = 0.9 * np.maximum(relative, 1.0) ** -0.3
    np.testing.assert_allclose(budgets.propensity, expected, rtol=2e-3)


NONE = budget.IncomeNumbers(*(kind() for kind in budget.IncomeNumbers.__annotations__.values()))
"""Rates and amounts that are all zero."""
SPENDING = NONE._replace(wealth_propensity=0.01, claims_propensity=0.002, health_rate=0.1, pension_rate=0.05)


def test_people_spend_of_income_money_and_claims_but_no_more_than_they_have():
    persons, budgets, sums = block(
        4, deposits=[10_000, 0, 500, 0], status=[EMPLOYED, UNEMPLOYED, EMPLOYED, OUTSIDE],
        earned=[2_000, 800, 0, 0], disposable=[2_000, 1_000, -900, 100], wealth_tax=[100, 0, 0, 0],
        propensity=[0.8, 1.5, 0.8, 0.5], claims=[50_000.0, 0.0, 0.0, 0.0],
    )  # fmt: skip
    consume(persons, budgets, budgets.disposable, SPENDING, sums)
    # 0.8 x 2,000 + 0.01 x 10,000 + 0.002 x 50,000; all cash; nothing, for want of cash; half
    spent, health, pension = (
        np.array([1_800, 1_000, 0, 50]),
        np.array([200, 0, 0, 0]),
        np.array([100, 0, 0, 0]),
    )
    np.testing.assert_array_equal(budgets.consumption, spent + health)
    kept = np.array([10_000 + 2_000 - 100, 1_000, 500 - 900, 100]) - spent + pension
    np.testing.assert_array_equal(persons.deposits, kept)
    np.testing.assert_array_equal(persons.income, [2_000, 1_000, -900, 100])
    assert sums[budget.CONSUMPTION] == spent.sum() + 200
    assert sums[budget.HEALTH_CARE] == 200
    assert sums[budget.PENSIONS] == 100


@pytest.mark.parametrize("exemption", [0.0, 30_000.0])
def test_wealth_above_the_exemption_is_taxed_out_of_deposits(exemption):
    numbers = NONE._replace(wealth_tax=0.01, wealth_exemption=exemption)
    persons, budgets, sums = block(3, deposits=[20_000, 50, -10], wealth=[80_000.0, 70_000.0, 10_000.0])
    budget.tax_wealth(persons, budgets, numbers, sums)
    above = np.maximum(0.0, np.array([80_000.0, 70_000.0, 10_000.0]) - exemption)
    due = np.minimum(0.01 * above, [20_000, 50, 0])
    np.testing.assert_array_equal(budgets.wealth_tax, due)
    assert sums[budget.WEALTH_TAX] == due.sum()
    assert sums[budget.TAXABLE_WEALTH] == above.sum()


def test_capital_income_is_interest_and_dividends_by_the_unit():
    names = ("interest_rate", "equity_rate", "property_rate", "provider_rate")
    rates = {name: round(part * (1 << budget.POINT))
             for name, part in zip(names, (0.25, 2.0, 3.0, 5.0), strict=True)}  # fmt: skip
    numbers = NONE._replace(
        equity_price=10.0, property_price=20.0, provider_price=40.0, capital_tax=0.5, **rates
    )
    persons, budgets, sums = block(2, deposits=[400, 0], equity=[7, 0], property=[11, 1],
                                   provider_equity=[13, 0], earned=[1_000, 0], transfers=[0, 90])  # fmt: skip
    budget.earn_capital(persons, budgets, numbers, sums)
    capital = np.array([100 + 14 + 33 + 65, 3])
    np.testing.assert_array_equal(budgets.gross, capital + np.array([1_000, 90]))
    np.testing.assert_array_equal(budgets.claims, [70.0 + 220.0 + 520.0, 20.0])
    np.testing.assert_array_equal(budgets.capital_tax, capital // 2)
    columns = [budget.INTEREST, budget.DIVIDEND_EQUITY, budget.DIVIDEND_PROPERTY, budget.DIVIDEND_PROVIDER]
    np.testing.assert_array_equal(sums[columns], [100, 14, 36, 65])
    assert sums[budget.CAPITAL_TAX] == (capital // 2).sum()
    budget.value(persons, budgets)
    np.testing.assert_array_equal(budgets.wealth, [400.0 + 810.0, 20.0])


def test_a_purse_holds_what_all_members_have_and_counts_who_they_are():
    persons, budgets, sums = block(
        5, purse=[0, 1, 2, 0, 0], age=[40, 17, 70, 30, 65], disposable=[1_000, 200, 300, -50, 900],
        consumption=[10, 20, 30, 40, 50], deposits=[1, 2, 3, 4, 5],
        children=[packed_children(1, 1, 0), 0, 0, 0, 0],
    )  # fmt: skip
    purses = Purses(*(np.zeros(6, np.int64) for _ in Purses._fields))
    purses = Purses(*(column[:5] if name != "members" else column
                      for name, column in purses._asdict().items()))  # fmt: skip
    gather(persons, purses)
    np.testing.assert_array_equal(purses.keeper, [0, 0, 0, 3, 4])
    np.testing.assert_array_equal(purses.adults, [3, 0, 0, 1, 1])
    np.testing.assert_array_equal(purses.minors, [1, 0, 0, 0, 0])
    np.testing.assert_array_equal(purses.older, [1, 0, 0, 0, 1])
    np.testing.assert_array_equal(purses.size, [5, 0, 0, 1, 1])
    scale = np.array([0.0, 1.0, 0.7, 0.6, 0.55, 0.5])
    pool(budgets, purses, scale, 750.0, sums)
    np.testing.assert_array_equal(purses.disposable, [1_500, 0, 0, -50, 900])
    assert sums[budget.PEOPLE] == 7
    assert sums[budget.EQUIVALISED] == 5 * 750 - 50 + 900
    np.testing.assert_allclose(budgets.position[[0, 3, 4]] / budget.KNOTS, [0.5, 0.0, 900.0 / 1_650.0])
    bring_home(budgets.consumption, purses)
    np.testing.assert_array_equal(budgets.consumption, [60, 0, 0, 40, 50])
