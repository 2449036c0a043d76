"""One past and several futures of it: the years from mid-2022, month by month, on one seed.

Month 0 is July 2022, the tables of the country are those of its base year (``docs/forecasts.md`` says what
that means for money and ages).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.run.fork import burn_in, fork
from sim.experiments.run.task import ProgressCallback
from sim.indicators.beginners import exposed_occupations
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.columns import ACTIVE, EMPLOYED, TEAMS_PER_FIRM

__all__ = ["AGES", "ALL_AGES", "SERIES", "SIZES", "Observed", "Start", "Starts", "Years"]

Values = NDArray[np.float64]

SERIES = (
    "ai_firm_share", "ai_employment_share", "gpus", "gpu_rent", "compute_investment", "gdp", "real_gdp",
    "price_level", "employment", "unemployment_rate", "inflation", "policy_rate", "capability",
    "gpu_worker_ratio", "gpu_utilisation",
)  # fmt: skip
"""Columns of the macro table that are kept."""
AGES = {"22-25": (22, 25), "26-30": (26, 30), "31-34": (31, 34), "35-40": (35, 40), "41-49": (41, 49)}
ALL_AGES = "all ages"
SIZES = {"1-4": 1, "5-19": 5, "20-99": 20, "100-249": 100, "250+": 250}
"""Classes of firms by their least employees."""
RECENT = 3
"""Last months of the burn-in over which an origin is measured."""


class Start(NamedTuple):
    """Where an economy stands before month 0, in per cent."""

    seed: int
    unemployment: float
    inflation: float
    policy_rate: float


class Observed(NamedTuple):
    """What one future had in every month."""

    series: Values  # (months, SERIES)
    by_age: Values  # (months, AGES and all, others or exposed): the employed
    by_size: Values  # (months, SIZES, firms or users of AI)

    def of(self, name: str) -> Values:
        """Return one of the series."""
        return self.series[:, SERIES.index(name)]


class Starts(NamedTuple):
    """The burn-in of one seed, to see where it leads."""

    scenario: Scenario
    seed: int

    @property
    def months(self) -> int:
        """Months to simulate."""
        return self.scenario.run.burn_in_months

    def __str__(self) -> str:
        return f"{self.scenario.name}, its start (seed {self.seed})"

    def run(self, progress: ProgressCallback | None = None) -> Start:
        """Run up to month 0."""
        past = _past(self.scenario.with_({"records.burn_in": True}), self.seed, self.months, progress)
        macro = past.records.frames()["macro"].tail(RECENT)
        mean = {
            name: 100.0 * float(macro[name].cast(float).to_numpy().mean())
            for name in ("unemployment_rate", "inflation", "policy_rate")
        }
        return Start(self.seed, mean["unemployment_rate"], mean["inflation"], mean["policy_rate"])


class Years(NamedTuple):
    """The futures of one seed."""

    arms: tuple[tuple[str, Scenario], ...]
    """Names and scenarios, which agree on everything before month 0."""
    seed: int

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        first = self.arms[0][1].run
        return first.burn_in_months + len(self.arms) * first.months

    def __str__(self) -> str:
        return f"{self.arms[0][1].name} (seed {self.seed})"

    def run(self, progress: ProgressCallback | None = None) -> dict[str, Observed]:
        """Run the past once and every future from it."""
        past, found = _past(self.arms[0][1], self.seed, self.months, progress), {}
        for place, (name, scenario) in enumerate(self.arms):
            done = scenario.run.burn_in_months + place * scenario.run.months
            found[name] = _observe(fork(past, scenario), done, self.months, progress)
        return found


def _past(scenario: Scenario, seed: int, total: int, progress: ProgressCallback | None) -> Simulation:
    def step(simulation: Simulation) -> None:
        simulation.step()
        if progress is not None:
            progress(scenario.run.burn_in_months + simulation.month, total)

    return burn_in(scenario, seed, step)


def _observe(simulation: Simulation, done: int, total: int, progress: ProgressCallback | None) -> Observed:
    months = simulation.scenario.run.months
    by_age, by_size = np.zeros((months, len(AGES) + 1, 2)), np.zeros((months, len(SIZES), 2))
    exposed = exposed_occupations(simulation.structure)
    for month in range(months):
        simulation.step()
        by_age[month], by_size[month] = _count_ages(simulation, exposed), _count_users(simulation)
        if progress is not None:
            progress(done + month + 1, total)
    macro = simulation.records.frames()["macro"].filter(pl.col("month") >= 0)
    nothing = np.full(months, np.nan)
    columns = [macro[name].cast(float).to_numpy() if name in macro.columns else nothing for name in SERIES]
    return Observed(np.column_stack(columns).astype(float), by_age, by_size)


def _count_ages(simulation: Simulation, exposed: NDArray[np.bool_]) -> Values:
    """Count the employed by age, in exposed occupations (1) and in others (0)."""
    workers = simulation.state.workers
    works = workers.status == EMPLOYED
    age, there = workers.age[works], exposed[workers.occupation[works]]
    found = np.zeros((len(AGES) + 1, 2))
    for row, (low, high) in enumerate((*AGES.values(), (0, np.iinfo(age.dtype).max))):
        of_age = there[(age >= low) & (age <= high)]
        found[row] = of_age.size - of_age.sum(), of_age.sum()
    return found


def _count_users(simulation: Simulation) -> Values:
    """Count firms outside government by employees, all (0) and those that use AI (1)."""
    firms, teams = simulation.state.firms, simulation.state.teams
    sizes = teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    private = (firms.status == ACTIVE) & (firms.sector != simulation.structure.role("government"))
    classes = np.searchsorted(list(SIZES.values()), sizes, side="right") - 1
    found = np.zeros((len(SIZES), 2))
    for row in range(len(SIZES)):
        of_class = private & (classes == row)
        found[row] = of_class.sum(), (of_class & (firms.adoption > 0.0)).sum()
    return found
