"""State is columns: one NamedTuple of arrays for each kind of agent, row number = identity.

A person takes 56 bytes, so all adults of the United States fit one ordinary machine. Money is int64 cents
(int32 for monthly wages and incomes), skill is a 16-bit fixed point number so that its sum over a team is
exact.
"""

from math import inf
from typing import Annotated, Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.kernels.memory import allocate, side_by_side
from sim.state.ranges import (
    Balance,
    Firm,
    NotNegative,
    Occupation,
    Part,
    Payment,
    Range,
    Savings,
    Sector,
    Team,
)

EMPLOYED, UNEMPLOYED, OUTSIDE, RETRAINING = np.uint8(0), np.uint8(1), np.uint8(2), np.uint8(3)
EMPTY, ACTIVE, CLOSING = np.uint8(0), np.uint8(1), np.uint8(2)

TEAMS_PER_FIRM = 4
NEIGHBOURS = 4
SKILL_ONE = 4096  # fixed point: a skill of 1.0
PROVIDERS = 2  # row of provider equity among the claims (macro.claim_units, claim_price, claim_dividend)
TYPES, CELLS = 4, 32  # latent worker types, and those x age groups, that a cell tells apart
FULL_TIME = 200  # fixed point: hours of the mean job of the base year, full time where nobody works part time
TENANT, OWNER = np.uint8(0), np.uint8(1)
LARGEST_INCOME = 2_000_000_000  # cents a month that an int32 column holds, 20 million dollars

Array = NDArray[Any]
Income = Annotated[Array, Range(0.0, LARGEST_INCOME)]
Pay = Annotated[Array, Range(0.0, LARGEST_INCOME - 1)]  # the largest no longer says how much it is


class Workers(NamedTuple):
    """Persons aged 16 and over, in or out of the labour force."""

    occupation: Occupation  # uint8: row of the group of work; the last one when without a job
    status: Annotated[Array, Range(0, 3)]  # uint8: EMPLOYED, UNEMPLOYED, OUTSIDE, RETRAINING
    team: Team  # int32: row of the team, -1 without a job; firm = team // 4
    wage: Pay  # int32: cents a month; the last wage when without a job
    skill: NotNegative  # uint16: efficiency, SKILL_ONE = 1.0
    deposits: Savings  # int64: cents
    equity: Array  # uint32: units of the firms' equity
    property: Array  # uint32: units of real estate and pension assets
    provider_equity: Array  # uint32: units of the GPU providers' equity
    status_month: Array  # int16: month in which the present status, or the present job, began
    income: Income  # int32: cents, disposable income of the last month
    retraining_target: Occupation  # uint8: occupation that retraining leads to
    age: Annotated[Array, Range(0, 130)]  # uint8: years; the birthday is in the month of the wage review
    cell: Annotated[Array, Range(0, CELLS - 1)]  # uint8: latent type + TYPES x age group, for hazards
    hours: Array  # uint8: hours of work over those of full time, FULL_TIME = 1.0; the last ones without a job
    purse: Array  # uint8: rows back to the person who keeps the purse of the household, 0 = keeps it
    children: Array  # uint8: at the purse: CHILD_BANDS of ages, packed (state.households)
    place: Annotated[Array, Range(0, 63)]  # uint8: row of the state of the country where the person lives
    home: Annotated[Array, Range(0, 1)]  # uint8: at the purse: TENANT, OWNER
    job_lost: Array  # uint8: quarters of a year spent in the job last lost; 0 once one is given up
    pay_lost: Array  # uint8: part of the pay of the job lost that the job after it lacks, in 256ths
    credits: Income  # int32: cents a month of tax credits and food, as when the household was last tested
    support: Income  # int32: cents a month of supplemental income, likewise


class Teams(NamedTuple):
    """Up to four teams a firm, one occupation each; row = 4 x firm + k."""

    occupation: Occupation  # uint8
    weight: Part  # float32: effort a unit of output needs, as a share of the firm; 0 = no team
    headcount: NotNegative  # int32: employees
    skill_sum: NotNegative  # int64: sum of skill x hours, SKILL_ONE = 1.0
    wage_bill: Payment  # int64: cents a month
    vacancies: NotNegative  # int32: posted this month
    layoff_rate: Part  # float32: probability that an employee is laid off this month
    effort: NotNegative  # float64: effort planned
    human_need: NotNegative  # float32: people (efficiency units) a unit of effort needs
    gpu_need: NotNegative  # float32: effective GPUs a unit of effort uses


class Firms(NamedTuple):
    """Firms, alive or empty rows that wait for an entrant."""

    status: Annotated[Array, Range(0, 2)]  # uint8: EMPTY, ACTIVE, CLOSING
    sector: Sector  # uint8: row of the sector
    birth: Array  # int16: month of foundation
    productivity: NotNegative  # float64: units of output a unit of effort
    premium: NotNegative  # float32: wage relative to the occupation's wage
    price: NotNegative  # float64: cents a unit
    unit_cost: NotNegative  # float64: cents a unit, labour, GPUs and capital
    inventory: NotNegative  # float64: units
    expected_demand: NotNegative  # float64: units a month
    planned_output: NotNegative  # float64: units this month
    output: NotNegative  # float64: units this month
    appeal: NotNegative  # float64: customers' taste for the firm, sets its share at equal prices
    demand_share: NotNegative  # float64: weight in the sector's spending after habit
    deposits: Balance  # int64: cents, negative = overdraft
    sales: Payment  # int64: cents received this month, net of consumption tax
    operating_cost: Payment  # int64: cents a month, labour, GPUs and investment
    adoption: Part  # float32: intensity of AI use, 0..1; 0 = not adopted
    ai_saving: Array  # float32: fall of unit labour cost that full use of AI would bring
    gpus: NotNegative  # float64: effective GPUs used this month
    royalty: NotNegative  # float64: cents that it owes the owners of models this month
    automated: NotNegative  # float64: worker-equivalents of the work they do alone this month
    human_content: Part  # float32: share of the work done by people alone
    headcount_last_year: Annotated[Array, Range(-1, inf)]  # int32: employees a year ago, -1 = no firm
    neighbours: Firm  # int32 (n, 4): firms from which adoption spreads


class Providers(NamedTuple):
    """Owners of GPUs, who rent them out, and train models on a part of them unless others own the models."""

    fleet: NotNegative  # float64: GPUs in service, scaled to the sample
    power: NotNegative  # float64: kilowatts that they draw
    capability: NotNegative  # float64: A_p
    compute: NotNegative  # float64: cumulative effective training compute
    deposits: Balance  # int64: cents
    revenue: Payment  # int64: cents this month
    dividend: Payment  # int64: cents this month


class ModelOwners(NamedTuple):
    """Owners of models (labs): they rent GPUs to train, and users of their models pay them a royalty."""

    capability: NotNegative  # float64: A_l
    compute: NotNegative  # float64: cumulative effective training compute
    gpus: NotNegative  # float64: effective GPUs rented last month, for training and products of their own
    deposits: Balance  # int64: cents
    revenue: Payment  # int64: royalties, cents this month
    spending: Payment  # int64: on compute, cents this month
    dividend: Payment  # int64: cents this month


YEARS_OF_WAGES = 41  # years of pensions in payment that are told apart, and one


class Macro(NamedTuple):
    """Numbers of the whole economy: prices by sector (s), wages by occupation (o), rates, the technology."""

    occupation_wage: NotNegative  # float64 (o,): cents a month of an efficiency unit
    sector_price: NotNegative  # float64 (s,): cents a unit, 100 in the base year
    price_level: NotNegative  # float64 (1,): consumer prices, 1 in the base year
    prices_last_year: NotNegative  # float64 (12,): ring of the last 12 price levels
    inflation: Array  # float64 (1,): 12-month rate
    unemployment_rate: Part  # float64 (1,): of the last month
    policy_rate: Array  # float64 (1,): a year
    bond_rate: Array  # float64 (1,): a year, on what the state owes and on deposits: that of the past years
    real_rate: Array  # float64 (1,): policy rate over inflation that savers have come to expect, a year
    tax_scale: NotNegative  # float64 (1,): factor on the wage tax schedule that holds the debt
    layoff_risk: NotNegative  # float64 (1,): mean of what the employed risk in a team that shrinks
    demand_shock: Array  # float64 (1,): log deviation of spending
    cost_shock: Array  # float64 (1,): log deviation of what all firms ask over cost
    mean_income: NotNegative  # float64 (1,): mean disposable income of the last month, cents
    output_ratio: NotNegative  # float64 (1,): nominal output over its trend, mean of about a year
    money_due: NotNegative  # float64 (1,): whole cents that the central bank issues next month
    wages_last_year: NotNegative  # float64 (12,): ring of the last 12 means of the occupations' wages, cents
    real_wages: Array  # float64 (YEARS_OF_WAGES,): going over consumer prices, of this year and years before
    sales_volume: NotNegative  # float64 (s,): units sold a month, mean of some months
    base_volume: NotNegative  # float64 (s,): the same at the end of the burn-in
    shortage: Array  # float64 (1,): log of prices paid over those listed, half a year, beyond what is usual
    usual_shortage: Array  # float64 (1,): log of prices paid over those listed, end of the burn-in
    scarcity: NotNegative  # float64 (s,): price over cost and markup: land, energy, minerals, shortages
    capital: NotNegative  # float64 (s,): stock, in cents a month that its use costs at base-year prices
    base_capital: NotNegative  # float64 (1,): all capital at the end of the burn-in, in the same unit
    capital_rent: NotNegative  # float64 (s,): what capital earns in the sector over its user cost (q)
    capital_price: NotNegative  # float64 (1,): user cost of capital relative to the base years
    capital_gain: Array  # float64 (s,): what capital earns beyond its cost, mean of some years
    usual_real_rate: Array  # float64 (1,): policy rate over expected inflation, a year, mean of some years
    expansion: Array  # float64 (s,): growth of the stock beyond its trend, a share a year
    deepening: NotNegative  # float64 (s,): factor of the month on output per worker, from capital per worker
    output_limit: Part  # float64 (s,): part of what firms want to produce that capital allows
    profit_margin: Array  # float64 (s,): profit over sales, mean of about a year
    base_margin: Array  # float64 (s,): the same at the end of the burn-in
    base_firms: NotNegative  # float64 (s,): firms at the end of the burn-in
    entry_factor: NotNegative  # float64 (s,): entrants relative to the base years
    saving_kept: Part  # float64 (s,): part of the saving by AI that users keep in their price
    gpu_rent: NotNegative  # float64 (1,): cents an effective GPU-month
    gpu_rationing: Part  # float64 (1,): share of the GPUs demanded that firms got
    gpu_worker_ratio: NotNegative  # float64 (1,): kappa in force
    open_capability: NotNegative  # float64 (1,): capability of the best model that anybody may use
    royalty_rate: Part  # float64 (1,): part of the saving by AI that its users pay to the owners of models
    compute_budget: NotNegative  # float64 (1,): cents a month, base-year prices, that owners of models spend
    new_task_index: Array  # float64 (1,): N
    physical_capability: NotNegative  # float64 (1,): capability that has reached physical tasks
    mean_adoption: Part  # float64 (1,): intensity of AI use, weighted by employment
    automation: Part  # float64 (1,): share of all work that GPUs do or save
    base_gdp: NotNegative  # float64 (1,): cents a month in the base year
    claim_units: NotNegative  # float64 (3,): units of equity, property and provider equity in all hands
    claim_price: NotNegative  # float64 (3,): cents a unit of equity, property, provider equity
    claim_dividend: Array  # float64 (3,): smoothed dividends a month, cents
    ai_era: Part  # float64 (1,): 1 once the AI era has begun
    policies: (
        Array  # float64 (n_policies, 4): rate of the tax that pays, cents it owes, its base, people reached
    )
    fund_units: NotNegative  # float64 (1,): provider equity in the citizens' fund, not among claim_units
    kept_by_rules: Array  # float64 (n,): what the market rules keep from month to month, slot by slot
    granted: Balance  # int64 (blocks, rules.budget.N_SUMS): benefits by programme at the last test


class State(NamedTuple):
    """The whole economy."""

    workers: Workers
    teams: Teams
    firms: Firms
    providers: Providers
    model_owners: ModelOwners
    accounts: Balance  # int64 (N_ACCOUNTS,): see state.accounts
    macro: Macro


WORKER_TYPES = {
    "occupation": np.uint8, "status": np.uint8, "team": np.int32, "wage": np.int32, "skill": np.uint16,
    "deposits": np.int64, "equity": np.uint32, "property": np.uint32, "provider_equity": np.uint32,
    "status_month": np.int16, "income": np.int32, "retraining_target": np.uint8,
    "age": np.uint8, "cell": np.uint8, "hours": np.uint8, "purse": np.uint8, "children": np.uint8,
    "place": np.uint8, "home": np.uint8, "job_lost": np.uint8, "pay_lost": np.uint8,
    "credits": np.int32, "support": np.int32,
}  # fmt: skip
TEAM_TYPES = {
    "occupation": np.uint8, "weight": np.float32, "headcount": np.int32, "skill_sum": np.int64,
    "wage_bill": np.int64, "vacancies": np.int32, "layoff_rate": np.float32, "effort": np.float64,
    "human_need": np.float32, "gpu_need": np.float32,
}  # fmt: skip
FIRM_TYPES = {
    "status": np.uint8, "sector": np.uint8, "birth": np.int16, "productivity": np.float64,
    "premium": np.float32, "price": np.float64, "unit_cost": np.float64, "inventory": np.float64,
    "expected_demand": np.float64, "planned_output": np.float64, "output": np.float64,
    "appeal": np.float64, "demand_share": np.float64, "deposits": np.int64, "sales": np.int64,
    "operating_cost": np.int64, "adoption": np.float32, "ai_saving": np.float32, "gpus": np.float64,
    "royalty": np.float64,
    "automated": np.float64,
    "human_content": np.float32, "headcount_last_year": np.int32,
}  # fmt: skip
PROVIDER_TYPES = {
    "fleet": np.float64, "power": np.float64, "capability": np.float64, "compute": np.float64,
    "deposits": np.int64, "revenue": np.int64, "dividend": np.int64,
}  # fmt: skip

MODEL_OWNER_TYPES = {
    "capability": np.float64, "compute": np.float64, "gpus": np.float64, "deposits": np.int64,
    "revenue": np.int64, "spending": np.int64, "dividend": np.int64,
}  # fmt: skip


@njit(cache=True, inline="always")
def places(column: Array, start: int, end: int) -> Array:
    """Return the part of a column of teams that belongs to the firms from ``start`` to ``end``."""
    return column[TEAMS_PER_FIRM * start : TEAMS_PER_FIRM * end]


@njit(cache=True, inline="always")
def teams_of(column: Array, firm: int) -> Array:
    """Return the part of a column of teams that belongs to a firm."""
    return column[TEAMS_PER_FIRM * firm : TEAMS_PER_FIRM * (firm + 1)]


def empty_workers(n: int) -> Workers:
    """Allocate ``n`` persons; every column is written by the base year."""
    return Workers(**side_by_side(WORKER_TYPES, n))


def empty_teams(n_firms: int) -> Teams:
    """Allocate the teams of ``n_firms`` firm rows, all without work."""
    return Teams(**_zeros(TEAM_TYPES, n_firms * TEAMS_PER_FIRM))


def empty_firms(n: int) -> Firms:
    """Allocate ``n`` firm rows, all EMPTY."""
    neighbours = allocate(n * NEIGHBOURS, np.int32).reshape(n, NEIGHBOURS)
    neighbours.fill(-1)
    return Firms(**_zeros(FIRM_TYPES, n), neighbours=neighbours)


def _zeros(types: dict[str, Any], n: int) -> dict[str, Array]:
    """Allocate columns of ``n`` zeros."""
    columns = side_by_side(types, n)
    for column in columns.values():
        column.fill(0)
    return columns


def empty_providers(n: int) -> Providers:
    """Allocate ``n`` providers without GPUs."""
    return Providers(**{name: np.zeros(n, dtype) for name, dtype in PROVIDER_TYPES.items()})


def empty_model_owners(n: int) -> ModelOwners:
    """Allocate ``n`` owners of models who have not trained any."""
    return ModelOwners(**{name: np.zeros(n, dtype) for name, dtype in MODEL_OWNER_TYPES.items()})
