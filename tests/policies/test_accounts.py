"""What each policy books as its cost, what it brought and whom it reached, from the flows of a month."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.phases import firm_accounts
from sim.policies import find, kinds
from sim.policies.framework import GrantPolicy, Levy
from sim.policies.framework.month import Account, MonthlyAccounts, Now
from sim.rules import budget
from sim.state.columns import PROVIDERS
from sim.state.levers import Grant, Purchase, Surcharge

ROW = 2
"""Of the policy that asks."""
OF_FIRMS = {firm_accounts.SUBSIDY: 1_000, firm_accounts.EMPLOYED: 70}
OF_PERSONS = {
    budget.MORE_BENEFITS: 2_000, budget.GUARANTEE_WAGES: 3_000, budget.GUARANTEE_COUNT: 30,
    budget.ALLOWANCES: 4_000, budget.RETRAINING_COUNT: 40, budget.CITIZENS: 1,
}  # fmt: skip
OWN_GRANTS, OWN_PEOPLE = 500 + 25, 5 + 2
OWN_PURCHASES = 600
OWN_SURCHARGES = 9_000
ACTED, PEOPLE, UNEMPLOYED = 77, 1_000, 11
EXPECTED = {
    **{kind: Account(OWN_GRANTS, 0, OWN_PEOPLE) for kind in kinds() if issubclass(find(kind), GrantPolicy)},
    **{kind: Account() for kind in kinds() if issubclass(find(kind), Levy)},
    "antitrust": Account(),
    "citizens_fund": Account(ACTED, 0, PEOPLE),
    "income_surtax": Account(0, OWN_SURCHARGES, 0),
    "job_guarantee": Account(3_000 + OWN_PURCHASES, 0, 30),
    "retraining": Account(4_000 + OWN_PURCHASES, 0, 40),
    "shorter_week": Account(0, 0, 70),
    "unemployment_insurance": Account(2_000, 0, UNEMPLOYED),
    "universal_basic_compute": Account(OWN_GRANTS + ACTED, 0, OWN_PEOPLE),
    "wage_subsidy": Account(1_000, 0, 70),
}
"""What the state pays or receives by itself for each kind."""


def sums(size, values):
    """Return a row of sums with some of them set."""
    row = np.zeros(size, np.int64)
    row[list(values)] = list(values.values())
    return row


@pytest.fixture(scope="module")
def flows():
    """Return the flows of a month in which other policies have grants, purchases and surcharges, too."""
    rows = (1, ROW, 0, ROW)
    levers = SimpleNamespace(
        grants=tuple(Grant(1, budget.BASIC_INCOME, policy=row) for row in rows),
        purchases=tuple(Purchase(row, 1) for row in rows[:2]),
        surcharges=tuple(Surcharge(0, 0.1, row) for row in rows[:3]),
    )
    household = SimpleNamespace(
        sums=sums(budget.N_SUMS, OF_PERSONS), unemployed=np.array([10, 1]),
        grants=np.array([[9_999, 99], [500, 5], [9_999, 99], [25, 2]]),
        surcharges=np.array([7, OWN_SURCHARGES, 8]),
    )  # fmt: skip
    firms = SimpleNamespace(sums=sums(firm_accounts.N_SUMS, OF_FIRMS))
    spending = SimpleNamespace(policy=np.array([88, OWN_PURCHASES]))
    return MonthlyAccounts(household, firms, None, None, spending, levers, ROW, ACTED, PEOPLE)


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_policy_books_what_is_its_own(flows, kind):
    assert find(kind)().account(flows) == EXPECTED[kind]
    pays = find(kind).the_state.startswith("pays")
    assert (EXPECTED[kind].cost > 0) == pays


def test_a_fund_reaches_nobody_before_it_pays_a_dividend(flows):
    none = flows._replace(household=SimpleNamespace(sums=np.zeros(budget.N_SUMS, np.int64)))
    assert find("citizens_fund")().account(none) == Account(ACTED, 0, 0)


@pytest.fixture
def owners(policy_economy):
    """Return an economy with a policy of a fund, and what it sees."""
    simulation = policy_economy([{"kind": "citizens_fund"}], run__people=1_000, run__burn_in_months=0)
    return simulation.state, Now(simulation.state, simulation.structure, simulation.scenario, 0, 0)


def test_a_fund_buys_nothing_where_nobody_owns_anything_and_keeps_the_last_unit(owners):
    state, now = owners
    levers = SimpleNamespace(_replace=lambda **changes: changes)
    fund = find("citizens_fund")()
    state.macro.claim_units[PROVIDERS], state.macro.fund_units[0] = 0.0, 0.0
    assert fund.act(1.0, now) == 0
    assert fund.change_levers(levers, 1.0, now) is levers
    state.macro.claim_units[PROVIDERS], state.macro.fund_units[0] = 9.0, 1.0
    assert fund.change_levers(levers, 1.0, now) == {"citizens_dividend": 0.1}


@pytest.mark.parametrize(("target", "speed"), [(1.0, 0.12), (0.005, 1.0), (0.0, 1.0)])
@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_a_fund_buys_the_part_of_a_month_or_what_is_left_of_its_target(owners, target, speed, strength):
    state, now = owners
    units = state.workers.provider_equity
    units[:] = np.uint32(1_000_000)
    held = float(units.astype(np.int64).sum())
    state.macro.claim_units[PROVIDERS], state.macro.fund_units[0] = held, 0.0
    dividend = state.macro.claim_dividend[PROVIDERS] = 8.0
    fund = find("citizens_fund")(target=target, speed=speed)
    paid = fund.act(strength, now)
    part = min(strength * speed / 12.0, target)
    assert state.macro.fund_units[0] / held == pytest.approx(part, abs=1e-6)
    assert state.macro.claim_units[PROVIDERS] + state.macro.fund_units[0] == held
    assert state.macro.claim_dividend[PROVIDERS] == pytest.approx((1.0 - part) * dividend, rel=1e-5)
    assert (paid > 0) == (target > 0.0)
