"""Step 9, firms settle: wages, rent, investment, taxes and dividends are paid; exit and entry.

Capital wears out with output and is replaced (a capital cost per unit). Cash above ``cash_buffer`` months of
costs is paid out gradually. A firm closes at a hazard that falls with size and age, or when its overdraft
passes the limit; its losses fall on the bank and so on its owners. Entrants appear in empty rows at a rate
that rises, by ``entry_ai_elasticity``, with the part of all work that AI does or saves (docs/model.md,
section 13).
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.elementary import power
from sim.kernels.parallel import Arguments, chunk_rule, read
from sim.kernels.row_rule import row_rule
from sim.kernels.sums import FIRM_CHUNK, add_chunks, firms_of, n_chunks, weighted
from sim.parameters import Parameters
from sim.rules.compute_price import GpuMarket
from sim.rules.founding import EntryJob, Founding, found_firms
from sim.state.accounts import BANK, EQUITY_POT, GOVERNMENT, INVESTMENT_POT, PROPERTY_POT, RENT_POT
from sim.state.columns import (
    CLOSING,
    EMPTY,
    N_SECTORS,
    TEAMS_PER_FIRM,
    Array,
    Firms,
    State,
    Teams,
)
from sim.state.levers import Levers
from sim.state.structure import PUBLIC_SECTOR, REAL_ESTATE, Structure
from sim.units import Amounts, Totals

READS = (
    "firms.status", "firms.sector", "firms.birth", "firms.productivity", "firms.output", "firms.deposits",
    "firms.sales", "firms.operating_cost", "firms.adoption", "firms.gpus", "firms.automated",
    "firms.headcount_last_year", "teams.occupation", "teams.headcount", "teams.wage_bill",
    "macro.sector_price", "macro.policy_rate", "macro.opened", "macro.automation", "macro.occupation_wage",
)  # fmt: skip
WRITES = (
    "firms.status", "firms.sector", "firms.birth", "firms.productivity", "firms.premium", "firms.price",
    "firms.unit_cost", "firms.inventory", "firms.expected_demand", "firms.planned_output", "firms.output",
    "firms.appeal", "firms.demand_share", "firms.deposits", "firms.sales", "firms.operating_cost",
    "firms.adoption", "firms.saving", "firms.gpus", "firms.automated", "firms.human_content",
    "firms.headcount_last_year", "teams.occupation", "teams.weight", "teams.headcount", "teams.skill_sum",
    "teams.wage_bill", "teams.vacancies", "teams.layoff_rate", "teams.effort", "teams.human_need",
    "teams.gpu_need", "accounts.government", "accounts.bank", "accounts.equity_pot", "accounts.property_pot",
    "accounts.investment_pot", "accounts.rent_pot",
)  # fmt: skip
EXIT = purpose("firms: exit")

(
    LABOUR_COST, CONTRIBUTIONS, RENT, GPU_TAX, INVESTMENT, INTEREST_PAID, PROFIT_TAX, DIVIDENDS_EQUITY,
    DIVIDENDS_PROPERTY, DIVIDENDS_PUBLIC, BAD_DEBT, ESTATES, EXITS, ENTRIES, N_ACTIVE, N_EMPTY, EMPLOYED,
    WITH_AI, EMPLOYED_WITH_AI, SUBSIDY, AUTOMATION_TAX, PROFITS, AUTOMATED,
) = range(23)  # fmt: skip
N_SUMS = 23


class FirmNumbers(NamedTuple):
    """Rates of the month."""

    contribution_rate: float
    wage_subsidy: Array  # share of labour cost, by occupation
    corporate_tax: float
    gpu_rent: float  # cents an effective GPU
    gpu_tax: float
    automation_tax: float  # cents a worker-equivalent
    ratio: float
    capital_price: float
    loan_rate: float  # a month
    deposit_rate: float
    cash_buffer: float
    payout_rate: float
    overdraft_limit: float
    exit_rate: float  # a month
    young_exit: float  # a month, on top, at birth
    exit_age_decay: float  # months
    exit_size: float
    growth: float  # of productivity a month
    pension_share: float


class FirmFlows(NamedTuple):
    """What the firms paid and how many came and went."""

    sums: Array  # int64 (N_SUMS,)
    jobs: Array  # int64 (5,): created, destroyed, created at age 0 and 0-5; employed at age 0-5
    employed: Array  # int64 (20,): by sector
    firms: Array  # int64 (20,)
    with_ai: Array  # int64 (20,)
    gpus: Array  # float64 (20,)
    output: Array  # float64 (20,)


class SettlementJob(NamedTuple):
    """What a pass over firms reads, and the sums of each chunk that it adds to."""

    firms: Firms
    teams: Teams
    capital_cost: Amounts  # by sector: replacement investment, cents a unit in the base year
    exit_rate: Amounts  # by sector, relative
    numbers: FirmNumbers
    sums: Totals  # (n_chunks, N_SUMS)
    jobs: Totals  # (n_chunks, 5), as in FirmFlows
    sectors: Totals  # (n_chunks, 3 N_SECTORS): employees, firms, firms with AI
    reals: Amounts  # (n_chunks, 2 N_SECTORS): GPUs, output
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
    growth = power(1.0 + parameters.wages.productivity_growth, 1.0 / 12.0)
    numbers = FirmNumbers(
        contribution_rate=float(levers.contribution_rate),
        wage_subsidy=levers.wage_subsidy,
        corporate_tax=float(levers.corporate_tax),
        gpu_rent=float(market.rent),
        gpu_tax=float(levers.gpu_tax),
        automation_tax=float(levers.automation_tax),
        ratio=float(macro.gpu_worker_ratio[0]),
        capital_price=float(weighted(structure.investment, macro.sector_price) / 100.0),
        loan_rate=float(max(0.0, macro.policy_rate[0] + parameters.bank.loan_spread) / 12.0),
        deposit_rate=float(max(0.0, macro.policy_rate[0]) / 12.0),
        cash_buffer=float(section.cash_buffer),
        payout_rate=float(section.payout_rate),
        overdraft_limit=float(section.overdraft_limit),
        exit_rate=float(section.exit_rate / 12.0),
        young_exit=float(section.young_exit_rate / 12.0),
        exit_age_decay=float(12.0 * section.exit_age_decay),
        exit_size=float(section.exit_size),
        growth=float(growth),
        pension_share=float(parameters.households.pension_share),
    )
    chunks = n_chunks(firms.status.size, FIRM_CHUNK)
    sums = np.zeros((chunks, N_SUMS), np.int64)
    jobs = np.zeros((chunks, 5), np.int64)
    sectors = np.zeros((chunks, 3 * N_SECTORS), np.int64)
    reals = np.zeros((chunks, 2 * N_SECTORS))
    job = SettlementJob(
        firms=firms,
        teams=state.teams,
        capital_cost=structure.capital_cost,
        exit_rate=structure.exit_rate,
        numbers=numbers,
        sums=sums,
        jobs=jobs,
        sectors=sectors,
        reals=reals,
        seed=seed,
        month=month,
    )
    _settle(chunks, job)
    total = add_chunks(sums)
    accounts[GOVERNMENT] += (
        total[CONTRIBUTIONS]
        + total[PROFIT_TAX]
        + total[GPU_TAX]
        + total[AUTOMATION_TAX]
        + total[DIVIDENDS_PUBLIC]
        - total[SUBSIDY]
    )
    accounts[RENT_POT] += total[RENT]
    accounts[INVESTMENT_POT] += total[INVESTMENT]
    accounts[BANK] += total[INTEREST_PAID] + total[BAD_DEBT]
    accounts[EQUITY_POT] += total[DIVIDENDS_EQUITY] + total[ESTATES]
    accounts[PROPERTY_POT] += total[DIVIDENDS_PROPERTY]
    entries = _enter(state, structure, parameters, total, growth, seed, month)
    total[ENTRIES] = entries
    by_sector = add_chunks(sectors)
    real = add_chunks(reals)
    return FirmFlows(
        total, add_chunks(jobs), by_sector[:N_SECTORS], by_sector[N_SECTORS : 2 * N_SECTORS],
        by_sector[2 * N_SECTORS :], real[:N_SECTORS], real[N_SECTORS:],
    )  # fmt: skip


@chunk_rule(grain=3)
def _settle(chunk: int, arguments: Arguments[SettlementJob]) -> None:
    """Settle the firms of a chunk."""
    job = read(arguments)
    firms, teams, numbers, month = job.firms, job.teams, job.numbers, job.month
    capital_cost, exit_rate = job.capital_cost, job.exit_rate
    sums, jobs, sectors, reals = job.sums, job.jobs, job.sectors, job.reals
    exit_key = stream(job.seed, month, EXIT)
    for firm in range(*firms_of(chunk, firms.status.size)):
        if firms.status[firm] == EMPTY:
            sums[chunk, N_EMPTY] += 1
            continue
        first = TEAMS_PER_FIRM * firm
        sector = np.int64(firms.sector[firm])
        employees = np.int64(0)
        wages = np.int64(0)
        subsidised = 0.0
        for team in range(first, first + TEAMS_PER_FIRM):
            employees += teams.headcount[team]
            wages += teams.wage_bill[team]
            subsidised += numbers.wage_subsidy[teams.occupation[team]] * teams.wage_bill[team]
        contributions = np.int64(numbers.contribution_rate * wages)
        subsidy = np.int64(subsidised * (1.0 + numbers.contribution_rate))
        rent = np.int64(firms.gpus[firm] * numbers.gpu_rent)
        gpu_tax = np.int64(numbers.gpu_tax * rent)
        automation_tax = np.int64(numbers.automation_tax * firms.automated[firm])
        capital = capital_cost[sector] * numbers.capital_price
        investment = np.int64(firms.output[firm] * capital)
        deposits = firms.deposits[firm]
        rate = numbers.loan_rate if deposits < 0 else numbers.deposit_rate
        interest = np.int64(-deposits * rate)
        cost = wages + contributions - subsidy + rent + gpu_tax + automation_tax + investment
        profit = firms.sales[firm] - cost - interest
        tax = np.int64(numbers.corporate_tax * profit) if profit > 0 else np.int64(0)
        deposits += profit - tax
        smooth = firms.operating_cost[firm]
        smooth = cost if smooth == 0 else (3 * smooth + cost) // 4
        firms.operating_cost[firm] = smooth
        excess = deposits - np.int64(numbers.cash_buffer * smooth)
        dividend = np.int64(numbers.payout_rate * excess) if excess > 0 else np.int64(0)
        deposits -= dividend
        firms.deposits[firm] = deposits
        firms.productivity[firm] *= numbers.growth
        sums[chunk, LABOUR_COST] += wages + contributions
        sums[chunk, CONTRIBUTIONS] += contributions
        sums[chunk, SUBSIDY] += subsidy
        sums[chunk, RENT] += rent
        sums[chunk, GPU_TAX] += gpu_tax
        sums[chunk, AUTOMATION_TAX] += automation_tax
        sums[chunk, INVESTMENT] += investment
        sums[chunk, INTEREST_PAID] += interest
        sums[chunk, PROFIT_TAX] += tax
        sums[chunk, PROFITS] += max(np.int64(0), profit)
        sums[chunk, AUTOMATED] += np.int64(1000.0 * firms.automated[firm])
        if sector == PUBLIC_SECTOR:
            sums[chunk, DIVIDENDS_PUBLIC] += dividend
        elif sector == REAL_ESTATE:
            sums[chunk, DIVIDENDS_PROPERTY] += dividend
        else:
            pension = np.int64(numbers.pension_share * dividend)
            sums[chunk, DIVIDENDS_PROPERTY] += pension
            sums[chunk, DIVIDENDS_EQUITY] += dividend - pension
        sums[chunk, N_ACTIVE] += 1
        sums[chunk, EMPLOYED] += employees
        sectors[chunk, sector] += employees
        sectors[chunk, N_SECTORS + sector] += 1
        reals[chunk, sector] += firms.gpus[firm]
        reals[chunk, N_SECTORS + sector] += firms.output[firm]
        age = month - firms.birth[firm]
        if firms.adoption[firm] > 0.0:
            sums[chunk, WITH_AI] += 1
            sums[chunk, EMPLOYED_WITH_AI] += employees
            sectors[chunk, 2 * N_SECTORS + sector] += 1
        if age < 72:
            jobs[chunk, 4] += employees
        # one twelfth of the firms report each month, as if every month were an annual survey
        if (firm + month) % 12 == 0:
            report_jobs(firm, employees, age, firms, jobs, chunk)
        if firms.status[firm] == CLOSING:
            if employees == 0:
                if deposits < 0:
                    sums[chunk, BAD_DEBT] += deposits
                elif sector == PUBLIC_SECTOR:
                    sums[chunk, DIVIDENDS_PUBLIC] += deposits
                else:
                    sums[chunk, ESTATES] += deposits
                jobs[chunk, 1] += max(0, firms.headcount_last_year[firm])
                firms.headcount_last_year[firm] = -1
                firms.deposits[firm] = 0
                firms.status[firm] = EMPTY
                sums[chunk, N_EMPTY] += 1
                firms.appeal[firm] = 0.0
                firms.demand_share[firm] = 0.0
                firms.adoption[firm] = 0.0
                firms.gpus[firm] = 0.0
                firms.automated[firm] = 0.0
                firms.output[firm] = 0.0
                firms.sales[firm] = 0
                for team in range(first, first + TEAMS_PER_FIRM):
                    teams.weight[team] = 0.0
                    teams.layoff_rate[team] = 0.0
                    teams.effort[team] = 0.0
                    teams.gpu_need[team] = 0.0
            continue
        hazard = numbers.exit_rate * exit_rate[sector]
        young = 1.0 if age <= 0 else numbers.exit_age_decay / (numbers.exit_age_decay + age)
        if sector != PUBLIC_SECTOR:
            hazard += numbers.young_exit * young * young
        hazard *= numbers.exit_size / (numbers.exit_size + employees)
        broke = sector != PUBLIC_SECTOR and -deposits > numbers.overdraft_limit * (smooth + 1)
        idle = employees == 0 and age > 12
        if broke or idle or uniform(exit_key, firm) < hazard:
            firms.status[firm] = CLOSING
            sums[chunk, EXITS] += 1


@row_rule
def report_jobs(firm: int, employees: int, age: int, firms: Firms, jobs: Array, chunk: int) -> None:
    """Compare a firm's employees with a year ago (Census BDS: annual change, births included)."""
    before = firms.headcount_last_year[firm]
    born = before < 0
    change = employees - max(0, before)
    if change > 0:
        jobs[chunk, 0] += change
        if born:
            jobs[chunk, 2] += change
        if age < 72:
            jobs[chunk, 3] += change
    else:
        jobs[chunk, 1] -= change
    firms.headcount_last_year[firm] = employees


def _enter(
    state: State,
    structure: Structure,
    parameters: Parameters,
    total: Array,
    growth: float,
    seed: int,
    month: int,
) -> int:
    """Found firms in empty rows and return how many."""
    macro = state.macro
    empty = int(total[N_EMPTY])
    if empty == 0:
        return 0
    base = round(state.workers.team.size * 5.625 / 275.05)
    rates = structure.entry_rate * structure.firm_share * base
    saving = 0.0
    if macro.opened[0] > 0.0 and parameters.adoption.entry_ai_elasticity > 0.0:
        saving = float(macro.automation[0])
    rates = rates * (1.0 + parameters.adoption.entry_ai_elasticity * saving)
    numbers = Founding(
        premium_sd=float(parameters.wages.premium_sd),
        productivity_sd=float(parameters.firms.productivity_sd),
        contribution_rate=float(parameters.government.contribution_rate),
        growth=float(power(growth, float(month + parameters.run.burn_in_months))),
        inventory_target=float(parameters.firms.inventory_target),
        price_elasticity=float(parameters.firms.price_elasticity),
    )
    chunks = n_chunks(state.firms.status.size, FIRM_CHUNK)
    entries = np.zeros((chunks, 1), np.int64)
    job = EntryJob(
        firms=state.firms,
        teams=state.teams,
        structure=structure,
        wage=macro.occupation_wage,
        sector_price=macro.sector_price,
        capital_price=float(weighted(structure.investment, macro.sector_price) / 100.0),
        numbers=numbers,
        probability=min(1.0, float(rates.sum()) / empty),
        sectors=np.cumsum(rates) / rates.sum(),
        mean_size=float(parameters.firms.entrant_size),
        with_ai=1.0 if saving > 0.0 else float(total[WITH_AI]) / max(1.0, float(total[N_ACTIVE])),
        entries=entries,
        seed=seed,
        month=month,
    )
    found_firms(chunks, job)
    return int(entries.sum())
