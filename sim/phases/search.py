"""Step 5, labour market, first pass over persons: wage reviews, separations, and every seeker applies once.

Every seeker sends one application to one random vacancy of an occupation. A vacancy keeps the applicant with
the largest random key, an atomic maximum, so that the choice does not depend on the order of threads. Part of
those outside are newcomers without an occupation of their own and apply to any vacancy; the others apply in
their own group or, by chance, in another of the occupational-mobility network.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from sim.kernels.atomic import atomic_max
from sim.kernels.draws import bits, purpose, stream, uniform
from sim.kernels.prefetch import prefetch, prefetch_rows
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import PERSON_CHUNK, WAVE, spread, waves
from sim.phases.reviews import review_block
from sim.phases.separations import (
    BLOCK,
    OUTSIDE_TO_UNEMPLOYED,
    Block,
    SeparationNumbers,
    bound_layoffs,
    empty_block,
    other_occupation,
    separate_block,
    separation_streams,
)
from sim.rules.grants import Grants, Guarantee, takes_guaranteed_job, unearned
from sim.rules.ledger import empty_ledger, settle
from sim.state.columns import (
    EMPLOYED,
    OUTSIDE,
    SKILL_ONE,
    TEAMS_PER_FIRM,
    UNEMPLOYED,
    Array,
    State,
    Teams,
    Workers,
)
from sim.state.structure import Structure

WRITES = ()
APPLY = purpose("search: vacancy applied to")
PICK = purpose("matching: pick an applicant")
OTHER = purpose("search: occupation applied to")
ENTER = purpose("hiring: applicants from outside who go on looking")


class Vacancies(NamedTuple):
    """What is open this month, listed by occupation."""

    slots: Array  # int64 (2 n,): best applicant and offer of every vacancy, side by side (see below)
    first: Array  # int64 (23,): where each occupation begins
    wage: Array  # float64 (22,): cents a month of an efficiency unit
    destination: Array  # float64 (22, 22): cumulative probabilities of the group that a changer applies to


class Applications(NamedTuple):
    """Who of a wave of chunks applied to which vacancy, and would take the job; in the order of persons."""

    worker: Array  # int32 (n,)
    vacancy: Array  # int32 (n,)
    first: Array  # int64 (n_chunks + 1,): where each chunk begins


class Offers(NamedTuple):
    """The seekers of a block: what they draw and what they are offered."""

    other: Array  # float64: draw that decides on the occupation
    luck: Array  # float64: draw that picks the vacancy
    occupation: Array  # int64: of the vacancy, -1 for a newcomer, who takes any
    vacancy: Array  # int64: -1 = none is open
    team: Array  # int64: that offers the job
    premium: Array  # float64: that its firm pays
    income: Array  # float64: cents a month that a person has outside the labour force
    accepts: Array  # bool
    rows: Array  # int64: list of some of them
    key: Array  # int64: of those who accept, in the order of the list
    best: Array  # int64: that the vacancy has


class Keys(NamedTuple):
    """Streams of draws of the month."""

    status: int
    target: int
    other: int
    apply: int
    pick: int
    enter: int


# One vacancy is two numbers, which memory delivers together: the key of the best applicant so far above
# their row (-1 = none), and the bits of the firm's premium (float32) above the row of the team, 32 bits each.


@njit(cache=True, inline="always")
def team_of(slots: Array, vacancy: int) -> int:
    """Return the team that offers a vacancy."""
    return slots[2 * vacancy + 1] & np.int64(0xFFFFFFFF)


@njit(cache=True, inline="always")
def premium_of(slots: Array, vacancy: int) -> float:
    """Return the wage premium that its firm pays."""
    return np.float64(np.int32(slots[2 * vacancy + 1] >> np.int64(32)).view(np.float32))


@njit(cache=True, inline="always")
def applicant_of(slots: Array, vacancy: int) -> int:
    """Return the person whom a vacancy with applicants picks."""
    return slots[2 * vacancy] & np.int64(0xFFFFFFFF)


@njit(cache=True, parallel=True)
def post(teams: Teams, premium: Array, vacancies: Array, first: Array, slots: Array, firm_chunk: int) -> None:
    """List every vacancy by occupation; ``first`` (n_chunks, 22) says where each chunk of firms begins."""
    for chunk in prange(vacancies.shape[0]):
        _post_chunk(np.int64(chunk), teams, premium, first[chunk].copy(), slots, firm_chunk)


@row_rule
def _post_chunk(chunk: int, teams: Teams, premium: Array, at: Array, slots: Array, firm_chunk: int) -> None:
    """List the vacancies of one chunk of firms."""
    low = chunk * firm_chunk * TEAMS_PER_FIRM
    for team in range(low, min(low + firm_chunk * TEAMS_PER_FIRM, teams.vacancies.size)):
        occupation = teams.occupation[team]
        offer = np.int64(np.float32(premium[team // TEAMS_PER_FIRM]).view(np.int32)) << np.int64(32)
        for _ in range(teams.vacancies[team]):
            slots[2 * at[occupation]] = -1
            slots[2 * at[occupation] + 1] = offer | team
            at[occupation] += 1


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
    bound_layoffs(state.teams.layoff_rate, bound)
    worker, vacancy = np.empty((2, room, PERSON_CHUNK + 1), np.int32)
    ledger, entries = empty_ledger(room, PERSON_CHUNK + PERSON_CHUNK // 8), np.zeros(room, np.int64)
    applications = []
    for low, high in waves(chunks):
        applied = np.zeros(high - low, np.int64)
        _separate_and_apply(
            state.workers, state.teams.layoff_rate, bound, state.firms.premium, structure.leaving,
            structure.transfer, vacancies, numbers,
            worker, vacancy, applied, ledger, entries[: high - low], counts[low:high], low, seed, month,
            grants, guarantee,
        )  # fmt: skip
        settle(state.teams, ledger, entries[: high - low])
        first = np.concatenate([[0], np.cumsum(applied)])
        listed = Applications(np.empty(first[-1], np.int32), np.empty(first[-1], np.int32), first)
        _keep(worker, vacancy, listed)
        applications.append(listed)
    return applications


@row_rule
def _keep(worker: Array, vacancy: Array, listed: Applications) -> None:
    """Copy the lists of a wave, one a chunk, into one."""
    for row in range(listed.first.size - 1):
        begin = listed.first[row]
        for n in range(listed.first[row + 1] - begin):
            listed.worker[begin + n] = worker[row, n]
            listed.vacancy[begin + n] = vacancy[row, n]


@njit(cache=True, parallel=True)
def _separate_and_apply(
    workers: Workers,
    layoff_rate: Array,
    bound: Array,
    premium: Array,
    leaving: Array,
    transfer: Array,
    vacancies: Vacancies,
    numbers: SeparationNumbers,
    worker: Array,
    vacancy: Array,
    applied: Array,
    ledger: Array,
    entries: Array,
    counts: Array,
    first: int,
    seed: int,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
) -> None:
    """Move the persons of a wave of chunks, list the applications, write the ledger, count."""
    status, target = separation_streams(seed, month)
    keys = Keys(
        status, target, stream(seed, month, OTHER), stream(seed, month, APPLY), stream(seed, month, PICK),
        stream(seed, month, ENTER),
    )  # fmt: skip
    for row in prange(counts.shape[0]):
        _move_chunk(
            spread(row, counts.shape[0]), first, workers, layoff_rate, bound, premium, leaving, transfer,
            vacancies, numbers, worker, vacancy, applied, ledger, entries, counts, keys, month, grants,
            guarantee,
        )  # fmt: skip


@njit(cache=True)
def _empty_offers() -> Offers:
    real, whole = np.zeros((4, BLOCK)), np.empty((6, BLOCK + 1), np.int64)
    return Offers(
        real[0], real[1], whole[0], whole[1], whole[2], real[2], real[3], np.empty(BLOCK, np.bool_), whole[3],
        whole[4], whole[5],
    )  # fmt: skip


@njit(cache=True)
def _move_chunk(
    row: int,
    first: int,
    workers: Workers,
    layoff_rate: Array,
    bound: Array,
    premium: Array,
    leaving: Array,
    transfer: Array,
    vacancies: Vacancies,
    numbers: SeparationNumbers,
    worker: Array,
    vacancy: Array,
    applied: Array,
    ledger: Array,
    entries: Array,
    counts: Array,
    keys: Keys,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
) -> None:
    """Move the persons of one chunk of a wave that begins with chunk ``first``."""
    low = (first + row) * PERSON_CHUNK
    entries[row], applied[row] = _move_blocks(
        low, min(low + PERSON_CHUNK, workers.team.size), empty_block(), _empty_offers(), workers, layoff_rate,
        bound, premium, leaving, transfer, vacancies, numbers, worker[row], vacancy[row], ledger[row],
        counts[row], keys, month, grants, guarantee,
    )  # fmt: skip


@row_rule
def _move_blocks(
    low: int,
    high: int,
    block: Block,
    offers: Offers,
    workers: Workers,
    layoff_rate: Array,
    bound: Array,
    premium: Array,
    leaving: Array,
    transfer: Array,
    vacancies: Vacancies,
    numbers: SeparationNumbers,
    worker: Array,
    vacancy: Array,
    ledger: Array,
    count: Array,
    keys: Keys,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
) -> tuple[int, int]:
    """Review, separate and apply, block by block: the columns of a block stay near the processor.

    Returns the entries in the ledger and the number of applications.
    """
    n = applied = np.int64(0)  # not a literal, for which numba would compile all that they enter again
    for start in range(low, high, BLOCK):
        size = min(BLOCK, high - start)
        later = min(start + BLOCK, high - 1)
        prefetch_rows(workers.status, later, later + size)
        prefetch_rows(workers.occupation, later, later + size)
        prefetch_rows(workers.team, later, later + size)
        prefetch_rows(workers.wage, later, later + size)
        prefetch_rows(workers.skill, later, later + size)
        prefetch_rows(workers.since, later, later + size)
        n = review_block(
            start, size, workers, premium, vacancies.wage, numbers.cut_pass_through, numbers.skill_growth,
            block.rows, ledger, n, month,
        )  # fmt: skip
        n, found = separate_block(
            start, size, workers, layoff_rate, bound, vacancies.destination, numbers, block, ledger, n, count,
            keys.status, keys.target, month, grants, transfer,
        )  # fmt: skip
        seekers = block.seekers[:found]
        _choose_vacancies(seekers, workers, leaving, vacancies, numbers, offers, keys)
        if vacancies.slots.size > 0:
            _weigh_offers(seekers, workers, transfer, vacancies, numbers, offers, month, grants, guarantee)
        applied = _send(
            seekers, workers, vacancies.slots, numbers, offers, worker, vacancy, applied, count, keys,
            month,
        )  # fmt: skip
    return n, applied


@row_rule
def _choose_vacancies(
    seekers: Array,
    workers: Workers,
    leaving: Array,
    vacancies: Vacancies,
    numbers: SeparationNumbers,
    offers: Offers,
    keys: Keys,
) -> None:
    """Draw an occupation and a vacancy of it for every seeker."""
    first, n = vacancies.first, vacancies.slots.size // 2
    for k in range(seekers.size):
        offers.other[k] = uniform(keys.other, seekers[k])
        offers.luck[k] = uniform(keys.apply, seekers[k])
    changers = 0
    for k in range(seekers.size):
        own, u = np.int64(workers.occupation[seekers[k]]), offers.other[k]
        newcomer = (workers.status[seekers[k]] == OUTSIDE) & is_newcomer(u, numbers.newcomer_share)
        low, high = (0, n) if newcomer else (first[own], first[own + 1])
        offers.occupation[k] = -1 if newcomer else own
        offers.accepts[k] = False
        offers.vacancy[k] = low + np.int64(offers.luck[k] * (high - low)) if high > low else -1
        prefetch(vacancies.slots, 2 * offers.vacancy[k])
        offers.rows[changers] = k
        changers += (u < numbers.other_occupation * leaving[own]) & (not newcomer)
    for k in offers.rows[:changers]:
        own = np.int64(workers.occupation[seekers[k]])
        u = offers.other[k] / (numbers.other_occupation * leaving[own])
        occupation = other_occupation(own, u, vacancies.destination)
        low, high = first[occupation], first[occupation + 1]
        offers.occupation[k] = occupation
        offers.vacancy[k] = low + np.int64(offers.luck[k] * (high - low)) if high > low else -1
        prefetch(vacancies.slots, 2 * offers.vacancy[k])


@row_rule
def _weigh_offers(
    seekers: Array,
    workers: Workers,
    transfer: Array,
    vacancies: Vacancies,
    numbers: SeparationNumbers,
    offers: Offers,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
) -> None:
    """Say who takes the job: the offer beats the present or the reservation wage; newcomers take any.

    Short loops keep many loads from memory in flight.
    """
    size = seekers.size
    for k in range(size):
        offers.team[k] = team_of(vacancies.slots, max(offers.vacancy[k], 0))
        offers.premium[k] = premium_of(vacancies.slots, max(offers.vacancy[k], 0))
    if grants.amount.size > 0 or numbers.everyone > 0.0:
        for k in range(size):
            wage = np.int64(workers.wage[seekers[k]])
            offers.income[k] = numbers.everyone + unearned(grants, np.int64(seekers[k]), wage)
    for k in range(size):
        worker = np.int64(seekers[k])
        status, own = workers.status[worker], np.int64(workers.occupation[worker])
        occupation = max(offers.occupation[k], 0)
        months = month - workers.since[worker]
        without_job = months if status == UNEMPLOYED else 0
        skill = skill_in(
            occupation, own, np.int64(workers.skill[worker]), without_job, transfer,
            numbers.skill_decay,
        )  # fmt: skip
        offer = vacancies.wage[occupation] * offers.premium[k] * skill / SKILL_ONE
        wage = np.float64(workers.wage[worker])
        reservation = numbers.reservation + numbers.income_reservation * offers.income[k]
        needed = wage * reservation * max(0.0, 1.0 - numbers.reservation_decay * months)
        if status == EMPLOYED:
            needed = (1.0 + numbers.offer_margin) * wage
        takes = (offer >= needed) & (offers.team[k] != workers.team[worker])
        offers.accepts[k] = (offers.vacancy[k] >= 0) & (takes | (offers.occupation[k] < 0))
        if status == UNEMPLOYED and offer < guarantee.wage and offers.accepts[k]:
            offers.accepts[k] = not takes_guaranteed_job(worker, np.int64(wage), months, guarantee)


@row_rule
def _send(
    seekers: Array,
    workers: Workers,
    slots: Array,
    numbers: SeparationNumbers,
    offers: Offers,
    worker: Array,
    vacancy: Array,
    n: int,
    count: Array,
    keys: Keys,
    month: int,
) -> int:
    """Append the applications to the lists, from entry ``n`` on, and return how many there are then."""
    before, rejected = n, 0
    for k in range(seekers.size):
        worker[n] = seekers[k]
        vacancy[n] = offers.vacancy[k]
        n += offers.accepts[k]
        offers.rows[rejected] = seekers[k]
        rejected += (workers.status[seekers[k]] == OUTSIDE) & (not offers.accepts[k])
    for k in range(before, n):
        luck = np.int64(bits(keys.pick, worker[k]) >> np.uint64(33))
        offers.key[k - before] = (luck << np.int64(32)) | np.int64(worker[k])
        offers.best[k - before] = slots[2 * np.int64(vacancy[k])]
    for k in range(before, n):
        if offers.key[k - before] > offers.best[k - before]:  # else somebody else is better placed already
            atomic_max(slots, 2 * np.int64(vacancy[k]), offers.key[k - before])
    for who in offers.rows[:rejected]:
        go_on_looking(who, workers, numbers.outside_entry, count, keys.enter, month)
    return n


@row_rule
def go_on_looking(
    worker: int, workers: Workers, outside_entry: float, count: Array, key: int, month: int
) -> None:
    """Let a person from outside who was not hired become unemployed, by chance."""
    if uniform(key, worker) < outside_entry:
        workers.status[worker] = UNEMPLOYED
        workers.since[worker] = month
        count[OUTSIDE_TO_UNEMPLOYED] += 1


@njit(cache=True, inline="always")
def is_newcomer(u: float, newcomer_share: float) -> bool:
    """Say whether an applicant from outside is new to the labour market and has no occupation yet."""
    return u > 1.0 - newcomer_share


@row_rule
def skill_in(
    occupation: int, own: int, skill: int, months_without_job: int, transfer: Array, skill_decay: float
) -> int:
    """Return the skill a person brings to a job; it decays for at most two years without one.

    ``transfer`` (22, 22) is what a unit of skill in the row's occupation is worth in the column's.
    """
    kept = (1.0 - skill_decay * min(months_without_job, 24)) * transfer[own, occupation]
    return np.int64(min(max(64.0, skill * kept), 65_000.0))
