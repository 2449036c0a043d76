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

__all__ = ["policy_sentences", "put_in_force"]


def put_in_force(simulation: Simulation, scenario: Scenario) -> None:
    """Give a simulation other policies from its next month on.

    A policy that was in force keeps the rate of the tax that pays for it; a new one starts from nothing, as
    it would at its start in a run of the whole scenario.

    Parameters
    ----------
    simulation : Simulation
        Changed in place.
    scenario : Scenario
        With the policies as they are from now on.
    """
    old, new = simulation.scenario.policy, scenario.policy
    macro = simulation.state.macro
    name = "policies"
    memory = getattr(macro, name)
    rows = np.zeros((max(len(new), int(memory.ndim == 1)), *memory.shape[1:]))
    for row, table in enumerate(new):
        same = [place for place, former in enumerate(old) if _origin(former) == _origin(table)]
        if same:
            rows[row] = memory[same[0]]
    simulation.state = simulation.state._replace(macro=macro._replace(**{name: rows}))
    simulation.policies = Policies(scenario, [find(table["kind"]).model_validate(table) for table in new])
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
    policies: Any = economy.simulation.policies
    kinds = [(_plain(policy.kind), policy.financed_by) for policy in policies.policies]
    columns = [economy.indicator(column, "policies") for column in ("cost", "tax_revenue", "rate")]
    rows = zip(kinds, *columns, strict=False)
    return [(name, float(c), float(r), payer, float(rate)) for (name, payer), c, r, rate in rows]


def _origin(table: dict[str, Any]) -> tuple[Any, Any]:
    """Tell a policy from the others of a scenario."""
    return table["kind"], table["start"]


def _plain(kind: str) -> str:
    if kind == "universal_basic_income":
        return "basic income"
    return kind.replace("_", " ").replace("gpu", "GPU")
