"""Owners of models settle: who adds what they lack, and by how much next month's budget grows."""

import numpy as np
import pytest

from sim.phases import model_accounts
from sim.phases.firm_accounts import N_SUMS, ROYALTIES, FirmFlows
from sim.rules.compute_price import GpuMarket
from sim.rules.race import belief
from sim.state.accounts import EQUITY_POT, FOREIGN, GOVERNMENT, RENT_POT, money

MARKET = GpuMarket(1.0, 0.0, 1.0, 0.0, np.ones(1), 0.0, 180_000.0, budget=1.0)


@pytest.fixture(scope="module")
def model(build):
    """Return an economy in which owners of models are apart from those of GPUs."""
    return build("neutral", people=1_000, models__separate=True, compute__foreign_ownership=0.3)


def settle(model, *, pot, royalties=0, month=24):
    """Settle a month after which the pot of dividends would hold so much; return flows and what moved."""
    state, sums = model.state, np.zeros(N_SUMS, np.int64)
    sums[ROYALTIES] = royalties
    owners, accounts = state.model_owners, state.accounts
    owners.gpus[:] = 10.0 + np.arange(owners.gpus.size)
    owners.deposits[:] = 0
    accounts[EQUITY_POT] = pot
    before, total = accounts.copy(), money(state)
    levers = model.policies.levers_in_force(state, month)
    nothing = (np.zeros(1) for _ in FirmFlows._fields[1:])
    flows = model_accounts.settle(
        state, model.structure, FirmFlows(sums, *nothing), MARKET, model.scenario, levers, month
    )
    assert money(state) == total
    return flows, accounts - before


@pytest.mark.parametrize("pot", [-500, 0, 1, 10**6, 10**12])
def test_model_accounts_lack_what_owners_add_as_far_as_the_pot_of_dividends_goes(model, pot):
    flows, moved = settle(model, pot=pot)
    owners = model.state.model_owners
    assert flows.spending == owners.spending.sum() > 10**6
    assert flows.venture == min(flows.spending, max(pot, 0))
    assert owners.deposits.sum() == flows.venture - flows.spending
    abroad = int(0.3 * flows.venture)
    assert moved[FOREIGN] == -abroad
    assert moved[EQUITY_POT] == abroad - flows.venture
    assert moved[RENT_POT] == flows.spending
    assert moved[GOVERNMENT] == flows.tax == flows.dividends == 0


def test_the_budget_of_model_accounts_grows_to_what_royalties_and_believers_pay(model):
    macro, models = model.state.macro, model.scenario.models
    believed = models.venture * belief(macro, model.structure, model.scenario, 24)
    yearly = models.budget_growth
    assert yearly > 1.0
    macro.price_level[0] = 1.2
    earned = models.reinvested * 6 * 10**11 / 1.2
    believed *= 1.0 / 1.2  # of a nominal ratio
    for before in (0.5 * earned, earned, 1e6 * earned):
        macro.compute_budget[0] = before
        settle(model, pot=10**12, royalties=6 * 10**11)
        expected = min(before * yearly ** (1.0 / 12.0), believed + earned)
        assert macro.compute_budget[0] == pytest.approx(expected, rel=1e-12)
    macro.price_level[0] = 1.0
