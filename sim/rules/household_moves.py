"""Who belongs to a household, who leaves it and who joins: moves inside a block of rows, in whole units.

The columns are those of a block of whole households (``state.households``), rows are counted from its first
one. Whatever moves, the lowest row of a household keeps the purse: deposits, claims, children and the home
move to it, and nothing is made or lost.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.row_rule import row_rule
from sim.state.columns import TENANT, Workers
from sim.state.households import (
    MOST_CHILDREN,
    WIDEST,
    large_children,
    middle_children,
    packed_children,
    small_children,
)
from sim.units import Cents, Codes, Units, Wages

LARGEST_UNITS = 4_294_967_295  # of a claim that one row can hold
NOBODY = -1


class Residents(NamedTuple):
    """Columns of the persons of a block."""

    age: Codes
    purse: Codes
    children: Codes
    home: Codes
    place: Codes
    deposits: Cents
    equity: Units
    property: Units
    provider_equity: Units
    wage: Wages  # the last one of people without work


@njit(cache=True, inline="always")
def residents_of(workers: Workers, start: int, end: int) -> Residents:
    """Return the columns of the persons from ``start`` to ``end``."""
    return Residents(
        workers.age[start:end], workers.purse[start:end], workers.children[start:end],
        workers.home[start:end], workers.place[start:end], workers.deposits[start:end],
        workers.equity[start:end], workers.property[start:end], workers.provider_equity[start:end],
        workers.wage[start:end],
    )  # fmt: skip


@njit(cache=True, inline="always")
def members_of(purse: Codes, keeper: int) -> int:
    """Return the rows behind the keeper that belong to the household as bits: bit b for the row b behind.

    Without branches, and where the rows do not end in a loop of a known length: this is asked often.
    """
    belong = np.int32(0)
    if keeper + WIDEST < purse.size:
        for back in range(1, WIDEST + 1):
            belong |= np.int32(purse[np.uint64(keeper + back)] == back) << np.int32(back)
    else:
        for back in range(1, purse.size - keeper):
            belong |= np.int32(purse[np.uint64(keeper + back)] == back) << np.int32(back)
    return belong


@row_rule
def next_member(purse: Codes, keeper: int) -> int:
    """Return the lowest row of a household but that of the keeper, ``NOBODY`` if there is none."""
    belong = members_of(purse, keeper)
    if belong == 0:
        return NOBODY
    row = keeper
    while belong & 1 == 0:
        belong >>= 1
        row += 1
    return row


@njit(cache=True, inline="always")
def is_alone(purse: Codes, row: int) -> bool:
    """Say whether a person is the only adult of the household."""
    return purse[row] == 0 and members_of(purse, row) == 0


@row_rule
def fits(purse: Codes, row: int, keeper: int) -> bool:
    """Say whether a row may join a household: all rows have to lie within ``WIDEST`` of the lowest."""
    if row >= keeper:  # its own members are within WIDEST of the keeper in any case
        return row - keeper <= WIDEST
    return keeper - row <= WIDEST and members_of(purse, keeper) >> (row + WIDEST - keeper) <= 1


@row_rule
def eldest(residents: Residents, keeper: int) -> tuple[int, int]:
    """Return the eldest of a household and the next eldest, ``NOBODY`` if there is none; rows break ties."""
    age, belong = residents.age, members_of(residents.purse, keeper)
    row, first, second = keeper, keeper, NOBODY
    while belong > 1:
        belong >>= 1
        row += 1
        if belong & 1 > 0:
            if age[row] > age[first]:
                first, second = row, first
            elif second == NOBODY or age[row] > age[second]:
                second = row
    return first, second


@njit(cache=True, inline="always")  # handing the columns over costs more than looking
def age_of_eldest(age: Codes, purse: Codes, keeper: int) -> int:
    """Return the age of the eldest of a household."""
    belong = members_of(purse, keeper)
    row, oldest = keeper, np.int64(age[keeper])
    while belong > 1:
        belong >>= 1
        row += 1
        oldest = max(oldest, np.int64(age[row]) if belong & 1 > 0 else oldest)
    return oldest


@row_rule
def couple(residents: Residents, row: int, generation: int) -> tuple[int, int]:
    """Return the couple at the head of the household of a person, or its eldest and ``NOBODY``.

    The two eldest are a couple if less than a ``generation`` lies between them.
    """
    age = residents.age
    first, second = eldest(residents, row - np.int64(residents.purse[row]))
    if second != NOBODY and np.int64(age[first]) - np.int64(age[second]) >= generation:
        second = NOBODY
    return first, second


@row_rule
def hand_over(residents: Residents, giver: int, heir: int) -> None:
    """Give the deposits and claims of a row to another; units beyond what it can hold stay."""
    deposits = residents.deposits
    deposits[heir] += deposits[giver]
    deposits[giver] = 0
    _hand_units(residents.equity, giver, heir)
    _hand_units(residents.property, giver, heir)
    _hand_units(residents.provider_equity, giver, heir)


@row_rule
def _hand_units(units: Units, giver: int, heir: int) -> None:
    held, room = np.int64(units[giver]), LARGEST_UNITS - np.int64(units[heir])
    moved = min(held, room)
    units[heir] = np.uint32(np.int64(units[heir]) + moved)
    units[giver] = np.uint32(held - moved)


@row_rule
def can_hold(residents: Residents, one: int, other: int) -> bool:
    """Say whether one row can hold the claims of two."""
    equity, property_, provider_equity = residents.equity, residents.property, residents.provider_equity
    return (
        np.int64(equity[one]) + np.int64(equity[other]) <= LARGEST_UNITS
        and np.int64(property_[one]) + np.int64(property_[other]) <= LARGEST_UNITS
        and np.int64(provider_equity[one]) + np.int64(provider_equity[other]) <= LARGEST_UNITS
    )


@row_rule
def halve(residents: Residents, giver: int, heir: int) -> None:
    """Give half of the deposits and claims of a row to one that has none; odd cents and units stay."""
    half = residents.deposits[giver] // 2
    residents.deposits[giver] -= half
    residents.deposits[heir] += half
    _halve_units(residents.equity, giver, heir)
    _halve_units(residents.property, giver, heir)
    _halve_units(residents.provider_equity, giver, heir)


@row_rule
def _halve_units(units: Units, giver: int, heir: int) -> None:
    held, room = np.int64(units[giver]), LARGEST_UNITS - np.int64(units[heir])
    half = min(held // 2, room)
    units[giver] = np.uint32(held - half)
    units[heir] = np.uint32(np.int64(units[heir]) + half)


@row_rule
def add_children(children: Codes, row: int, more: int) -> None:
    """Add packed children to a household; what a band cannot hold goes to the one before it."""
    large = large_children(np.int64(children[row])) + large_children(more)
    middle = middle_children(np.int64(children[row])) + middle_children(more)
    middle += max(0, large - MOST_CHILDREN[2])
    small = small_children(np.int64(children[row])) + small_children(more)
    small += max(0, middle - MOST_CHILDREN[1])
    children[row] = packed_children(small, middle, large)


@row_rule
def leave(residents: Residents, row: int) -> None:
    """Let a person live alone, with nothing but a rented home; the household keeps the rest."""
    purse, children, home = residents.purse, residents.children, residents.home
    if purse[row] > 0:
        keeper = row - np.int64(purse[row])
        purse[row] = 0
        hand_over(residents, row, keeper)
    else:
        heir = next_member(purse, row)
        if heir == NOBODY:
            return
        for other in range(heir, min(row + WIDEST + 1, purse.size)):
            if purse[other] == other - row:
                purse[other] = np.uint8(other - heir)
        hand_over(residents, row, heir)
        children[heir] = children[row]
        home[heir] = home[row]
    children[row] = 0
    home[row] = TENANT


@row_rule
def join(residents: Residents, row: int, keeper: int) -> None:
    """Let a person who lives alone join a household that ``fits``; the lower row keeps the purse of both."""
    purse, children, home = residents.purse, residents.children, residents.home
    low, high = min(row, keeper), max(row, keeper)
    if row < keeper:
        for other in range(keeper + 1, min(keeper + WIDEST + 1, purse.size)):
            if purse[other] == other - keeper:
                purse[other] = np.uint8(other - row)
    purse[high] = np.uint8(high - low)
    residents.place[row] = residents.place[keeper]
    hand_over(residents, high, low)
    more = np.int64(children[high])
    children[high] = 0
    add_children(children, low, more)
    home[low] = max(home[low], home[high])
    home[high] = TENANT
