"""Borrowed memory: lists of the declared types that do not touch, and are given back."""

import resource
from typing import NamedTuple

import numpy as np
import pytest

from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import APART, Bytes, Flags, Rows, Wholes, borrow, give_back, lists_in


class Lists(NamedTuple):
    """One list of each type."""

    real: np.ndarray
    whole: Wholes
    rows: Rows
    small: Bytes
    flags: Flags


FIRST = 3  # rows of memory left alone before the lists


@row_rule
def fill(lists, chunk):
    for k in range(lists.real.size):
        lists.real[k] = 0.5 + chunk
        lists.whole[k] = -(2**40) - chunk
        lists.rows[k] = -k
        lists.small[k] = 255
        lists.flags[k] = k % 2 == 0


class WritingJob(NamedTuple):
    """How long the lists are, and where their sums go."""

    n: np.int64
    sums: np.ndarray


@chunk_rule
def write(chunk: int, arguments: Arguments[WritingJob]) -> None:
    job = job_of(arguments)
    n, sums = job.n, job.sums
    memory = borrow(FIRST + 5 * (n + APART))
    memory[:FIRST] = 7.0
    lists = lists_in(Lists, memory, FIRST, n)
    fill(lists, chunk)
    sums[chunk, 0] = lists.real.sum()
    sums[chunk, 1] = lists.whole.sum()
    sums[chunk, 2] = lists.rows.sum()
    sums[chunk, 3] = lists.small.sum()
    sums[chunk, 4] = lists.flags.sum()
    sums[chunk, 5] = memory[:FIRST].sum()
    give_back(memory)


@pytest.mark.parametrize("n_threads", [1, 2])
@pytest.mark.parametrize("n", [1, 2, 1_001])
def test_lists_do_not_touch_whatever_thread_borrows_them(threads, n_threads, n):
    threads(n_threads)
    sums = np.zeros((50, 6))
    write(50, WritingJob(np.int64(n), sums))
    chunk = np.arange(50)
    expected = [
        n * (0.5 + chunk),
        n * (-(2.0**40) - chunk),
        -n * (n - 1) / 2,
        255 * n,
        (n + 1) // 2,
        7.0 * FIRST,
    ]
    for column, value in enumerate(expected):
        np.testing.assert_array_equal(sums[:, column], value)


def test_memory_is_given_back(threads):
    threads(2)
    n, sums = np.int64(100_000), np.zeros((50, 6))  # 4 MB a chunk
    write(50, WritingJob(n, sums))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(20):
        write(50, WritingJob(n, sums))
    # 1,000 chunks that kept theirs would take 4 GB; kilobytes here, bytes on other systems
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000
