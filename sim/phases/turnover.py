"""Step 5, labour market, first pass over persons: reviews, separations, and every seeker applies once."""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.prefetch import prefetch_rows
from sim.kernels.scratch import borrow, give_back, lists_in
from sim.kernels.sums import FIRM_CHUNK, PERSON_CHUNK, WAVE, n_chunks, persons_of, waves
from sim.phases.birthdays import ask_for_birthdays, birthday_block
from sim.phases.reviews import review_block
from sim.phases.search import OFFERS, Offers, search_block
from sim.phases.separations import (
    BLOCK,
    BLOCKS,
    ROOM,
    Block,
    LayoffBoundsJob,
    bound_layoffs,
    separate_block,
)
from sim.phases.turnover_job import SeparationNumbers, TurnoverJob
from sim.phases.vacancies import Vacancies
from sim.rules.grants import Grants, Guarantee
from sim.rules.hazards import Hazards
from sim.rules.hours import WorkingTime
from sim.rules.ledger import empty_ledger, settle
from sim.rules.life_cycle import LifeCycle
from sim.state.columns import State, Workers
from sim.state.structure import Structure
from sim.units import Amounts, Positions, Rows, Totals


class Applications(NamedTuple):
    """Who of a wave of chunks applied to which vacancy, and would take the job; in the order of persons."""

    worker: Rows
    vacancy: Rows
    first: Positions  # (n_chunks + 1,): where each chunk begins


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
    hazards: Hazards,
    counts: Totals,
    seed: int,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
    time: WorkingTime,
    life: LifeCycle,
    done_by_ai: Amounts,
) -> list[Applications]:
    """Move every person through reviews, separations and search, and the teams with them.

    Returns the applications, wave by wave.

    Parameters
    ----------
    vacancies : Vacancies
        ``slots`` receive the best applicant of every vacancy.
    counts : int64 array (n_chunks, N_COUNTS)
        Receives what happened in every chunk of persons.
    life : LifeCycle
        Chances of the birthdays; counts them.
    done_by_ai : float64 array (o,)
        Part of the work of each occupation that AI does or saves.
    """
    chunks = counts.shape[0]
    room = min(chunks, WAVE)
    firms = state.firms.status.size
    bound = np.zeros(firms + 1, np.uint8)
    bound_layoffs(n_chunks(firms, FIRM_CHUNK), LayoffBoundsJob(state.teams.layoff_rate, bound))
    worker, vacancy = np.empty((2, room, PERSON_CHUNK + 1), np.int32)
    ledger, entries = empty_ledger(room, PERSON_CHUNK + PERSON_CHUNK // 8), np.zeros(room, np.int64)
    applications = []
    for low, high in waves(chunks):
        applied = np.zeros(high - low, np.int64)
        job = TurnoverJob(
            workers=state.workers,
            layoff_rate=state.teams.layoff_rate,
            done_by_ai=done_by_ai,
            team_occupation=state.teams.occupation,
            bound=bound,
            premium=state.firms.premium,
            transfer=structure.transfer,
            vacancies=vacancies,
            numbers=numbers,
            hazards=hazards,
            grants=grants,
            guarantee=guarantee,
            time=time,
            worker=worker,
            vacancy=vacancy,
            applied=applied,
            ledger=ledger,
            entries=entries[: high - low],
            counts=counts[low:high],
            life=life._replace(counts=life.counts[low:high]),
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
    job = job_of(arguments)
    begin, end = job.listed.first[row], job.listed.first[row + 1]
    worker, vacancy = job.worker[row], job.vacancy[row]
    workers, vacancies = job.listed.worker[begin:end], job.listed.vacancy[begin:end]
    for n in range(end - begin):
        workers[n] = worker[n]
        vacancies[n] = vacancy[n]


@chunk_rule(grain=2)
def _separate_and_apply(row: int, arguments: Arguments[TurnoverJob]) -> None:
    """Review, separate and apply, block by block: the columns of a block stay near the processor.

    Lists the applications of a chunk of a wave, writes the ledger, and counts.
    """
    job = job_of(arguments)
    ledger, count, worker, vacancy = job.ledger[row], job.counts[row], job.worker[row], job.vacancy[row]
    memory = borrow(BLOCKS + OFFERS)
    block, offers = lists_in(Block, memory, 0, ROOM), lists_in(Offers, memory, BLOCKS, ROOM)
    block.response[:] = job.numbers.wage_response  # as it is for all while nobody has unearned income
    offers.income[:] = 0.0
    low, high = persons_of(job.first_chunk + row, job.workers.team.size)
    n = sent = np.int64(0)  # not a literal, for which numba would compile all that they enter again
    for start in range(low, high, BLOCK):
        size = min(BLOCK, high - start)
        ask_for_jobs(job.workers, start + BLOCK, min(start + 2 * BLOCK, high))
        if job.life.passes > 0:
            ask_for_birthdays(job.workers, start + BLOCK, min(BLOCK, high - start - BLOCK), job.month)
            n = birthday_block(
                start, size, job.workers, job.life, ledger, n, job.life.counts[row], job.seed, job.month
            )
        n = review_block(start, size, job, block.due, ledger, n, count)
        n, found = separate_block(start, size, job, block, ledger, n, count)
        sent = search_block(block.seekers[:found], job, offers, worker, vacancy, sent, count)
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
    prefetch_rows(workers.status_month, start, end)
    prefetch_rows(workers.cell, start, end)
    prefetch_rows(workers.hours, start, end)
