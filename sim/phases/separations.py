"""Step 5, labour market, first pass over persons: separations, wage reviews, and who looks for a job.

One draw decides what happens to a person this month: an employed person leaves the labour force, quits or is
laid off, or looks for another job; an unemployed person leaves the labour force or looks for a job; a person
outside looks for a job, and becomes unemployed if none comes of it (two thirds of those who take up work come
straight from outside, BLS flows). Seekers are listed for phases.search; what leaves a team goes to a ledger.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import PERSON_CHUNK, WAVE, waves
from sim.phases.reviews import review_block
from sim.rules.grants import Grants, unearned
from sim.rules.ledger import empty_ledger, enter, settle
from sim.rules.skill import trained_skill
from sim.state.columns import (
    EMPLOYED,
    OUTSIDE,
    RETRAINING,
    UNEMPLOYED,
    Array,
    State,
    Workers,
)

WRITES = (
    "workers.status", "workers.since", "workers.team", "workers.wage", "workers.skill", "workers.occupation",
    "workers.target", "teams.headcount", "teams.skill_sum", "teams.wage_bill",
)  # fmt: skip
STATUS = purpose("separations: what happens to a person")
TARGET = purpose("separations: occupation of retraining")
BYTE = 1.0 / 255.0  # layoff rates rounded up to a byte
BLOCK = 1_024  # persons whose draws are made at once, so that the processor makes several together

# columns of the counters, one row a chunk of persons
(
    LAYOFFS, QUITS_TO_UNEMPLOYMENT, EMPLOYED_TO_OUTSIDE, UNEMPLOYED_TO_OUTSIDE, OUTSIDE_TO_UNEMPLOYED,
    SEEKERS, SEEKERS_UNEMPLOYED, SEEKERS_EMPLOYED, SEEKERS_OUTSIDE, RETRAINING_ENTRIES, RETRAINING_EXITS,
    DISMISSALS,
) = range(12)  # fmt: skip
N_COUNTS = 12


LARGEST_RESPONSE = 0.9  # of the hazards into and out of the labour force to unearned income


class SeparationNumbers(NamedTuple):
    """Monthly probabilities and responses."""

    employed_exit: float
    quit: float
    dismissal: float
    unemployed_exit: float
    outside_entry: float
    unemployed_search: float
    employed_search: float
    outside_search: float
    search_decay: float
    other_occupation: float
    newcomer_share: float
    offer_margin: float
    reservation: float
    reservation_decay: float
    income_response: float  # of the hazards below, for each cent of unearned income
    income_reservation: float  # rise of the reservation wage (share of the last wage) for each cent of it
    everyone: float  # cents a month that every adult receives
    skill_decay: float
    skill_growth: float
    cut_pass_through: float
    retraining_entry: float
    retraining_months: int
    retraining_after: int
    retraining_quality: float


def separate(
    state: State,
    destination: Array,
    occupation_wage: Array,
    numbers: SeparationNumbers,
    counts: Array,
    seed: int,
    month: int,
    grants: Grants,
    transfer: Array,
) -> Array:
    """Move every person through separations and reviews, and the teams with them.

    Parameters
    ----------
    counts : int64 array (n_chunks, N_COUNTS)
        Receives what happened in every chunk of persons.

    Returns
    -------
    int32 array
        Rows of those who look for a job, in order; ``counts[:, SEEKERS]`` of each chunk.
    """
    chunks = counts.shape[0]
    room = min(chunks, WAVE)
    bound = np.empty(state.teams.layoff_rate.size, np.uint8)
    _bound_layoffs(state.teams.layoff_rate, bound)
    listed = np.empty((room, PERSON_CHUNK + 1), np.int32)
    ledger, entries = empty_ledger(room, PERSON_CHUNK + PERSON_CHUNK // 8), np.zeros(room, np.int64)
    seekers = []
    for first, end in waves(chunks):
        _separate(
            state.workers, state.teams.layoff_rate, bound, state.firms.premium, destination, occupation_wage,
            numbers, listed, ledger, entries[: end - first], counts[first:end], first, seed, month, grants,
            transfer,
        )  # fmt: skip
        settle(state.teams, ledger, entries[: end - first])
        seekers += [listed[row, : counts[first + row, SEEKERS]].copy() for row in range(end - first)]
    return np.concatenate(seekers)


@njit(cache=True, parallel=True)
def _bound_layoffs(rate: Array, bound: Array) -> None:
    """Round layoff rates up to a byte each: a table small enough to stay near the processor."""
    for team in prange(rate.size):
        bound[team] = np.uint8(min(255.0, np.ceil(np.float64(rate[team]) * 255.0 + 1e-9)))


@njit(cache=True, parallel=True)
def _separate(
    workers: Workers,
    layoff_rate: Array,
    bound: Array,
    premium: Array,
    destination: Array,
    occupation_wage: Array,
    numbers: SeparationNumbers,
    listed: Array,
    ledger: Array,
    entries: Array,
    counts: Array,
    first: int,
    seed: int,
    month: int,
    grants: Grants,
    transfer: Array,
) -> None:
    """Move the persons of a wave of chunks, list the seekers, write the ledger, count."""
    status_key = stream(seed, month, STATUS)
    target_key = stream(seed, month, TARGET)
    for row in prange(counts.shape[0]):
        entries[row] = _separate_chunk(
            np.int64(first + row),
            workers,
            layoff_rate,
            bound,
            premium,
            destination,
            occupation_wage,
            numbers,
            listed[row],
            ledger[row],
            counts[row],
            status_key,
            target_key,
            month,
            grants,
            transfer,
        )


@njit(cache=True)
def _separate_chunk(
    chunk: int,
    workers: Workers,
    layoff_rate: Array,
    bound: Array,
    premium: Array,
    destination: Array,
    occupation_wage: Array,
    numbers: SeparationNumbers,
    seekers: Array,
    ledger: Array,
    count: Array,
    status_key: int,
    target_key: int,
    month: int,
    grants: Grants,
    transfer: Array,
) -> int:
    """Move the persons of one chunk, block by block; return the entries in the ledger."""
    draws = np.empty(BLOCK)
    response = np.zeros(BLOCK)  # of the person's hazards to unearned income
    leaving, jobless = np.empty(BLOCK + 1, np.int32), np.empty(BLOCK + 1, np.int32)
    low = chunk * PERSON_CHUNK
    high = min(low + PERSON_CHUNK, workers.team.size)
    n = 0
    for start in range(low, high, BLOCK):
        size = min(BLOCK, high - start)
        n = review_block(
            start, size, workers, premium, occupation_wage, numbers.cut_pass_through, numbers.skill_growth,
            ledger, n, month,
        )  # fmt: skip
        for k in range(size):
            draws[k] = uniform(status_key, start + k)
        if grants.amount.size > 0 or numbers.everyone > 0.0:
            _respond(start, response[:size], workers.wage, numbers, grants)
        n_leaving, n_jobless = _sort_block(
            start, draws[:size], response, workers.status[start : start + size],
            workers.team[start : start + size], bound, numbers, seekers, leaving, jobless, count,
        )  # fmt: skip
        for worker in leaving[:n_leaving]:
            u, more = draws[worker - start], numbers.employed_exit * response[worker - start]
            if u < _fired(numbers) + layoff_rate[workers.team[worker]] + more:
                n = leave(worker, u, workers, numbers, ledger, n, count, month, more)
        _move_jobless(
            start, jobless[:n_jobless], draws, response, workers, destination, numbers, seekers, count,
            target_key, month, transfer,
        )  # fmt: skip
    return n


@njit(cache=True, inline="always")
def _fired(numbers: SeparationNumbers) -> float:
    return numbers.employed_exit + numbers.quit + numbers.dismissal


@row_rule
def _respond(start: int, response: Array, wage: Array, numbers: SeparationNumbers, grants: Grants) -> None:
    """Write by which part unearned income changes each person's hazards."""
    for k in range(response.size):
        income = numbers.everyone + unearned(grants, start + k, np.int64(wage[start + k]))
        response[k] = min(LARGEST_RESPONSE, numbers.income_response * income)


@row_rule
def _sort_block(
    start: int,
    draws: Array,
    response: Array,
    status: Array,
    team: Array,
    bound: Array,
    numbers: SeparationNumbers,
    seekers: Array,
    leaving: Array,
    jobless: Array,
    count: Array,
) -> tuple[int, int]:
    """List who looks for a job, who may leave one, and who has none; return the length of the last two.

    Without branches: a processor mispredicts those that chance decides.
    """
    fired, searching = _fired(numbers), 1.0 - numbers.employed_search
    n, n_leaving, n_jobless, n_at_work, n_outside = count[SEEKERS], 0, 0, 0, 0
    for k in range(draws.size):
        worker, u = start + k, draws[k]
        at_work, outside = status[k] == EMPLOYED, status[k] == OUTSIDE
        changes = at_work & (u > searching)
        enters = outside & (u < numbers.outside_search * (1.0 - response[k]))
        laid_off = fired + bound[max(team[k], 0)] * BYTE + numbers.employed_exit * response[k]
        seekers[n] = worker
        n += changes | enters
        leaving[n_leaving] = worker
        n_leaving += at_work & (u < laid_off) & (u <= searching)
        jobless[n_jobless] = worker
        n_jobless += not (at_work | outside)
        n_at_work += changes
        n_outside += enters
    count[SEEKERS] = n
    count[SEEKERS_EMPLOYED] += n_at_work
    count[SEEKERS_OUTSIDE] += n_outside
    return n_leaving, n_jobless


@row_rule
def _move_jobless(
    start: int,
    jobless: Array,
    draws: Array,
    response: Array,
    workers: Workers,
    destination: Array,
    numbers: SeparationNumbers,
    seekers: Array,
    count: Array,
    target_key: int,
    month: int,
    transfer: Array,
) -> None:
    """Let those in the labour force without a job give up, retrain, or look for a job."""
    for worker in jobless:
        u = draws[worker - start]
        months = month - workers.since[worker]
        if workers.status[worker] == RETRAINING:
            if months >= numbers.retraining_months:
                target = workers.target[worker]
                worth = transfer[workers.occupation[worker], target]
                skill = trained_skill(np.int64(workers.skill[worker]), worth, numbers.retraining_quality)
                workers.skill[worker] = np.uint16(skill)
                workers.occupation[worker] = target
                workers.status[worker] = UNEMPLOYED
                workers.since[worker] = month
                count[RETRAINING_EXITS] += 1
            continue
        fade = 1.0 / (1.0 + numbers.search_decay * months)
        gives_up = min(0.9, numbers.unemployed_exit * (1.0 + response[worker - start])) * fade
        if u < gives_up:
            workers.status[worker] = OUTSIDE
            workers.since[worker] = month
            count[UNEMPLOYED_TO_OUTSIDE] += 1
        elif u - gives_up < numbers.retraining_entry and months >= numbers.retraining_after:
            workers.status[worker] = RETRAINING
            workers.since[worker] = month
            workers.target[worker] = other_occupation(
                workers.occupation[worker], uniform(target_key, worker), destination
            )
            count[RETRAINING_ENTRIES] += 1
        elif u > 1.0 - numbers.unemployed_search * fade:
            seekers[count[SEEKERS]] = worker
            count[SEEKERS] += 1
            count[SEEKERS_UNEMPLOYED] += 1


@row_rule
def leave(
    worker: int,
    u: float,
    workers: Workers,
    numbers: SeparationNumbers,
    ledger: Array,
    n: int,
    count: Array,
    month: int,
    more: float,
) -> int:
    """Take a person out of a team for the reason that ``u`` says; return the number of ledger entries.

    ``more`` is what unearned income adds to the hazard of leaving the labour force.
    """
    status = UNEMPLOYED
    if u < numbers.employed_exit + more:
        status = OUTSIDE
        count[EMPLOYED_TO_OUTSIDE] += 1
    elif u < numbers.employed_exit + numbers.quit + more:
        count[QUITS_TO_UNEMPLOYMENT] += 1
    elif u < numbers.employed_exit + numbers.quit + numbers.dismissal + more:
        count[DISMISSALS] += 1
    else:
        count[LAYOFFS] += 1
    n = enter(
        ledger, n, workers.team[worker], -1, -np.int64(workers.skill[worker]), -np.int64(workers.wage[worker])
    )
    workers.team[worker] = -1
    workers.status[worker] = status
    workers.since[worker] = month
    return n


@row_rule
def other_occupation(own: int, u: float, destination: Array) -> int:
    """Draw the group that a changer goes to from the occupational-mobility network."""
    occupation = 0
    while occupation < destination.shape[1] - 1 and destination[own, occupation] <= u:
        occupation += 1
    return occupation
