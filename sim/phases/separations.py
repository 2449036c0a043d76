"""Step 5, labour market, first pass over persons: separations, wage reviews and applications.

One draw decides what happens to a person this month: an employed person leaves the labour force, quits or is laid off,
or looks for another job; an unemployed person leaves the labour force or applies; a person outside applies, and becomes
unemployed if no job comes of it (two thirds of those who take up work come straight from outside, BLS flows). Each seeker sends
one application to one random vacancy of an occupation. A vacancy keeps the applicant with the largest random key, an
atomic maximum, so the choice does not depend on the order of threads.
"""

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from sim.kernels.atomic import atomic_add, atomic_max
from sim.kernels.draws import bits, purpose, stream, uniform
from sim.kernels.sums import PERSON_CHUNK
from sim.rules.grants import GUARANTEED, Guarantee, lottery_keys, takes_guaranteed_job, unearned
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
from sim.state.levers import GrantTable
from sim.state.structure import Structure

WRITES = (
    "workers.status", "workers.since", "workers.team", "workers.wage", "workers.skill", "workers.occupation",
    "workers.target", "teams.headcount", "teams.skill_sum", "teams.wage_bill",
)  # fmt: skip
STATUS = purpose("separations: what happens to a person")
APPLY = purpose("separations: vacancy applied to")
PICK = purpose("matching: pick an applicant")
OTHER = purpose("separations: occupation applied to")
TARGET = purpose("separations: occupation of retraining")

# columns of the counters, one row a chunk of persons
(
    LAYOFFS, QUITS_TO_UNEMPLOYMENT, EMPLOYED_TO_OUTSIDE, UNEMPLOYED_TO_OUTSIDE, OUTSIDE_TO_UNEMPLOYED,
    SEEKERS, SEEKERS_UNEMPLOYED, SEEKERS_EMPLOYED, SEEKERS_OUTSIDE, RETRAINING_ENTRIES, RETRAINING_EXITS,
    DISMISSALS,
) = range(12)  # fmt: skip
N_COUNTS = 12


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
    income_response: float  # of participation hazards, for each cent of unearned income
    largest_response: float
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
def post(
    teams: Teams,
    vacancies: Array,
    first: Array,
    team_of_vacancy: Array,
    firm_chunk: int,
) -> None:
    """List every vacancy by occupation; ``first`` (n_chunks, 22) says where each chunk of firms begins."""
    for chunk in prange(vacancies.shape[0]):
        _post_chunk(chunk, teams, vacancies, first, team_of_vacancy, firm_chunk)


@njit(cache=True)
def _post_chunk(
    chunk: int,
    teams: Teams,
    vacancies: Array,
    first: Array,
    team_of_vacancy: Array,
    firm_chunk: int,
) -> None:
    """Do one chunk of the rows."""
    at = first[chunk].copy()
    low = chunk * firm_chunk * TEAMS_PER_FIRM
    high = min(low + firm_chunk * TEAMS_PER_FIRM, teams.vacancies.size)
    for team in range(low, high):
        occupation = teams.occupation[team]
        for _ in range(teams.vacancies[team]):
            team_of_vacancy[at[occupation]] = team
            at[occupation] += 1


@njit(cache=True, parallel=True)
def separate_and_search(
    workers: Workers,
    teams: Teams,
    firms: Firms,
    structure: Structure,
    destination: Array,
    occupation_wage: Array,
    first: Array,
    team_of_vacancy: Array,
    applicant: Array,
    numbers: SeparationNumbers,
    counts: Array,
    seed: int,
    month: int,
    grants: GrantTable,
    guarantee: Guarantee,
) -> None:
    """Move every person through separations, reviews and applications; fill ``applicant`` and ``counts``."""
    status_key = stream(seed, month, STATUS)
    treated_keys = lottery_keys(grants, seed)
    guaranteed_key = stream(seed, 0, GUARANTEED)
    for chunk in prange(counts.shape[0]):
        _separate_chunk(
            chunk,
            workers,
            teams,
            firms,
            structure,
            destination,
            occupation_wage,
            first,
            team_of_vacancy,
            applicant,
            numbers,
            counts,
            seed,
            month,
            status_key,
            grants,
            treated_keys,
            guarantee,
            guaranteed_key,
        )


@njit(cache=True)
def _separate_chunk(
    chunk: int,
    workers: Workers,
    teams: Teams,
    firms: Firms,
    structure: Structure,
    destination: Array,
    occupation_wage: Array,
    first: Array,
    team_of_vacancy: Array,
    applicant: Array,
    numbers: SeparationNumbers,
    counts: Array,
    seed: int,
    month: int,
    status_key: int,
    grants: GrantTable,
    treated_keys: Array,
    guarantee: Guarantee,
    guaranteed_key: int,
) -> None:
    """Do one chunk of the rows."""
    n_persons = workers.team.size
    count = np.zeros(N_COUNTS, np.int64)
    for worker in range(chunk * PERSON_CHUNK, min((chunk + 1) * PERSON_CHUNK, n_persons)):
        status = workers.status[worker]
        u = uniform(status_key, worker)
        # unearned income from the state makes it likelier to leave the labour force and less likely to enter it
        income = numbers.everyone
        if grants.amount.size > 0:
            income += unearned(grants, treated_keys, worker, np.int64(workers.wage[worker]))
        response = min(numbers.largest_response, numbers.income_response * income)
        if status == EMPLOYED:
            employed_exit = numbers.employed_exit * (1.0 + response)
            team = workers.team[worker]
            u -= employed_exit
            if u < 0.0:
                leave(worker, team, workers, teams, OUTSIDE, month)
                count[EMPLOYED_TO_OUTSIDE] += 1
                continue
            u -= numbers.quit
            if u < 0.0:
                leave(worker, team, workers, teams, UNEMPLOYED, month)
                count[QUITS_TO_UNEMPLOYMENT] += 1
                continue
            u -= numbers.dismissal
            if u < 0.0:
                leave(worker, team, workers, teams, UNEMPLOYED, month)
                count[DISMISSALS] += 1
                continue
            if u < teams.layoff_rate[team]:
                leave(worker, team, workers, teams, UNEMPLOYED, month)
                count[LAYOFFS] += 1
                continue
            gone = employed_exit + numbers.quit + numbers.dismissal
            if u > 1.0 - gone - numbers.employed_search:
                count[SEEKERS] += 1
                count[SEEKERS_EMPLOYED] += 1
                apply(worker, workers, firms, structure, destination, occupation_wage, first, team_of_vacancy, applicant,
                      numbers, seed, month, income, 0)  # fmt: skip
            if (worker + month) % 12 == 0:
                review(worker, team, workers, teams, firms, occupation_wage, numbers)
        elif status == UNEMPLOYED:
            months = month - workers.since[worker]
            leaving = min(0.9, numbers.unemployed_exit * (1.0 + response)) / (
                1.0 + numbers.search_decay * months
            )
            u -= leaving
            if u < 0.0:
                workers.status[worker] = OUTSIDE
                workers.since[worker] = month
                count[UNEMPLOYED_TO_OUTSIDE] += 1
                continue
            search = numbers.unemployed_search / (1.0 + numbers.search_decay * months)
            if u < numbers.retraining_entry and months >= numbers.retraining_after:
                workers.status[worker] = RETRAINING
                workers.since[worker] = month
                workers.target[worker] = other_occupation(
                    workers.occupation[worker], uniform(stream(seed, month, TARGET), worker), destination
                )
                count[RETRAINING_ENTRIES] += 1
            elif u > 1.0 - leaving - search:
                count[SEEKERS] += 1
                count[SEEKERS_UNEMPLOYED] += 1
                paid = np.int64(0)
                if guarantee.wage > 0 and takes_guaranteed_job(
                    worker, np.int64(workers.wage[worker]), months, guarantee, guaranteed_key
                ):
                    paid = np.int64(guarantee.wage)
                apply(worker, workers, firms, structure, destination, occupation_wage, first, team_of_vacancy, applicant,
                      numbers, seed, month, income, paid)  # fmt: skip
        elif status == OUTSIDE:
            outside_search = numbers.outside_search * (1.0 - response)
            if u < outside_search:
                count[SEEKERS] += 1
                count[SEEKERS_OUTSIDE] += 1
                apply(worker, workers, firms, structure, destination, occupation_wage, first, team_of_vacancy, applicant,
                      numbers, seed, month, income, 0)  # fmt: skip
                # who is not hired this month goes on looking as an unemployed person
                if u < outside_search * numbers.outside_entry:
                    workers.status[worker] = UNEMPLOYED
                    workers.since[worker] = month
                    count[OUTSIDE_TO_UNEMPLOYED] += 1
        elif month - workers.since[worker] >= numbers.retraining_months:
            # training saves part of the skill that a change of occupation costs
            skill = np.int64(workers.skill[worker])
            target = workers.target[worker]
            brought = skill_in(target, workers.occupation[worker], skill, 0, structure.transfer, 0.0)
            brought += np.int64(numbers.retraining_quality * max(np.int64(0), skill - brought))
            workers.skill[worker] = np.uint16(brought)
            workers.occupation[worker] = target
            workers.status[worker] = UNEMPLOYED
            workers.since[worker] = month
            count[RETRAINING_EXITS] += 1
    for k in range(N_COUNTS):
        counts[chunk, k] = count[k]


@njit(cache=True)
def leave(worker: int, team: int, workers: Workers, teams: Teams, status: int, month: int) -> None:
    """Take a person out of a team."""
    atomic_add(teams.headcount, team, -1)
    atomic_add(teams.skill_sum, team, -np.int64(workers.skill[worker]))
    atomic_add(teams.wage_bill, team, -np.int64(workers.wage[worker]))
    workers.team[worker] = -1
    workers.status[worker] = status
    workers.since[worker] = month


@njit(cache=True)
def review(
    worker: int, team: int, workers: Workers, teams: Teams, firms: Firms, occupation_wage: Array,
    numbers: SeparationNumbers,
) -> None:  # fmt: skip
    """Review a wage, once a year: raises are passed on, cuts in part; the firm's training shows in skill."""
    skill = np.int64(workers.skill[worker])
    learned = np.int64(min(skill * (1.0 + numbers.skill_growth), 65_000.0))
    firm = team // TEAMS_PER_FIRM
    wage = np.int64(workers.wage[worker])
    due = occupation_wage[workers.occupation[worker]] * firms.premium[firm] * learned / SKILL_ONE
    due = min(due, float(LARGEST_INCOME))
    new = np.int64(due) if due > wage else wage - np.int64(numbers.cut_pass_through * (wage - due))
    workers.skill[worker] = np.uint16(learned)
    workers.wage[worker] = np.int32(new)
    atomic_add(teams.skill_sum, team, learned - skill)
    atomic_add(teams.wage_bill, team, new - wage)


@njit(cache=True)
def other_occupation(own: int, u: float, destination: Array) -> int:
    """Draw the group that a changer goes to from the occupational-mobility network."""
    occupation = 0
    while occupation < destination.shape[1] - 1 and destination[own, occupation] <= u:
        occupation += 1
    return occupation


@njit(cache=True)
def skill_in(
    occupation: int, own: int, skill: int, months_without_job: int, transfer: Array, skill_decay: float
) -> int:
    """Return the skill a person brings to a job; it decays for at most two years without one.

    ``transfer`` (22, 22) is what a unit of skill in the row's occupation is worth in the column's.
    """
    kept = (1.0 - skill_decay * min(months_without_job, 24)) * transfer[own, occupation]
    return np.int64(min(max(64.0, skill * kept), 65_000.0))


@njit(cache=True, inline="always")
def is_newcomer(u: float, newcomer_share: float) -> bool:
    """Say whether an applicant from outside is new to the labour market and has no occupation yet."""
    return u > 1.0 - newcomer_share


@njit(cache=True)
def apply(
    worker: int,
    workers: Workers,
    firms: Firms,
    structure: Structure,
    destination: Array,
    occupation_wage: Array,
    first: Array,
    team_of_vacancy: Array,
    applicant: Array,
    numbers: SeparationNumbers,
    seed: int,
    month: int,
    income: float,
    guaranteed: int,
) -> None:
    """Send one application to a random vacancy if its offer beats the present or the reservation wage.

    Part of those outside are newcomers without an occupation of their own and apply to any vacancy.
    """
    own = workers.occupation[worker]
    occupation = np.int64(own)
    u = uniform(stream(seed, month, OTHER), worker)
    status = workers.status[worker]
    newcomer = status == OUTSIDE and is_newcomer(u, numbers.newcomer_share)
    if newcomer:
        low, n = 0, team_of_vacancy.size
    else:
        changing = numbers.other_occupation * structure.leaving[own]
        if u < changing:
            occupation = other_occupation(own, u / changing, destination)
        low, n = first[occupation], first[occupation + 1] - first[occupation]
    if n <= 0:
        return
    vacancy = low + np.int64(uniform(stream(seed, month, APPLY), worker) * n)
    team = team_of_vacancy[vacancy]
    if team == workers.team[worker]:
        return
    while vacancy >= first[occupation + 1]:
        occupation += 1
    while vacancy < first[occupation]:
        occupation -= 1
    employed = status == EMPLOYED
    months = 0 if employed else month - workers.since[worker]
    idle = months if status == UNEMPLOYED else 0
    skill = skill_in(
        occupation, own, np.int64(workers.skill[worker]), idle, structure.transfer, numbers.skill_decay
    )
    offer = occupation_wage[occupation] * firms.premium[team // TEAMS_PER_FIRM] * skill / SKILL_ONE
    wage = np.float64(workers.wage[worker])
    if newcomer:
        accepts = True
    elif employed:
        accepts = offer >= (1.0 + numbers.offer_margin) * wage
    else:
        reservation = numbers.reservation + numbers.income_reservation * income
        accepts = offer >= wage * reservation * max(0.0, 1.0 - numbers.reservation_decay * months)
        accepts = accepts and offer >= guaranteed
    if accepts:
        luck = np.int64(bits(stream(seed, month, PICK), worker) >> np.uint64(33))
        atomic_max(applicant, vacancy, (luck << np.int64(32)) | np.int64(worker))
