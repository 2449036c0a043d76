"""Step 5, labour market: every seeker applies once.

Every seeker sends one application to one random vacancy of an occupation. A vacancy keeps the applicant with
the largest random key, an atomic maximum, so that the choice does not depend on the order of threads. Part of
those outside are newcomers without an occupation of their own and apply to any vacancy; the others apply in
their own group or, by chance, in another of the occupational-mobility network.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.atomic import atomic_max
from sim.kernels.draws import bits, purpose, stream, uniform
from sim.kernels.prefetch import prefetch
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Flags, Wholes
from sim.phases.separations import OUTSIDE_TO_UNEMPLOYED, SeparationNumbers, other_occupation
from sim.phases.vacancies import Vacancies, premium_of, team_of
from sim.rules.grants import Grants, Guarantee, takes_guaranteed_job, unearned
from sim.state.columns import EMPLOYED, OUTSIDE, SKILL_ONE, UNEMPLOYED, Array, Workers

APPLY = purpose("search: vacancy applied to")
PICK = purpose("matching: pick an applicant")
OTHER = purpose("search: occupation applied to")
ENTER = purpose("hiring: applicants from outside who go on looking")


class Offers(NamedTuple):
    """The seekers of a block: what they draw and what they are offered."""

    other: Array  # float64: draw that decides on the occupation
    luck: Array  # float64: draw that picks the vacancy
    occupation: Wholes  # of the vacancy, -1 for a newcomer, who takes any
    vacancy: Wholes  # -1 = none is open
    income: Array  # float64: cents a month that a person has outside the labour force
    accepts: Flags
    rows: Wholes  # list of some of them


class SearchStreams(NamedTuple):
    """Streams of draws of the month."""

    other: int  # which occupation
    apply: int  # which vacancy
    pick: int  # which applicant
    enter: int  # who goes on looking


@row_rule
def search_streams(seed: int, month: int) -> SearchStreams:
    """Return the streams of the draws of search."""
    return SearchStreams(
        stream(seed, month, OTHER), stream(seed, month, APPLY), stream(seed, month, PICK),
        stream(seed, month, ENTER),
    )  # fmt: skip


@row_rule
def search_block(
    seekers: Array,
    workers: Workers,
    leaving: Array,
    transfer: Array,
    vacancies: Vacancies,
    numbers: SeparationNumbers,
    offers: Offers,
    worker: Array,
    vacancy: Array,
    n: int,
    count: Array,
    streams: SearchStreams,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
) -> int:
    """Let the seekers of a block apply; append the applications from entry ``n`` on, return their number."""
    _choose_vacancies(seekers, workers, leaving, vacancies, numbers, offers, streams)
    if vacancies.slots.size > 0:
        _weigh_offers(seekers, workers, transfer, vacancies, numbers, offers, month, grants, guarantee)
    return _send(
        seekers, workers, vacancies.slots, numbers, offers, worker, vacancy, n, count, streams, month
    )


@row_rule
def _choose_vacancies(
    seekers: Array,
    workers: Workers,
    leaving: Array,
    vacancies: Vacancies,
    numbers: SeparationNumbers,
    offers: Offers,
    streams: SearchStreams,
) -> None:
    """Draw an occupation and a vacancy of it for every seeker."""
    first, n = vacancies.first, vacancies.slots.size // 2
    for k in range(seekers.size):
        offers.other[k] = uniform(streams.other, seekers[k])
        offers.luck[k] = uniform(streams.apply, seekers[k])
    changers = 0
    for k in range(seekers.size):
        own, u = np.int64(workers.occupation[seekers[k]]), offers.other[k]
        newcomer = (workers.status[seekers[k]] == OUTSIDE) & is_newcomer(u, numbers.newcomer_share)
        low, high = first[own], first[own + 1]
        low, high = (0 if newcomer else low), (n if newcomer else high)  # no branch: chance decides
        offers.occupation[k] = -1 if newcomer else own
        offers.accepts[k] = False
        offers.vacancy[k] = _draw_vacancy(low, high, offers.luck[k], vacancies.slots)
        offers.rows[changers] = k
        changers += (u < numbers.other_occupation * leaving[own]) & (not newcomer)
    for k in offers.rows[:changers]:
        own = np.int64(workers.occupation[seekers[k]])
        u = offers.other[k] / (numbers.other_occupation * leaving[own])
        occupation = other_occupation(own, u, vacancies.destination)
        low, high = first[occupation], first[occupation + 1]
        offers.occupation[k] = occupation
        offers.vacancy[k] = _draw_vacancy(low, high, offers.luck[k], vacancies.slots)


@njit(cache=True, inline="always")
def _draw_vacancy(low: int, high: int, luck: float, slots: Array) -> int:
    """Return one of the vacancies from ``low`` on, -1 if there is none, and ask for it."""
    vacancy = low + np.int64(luck * (high - low)) if high > low else -1
    prefetch(slots, 2 * vacancy)
    return vacancy


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
    """Say who takes the job: the offer beats the present or the reservation wage; newcomers take any."""
    if grants.amount.size > 0 or numbers.everyone > 0.0:
        for k in range(seekers.size):
            wage = np.int64(workers.wage[seekers[k]])
            offers.income[k] = numbers.everyone + unearned(grants, np.int64(seekers[k]), wage)
    for k in range(seekers.size):
        worker = np.int64(seekers[k])
        status, own = workers.status[worker], np.int64(workers.occupation[worker])
        occupation, vacancy = max(offers.occupation[k], 0), max(offers.vacancy[k], 0)
        months = month - workers.since[worker]
        without_job = months if status == UNEMPLOYED else 0
        skill = skill_in(
            occupation, own, np.int64(workers.skill[worker]), without_job, transfer,
            numbers.skill_decay,
        )  # fmt: skip
        offer = vacancies.wage[occupation] * premium_of(vacancies.slots, vacancy) * skill / SKILL_ONE
        wage = np.float64(workers.wage[worker])
        reservation = numbers.reservation + numbers.income_reservation * offers.income[k]
        needed = wage * reservation * max(0.0, 1.0 - numbers.reservation_decay * months)
        if status == EMPLOYED:
            needed = (1.0 + numbers.offer_margin) * wage
        takes = (offer >= needed) & (team_of(vacancies.slots, vacancy) != workers.team[worker])
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
    streams: SearchStreams,
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
        slot = 2 * np.int64(vacancy[k])
        luck = np.int64(bits(streams.pick, worker[k]) >> np.uint64(33))
        key = (luck << np.int64(32)) | np.int64(worker[k])
        if key > slots[slot]:  # else somebody else is better placed already
            atomic_max(slots, slot, key)
    for who in offers.rows[:rejected]:
        go_on_looking(who, workers, numbers.outside_entry, count, streams.enter, month)
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
