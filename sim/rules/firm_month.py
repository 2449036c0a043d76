"""What a firm pays in a month, and when it closes: rules on one firm.

They are inlined where they are called: handing over the tables would cost as much as their work.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.draws import uniform
from sim.state.columns import TEAMS_PER_FIRM, Firms, Teams
from sim.units import MONTHS_PER_YEAR, Shares


class FirmNumbers(NamedTuple):
    """Rates of the month."""

    contribution_rate: float  # for social insurance, share of the wage; as the next two to its purpose
    health_rate: float
    pension_rate: float
    wage_subsidy: Shares  # share of labour cost, by occupation
    corporate_tax: float
    gpu_rent: float  # cents an effective GPU
    gpu_tax: float
    automation_tax: float  # cents a worker-equivalent
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
    pension_share: float


class FirmMonth(NamedTuple):
    """What a firm pays in a month and what it keeps, cents."""

    employees: int  # persons
    wages: int
    contributions: int  # for social insurance
    health: int  # contributions to health insurance
    pensions: int
    production_tax: int
    subsidy: int
    rent: int
    royalty: int  # to the owners of models
    gpu_tax: int
    automation_tax: int
    investment: int
    interest: int  # negative if it receives some
    profit: int
    profit_tax: int
    usual_cost: int  # of the last months
    dividend: int
    deposits: int  # afterwards


@njit(cache=True, inline="always")
def pay(
    firm: int,
    firms: Firms,
    teams: Teams,
    capital: float,
    expansion: float,
    production_tax: float,
    numbers: FirmNumbers,
) -> FirmMonth:
    """Let a firm pay for labour, GPUs, taxes and ``capital`` a unit of output, then its owners.

    The tax on production is a share of sales; a negative one is a subsidy.
    """
    employees, wages, subsidised = np.int64(0), np.int64(0), 0.0
    for team in range(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1)):
        employees += teams.headcount[team]
        wages += teams.wage_bill[team]
        subsidised += numbers.wage_subsidy[teams.occupation[team]] * teams.wage_bill[team]
    contributions = np.int64(numbers.contribution_rate * wages)
    health, pensions = np.int64(numbers.health_rate * wages), np.int64(numbers.pension_rate * wages)
    all_contributions = numbers.contribution_rate + numbers.health_rate + numbers.pension_rate
    subsidy = np.int64(subsidised * (1.0 + all_contributions))
    rent = np.int64(firms.gpus[firm] * numbers.gpu_rent)
    royalty = np.int64(firms.royalty[firm])
    gpu_tax = np.int64(numbers.gpu_tax * rent)
    automation_tax = np.int64(numbers.automation_tax * firms.automated[firm])
    investment = np.int64(firms.output[firm] * capital)
    before = firms.deposits[firm]
    interest = np.int64(-before * (numbers.loan_rate if before < 0 else numbers.deposit_rate))
    cost = wages + contributions + health + pensions - subsidy + rent + gpu_tax + automation_tax + investment
    cost += royalty
    on_production = np.int64(production_tax * firms.sales[firm])
    profit = firms.sales[firm] - on_production - cost - interest
    profit_tax = np.int64(numbers.corporate_tax * profit) if profit > 0 else np.int64(0)
    usual = firms.operating_cost[firm]
    usual = cost if usual == 0 else (3 * usual + cost) // 4
    growth = np.int64(expansion * investment)  # of the stock, out of what is left
    cash = before + profit - profit_tax - growth
    excess = cash - np.int64(numbers.cash_buffer * usual)
    dividend = np.int64(numbers.payout_rate * excess) if excess > 0 else np.int64(0)
    firms.operating_cost[firm] = usual
    firms.deposits[firm] = cash - dividend
    return FirmMonth(
        employees, wages, contributions, health, pensions, on_production, subsidy, rent, royalty, gpu_tax,
        automation_tax, investment + growth, interest, profit, profit_tax, usual, dividend, cash - dividend,
    )  # fmt: skip


@njit(cache=True, inline="always")
def exits(
    firm: int,
    private: bool,
    age: int,
    paid: FirmMonth,
    relative_rate: float,
    numbers: FirmNumbers,
    output: float,
    automated: float,
    key: int,
) -> bool:
    """Say whether a firm begins to close: broke, idle, or by a hazard that falls with age and size."""
    hazard = numbers.exit_rate * relative_rate
    young = 1.0 if age <= 0 else numbers.exit_age_decay / (numbers.exit_age_decay + age)
    if private:
        hazard += numbers.young_exit * young * young
    hazard *= numbers.exit_size / (numbers.exit_size + paid.employees)
    limit = numbers.overdraft_limit * (paid.usual_cost + 1)
    broke = private and -paid.deposits > limit
    alone = automated > 0.0 and output > 0.0  # machines at work that need nobody
    idle = paid.employees == 0 and age > MONTHS_PER_YEAR and not alone
    return broke or idle or uniform(key, firm) < hazard
