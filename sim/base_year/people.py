"""What persons of the base year are: latent type, age, and how long they have been in their job."""

from typing import NamedTuple

import numpy as np

from sim.base_year.people_tables import PeopleTables
from sim.kernels.draws import drawn_row, purpose, stream, uniform
from sim.kernels.elementary import exp, log, logs, powers
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import entry_rule, row_rule
from sim.kernels.sums import persons_of
from sim.parameters.careers import CareerParameters
from sim.rules.hazards import factor, pay_of_types, profile_of, told_apart
from sim.state.columns import (
    CELLS,
    EMPLOYED,
    FULL_TIME,
    OUTSIDE,
    SKILL_ONE,
    TENANT,
    TYPES,
    UNEMPLOYED,
    Array,
    Workers,
)
from sim.state.structure import People
from sim.units import MONTHS_PER_YEAR, Amounts

AGE = purpose("base year: age")
GROUP = purpose("base year: age group")
TYPE = purpose("base year: worker type")
TENURE = purpose("base year: months in the job")
ALIKE = purpose("base year: who is like the one who keeps the purse")
CLOSING = 0.0055
"""Jobs that end in a month whatever the person: firms close or move, people fall ill or follow a partner."""
WORKING_UNTIL = 60
"""Age from which being outside the labour force says nothing about the latent type."""
SPREAD = 0.55
"""Standard deviation of log pay within an occupation and type, as between the occupations' own."""
ASKED = 500_000
"""Persons, about, from whom the mean skill by status and age is found."""
PARTS = (1.0 / 3.0, 0.55, 0.12)
"""Of separations from a job: lost, given up for another one, left for a life outside (JOLTS and CPS)."""


class PeopleJob(NamedTuple):
    """The persons, and what their ages, types and tenure are drawn from; all tables are cumulative shares."""

    workers: Workers
    by_occupation: Amounts  # (o, g): age groups of the employed
    by_status: Amounts  # (2, g): of the unemployed and of those outside
    types: Amounts  # (3 x g, t): of the employed, the unemployed and those outside, by age group
    ages: Amounts  # (g, a): single years within each group
    tenure: Amounts  # (c, LONGEST)
    type_pay: Amounts  # (TYPES,): skill of each type over the mean
    usual: Amounts  # (3 x g,): log skill of somebody of mean 1, by status and age group
    youngest: int
    alike: float  # part of people whose type follows the draw of who keeps the purse
    seed: int
    month: int


def people_job(
    workers: Workers, tables: PeopleTables, people: People, careers: CareerParameters, alike: float,
    separations: float, ages_known: bool, seed: int, month: int,
) -> PeopleJob:  # fmt: skip
    """Return what :func:`fill_people` draws from.

    Parameters
    ----------
    separations : float
        Share of the employed who leave a job in a month, by which tenure is drawn.
    ages_known : bool
        Whether the persons have an age; otherwise skill is taken not to depend on it.
    """
    year = people.ages[people.base_year - people.first_year]
    groups = tables.group_from.size
    rows = people.group_of_age[: year.size].astype(np.int64)
    adults = np.bincount(rows, year, groups)
    status = np.stack(
        [adults * (tables.participation - tables.employment), adults * (1.0 - tables.participation)]
    )
    ages = np.where(rows[None, :] == np.arange(groups)[:, None], year[None, :], 0.0)
    types = types_by_status(tables, people)
    shares = types / types.sum(axis=1, keepdims=True)
    type_pay = pay_of_types(people, careers)
    usual = np.zeros(shares.shape[0])
    if ages_known:
        mean_log_skill(workers, usual, np.zeros(usual.size))
        usual -= (shares * logs(type_pay[: shares.shape[1]])).sum(axis=1) - 0.5 * SPREAD * SPREAD
    return PeopleJob(
        workers=workers,
        by_occupation=_cumulative(np.asarray(tables.occupation_ages)),
        by_status=_cumulative(status),
        types=_cumulative(types),
        ages=_cumulative(ages),
        tenure=_cumulative(
            stationary_tenure(people, careers, separations, _employed_by_cell(tables, adults))
        ),
        type_pay=type_pay,
        usual=usual,
        youngest=int(tables.group_from[0]),
        alike=alike,
        seed=seed,
        month=month,
    )


def types_by_status(tables: PeopleTables, people: People) -> Array:
    """Return shares of the latent types in each status and age group (3 x g, t), rows of a status together.

    In every age group people are of the types that newcomers are of: else employment by age would drift while
    those of the base year grow older. Who is outside, and unemployed, follows from the part of each type that
    is (``People.participation``; ``unemployed`` in the table of types).
    """
    groups, types = tables.group_from.size, tables.type_share.size
    taking_part = people.participation.reshape(-1, TYPES)[:groups, :types]
    inside, outside = tables.type_share * taking_part, tables.type_share * (1.0 - taking_part)
    looking = inside * tables.type_factors["unemployed"]
    unemployed = tables.participation - tables.employment
    looking *= (unemployed / np.maximum(looking.sum(axis=1), 1e-12))[:, None]
    status: Array = np.empty((3, groups, types))
    status[EMPLOYED], status[UNEMPLOYED], status[OUTSIDE] = inside - looking, looking, outside
    return np.maximum(status, 1e-9).reshape(3 * groups, types)


def _employed_by_cell(tables: PeopleTables, adults: Array) -> Array:
    """Return which part of the employed each cell is (c,), if worker types were employed alike."""
    weights = np.zeros(CELLS)
    for group, at_work in enumerate(adults * tables.employment):
        for kind, share in enumerate(tables.type_share):
            weights[kind + TYPES * group] = at_work * share
    return weights / weights.sum()


def stationary_tenure(people: People, careers: CareerParameters, separations: float, weights: Array) -> Array:
    """Return how long people of each cell have been in their job if nothing changes (c, LONGEST), not scaled.

    ``weights`` (c,) is which part of the employed each cell is.

    Who leaves, and how fast, follows from the factors by type and age and from the profile over tenure.
    """
    profile = profile_of(careers)
    lost, changed, left = PARTS
    fixed = lost * factor("layoff", people, careers) + left * factor("leaving", people, careers)
    ladder = powers(profile / profile[0], careers.search_by_tenure)
    changing = changed * factor("job_search", people, careers)
    low, high = 0.0, 1.0
    for _ in range(40):  # the level at which new jobs are the given share of all
        level = 0.5 * (low + high)
        hazard = level * (fixed[:, None] * profile[None, :] / profile.mean() + changing[:, None] * ladder)
        hazard += CLOSING
        staying = np.cumprod(1.0 - np.minimum(hazard, 0.95), axis=1)
        share = float((weights / staying.sum(axis=1)).sum())
        low, high = (level, high) if share < separations else (low, level)
    return staying


def _cumulative(shares: Array) -> Array:
    return np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)


@chunk_rule
def fill_people(chunk: int, arguments: Arguments[PeopleJob]) -> None:
    """Draw age, type and tenure of the persons of a chunk; everybody lives alone and works full time."""
    job = job_of(arguments)
    keys = (
        stream(job.seed, job.month, GROUP), stream(job.seed, job.month, AGE),
        stream(job.seed, job.month, TYPE), stream(job.seed, job.month, TENURE),
        stream(job.seed, job.month, ALIKE),
    )  # fmt: skip
    for worker in range(*persons_of(chunk, job.workers.team.size)):
        _fill_person(worker, job, keys)


@row_rule
def _fill_person(worker: int, job: PeopleJob, keys: tuple[int, int, int, int, int]) -> None:
    """Draw the age of a person who lives alone, and the career."""
    workers = job.workers
    status = workers.status[worker]
    if status == EMPLOYED:
        group = drawn_row(job.by_occupation[workers.occupation[worker]], uniform(keys[0], worker))
    else:
        group = drawn_row(job.by_status[1 if status == OUTSIDE else 0], uniform(keys[0], worker))
    workers.age[worker] = np.uint8(drawn_row(job.ages[group], uniform(keys[1], worker)))
    workers.cell[worker] = np.uint8(TYPES * group)
    workers.hours[worker] = np.uint8(FULL_TIME)
    workers.purse[worker] = np.uint8(0)
    workers.children[worker] = np.uint8(0)
    workers.place[worker] = np.uint8(0)
    workers.home[worker] = TENANT
    _fill_career(worker, job, keys)


@chunk_rule
def fill_careers(chunk: int, arguments: Arguments[PeopleJob]) -> None:
    """Draw type and tenure of the persons of a chunk, whose age group is known."""
    job = job_of(arguments)
    keys = (
        np.uint64(0), np.uint64(0), stream(job.seed, job.month, TYPE), stream(job.seed, job.month, TENURE),
        stream(job.seed, job.month, ALIKE),
    )  # fmt: skip
    for worker in range(*persons_of(chunk, job.workers.team.size)):
        _fill_career(worker, job, keys)


@row_rule
def _fill_career(worker: int, job: PeopleJob, keys: tuple[int, int, int, int, int]) -> None:
    """Draw the type and the tenure of a person."""
    workers = job.workers
    status = workers.status[worker]
    groups, group = job.types.shape[0] // 3, np.int64(workers.cell[worker] // TYPES)
    row = groups * np.int64(status) + group
    alike = uniform(keys[4], worker) < job.alike
    drawn = worker - np.int64(workers.purse[worker]) if alike else worker
    log_skill = log(max(workers.skill[worker] / SKILL_ONE, 1e-3)) - job.usual[row]
    kind = _type_of(job.types[row], job.type_pay, log_skill, uniform(keys[2], drawn))
    cell = kind + workers.cell[worker] // TYPES * TYPES
    workers.cell[worker] = np.uint8(cell)
    workers.job_lost[worker] = workers.pay_lost[worker] = np.uint8(0)
    if status == EMPLOYED:
        held = drawn_row(job.tenure[cell], uniform(keys[3], worker))
        longest = MONTHS_PER_YEAR * (np.int64(workers.age[worker]) + 1 - job.youngest)
        workers.status_month[worker] = np.int16(job.month - min(held, longest))


@row_rule
def _type_of(shares: Array, type_pay: Array, here: float, u: float) -> int:
    """Draw the latent type of a person by log skill: those who earn little are more often of some.

    ``shares`` are cumulative. Skill is taken to be lognormal around what each type earns (Bayes' rule).
    """
    below = total = 0.0
    for kind in range(shares.size):
        total += (shares[kind] - below) * _density(here, type_pay[kind])
        below = shares[kind]
    below = reached = 0.0
    for kind in range(shares.size - 1):
        reached += (shares[kind] - below) * _density(here, type_pay[kind])
        below = shares[kind]
        if u * total < reached:
            return kind
    return int(shares.size - 1)


@row_rule
def _density(log_skill: float, pay: float) -> float:
    """Return how likely a skill is for a type, up to a factor."""
    distance = (log_skill - log(pay)) / SPREAD + 0.5 * SPREAD
    return exp(-0.5 * distance * distance)


@entry_rule
def mean_log_skill(workers: Workers, mean: Amounts, count: Amounts) -> None:
    """Write the mean of log skill by status and age group (3 x g,), of at most about ``ASKED`` persons.

    ``count`` receives how many they are. The young earn little because they are young: who earns little for
    the age is more often of some types.
    """
    groups, n = mean.size // 3, workers.team.size
    for worker in range(0, n, max(1, n // ASKED)):
        row = groups * np.int64(workers.status[worker]) + np.int64(workers.cell[worker]) // TYPES
        mean[row] += log(max(workers.skill[worker] / SKILL_ONE, 1e-3))
        count[row] += 1.0
    for row in range(mean.size):
        mean[row] /= max(count[row], 1.0)


@entry_rule
def mean_risk(workers: Workers, layoff: Amounts, risk: Amounts, month: int) -> float:
    """Return the mean over the employed of what they risk, by cell and tenure, in a team that shrinks."""
    total = employed = 0.0
    for worker in range(workers.team.size):
        if workers.status[worker] == EMPLOYED:
            held = told_apart(month - workers.status_month[worker])
            total += layoff[workers.cell[worker]] * risk[held]
            employed += 1.0
    return total / max(employed, 1.0)
