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
from sim.state.accounts import EQUITY_POT, INVESTMENT_POT, N_ACCOUNTS, PROPERTY_POT
from sim.state.columns import ACTIVE, TEAMS_PER_FIRM, Array, Firms, Teams
from sim.state.structure import PRICE_BASE, Structure
from sim.units import Codes, Totals

LEAST_PAYOUT = 0.02  # a month, for the cash of firms that pay next to nothing
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
) -> None:
    """Fill the columns of firms and teams; teams know their headcount."""
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


def circulate(firms: Firms, teams: Teams, structure: Structure, parameters: Parameters) -> Array:
    """Give firms the cash of a month like any other; return what is on its way (int64, by account).

    A firm at rest pays its owners what it earns: then it holds the buffer that it keeps, and of the cash
    above it what a month's payout leaves. Owners and makers of capital goods receive this month what was
    paid in the month before. Without that an economy would begin with a slump, in which firms save
    up their cash and nobody orders capital goods.
    """
    government, section = parameters.government, parameters.firms
    sector = firms.sector.astype(np.int64)
    level = price_trend(parameters, first_month(parameters))
    wages = teams.wage_bill.reshape(-1, TEAMS_PER_FIRM).sum(axis=1).astype(np.float64)
    active = firms.status == ACTIVE
    insured = float(government.health_contribution_rate) + float(government.pension_contribution_rate)
    labour = wages * (1.0 + float(government.contribution_rate) + insured)
    investment = np.where(active, firms.output * structure.capital_cost[sector] * level, 0.0)
    cost = labour + investment
    sold = np.where(active, firms.output * firms.price, 0.0) * (1.0 - structure.production_tax[sector])
    profit = np.maximum(sold - cost, 0.0) * (1.0 - float(government.corporate_tax))
    left = (1.0 - section.payout_rate) / max(section.payout_rate, LEAST_PAYOUT)
    firms.deposits[:] = np.where(active, section.cash_buffer * cost + left * profit, 0.0).astype(np.int64)
    property_, public = structure.role("real_estate"), structure.role("government")
    to_pensions = np.where(sector == property_, 1.0, float(parameters.households.pension_share))
    dividends = np.where(sector == public, 0.0, profit)
    accounts = np.zeros(N_ACCOUNTS, np.int64)
    accounts[EQUITY_POT] = int(((1.0 - to_pensions) * dividends).sum())
    accounts[PROPERTY_POT] = int((to_pensions * dividends).sum())
    accounts[INVESTMENT_POT] = int(investment.sum())
    return accounts


def lower_prices(firms: Firms, by: float) -> None:
    """Divide by ``by`` all that the firms of the base year ask and reckon with, wages included."""
    for column in (firms.price, firms.unit_cost, firms.demand_share, firms.appeal):
        column /= by


def prices_of_sectors(firms: Firms, sectors: int) -> Array:
    """Return the mean price of each sector, firms weighted by their share of what the sector sells."""
    rows = firms.sector.astype(np.int64)
    share = np.where(firms.status == ACTIVE, firms.demand_share, 0.0)
    total = np.bincount(rows, share, sectors)
    return np.asarray(np.bincount(rows, share * firms.price, sectors) / np.maximum(total, 1e-300))
