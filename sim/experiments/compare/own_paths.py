"""How many adults have less than without AI: as the persons that they are, and by place in the distribution.

Two runs on one seed hold the same persons, but a difference of any size soon changes who is hired, and from
there every life. So the share of adults below their own path stands beside that of a twin of the
counterfactual that differs in the luck of one month, and beside the share of places in the distribution that
have less, whoever holds them, which luck hardly moves (docs/decisions.md, own paths).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from sim.experiments.figures.headlines import window
from sim.experiments.run.run import Results, collect
from sim.experiments.run.task import ProgressCallback
from sim.records.figures import OF_OWN_PATHS
from sim.records.provenance import Stopwatch
from sim.scenario import Scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.experiments.lab.people import People

__all__ = ["SCHEMA", "Watched", "WatchedRun", "own_paths"]

OTHER_LUCK = 1_000_003
"""Added to the seed in the one month in which a twin has other luck."""
SCHEMA = {"scenario": pl.String, "seed": pl.Int64, "measure": pl.String, "value": pl.Float64}


class Watched(NamedTuple):
    """What a run left, its persons included."""

    results: Results
    income: NDArray[np.float32]
    """Disposable income of every person over the last year, dollars a month at prices before month 0."""


class WatchedRun(NamedTuple):
    """One run whose persons are watched in its last year.

    Parameters
    ----------
    scenario : Scenario
        What is run.
    seed : int
        Names the random numbers.
    is_twin : bool
        Month 0 has other random numbers, and nothing else differs.
    """

    scenario: Scenario
    seed: int
    is_twin: bool = False

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        return self.scenario.run.burn_in_months + self.scenario.run.months

    def __str__(self) -> str:
        return f"{self.scenario.name} (seed {self.seed}{', other luck' if self.is_twin else ''})"

    def run(self, progress: ProgressCallback | None = None) -> Watched:
        """Run the scenario and return what it recorded, and what everybody received in its last year."""
        from sim.experiments.lab.people import People, price_paid
        from sim.simulation import Simulation

        stopwatch = Stopwatch.start()
        simulation = Simulation(self.scenario, seed=self.seed)
        first = self.scenario.run.months - window(self.scenario.run.months)
        people: People | None = None
        price = float(simulation.state.macro.price_level[0])
        for done in range(1, self.months + 1):
            if simulation.month == 0 and simulation.flows is not None:
                price = price_paid(simulation)
            simulation.seed = self.seed + (OTHER_LUCK if self.is_twin and simulation.month == 0 else 0)
            if simulation.month < first:
                simulation.step()
            else:
                people = people or People(simulation, price)
                people.step(simulation)
            if progress is not None:
                progress(done, self.months)
        simulation.seed = self.seed
        simulation.run()  # no month is left: new compiled code is sealed
        assert people is not None
        income = people.close_year(simulation).income
        return Watched(collect(simulation, stopwatch), income.astype(np.float32))


def own_paths(
    incomes: Mapping[tuple[str, int], NDArray[np.float32]],
    counterfactual: str,
    twins: Mapping[int, NDArray[np.float32]],
    stories: Sequence[str],
) -> pl.DataFrame:
    """Return the figures of persons by scenario and seed.

    Parameters
    ----------
    incomes : mapping of (str, int) to float32 array (n,)
        Last year's income by scenario and seed.
    counterfactual : str
        Its name; it gets the figures of its twins, which luck alone makes.
    twins : mapping of int to float32 array (n,)
        Income in the twin of the counterfactual by seed; may be empty.
    stories : sequence of str
        What is held against it.

    Returns
    -------
    polars.DataFrame
        ``scenario``, ``seed``, ``measure`` (of ``records.figures.OF_OWN_PATHS``), ``value`` in per cent.
    """
    from sim.experiments.lab.winners import below

    pairs = [(counterfactual, seed, income) for seed, income in twins.items()]
    pairs += [(name, seed, income) for (name, seed), income in incomes.items() if name in stories]
    rows = [
        (name, seed, measure, value * OF_OWN_PATHS[measure].scale)
        for name, seed, income in pairs
        for measure, value in below(
            income.astype(np.float64), incomes[counterfactual, seed].astype(np.float64)
        ).items()
    ]
    return pl.DataFrame(rows, SCHEMA, orient="row")
