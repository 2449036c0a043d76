"""Monthly hazards of a person by latent type, age group and months in the job or without one.

A hazard is the mean of all (a key) times a factor by type, a factor by age and, for those with a job, the
profile 1 + a1 exp(-t / m1) + a2 exp(-t / m2) of the t months in it: separations fall with tenure (Farber
1999). Search for another job falls with a power of the profile. What only the present job uses of a skill
grows to S (1 - exp(-t / m)) log points and is lost with the job (Jacobson, LaLonde and Sullivan 1993).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.elementary import exp, powers
from sim.parameters.careers import CareerParameters
from sim.state.columns import CELLS, OUTSIDE, Array
from sim.state.structure import HAZARDS, People

LONGEST = 480
"""Months in a job, or without one, that are told apart."""
STEP = 4
"""Months that the first look takes together."""
ROOM = 128
"""Steps that it tells apart."""


class Hazards(NamedTuple):
    """Probabilities a month by cell (c), and how they change with months in the job or outside (t)."""

    profile: Array  # float64 (t,): of leaving a job
    worth: Array  # float64 (t,): of skill in the present job, over that in another one
    ladder: Array  # float64 (t,): of looking for another job
    outside: Array  # float64 (t,): of looking for work, outside the labour force
    risk: Array  # float64 (t,): power of the profile with which layoffs of a team follow tenure
    layoff: Array  # float64 (c,): the same by type and age, over the mean of the employed
    retire: Array  # float64 (c,): whatever the tenure
    leaving: Array  # float64 (c,): out of the labour force, times profile; as are the next two
    quit: Array
    dismissal: Array
    job_search: Array  # float64 (c,): of looking for another job, times ladder
    finding: Array  # float64 (c,): of looking for work, of the unemployed
    giving_up: Array  # float64 (c,)
    entry: Array  # float64 (c,): of looking for work, of those outside, times outside
    other_occupation: Array  # float64 (c,): of applying in another group
    newcomer: Array  # float64 (c,): of those from outside, of having no occupation of their own
    skill_growth: Array  # float64 (c,): in a year of work
    low: Array  # float32 (2 x c x ROOM,): no smaller than any draw that separates, or lets those outside look
    weight: Array  # float32, as low: no smaller than a person's layoff rate over that of the team
    high: Array  # float32, as low: no larger than any draw that lets look for another job


class MeanHazards(NamedTuple):
    """The hazards of all, which cells differ from."""

    leaving: float
    quit: float
    dismissal: float
    job_search: float
    finding: float
    giving_up: float
    entry: float
    other_occupation: float
    newcomer: float
    skill_growth: float


LARGEST = 0.98  # probability that somebody looks for work


def profile_of(careers: CareerParameters) -> Array:
    """Return separations by months in the job relative to those in a long one (t,)."""
    fast = np.array([exp(-month / careers.new_job_months) for month in range(LONGEST)])
    slow = np.array([exp(-month / careers.young_job_months) for month in range(LONGEST)])
    return 1.0 + careers.new_job_risk * fast + careers.young_job_risk * slow


def factor(name: str, people: People, careers: CareerParameters) -> Array:
    """Return how much higher or lower a hazard of ``HAZARDS`` is by cell than the mean of all (c,)."""
    row = HAZARDS.index(name)
    by_type = _raised(people.by_type[row], careers.type_differences)
    return by_type * _raised(people.by_age[row], careers.age_differences)


def _raised(factors: Array, differences: float) -> Array:
    """Return the power of factors that may be 0: no differences leave nobody out."""
    return powers(factors, differences) if differences > 0.0 else np.ones(factors.size)


def pay_of_types(people: People, careers: CareerParameters) -> Array:
    """Return the skill of each worker type over the mean (TYPES,)."""
    return _raised(people.type_pay, careers.type_differences)


def hazards_of(careers: CareerParameters, people: People, mean: MeanHazards, mean_risk: float) -> Hazards:
    """Return the hazards of the month.

    Parameters
    ----------
    careers : CareerParameters
        How far people differ.
    people : People
        Factors by type and age.
    mean : MeanHazards
        Hazards of all.
    mean_risk : float
        Mean of ``layoff * risk`` over the employed, so that teams lay off as many as they plan.
    """
    profile = profile_of(careers)
    months = np.arange(LONGEST)
    share, by_age = careers.age_differences, min(1.0, careers.age_differences)
    worth = np.array(
        [exp(careers.job_capital * (1.0 - exp(-month / careers.job_capital_months))) for month in months]
    )
    risk = powers(profile, careers.seniority)
    layoff = powers(factor("layoff", people, careers), careers.seniority) / mean_risk
    ladder = powers(profile / profile[0], careers.search_by_tenure)
    outside = 1.0 / (1.0 + careers.outside_decay * months)
    retire = people.retirement * share
    leaving = mean.leaving * factor("leaving", people, careers)
    quits = np.full(CELLS, mean.quit)
    dismissal = np.minimum(0.2, mean.dismissal * factor("layoff", people, careers))
    job_search = np.minimum(LARGEST, mean.job_search * factor("job_search", people, careers))
    entry = np.minimum(LARGEST, mean.entry * factor("entry", people, careers))
    low, weight, high = np.zeros((2, CELLS, ROOM)), np.zeros((2, CELLS, ROOM)), np.ones((2, CELLS, ROOM))
    first = np.minimum(STEP * np.arange(ROOM), LONGEST - 1)  # profiles fall, so the first month bounds a step
    low[0] = retire[:, None] + (leaving + quits + dismissal)[:, None] * profile[first]
    low[1] = entry[:, None] * outside[first]
    weight[0] = layoff[:, None] * risk[first]
    high[0] = 1.0 - job_search[:, None] * ladder[first]
    return Hazards(
        profile=profile,
        worth=worth,
        ladder=ladder,
        outside=outside,
        risk=risk,
        layoff=layoff,
        retire=retire,
        leaving=leaving,
        quit=quits,
        dismissal=dismissal,
        job_search=job_search,
        finding=np.minimum(max(LARGEST, mean.finding), mean.finding * factor("finding", people, careers)),
        giving_up=np.minimum(0.9, mean.giving_up * factor("giving_up", people, careers)),
        entry=entry,
        other_occupation=mean.other_occupation * factor("other_occupation", people, careers),
        newcomer=mean.newcomer + by_age * (people.newcomer - mean.newcomer),
        skill_growth=mean.skill_growth * factor("skill_growth", people, careers),
        low=_above(low),
        weight=_above(weight),
        high=np.nextafter(np.float32(high.ravel()), np.float32(0.0)),
    )


def _above(values: Array) -> Array:
    """Round up to single precision, which keeps the table near the processor."""
    return np.nextafter(np.float32(values.ravel()), np.float32(np.inf))


@njit(cache=True, inline="always")
def place_of(status: int, cell: int, months: int) -> int:
    """Return the row of a person in the tables of the first look."""
    outside = np.int64(status == OUTSIDE)
    return ((outside * CELLS) + np.int64(cell)) * ROOM + min(max(months, 0) // STEP, ROOM - 1)


@njit(cache=True, inline="always")
def told_apart(months: int) -> int:
    """Return the row of so many months in tables over time."""
    return min(max(months, 0), LONGEST - 1)


@njit(cache=True, inline="always")
def own_layoff_rate(rate: float, weight: float) -> float:
    """Return the layoff rate of a person in a team; where a firm closes, all go."""
    return rate if rate > 0.9 else min(0.9, rate * weight)
