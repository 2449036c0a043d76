"""Paying a grant to a block of persons."""

import numpy as np

from sim.kernels.row_rule import row_rule
from sim.rules.budget import Budgets, Persons
from sim.rules.grants import Grants, Recipients, grant_payment, is_eligible, is_meant, pay_lost_paid
from sim.state.households import WIDEST
from sim.units import Totals


@row_rule
def receive_grant(
    grant: int, grants: Grants, persons: Persons, budgets: Budgets, start: int, month: int, granted: Totals,
    sums: Totals,
) -> None:  # fmt: skip
    """Add what a grant pays to income that is not taxed; cents paid and persons reached to ``granted``."""
    status, wage, untaxed, gross = persons.status, persons.wage, budgets.untaxed, budgets.gross
    children, pay_lost = persons.children, persons.pay_lost
    people = Recipients(
        persons.age, children, persons.place, status, persons.status_month, persons.job_lost, month
    )
    by_loss, by_household = grants.of_loss[grant] > 0.0, grants.by_household[grant]
    total = reached = np.int64(0)
    for k in range(untaxed.size):
        if not is_eligible(grant, grants, start + k, status[k], np.int64(wage[k])):
            continue
        if not is_meant(grant, grants, people, k):
            continue
        if by_loss:
            paid = pay_lost_paid(grant, grants, np.int64(wage[k]), np.int64(pay_lost[k]))
        else:
            income = household_income(k, persons, budgets) if by_household else gross[k]
            paid = grant_payment(grant, grants, children[k], income)
        untaxed[k] += paid
        total += paid
        reached += 1 if paid > 0 else 0
    granted[0] += total
    granted[1] += reached
    sums[grants.booked_under[grant]] += total


@row_rule
def household_income(k: int, persons: Persons, budgets: Budgets) -> int:
    """Return what all who share the purse of a person have before taxes, cents."""
    purse, gross = persons.purse, budgets.gross
    keeper = np.int64(max(k - np.int64(purse[k]), np.int64(0)))
    total = np.int64(0)
    end = np.int64(min(keeper + WIDEST + 1, np.int64(gross.size)))
    for row in range(keeper, end):
        total += gross[row] if row - np.int64(purse[row]) == keeper else np.int64(0)
    return total
