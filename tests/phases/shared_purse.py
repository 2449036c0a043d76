"""Persons put into households by hand: the same for all tests of the shared purse."""

import numpy as np

from sim.state.columns import EMPLOYED, FULL_TIME, TENANT
from sim.state.households import HOUSEHOLD_BLOCK, packed_children

HOLDINGS = ("deposits", "equity", "property", "provider_equity")


def keepers(workers) -> np.ndarray:
    """Return the row of the keeper of every person's purse."""
    return np.arange(workers.team.size) - workers.purse.astype(np.int64)


def live_alone(workers) -> None:
    """Give everybody a purse of their own, and no children."""
    workers.purse[:] = 0
    workers.children[:] = 0
    workers.home[:] = TENANT


def live_together(workers, sizes, children=0) -> None:
    """Put persons into households of ``sizes`` in turn within blocks, with what they own at the keeper.

    Every household of two and more has ``children`` small children.
    """
    live_alone(workers)
    row, turn, people = 0, 0, workers.team.size
    while row < people:
        size = min(sizes[turn % len(sizes)], people - row, HOUSEHOLD_BLOCK - row % HOUSEHOLD_BLOCK)
        workers.purse[row : row + size] = np.arange(size)
        if size > 1:
            workers.children[row] = packed_children.py_func(children, 0, 0)
        row, turn = row + size, turn + 1
    keeper = keepers(workers)
    for name in HOLDINGS:
        column = getattr(workers, name)
        sums = np.zeros(people, np.int64)
        np.add.at(sums, keeper, column.astype(np.int64))
        column[:] = sums


def earn_the_same(workers, wages) -> None:
    """Let everybody be 40 years old and employed at these wages (cents), and own nothing."""
    workers.status[:] = EMPLOYED
    workers.age[:] = 40
    workers.hours[:] = FULL_TIME
    workers.wage[:] = wages
    for name in HOLDINGS:
        getattr(workers, name)[:] = 0
