"""Who gets what a firm has when it closes, and who bears what it owes."""

import numpy as np
import pytest

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
