"""What persons earn, receive and own, each rule on a block of persons made by hand."""

import numpy as np
import pytest

from sim.kernels.draws import uniform
from sim.rules import budget
from sim.rules.grants import Guarantee
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, RETRAINING, UNEMPLOYED

from .persons import NUMBERS, empty_budgets, persons

KEY, START, MONTH = np.uint64(11), 40, 20
STATUS = np.array([EMPLOYED, OUTSIDE, UNEMPLOYED, OUTSIDE, RETRAINING] * 12)
WAGE = 100_000 + 1_000 * np.arange(STATUS.size)
LUCK = np.array([uniform(KEY, START + k) for k in range(STATUS.size)])
NO_JOBS = Guarantee(0, 0.0, 0.0, 0.0, np.uint64(5))
BEFORE = 1_000
"""What the sums hold before: a rule adds to them."""


def sums():
    return np.full(budget.N_SUMS, BEFORE, np.int64)


def added(found, *columns):
    """Return what a rule added to some columns, and make sure that it added to no other."""
    others = np.delete(found, columns)
    np.testing.assert_array_equal(others, BEFORE)
    return [int(found[column]) - BEFORE for column in columns]


def test_wages_are_earned_by_the_employed_and_who_is_outside_receives_a_floor_and_insurance():
    block, money, found = persons(status=STATUS, wage=WAGE), empty_budgets(STATUS.size), sums()
    budget.earn(block, money, START, KEY, NUMBERS, found)
    outside = STATUS == OUTSIDE
    earned = np.where(STATUS == EMPLOYED, WAGE, 0)
    received = np.where(outside, 700 + np.where(LUCK < 0.4, (0.25 * WAGE).astype(int), 0), 0)
    np.testing.assert_array_equal(money.earned, earned)
    np.testing.assert_array_equal(money.transfers, received)
    assert added(found, budget.WAGES, budget.TRANSFERS, budget.OUTSIDE_COUNT) == [
        earned.sum(), received.sum(), outside.sum(),
    ]  # fmt: skip


@pytest.mark.parametrize(("floor", "rate"), [(0, 0.25), (700, 0.0), (0, 0.0), (1, 0.0), (0, 1.0)])
def test_without_a_floor_or_insurance_the_rest_is_paid(floor, rate):
    numbers = NUMBERS._replace(transfer_floor=floor, transfer_rate=rate)
    block, money, found = persons(status=STATUS, wage=WAGE), empty_budgets(STATUS.size), sums()
    budget.earn(block, money, START, KEY, numbers, found)
    outside = STATUS == OUTSIDE
    received = np.where(outside, floor + np.where(LUCK < 0.4, (rate * WAGE).astype(int), 0), 0)
    np.testing.assert_array_equal(money.transfers, received)
    np.testing.assert_array_equal(money.earned, np.where(STATUS == EMPLOYED, WAGE, 0))
    assert added(found, budget.WAGES, budget.TRANSFERS, budget.OUTSIDE_COUNT) == [
        WAGE[STATUS == EMPLOYED].sum(), received.sum(), outside.sum(),
    ]  # fmt: skip


def supported(status, guarantee=NO_JOBS, numbers=NUMBERS, spells=64):
    """Return persons without a job for 0, 1, 2 ... months in turn, and what the rule makes of them."""
    size = len(status)
    spell = np.arange(size) % 10
    block = persons(
        status=status, wage=WAGE[:size], status_month=MONTH - spell, occupation=np.arange(size) % 3,
        hours=100 + 2 * np.arange(size),
    )  # fmt: skip
    money, found = empty_budgets(size, transfers=0, earned=0), sums()
    jobless, durations = np.full((3, 3), 5, np.int64), np.full(spells, 7, np.int64)
    budget.support_jobless(
        block, money, START, MONTH, KEY, numbers, guarantee, found, jobless, durations
    )  # fmt: skip
    return spell, block, money, found, jobless - 5, durations - 7


def test_the_unemployed_are_insured_for_some_months_and_who_retrains_is_paid_for_it():
    spell, block, money, found, jobless, durations = supported(STATUS)
    wage = WAGE.astype(float)
    benefit = np.minimum(0.5 * wage, 90_000).astype(int)
    base = np.minimum(0.4 * wage, 60_000).astype(int)
    searching, learning = STATUS == UNEMPLOYED, STATUS == RETRAINING
    paid = np.where(searching & (spell < 6) & (LUCK < 0.6), benefit, 0)
    by_law = np.where(searching & (spell < 4) & (LUCK < 0.3), base, 0)
    expected = np.where(learning, benefit + 1_000, paid)
    np.testing.assert_array_equal(money.transfers, expected)
    assert (money.earned == 0).all()
    columns = (budget.BENEFITS, budget.ALLOWANCES, budget.RETRAINING_COUNT, budget.MORE_BENEFITS)
    assert added(found, *columns) == [
        paid.sum(), expected[learning].sum(), learning.sum(), paid.sum() - by_law.sum(),
    ]  # fmt: skip
    looking = np.bincount(block.occupation[searching], minlength=3)
    np.testing.assert_array_equal(jobless, [looking, [0, 0, 0], [0, 0, 0]])
    np.testing.assert_array_equal(durations[:10], np.bincount(spell[searching], minlength=10))
    assert durations[10:].sum() == 0
    assert (by_law > 0).any()
    assert (paid[spell == 5] > 0).any() or searching[spell == 5].sum() == 0


def test_long_spells_are_counted_together_and_nobody_asks_for_them_where_there_is_no_room():
    *_, durations = supported([UNEMPLOYED] * 30, spells=4)
    np.testing.assert_array_equal(durations, [3, 3, 3, 21])
    *_, durations = supported([UNEMPLOYED] * 30, spells=1)
    np.testing.assert_array_equal(durations, [30])
    *_, found, jobless, durations = supported([UNEMPLOYED] * 30, spells=0)
    assert durations.size == 0
    assert jobless[budget.LOOKING].sum() == 30
    plain = supported([UNEMPLOYED] * 30, numbers=NUMBERS._replace(more_benefits=False))
    assert plain[3][budget.MORE_BENEFITS] == BEFORE
    assert found[budget.BENEFITS] == plain[3][budget.BENEFITS]


def test_a_guaranteed_job_pays_by_hours_and_is_taken_by_those_who_ask_for_no_more():
    offered = Guarantee(150_000, 0.5, 0.9, 0.02, np.uint64(5))
    spell, block, money, found, jobless, _ = supported([UNEMPLOYED] * 60, offered)
    rows = np.arange(60)
    lot = np.array([uniform(offered.key, START + k) for k in rows])
    pay = 150_000 * block.hours.astype(int) // FULL_TIME
    takes = (lot < 0.5) & (pay >= WAGE * 0.9 * (1.0 - 0.02 * spell))
    assert 0 < takes.sum() < (lot < 0.5).sum()
    np.testing.assert_array_equal(money.earned, np.where(takes, pay, 0))
    assert (money.transfers[takes] == 0).all()
    columns = (budget.WAGES, budget.GUARANTEE_WAGES, budget.GUARANTEE_COUNT)
    paid = pay[takes].sum()
    assert [found[column] - BEFORE for column in columns] == [paid, paid, takes.sum()]
    won_back = takes & (pay <= WAGE)
    for row, who in zip(jobless, (~takes, takes, won_back), strict=True):
        np.testing.assert_array_equal(row, np.bincount(block.occupation[who], minlength=3))
    assert 0 < won_back.sum() < takes.sum()


@pytest.fixture
def owners():
    """Return persons with deposits and debts, and claims of all three kinds."""
    n = 40
    return persons(
        status=[EMPLOYED] * n, deposits=-50_000 + 9_000 * np.arange(n), equity=1_000 * np.arange(n),
        property=500 * np.arange(n)[::-1], provider_equity=11 * np.arange(n),
    )  # fmt: skip


def test_interest_and_dividends_come_in_whole_cents_and_are_taxed(owners):
    n = owners.status.size
    money, found = empty_budgets(n, earned=np.arange(n), transfers=7), sums()
    budget.earn_capital(owners, money, NUMBERS, found)
    one = 1 << budget.POINT
    interest = np.trunc(owners.deposits * (3_000 / one)).astype(int)
    first, second, third = (
        units.astype(int) * rate // one
        for units, rate in zip(
            (owners.equity, owners.property, owners.provider_equity), (3 << 18, 5 << 18, 7 << 18), strict=True
        )
    )
    capital = interest + first + second + third
    np.testing.assert_array_equal(money.gross, np.arange(n) + 7 + capital)
    tax = np.trunc(0.2 * capital).astype(int)
    np.testing.assert_array_equal(money.capital_tax, tax)
    columns = (
        budget.INTEREST, budget.DIVIDEND_EQUITY, budget.DIVIDEND_PROPERTY, budget.DIVIDEND_PROVIDER,
        budget.CAPITAL_TAX,
    )  # fmt: skip
    totals = [int(part.sum()) for part in (interest, first, second, third, tax)]
    assert added(found, *columns) == totals
    assert (interest < 0).any()
    worth = 2.5 * owners.equity + 4.0 * owners.property + 8.0 * owners.provider_equity
    np.testing.assert_allclose(money.claims, worth)


def test_wealth_above_the_exemption_is_taxed_as_far_as_deposits_go(owners):
    n = owners.status.size
    money, found = empty_budgets(n, claims=3_000.0 * np.arange(n)), sums()
    budget.value(owners, money)
    np.testing.assert_array_equal(money.wealth, owners.deposits + 3_000.0 * np.arange(n))
    money.wealth[3] = 1e9  # rich, and without money
    budget.tax_wealth(owners, money, NUMBERS, found)
    above = np.maximum(0.0, money.wealth - 50_000.0)
    tax = np.minimum((0.01 * above).astype(int), np.maximum(0, owners.deposits))
    np.testing.assert_array_equal(money.wealth_tax, tax)
    assert added(found, budget.WEALTH_TAX, budget.TAXABLE_WEALTH) == [tax.sum(), above.astype(int).sum()]
    assert tax[3] == 0
    assert tax.max() > 1_000


@pytest.mark.parametrize(
    ("spell", "luck", "wage", "due"),
    [(3, 0.29, 100_000, 40_000), (4, 0.29, 100_000, 0), (3, 0.3, 100_000, 0), (0, 0.0, 200_000, 60_000)],
)
def test_the_benefit_by_law(spell, luck, wage, due):
    assert budget.base_benefit(wage, spell, luck, NUMBERS) == due
