"""Rules on chunks: every chunk once, on any number of threads, with the arguments as they were given."""

from typing import NamedTuple

import numba
import numpy as np
import pytest
from numba import get_thread_id

from sim.kernels.parallel import chunk_rule, read
from sim.kernels.row_rule import row_rule


@pytest.fixture
def two_threads():
    before = numba.get_num_threads()
    if numba.config.NUMBA_NUM_THREADS < 2:
        pytest.skip("needs 2 threads")
    numba.set_num_threads(2)
    yield
    numba.set_num_threads(before)


class Table(NamedTuple):
    """Columns and a number."""

    rows: np.ndarray
    scale: float


@chunk_rule
def add(chunk, arguments):
    table, (offset, flag), extra, visits = read(arguments)
    visits[chunk] += 1
    table.rows[chunk] = table.scale * chunk + offset + (extra[chunk] if flag else 0)


@chunk_rule(grain=4)
def sign(chunk, arguments):
    (by,) = read(arguments)
    by[chunk] = get_thread_id()


@row_rule
def ratio(values, by):
    for k in range(values.size):
        values[k] /= by


@pytest.mark.parametrize("n_threads", [1, 2])
@pytest.mark.parametrize("chunks", [0, 1, 2, 7, 1_000])
def test_every_chunk_is_worked_on_once_with_the_arguments_of_the_call(threads, n_threads, chunks):
    threads(n_threads)
    table, visits = Table(np.full(chunks + 1, -1.0), 2.5), np.zeros(chunks + 1, np.int64)
    extra = np.arange(chunks + 1) * 1_000
    for flag in (True, False):  # the arguments of a call do not outlive it
        add(chunks, table, (np.int64(7), flag), extra, visits)
        expected = 2.5 * np.arange(chunks) + 7 + (extra[:chunks] if flag else 0)
        np.testing.assert_array_equal(table.rows[:chunks], expected)
    assert table.rows[chunks] == -1.0
    assert visits.tolist() == [2] * chunks + [0]


@pytest.mark.parametrize(("chunks", "workers"), [(1, 1), (4, 1), (5, 2), (100, 2)])
def test_few_chunks_are_not_worth_waking_a_thread(two_threads, chunks, workers):
    by = np.full(chunks, -1)
    sign(chunks, by)
    assert set(by) == set(range(workers))


def test_arguments_of_other_types_are_refused(threads):
    threads(2)
    table, visits = Table(np.zeros(3), 1.0), np.zeros(3, np.int64)
    add(3, table, (np.int64(1), True), np.zeros(3, np.int64), visits)
    with pytest.raises(TypeError):
        add(3, table, (np.int64(1), True), np.zeros(3, np.float32), visits)
    with pytest.raises(TypeError):
        add(3, Table(np.zeros(3, np.float32), 1.0), (np.int64(1), True), np.zeros(3, np.int64), visits)
    assert visits.tolist() == [1, 1, 1]


def test_what_is_read_needs_no_counted_reference():
    table, visits = Table(np.zeros(9), 1.0), np.zeros(9, np.int64)
    extra = np.zeros(9, np.int64)
    for _ in range(1_000):
        add(9, table, (np.int64(1), True), extra, visits)
    assert visits.tolist() == [1_000] * 9
    np.testing.assert_array_equal(table.rows, np.arange(9) + 1.0)


def test_a_row_rule_can_be_called_from_python_too():
    values = np.array([1.0, -2.0, 0.0])
    ratio(values, 0.0)
    assert values[0] == np.inf
    assert values[1] == -np.inf
    assert np.isnan(values[2])  # as IEEE 754 says, without an error
