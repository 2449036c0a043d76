"""What households of the base year own: money and claims by a rank in wealth, and perhaps the home.

    z = position of the householder's age + rho x rank by pay within the age + chance, variance 1
    rank = F(z), where F mixes normal distributions by age

so that the median household of each age has its published rank and the groups their published size. Owners of
homes follow from rank and age: odds that are a product of the two, scaled to the published shares of both
(iterative proportional fitting, Deming and Stephan 1940).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.base_year.calibration import Calibration
from sim.base_year.households import SINCE, WEALTH, WealthTables, hold, normal_rank, settle_in
from sim.kernels.draws import stream, uniform
from sim.kernels.elementary import normal_quantile
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import entry_rule, row_rule
from sim.kernels.sums import PERSON_CHUNK, n_chunks, persons_of
from sim.rules.homes import home_stream
from sim.state.columns import OWNER, TENANT, TYPES, Array, Workers
from sim.state.structure import HomeOwners

LEAST_CHANCE = 0.05  # variance of the rank that neither age nor pay explains, at the least
STEEP = 6.0  # normal scores beyond which there is nobody


class Ages(NamedTuple):
    """Households by the age group of the householder (g)."""

    share: Array  # float64 (g,)
    position: Array  # float64 (g,): normal score of the median household


class Homes(NamedTuple):
    """Who owns the home, by age group (g) and rank (b)."""

    edges: Array  # float64 (b + 1,)
    owners: Array  # float64 (g, b): share


class HouseholdWealthJob(NamedTuple):
    """The households, and what they own by wealth group."""

    workers: Workers
    tables: WealthTables
    ages: Ages
    homes: Homes
    pay_rank: Array  # float64 (h,): of a household of the sample, within the age
    by_pay: float  # loadings of the score
    by_chance: float
    spread: float  # standard deviation of the score within an age
    seed: int
    month: int


def give_wealth(
    workers: Workers, tables: WealthTables, calibration: Calibration, households: int, seed: int, month: int
) -> None:
    """Give every household deposits and claims, and spells to its members.

    Parameters
    ----------
    tables : WealthTables
        Means a person.
    households : int
        How many share what all persons own.
    """
    sample, people = calibration.households, calibration.people
    group = np.searchsorted(people.group_from, sample.age, side="right") - 1
    ages = households_by_age(calibration)
    spread = spread_of(ages)
    correlation = calibration.figure("skill_wealth_correlation")
    many = workers.age.size / households
    means = tables._replace(
        deposits=many * tables.deposits, equity=many * tables.equity, property=many * tables.property,
        provider_equity=many * tables.provider_equity,
    )  # fmt: skip
    job = HouseholdWealthJob(
        workers=workers,
        tables=means,
        ages=ages,
        homes=homes_of(calibration),
        pay_rank=np.array(sample.rank(np.asarray(calibration.occupation_wage), group)),
        by_pay=correlation,
        by_chance=float(np.sqrt(max(spread**2 - correlation**2, LEAST_CHANCE))),
        spread=spread,
        seed=seed,
        month=month,
    )
    fill_household_wealth(n_chunks(workers.age.size, PERSON_CHUNK), job)


@lru_cache(maxsize=4)
def households_by_age(calibration: Calibration) -> Ages:
    """Return the share of households of every age group, and where their median lies by wealth."""
    sample, people = calibration.households, calibration.people
    group = np.searchsorted(people.group_from, sample.age[sample.first[:-1]], side="right") - 1
    share = np.bincount(group, sample.share, people.group_from.size)
    ages = Ages(share, np.zeros(share.size))
    place_ages(ages, np.asarray(people.wealth_rank))
    return ages


def home_owners(calibration: Calibration) -> HomeOwners:
    """Return what the odds to own a home owe to the rank by wealth, and the share of owners by age."""
    homes = homes_of(calibration)
    odds = homes.owners[0] / (1.0 - homes.owners[0])  # of any age: odds are a product
    middle = 0.5 * (homes.edges[:-1] + homes.edges[1:])
    return HomeOwners(middle, odds, np.array(calibration.people.homeowners))


def no_home_owners() -> HomeOwners:
    """Return owners of homes where everybody lives alone: none."""
    return HomeOwners(np.zeros(1), np.ones(1), np.zeros(1))


@row_rule
def rank_of(z: float, ages: Ages, spread: float) -> float:
    """Return the rank among all households of a score."""
    rank = 0.0
    for group in range(ages.share.size):
        rank += ages.share[group] * normal_rank((z - ages.position[group]) / spread)
    return min(rank, 1.0 - 1e-9)


@row_rule
def score_at(rank: float, ages: Ages, spread: float) -> float:
    """Return the score at a rank among all households."""
    low, high = -STEEP, STEEP
    for _ in range(50):
        middle = 0.5 * (low + high)
        if rank_of(middle, ages, spread) < rank:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@entry_rule
def spread_of(ages: Ages) -> float:
    """Return the standard deviation of the score within an age, if that among all is 1."""
    mean = square = 0.0
    for group in range(ages.share.size):
        mean += ages.share[group] * ages.position[group]
        square += ages.share[group] * ages.position[group] * ages.position[group]
    return np.sqrt(max(1.0 - (square - mean * mean), LEAST_CHANCE))


@entry_rule
def place_ages(ages: Ages, median_rank: Array) -> None:
    """Find the positions at which the median household of every age has its rank among all."""
    for _ in range(100):
        spread = spread_of(ages)
        mean = 0.0
        for group in range(ages.share.size):
            mean += ages.share[group] * ages.position[group]
        for group in range(ages.share.size):
            goal = score_at(median_rank[group], ages, spread)
            ages.position[group] += 0.5 * (goal - ages.position[group]) - 0.1 * mean


@entry_rule
def count_ranks(ages: Ages, spread: float, edges: Array, joint: Array) -> None:
    """Write the share of households of every age between the edges of ranks to ``joint`` (g, b)."""
    for band in range(edges.size - 1):
        low = score_at(edges[band], ages, spread) if edges[band] > 0.0 else -STEEP
        high = score_at(edges[band + 1], ages, spread) if edges[band + 1] < 1.0 else STEEP
        for group in range(ages.share.size):
            position = ages.position[group]
            part = normal_rank((high - position) / spread) - normal_rank((low - position) / spread)
            joint[group, band] = ages.share[group] * part


@lru_cache(maxsize=4)
def homes_of(calibration: Calibration) -> Homes:
    """Return the share of owners by age and rank; within the poorest group it rises from nothing."""
    ages, population = households_by_age(calibration), np.asarray(calibration.wealth_group_population)
    by_group = np.asarray(calibration.wealth_group_homeowners)
    upper = min(1.5 * by_group[0], 1.0)
    edges = np.concatenate([[0.0, 0.5 * population[0]], np.cumsum(population)])
    by_band = np.concatenate([[2.0 * by_group[0] - upper, upper], by_group[1:]])
    width = np.diff(edges)
    by_age = np.asarray(calibration.people.homeowners)
    # both surveys count all households: their totals are made to agree
    by_band = np.minimum(by_band * (ages.share * by_age).sum() / (width * by_band).sum(), 0.999)
    joint = np.zeros((ages.share.size, width.size))
    count_ranks(ages, spread_of(ages), edges, joint)
    joint = np.maximum(joint, 1e-12)
    share = np.full(joint.shape, float((ages.share * by_age).sum()))
    odds = share / (1.0 - share)
    for _ in range(200):
        for wanted, axis in ((by_band, 0), (by_age, 1)):
            found = (joint * odds / (1.0 + odds)).sum(axis=axis) / joint.sum(axis=axis)
            change = wanted * (1.0 - found) / ((1.0 - wanted) * found)
            odds = odds * (change[None, :] if axis == 0 else change[:, None])
    return Homes(edges, odds / (1.0 + odds))


@chunk_rule
def fill_household_wealth(chunk: int, arguments: Arguments[HouseholdWealthJob]) -> None:
    """Give the households of a chunk what they own; it lies with who keeps the purse."""
    job = job_of(arguments)
    workers = job.workers
    wealth_key = stream(job.seed, job.month, WEALTH)
    since_key = stream(job.seed, job.month, SINCE)
    home_key = home_stream(job.seed, job.month)
    for worker in range(*persons_of(chunk, workers.age.size)):
        if workers.purse[worker] == 0:
            _fill_household(worker, job, uniform(wealth_key, worker), uniform(home_key, worker))
        settle_in(worker, workers, job.month, uniform(since_key, worker))


@row_rule
def _fill_household(worker: int, job: HouseholdWealthJob, luck: float, home: float) -> None:
    """Fill the wealth of one household; ``income`` holds its row in the sample."""
    workers, tables = job.workers, job.tables
    age = workers.cell[worker] // TYPES
    z = job.ages.position[age] + job.by_pay * normal_quantile(job.pay_rank[workers.income[worker]])
    rank = rank_of(z + job.by_chance * normal_quantile(luck), job.ages, job.spread)
    hold(worker, workers, tables, rank)
    band = 0
    while band < job.homes.edges.size - 2 and rank >= job.homes.edges[band + 1]:
        band += 1
    workers.home[worker] = OWNER if home < job.homes.owners[age, band] else TENANT
