"""Spending out of cash that is not usual: closed forms of the first months, limits, moves of households."""

import numpy as np
import pytest

from sim.rules import budget, drawing_down, spending
from sim.rules import household_moves as moves
from sim.state.columns import empty_workers

OUT_OF_INCOME, OUT_OF_DEPOSITS, OUT_OF_CASH, MEMORY = 0.9, 0.01, 0.05, 1.0 - 1.0 / 30.0
INCOME, GIFT, PEOPLE = 4_000_000, 1_500_000, 4
RICH, POOR = 40_000_000, 0
CENT = 2.0  # amounts are rounded down to cents, twice


def numbers(**changes):
    found = dict.fromkeys(budget.IncomeNumbers._fields, 0.0)
    found |= {"wealth_propensity": OUT_OF_DEPOSITS, "cash_propensity": OUT_OF_CASH, "memory": MEMORY}
    return budget.IncomeNumbers(**(found | {"usual_growth": 1.0, "spending_shock": 1.0} | changes))


def people(deposits):
    workers = empty_workers(PEOPLE)
    for column in workers:
        column[:] = 0
    workers.deposits[:] = deposits
    return workers


def month(workers, incomes, propensity=OUT_OF_INCOME, **changes):
    """Let people receive incomes and spend; return what they spend, cents."""
    reals = ("taxable", "claims", "wealth", "position", "propensity")
    fields = budget.Budgets._fields
    amounts = budget.Budgets(
        *(np.zeros(PEOPLE, np.float64 if name in reals else np.int64) for name in fields)
    )
    amounts.disposable[:], amounts.propensity[:] = incomes, propensity
    persons = budget.persons_of_block(workers, 0, PEOPLE)
    sums = np.zeros(budget.N_SUMS, np.int64)
    spending.consume(persons, amounts, amounts.disposable, numbers(**changes), sums)
    assert sums[budget.CONSUMPTION] == amounts.consumption.sum()
    return amounts.consumption.astype(float)


def both(deposits, gift, incomes, months, **changes):
    """Return what is spent more of what comes in the second month, month by month, by each person."""
    here, there = people(deposits), people(deposits)
    month(here, INCOME, **changes), month(there, INCOME, **changes)
    here.deposits[:] += gift
    more = [month(here, INCOME + incomes, **changes) - month(there, INCOME, **changes)]
    return np.array(
        more + [month(here, INCOME, **changes) - month(there, INCOME, **changes) for _ in range(months - 1)]
    )


def test_where_everything_is_usual_people_spend_what_the_settled_rule_says():
    workers = people([0, 10_000_000, RICH, 2 * RICH])
    settled = OUT_OF_INCOME * INCOME + OUT_OF_DEPOSITS * workers.deposits
    np.testing.assert_allclose(month(workers, INCOME), settled, atol=CENT)


@pytest.mark.parametrize(
    ("gift", "income", "settled"), [(GIFT, 0, OUT_OF_DEPOSITS), (0, GIFT, OUT_OF_INCOME)]
)
def test_of_what_is_unusual_a_part_of_cash_is_spent_and_the_rest_is_learned(gift, income, settled):
    more = both(RICH, gift, income, 2)
    first = MEMORY * OUT_OF_CASH + (1.0 - MEMORY) * settled
    np.testing.assert_allclose(more[0] / GIFT, first, atol=CENT / GIFT)
    # next month: what is left is cash and deposits, and a part of what the gift taught has become usual
    left, taught = 1.0 - first, (1.0 - MEMORY) * (settled - OUT_OF_CASH)
    second = MEMORY * (OUT_OF_CASH * left + taught) + (1.0 - MEMORY) * OUT_OF_DEPOSITS * left
    # single precision of what is usual: 6e-8 of four million cents; cents add up over months
    np.testing.assert_allclose(more[1] / GIFT, second, atol=3.0 * CENT / GIFT)


def test_a_memory_of_a_month_is_the_settled_rule_whatever_is_spent_of_cash():
    plain = both(RICH, GIFT, GIFT, 3, memory=0.0, cash_propensity=0.0)
    np.testing.assert_array_equal(plain, both(RICH, GIFT, GIFT, 3, memory=0.0))
    assert plain[0] == pytest.approx((OUT_OF_INCOME + OUT_OF_DEPOSITS) * GIFT, abs=CENT)


def test_who_has_run_out_of_cash_spends_more_of_a_payment():
    """Direction: the settled rule asks for more than there is, as where wealth lies in a home."""
    poor, rich = (both(deposits, 0, GIFT, 3, propensity=1.1).sum(axis=0) for deposits in (POOR, RICH))
    assert (poor > 2.0 * rich).all()


def test_a_shock_to_spending_is_not_smoothed():
    plain, shocked = people(RICH), people(RICH)
    month(plain, INCOME), month(shocked, INCOME)
    before = month(plain, INCOME)
    # the shock is in the propensities, too (phases.incomes)
    after = month(
        shocked, INCOME, 0.95 * OUT_OF_INCOME, wealth_propensity=0.95 * OUT_OF_DEPOSITS, spending_shock=0.95
    )
    np.testing.assert_allclose(after, 0.95 * before, rtol=1e-6)


def test_who_leaves_or_joins_a_household_learns_anew_and_what_changes_its_form_is_no_windfall():
    workers = people(RICH)
    workers.usual_spending[:] = 100_000.0
    residents = moves.residents_of(workers, 0, PEOPLE)
    workers.age[:] = [80, 40, 40, 40]
    workers.equity[0] = 1_000_000
    part = np.zeros(256)
    part[80] = 0.1
    rule = drawing_down.DrawingDown(part, 0.0, 1, OUT_OF_CASH)
    paid = drawing_down.sell_claims(residents, 0, 80, 0, rule, np.array([10.0, 0.0, 0.0]), 7)
    assert paid > 0
    moved = OUT_OF_CASH * (RICH - workers.deposits)
    np.testing.assert_allclose(workers.usual_spending - 100_000.0, moved, rtol=1e-5, atol=0.1)
    moves.join(residents, 2, 1)
    assert workers.usual_spending[1:3].tolist() == [0.0, 0.0]
    assert (workers.usual_spending[[0, 3]] != 0.0).all()
    workers.usual_spending[1] = 5.0
    moves.leave(residents, 2)
    assert workers.usual_spending[1:3].tolist() == [0.0, 0.0]
