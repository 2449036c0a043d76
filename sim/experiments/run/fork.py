"""One burned-in economy for many arms: the burn-in is run once, and every arm goes on from a copy of it.

Neither policies nor AI act before month 0, so an arm that goes on from the copy gives the same figures, to
the bit, as its scenario run from the start.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np

from sim.records.snapshot import columns_of, table_of
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.columns import State

__all__ = ["burn_in", "fork"]


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


def fork(simulation: Simulation, scenario: Scenario, *, seed: int | None = None) -> Simulation:
    """Return a copy of ``simulation`` that goes on with the policies of ``scenario``.

    Parameters
    ----------
    simulation : Simulation
        From ``burn_in``; it is left as it is.
    scenario : Scenario
        The same story with other policies.
    seed : int or None
        Other random numbers from here on: another course of luck from the same start.
    """
    state = _copy_state(simulation.state, len(scenario.policy))
    chosen = simulation.seed if seed is None else seed
    twin = Simulation(scenario, seed=chosen, created=(state, simulation.structure))
    twin.month = simulation.month
    twin.indicators = copy.deepcopy(simulation.indicators)
    return twin


def _copy_state(state: State, n_policies: int) -> State:
    """Return a copy with room for other policies."""
    columns = {name: column.copy() for name, column in columns_of(state, "state").items()}
    columns["state.macro.policies"] = np.zeros((n_policies, state.macro.policies.shape[1]))
    copied: State = table_of(State, columns, "state")
    return copied
