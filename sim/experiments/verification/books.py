"""Money of every class of agents before and after some months, and all that moved in them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.experiments.verification.economies import economy
from sim.phases import firm_accounts as firm
from sim.phases.flows import MonthFlows
from sim.rules import budget
from sim.rules.life_cycle import ESTATE_TAX
from sim.scenario import Scenario
from sim.simulation import Simulation

__all__ = ["Balances", "Month", "balances", "months", "people_of_months", "taxes"]

MONTHS = 18


class Balances(NamedTuple):
    """Money of the classes of agents at a time, cents."""

    households: int
    firms: int
    providers: int
    model_owners: int
    accounts: np.ndarray


class Month(NamedTuple):
    """Balances before and after a month, and what moved in it."""

    before: Balances
    after: Balances
    flows: MonthFlows
    policy_rate: float  # at which the central bank paid interest on what it had issued


def balances(model: Simulation) -> Balances:
    """Return the money of all classes."""
    state = model.state
    return Balances(
        int(state.workers.deposits.sum()),
        int(state.firms.deposits.sum()),
        int(state.providers.deposits.sum()),
        int(state.model_owners.deposits.sum()),
        state.accounts.copy(),
    )


@cache
def months() -> tuple[tuple[Month, ...], Scenario]:
    """Live through some months in which every class pays and is paid, money that is issued included."""
    changes = {
        "compute.gpu_worker_ratio_start": 3.0, "adoption.initial_share": 0.6,
        "compute.foreign_ownership": 0.3,
        "monetary.regime": "target", "monetary.instrument": "transfers", "government.estate_tax": 0.3,
        "firms.exit_rate": 0.5, "firms.entry_rate": 0.5,
    }  # fmt: skip
    model = economy("neutral", people=3_000, burn_in=2, changes=changes)
    model.run(0)
    found = []
    for month in range(MONTHS):
        if month % 3:  # money that is due; how much does not matter here
            model.state.macro.money_due[0] = 1e9 + month
        before, rate = balances(model), float(model.state.macro.policy_rate[0])
        model.step()
        assert model.flows is not None
        found.append(Month(before, balances(model), model.flows, rate))
    return tuple(found), model.scenario


def taxes(month: Month) -> int:
    """Return all that the state received in a month, cents."""
    flows, sums, paid = month.flows, month.flows.household.sums, month.flows.firms.sums
    of_persons = (budget.WAGE_TAX, budget.CAPITAL_TAX, budget.WEALTH_TAX, budget.EMPLOYEE_CONTRIBUTIONS)
    of_firms = (
        firm.PRODUCTION_TAX, firm.CONTRIBUTIONS, firm.PROFIT_TAX, firm.GPU_TAX, firm.AUTOMATION_TAX,
        firm.DIVIDENDS_PUBLIC,
    )  # fmt: skip
    owners = flows.providers.levy + flows.providers.tax + flows.model_owners.levy + flows.model_owners.tax
    received = int(sums[list(of_persons)].sum()) + int(paid[list(of_firms)].sum()) + owners
    return received + flows.spending.consumption_tax + int(flows.labour.life[ESTATE_TAX])


def people_of_months() -> int:
    """Return the people of the economy that is looked at."""
    return int(months()[1].run.people)
