"""One economy that goes on in several ways: its past is run once, and every future goes on from a copy.

Neither policies nor AI act before month 0, so a copy that goes on from there gives the same figures, to the
bit, as its scenario run from the start.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Protocol

import numpy as np

from sim.base_year.create import OF_THE_FIRST_PRICES
from sim.base_year.structure import build_structure
from sim.experiments.run.task import ProgressCallback
from sim.policies import Policies, Policy
from sim.scenario import Scenario
from sim.simulation import Simulation

__all__ = ["Step", "burn_in", "change_policies", "counted", "fork"]

KEPT = ("mobility", "people", *OF_THE_FIRST_PRICES)
"""Of the structure, what no scenario sets: the past and its future have the same, to the bit."""


class Step(Protocol):
    """Moves a simulation by a month, by person where asked for."""

    def __call__(self, simulation: Simulation, *, by_person: bool = False) -> None:
        """Move it."""


def burn_in(story: Scenario, seed: int, step: Callable[[Simulation], None] | None = None) -> Simulation:
    """Run a story without its policies up to month 0.

    Parameters
    ----------
    story : Scenario
        What is run.
    seed : int
        Names the random numbers.
    step : callable or None
        Moves the simulation by one month, instead of ``Simulation.step``.
    """
    simulation = Simulation(story.with_({"policy": []}), seed=seed)
    move = step or Simulation.step
    while simulation.month < 0:
        move(simulation)
    return simulation


def counted(progress: ProgressCallback | None, months: int) -> Step:
    """Return what moves a simulation, of one past or of any that came of it, by a month and reports that.

    It takes ``by_person`` as ``Simulation.step`` does.

    Parameters
    ----------
    progress : callable or None
        Is told how many months were simulated so far, in all.
    months : int
        Months to simulate in all.
    """
    done = 0

    def step(simulation: Simulation, *, by_person: bool = False) -> None:
        nonlocal done
        simulation.step(by_person=by_person)
        done += 1
        if progress is not None:
            progress(done, months)

    return step


def fork(simulation: Simulation, scenario: Scenario, *, seed: int | None = None) -> Simulation:
    """Return a copy of ``simulation``, with its past, that goes on as ``scenario``.

    Parameters
    ----------
    simulation : Simulation
        At whatever month; it is left as it is.
    scenario : Scenario
        Must agree with that of ``simulation`` on everything that mattered so far.
    seed : int or None
        Other random numbers from here on: another course of luck from the same start.
    """
    destination = np.cumsum(simulation.structure.mobility, axis=1)  # measured, or given: no scenario sets it
    structure = build_structure(scenario, simulation.calibration, destination)._replace(
        **{column: getattr(simulation.structure, column) for column in KEPT}
    )
    twin = Simulation(
        scenario,
        seed=simulation.seed if seed is None else seed,
        calibration=simulation.calibration,
        created=(copy.deepcopy(simulation.state), structure),
    )
    twin.month = simulation.month
    twin.indicators = copy.deepcopy(simulation.indicators)
    twin.records = copy.deepcopy(simulation.records)
    twin.policies = simulation.policies
    change_policies(twin, scenario)
    return twin


def change_policies(simulation: Simulation, scenario: Scenario) -> None:
    """Give a simulation other policies from its next month on.

    Parameters
    ----------
    simulation : Simulation
        Changed in place.
    scenario : Scenario
        With the policies as they are from now on; one that has begun goes on as it was.
    """
    macro = simulation.state.macro
    policies = Policies(scenario, scenario.policy, simulation.structure)
    known = {_origin(policy): row for row, policy in enumerate(simulation.policies.policies)}
    memory = np.zeros((len(policies.policies), macro.policies.shape[1]))
    for row, policy in enumerate(policies.policies):
        if (former := known.get(_origin(policy))) is not None:
            memory[row] = macro.policies[former]
    simulation.state = simulation.state._replace(macro=macro._replace(policies=memory))
    simulation.policies = policies
    simulation.scenario = scenario.with_seed(simulation.seed)


def _origin(policy: Policy) -> tuple[str, int, str]:
    """Tell a policy from the others of a scenario."""
    return policy.kind, policy.start, policy.financed_by
