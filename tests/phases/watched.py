"""A month of a small economy, step by step: the state before and after every step, and what moved."""

from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np

from sim.kernels import draws
from sim.month import steps
from sim.phases.flows import MonthFlows
from sim.state.accounts import CENTRAL_BANK, FOREIGN, GOVERNMENT, PROVIDER_POT
from sim.state.columns import ACTIVE, CLOSING, RETRAINING, UNEMPLOYED, State

POLICIES = (
    {"kind": "universal_basic_income", "amount": 300.0, "financed_by": "wage_tax"},
    {"kind": "child_allowance", "amount": 200.0},
    {"kind": "job_guarantee", "financed_by": "consumption_tax"},
    {"kind": "retraining", "seats": 10.0, "after": 0},
    {"kind": "wage_subsidy"},
    {"kind": "gpu_tax"},
    {"kind": "wealth_tax"},
    {"kind": "income_surtax"},
    {"kind": "citizens_fund", "target": 0.5, "speed": 0.5},
    {"kind": "universal_basic_compute", "hours": 2.0, "used": 0.4, "largest_part": 0.2},
    {"kind": "automation_tax", "amount": 50.0},
    {"kind": "foreign_rent_levy"},
    {"kind": "unemployment_insurance"},
)
"""Something of everything that policies can do to firms and persons."""
EVENTFUL = {
    "compute__capability_start": 4.0, "compute__gpu_worker_ratio_start": 3.0,
    "compute__gpu_worker_ratio": 3.0, "labour__quit_rate": 0.1, "labour__dismissal_rate": 0.1,
    "labour__employed_search": 0.4, "labour__unemployed_search": 0.6, "labour__outside_search": 0.3,
    "population__employed_exit_rate": 0.1, "population__unemployed_exit_rate": 0.2,
    "population__outside_entry_share": 0.5, "population__entry_cut": 20.0, "population__income_effect": 0.05,
    "firms__exit_rate": 0.6, "households__human_touch": 0.3,
    "cycle__cost_sd": 0.02, "cycle__cost_persistence": 0.8,
    "firms__entry_rate": 0.6,
}  # fmt: skip
"""AI that can do much in the first month, at a cost below that of people, and much to happen to all."""
APART = {
    "population__households": False, "population__life_cycle": False, "population__homes": False,
    "government__household_benefits": False, "labour__hours_elasticity": 0.0, "labour__hours_income": 0.0,
    "labour__part_time": 0.0, "labour__recruiting": 0.7, "careers__loss_outside": 0.5,
    "careers__notice": 0.5, "careers__search_widening": 0.05, "labour__reservation_memory": 0.5,
    "government__last_wage_indexation": 0.5, "models__separate": False,
    "rules__compute_price": "utilisation", "rules__compute_investment": "utilisation",
}  # fmt: skip
"""People who live alone, of the same age for ever and full time, and owners of GPUs who train the models."""


class Watched(NamedTuple):
    """What is seen of a month."""

    model: Any
    before: dict[str, State]
    """State before each step, by its name."""
    after: dict[str, State]
    flows: MonthFlows

    def around(self, step: str) -> tuple[Any, State, State, MonthFlows]:
        """Return the economy, its state before and after a step, and what moved in the month."""
        return self.model, self.before[step], self.after[step], self.flows


def stir(model: Any) -> None:
    """Let half of the firms use AI, some lose customers or have debts, and some people be in retraining."""
    firms, macro, workers = model.state.firms, model.state.macro, model.state.workers
    active = np.flatnonzero(firms.status == ACTIVE)
    firms.adoption[active[::2]] = np.linspace(0.1, 1.0, active[::2].size)
    firms.deposits[active[::7]] *= -1
    firms.expected_demand[active[::3]] *= 0.6
    firms.inventory[active[::5]] *= 0.5
    close(model, active[7:9])
    model.state.providers.fleet[:] /= 4.0
    macro.gpu_rent[0] = 100_000.0
    macro.saving_kept[:] = 0.4
    macro.cost_shock[0] = 0.05
    macro.demand_shock[0] = 0.3  # some who own nothing would spend more than they have
    accounts = model.state.accounts
    accounts[GOVERNMENT] += workers.deposits[::10].sum()
    workers.deposits[::10] = 0
    for holder in (PROVIDER_POT, FOREIGN, CENTRAL_BANK):  # nothing lies there yet
        cents = -(10**9) if holder == CENTRAL_BANK else 10**8
        accounts[holder] += cents
        accounts[GOVERNMENT] -= cents
    macro.wages_last_year[:] *= np.linspace(0.9, 1.0, 12)
    learning = np.flatnonzero(workers.status == UNEMPLOYED)[::3]
    workers.status[learning] = RETRAINING
    workers.status_month[learning] = model.month - np.arange(learning.size)
    workers.retraining_target[learning] = (workers.occupation[learning] + 5) % 22


def close(model: Any, closing: Any) -> None:
    """Let firms be about to close, whose people have left: the first with debts, the others with money."""
    firms, teams, workers = model.state.firms, model.state.teams, model.state.workers
    firms.status[closing] = CLOSING
    firms.deposits[closing] = np.abs(firms.deposits[closing]) + 10**6
    firms.deposits[closing[0]] *= -1
    theirs = np.isin(workers.team // 4, closing) & (workers.team >= 0)
    workers.status[theirs], workers.team[theirs] = UNEMPLOYED, -1
    workers.status_month[theirs] = model.month - 1
    for column in (teams.headcount, teams.skill_sum, teams.wage_bill):
        by_firm(column)[closing] = 0


def watch(model: Any) -> Watched:
    """Go through a month, keeping the state before and after each of its steps."""
    before, after, last = {}, {}, deepcopy(model.state)
    month = steps(
        model.state, model.structure, model.scenario, model.policies, model.rules, model.seed, model.month,
        record=True, by_person=True,
    )  # fmt: skip
    while True:
        try:
            step = next(month)
        except StopIteration as end:
            return Watched(model, before, after, end.value)
        before[step], after[step] = last, deepcopy(model.state)
        last = after[step]


def by_firm(column: Any) -> Any:
    """Return a column of teams as a table, one row a firm."""
    return column.reshape(-1, 4)


def stream(seed: int, month: int, what: Any) -> np.uint64:
    """Return a stream of draws as compiled functions take it."""
    return np.uint64(draws.stream(seed, month, what))
