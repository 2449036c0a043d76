"""The persons of the base year: jobs, skills, wages, wealth, filled row by row without temporaries."""

from typing import NamedTuple

import numpy as np

from sim.kernels.draws import drawn_row, purpose, stream, uniform
from sim.kernels.elementary import exp, normal_quantile, power
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import firms_of, persons_of
from sim.rules.skill import skill_units
from sim.state.columns import (
    EMPLOYED,
    LARGEST_INCOME,
    OUTSIDE,
    SKILL_ONE,
    TEAMS_PER_FIRM,
    UNEMPLOYED,
    Array,
    Firms,
    Teams,
    Workers,
)
from sim.units import Amounts, Positions

SKILL = purpose("base year: skill")
WEALTH = purpose("base year: wealth rank")
STATUS = purpose("base year: status without a job")
OCCUPATION = purpose("base year: occupation without a job")
SINCE = purpose("base year: months in status")
LARGEST_UNITS = 4_000_000_000


class WealthTables(NamedTuple):
    """Mean holdings by wealth group (w), poorest first, and how they spread within it."""

    edges: Array  # float64 (w + 1,): population ranks that bound the groups
    tail: Array  # float64 (w,): exponent of a Pareto piece, 0 for a rise from nothing
    deposits: Array  # float64 (w,): cents a person
    equity: Array  # float64 (w,): units a person, as are the next two
    property: Array
    provider_equity: Array


@row_rule
def within_group(rank: float, theta: float, low: float, high: float) -> float:
    """Return holdings at ``rank`` relative to the mean of its group (the mean over the group is 1)."""
    if theta == 0.0:  # a cubic from nothing
        return 4.0 * power((rank - low) / (high - low), 3.0)
    # a Pareto piece: (1 - rank)**-theta, normalised over the group
    top, bottom = 1.0 - low, 1.0 - high
    mean = (power(top, 1.0 - theta) - power(bottom, 1.0 - theta)) / ((1.0 - theta) * (top - bottom))
    return power(1.0 - rank, -theta) / mean


class EmployedJob(NamedTuple):
    """The teams with their headcount, and the persons who fill them."""

    workers: Workers
    teams: Teams
    firms: Firms
    first: Positions  # by firm: row of its first employee
    skill_spread: Array  # (o, 3): spread of skill by occupation
    base_wage: Amounts  # by occupation: cents a month of an efficiency unit
    seed: int
    month: int


class OthersJob(NamedTuple):
    """The persons without a job, and what they draw from."""

    workers: Workers
    n_employed: int  # rows before those without a job
    unemployed_share: float
    occupations: Amounts  # cumulative shares of jobs
    skill_spread: Array  # (o, 3): spread of skill by occupation
    base_wage: Amounts  # by occupation: cents a month of an efficiency unit
    seed: int
    month: int


class WealthJob(NamedTuple):
    """All persons, and what they own by wealth group."""

    workers: Workers
    tables: WealthTables
    correlation: float  # of the ranks by wealth and by skill
    seed: int
    month: int


@chunk_rule
def fill_employed(chunk: int, arguments: Arguments[EmployedJob]) -> None:
    """Put the first persons into the teams of a chunk of firms, so that the rows of a team lie together."""
    job = job_of(arguments)
    workers, teams, firms, first = job.workers, job.teams, job.firms, job.first
    skill_spread, base_wage = job.skill_spread, job.base_wage
    key = stream(job.seed, job.month, SKILL)
    for firm in range(*firms_of(chunk, first.size)):
        _fill_firm(firm, workers, teams, firms, first, skill_spread, base_wage, key)


@row_rule
def _fill_firm(
    firm: int,
    workers: Workers,
    teams: Teams,
    firms: Firms,
    first: Array,
    skill_spread: Array,
    base_wage: Array,
    key: int,
) -> None:
    """Fill the teams of one firm."""
    worker = first[firm]
    for k in range(TEAMS_PER_FIRM):
        team = TEAMS_PER_FIRM * firm + k
        occupation = teams.occupation[team]
        for _ in range(teams.headcount[team]):
            skill = skill_units(normal_quantile(uniform(key, worker)), skill_spread[occupation])
            wage = base_wage[occupation] * firms.premium[firm] * skill / SKILL_ONE
            workers.occupation[worker] = occupation
            workers.status[worker] = EMPLOYED
            workers.team[worker] = team
            workers.skill[worker] = skill
            workers.wage[worker] = np.int32(min(wage, LARGEST_INCOME))
            teams.skill_sum[team] += np.int64(skill)
            teams.wage_bill[team] += np.int64(workers.wage[worker])
            worker += 1


@chunk_rule
def fill_others(chunk: int, arguments: Arguments[OthersJob]) -> None:
    """Give the persons of a chunk who have no job an occupation, a skill and a last wage."""
    job = job_of(arguments)
    skill_key = stream(job.seed, job.month, SKILL)
    status_key = stream(job.seed, job.month, STATUS)
    occupation_key = stream(job.seed, job.month, OCCUPATION)
    low, high = persons_of(chunk, job.workers.team.size)
    for worker in range(max(low, job.n_employed), high):
        _fill_other(
            worker, job.workers, job.unemployed_share, job.occupations, job.skill_spread, job.base_wage,
            skill_key, status_key, occupation_key,
        )  # fmt: skip


@row_rule
def _fill_other(
    worker: int,
    workers: Workers,
    unemployed_share: float,
    occupations: Array,
    skill_spread: Array,
    base_wage: Array,
    skill_key: int,
    status_key: int,
    occupation_key: int,
) -> None:
    """Fill the row of one person."""
    occupation = drawn_row(occupations, uniform(occupation_key, worker))
    skill = skill_units(normal_quantile(uniform(skill_key, worker)), skill_spread[occupation])
    unemployed = uniform(status_key, worker) < unemployed_share
    workers.occupation[worker] = occupation
    workers.status[worker] = UNEMPLOYED if unemployed else OUTSIDE
    workers.team[worker] = -1
    workers.skill[worker] = skill
    wage = base_wage[occupation] * skill / SKILL_ONE
    workers.wage[worker] = np.int32(min(wage, LARGEST_INCOME))


@chunk_rule
def fill_wealth(chunk: int, arguments: Arguments[WealthJob]) -> None:
    """Give the persons of a chunk deposits and equity by a wealth rank that is correlated with skill."""
    job = job_of(arguments)
    workers, tables, seed, month = job.workers, job.tables, job.seed, job.month
    skill_key = stream(seed, month, SKILL)
    wealth_key = stream(seed, month, WEALTH)
    since_key = stream(seed, month, SINCE)
    correlation = job.correlation
    other = np.sqrt(1.0 - correlation * correlation)
    for worker in range(*persons_of(chunk, workers.team.size)):
        _fill_wealth_of(worker, workers, tables, month, skill_key, wealth_key, since_key, correlation, other)


@row_rule
def _fill_wealth_of(
    worker: int,
    workers: Workers,
    tables: WealthTables,
    month: int,
    skill_key: int,
    wealth_key: int,
    since_key: int,
    correlation: float,
    other: float,
) -> None:
    """Fill the wealth of one person."""
    z = correlation * normal_quantile(uniform(skill_key, worker))
    z += other * normal_quantile(uniform(wealth_key, worker))
    hold(worker, workers, tables, normal_rank(z))
    settle_in(worker, workers, month, uniform(since_key, worker))
    workers.retraining_target[worker] = workers.occupation[worker]


@row_rule
def hold(worker: int, workers: Workers, tables: WealthTables, rank: float) -> None:
    """Give a person, or the household whose purse they keep, what is owned at a rank by wealth."""
    group = 0
    while group < tables.tail.size - 1 and rank >= tables.edges[group + 1]:
        group += 1
    relative = within_group(rank, tables.tail[group], tables.edges[group], tables.edges[group + 1])
    workers.deposits[worker] = np.int64(relative * tables.deposits[group])
    workers.equity[worker] = np.uint32(min(relative * tables.equity[group], LARGEST_UNITS))
    workers.property[worker] = np.uint32(min(relative * tables.property[group], LARGEST_UNITS))
    workers.provider_equity[worker] = np.uint32(min(relative * tables.provider_equity[group], LARGEST_UNITS))


@row_rule
def settle_in(worker: int, workers: Workers, month: int, u: float) -> None:
    """Let the present status of a person have begun by chance some time ago; write a first income."""
    spell = 3.0 if workers.status[worker] == UNEMPLOYED else 36.0
    workers.status_month[worker] = np.int16(month - int(spell * u))
    workers.income[worker] = workers.wage[worker] // 4 * 3


@row_rule
def normal_rank(z: float) -> float:
    """Return the standard normal distribution (Abramowitz and Stegun 26.2.17, error below 7.5e-8)."""
    t = 1.0 / (1.0 + 0.2316419 * abs(z))
    density = 0.3989422804014327 * exp(-0.5 * z * z)
    tail = (
        density
        * t
        * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    )
    rank = 1.0 - tail if z > 0 else tail
    return min(max(rank, 0.0), 1.0 - 1e-9)
