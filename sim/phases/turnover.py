"""Step 5, labour market, first pass over persons: reviews, separations, and every seeker applies once."""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.parallel import Arguments, chunk_rule, read
from sim.kernels.prefetch import prefetch_rows
from sim.kernels.scratch import borrow, give_back, lists_in
from sim.kernels.sums import FIRM_CHUNK, PERSON_CHUNK, WAVE, n_chunks, persons_of, waves
from sim.phases.reviews import review_block
from sim.phases.search import Offers, search_block, search_streams
from sim.phases.separations import (
    BLOCK,
    ROOM,
    Block,
    LayoffBoundsJob,
    SeparationNumbers,
    bound_layoffs,
    separate_block,
    separation_streams,
)
from sim.phases.vacancies import Vacancies
from sim.rules.grants import Grants, Guarantee
from sim.rules.ledger import Ledger, empty_ledger, settle
from sim.state.columns import Array, State, Workers
from sim.state.structure import Structure
from sim.units import Amounts, Codes, Rows, Shares, Totals

BLOCKS, OFFERS = len(Block._fields) * ROOM, len(Offers._fields) * ROOM  # numbers in the lists of a block


class Applications(NamedTuple):
    """Who of a wave of chunks applied to which vacancy, and would take the job; in the order of persons."""

    worker: Array  # int32 (n,)
    vacancy: Array  # int32 (n,)
    first: Array  # int64 (n_chunks + 1,): where each chunk begins


class TurnoverJob(NamedTuple):
    """What a pass over persons reads, and where the chunks of a wave write."""

    workers: Workers
    layoff_rate: Shares  # by team
    bound: Codes  # by firm: largest layoff rate, rounded up
    premium: Shares  # by firm
    leaving: Amounts  # by occupation: tendency to change the group
    transfer: Amounts  # (22, 22): worth of a unit of skill in another occupation
    vacancies: Vacancies
    numbers: SeparationNumbers
    grants: Grants
    guarantee: Guarantee
    worker: Rows  # (chunks, room): who applied
    vacancy: Rows  # (chunks, room): to which
    applied: Totals  # by chunk: how many
    ledger: Ledger  # a part for every chunk
    entries: Totals  # by chunk: how many
    counts: Totals  # (chunks, N_COUNTS)
    first_chunk: int  # of the wave
    seed: int
    month: int


class CopyingJob(NamedTuple):
    """The lists of the chunks of a wave, and the list that they are copied into."""

    worker: Rows  # (chunks, room)
    vacancy: Rows  # (chunks, room)
    listed: Applications


def separate_and_apply(
    state: State,
    structure: Structure,
    vacancies: Vacancies,
    numbers: SeparationNumbers,
    counts: Array,
    seed: int,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
) -> list[Applications]:
    """Move every person through reviews, separations and search, and the teams with them.

    Returns the applications, wave by wave.

    Parameters
    ----------
    vacancies : Vacancies
        ``slots`` receive the best applicant of every vacancy.
    counts : int64 array (n_chunks, N_COUNTS)
        Receives what happened in every chunk of persons.
    """
    chunks = counts.shape[0]
    room = min(chunks, WAVE)
    bound = np.empty(state.firms.status.size, np.uint8)
    bound_layoffs(n_chunks(bound.size, FIRM_CHUNK), LayoffBoundsJob(state.teams.layoff_rate, bound))
    worker, vacancy = np.empty((2, room, PERSON_CHUNK + 1), np.int32)
    ledger, entries = empty_ledger(room, PERSON_CHUNK + PERSON_CHUNK // 8), np.zeros(room, np.int64)
    applications = []
    for low, high in waves(chunks):
        applied = np.zeros(high - low, np.int64)
        job = TurnoverJob(
            workers=state.workers,
            layoff_rate=state.teams.layoff_rate,
            bound=bound,
            premium=state.firms.premium,
            leaving=structure.leaving,
            transfer=structure.transfer,
            vacancies=vacancies,
            numbers=numbers,
            grants=grants,
            guarantee=guarantee,
            worker=worker,
            vacancy=vacancy,
            applied=applied,
            ledger=ledger,
            entries=entries[: high - low],
            counts=counts[low:high],
            first_chunk=low,
            seed=seed,
            month=month,
        )
        _separate_and_apply(high - low, job)
        settle(state.teams, ledger, entries[: high - low])
        first = np.concatenate([[0], np.cumsum(applied)])
        listed = Applications(np.empty(first[-1], np.int32), np.empty(first[-1], np.int32), first)
        _copy(high - low, CopyingJob(worker, vacancy, listed))
        applications.append(listed)
    return applications


@chunk_rule(grain=64)
def _copy(row: int, arguments: Arguments[CopyingJob]) -> None:
    """Copy the list of a chunk into that of its wave."""
    job = read(arguments)
    worker, vacancy, listed = job.worker, job.vacancy, job.listed
    begin = listed.first[row]
    for n in range(listed.first[row + 1] - begin):
        listed.worker[begin + n] = worker[row, n]
        listed.vacancy[begin + n] = vacancy[row, n]


@chunk_rule(grain=2)
def _separate_and_apply(row: int, arguments: Arguments[TurnoverJob]) -> None:
    """Review, separate and apply, block by block: the columns of a block stay near the processor.

    Lists the applications of a chunk of a wave, writes the ledger, and counts.
    """
    job = read(arguments)
    workers, vacancies, numbers, month = job.workers, job.vacancies, job.numbers, job.month
    worker, vacancy, ledger, counts = job.worker[row], job.vacancy[row], job.ledger[row], job.counts[row]
    status_key, target_key = separation_streams(job.seed, month)
    streams = search_streams(job.seed, month)
    memory = borrow(BLOCKS + OFFERS)
    block, offers = lists_in(Block, memory, 0, ROOM), lists_in(Offers, memory, BLOCKS, ROOM)
    block.response[:] = 0.0
    offers.income[:] = 0.0
    low, high = persons_of(job.first_chunk + row, workers.team.size)
    n = sent = np.int64(0)  # not a literal, for which numba would compile all that they enter again
    for start in range(low, high, BLOCK):
        size = min(BLOCK, high - start)
        ask_for_jobs(workers, start + BLOCK, min(start + 2 * BLOCK, high))
        n = review_block(
            start, size, workers, job.premium, vacancies.wage, numbers.cut_pass_through, numbers.skill_growth,
            block.rows, ledger, n, month,
        )  # fmt: skip
        n, found = separate_block(
            start, size, workers, job.layoff_rate, job.bound, vacancies.destination, numbers, block, ledger,
            n, counts, status_key, target_key, month, job.grants, job.transfer,
        )  # fmt: skip
        sent = search_block(
            block.seekers[:found], workers, job.leaving, job.transfer, vacancies, numbers, offers, worker,
            vacancy, sent, counts, streams, month, job.grants, job.guarantee,
        )  # fmt: skip
    job.entries[row], job.applied[row] = n, sent
    give_back(memory)


@njit(cache=True, inline="always")  # a call with the whole table costs more than the wait for a row
def ask_for_jobs(workers: Workers, start: int, end: int) -> None:
    """Ask for the columns of persons that the labour market reads."""
    prefetch_rows(workers.status, start, end)
    prefetch_rows(workers.occupation, start, end)
    prefetch_rows(workers.team, start, end)
    prefetch_rows(workers.wage, start, end)
    prefetch_rows(workers.skill, start, end)
    prefetch_rows(workers.since, start, end)
