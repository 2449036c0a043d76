"""Step 5, labour market: separations, and who looks for a job.

One draw decides what happens to a person this month: an employed person leaves the labour force, quits or is
laid off, or looks for another job; an unemployed person leaves the labour force or looks for a job; a person
outside looks for a job, and becomes unemployed if none comes of it (two thirds of those who take up work come
straight from outside, BLS flows). Nothing happens to most: a first look over a block of persons finds those
for whom something may change. Seekers are listed for phases.search; what leaves a team goes to a ledger.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import GOLDEN, place, purpose, stream, uniform, uniform_at
from sim.kernels.parallel import Arguments, chunk_rule, read
from sim.kernels.prefetch import prefetch
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Bytes, Flags, Rows
from sim.kernels.sums import firms_of
from sim.rules.grants import Grants, unearned
from sim.rules.ledger import enter
from sim.rules.skill import trained_skill
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, TEAMS_PER_FIRM, UNEMPLOYED, Array, Workers
from sim.units import Codes, Shares

STATUS = purpose("separations: what happens to a person")
TARGET = purpose("separations: occupation of retraining")
BYTE = 1.0 / 255.0  # layoff rates rounded up to a byte
BLOCK = 2_048  # persons whose draws are made at once, so that the processor makes several together
ROOM = BLOCK + 1  # numbers a list has room for

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


class Block(NamedTuple):
    """A block of persons: their draws, and lists of those for whom this month may change something."""

    draw: Array  # float64
    response: Array  # float64: of the person's hazards to unearned income
    bound: Bytes  # largest layoff rate in the person's firm, rounded up
    stirred: Flags  # whether something may change
    rows: Rows  # in the block of those whom it stirs
    leaving: Rows  # of those who may leave their team
    jobless: Rows  # of those in the labour force without a job
    others: Rows  # of those among them who do not just look for a job
    seekers: Rows  # among all persons of those who look for a job


@row_rule
def separation_streams(seed: int, month: int) -> tuple[int, int]:
    """Return the streams of the draws that decide what happens to a person, and what they retrain for."""
    return stream(seed, month, STATUS), stream(seed, month, TARGET)


class LayoffBoundsJob(NamedTuple):
    """The layoff rates of all teams, and where the bounds of their firms are written."""

    rate: Shares  # by team
    bound: Codes  # by firm


@chunk_rule(grain=50)
def bound_layoffs(chunk: int, arguments: Arguments[LayoffBoundsJob]) -> None:
    """Round the largest layoff rate in each firm up to a byte: a table small enough to stay near."""
    job = read(arguments)
    rate, bound = job.rate, job.bound
    for firm in range(*firms_of(chunk, bound.size)):
        largest = np.float64(0.0)
        for k in range(TEAMS_PER_FIRM):
            largest = max(largest, np.float64(rate[TEAMS_PER_FIRM * firm + k]))
        bound[firm] = np.uint8(min(255.0, np.ceil(largest * 255.0 + 1e-9)))


@row_rule
def separate_block(
    start: int,
    size: int,
    workers: Workers,
    layoff_rate: Array,
    bound: Array,
    destination: Array,
    numbers: SeparationNumbers,
    block: Block,
    ledger: Array,
    n: int,
    count: Array,
    status_key: int,
    target_key: int,
    month: int,
    grants: Grants,
    transfer: Array,
) -> tuple[int, int]:
    """Move the persons of a block; return the entries in the ledger and how many look for a job."""
    luck = place(status_key, start)
    for k in range(size):
        block.draw[k] = uniform_at(luck)
        luck += GOLDEN
    if grants.amount.size > 0 or numbers.everyone > 0.0:
        _respond(start, size, block.response, workers.wage, numbers, grants)
    status, team = workers.status[start : start + size], workers.team[start : start + size]
    stirred = _list_stirred(status, team, bound, numbers, block)
    seekers, leaving, jobless = _sort_stirred(start, stirred, status, numbers, block, count)
    for k in block.leaving[:leaving]:
        prefetch(layoff_rate, team[k])
    for k in block.leaving[:leaving]:
        worker, u, more = start + k, block.draw[k], numbers.employed_exit * block.response[k]
        if u < _fired(numbers) + layoff_rate[team[k]] + more:
            n = leave(worker, u, workers, numbers, ledger, n, count, month, more)
    seekers = _move_jobless(
        start, jobless, seekers, workers, destination, numbers, block, count, target_key, month, transfer
    )
    count[SEEKERS] += seekers
    return n, seekers


@njit(cache=True, inline="always")
def _fired(numbers: SeparationNumbers) -> float:
    return numbers.employed_exit + numbers.quit + numbers.dismissal


@row_rule
def _respond(
    start: int, size: int, response: Array, wage: Array, numbers: SeparationNumbers, grants: Grants
) -> None:
    """Write by which part unearned income changes each person's hazards."""
    for k in range(size):
        income = numbers.everyone + unearned(grants, start + k, np.int64(wage[start + k]))
        response[k] = min(LARGEST_RESPONSE, numbers.income_response * income)


@row_rule
def _list_stirred(status: Array, team: Array, bound: Array, numbers: SeparationNumbers, block: Block) -> int:
    """List those whose draw may change something, and all without a job; return how many they are.

    Loops without branches: a processor mispredicts those that chance decides.
    """
    fired, searching = _fired(numbers), 1.0 - numbers.employed_search
    draw, response, rate, stirred = block.draw, block.response, block.bound, block.stirred
    for k in range(status.size):
        rate[k] = bound[max(team[k], 0) // TEAMS_PER_FIRM]
    for k in range(status.size):
        low = numbers.outside_search * (1.0 - response[k]) if status[k] == OUTSIDE else 2.0
        laid_off = fired + rate[k] * BYTE + numbers.employed_exit * response[k]
        low = laid_off if status[k] == EMPLOYED else low
        high = searching if status[k] == EMPLOYED else 2.0
        stirred[k] = (draw[k] < low) | (draw[k] > high)
    n = 0
    for k in range(status.size):
        block.rows[n] = k
        n += stirred[k]
    return n


@row_rule
def _sort_stirred(
    start: int, stirred: int, status: Array, numbers: SeparationNumbers, block: Block, count: Array
) -> tuple[int, int, int]:
    """Sort the listed into seekers, those who may leave a team, and the jobless; return their numbers."""
    searching = 1.0 - numbers.employed_search
    n = leaving = jobless = at_work = outside = 0
    for k in block.rows[:stirred]:
        employed, beyond = status[k] == EMPLOYED, status[k] == OUTSIDE
        changes = employed & (block.draw[k] > searching)
        block.seekers[n] = start + k
        n += changes | beyond
        block.leaving[leaving] = k
        leaving += employed & (not changes)
        block.jobless[jobless] = k
        jobless += not (employed | beyond)
        at_work += changes
        outside += beyond
    count[SEEKERS_EMPLOYED] += at_work
    count[SEEKERS_OUTSIDE] += outside
    return n, leaving, jobless


@row_rule
def _move_jobless(
    start: int,
    jobless: int,
    seekers: int,
    workers: Workers,
    destination: Array,
    numbers: SeparationNumbers,
    block: Block,
    count: Array,
    target_key: int,
    month: int,
    transfer: Array,
) -> int:
    """Let those in the labour force without a job look for one, give up, or retrain; return the seekers."""
    others, before = 0, seekers
    for k in block.jobless[:jobless]:
        worker, u = start + k, block.draw[k]
        months = month - workers.since[worker]
        fade = 1.0 / (1.0 + numbers.search_decay * months)
        gives_up = _gives_up(numbers, block.response[k], fade)
        leaves = u < gives_up
        trains = (u - gives_up < numbers.retraining_entry) & (months >= numbers.retraining_after)
        other = leaves | trains | (workers.status[worker] == RETRAINING)
        block.others[others] = k
        others += other
        block.seekers[seekers] = worker
        seekers += (not other) & (u > 1.0 - numbers.unemployed_search * fade)
    count[SEEKERS_UNEMPLOYED] += seekers - before
    for k in block.others[:others]:
        worker = start + k
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
        workers.since[worker] = month
        if block.draw[k] < _gives_up(numbers, block.response[k], fade):
            workers.status[worker] = OUTSIDE
            count[UNEMPLOYED_TO_OUTSIDE] += 1
        else:
            workers.status[worker] = RETRAINING
            workers.target[worker] = other_occupation(
                np.int64(workers.occupation[worker]), uniform(target_key, worker), destination
            )
            count[RETRAINING_ENTRIES] += 1
    return seekers


@njit(cache=True, inline="always")
def _gives_up(numbers: SeparationNumbers, response: float, fade: float) -> float:
    return min(0.9, numbers.unemployed_exit * (1.0 + response)) * fade


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
    exits = u < numbers.employed_exit + more
    quits = u < numbers.employed_exit + numbers.quit + more
    dismissed = u < _fired(numbers) + more
    count[EMPLOYED_TO_OUTSIDE] += exits
    count[QUITS_TO_UNEMPLOYMENT] += quits & (not exits)
    count[DISMISSALS] += dismissed & (not quits)
    count[LAYOFFS] += not dismissed
    n = enter(
        ledger, n, workers.team[worker], -1, -np.int64(workers.skill[worker]), -np.int64(workers.wage[worker])
    )
    workers.team[worker] = -1
    workers.status[worker] = OUTSIDE if exits else UNEMPLOYED
    workers.since[worker] = month
    return n


@row_rule
def other_occupation(own: int, u: float, destination: Array) -> int:
    """Draw the group that a changer goes to from the occupational-mobility network."""
    passed = destination[own, : destination.shape[1] - 1]
    occupation = 0
    for k in range(passed.size):  # all of them at once, sooner than one after the other
        occupation += passed[k] <= u
    return occupation
