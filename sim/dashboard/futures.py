"""Two futures, or three, of one population on the same random numbers, as one Mesa model.

The story, the same story without the policies that were moved (once there are any) and the economy without AI
start from one burn-in and share every draw, so that what differs between them is not luck.
"""

from __future__ import annotations

import threading
from typing import Any

import mesa
import numpy as np
from numba import config, set_num_threads

from sim.dashboard.people import Followed, Gains
from sim.experiments.figures.decomposition import without_policies
from sim.experiments.run.fork import burn_in, change_policies, fork
from sim.experiments.run.run import as_scenario
from sim.experiments.run.shared_past import early_values
from sim.experiments.run.task import ProgressCallback
from sim.mesa_model.arguments import full_keys
from sim.mesa_model.economy import Economy
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.units import MONTHS_PER_YEAR

__all__ = ["Futures", "month_zero"]

MEMORY_OF_MOVES = (MONTHS_PER_YEAR - 1) / MONTHS_PER_YEAR
"""What a month keeps of the moves between occupations seen before: the drawing shows about a year."""

KEPT_BURN_INS = 4

ENGINE = threading.Lock()

ALONE_BELOW = 300_000
"""People below whom one thread is as fast as two, and leaves a processor to the browser."""


class Futures(mesa.Model):  # type: ignore[misc]  # Mesa has no types
    """Economies that live through the same months: what a step of the page advances.

    Parameters
    ----------
    scenario : str or Scenario
        The chosen future.
    seed, rng : int or None
        Names the random numbers that all futures share.
    counterfactual : str or Scenario
        The economy without AI; one that is read from its name or file has the story's plugins too.
    progress : callable or None
        Told how many months of the burn-in are done, and of how many.
    **kwargs
        As for :class:`~sim.mesa_model.economy.Economy`.

    Attributes
    ----------
    story, without_ai : Economy
        The chosen future and the one without AI.
    without_policies : Economy
        The chosen future without its ``[[policy]]`` tables; the story itself while there are none.
    followed : Followed
        Persons whose lives are recorded in every future.
    gains : Gains
        Incomes of wealth groups, in every future.
    moves : float array (o, o)
        People of the story who changed their occupation, millions a month.
    """

    def __init__(
        self,
        scenario: str | Scenario = "pessimistic",
        seed: int | None = None,
        *,
        rng: int | None = None,
        counterfactual: str | Scenario = "baseline",
        progress: ProgressCallback | None = None,
        **kwargs: Any,
    ) -> None:
        story = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
        story = story.with_(full_keys(kwargs)) if kwargs else story
        base = as_scenario(counterfactual, plugins=story.plugins)
        base = base.with_({f"run.{key}": getattr(story.run, key) for key in type(story.run).model_fields})
        chosen = next((int(number) for number in (seed, rng) if number is not None), story.run.seed)
        super().__init__(rng=chosen)
        self.story = _economy(month_zero(story, chosen, progress))
        self.without_ai = _economy(month_zero(base, chosen, progress))
        self.without_policies = self.story
        if story.policy:
            plain = without_policies(story)
            assert plain is not None
            self.without_policies = _economy(month_zero(plain, chosen, progress))
        self.horizon = int(story.run.months)
        self.moves = np.zeros(self.story.simulation.structure.mobility.shape)
        self.followed = Followed(self.story, chosen)
        self.gains = Gains(self.story)

    @property
    def economies(self) -> tuple[Economy, ...]:
        """Every future once."""
        plain = () if self.without_policies is self.story else (self.without_policies,)
        return (self.story, *plain, self.without_ai)

    def by_name(self) -> dict[str, Economy]:
        """Return the futures by their attributes; one of them twice where there are no policies."""
        return {
            "story": self.story,
            "without_policies": self.without_policies,
            "without_ai": self.without_ai,
        }

    @property
    def month(self) -> int:
        """Month about to be simulated."""
        return self.story.month

    def step(self) -> None:
        """Advance every future by one month."""
        before = self.story.state.workers.occupation.copy()
        for economy in self.economies:
            advance(economy, self.story.scenario.run.people)
        self._see_moves(before)
        for economy in self.economies:
            self.followed.see(economy)
            self.gains.see(economy)
        self.running = self.month < self.horizon

    def change_policies(self, scenario: Scenario) -> None:
        """Put the policies of ``scenario`` in the place of the story's, from the next month on.

        Parameters
        ----------
        scenario : Scenario
            The story with its policies as they are from now on; those that began earlier must agree.
        """
        if self.without_policies is self.story:
            self.without_policies = self._twin()
        change_policies(self.story.simulation, scenario)
        self.story._tenfold_scenario = scenario

    def series(self, economy: Economy, column: str, table: str = "macro") -> list[float]:
        """Return a column of a table of one row a month, month by month from month 0 on."""
        return economy.records.series(table, column)

    def recent(self, economy: Economy, column: str, months: int = MONTHS_PER_YEAR) -> float:
        """Return the mean of a column over the last ``months``."""
        values = self.series(economy, column)[-months:]
        return float(np.mean(values)) if values else 0.0

    def _twin(self) -> Economy:
        """Copy the story as it is now, without its policies."""
        plain = without_policies(self.story.scenario) or self.story.scenario
        twin = _economy(fork(self.story.simulation, plain))
        self.followed.copy(self.story, twin)
        self.gains.copy(self.story, twin)
        return twin

    def _see_moves(self, before: np.ndarray) -> None:
        """Count who changed the occupation this month, and blend it into the months before."""
        after = self.story.state.workers.occupation
        moved = np.flatnonzero(before != after)
        pair = before[moved].astype(np.int64) * len(self.moves) + after[moved]
        seen = np.bincount(pair, minlength=self.moves.size).reshape(self.moves.shape)
        weight = 1.0 - MEMORY_OF_MOVES if self.month > MONTHS_PER_YEAR else 1.0 / max(1, self.month)
        self.moves += weight * (seen * (self.story.weight / 1e6) - self.moves)


def advance(model: Any, people: int) -> None:
    """Step an economy; sessions take turns month by month, and a run is the same on any number of threads."""
    with ENGINE:
        set_num_threads(1 if people < ALONE_BELOW else config.NUMBA_NUM_THREADS)
        model.step()


def month_zero(scenario: Scenario, seed: int, progress: ProgressCallback | None = None) -> Simulation:
    """Return ``scenario`` at month 0, after its burn-in; scenarios that differ only later share it.

    Parameters
    ----------
    scenario : Scenario
        What is to be run.
    seed : int
        Names the random numbers.
    progress : callable or None
        Told the months done and their number.
    """
    key = repr((early_values(scenario.resolved()), seed))
    with _LOCKS_LOCK:
        lock = _LOCKS.setdefault(key, threading.Lock())
    with lock:
        if key not in _BURN_INS:
            months = int(scenario.run.burn_in_months)

            def step(simulation: Simulation) -> None:
                if progress is not None:
                    progress(months + simulation.month, months)
                advance(simulation, scenario.run.people)

            simulation = burn_in(scenario, seed, step)
            while len(_BURN_INS) >= KEPT_BURN_INS:
                _BURN_INS.pop(next(iter(_BURN_INS)), None)
            _BURN_INS[key] = simulation
        ready = _BURN_INS[key]
    return fork(ready, scenario)


_BURN_INS: dict[str, Simulation] = {}
_LOCKS: dict[str, threading.Lock] = {}
_LOCKS_LOCK = threading.Lock()


def _economy(simulation: Simulation) -> Economy:
    return Economy(simulation.scenario, simulation.seed, simulation=simulation)
