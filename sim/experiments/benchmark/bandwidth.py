"""How fast this machine moves memory: the triad of the STREAM benchmark, and a pass over the person columns.

A month cannot be faster than its columns can be read and written: these are the yardsticks for its cost.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba import njit, prange

from sim.state.columns import Array, Workers

__all__ = ["read_write_seconds", "triad_bandwidth"]

LENGTH = 1 << 24  # float64 numbers in each of three arrays: 400 MB, beyond any cache
REPETITIONS = 7


def triad_bandwidth(threads: int) -> float:
    """Return bytes a second of a = b + s c on ``threads`` threads (McCalpin 1995), the best of some passes.

    Three arrays count once each; that a processor may read a line before it writes it is left out.
    """
    a, b, c = np.zeros(LENGTH), np.ones(LENGTH), np.ones(LENGTH)
    seconds = _fastest(lambda: _triad(a, b, c, 3.0), threads)
    return 3.0 * a.nbytes / seconds


def read_write_seconds(workers: Workers, threads: int) -> float:
    """Return the seconds it takes to read and write every person column once; they stay as they are."""
    words = [_as_words(column) for column in workers]
    zero: Any = np.uint64(0)

    def once() -> None:
        for column in words:
            _read_write(column, zero)

    return _fastest(once, threads)


def _fastest(work: Callable[[], None], threads: int) -> float:
    """Time ``work`` on ``threads`` threads, after a first pass that compiles it."""
    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        work()
        seconds = []
        for _ in range(REPETITIONS):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    finally:
        numba.set_num_threads(before)
    return min(seconds)


def _as_words(column: Array) -> Array:
    """View a column as 64-bit words, so that one compiled function serves all types; an odd end is left."""
    as_bytes = column.view(np.uint8)
    return as_bytes[: as_bytes.size // 8 * 8].view(np.uint64)


@njit(parallel=True)
def _triad(a: Array, b: Array, c: Array, s: float) -> None:
    for i in prange(a.size):
        a[i] = b[i] + s * c[i]


@njit(parallel=True)
def _read_write(words: Array, zero: int) -> None:
    """Change nothing, which the compiler cannot know."""
    for i in prange(words.size):
        words[i] ^= zero
