"""Simulated quarters of the economy without AI: what its forecasts are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.run.pool import run_jobs
from sim.experiments.run.run import simulate
from sim.experiments.run.task import ProgressCallback
from sim.scenario import Scenario

__all__ = ["SimulatedPath", "simulate_library", "simulated_quarters"]

Values = NDArray[np.float64]

QUARTER = 3
"""Months."""


class SimulatedPath(NamedTuple):
    """One run, of which its quarters alone are kept."""

    scenario: Scenario
    seed: int

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        return self.scenario.run.burn_in_months + self.scenario.run.months

    def __str__(self) -> str:
        return f"{self.scenario.name} (seed {self.seed})"

    def run(self, progress: ProgressCallback | None = None) -> Values:
        """Run and return the quarters."""
        return simulated_quarters(simulate(self.scenario, seed=self.seed, progress=progress).macro)


def simulated_quarters(macro: pl.DataFrame) -> Values:
    """Return real growth, inflation, unemployment and policy rate by quarter, all in per cent.

    Inflation is that of the consumer price level, which stands for the deflator: real GDP is output at prices
    of the base year here, and nominal GDP has what is sold from stocks above list prices in it, so that their
    ratio moves from quarter to quarter by what is no price (``docs/forecasts.md``). The first quarter has no
    growth and is left out.

    Returns
    -------
    float64 array (quarters, 4)
        In the order of ``panel.SERIES``.
    """
    columns = ("real_gdp", "price_level", "unemployment_rate", "policy_rate")
    quarters = macro.height // QUARTER
    monthly = macro.select(columns).cast(pl.Float64).to_numpy()[: QUARTER * quarters]
    real, prices, jobless, rate = monthly.reshape(quarters, QUARTER, len(columns)).mean(axis=1).T
    growth, inflation = (400.0 * np.diff(np.log(series)) for series in (real, prices))
    return np.column_stack([growth, inflation, 100.0 * jobless[1:], 100.0 * rate[1:]])


def simulate_library(
    scenario: Scenario, seeds: Sequence[int], *, processes: int | None = None, progress: bool = True
) -> Values:
    """Run the economy on every seed.

    Returns
    -------
    float64 array (seeds, quarters, 4)
        See ``simulated_quarters``.
    """
    paths = [SimulatedPath(scenario, seed) for seed in seeds]
    return np.stack(run_jobs(paths, processes=processes, progress=progress, label="Library of quarters"))
