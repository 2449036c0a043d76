"""Look through a column for what must not be there; add it up so that nothing wraps."""

import numpy as np
from numba import njit, prange

from sim.units import Totals

__all__ = ["first_outside", "parts_of_sum"]

BLOCK = 4_096  # rows in which something is sought before it is said which
FEW = 500_000  # rows that one thread adds sooner than it wakes another
HALF = 32  # bits
LOW_HALF = np.int64(0xFFFFFFFF)


@njit(cache=True)
def first_outside(column: np.ndarray, start: int, end: int, low: float, high: float) -> int:
    """Return the first row from ``start`` to ``end`` that is below ``low``, above ``high`` or no number.

    -1 if there is none. Both bounds have the type of the column.
    """
    for first in range(start, end, BLOCK):
        block = column[first : min(first + BLOCK, end)]
        wrong = False
        for k in range(block.size):  # without a branch: many rows at once
            wrong |= (block[k] < low) | (block[k] > high) | (block[k] != block[k])
        if wrong:
            for k in range(block.size):
                if not low <= block[k] <= high:
                    return first + k
    return -1


@njit(cache=True, parallel=True)
def parts_of_sum(column: Totals) -> tuple[int, int, int]:
    """Return what an integer column adds up to: its high halves, its low halves, the high ones without sign.

    No such sum of up to 2**31 rows can wrap. The order does not matter.
    """
    high, low, size = 0, 0, 0
    if column.size < FEW:
        for row in range(column.size):
            cents = np.int64(column[row])
            high += cents >> HALF
            low += cents & LOW_HALF
            size += (cents ^ (cents >> 63)) >> HALF
    else:
        for row in prange(column.size):
            cents = np.int64(column[row])
            high += cents >> HALF
            low += cents & LOW_HALF
            size += (cents ^ (cents >> 63)) >> HALF
    return high, low, size
