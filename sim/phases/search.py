"""Step 5, labour market: every seeker sends one application to one random vacancy of an occupation.

A vacancy keeps the applicant with the largest random key, an atomic maximum, so that the choice does not
depend on the order of threads. Part of those outside are newcomers without an occupation of their own and
apply to any vacancy; the others apply in their own group or, by chance, in another of the
occupational-mobility network.
"""

import numpy as np
from numba import njit, prange

from sim.kernels.atomic import atomic_max
from sim.kernels.draws import bits, purpose, stream, uniform
from sim.kernels.row_rule import row_rule
from sim.phases.separations import SeparationNumbers, other_occupation
from sim.rules.grants import Grants, Guarantee, takes_guaranteed_job, unearned
from sim.state.columns import (
    EMPLOYED,
    OUTSIDE,
    SKILL_ONE,
    TEAMS_PER_FIRM,
    UNEMPLOYED,
    Array,
    Firms,
    Teams,
    Workers,
)
from sim.state.structure import Structure

WRITES = ()
APPLY = purpose("search: vacancy applied to")
PICK = purpose("matching: pick an applicant")
OTHER = purpose("search: occupation applied to")


@njit(cache=True, parallel=True)
def post(teams: Teams, vacancies: Array, first: Array, team_of_vacancy: Array, firm_chunk: int) -> None:
    """List every vacancy by occupation; ``first`` (n_chunks, 22) says where each chunk of firms begins."""
    for chunk in prange(vacancies.shape[0]):
        _post_chunk(np.int64(chunk), teams, first[chunk].copy(), team_of_vacancy, firm_chunk)


@row_rule
def _post_chunk(chunk: int, teams: Teams, at: Array, team_of_vacancy: Array, firm_chunk: int) -> None:
    """List the vacancies of one chunk of firms."""
    low = chunk * firm_chunk * TEAMS_PER_FIRM
    for team in range(low, min(low + firm_chunk * TEAMS_PER_FIRM, teams.vacancies.size)):
        occupation = teams.occupation[team]
        for _ in range(teams.vacancies[team]):
            team_of_vacancy[at[occupation]] = team
            at[occupation] += 1


@njit(cache=True, parallel=True)
def apply(
    workers: Workers,
    firms: Firms,
    structure: Structure,
    destination: Array,
    occupation_wage: Array,
    first: Array,
    team_of_vacancy: Array,
    applicant: Array,
    numbers: SeparationNumbers,
    seekers: Array,
    target: Array,
    first_seeker: Array,
    seed: int,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
) -> None:
    """Let every seeker apply; fill ``applicant`` (by vacancy) and ``target`` (by seeker, -1 for none).

    ``first_seeker`` (n_chunks + 1) says where the seekers of each chunk of persons begin.
    """
    keys = (stream(seed, month, OTHER), stream(seed, month, APPLY), stream(seed, month, PICK))
    for chunk in prange(first_seeker.size - 1):
        _apply_chunk(
            np.int64(first_seeker[chunk]),
            np.int64(first_seeker[chunk + 1]),
            workers,
            firms,
            structure,
            destination,
            occupation_wage,
            first,
            team_of_vacancy,
            applicant,
            numbers,
            seekers,
            target,
            keys,
            month,
            grants,
            guarantee,
        )


@row_rule
def _apply_chunk(
    begin: int,
    end: int,
    workers: Workers,
    firms: Firms,
    structure: Structure,
    destination: Array,
    occupation_wage: Array,
    first: Array,
    team_of_vacancy: Array,
    applicant: Array,
    numbers: SeparationNumbers,
    seekers: Array,
    target: Array,
    keys: tuple[int, int, int],
    month: int,
    grants: Grants,
    guarantee: Guarantee,
) -> None:
    """Choose the vacancies first, then weigh the offers: short loops keep many loads in flight."""
    for k in range(begin, end):
        worker = seekers[k]
        own = workers.occupation[worker]
        u = uniform(keys[0], worker)
        if workers.status[worker] == OUTSIDE and is_newcomer(u, numbers.newcomer_share):
            low, high = 0, team_of_vacancy.size
        else:
            occupation = np.int64(own)
            changing = numbers.other_occupation * structure.leaving[own]
            if u < changing:
                occupation = other_occupation(own, u / changing, destination)
            low, high = first[occupation], first[occupation + 1]
        target[k] = low + np.int64(uniform(keys[1], worker) * (high - low)) if high > low else -1
    for k in range(begin, end):
        vacancy = target[k]
        if vacancy < 0:
            continue
        worker = seekers[k]
        team = team_of_vacancy[vacancy]
        if accepts(
            worker,
            team,
            vacancy,
            workers,
            firms,
            structure,
            occupation_wage,
            first,
            numbers,
            keys[0],
            month,
            grants,
            guarantee,
        ):
            luck = np.int64(bits(keys[2], worker) >> np.uint64(33))
            atomic_max(applicant, vacancy, (luck << np.int64(32)) | np.int64(worker))
        else:
            target[k] = -1


@njit(cache=True, inline="always")
def is_newcomer(u: float, newcomer_share: float) -> bool:
    """Say whether an applicant from outside is new to the labour market and has no occupation yet."""
    return u > 1.0 - newcomer_share


@njit(cache=True, inline="always")
def accepts(
    worker: int,
    team: int,
    vacancy: int,
    workers: Workers,
    firms: Firms,
    structure: Structure,
    occupation_wage: Array,
    first: Array,
    numbers: SeparationNumbers,
    other_key: int,
    month: int,
    grants: Grants,
    guarantee: Guarantee,
) -> bool:
    """Say whether the offer beats the present wage or the reservation wage; newcomers take any."""
    status = workers.status[worker]
    if status == OUTSIDE and is_newcomer(uniform(other_key, worker), numbers.newcomer_share):
        return True
    if team == workers.team[worker]:
        return False
    occupation = np.int64(workers.occupation[worker])
    if vacancy < first[occupation] or vacancy >= first[occupation + 1]:
        occupation = 0
        while vacancy >= first[occupation + 1]:
            occupation += 1
    months = month - workers.since[worker]
    skill = skill_in(
        occupation,
        workers.occupation[worker],
        np.int64(workers.skill[worker]),
        months if status == UNEMPLOYED else 0,
        structure.transfer,
        numbers.skill_decay,
    )
    offer = occupation_wage[occupation] * firms.premium[team // TEAMS_PER_FIRM] * skill / SKILL_ONE
    wage = np.float64(workers.wage[worker])
    if status == EMPLOYED:
        return offer >= (1.0 + numbers.offer_margin) * wage
    income = numbers.everyone + unearned(grants, worker, np.int64(workers.wage[worker]))
    reservation = numbers.reservation + numbers.income_reservation * income
    if (
        status == UNEMPLOYED
        and offer < guarantee.wage
        and takes_guaranteed_job(worker, np.int64(workers.wage[worker]), months, guarantee)
    ):
        return False
    return offer >= wage * reservation * max(0.0, 1.0 - numbers.reservation_decay * months)


@row_rule
def skill_in(
    occupation: int, own: int, skill: int, months_without_job: int, transfer: Array, skill_decay: float
) -> int:
    """Return the skill a person brings to a job; it decays for at most two years without one.

    ``transfer`` (22, 22) is what a unit of skill in the row's occupation is worth in the column's.
    """
    kept = (1.0 - skill_decay * min(months_without_job, 24)) * transfer[own, occupation]
    return np.int64(min(max(64.0, skill * kept), 65_000.0))
