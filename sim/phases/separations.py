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
from sim.kernels.sums import PERSON_CHUNK
from sim.rules.grants import Grants, unearned
from sim.rules.ledger import enter
from sim.rules.skill import trained_skill
from sim.state.columns import (
    EMPLOYED,
    LARGEST_INCOME,
    OUTSIDE,
    RETRAINING,
    SKILL_ONE,
    TEAMS_PER_FIRM,
    UNEMPLOYED,
    Array,
    Firms,
    Teams,
    Workers,
)

WRITES = (
    "workers.status", "workers.since", "workers.team", "workers.wage", "workers.skill", "workers.occupation",
    "workers.target", "teams.headcount", "teams.skill_sum", "teams.wage_bill",
)  # fmt: skip
STATUS = purpose("separations: what happens to a person")
TARGET = purpose("separations: occupation of retraining")
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


@njit(cache=True, parallel=True)
def separate(
    workers: Workers,
    teams: Teams,
    firms: Firms,
    destination: Array,
    occupation_wage: Array,
    numbers: SeparationNumbers,
    seekers: Array,
    ledger: Array,
    entries: Array,
    counts: Array,
    seed: int,
    month: int,
    grants: Grants,
    transfer: Array,
) -> None:
    """Move every person through separations and reviews; list the seekers, write the ledger, count.

    Parameters
    ----------
    seekers : int32 array (n_chunks, PERSON_CHUNK)
        Receives the rows of those who look for a job, the first ``counts[chunk, SEEKERS]`` of each chunk.
    ledger : int32 array (n_chunks, PERSON_CHUNK, 4)
        Receives the changes of teams (rules.ledger), the first ``entries[chunk]`` of each chunk.
    """
    status_key = stream(seed, month, STATUS)
    target_key = stream(seed, month, TARGET)
    for chunk in prange(counts.shape[0]):
        _separate_chunk(
            np.int64(chunk),
            workers,
            teams,
            firms,
            destination,
            occupation_wage,
            numbers,
            seekers[chunk],
            ledger[chunk],
            entries,
            counts[chunk],
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
    teams: Teams,
    firms: Firms,
    destination: Array,
    occupation_wage: Array,
    numbers: SeparationNumbers,
    seekers: Array,
    ledger: Array,
    entries: Array,
    count: Array,
    status_key: int,
    target_key: int,
    month: int,
    grants: Grants,
    transfer: Array,
) -> None:
    """Move the persons of one chunk; reviews first, so that who leaves does so at the reviewed wage."""
    low = chunk * PERSON_CHUNK
    high = min(low + PERSON_CHUNK, workers.team.size)
    n = 0
    for worker in range(low + (12 - (low + month) % 12) % 12, high, 12):
        if workers.status[worker] == EMPLOYED:
            n = review(worker, workers, firms, occupation_wage, numbers, ledger, n)
    draws = np.empty(BLOCK)
    response = np.zeros(BLOCK)  # of the person's hazards to unearned income
    n_seekers = 0
    fired = numbers.employed_exit + numbers.quit + numbers.dismissal
    searching = 1.0 - numbers.employed_search
    for start in range(low, high, BLOCK):
        size = min(BLOCK, high - start)
        for k in range(size):
            draws[k] = uniform(status_key, start + k)
        if grants.amount.size > 0 or numbers.everyone > 0.0:
            for k in range(size):
                income = numbers.everyone + unearned(grants, start + k, np.int64(workers.wage[start + k]))
                response[k] = min(LARGEST_RESPONSE, numbers.income_response * income)
        for k in range(size):
            worker = start + k
            u = draws[k]
            status = workers.status[worker]
            if status == EMPLOYED:
                if u > searching:
                    seekers[n_seekers] = worker
                    n_seekers += 1
                    count[SEEKERS_EMPLOYED] += 1
                elif (
                    u < fired + teams.layoff_rate[workers.team[worker]] + numbers.employed_exit * response[k]
                ):
                    n = leave(worker, u, workers, numbers, ledger, n, count, month, response[k])
            elif status == OUTSIDE:
                if u < numbers.outside_search * (1.0 - response[k]):
                    seekers[n_seekers] = worker
                    n_seekers += 1
                    count[SEEKERS_OUTSIDE] += 1
            elif status == UNEMPLOYED:
                months = month - workers.since[worker]
                fade = 1.0 / (1.0 + numbers.search_decay * months)
                leaving = min(0.9, numbers.unemployed_exit * (1.0 + response[k])) * fade
                if u < leaving:
                    workers.status[worker] = OUTSIDE
                    workers.since[worker] = month
                    count[UNEMPLOYED_TO_OUTSIDE] += 1
                elif u - leaving < numbers.retraining_entry and months >= numbers.retraining_after:
                    workers.status[worker] = RETRAINING
                    workers.since[worker] = month
                    workers.target[worker] = other_occupation(
                        workers.occupation[worker], uniform(target_key, worker), destination
                    )
                    count[RETRAINING_ENTRIES] += 1
                elif u > 1.0 - numbers.unemployed_search * fade:
                    seekers[n_seekers] = worker
                    n_seekers += 1
                    count[SEEKERS_UNEMPLOYED] += 1
            elif month - workers.since[worker] >= numbers.retraining_months:
                target = workers.target[worker]
                worth = transfer[workers.occupation[worker], target]
                skill = trained_skill(np.int64(workers.skill[worker]), worth, numbers.retraining_quality)
                workers.skill[worker] = np.uint16(skill)
                workers.occupation[worker] = target
                workers.status[worker] = UNEMPLOYED
                workers.since[worker] = month
                count[RETRAINING_EXITS] += 1
    count[SEEKERS] = n_seekers
    entries[chunk] = n


@njit(cache=True)
def leave(
    worker: int,
    u: float,
    workers: Workers,
    numbers: SeparationNumbers,
    ledger: Array,
    n: int,
    count: Array,
    month: int,
    response: float,
) -> int:
    """Take a person out of a team for the reason that ``u`` says; return the number of ledger entries."""
    status = UNEMPLOYED
    more = numbers.employed_exit * response
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


@njit(cache=True)
def review(
    worker: int,
    workers: Workers,
    firms: Firms,
    occupation_wage: Array,
    numbers: SeparationNumbers,
    ledger: Array,
    n: int,
) -> int:
    """Review a wage, once a year: raises are passed on, cuts in part; the firm's training shows in skill."""
    team = workers.team[worker]
    skill = np.int64(workers.skill[worker])
    learned = np.int64(min(skill * (1.0 + numbers.skill_growth), 65_000.0))
    wage = np.int64(workers.wage[worker])
    due = (
        occupation_wage[workers.occupation[worker]]
        * firms.premium[team // TEAMS_PER_FIRM]
        * learned
        / SKILL_ONE
    )
    due = min(due, float(LARGEST_INCOME))
    new = np.int64(due) if due > wage else wage - np.int64(numbers.cut_pass_through * (wage - due))
    workers.skill[worker] = np.uint16(learned)
    workers.wage[worker] = np.int32(new)
    return enter(ledger, n, team, 0, learned - skill, new - wage)


@njit(cache=True)
def other_occupation(own: int, u: float, destination: Array) -> int:
    """Draw the group that a changer goes to from the occupational-mobility network."""
    occupation = 0
    while occupation < destination.shape[1] - 1 and destination[own, occupation] <= u:
        occupation += 1
    return occupation
