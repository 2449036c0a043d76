"""Firms settle: every cent of their accounts, exit, entry, and rows that are used again."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from sim.base_year.calibration import load
from sim.phases import firm_accounts
from sim.rules.compute_price import GpuMarket
from sim.rules.firm_month import exits
from sim.state.accounts import GOVERNMENT, PROPERTY_POT, money
from sim.state.columns import ACTIVE, CLOSING, EMPTY, TEAMS_PER_FIRM

MARKET = GpuMarket(1.0, 0.0, 1.0, 0.0, np.ones(1), 0.0, 180_000.0)


def settle(model, month=0, **changes):
    levers = model.policies.levers_in_force(model.state, month)._replace(**changes)
    return firm_accounts.settle(
        model.state, model.structure, MARKET, model.scenario, levers, model.seed, month
    )


def leave_for_good(model, firm):
    """Take all people out of a firm."""
    teams = slice(TEAMS_PER_FIRM * firm, TEAMS_PER_FIRM * (firm + 1))
    for column in (model.state.teams.headcount, model.state.teams.skill_sum, model.state.teams.wage_bill):
        column[teams] = 0


def test_every_cent_of_every_firm_is_accounted_for(build):
    model = build("neutral", people=20_000)
    state, scenario = model.state, model.scenario
    firms, teams, random = state.firms, state.teams, np.random.default_rng(6)
    firms.sales[:] = (firms.price * firms.output * random.uniform(0.5, 1.5, firms.price.size)).astype(
        np.int64
    )
    firms.gpus[:] = random.uniform(0.0, 3.0, firms.gpus.size)
    firms.deposits[::5] *= -1
    active = np.flatnonzero(firms.status == ACTIVE)
    before = {name: column.copy() for name, column in firms._asdict().items()}
    total, wages = money(state), teams.wage_bill.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    levers = model.policies.levers_in_force(state, 0)
    goods = float(model.structure.investment @ state.macro.sector_price) / 100.0  # capital goods' price
    flows = settle(model, gpu_tax=0.1)
    # sales come from the buyers' pots, wages are received in phases.incomes: both are booked there
    assert money(state) - total == int(before["sales"][active].sum()) - int(wages[active].sum())
    for firm in active[firms.status[active] != EMPTY]:
        contributions = levers.employer_contributions * wages[firm]
        rent = before["gpus"][firm] * MARKET.rent
        capital = goods * model.structure.capital_cost[firms.sector[firm]] * before["output"][firm]
        production_tax = model.structure.production_tax[firms.sector[firm]]
        cost = wages[firm] + contributions + 1.1 * rent + capital
        deposits = int(before["deposits"][firm])
        rate = float(state.macro.policy_rate[0]) + (scenario.monetary.loan_spread if deposits < 0 else 0.0)
        profit = (1.0 - production_tax) * before["sales"][firm] - cost + deposits * rate / 12.0
        after_tax = profit - max(0.0, scenario.government.corporate_tax * profit)
        free = deposits + after_tax - scenario.firms.cash_buffer * cost
        expected = deposits + after_tax - max(0.0, scenario.firms.payout_rate * free)
        assert firms.deposits[firm] == pytest.approx(expected, abs=10.0)  # ten amounts rounded down to a cent
    assert flows.sums[firm_accounts.LABOUR_COST] >= wages.sum()


def test_a_closed_row_is_empty_and_its_losses_fall_on_the_bank(build):
    model = build()
    firms, accounts = model.state.firms, model.state.accounts
    for firm, deposits in ((2, -50_000), (3, 70_000)):
        firms.status[firm] = CLOSING
        firms.sector[firm] = 5
        leave_for_good(model, firm)
        firms.deposits[firm], firms.sales[firm], firms.output[firm] = deposits, 0, 0.0
    equity, before = int(accounts[3]), money(model.state)
    wages = int(model.state.teams.wage_bill.sum())
    sales = int(firms.sales.sum())
    flows = settle(model)
    assert money(model.state) - before == sales - wages
    lost = int(flows.sums[firm_accounts.BAD_DEBT])
    assert -51_000 < lost <= -50_000  # with a month of interest
    assert flows.sums[firm_accounts.ESTATES] > 69_000 * (1.0 - model.scenario.firms.payout_rate)
    assert (
        accounts[3] - equity == flows.sums[firm_accounts.DIVIDENDS_EQUITY] + flows.sums[firm_accounts.ESTATES]
    )
    for firm in (2, 3):
        if firms.status[firm] == EMPTY:
            assert firms.deposits[firm] == 0
            assert firms.demand_share[firm] == 0.0
            assert (
                model.state.teams.weight[TEAMS_PER_FIRM * firm : TEAMS_PER_FIRM * (firm + 1)] == 0.0
            ).all()


def test_a_closing_firm_waits_for_its_last_employee(build):
    model = build()
    model.state.firms.status[2] = CLOSING
    assert model.state.teams.headcount[TEAMS_PER_FIRM * 2 : TEAMS_PER_FIRM * 3].sum() > 0
    settle(model)
    assert model.state.firms.status[2] == CLOSING


def test_exits_follow_the_hazard(build):
    model = build(
        people=200_000, firms__exit_rate=0.24, firms__young_exit_rate=0.0, firms__overdraft_limit=120.0
    )
    firms, teams = model.state.firms, model.state.teams
    firms.sales[:] = 10**9
    active = np.flatnonzero(firms.status == ACTIVE)
    employees = teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)[active]
    size = model.scenario.firms.exit_size
    hazard = 0.02 * model.structure.exit_rate[firms.sector[active]] * size / (size + employees)
    settle(model)
    closing = firms.status[active] == CLOSING
    deviation = math.sqrt((hazard * (1.0 - hazard)).sum())
    assert abs(closing.sum() - hazard.sum()) < 5.0 * deviation
    government = model.structure.role("government")
    assert not closing[firms.sector[active] == government].any()  # units of government do not close


@pytest.mark.parametrize("closing", [0.0, 0.5])
def test_as_many_firms_are_founded_as_the_entry_rate_says(build, closing):
    """Entry does not depend on how many rows happen to become empty in the same month."""
    people, months = 200_000, 6
    entries, expected = 0, 0.0
    for month in range(months):
        model = build(people=people, seed=month + 1)
        firms = model.state.firms
        active = np.flatnonzero(firms.status == ACTIVE)
        for firm in active[: int(closing * active.size)]:
            firms.status[firm] = CLOSING
            leave_for_good(model, firm)
        flows = settle(model)
        entries += int(flows.sums[firm_accounts.ENTRIES])
        n_firms = round(load().firms_per_person * people)
        expected += float((model.structure.entry_rate * model.structure.firm_share).sum()) * n_firms
    assert expected == pytest.approx(months * model.scenario.firms.entry_rate / 12.0 * n_firms, rel=0.02)
    assert abs(entries - expected) < 5.0 * math.sqrt(expected)


def test_an_entrant_starts_afresh_in_an_empty_row(build):
    model = build("neutral", people=50_000, burn_in=0)
    firms, teams = model.state.firms, model.state.teams
    empty = firms.status == EMPTY
    # traces of an earlier life that must not show
    firms.adoption[empty], firms.gpus[empty], firms.deposits[empty] = 0.7, 5.0, 0
    flows = settle(model, month=5)
    born = np.flatnonzero(empty & (firms.status == ACTIVE))
    assert born.size == flows.sums[firm_accounts.ENTRIES] > 0
    assert (firms.birth[born] == 5).all()
    assert (firms.headcount_last_year[born] == -1).all()
    for column in (firms.deposits, firms.sales, firms.inventory, firms.output, firms.gpus, firms.adoption):
        assert (column[born] == 0).all()
    rows = (TEAMS_PER_FIRM * born[:, None] + np.arange(TEAMS_PER_FIRM)).ravel()
    assert (teams.headcount[rows] == 0).all()
    np.testing.assert_allclose(teams.weight[rows].reshape(-1, TEAMS_PER_FIRM).sum(axis=1), 1.0, rtol=1e-6)
    assert (firms.price[born] > 0.0).all()
    assert (firms.expected_demand[born] > 0.0).all()
    assert (firms.sector[born] != model.structure.role("government")).all()


def test_new_firms_have_the_mean_size_of_entrants(build):
    sizes = []
    for seed in range(4):
        model = build(people=200_000, seed=seed, firms__entry_rate=1.0, firms__productivity_sd=0.0)
        empty = model.state.firms.status == EMPTY
        settle(model)
        firms = model.state.firms
        born = np.flatnonzero(empty & (firms.status == ACTIVE))
        sizes.append(firms.expected_demand[born] / firms.productivity[born])
    sizes = np.concatenate(sizes)
    assert sizes.size > 300
    # a Pareto tail cut at a draw of 0.001 keeps 98 % of the mean excess over one: 1 - sqrt(0.001) / 2
    expected = 1.0 + (float(model.scenario.firms.entrant_size) - 1.0) * (1.0 - 0.5 * math.sqrt(0.001))
    assert abs(sizes.mean() - expected) < 5.0 * sizes.std() / math.sqrt(sizes.size)


def test_a_firm_reports_its_jobs_once_a_year(build):
    model = build(people=20_000)
    firms, teams = model.state.firms, model.state.teams
    employees = teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    firms.headcount_last_year[firms.status == ACTIVE] -= 1  # each has one more than a year ago
    firms.sales[:] = 10**12
    active = firms.status == ACTIVE
    created = np.array([settle(model, month=month).jobs[0] for month in range(12)])
    # entrants of these months have nobody yet
    assert created.sum() == active.sum()
    assert (created > 0).all()
    np.testing.assert_array_equal(firms.headcount_last_year[active], employees[active])


def test_the_tax_on_production_is_the_measured_share_of_sales_and_lowers_profits(build):
    """Each sector pays its own share; where subsidies are larger, as in government, it receives."""
    states = []
    for scale in (0.0, 0.5):
        model = build(people=20_000, government__production_tax=scale)
        firms = model.state.firms
        firms.sales[:] = (firms.price * firms.output).astype(np.int64)
        sales, sector = firms.sales.copy(), firms.sector.copy()
        active = firms.status == ACTIVE
        before = int(model.state.accounts[GOVERNMENT])
        flows = settle(model)
        states.append((flows.sums, int(model.state.accounts[GOVERNMENT]) - before))
    shares = load().tax_share
    due = np.trunc(0.5 * shares[sector[active]] * sales[active]).astype(np.int64).sum()
    (plain, received), (taxed, received_with_tax) = states
    assert plain[firm_accounts.PRODUCTION_TAX] == 0
    assert taxed[firm_accounts.PRODUCTION_TAX] == due > 0.02 * sales[active].sum()
    gain = sum(
        int(taxed[line] - plain[line])
        for line in (firm_accounts.PRODUCTION_TAX, firm_accounts.PROFIT_TAX, firm_accounts.DIVIDENDS_PUBLIC)
    )
    assert received_with_tax - received == gain
    assert taxed[firm_accounts.PROFITS] < plain[firm_accounts.PROFITS]
    assert model.structure.production_tax[model.structure.role("government")] < 0.0


def test_contributions_of_employers_are_split_by_purpose_and_cost_what_they_add_up_to(build):
    """The state gets those for social insurance, the pot of pensions what employees have received."""
    split = {"government__contribution_rate": 0.07, "government__health_contribution_rate": 0.08}
    model = build(people=20_000, **split, government__pension_contribution_rate=0.06)
    whole = build(people=20_000, government__contribution_rate=0.21)
    state = model.state
    np.testing.assert_allclose(state.firms.price, whole.state.firms.price, rtol=1e-6)  # float32
    wages = state.teams.wage_bill.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    sector, pot = state.firms.sector.copy(), int(state.accounts[PROPERTY_POT])
    flows = settle(model)
    parts = {
        firm_accounts.CONTRIBUTIONS: 0.07, firm_accounts.HEALTH: 0.08, firm_accounts.PENSIONS: 0.06,
    }  # fmt: skip
    for line, rate in parts.items():
        assert flows.sums[line] == np.floor(rate * wages).astype(np.int64).sum() > 0
    cost = wages.sum() + sum(int(flows.sums[line]) for line in parts)
    assert flows.sums[firm_accounts.LABOUR_COST] == flows.labour_cost.sum() == cost
    own = np.bincount(sector, weights=wages, minlength=20)
    np.testing.assert_allclose(flows.labour_cost, 1.21 * own, rtol=1e-5)  # three amounts a firm, rounded down
    given = int(flows.sums[firm_accounts.HEALTH] + flows.sums[firm_accounts.PENSIONS])
    assert int(state.accounts[PROPERTY_POT]) - pot == given + int(
        flows.sums[firm_accounts.DIVIDENDS_PROPERTY]
    )


@pytest.mark.parametrize("expansion", [-0.5, 0.0, 0.25])
def test_growth_of_capital_is_invested_out_of_cash_and_is_no_cost(build, expansion):
    paid = {}
    for part in (0.0, expansion):
        model = build("neutral", people=20_000)
        model.state.firms.sales[:] = (model.state.firms.price * model.state.firms.output).astype(np.int64)
        model.state.macro.expansion[:] = part / model.scenario.capital.years_of_investment
        total = money(model.state)
        sums = settle(model).sums
        paid[part] = (
            sums[[firm_accounts.INVESTMENT, firm_accounts.PROFITS]].tolist(),
            money(model.state) - total,
        )
    (plain, first), (grown, second) = paid[0.0], paid[expansion]
    assert grown[0] == pytest.approx((1.0 + expansion) * plain[0], rel=1e-4)  # floors of a cent a firm
    assert grown[1] == plain[1] > 0
    assert first == second


@pytest.mark.parametrize(
    ("output", "automated", "closes"), [(0.0, 0.0, True), (0.0, 5.0, True), (3.0, 5.0, False)]
)
def test_a_firm_whose_machines_need_nobody_is_not_idle(output, automated, closes):
    paid = SimpleNamespace(employees=0, deposits=100, usual_cost=10)
    never = SimpleNamespace(
        exit_rate=0.0, young_exit=0.0, exit_age_decay=36.0, exit_size=10.0, overdraft_limit=6
    )
    assert exits.py_func(0, True, 24, paid, 1.0, never, output, automated, 1) == closes
