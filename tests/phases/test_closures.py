"""Who gets what a firm has when it closes, and who bears what it owes."""

import numpy as np
import pytest

from sim.kernels.draws import stream, uniform
from sim.phases import firm_accounts
from sim.rules.compute_price import GpuMarket
from sim.state.accounts import BANK, EQUITY_POT, GOVERNMENT
from sim.state.columns import ACTIVE, CLOSING, EMPTY, TEAMS_PER_FIRM

MARKET = GpuMarket(1.0, 0.0, 1.0, 0.0, np.ones(1), 0.0, 180_000.0)
LEFT = 7_000_000


@pytest.fixture(scope="module")
def model(build):
    """Return an economy in which no firm pays dividends and none is founded."""
    return build("neutral", people=1_000, firms__payout_rate=0.0, firms__entry_rate=0.0)


@pytest.mark.parametrize(
    ("role", "deposits", "heir", "column"),
    [
        ("government", LEFT, GOVERNMENT, firm_accounts.DIVIDENDS_PUBLIC),
        ("real_estate", LEFT, EQUITY_POT, firm_accounts.ESTATES),
        ("government", -LEFT, BANK, firm_accounts.BAD_DEBT),
        ("real_estate", -LEFT, BANK, firm_accounts.BAD_DEBT),
    ],
)
def test_firm_accounts_of_a_closed_firm_go_to_its_owners_or_to_the_bank(model, role, deposits, heir, column):
    state, month = model.state, model.month
    firms, teams, macro = state.firms, state.teams, state.macro
    macro.policy_rate[0] = macro.bond_rate[0] = -1.0  # no interest
    firm = int(np.flatnonzero(firms.status == ACTIVE)[0])
    firms.sector[firm], firms.status[firm] = model.structure.role(role), CLOSING
    for amounts in (firms.sales, firms.output, firms.gpus, firms.royalty, firms.automated):
        amounts[firm] = 0
    for people in (teams.headcount, teams.skill_sum, teams.wage_bill):
        people[TEAMS_PER_FIRM * firm : TEAMS_PER_FIRM * (firm + 1)] = 0
    firms.deposits[firm] = deposits
    levers = model.policies.levers_in_force(state, month)
    before = state.accounts.copy()
    flows = firm_accounts.settle(
        state, model.structure, MARKET, model.scenario, levers, model.seed, month
    )  # fmt: skip
    assert firms.status[firm] == EMPTY
    assert flows.sums[column] == deposits
    others = {
        GOVERNMENT: flows.sums[[
            firm_accounts.CONTRIBUTIONS, firm_accounts.PRODUCTION_TAX, firm_accounts.PROFIT_TAX,
        ]].sum() - flows.sums[firm_accounts.SUBSIDY],
        EQUITY_POT: 0, BANK: flows.sums[firm_accounts.INTEREST_PAID],
    }  # fmt: skip
    assert state.accounts[heir] - before[heir] == deposits + others[heir]


@pytest.mark.parametrize(("years", "part"), [(0, 1.0), (4, 0.25), (12, 1.0 / 16.0)])
def test_firms_close_at_yearly_rates_the_young_by_one_that_falls_with_the_square_of_age(build, years, part):
    model = build(
        people=4_000, firms__young_exit_rate=0.96, firms__exit_age_decay=4.0, firms__exit_size=20.0,
        firms__exit_rate=0.6, firms__overdraft_limit=100.0,
    )  # fmt: skip
    state, month = model.state, model.month
    firms = state.firms
    firms.birth[:] = month - 12 * years
    firms.deposits[:] = 10**9
    active = firms.status == ACTIVE
    private = firms.sector != model.structure.role("government")
    people = state.teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    levers = model.policies.levers_in_force(state, month)
    firm_accounts.settle(state, model.structure, MARKET, model.scenario, levers, model.seed, month)
    chance = 0.05 * model.structure.exit_rate[firms.sector] + np.where(private, 0.08 * part, 0.0)
    key = np.uint64(stream(model.seed, month, firm_accounts.EXIT))
    luck = np.array([uniform(key, row) for row in range(active.size)])
    expected = active & (people > 0) & (luck < chance * 20.0 / (20.0 + people))
    np.testing.assert_array_equal((firms.status == CLOSING)[people > 0], expected[people > 0])
    assert expected.any()
