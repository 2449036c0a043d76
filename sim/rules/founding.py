"""Found a firm: draw its occupations, wage premium and productivity, set the price that covers its cost."""

from typing import NamedTuple

import numpy as np

from sim.kernels.draws import bell, purpose, stream, uniform
from sim.kernels.elementary import exp, power
from sim.kernels.parallel import Arguments, chunk_rule, read
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import firms_of
from sim.state.columns import ACTIVE, EMPTY, TEAMS_PER_FIRM, Firms, Teams
from sim.state.structure import Structure
from sim.units import Amounts, Totals

STAFFING = purpose("founding: occupations")
PREMIUM = purpose("founding: wage premium")
PRODUCTIVITY = purpose("founding: productivity")
ENTRY = purpose("founding: entry")
ENTRY_SECTOR = purpose("founding: sector of an entrant")
ENTRY_SIZE = purpose("founding: size of an entrant")
ENTRY_AI = purpose("founding: entrant uses AI")


class Founding(NamedTuple):
    """Numbers a new firm depends on."""

    premium_sd: float  # log spread of the firm's wage premium
    productivity_sd: float  # log spread of productivity
    contribution_rate: float  # employer contributions on wages
    growth: float  # productivity of the economy relative to the base year
    inventory_target: float  # months of demand kept in stock
    price_elasticity: float  # between the firms of a sector


@row_rule
def found(
    firm: int,
    sector: int,
    employees: float,
    firms: Firms,
    teams: Teams,
    staffing: np.ndarray,
    base_wage: np.ndarray,
    wage: np.ndarray,
    labour_share: np.ndarray,
    capital_cost: np.ndarray,
    markup: np.ndarray,
    price_level: float,
    sector_price: float,
    numbers: Founding,
    seed: int,
    month: int,
) -> None:
    """Write the row of a new firm of ``employees`` in ``sector``.

    The technology is calibrated so that in the base year labour cost is the sector's labour share of the
    price. Its teams take the occupations at evenly spaced quantiles of the sector's staffing.
    """
    n_teams = int(min(TEAMS_PER_FIRM, max(1.0, employees)))
    start = uniform(stream(seed, month, STAFFING), firm)
    premium = exp(numbers.premium_sd * bell(stream(seed, month, PREMIUM), firm))
    own = exp(
        numbers.productivity_sd * bell(stream(seed, month, PRODUCTIVITY), firm)
        - 0.5 * numbers.productivity_sd * numbers.productivity_sd
    )
    base_cost = 0.0
    cost = 0.0
    for k in range(TEAMS_PER_FIRM):
        team = TEAMS_PER_FIRM * firm + k
        teams.headcount[team] = 0
        teams.skill_sum[team] = 0
        teams.wage_bill[team] = 0
        teams.vacancies[team] = 0
        teams.layoff_rate[team] = 0.0
        teams.effort[team] = 0.0
        teams.human_need[team] = 1.0
        teams.gpu_need[team] = 0.0
        if k >= n_teams:
            teams.weight[team] = 0.0
            continue
        quantile = (k + start) / n_teams
        occupation = 0
        while occupation < base_wage.size - 1 and staffing[sector, occupation] <= quantile:
            occupation += 1
        teams.occupation[team] = occupation
        teams.weight[team] = 1.0 / n_teams
        base_cost += base_wage[occupation] * (1.0 + numbers.contribution_rate) / n_teams
        cost += wage[occupation] * (1.0 + numbers.contribution_rate) / n_teams
    benchmark = base_cost / (100.0 * labour_share[sector])
    productivity = own * premium * benchmark * numbers.growth
    unit_cost = cost * premium / productivity + capital_cost[sector] * price_level
    price = (1.0 + markup[sector]) * unit_cost
    output = productivity * employees
    firms.status[firm] = ACTIVE
    firms.sector[firm] = sector
    firms.birth[firm] = month
    firms.premium[firm] = premium
    firms.productivity[firm] = productivity
    firms.price[firm] = price
    firms.unit_cost[firm] = unit_cost
    firms.expected_demand[firm] = output
    firms.planned_output[firm] = output
    firms.output[firm] = output
    firms.inventory[firm] = numbers.inventory_target * output
    firms.demand_share[firm] = price * output
    firms.appeal[firm] = price * output * power(price / sector_price, numbers.price_elasticity - 1.0)
    firms.deposits[firm] = 0
    firms.sales[firm] = 0
    firms.operating_cost[firm] = 0
    firms.adoption[firm] = 0.0
    firms.saving[firm] = 0.0
    firms.gpus[firm] = 0.0
    firms.automated[firm] = 0.0
    firms.human_content[firm] = 1.0
    firms.headcount_last_year[firm] = -1


class EntryJob(NamedTuple):
    """What a pass over empty rows reads, and where it counts the firms founded."""

    firms: Firms
    teams: Teams
    structure: Structure
    wage: Amounts  # by occupation: cents a month of an efficiency unit
    sector_price: Amounts
    capital_price: float  # relative to the base year
    numbers: Founding
    probability: float  # that an empty row receives a firm
    sectors: Amounts  # cumulative shares of entrants
    mean_size: float  # employees
    with_ai: float  # share of entrants that use AI
    entries: Totals  # (n_chunks, 1)
    seed: int
    month: int


@chunk_rule(grain=8)
def found_firms(chunk: int, arguments: Arguments[EntryJob]) -> None:
    """Give each empty row of a chunk the same chance of a new firm."""
    job = read(arguments)
    firms, teams, structure, wage, numbers = job.firms, job.teams, job.structure, job.wage, job.numbers
    sector_price, capital_price = job.sector_price, job.capital_price
    probability, sectors, mean_size, with_ai = job.probability, job.sectors, job.mean_size, job.with_ai
    entries, seed, month = job.entries, job.seed, job.month
    entry_key = stream(seed, month, ENTRY)
    sector_key = stream(seed, month, ENTRY_SECTOR)
    size_key = stream(seed, month, ENTRY_SIZE)
    ai_key = stream(seed, month, ENTRY_AI)
    for firm in range(*firms_of(chunk, firms.status.size)):
        if firms.status[firm] != EMPTY or uniform(entry_key, firm) >= probability:
            continue
        sector = 0
        u = uniform(sector_key, firm)
        while sector < sectors.size - 1 and sectors[sector] <= u:
            sector += 1
        # sizes 1 to 16 times 1/2, Pareto-like with the mean of new firms
        size = 1.0 + (mean_size - 1.0) * 0.5 / power(max(uniform(size_key, firm), 0.001), 0.5)
        found(
            firm, sector, size, firms, teams, structure.staffing, structure.base_wage, wage,
            structure.labour_share, structure.capital_cost, structure.markup, capital_price,
            sector_price[sector], numbers, seed, month,
        )  # fmt: skip
        firms.inventory[firm] = 0.0
        firms.output[firm] = 0.0
        # new firms use AI as often as the firms that are there; where it is what lets them start, all do
        if uniform(ai_key, firm) < with_ai:
            firms.adoption[firm] = 1.0 if with_ai >= 1.0 else 0.5
        entries[chunk, 0] += 1
