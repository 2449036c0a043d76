"""Counter-based chance: a draw is a function of (seed, month, purpose, row) and of nothing else.

The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood 2014), applied twice: once to
(seed, month, purpose) to make the key of a stream, once to the key and the row. A run is therefore
bit-identical on any number of threads, and two scenarios with one seed share their luck.
"""

import hashlib

import numpy as np
from numba import njit

from sim.kernels.conversions import real_of_53_bits
from sim.kernels.row_rule import entry_rule, row_rule

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
UNIT = 1.0 / 9007199254740992.0  # 2**-53


def purpose(name: str) -> np.uint64:
    """Return the number that stands for a purpose; the name is unique in the program (tested)."""
    return np.uint64(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little"))


@njit(cache=True, inline="always")
def scramble(bits: int) -> int:
    """Scramble 64 bits (SplitMix64 finaliser)."""
    bits = np.uint64(bits)
    bits = (bits ^ (bits >> np.uint64(30))) * FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * SECOND
    return bits ^ (bits >> np.uint64(31))


@entry_rule
def stream(seed: int, month: int, what: int) -> int:
    """Return the key of the stream of draws for a purpose in a month."""
    key = scramble(np.uint64(seed) * GOLDEN + np.uint64(what))
    return scramble(key + np.uint64(np.int64(month) + 1_000_000) * GOLDEN)


@row_rule
def bits(key: int, row: int) -> int:
    """Return 64 random bits for ``row`` in the stream ``key``."""
    return scramble(draw_position(key, row))


@entry_rule
def uniform(key: int, row: int) -> float:
    """Return a uniform draw in [0, 1) for ``row`` in the stream ``key``."""
    return uniform_at(draw_position(key, row))


@njit(cache=True, inline="always")
def draw_position(key: int, row: int) -> int:
    """Return the place of ``row`` in the stream ``key``; those of rows in a line are ``GOLDEN`` apart."""
    return np.uint64(key) + np.uint64(row) * GOLDEN


@njit(cache=True, inline="always")
def uniform_at(position: int) -> float:
    """Return the uniform draw at a place; going from place to place saves loops over rows a third."""
    return real_of_53_bits(scramble(position) >> np.uint64(11)) * UNIT


@njit(cache=True, inline="always")
def drawn_row(cumulative: np.ndarray, u: float) -> int:
    """Return the row that a uniform draw picks by cumulative shares."""
    row = 0
    while row < cumulative.size - 1 and cumulative[row] <= u:
        row += 1
    return row


@row_rule
def irwin_hall(key: int, row: int) -> float:
    """Return a draw with mean 0 and variance 1 from the sum of four uniforms (Irwin-Hall, |z| <= 3.47)."""
    b = bits(key, row)
    mask = np.uint64(0xFFFF)
    total = (
        np.float64(b & mask)
        + np.float64((b >> np.uint64(16)) & mask)
        + np.float64((b >> np.uint64(32)) & mask)
        + np.float64(b >> np.uint64(48))
    )
    # each part has mean 32767.5 and variance (65536**2 - 1) / 12
    return (total - 131070.0) * 2.6429e-5


@njit(cache=True, inline="always")
def round_randomly(amount: float, position: int) -> float:
    """Round ``amount`` up or down by the draw at a place so that the expectation is ``amount``."""
    floor = np.trunc(amount)
    return floor + (1.0 if uniform_at(position) < amount - floor else 0.0)
