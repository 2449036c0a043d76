"""Sums in fixed chunks: the same on any number of threads; atomic additions lose nothing."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numba import njit, prange

from sim.kernels.atomic import atomic_add, atomic_max
from sim.kernels.draws import bits, purpose, stream
from sim.kernels.sums import FIRM_CHUNK, PERSON_CHUNK, add_chunks, n_chunks, scattered_chunk

NAME = purpose("test: atomic")


@given(st.integers(0, 300_000_000), st.sampled_from([PERSON_CHUNK, FIRM_CHUNK, 1, 7]))
def test_chunks_cover_all_rows(rows, chunk):
    n = n_chunks(rows, chunk)
    assert n >= 1
    assert n * chunk >= rows
    assert rows == 0 or (n - 1) * chunk < rows


@given(st.integers(1, 3_000))
def test_chunks_are_spread_without_leaving_one_out(n):
    order = [scattered_chunk(index, n) for index in range(n)]
    assert sorted(order) == list(range(n))


@pytest.mark.parametrize("threads", [2, 4, 8])
def test_every_thread_gets_a_mixture_of_chunks(threads):
    n = 600  # the second half of the rows is empty, say: each thread should get half of it, give or take 2 %
    parts = np.array_split([scattered_chunk(index, n) >= n // 2 for index in range(n)], threads)
    assert max(abs(part.mean() - 0.5) for part in parts) < 0.02


@given(arrays(np.int64, (5, 3), elements=st.integers(-(2**60), 2**60)))
def test_whole_numbers_add_up_exactly(parts):
    expected = [sum(int(value) for value in parts[:, k]) for k in range(3)]
    total = add_chunks(parts)
    assert total.dtype == np.int64
    # wraps like any 64-bit sum only where the exact sum does not fit
    assert all(int(t) == (e + 2**63) % 2**64 - 2**63 for t, e in zip(total, expected, strict=True))


@given(arrays(np.float64, (9, 2), elements=st.floats(-1e12, 1e12)))
def test_floats_are_added_in_the_order_of_the_chunks(parts):
    total = add_chunks(parts)
    for k in range(2):
        in_order = 0.0
        for value in parts[:, k]:
            in_order += float(value)
        assert total[k] == in_order
        exact = sum((Fraction(float(value)) for value in parts[:, k]), Fraction(0))
        # n - 1 roundings of partial sums that never exceed the sum of absolute values
        assert abs(Fraction(float(total[k])) - exact) <= 9 * Fraction(2) ** -53 * Fraction(
            float(np.abs(parts[:, k]).sum()) + 1e-300
        )


@njit(parallel=True)
def _scatter(cells, largest, n, key):
    for row in prange(n):
        b = bits(key, row)
        cell = np.int64(b % np.uint64(cells.size))
        atomic_add(cells, cell, np.int64((b >> np.uint64(32)) & np.uint64(0xFFFF)) - 20_000)
        atomic_max(largest, cell, np.int64(b >> np.uint64(1)))


@njit(parallel=True)
def _count(cells, n):
    for row in prange(n):
        atomic_add(cells, row % cells.size, 1)


def test_atomic_updates_lose_nothing(threads):
    threads(2)
    n, key = 100_000, np.uint64(stream(1, 0, NAME))
    draws = [int(bits(key, row)) for row in range(n)]
    cells, largest = np.zeros(7, np.int64), np.full(7, -1, np.int64)
    _scatter(cells, largest, n, key)
    expected, top = [0] * 7, [-1] * 7
    for b in draws:
        expected[b % 7] += ((b >> 32) & 0xFFFF) - 20_000
        top[b % 7] = max(top[b % 7], b >> 1)
    assert cells.tolist() == expected
    assert largest.tolist() == top


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_a_contended_cell_counts_every_thread(threads, dtype):
    threads(2)
    n = 3_000_000
    for _ in range(5):
        cells = np.zeros(3, dtype)
        _count(cells, n)
        assert cells.tolist() == [n // 3] * 3
