"""Monthly hazards of a person by latent type, age group and months in the job or without one.

A hazard is the mean of all (a key) times a factor by type, a factor by age and, for those with a job, the
profile 1 + a1 exp(-t / m1) + a2 exp(-t / m2) of the t months in it: separations fall with tenure (Farber
1999). Search for another job falls with a power of the profile. What only the present job uses of a skill
grows to S (1 - exp(-t / m)) log points and is lost with the job (Jacobson, LaLonde and Sullivan 1993).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.elementary import exps, powers
from sim.parameters.careers import CareerParameters
from sim.state.columns import CELLS, OUTSIDE, TYPES, Array
from sim.state.structure import HAZARDS, People

LONGEST = 480
"""Months in a job, or without one, that are told apart."""
STEPS = 32
"""Steps of time that the first look tells apart, short ones first: hazards fall fastest then."""
BITS = np.int64(16)
MOST = np.int64((1 << BITS) - 1)
HIGH_UNIT = 1.0 / MOST


class Hazards(NamedTuple):
    """Probabilities a month by cell (c), and how they change with months in the job or outside (t)."""

    profile: Array  # float64 (t,): of leaving a job
    worth: Array  # float64 (t,): of skill in the present job, over that in another one
    ladder: Array  # float64 (t,): of looking for another job
    outside: Array  # float64 (t,): of looking for work, outside the labour force
    risk: Array  # float64 (t,): power of the profile with which layoffs of a team follow tenure
    layoff: Array  # float64 (c,): the same by type and age, over the mean of the employed
    retire: Array  # float64 (c,): whatever the tenure
    retiring: Array  # float64 (g, o): factor on it by occupation
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
    bounds: Array  # int64 (2 x c x STEPS,): what hazards are at most in a first look, packed (``low_of``)
    low_unit: float  # of the numbers packed in them, as are the next two
    weight_unit: float
    exit_unit: float
    alike: int  # 1 if the bounds are the same for all who work, and for all outside


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
    months = np.arange(LONGEST)
    fast, slow = exps(-months / careers.new_job_months), exps(-months / careers.young_job_months)
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


def layoff_risks(profile: Array, people: People, careers: CareerParameters) -> tuple[Array, Array]:
    """Return how layoffs of a team follow type and age (c,) and tenure (t,), not scaled."""
    by_cell = powers(factor("layoff", people, careers), careers.seniority)
    return by_cell, powers(profile, careers.seniority)


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
    worth = exps(careers.job_capital * (1.0 - exps(-months / careers.job_capital_months)))
    layoff, risk = layoff_risks(profile, people, careers)
    layoff = layoff / mean_risk
    ladder = powers(profile / profile[0], careers.search_by_tenure)
    outside = 1.0 / (1.0 + careers.outside_decay * months)
    retire = people.retirement * share
    retiring = np.array([powers(row, by_age) for row in people.retiring])
    of_group = np.minimum(np.arange(CELLS) // TYPES, retiring.shape[0] - 1)
    soonest = retire * retiring.max(axis=1)[of_group]
    leaving = mean.leaving * factor("leaving", people, careers)
    quits = np.full(CELLS, mean.quit)
    dismissal = np.minimum(0.2, mean.dismissal * factor("layoff", people, careers))
    job_search = np.minimum(LARGEST, mean.job_search * factor("job_search", people, careers))
    entry = np.minimum(LARGEST, mean.entry * factor("entry", people, careers))
    first = FIRST_MONTHS  # hazards fall with time, so the first month bounds a step
    low, weight, exits, looks = np.zeros((4, 2, CELLS, STEPS))
    exits[0] = leaving[:, None] * profile[first] + soonest[:, None]
    low[0] = soonest[:, None] + (leaving + quits + dismissal)[:, None] * profile[first]
    low[1] = entry[:, None] * outside[first]
    weight[0] = layoff[:, None] * risk[first]
    looks[0] = job_search[:, None] * ladder[first]
    units = [max(float(table.max()), 1e-12) / (MOST - 1) for table in (low, weight, exits)]
    parts = [_above(table, unit) for table, unit in zip((low, weight, exits), units, strict=True)]
    bounds = np.zeros((2, CELLS, STEPS), np.int64)
    for part in (MOST - _above(looks, HIGH_UNIT), *reversed(parts)):
        bounds = (bounds << BITS) | part
    return Hazards(
        profile=profile,
        worth=worth,
        ladder=ladder,
        outside=outside,
        risk=risk,
        layoff=layoff,
        retire=retire,
        retiring=retiring,
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
        bounds=bounds.ravel(),
        low_unit=units[0],
        weight_unit=units[1],
        exit_unit=units[2],
        alike=int((bounds == bounds[:, :1, :1]).all()),
    )


def _above(values: Array, unit: float) -> Array:
    """Return how many units values are at most, of which 16 bits hold the number."""
    return np.minimum(np.ceil(values / unit + 1e-6), MOST).astype(np.int64)


@njit(cache=True, inline="always")
def step_of(months: int) -> int:
    """Return the step of time in which the first look has so many months: of two months, later of eight."""
    return min(min(months >> 1, 12 + (months >> 3)), STEPS - 1)


FIRST_MONTHS = np.searchsorted([step_of.py_func(month) for month in range(LONGEST)], np.arange(STEPS))
"""The first month of every step (STEPS,)."""


@njit(cache=True, inline="always")
def place_of(status: int, cell: int, months: int) -> int:
    """Return the row of a person in the table of the first look."""
    outside = np.int64(status == OUTSIDE)
    return ((outside * CELLS) + np.int64(cell)) * STEPS + step_of(max(np.int64(months), np.int64(0)))


@njit(cache=True, inline="always")
def low_of(bounds: int) -> int:
    """Return the bound of draws that separate or let those outside look, but for layoffs, in ``low_unit``."""
    return bounds & MOST


@njit(cache=True, inline="always")
def weight_of(bounds: int) -> int:
    """Return the bound of a layoff rate over that of the team, in ``weight_unit``."""
    return (bounds >> BITS) & MOST


@njit(cache=True, inline="always")
def exits_of(bounds: int) -> int:
    """Return the bound of the hazard of leaving the labour force, in ``exit_unit``."""
    return (bounds >> (2 * BITS)) & MOST


@njit(cache=True, inline="always")
def high_of(bounds: int) -> int:
    """Return the bound of draws that do not let look for another job, in ``HIGH_UNIT``."""
    return (bounds >> (3 * BITS)) & MOST


@njit(cache=True, inline="always")
def told_apart(months: int) -> int:
    """Return the row of so many months in tables over time."""
    return min(max(months, 0), LONGEST - 1)


@njit(cache=True, inline="always")
def own_layoff_rate(rate: float, weight: float) -> float:
    """Return the layoff rate of a person in a team; where a firm closes, all go."""
    return rate if rate > 0.9 else min(0.9, rate * weight)
