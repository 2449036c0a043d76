"""The firms of the base year: numbers by sector, Zipf-like sizes, staffing, prices and cash."""

from typing import NamedTuple

import numpy as np

from sim.base_year.calibration import Calibration
from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.elementary import powers
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import FIRM_CHUNK, firms_of, n_chunks
from sim.parameters import Parameters
from sim.parameters.numbers import numbers_of
from sim.rules.founding import Founding, Industries, Prices, found, industries_of
from sim.rules.trends import first_month, price_trend, productivity_trend, trend
from sim.state.columns import TEAMS_PER_FIRM, Array, Firms, Teams
from sim.state.structure import PRICE_BASE, Structure
from sim.units import Codes, Totals

LEAST_FIRMS = 2  # a sector, however few people there are
AGE = purpose("base year: age of a firm")


def firm_sizes(n: int, jobs: int, tail: float, largest: float) -> Array:
    """Return ``n`` sizes (int64, at least 1) that add up to ``jobs``, Pareto with exponent ``tail``.

    Sizes sit at evenly spaced quantiles, so that a small sample has the same shape (Axtell 2001). None is
    above ``largest``, unless even firms of one size would be: then all are of that size.
    """
    if n == 0:
        return np.zeros(0, np.int64)
    largest = max(largest, jobs / n)  # few large employers, as of the state, in a small economy
    raw = powers((np.arange(n) + 0.5) / n, -1.0 / tail)
    low, high = 0.0, float(max(jobs, 1))
    for _ in range(80):
        middle = 0.5 * (low + high)
        if np.clip(middle * raw, 1.0, largest).sum() > jobs:
            high = middle
        else:
            low = middle
    edges = np.floor(np.cumsum(np.clip(low * raw, 1.0, largest)) + 0.5).astype(np.int64)
    return np.maximum(np.diff(edges, prepend=0), 1)


def apportion(total: int, shares: Array) -> Array:
    """Split ``total`` rows by ``shares`` with the largest remainders (int64)."""
    exact = total * shares / shares.sum()
    rows = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - rows), kind="stable")
    rows[order[: total - rows.sum()]] += 1
    return rows


def firm_rows(people: int, spare_rows: float, calibration: Calibration) -> tuple[int, int]:
    """Return the number of firms of the base year and of rows kept for firms, entrants included."""
    n_sectors = calibration.sizes["sectors"]
    n_firms = max(LEAST_FIRMS * n_sectors, round(calibration.firms_per_person * people))
    return n_firms, int(spare_rows * n_firms) + n_sectors


def create_firms(
    firms: Firms,
    teams: Teams,
    structure: Structure,
    parameters: Parameters,
    people: int,
    n_firms: int,
    seed: int,
    month: int,
) -> int:
    """Fill the columns of firms and teams and return the number of jobs; teams know their headcount."""
    population = parameters.population
    employed = people * (1.0 - population.outside_share) * (1.0 - population.unemployment_rate)
    n_by_sector = np.maximum(1, apportion(n_firms, structure.firm_share))
    jobs = apportion(round(employed), structure.firm_share * structure.firm_size)
    jobs = np.maximum(jobs, n_by_sector)
    largest = max(4.0 * employed / n_firms, 10.0, parameters.firms.largest_firm_share * employed)
    sizes = np.concatenate(
        [
            firm_sizes(n, j, parameters.firms.size_tail, largest)
            for n, j in zip(n_by_sector, jobs, strict=True)
        ]
    )
    sectors = np.repeat(np.arange(n_by_sector.size), n_by_sector).astype(np.uint8)
    numbers = numbers_of(
        Founding,
        parameters.firms,
        parameters.wages,
        contribution_rate=parameters.government.employer_contributions,
        growth=productivity_trend(parameters, first_month(parameters)),
    )
    level = price_trend(parameters, first_month(parameters))
    wages = structure.base_wage * trend(parameters, first_month(parameters))
    nothing = np.ones(structure.firm_share.size)
    prices = Prices(structure.user_cost * level, nothing, wages, PRICE_BASE * level * nothing, nothing)
    ages = 12.0 / max(parameters.firms.exit_rate, 0.01)
    chunks = n_chunks(sizes.size, FIRM_CHUNK)
    job = FirmsJob(
        firms=firms,
        teams=teams,
        sizes=sizes,
        sectors=sectors,
        industries=industries_of(structure),
        prices=prices,
        numbers=numbers,
        mean_age=ages,
        seed=seed,
        month=month,
    )
    _fill(chunks, job)
    return int(sizes.sum())


class FirmsJob(NamedTuple):
    """The rows of firms and teams, and what the firms of the base year are."""

    firms: Firms
    teams: Teams
    sizes: Totals  # employees
    sectors: Codes
    industries: Industries
    prices: Prices
    numbers: Founding
    mean_age: float  # months
    seed: int
    month: int


@chunk_rule
def _fill(chunk: int, arguments: Arguments[FirmsJob]) -> None:
    """Found the firms of a chunk in the base year, give them an age and their headcount."""
    job = job_of(arguments)
    firms, key = job.firms, stream(job.seed, job.month, AGE)
    for firm in range(*firms_of(chunk, job.sizes.size)):
        employees = job.sizes[firm]
        found(
            firm, np.int64(job.sectors[firm]), float(employees), firms, job.teams, job.industries, job.prices,
            job.numbers, job.seed, job.month,
        )  # fmt: skip
        # small firms are young, large ones old: age grows with size
        age = 2.0 * uniform(key, firm) * job.mean_age * employees / (employees + 10.0) + 6.0
        firms.birth[firm] = np.int16(job.month - min(int(age), 600))
        firms.headcount_last_year[firm] = employees
        firms.deposits[firm] = np.int64(firms.expected_demand[firm] * firms.unit_cost[firm])
        staff(firm, employees, job.teams)


@row_rule
def staff(firm: int, employees: int, teams: Teams) -> None:
    """Spread the employees of a firm evenly over its teams."""
    first = TEAMS_PER_FIRM * firm
    n_teams = 0
    while n_teams < TEAMS_PER_FIRM and teams.weight[first + n_teams] > 0.0:
        n_teams += 1
    for k in range(n_teams):
        teams.headcount[first + k] = (employees * (k + 1)) // n_teams - (employees * k) // n_teams
