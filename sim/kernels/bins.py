"""Logarithmic bins of amounts in cents: sixteen an octave, from the bits of the number, no logarithm."""

import numpy as np
from numba import njit

BINS = 768  # bin 0 holds amounts below one cent; the last begins above 2**47 cents, a trillion dollars
FIRST_BITS = 2032  # bits of 1.0 as float32, shifted


@njit(cache=True, inline="always")
def bin_of(cents: float) -> int:
    """Return the bin of an amount."""
    if cents < 1.0:
        return 0
    return min(np.int64(np.float32(cents).view(np.int32) >> 19) - FIRST_BITS + 1, BINS - 1)


def lower_edges() -> np.ndarray:
    """Return the smallest amount of every bin (float64, cents)."""
    bits = (np.arange(BINS - 1, dtype=np.int64) + FIRST_BITS) << 19
    return np.concatenate([[0.0], bits.astype(np.int32).view(np.float32).astype(np.float64)])
