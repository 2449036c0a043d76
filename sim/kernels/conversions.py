"""Whole numbers to reals and back by additions to their bits.

Most processors convert 64-bit numbers one at a time; adding is done on several at once. A number added to
1.5 x 2**52 has its units in the last bit, so that its bits hold a whole number.
"""

import numpy as np
from numba import njit

LARGEST = 2**51  # beyond it the results are wrong: 22 trillion dollars in cents
UNITS = 6755399441055744.0  # 1.5 * 2**52
UNITS_BITS = np.int64(0x4338000000000000)
# two halves of a number of 53 bits, each below the units of a power of two
HIGH_BITS, LOW_BITS = np.uint64(0x4530000000000000), np.uint64(0x4330000000000000)
HALVES = 2.0**84 + 2.0**52
LOW_HALF = np.uint64(0xFFFFFFFF)


@njit(cache=True, inline="always")
def whole_part(amount: float) -> int:
    """Return ``int(amount)`` for an amount between -2**51 and 2**51."""
    return np.float64(np.trunc(amount) + UNITS).view(np.int64) - UNITS_BITS


@njit(cache=True, inline="always")
def to_real(number: int) -> float:
    """Return ``float(number)`` for a number between -2**51 and 2**51."""
    return np.int64(number + UNITS_BITS).view(np.float64) - UNITS


@njit(cache=True, inline="always")
def real_of_53_bits(number: int) -> float:
    """Return ``float(number)`` for a uint64 below 2**53."""
    high = np.uint64((number >> np.uint64(32)) | HIGH_BITS).view(np.float64)
    low = np.uint64((number & LOW_HALF) | LOW_BITS).view(np.float64)
    return (high - HALVES) + low
