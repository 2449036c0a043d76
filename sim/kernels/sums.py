"""Sums that do not depend on the number of threads: fixed chunks, added in order."""

import math

import numpy as np
from numba import njit

from sim.kernels.row_rule import entry_rule, row_rule

PERSON_CHUNK = 8_192  # persons a chunk: a multiple of a page, small enough to balance two threads
FIRM_CHUNK = 2_048
FIRM_BLOCK = 128  # firms of a chunk whose teams are worked out at once: they fit the nearest cache
WAVE = 128  # chunks of persons whose lists are kept at a time


def n_chunks(rows: int, chunk: int) -> int:
    """Return the number of chunks that hold ``rows`` rows."""
    return max(1, -(-rows // chunk))


@njit(cache=True, inline="always")
def persons_of(chunk: int, n_persons: int) -> tuple[int, int]:
    """Return the first person of a chunk of persons, and the row behind its last."""
    return chunk * PERSON_CHUNK, min((chunk + 1) * PERSON_CHUNK, n_persons)


@njit(cache=True, inline="always")
def firms_of(chunk: int, n_firms: int) -> tuple[int, int]:
    """Return the first firm of a chunk of firms, and the row behind its last."""
    return chunk * FIRM_CHUNK, min((chunk + 1) * FIRM_CHUNK, n_firms)


def waves(chunks: int) -> list[tuple[int, int]]:
    """Return (first, end) of the waves in which passes with long lists take the chunks."""
    return [(first, min(first + WAVE, chunks)) for first in range(0, chunks, WAVE)]


@row_rule
def scattered_chunk(index: int, n: int) -> int:
    """Return a chunk under ``n``, another one for each index, in an order that mixes the chunks.

    Threads take runs of indices: so that none of them gets all the empty firms or all who are not employed.
    """
    step = 1 + int(0.6180339887 * n)  # the golden section spreads points most evenly
    while math.gcd(step, n) != 1:
        step += 1
    return int(np.int64(index) * step % n)


@njit(cache=True)
def add_chunks(parts: np.ndarray) -> np.ndarray:
    """Add the rows of ``parts`` (n_chunks, k) in their order, whatever thread made them."""
    total = np.zeros(parts.shape[1], parts.dtype)
    for chunk in range(parts.shape[0]):
        for k in range(parts.shape[1]):
            total[k] += parts[chunk, k]
    return total


@entry_rule
def weighted(weights: np.ndarray, values: np.ndarray) -> float:
    """Return the sum of ``weights`` times ``values``, in order (library products differ by processor)."""
    total = 0.0
    for row in range(weights.size):
        total += weights[row] * values[row]
    return total
