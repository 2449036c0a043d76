"""Step 9, firms settle: wages, rent, investment, taxes and dividends are paid; exit and entry.

Capital wears out with output and is replaced (a capital cost per unit). Cash above ``cash_buffer`` months of
costs is paid out gradually. A firm closes at a hazard that falls with size and age, or when its overdraft
passes the limit; its losses fall on the bank and so on its owners. Entrants appear in empty rows at a rate
that rises, by ``entry_ai_elasticity``, with the part of all work that AI does or saves (docs/model.md,
section 13).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import purpose, stream
from sim.kernels.elementary import power
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import FIRM_CHUNK, add_chunks, firms_of, n_chunks, weighted
from sim.parameters import Parameters
from sim.parameters.numbers import numbers_of
from sim.phases.entry import enter
from sim.rules.compute_price import GpuMarket
from sim.rules.firm_month import FirmMonth, FirmNumbers, exits, pay
from sim.rules.founding import blank_firm
from sim.rules.tasks import intensity_of_trial, only_tries
from sim.state.accounts import BANK, EQUITY_POT, GOVERNMENT, INVESTMENT_POT, PROPERTY_POT, RENT_POT
from sim.state.columns import (
    CLOSING,
    EMPTY,
    Firms,
    State,
    Teams,
)
from sim.state.levers import Levers
from sim.state.structure import PRICE_BASE, Structure
from sim.units import MONTHS_PER_YEAR, Amounts, Counts, Totals

READS = (
    "firms.status", "firms.sector", "firms.birth", "firms.productivity", "firms.output", "firms.deposits",
    "firms.sales", "firms.operating_cost", "firms.adoption", "firms.gpus", "firms.royalty",
    "firms.automated", "firms.headcount_last_year", "teams.occupation", "teams.headcount",
    "teams.wage_bill", "macro.sector_price", "macro.policy_rate", "macro.bond_rate", "macro.ai_era",
    "macro.automation", "macro.occupation_wage", "macro.capital_price", "macro.capital_rent",
    "macro.entry_factor", "macro.scarcity", "macro.expansion", "macro.deepening", "firms.expected_demand",
)  # fmt: skip
WRITES = (
    "firms.status", "firms.sector", "firms.birth", "firms.productivity", "firms.premium", "firms.price",
    "firms.unit_cost", "firms.inventory", "firms.expected_demand", "firms.planned_output", "firms.output",
    "firms.appeal", "firms.demand_share", "firms.deposits", "firms.sales", "firms.operating_cost",
    "firms.adoption", "firms.ai_saving", "firms.gpus", "firms.royalty", "firms.automated",
    "firms.human_content", "firms.headcount_last_year", "teams.occupation", "teams.weight",
    "teams.headcount", "teams.skill_sum", "teams.wage_bill", "teams.vacancies", "teams.layoff_rate",
    "teams.effort", "teams.human_need", "teams.gpu_need", "accounts.government", "accounts.bank",
    "accounts.equity_pot", "accounts.property_pot", "accounts.investment_pot", "accounts.rent_pot",
)  # fmt: skip
EXIT = purpose("firms: exit")

(
    LABOUR_COST, CONTRIBUTIONS, RENT, GPU_TAX, INVESTMENT, INTEREST_PAID, PROFIT_TAX, DIVIDENDS_EQUITY,
    DIVIDENDS_PROPERTY, DIVIDENDS_PUBLIC, BAD_DEBT, ESTATES, EXITS, ENTRIES, N_ACTIVE, N_EMPTY, EMPLOYED,
    WITH_AI, EMPLOYED_WITH_AI, SUBSIDY, AUTOMATION_TAX, PROFITS, AUTOMATED, PRODUCTION_TAX, HEALTH, PENSIONS,
    ROYALTIES,
) = range(27)  # fmt: skip
N_SUMS = 27


CREATED, DESTROYED, CREATED_BY_BIRTH, CREATED_BY_YOUNG, EMPLOYED_BY_YOUNG = range(5)
"""Columns of the jobs."""
YOUNG = 72  # months: firms of up to five years


class FirmFlows(NamedTuple):
    """What the firms paid and how many came and went."""

    sums: Totals  # (N_SUMS,)
    jobs: Totals  # (5,): columns above
    employed: Totals  # by sector, as are the next seven
    firms: Totals
    with_ai: Totals
    labour_cost: Totals  # cents
    gpus: Amounts
    output: Amounts  # units
    expected_demand: Amounts  # units
    profit: Amounts  # cents, before taxes; losses count
    trying: Totals  # firms that only try AI, by sector; ``with_ai`` counts them, too


class SettlementJob(NamedTuple):
    """What a pass over firms reads, and the sums of each chunk that it adds to."""

    firms: Firms
    teams: Teams
    capital_cost: Amounts  # by sector: replacement investment, cents a unit in the base year
    expansion: Amounts  # by sector: investment that makes the stock grow, over replacement
    growth: Amounts  # by sector: factor of the month on productivity
    production_tax: Amounts  # by sector: share of sales
    exit_rate: Amounts  # by sector, relative
    numbers: FirmNumbers
    sums: Totals  # (n_chunks, N_SUMS)
    jobs: Totals  # (n_chunks, 5)
    sectors: Totals  # (n_chunks, 5, s): employees, firms, firms with AI, labour cost, firms that only try it
    reals: Amounts  # (n_chunks, 4, s): GPUs, output, expected demand, profit
    government: int  # row of its sector
    real_estate: int  # row of its sector, whose profits go to the owners of property
    trial: float  # intensity of firms that only try AI
    seed: int
    month: int


def settle(
    state: State,
    structure: Structure,
    market: GpuMarket,
    parameters: Parameters,
    levers: Levers,
    seed: int,
    month: int,
) -> FirmFlows:
    """Settle all firms' accounts, close and found firms."""
    firms, macro, accounts = state.firms, state.macro, state.accounts
    section = parameters.firms
    numbers = numbers_of(
        FirmNumbers,
        parameters.firms,
        contribution_rate=levers.contribution_rate,
        health_rate=levers.health_contribution_rate,
        pension_rate=levers.pension_contribution_rate,
        wage_subsidy=levers.wage_subsidy,
        corporate_tax=levers.corporate_tax,
        gpu_rent=market.rent,
        gpu_tax=levers.gpu_tax,
        automation_tax=levers.automation_tax,
        capital_price=weighted(structure.investment, macro.sector_price) / PRICE_BASE,
        loan_rate=max(0.0, macro.policy_rate[0] + parameters.monetary.loan_spread) / MONTHS_PER_YEAR,
        deposit_rate=max(0.0, macro.bond_rate[0]) / MONTHS_PER_YEAR,
        exit_rate=section.exit_rate / MONTHS_PER_YEAR,
        young_exit=section.young_exit_rate / MONTHS_PER_YEAR,
        exit_age_decay=MONTHS_PER_YEAR * section.exit_age_decay,
        pension_share=parameters.households.pension_share,
    )
    growth = power(1.0 + parameters.wages.productivity_growth, 1.0 / MONTHS_PER_YEAR)
    chunks = n_chunks(firms.status.size, FIRM_CHUNK)
    sums = np.zeros((chunks, N_SUMS), np.int64)
    jobs = np.zeros((chunks, 5), np.int64)
    n_sectors = structure.firm_share.size
    sectors = np.zeros((chunks, 5, n_sectors), np.int64)
    reals = np.zeros((chunks, 4, n_sectors))
    job = SettlementJob(
        firms=firms,
        teams=state.teams,
        capital_cost=structure.capital_cost,
        expansion=np.maximum(parameters.capital.years_of_investment * macro.expansion, -1.0),
        growth=growth * macro.deepening,
        production_tax=structure.production_tax,
        exit_rate=structure.exit_rate,
        numbers=numbers,
        sums=sums,
        jobs=jobs,
        sectors=sectors,
        reals=reals,
        government=structure.role("government"),
        real_estate=structure.role("real_estate"),
        trial=intensity_of_trial(parameters.adoption),
        seed=seed,
        month=month,
    )
    _settle(chunks, job)
    total = add_chunks(sums)
    accounts[GOVERNMENT] += (
        total[CONTRIBUTIONS]
        + total[PRODUCTION_TAX]
        + total[PROFIT_TAX]
        + total[GPU_TAX]
        + total[AUTOMATION_TAX]
        + total[DIVIDENDS_PUBLIC]
        - total[SUBSIDY]
    )
    accounts[RENT_POT] += total[RENT] + total[ROYALTIES]
    accounts[INVESTMENT_POT] += total[INVESTMENT]
    accounts[BANK] += total[INTEREST_PAID] + total[BAD_DEBT]
    accounts[EQUITY_POT] += total[DIVIDENDS_EQUITY] + total[ESTATES]
    accounts[PROPERTY_POT] += total[DIVIDENDS_PROPERTY] + total[HEALTH] + total[PENSIONS]
    employed, active, users, labour, trying = add_chunks(sectors.reshape(chunks, -1)).reshape(5, n_sectors)
    try_it = float(trying.sum()) / max(1.0, float(total[N_ACTIVE]))
    with_ai = float(total[WITH_AI] - trying.sum()) / max(1.0, float(total[N_ACTIVE]))
    total[ENTRIES] = enter(state, structure, parameters, int(total[N_EMPTY]), with_ai, try_it, seed, month)
    gpus, output, expected, profit = add_chunks(reals.reshape(chunks, -1)).reshape(4, n_sectors)
    return FirmFlows(
        total, add_chunks(jobs), employed, active, users, labour, gpus, output, expected, profit, trying
    )


@chunk_rule(grain=3)
def _settle(chunk: int, arguments: Arguments[SettlementJob]) -> None:
    """Settle the firms of a chunk."""
    job = job_of(arguments)
    firms, teams, numbers, month = job.firms, job.teams, job.numbers, job.month
    sums, jobs, sectors, reals = job.sums[chunk], job.jobs[chunk], job.sectors[chunk], job.reals[chunk]
    exit_key = stream(job.seed, month, EXIT)
    for firm in range(*firms_of(chunk, firms.status.size)):
        if firms.status[firm] == EMPTY:
            sums[N_EMPTY] += 1
            continue
        sector, age = np.int64(firms.sector[firm]), month - firms.birth[firm]
        capital, tax = job.capital_cost[sector] * numbers.capital_price, job.production_tax[sector]
        paid = pay(firm, firms, teams, capital, job.expansion[sector], tax, numbers)
        firms.productivity[firm] *= job.growth[sector]
        sectors[3, sector] += _book(sector, paid, job, sums)
        _count(firm, sector, age, paid, firms, job.trial, sums, jobs, sectors, reals)
        # one twelfth of the firms report each month, as if every month were an annual survey
        if (firm + month) % MONTHS_PER_YEAR == 0:
            _report_jobs(firm, age, paid.employees, firms.headcount_last_year, jobs)
        if firms.status[firm] == CLOSING:
            if paid.employees == 0:
                _close(firm, sector == job.government, paid.deposits, firms, sums, jobs)
                blank_firm(firm, firms, teams)
        elif exits(
            firm, sector != job.government, age, paid, job.exit_rate[sector], numbers, firms.output[firm],
            firms.automated[firm], exit_key,
        ):  # fmt: skip
            firms.status[firm] = CLOSING
            sums[EXITS] += 1


@njit(cache=True, inline="always")
def _book(sector: int, paid: FirmMonth, job: SettlementJob, sums: Totals) -> int:
    """Add what a firm paid to the sums of its chunk, dividends by who owns it; return its labour cost."""
    labour = paid.wages + paid.contributions + paid.health + paid.pensions
    sums[LABOUR_COST] += labour
    sums[CONTRIBUTIONS] += paid.contributions
    sums[HEALTH] += paid.health
    sums[PENSIONS] += paid.pensions
    sums[PRODUCTION_TAX] += paid.production_tax
    sums[SUBSIDY] += paid.subsidy
    sums[RENT] += paid.rent
    sums[ROYALTIES] += paid.royalty
    sums[GPU_TAX] += paid.gpu_tax
    sums[AUTOMATION_TAX] += paid.automation_tax
    sums[INVESTMENT] += paid.investment
    sums[INTEREST_PAID] += paid.interest
    sums[PROFIT_TAX] += paid.profit_tax
    sums[PROFITS] += max(np.int64(0), paid.profit)
    if sector == job.government:
        sums[DIVIDENDS_PUBLIC] += paid.dividend
    elif sector == job.real_estate:
        sums[DIVIDENDS_PROPERTY] += paid.dividend
    else:
        pension = np.int64(job.numbers.pension_share * paid.dividend)
        sums[DIVIDENDS_PROPERTY] += pension
        sums[DIVIDENDS_EQUITY] += paid.dividend - pension
    return labour


@njit(cache=True, inline="always")
def _count(
    firm: int, sector: int, age: int, paid: FirmMonth, firms: Firms, trial: float, sums: Totals,
    jobs: Totals, sectors: Totals, reals: Amounts,
) -> None:  # fmt: skip
    """Count a firm, its employees, GPUs, output and profit."""
    employees = paid.employees
    sums[N_ACTIVE] += 1
    sums[EMPLOYED] += employees
    sums[AUTOMATED] += np.int64(1000.0 * firms.automated[firm])
    sectors[0, sector] += employees
    sectors[1, sector] += 1
    reals[0, sector] += firms.gpus[firm]
    reals[1, sector] += firms.output[firm]
    reals[2, sector] += firms.expected_demand[firm]
    reals[3, sector] += paid.profit
    if firms.adoption[firm] > 0.0:
        sums[WITH_AI] += 1
        sums[EMPLOYED_WITH_AI] += employees
        sectors[2, sector] += 1
        if only_tries(firms.adoption[firm], trial):
            sectors[4, sector] += 1
    if age < YOUNG:
        jobs[EMPLOYED_BY_YOUNG] += employees


@row_rule
def _report_jobs(firm: int, age: int, employees: int, headcount_last_year: Counts, jobs: Totals) -> None:
    """Compare a firm's employees with a year ago (Census BDS: annual change, births included)."""
    before = headcount_last_year[firm]
    change = employees - max(0, before)
    if change > 0:
        jobs[CREATED] += change
        if before < 0:
            jobs[CREATED_BY_BIRTH] += change
        if age < YOUNG:
            jobs[CREATED_BY_YOUNG] += change
    else:
        jobs[DESTROYED] -= change
    headcount_last_year[firm] = employees


@njit(cache=True, inline="always")
def _close(firm: int, public: bool, deposits: int, firms: Firms, sums: Totals, jobs: Totals) -> None:
    """Close a firm without employees: its owners get what it has, the bank loses what it owes."""
    if deposits < 0:
        sums[BAD_DEBT] += deposits
    elif public:
        sums[DIVIDENDS_PUBLIC] += deposits
    else:
        sums[ESTATES] += deposits
    jobs[DESTROYED] += max(0, firms.headcount_last_year[firm])
    firms.status[firm] = EMPTY
    sums[N_EMPTY] += 1
