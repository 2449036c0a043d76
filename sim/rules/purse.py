"""The shared purse: who belongs to a household, what they have together, and where their money lies.

Incomes, taxes and benefits are of persons; deposits, claims and consumption are of the household and stand in
the row of the one who keeps its purse. Every household lies within a block of persons (state.households).
What a household spends follows from its income per equivalent adult, the sum over the square root of the
number of its members, children included (OECD 2011, Divided We Stand, p. 26).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.lists import append_if
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Rows, Wholes
from sim.rules.budget import EQUIVALISED, KNOTS, PEOPLE, Budgets, Persons
from sim.state.households import HOUSEHOLD_BLOCK, MOST_CHILDREN, WIDEST, number_of_children
from sim.units import Amounts, Cents, Codes, Totals

GROWN_UP, OLD = 18, 65
"""Ages at which statistics of poverty cease to count somebody as a child, and begin to as older."""
PART = 1_024
"""Persons, about, whose budgets are settled together: so many that what is worked out stays near."""
LONGEST_PART = PART + PART // 2
"""Persons in a part where edges of households are found."""
MOST_ADULTS = WIDEST + 1
MOST_PEOPLE = MOST_ADULTS + sum(MOST_CHILDREN)


class Purses(NamedTuple):
    """What the households of a block are and have, in the row of the keeper; 0 in the rows of others."""

    keeper: Rows  # of every person: row of the keeper in the block
    adults: Rows  # persons with a row of their own, as are the next two
    minors: Rows  # those of them who are not GROWN_UP
    older: Rows  # those of them who are OLD
    size: Rows  # adults and children
    credits: Wholes  # of every person, cents: tax credits and benefits in kind, a part of Budgets.untaxed
    disposable: Wholes  # of the household, cents
    members: Rows  # how many do not keep a purse, and behind that number the list of them


@row_rule
def end_of_part(purse: Codes, start: int, end: int) -> int:
    """Return where a part of about ``PART`` persons from ``start`` on ends, whose edge no household crosses.

    A part does not reach beyond a block of ``HOUSEHOLD_BLOCK``, and holds one whole where no edge is found.
    """
    begin = start // HOUSEHOLD_BLOCK * HOUSEHOLD_BLOCK
    last = min(begin + HOUSEHOLD_BLOCK, end)
    edge = start + PART
    while edge + LONGEST_PART - PART < last:
        cut = row = edge
        while cut > start and row < min(cut + WIDEST, last):
            keeper = row - np.int64(purse[row])
            if begin <= keeper < cut:
                cut = row = keeper  # this household comes into the next part, and so do those behind it
            else:
                row += 1
        if cut > start:
            return cut
        edge += PART
    return last


@njit(cache=True, inline="always")
def members_in(purses: Purses) -> Rows:
    """Return the list of those who do not keep a purse: sums over households begin with the keepers."""
    return purses.members[1 : 1 + purses.members[0]]


@row_rule
def gather(persons: Persons, purses: Purses) -> None:
    """Find the keeper of everybody's purse, and count who belongs to it.

    Who would belong to a household of another block keeps an own purse.
    """
    purse, age, children = persons.purse, persons.age, persons.children
    keeper, adults, minors = purses.keeper, purses.adults, purses.minors
    older, size, in_kind = purses.older, purses.size, purses.credits
    listed, n = purses.members, 1
    for k in range(keeper.size):
        row = np.int32(k) - np.int32(purse[k])
        row = row if row >= 0 else np.int32(k)
        keeper[k] = row
        # three counts in one number: a byte each holds the widest household
        counted = 1 + (256 if age[k] < GROWN_UP else 0) + (65_536 if age[k] >= OLD else 0)
        size[k] = counted
        adults[k] = counted if row == k else 0
        in_kind[k] = 0
    for k in range(1, keeper.size):  # row 0 keeps its purse in any case
        n = append_if(keeper[k] != k, listed, n, k)
    listed[0] = n - 1
    members = members_in(purses)
    for i in range(members.size):
        k = np.uint64(members[i])
        adults[np.uint64(keeper[k])] += size[k]
    for k in range(keeper.size):
        counts = adults[k]
        minors[k] = (counts >> 8) & 255
        older[k] = counts >> 16
        adults[k] = counts & 255
        kids = np.int32(number_of_children(np.int32(children[k])))
        size[k] = (counts & 255) + kids if counts > 0 else 0


@row_rule
def pool(budgets: Budgets, purses: Purses, scale: Amounts, mean_income: float, sums: Totals) -> None:
    """Write what households have after taxes, and the position of a member's equivalent of it.

    ``scale`` (MOST_PEOPLE + 1,) is one over the equivalent adults of households by size; ``mean_income`` is
    the mean over all people of the equivalised income of their household.
    """
    disposable, position = budgets.disposable, budgets.position
    keeper, size, pooled = purses.keeper, purses.size, purses.disposable
    for k in range(pooled.size):
        pooled[k] = disposable[k] if keeper[k] == k else np.int64(0)
    members = members_in(purses)
    for i in range(members.size):
        k = np.uint64(members[i])
        pooled[np.uint64(keeper[k])] += disposable[k]
    total = people = np.int64(0)
    for k in range(pooled.size):  # by itself, so that the next loop becomes vector instructions
        position[k] = scale[np.uint64(size[k])]
    for k in range(pooled.size):
        people_here = np.int64(size[k])
        equal = to_real(pooled[k]) * position[k]
        total += people_here * whole_part(equal)
        people += people_here
        income = max(equal, 0.0)
        position[k] = income / (income + mean_income) * KNOTS
    sums[EQUIVALISED] += total
    sums[PEOPLE] += people


@row_rule
def bring_home(amounts: Cents, purses: Purses) -> None:
    """Move what has come to members of households, or was spent for them, to the keeper of the purse."""
    keeper, members = purses.keeper, members_in(purses)
    for i in range(members.size):
        k = np.uint64(members[i])
        amount = amounts[k]
        amounts[k] = 0
        amounts[np.uint64(keeper[k])] += amount
