"""Rules on chunks: every chunk once, on any number of threads, with the arguments as they were given."""

from typing import NamedTuple

import numba
import numpy as np
import pytest
from numba import get_thread_id

from sim.kernels.parallel import Arguments, apply_plainly, chunk_rule, job_of
from sim.kernels.row_rule import row_rule
from sim.phases import separations, vacancies


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


class Choice(NamedTuple):
    """Numbers that are no table."""

    offset: np.int64
    flag: bool


class AddingJob(NamedTuple):
    """Of each kind of field one."""

    table: Table
    choice: Choice
    extra: np.ndarray
    visits: np.ndarray


class SigningJob(NamedTuple):
    """A single field."""

    by: np.ndarray


@chunk_rule
def add(chunk: int, arguments: Arguments[AddingJob]) -> None:
    job = job_of(arguments)
    job.visits[chunk] += 1
    extra = job.extra[chunk] if job.choice.flag else 0
    job.table.rows[chunk] = job.table.scale * chunk + job.choice.offset + extra


@chunk_rule(grain=4)
def sign(chunk: int, arguments: Arguments[SigningJob]) -> None:
    job_of(arguments).by[chunk] = get_thread_id()


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
        add(chunks, AddingJob(table, Choice(np.int64(7), flag), extra, visits))
        expected = 2.5 * np.arange(chunks) + 7 + (extra[:chunks] if flag else 0)
        np.testing.assert_array_equal(table.rows[:chunks], expected)
    assert table.rows[chunks] == -1.0
    assert visits.tolist() == [2] * chunks + [0]


def test_the_plain_twin_does_the_same_to_the_bit(build):
    model = build(people=3_000)
    before = [column.copy() for column in (*model.state.firms, *model.state.teams)]
    results = []
    for apply in (lambda rule, *call: rule(*call), apply_plainly):
        for column, kept in zip((*model.state.firms, *model.state.teams), before, strict=True):
            column[:] = kept
        firms, teams = model.state.firms, model.state.teams
        teams.vacancies[:] = np.arange(teams.vacancies.size) % 5
        teams.layoff_rate[:] = np.linspace(0.0, 1.0, teams.vacancies.size)
        posted = np.bincount(teams.occupation, weights=teams.vacancies, minlength=22).astype(np.int64)
        first = (np.cumsum(posted) - posted)[None, :]
        slots, bound = np.zeros(2 * posted.sum(), np.int64), np.zeros(firms.status.size, np.uint8)
        apply(vacancies.post, 1, vacancies.PostingJob(teams, firms.premium, first, slots))
        apply(separations.bound_layoffs, 1, separations.LayoffBoundsJob(teams.layoff_rate, bound))
        results.append((slots, first, bound))
    for compiled, plain in zip(*results, strict=True):
        assert compiled.any()
        np.testing.assert_array_equal(compiled, plain)


@pytest.mark.parametrize(("chunks", "workers"), [(1, 1), (4, 1), (5, 2), (100, 2)])
def test_few_chunks_are_not_worth_waking_a_thread(two_threads, chunks, workers):
    by = np.full(chunks, -1)
    sign(chunks, SigningJob(by))
    assert set(by) == set(range(workers))


def test_arguments_of_other_types_are_refused(threads):
    threads(2)
    visits = np.zeros(3, np.int64)
    job = AddingJob(Table(np.zeros(3), 1.0), Choice(np.int64(1), True), np.zeros(3, np.int64), visits)
    add(3, job)
    with pytest.raises(TypeError):
        add(3, job._replace(extra=np.zeros(3, np.float32)))
    with pytest.raises(TypeError):
        add(3, job._replace(table=Table(np.zeros(3, np.float32), 1.0)))
    assert visits.tolist() == [1, 1, 1]


def test_a_job_of_another_name_is_refused():
    class Other(NamedTuple):
        by: np.ndarray

    sign(1, SigningJob(np.zeros(1, np.int64)))
    with pytest.raises(TypeError, match="Other"):
        sign(1, Other(np.zeros(1, np.int64)))


def test_what_is_read_needs_no_counted_reference():
    table, visits = Table(np.zeros(9), 1.0), np.zeros(9, np.int64)
    job = AddingJob(table, Choice(np.int64(1), True), np.zeros(9, np.int64), visits)
    for _ in range(1_000):
        add(9, job)
    assert visits.tolist() == [1_000] * 9
    np.testing.assert_array_equal(table.rows, np.arange(9) + 1.0)


def test_a_row_rule_can_be_called_from_python_too():
    values = np.array([1.0, -2.0, 0.0])
    ratio(values, 0.0)
    assert values[0] == np.inf
    assert values[1] == -np.inf
    assert np.isnan(values[2])  # as IEEE 754 says, without an error
