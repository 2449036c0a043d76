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
from sim.kernels.elementary import exp
from sim.kernels.lists import append_if
from sim.kernels.prefetch import prefetch
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Flags, Rows, Wholes, room_for
from sim.phases.separations import OUTSIDE_TO_UNEMPLOYED, ROOM, other_occupation
from sim.phases.turnover_job import SeparationNumbers, TurnoverJob
from sim.phases.vacancies import premium_of, team_of
from sim.rules.grants import (
    insurance_of_loss,
    insures_loss,
    recipients_of,
    takes_guaranteed_job,
    unearned,
)
from sim.rules.hazards import told_apart
from sim.rules.hours import contract_hours
from sim.rules.skill import LONGEST_DECAY
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE, SKILL_ONE, TYPES, UNEMPLOYED, Array
from sim.units import Amounts, Codes, Months, Totals

APPLY = purpose("search: vacancy applied to")
PICK = purpose("matching: pick an applicant")
OTHER = purpose("search: occupation applied to")
ENTER = purpose("hiring: applicants from outside who go on looking")
REFUSE = purpose("search: vacancies that AI has closed to beginners")
TURN = purpose("search: vacancies that look at applicants")
MOST_REFUSED = 0.5  # of vacancies that refuse beginners: some firms go on training them
MOST_CHANGE = 0.9
"""Largest chance to apply in another occupation group, however long people look."""


class Offers(NamedTuple):
    """The seekers of a block: what they draw and what they are offered."""

    other: Amounts  # draw that decides on the occupation
    chance: Amounts  # to apply in another one
    luck: Amounts  # draw that picks the vacancy
    occupation: Wholes  # of the vacancy, -1 for a newcomer, who takes any
    vacancy: Wholes  # -1 = none is open
    income: Amounts  # cents a month that a person has outside the labour force
    accepts: Flags
    changers: Wholes  # list of those who apply in another occupation than their own
    rejecting: Wholes  # persons from outside who do not take the job


OFFERS = room_for(Offers, ROOM)


class SearchStreams(NamedTuple):
    """Streams of draws of the month."""

    other: int  # which occupation
    apply: int  # which vacancy
    pick: int  # which applicant
    enter: int  # who goes on looking
    refuse: int  # which vacancies take no beginners
    turn: int  # which vacancies look at applicants


@row_rule
def search_streams(seed: int, month: int) -> SearchStreams:
    """Return the streams of the draws of search."""
    return SearchStreams(
        stream(seed, month, OTHER), stream(seed, month, APPLY), stream(seed, month, PICK),
        stream(seed, month, ENTER), stream(seed, month, REFUSE), stream(seed, month, TURN),
    )  # fmt: skip


@row_rule
def search_block(
    seekers: Rows, job: TurnoverJob, offers: Offers, worker: Rows, vacancy: Rows, n: int, count: Totals
) -> int:
    """Let the seekers of a block apply; append the applications from entry ``n`` on, return their number."""
    streams = search_streams(job.seed, job.month)
    _choose_vacancies(seekers, job, offers, streams)
    if job.vacancies.slots.size > 0:
        _weigh_offers(seekers, job, offers)
        if job.numbers.entry_cut > 0.0:
            _refuse_beginners(seekers, job, offers, streams.refuse)
    return _send(seekers, job, offers, worker, vacancy, n, count, streams)


@row_rule
def _choose_vacancies(seekers: Rows, job: TurnoverJob, offers: Offers, streams: SearchStreams) -> None:
    """Draw an occupation and a vacancy of it for every seeker."""
    status, occupations, leaving = job.workers.status, job.workers.occupation, job.vacancies.changing
    cells, first, slots = job.workers.cell, job.vacancies.first, job.vacancies.slots
    destination, first_jobs = job.vacancies.destination, job.vacancies.first_jobs
    newcomers, other_occupations = job.hazards.newcomer, job.hazards.other_occupation
    anywhere = job.numbers.age_differences <= 0.0
    recruiting, turn = job.numbers.recruiting, uniform(streams.turn, 0)
    status_month, widening, month = job.workers.status_month, job.numbers.search_widening, job.month
    for k in range(seekers.size):
        offers.other[k] = uniform(streams.other, seekers[k])
        offers.luck[k] = uniform(streams.apply, seekers[k])
    changers = 0
    for k in range(seekers.size):
        # rows are not negative: saves the question whether they count from the end
        row = np.uint64(seekers[k])
        own, cell, u = np.uint64(occupations[row]), cells[row], offers.other[k]
        newcomer = (status[row] == OUTSIDE) & is_newcomer(u, newcomers[cell])
        low, high = first[own], first[own + np.uint64(1)]
        low, high = (0 if newcomer else low), (slots.size // 2 if newcomer else high)  # no branch
        offers.occupation[k] = -1 if newcomer else np.int64(own)
        offers.accepts[k] = False
        offers.vacancy[k] = _draw_vacancy(low, high, offers.luck[k], recruiting, turn, slots)
        chance = other_occupations[cell] * leaving[np.uint64(cell // TYPES), own]
        if widening > 0.0 and status[row] == UNEMPLOYED:
            chance = min(chance * (1.0 + widening * (month - status_month[row])), MOST_CHANGE)
        offers.chance[k] = chance
        changes = (u < chance) & (not newcomer)
        changers = append_if(changes | (newcomer & (not anywhere)), offers.changers, changers, k)
    for k in offers.changers[:changers]:
        own, cell = np.int64(occupations[seekers[k]]), cells[seekers[k]]
        group = cell // TYPES
        if offers.occupation[k] < 0:
            u = (offers.other[k] - (1.0 - newcomers[cell])) / newcomers[cell]
            occupation = other_occupation(group, u, first_jobs)
        else:
            u = offers.other[k] / offers.chance[k]
            occupation = other_occupation(own, u, destination[group])
            offers.occupation[k] = occupation
        low, high = first[occupation], first[occupation + 1]
        offers.vacancy[k] = _draw_vacancy(low, high, offers.luck[k], recruiting, turn, slots)


@njit(cache=True, inline="always")
def _draw_vacancy(low: int, high: int, luck: float, recruiting: float, turn: float, slots: Array) -> int:
    """Return one of the vacancies from ``low`` on that look at applicants, -1 if there is none; ask for it.

    They are spread evenly over the list, from a place on that differs from month to month.
    """
    size = np.int64(max(high - low, np.int64(0)))
    looking = min(size, np.int64(recruiting * size + 1.0))
    place = np.int64((np.int64(luck * looking) + turn) * (size / max(looking, np.int64(1))))
    vacancy = low + min(place, size - 1) if size > 0 else np.int64(-1)
    prefetch(slots, 2 * vacancy)
    return vacancy


@row_rule
def _weigh_offers(seekers: Rows, job: TurnoverJob, offers: Offers) -> None:
    """Say who takes the job: the offer beats the present or the reservation wage; newcomers take any.

    Both are compared at full-time hours: what a person works in the new job is up to them as in the old one.
    What insures the displaced against lower pay adds to the offer.
    """
    numbers, guarantee, transfer, month = job.numbers, job.guarantee, job.transfer, job.month
    slots, occupation_wage = job.vacancies.slots, job.vacancies.wage
    statuses, status_month, teams = job.workers.status, job.workers.status_month, job.workers.team
    worth = job.hazards.worth
    wages, skills, occupations = job.workers.wage, job.workers.skill, job.workers.occupation
    hours, cells, time = job.workers.hours, job.workers.cell, job.time
    insured = insures_loss(job.grants)
    recipients = recipients_of(job.workers, 0, statuses.size, month)
    shorter, week = time.week < 1.0, time.week  # the hours of the job count, unless the week is a shorter one
    if job.grants.amount.size > 0 or numbers.everyone > 0.0:
        for k in range(seekers.size):
            row = np.int64(seekers[k])
            income = unearned(job.grants, row, np.int64(wages[row]), recipients, row)
            offers.income[k] = numbers.everyone + income
    for k in range(seekers.size):
        worker = np.int64(seekers[k])
        row = np.uint64(worker)
        status, own, last_wage = statuses[row], np.int64(occupations[row]), np.int64(wages[row])
        at_work = np.float64(hours[row])
        if shorter:
            at_work = contract_hours(worker, cells[row], hours[row], np.float64(last_wage), time)
        wage = last_wage * (FULL_TIME / at_work)
        months = month - status_month[row]
        # newcomers and those without a vacancy are weighed against row 0, which exists, and not asked below
        occupation, vacancy = max(offers.occupation[k], 0), max(offers.vacancy[k], 0)
        without_job = months_without_job(status, months, numbers.loss_outside)
        held = told_apart(months) if status == EMPLOYED else 0
        old_skill = np.int64(skills[row] / worth[np.uint64(held)])
        skill = skill_in(occupation, own, old_skill, without_job, transfer, numbers.skill_decay)
        skill = skill if status == EMPLOYED else np.int64(numbers.fit * skill)
        offer = occupation_wage[np.uint64(occupation)] * premium_of(slots, vacancy) * skill / SKILL_ONE
        gets = offer
        if insured and status != EMPLOYED:
            gets += insurance_of_loss(job.grants, worker, offer, wage, recipients, worker)
        earns = occupation_wage[np.uint64(own)] * old_skill / SKILL_ONE
        needed = reservation_wage(status, wage, earns, months, offers.income[k], numbers)
        takes = (gets >= needed) & (team_of(slots, vacancy) != teams[row])
        offers.accepts[k] = (offers.vacancy[k] >= 0) & (takes | (offers.occupation[k] < 0))
        if status == UNEMPLOYED and offer * week < guarantee.wage and offers.accepts[k]:
            offers.accepts[k] = not takes_guaranteed_job(worker, last_wage, hours[row], months, guarantee)


@njit(cache=True, inline="always")
def reservation_wage(
    status: int, wage: float, earns: float, months: int, income: float, numbers: SeparationNumbers
) -> float:
    """Return the lowest wage that a seeker moves for, cents a month.

    With a job it is the present wage and a margin. Without one it is a share of a mean of the last wage and
    of what the person ``earns`` in their occupation now; the share rises with income that a person has
    outside the labour force, and falls with the ``months`` without work.
    """
    share = numbers.reservation + numbers.income_reservation * income
    memory = numbers.reservation_memory
    base = memory * wage + (1.0 - memory) * earns
    without_job = base * share * max(0.0, 1.0 - numbers.reservation_decay * months)
    return (1.0 + numbers.offer_margin) * wage if status == EMPLOYED else without_job


@row_rule
def _refuse_beginners(seekers: Rows, job: TurnoverJob, offers: Offers, key: int) -> None:
    """Let vacancies refuse beginners, by chance, the more of the occupation's work AI does: half at most.

    Brynjolfsson, Chandar and Chen 2025: employment of people of 22 to 25 falls in exposed occupations.
    """
    cells, done_by_ai, slots = job.workers.cell, job.done_by_ai, job.vacancies.slots
    beginners, entry_cut = TYPES * job.numbers.beginner_groups, job.numbers.entry_cut
    for k in range(seekers.size):
        if offers.accepts[k] and cells[seekers[k]] < beginners:
            vacancy = offers.vacancy[k]
            done = done_by_ai[job.team_occupation[team_of(slots, vacancy)]]
            refused = min(MOST_REFUSED, 1.0 - exp(-entry_cut * done))
            offers.accepts[k] = uniform(key, vacancy) >= refused


@row_rule
def _send(
    seekers: Rows, job: TurnoverJob, offers: Offers, worker: Rows, vacancy: Rows, n: int, count: Totals,
    streams: SearchStreams,
) -> int:  # fmt: skip
    """Append the applications to the lists, from entry ``n`` on, and return how many there are then."""
    status, status_month, slots, month = (
        job.workers.status,
        job.workers.status_month,
        job.vacancies.slots,
        job.month,
    )
    before, rejecting = n, 0
    for k in range(seekers.size):
        accepts = offers.accepts[k]
        append_if(accepts, vacancy, n, offers.vacancy[k])
        n = append_if(accepts, worker, n, seekers[k])
        stays = (status[np.uint64(seekers[k])] == OUTSIDE) & (not accepts)
        rejecting = append_if(stays, offers.rejecting, rejecting, seekers[k])
    for k in range(before, n):
        slot = 2 * np.int64(vacancy[k])
        luck = np.int64(bits(streams.pick, worker[k]) >> np.uint64(33))
        key = (luck << np.int64(32)) | np.int64(worker[k])
        if key > slots[slot]:  # else somebody else is better placed already
            atomic_max(slots, slot, key)
    for person in offers.rejecting[:rejecting]:
        go_on_looking(person, status, status_month, job.numbers.outside_entry, count, streams.enter, month)
    return n


@row_rule
def go_on_looking(
    worker: int,
    status: Codes,
    status_month: Months,
    outside_entry: float,
    count: Totals,
    key: int,
    month: int,
) -> None:
    """Let a person from outside who was not hired become unemployed, by chance."""
    if uniform(key, worker) < outside_entry:
        status[worker] = UNEMPLOYED
        status_month[worker] = month
        count[OUTSIDE_TO_UNEMPLOYED] += 1


@njit(cache=True, inline="always")
def is_newcomer(u: float, newcomer_share: float) -> bool:
    """Say whether an applicant from outside is new to the labour market and has no occupation yet."""
    return u > 1.0 - newcomer_share


@njit(cache=True, inline="always")
def months_without_job(status: int, months: int, loss_outside: float) -> int:
    """Return for how many months of unemployment a seeker's skill has decayed."""
    if status == UNEMPLOYED:
        return np.int64(months)
    return np.int64(loss_outside * months) if status == OUTSIDE else np.int64(0)


@row_rule
def skill_in(
    occupation: int, own: int, skill: int, without_job: int, transfer: Amounts, skill_decay: float
) -> int:
    """Return the skill a person brings to a job; it decays for at most two years without one.

    ``transfer`` (o, o) is what a unit of skill in the row's occupation is worth in the column's.
    """
    worth = transfer[np.uint64(own), np.uint64(occupation)]
    kept = (1.0 - skill_decay * min(without_job, LONGEST_DECAY)) * worth
    return np.int64(min(max(64.0, skill * kept), 65_000.0))
