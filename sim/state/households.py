"""Households in the columns of persons: who keeps the purse, and the children packed into a byte.

Members of a household are rows within ``WIDEST`` of the one who keeps its purse, who has the lowest row and
``purse`` 0; the others hold how many rows back that is. No household crosses the edge of a block of
``HOUSEHOLD_BLOCK`` rows, so that a pass over whole blocks sees whole households.
"""

import numpy as np
from numba import njit

HOUSEHOLD_BLOCK = 2_048
WIDEST = 15
CHILD_AGES = (6, 13, 16)
"""Ages at which the bands of children end: small ones, schoolchildren, and those about to be grown up."""
MOST_CHILDREN = (7, 7, 3)


@njit(cache=True, inline="always")
def packed_children(small: int, middle: int, large: int) -> int:
    """Pack the children of a household by band, each at most ``MOST_CHILDREN``."""
    return np.uint8(min(small, 7) | min(middle, 7) << 3 | min(large, 3) << 6)


@njit(cache=True, inline="always")
def small_children(children: int) -> int:
    """Return the children in the first band."""
    return children & 7


@njit(cache=True, inline="always")
def middle_children(children: int) -> int:
    """Return the children in the second band."""
    return (children >> 3) & 7


@njit(cache=True, inline="always")
def large_children(children: int) -> int:
    """Return the children in the third band."""
    return (children >> 6) & 3


@njit(cache=True, inline="always")
def number_of_children(children: int) -> int:
    """Return the children of a household."""
    return (children & 7) + ((children >> 3) & 7) + ((children >> 6) & 3)
