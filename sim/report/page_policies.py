"""What the page knows of policies: how one ends, what it remembers, what it costs. No other module does."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.economy import Economy
from sim.policies import Policies, find
from sim.report.page_choices import PAYERS
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
    rows = [*(find(table["kind"]).model_validate(table) for table in (*scenario.policy, *WAITING))]
    known = {_origin(policy): row for row, policy in enumerate(simulation.policies.policies)}
    waiting = {policy.financed_by: row for row, policy in enumerate(simulation.policies.policies)}
    memory = np.zeros((len(rows), macro.policies.shape[1]))
    for row, policy in enumerate(rows):
        former = known.get(_origin(policy), waiting.get(policy.financed_by))
        if former is not None:
            memory[row] = macro.policies[former]
    simulation.state = simulation.state._replace(macro=macro._replace(policies=memory))
    simulation.policies = Policies(scenario, rows)
    simulation.scenario = scenario


def policy_sentences(economy: Economy) -> list[str]:
    """Say what each policy costs and who pays, in the last month at a yearly rate."""
    return [_sentence(*account) for account in _accounts(economy) if account[1] >= 0.05]


def _sentence(name: str, cost: float, brought: float, payer: str, rate: float) -> str:
    words = f"The {name} costs ${number(cost, 0)} billion a year"
    if payer == "deficit":
        return f"{words}, which adds to the public debt."
    words += f"; {PAYERS[payer].split(':')[0]} bring ${number(brought, 0)} billion"
    words += f" at a rate of {number(100 * rate, 1)}{SPACE}%"
    rest = cost - brought
    return words + (f"; ${number(rest, 0)} billion are not covered." if rest > 0.05 * cost else ".")


def _accounts(economy: Economy) -> list[tuple[str, float, float, str, float]]:
    """Return name, cost and revenue in billion dollars a year, payer and rate of every policy."""
    kinds = [(_plain(policy.kind), policy.financed_by) for policy in economy.simulation.policies.policies]
    columns = (economy.indicator(column, "policies") for column in ("cost", "tax_revenue", "rate"))
    rows = zip(kinds, *columns, strict=True)
    return [(name, float(c), float(r), payer, float(rate)) for (name, payer), c, r, rate in rows]


def _origin(policy: Any) -> tuple[str, int, str]:
    """Tell a policy from the others of a scenario."""
    return policy.kind, policy.start, policy.financed_by


def _plain(kind: str) -> str:
    if kind == "universal_basic_income":
        return "basic income"
    return kind.replace("_", " ").replace("gpu", "GPU")
