"""Step 5, labour market: the vacancies of the month, listed by occupation.

One vacancy is two numbers, which memory delivers together: the key of the best applicant so far above their
row (-1 = none), and the bits of the firm's premium (float32) above the row of the team, 32 bits each.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.sums import firms_of
from sim.state.columns import TEAMS_PER_FIRM, Array, Teams
from sim.units import Positions, Shares


class Vacancies(NamedTuple):
    """What is open this month, listed by occupation."""

    slots: Array  # int64 (2 n,): best applicant and offer of every vacancy, side by side
    first: Array  # int64 (23,): where each occupation begins
    wage: Array  # float64 (o,): cents a month of an efficiency unit
    destination: Array  # float64 (g, o, o): cumulative probabilities of where a changer applies, by age
    changing: Array  # float64 (g, o): tendency to change the group, by age
    first_jobs: Array  # float64 (g, o): the same for those who have no occupation of their own


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


class PostingJob(NamedTuple):
    """What a pass over teams reads, and where it lists the vacancies."""

    teams: Teams
    premium: Shares  # by firm
    first: Positions  # (n_chunks, o): where those of each chunk of firms begin; afterwards where they end
    slots: Array  # (2 n,), as in Vacancies


@chunk_rule(grain=7)
def post(chunk: int, arguments: Arguments[PostingJob]) -> None:
    """List the vacancies of a chunk of firms by occupation."""
    job = job_of(arguments)
    teams, premium, slots = job.teams, job.premium, job.slots
    at = job.first[chunk]
    low, high = firms_of(chunk, premium.size)
    for team in range(TEAMS_PER_FIRM * low, TEAMS_PER_FIRM * high):
        occupation = teams.occupation[team]
        offer = np.int64(np.float32(premium[team // TEAMS_PER_FIRM]).view(np.int32)) << np.int64(32)
        for _ in range(teams.vacancies[team]):
            slots[2 * at[occupation]] = -1
            slots[2 * at[occupation] + 1] = offer | team
            at[occupation] += 1
