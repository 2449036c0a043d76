"""What owners receive and put in: the part abroad crosses the border, the levy stays, no cent is lost."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.rules.payouts import call_owners, pay_owners
from sim.scenario import Scenario
from sim.state.accounts import EQUITY_POT, FOREIGN, GOVERNMENT, N_ACCOUNTS, PROVIDER_POT

KEYS = Scenario.load("neutral").with_({"compute.foreign_ownership": 0.3})


@pytest.mark.parametrize(("levy", "abroad", "taken"), [(0.0, 300, 0), (0.25, 225, 75), (1.0, 0, 300)])
def test_dividends_go_to_owners_at_home_and_abroad_less_the_levy(levy, abroad, taken):
    accounts = np.arange(N_ACCOUNTS) * 100
    before = accounts.copy()
    assert pay_owners(accounts, 1_001, KEYS, SimpleNamespace(foreign_levy=levy)) == (abroad, taken)
    change = dict(enumerate(accounts - before))
    assert {key: value for key, value in change.items() if value} == {
        key: value for key, value in ((FOREIGN, abroad), (GOVERNMENT, taken), (PROVIDER_POT, 701)) if value
    }


def test_new_money_comes_from_both():
    accounts = np.zeros(N_ACCOUNTS, np.int64)
    call_owners(accounts, 1_001, KEYS)
    assert (accounts[FOREIGN], accounts[EQUITY_POT], accounts.sum()) == (-300, -701, -1_001)
