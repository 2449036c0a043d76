"""An economy lived through beside the page: what is asked for, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
from polars import selectors

from sim.dashboard.futures import month_zero
from sim.experiments.run.task import ProgressCallback
from sim.records.recorder import Recorder
from sim.scenario import Scenario

__all__ = ["MOST_PEOPLE", "History", "Lives", "Recorded", "live"]

MOST_PEOPLE = 100_000
"""People of an economy beside the page: more would take too long to be looked at."""


class Recorded(Protocol):
    """What a line can be drawn of: records of an economy, or the history of one."""

    def series(self, table: str, column: str) -> list[float]:
        """Return a column of a table of one row a month, month by month from month 0 on."""


class History:
    """The figures of an economy that ran elsewhere.

    Parameters
    ----------
    tables : mapping of str to mapping of str to float array (months,)
        The columns of tables of one row a month, from month 0 on.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, np.ndarray]]) -> None:
        self.tables = tables

    @classmethod
    def of(cls, records: Recorder) -> History:
        """Keep what lines can be drawn of."""
        tables = {}
        for table, frame in records.frames().items():
            if frame.height == len(records):
                lived = frame.filter(frame["month"] >= 0).select(selectors.numeric())
                tables[table] = {column.name: column.to_numpy() for column in lived}
        return cls(tables)

    def series(self, table: str, column: str) -> list[float]:
        """Return a column of a table of one row a month, month by month from month 0 on."""
        found: list[float] = self.tables.get(table, {}).get(column, np.zeros(0)).tolist()
        return found


class Lives(NamedTuple):
    """A task: one economy after the other, on the same random numbers."""

    scenarios: Mapping[str, Scenario]
    """By what they are called in the result."""
    seed: int

    @property
    def months(self) -> int:
        """Months to simulate in all."""
        return sum(one.run.burn_in_months + one.run.months for one in self.scenarios.values())

    def run(self, progress: ProgressCallback | None = None) -> dict[str, History]:
        """Live through them."""
        return {name: live(scenario, self.seed, progress) for name, scenario in self.scenarios.items()}

    def __str__(self) -> str:
        return f"{', '.join(self.scenarios)} beside the page (seed {self.seed})"


def live(scenario: Scenario, seed: int, progress: ProgressCallback | None = None) -> History:
    """Run a scenario from its first month to its last.

    Parameters
    ----------
    scenario : Scenario
        What is run, with no more people than ``MOST_PEOPLE``.
    seed : int
        Names the random numbers.
    progress : callable or None
        Told every month, so that a process that nobody listens to any more ends.
    """
    scenario = scenario.with_({"run.people": min(scenario.run.people, MOST_PEOPLE)})
    simulation = month_zero(scenario, seed, progress)
    months = int(scenario.run.months)
    while simulation.month < months:
        simulation.step()
        if progress is not None:
            progress(simulation.month, months)
    return History.of(simulation.records)
