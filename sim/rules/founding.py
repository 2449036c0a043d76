"""Found a firm: draw its occupations, wage premium and productivity, set the price that covers its cost."""

from typing import NamedTuple

from sim.kernels.draws import drawn_row, irwin_hall, purpose, stream, uniform
from sim.kernels.elementary import exp, power
from sim.kernels.row_rule import row_rule
from sim.state.columns import ACTIVE, TEAMS_PER_FIRM, Firms, Teams
from sim.state.structure import PRICE_BASE, Structure
from sim.units import Amounts, Shares

STAFFING = purpose("founding: occupations")
PREMIUM = purpose("founding: wage premium")
PRODUCTIVITY = purpose("founding: productivity")


class Founding(NamedTuple):
    """Numbers a new firm depends on."""

    premium_sd: float  # log spread of the firm's wage premium
    productivity_sd: float  # log spread of productivity
    contribution_rate: float  # employer contributions on wages
    growth: float  # productivity of the economy relative to the base year
    inventory_target: float  # months of demand kept in stock
    price_elasticity: float  # between the firms of a sector


class Industries(NamedTuple):
    """What the firms founded in a sector have in common: columns of the ``Structure``."""

    base_wage: Amounts  # by occupation, as in the structure
    labour_share: Shares
    markup: Shares
    staffing: Shares


class Prices(NamedTuple):
    """Prices at which a new firm buys and sells."""

    capital: Amounts  # by sector: user cost of capital, cents a unit of output
    capital_a_worker: Amounts  # by sector: output per worker relative to the base years' capital a worker
    wage: Amounts  # by occupation: cents a month of an efficiency unit
    sector: Amounts  # by sector: cents a unit of output
    scarcity: Amounts  # by sector: factor on the price of what nobody can make


class NewFirm(NamedTuple):
    """What a new firm is like."""

    premium: float  # wage relative to the occupation's wage
    productivity: float  # units of output a unit of effort
    unit_cost: float  # cents
    price: float  # cents a unit


def industries_of(structure: Structure) -> Industries:
    """Return the columns of the structure on which new firms depend."""
    return Industries(*(getattr(structure, column) for column in Industries._fields))


@row_rule
def found(
    firm: int, sector: int, employees: float, firms: Firms, teams: Teams, industries: Industries,
    prices: Prices, numbers: Founding, seed: int, month: int,
) -> None:  # fmt: skip
    """Write the row of a new firm of ``employees`` in ``sector``."""
    blank_firm(firm, firms, teams)
    start = uniform(stream(seed, month, STAFFING), firm)
    base_cost, cost = _draw_teams(firm, sector, employees, start, teams, industries, prices.wage, numbers)
    luck = irwin_hall(stream(seed, month, PREMIUM), firm), irwin_hall(stream(seed, month, PRODUCTIVITY), firm)
    new = _calibrate(sector, base_cost, cost, luck, industries, prices, numbers)
    _write(firm, sector, employees, new, firms, prices.sector[sector], numbers, month)


@row_rule
def blank_firm(firm: int, firms: Firms, teams: Teams) -> None:
    """Take from a row what an empty one must not have: demand, use of AI, money, teams."""
    firms.appeal[firm] = 0.0
    firms.demand_share[firm] = 0.0
    firms.output[firm] = 0.0
    firms.sales[firm] = 0
    firms.deposits[firm] = 0
    firms.adoption[firm] = 0.0
    firms.gpus[firm] = 0.0
    firms.automated[firm] = 0.0
    firms.royalty[firm] = 0.0
    firms.headcount_last_year[firm] = -1
    for team in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
        teams.weight[team] = 0.0
        teams.layoff_rate[team] = 0.0
        teams.effort[team] = 0.0
        teams.gpu_need[team] = 0.0


@row_rule
def _draw_teams(
    firm: int, sector: int, employees: float, start: float, teams: Teams, industries: Industries,
    wage: Amounts, numbers: Founding,
) -> tuple[float, float]:  # fmt: skip
    """Give a firm teams without people; return what a unit of effort costs at base-year and present wages.

    They take the occupations at evenly spaced quantiles of the sector's staffing, from ``start`` on.
    """
    n_teams = int(min(TEAMS_PER_FIRM, max(1.0, employees)))
    base_cost = cost = 0.0
    contributions = 1.0 + numbers.contribution_rate
    for k in range(TEAMS_PER_FIRM):
        team = TEAMS_PER_FIRM * firm + k
        teams.headcount[team] = 0
        teams.skill_sum[team] = 0
        teams.wage_bill[team] = 0
        teams.vacancies[team] = 0
        teams.human_need[team] = 1.0
        if k < n_teams:
            occupation = drawn_row(industries.staffing[sector], (k + start) / n_teams)
            teams.occupation[team] = occupation
            teams.weight[team] = 1.0 / n_teams
            base_cost += industries.base_wage[occupation] * contributions / n_teams
            cost += wage[occupation] * contributions / n_teams
    return base_cost, cost


@row_rule
def _calibrate(
    sector: int, base_cost: float, cost: float, luck: tuple[float, float], industries: Industries,
    prices: Prices, numbers: Founding,
) -> NewFirm:  # fmt: skip
    """Return what a firm with this luck is like.

    Its technology is such that in the base year labour cost is the sector's labour share of the price.
    """
    premium = exp(numbers.premium_sd * luck[0])
    sd = numbers.productivity_sd
    own = exp(sd * luck[1] - 0.5 * sd * sd)
    benchmark = base_cost / (PRICE_BASE * industries.labour_share[sector])
    productivity = own * premium * benchmark * numbers.growth * prices.capital_a_worker[sector]
    unit_cost = cost * premium / productivity + prices.capital[sector]
    price = (1.0 + industries.markup[sector]) * unit_cost * prices.scarcity[sector]
    return NewFirm(premium, productivity, unit_cost, price)


@row_rule
def _write(
    firm: int, sector: int, employees: float, new: NewFirm, firms: Firms, sector_price: float,
    numbers: Founding, month: int,
) -> None:  # fmt: skip
    """Write the row of a new firm."""
    output = new.productivity * employees
    firms.status[firm] = ACTIVE
    firms.sector[firm] = sector
    firms.birth[firm] = month
    firms.premium[firm] = new.premium
    firms.productivity[firm] = new.productivity
    firms.price[firm] = new.price
    firms.unit_cost[firm] = new.unit_cost
    firms.expected_demand[firm] = output
    firms.planned_output[firm] = output
    firms.output[firm] = output
    firms.inventory[firm] = numbers.inventory_target * output
    firms.demand_share[firm] = new.price * output
    attraction = power(new.price / sector_price, numbers.price_elasticity - 1.0)
    firms.appeal[firm] = new.price * output * attraction
    firms.operating_cost[firm] = 0
    firms.ai_saving[firm] = 0.0
    firms.human_content[firm] = 1.0
