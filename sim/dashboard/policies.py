"""What the page knows of policies: how one ends, what it remembers, what it costs. No other module does."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.dashboard.choices import PAYERS
from sim.mesa_model.economy import Economy
from sim.policies import Policies, find
from sim.report.wording import SPACE, number
from sim.scenario import Scenario
from sim.simulation import Simulation

__all__ = ["WAITING", "policy_sentences", "put_in_force"]


WAITING = tuple(
    {"kind": "universal_basic_income", "amount": 1.0, "start": 1200, "financed_by": tax}
    for tax in PAYERS
    if tax != "deficit"
)
"""Policies that never begin, one for each tax: they change nothing, but come to know the base of their tax.

In a run of a scenario every policy knows it by the time it begins; so does one that a visitor puts in force.
"""

LEAST = 0.05
"""Billion dollars a year below which nothing is said."""


def put_in_force(simulation: Simulation, scenario: Scenario) -> None:
    """Give a simulation other policies from its next month on.

    Parameters
    ----------
    simulation : Simulation
        Changed in place; it has had the ``WAITING`` policies since its first month.
    scenario : Scenario
        With the policies as they are from now on; one that has begun goes on as it was.
    """
    macro = simulation.state.macro
    remembered = macro.policies
    rows = [*(find(table["kind"]).model_validate(table) for table in (*scenario.policy, *WAITING))]
    known = {_origin(policy): row for row, policy in enumerate(simulation.policies.policies)}
    waiting = {policy.financed_by: row for row, policy in enumerate(simulation.policies.policies)}
    memory = np.zeros((max(1, len(rows)), *remembered.shape[1:]))
    for row, policy in enumerate(rows):
        former = known.get(_origin(policy), waiting.get(policy.financed_by))
        if former is not None:
            memory[row] = remembered[former]
    simulation.state = simulation.state._replace(macro=macro._replace(policies=memory))
    simulation.policies = Policies(scenario, rows)
    simulation.scenario = scenario


class Account:
    """What a policy cost and brought in the last month, in billion dollars a year."""

    def __init__(self, economy: Economy, row: int) -> None:
        policy = economy.simulation.policies.policies[row]
        self.name, self.payer = _plain(policy.kind), policy.financed_by
        columns = ("cost", "tax_revenue", "own_revenue", "rate")
        figures = [float(economy.indicator(column, "policies")[row]) for column in columns]
        self.cost, self.paid, self.own, self.rate = figures

    def sentence(self) -> str:
        """Say it; nothing where there is nothing to say."""
        words = f"The {self.name} "
        if self.own >= LEAST and self.cost < LEAST:
            return f"{words}brings ${number(self.own, 0)} billion a year."
        if self.cost < LEAST:
            return ""
        words += f"costs ${number(self.cost, 0)} billion a year"
        if self.payer == "deficit":
            return f"{words}, which adds to the public debt."
        words += f"; {PAYERS[self.payer].split(':')[0]} bring ${number(self.paid, 0)} billion"
        words += f" at a rate of {number(100 * self.rate, 1)}{SPACE}%"
        rest = self.cost - self.paid - self.own
        return words + (f"; ${number(rest, 0)} billion are not covered." if rest > 0.05 * self.cost else ".")


def policy_sentences(economy: Economy) -> list[str]:
    """Say what each policy of the scenario costs and who pays, in the last month at a yearly rate."""
    accounts = [Account(economy, row) for row in range(len(economy.scenario.policy))]
    return [sentence for sentence in (account.sentence() for account in accounts) if sentence]


def _origin(policy: Any) -> tuple[str, int, str]:
    """Tell a policy from the others of a scenario."""
    return policy.kind, policy.start, policy.financed_by


def _plain(kind: str) -> str:
    if kind == "universal_basic_income":
        return "basic income"
    return kind.replace("_", " ").replace("gpu", "GPU")
