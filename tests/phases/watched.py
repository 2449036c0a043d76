"""A month of a small economy, step by step: the state before and after every step, and what moved."""

from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np

from sim.month import steps
from sim.phases.flows import MonthFlows
from sim.state.columns import ACTIVE, EMPTY, State

POLICIES = (
    {"kind": "universal_basic_income", "amount": 300.0},
    {"kind": "child_allowance", "amount": 200.0},
    {"kind": "job_guarantee"},
    {"kind": "retraining"},
    {"kind": "wage_subsidy"},
    {"kind": "gpu_tax"},
    {"kind": "wealth_tax"},
    {"kind": "income_surtax"},
)
"""Something of everything that policies can do to firms and persons."""
EVENTFUL = {
    "compute__capability_start": 4.0, "compute__gpu_worker_ratio_start": 3.0,
    "compute__gpu_worker_ratio": 3.0, "labour__quit_rate": 0.1, "labour__dismissal_rate": 0.1,
    "labour__employed_search": 0.4, "labour__unemployed_search": 0.6, "labour__outside_search": 0.3,
    "population__employed_exit_rate": 0.1, "population__unemployed_exit_rate": 0.2,
    "population__outside_entry_share": 0.5, "firms__exit_rate": 0.6, "firms__entry_rate": 0.6,
}  # fmt: skip
"""AI that can do much in the first month, at a cost below that of people, and much to happen to all."""
APART = {
    "alone": True, "models__separate": False, "rules__compute_price": "utilisation",
    "rules__compute_investment": "utilisation",
}  # fmt: skip
"""People who live alone and are alike, and owners of GPUs who train the models themselves."""


class Watched(NamedTuple):
    """What is seen of a month."""

    model: Any
    before: dict[str, State]
    """State before each step, by its name."""
    after: dict[str, State]
    flows: MonthFlows


def stir(model: Any) -> None:
    """Let half of the firms use AI, a little up to fully, and some have debts, no customers or idle rows."""
    firms, macro = model.state.firms, model.state.macro
    active = np.flatnonzero(firms.status == ACTIVE)
    firms.adoption[active[::2]] = np.linspace(0.1, 1.0, active[::2].size)
    firms.deposits[active[::7]] *= -1
    firms.expected_demand[active[::3]] *= 0.6
    firms.inventory[active[::5]] *= 0.5
    model.state.providers.fleet[:] /= 4.0
    macro.gpu_rent[0] = 100_000.0


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


def living(firms: Any) -> Any:
    """Return which rows hold a firm."""
    return firms.status != EMPTY
