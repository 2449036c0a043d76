"""One firm's month: what it costs, where each cent goes, and when the firm gives up."""

import numpy as np
import pytest

from sim.kernels.draws import uniform
from sim.rules.firm_month import FirmMonth, FirmNumbers, exits, pay
from sim.state.columns import TEAMS_PER_FIRM, Firms, Teams

NUMBERS = FirmNumbers(
    contribution_rate=0.08, health_rate=0.07, pension_rate=0.05, wage_subsidy=np.array([0.0, 0.1]),
    corporate_tax=0.2, gpu_rent=1_000.0, gpu_tax=0.3, automation_tax=500.0, capital_price=1.0,
    loan_rate=0.01, deposit_rate=0.002, cash_buffer=2.0, payout_rate=0.5, overdraft_limit=3.0,
    exit_rate=0.01, young_exit=0.05, exit_age_decay=24.0, exit_size=20.0, pension_share=0.5,
)  # fmt: skip
CAPITAL, EXPANSION, PRODUCTION_TAX = 7.0, 0.25, 0.03
COSTS = {
    "wages": 3_000, "contributions": 240, "health": 210, "pensions": 150, "subsidy": 240, "rent": 4_000,
    "gpu_tax": 1_200, "automation_tax": 1_000, "royalty": 90, "investment": 700,
}  # fmt: skip
"""What the firm below pays, cents, by hand; the subsidy is a tenth of 2,000 cents of wages and all on top."""
COST = sum(COSTS.values()) - 2 * COSTS["subsidy"]


NOTHING = FirmMonth(*(0 for _ in FirmMonth._fields))
ONLY_REASONS = NUMBERS._replace(exit_rate=0.0, young_exit=0.0)
"""Numbers by which no firm closes by chance."""


def firm(**columns):
    """Return the tables of one firm of two teams, with columns in place of others."""
    firms = Firms(*(np.zeros(1, np.int64 if name == "deposits" else np.float64) for name in Firms._fields))
    values = {"gpus": 4.0, "royalty": 90.0, "automated": 2.0, "output": 100.0, "sales": 30_000} | columns
    for name, value in values.items():
        getattr(firms, name)[0] = value
    teams = Teams(*(np.zeros(TEAMS_PER_FIRM, np.int64) for _ in Teams._fields))
    teams.headcount[:2], teams.wage_bill[:2], teams.occupation[:2] = (2, 3), (1_000, 2_000), (0, 1)
    return firms, teams


def paid(numbers=NUMBERS, **columns):
    """Return what the firm pays, and its table afterwards."""
    firms, teams = firm(**columns)
    return pay.py_func(0, firms, teams, CAPITAL, EXPANSION, PRODUCTION_TAX, numbers), firms


@pytest.mark.parametrize("part", COSTS)
def test_each_cost_is_what_its_rate_takes(part):
    assert getattr(paid()[0], part) == COSTS[part] + (0.25 * COSTS[part] if part == "investment" else 0)


def test_cost_is_the_sum_of_its_parts():
    assert paid()[0].usual_cost == COST
    assert paid()[0].employees == 5


def test_usual_cost_follows_cost_by_a_quarter():
    month, firms = paid(operating_cost=2 * COST)
    assert month.usual_cost == firms.operating_cost[0] == (3 * 2 * COST + COST) // 4


@pytest.mark.parametrize("deposits", [-40_000, 0, 100_000])
@pytest.mark.parametrize("sales", [0, 30_000])
def test_every_cent_is_paid_to_somebody_or_kept(deposits, sales):
    month, firms = paid(deposits=deposits, sales=sales)
    rate = 0.01 if deposits < 0 else 0.002
    assert month.interest == int(-deposits * rate)
    assert month.production_tax == int(0.03 * sales)
    assert month.profit == sales - month.production_tax - COST - month.interest
    assert month.profit_tax == (int(0.2 * month.profit) if month.profit > 0 else 0)
    growth = month.investment - COSTS["investment"]
    before = deposits + month.profit - month.profit_tax - growth
    assert firms.deposits[0] == month.deposits == before - month.dividend


def test_owners_get_a_part_of_what_is_left_over_the_buffer():
    month, _ = paid(deposits=100_000)
    cash = month.deposits + month.dividend
    assert month.dividend == int(0.5 * (cash - int(2.0 * COST))) > 0
    assert paid(deposits=0, sales=0)[0].dividend == 0
    thrifty, _ = paid(NUMBERS._replace(cash_buffer=1_000.0), deposits=100_000)
    assert thrifty.dividend == 0


def gives_up(age=60, employees=5, deposits=0, private=True, output=0.0, automated=0.0):
    month = NOTHING._replace(employees=employees, deposits=deposits, usual_cost=999)
    return exits.py_func(0, private, age, month, 0.0, ONLY_REASONS, output, automated, 7)


def test_a_firm_is_broke_beyond_so_many_months_of_its_usual_cost():
    assert not gives_up(deposits=-3_000)
    assert gives_up(deposits=-3_001)
    assert not gives_up(deposits=-3_001, private=False)  # the state's own do not go broke
    assert not gives_up(deposits=1_000_000)


def test_a_firm_without_people_closes_after_its_first_year_unless_machines_work():
    assert not gives_up(employees=0, age=12)
    assert gives_up(employees=0, age=13)
    assert not gives_up(employees=0, age=13, output=5.0, automated=2.0)
    assert gives_up(employees=0, age=13, output=5.0)
    assert gives_up(employees=0, age=13, automated=2.0)
    assert not gives_up(employees=1, age=13)


def hazard(age, employees, relative=1.0, private=True, numbers=NUMBERS):
    """Return the largest draw at which a firm closes, and the least at which it goes on, of 4,000."""
    month = NOTHING._replace(employees=employees, usual_cost=999)
    draws = np.array([uniform(7, row) for row in range(4_000)])
    closed = [
        exits.py_func(row, private, age, month, relative, numbers, 0.0, 0.0, 7) for row in range(draws.size)
    ]
    low = max((draw for draw, is_closed in zip(draws, closed, strict=True) if is_closed), default=0.0)
    high = min((draw for draw, is_closed in zip(draws, closed, strict=True) if not is_closed), default=1.0)
    return low, high


@pytest.mark.parametrize(
    ("age", "employees", "relative", "private", "expected"),
    [
        (0, 20, 1.0, True, (0.01 + 0.05) / 2.0),  # half of it at the size named
        (24, 20, 1.0, True, (0.01 + 0.05 / 4.0) / 2.0),  # 24 months: half, and its square
        (24, 60, 1.0, True, (0.01 + 0.05 / 4.0) / 4.0),
        (24, 20, 3.0, True, (0.03 + 0.05 / 4.0) / 2.0),
        (24, 20, 1.0, False, 0.01 / 2.0),  # public services are never young
    ],
)
def test_the_hazard_of_closing_falls_with_age_and_size(age, employees, relative, private, expected):
    low, high = hazard(age, employees, relative, private)
    assert low < expected <= high
    assert high - low < 0.005
