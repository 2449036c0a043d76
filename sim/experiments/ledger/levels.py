"""Figures of a story with AI that no other experiment measures: productivity, use by size of firm, power.

Each seed is one economy with one past: from month 0 on it goes on without AI and as the story, so that
differences are those of AI.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.evidence import UNFITTED
from sim.experiments.evidence.findings import Finding, summarise
from sim.experiments.run.fork import burn_in, counted, fork
from sim.experiments.run.pool import run_jobs
from sim.experiments.run.task import ProgressCallback
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.columns import ACTIVE, TEAMS_PER_FIRM
from sim.units import MONTHS_PER_YEAR

__all__ = ["LEVELS", "measure_levels"]

YEARS = 10
MONTHS_TO_2028 = 18
"""Month 0 is the middle of 2026."""
HOURS = 8_766.0
"""Hours of a year, for GW into GWh."""

Frame = pl.DataFrame


class Seen(NamedTuple):
    """What is kept of one seed: both futures month by month, and the firms of the story's first month."""

    story: Frame
    without: Frame
    sizes: NDArray[np.int64]
    uses: NDArray[np.bool_]


class Pair(NamedTuple):
    """An economy that goes on without AI and with it."""

    story: Scenario
    without: Scenario
    seed: int

    @property
    def months(self) -> int:
        """Months to simulate in all."""
        return self.story.run.burn_in_months + 2 * self.story.run.months

    def run(self, progress: ProgressCallback | None = None) -> dict[str, float]:
        """Return every level by its name."""
        step = counted(progress, self.months)
        past = burn_in(self.story, self.seed, step)
        with_ai, without = fork(past, self.story), fork(past, self.without)
        step(with_ai)
        sizes, uses = firms_of(with_ai)
        for one in (with_ai, without):
            while one.month < self.story.run.months:
                step(one)
        seen = Seen(with_ai.records.frames()["macro"], without.records.frames()["macro"], sizes, uses)
        return {name: level(seen) for name, level in LEVELS.items()}

    def __str__(self) -> str:
        return f"{self.story.name} (seed {self.seed})"


def measure_levels(
    story: Scenario,
    without: Scenario,
    *,
    seeds: int,
    people: int | None = None,
    first_seed: int = UNFITTED,
    processes: int | None = None,
    progress: bool = True,
) -> list[Finding]:
    """Return every level with its error over seeds.

    Parameters
    ----------
    story, without : Scenario
        The story with AI, and what it is held against.
    seeds : int
        Pairs.
    people : int or None
        Instead of the story's own size.
    first_seed : int
        First seed; fits use seeds 1 to 99.
    processes : int or None
        Pairs at the same time; by default as many as there are processors.
    progress : bool
        Say how far it is.
    """
    size = {"run.months": YEARS * MONTHS_PER_YEAR} | ({} if people is None else {"run.people": people})
    pair = Pair(story.with_(size), without.with_(size), 0)
    jobs = [pair._replace(seed=first_seed + number) for number in range(seeds)]
    found: Sequence[dict[str, float]] = run_jobs(jobs, processes=processes, progress=progress, label="Levels")
    return [summarise(name, [one[name] for one in found]) for name in LEVELS]


def firms_of(simulation: Simulation) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return employees of every active firm outside government, and whether it uses AI."""
    firms, teams = simulation.state.firms, simulation.state.teams
    private = (firms.status == ACTIVE) & (firms.sector != simulation.structure.role("government"))
    sizes = teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    return np.asarray(sizes[private], np.int64), np.asarray(firms.adoption[private] > 0.0)


def growth_by_ai(column: Callable[[Frame], pl.Series]) -> Callable[[Seen], float]:
    """Growth beyond that without AI, % a year: from month 0 to the middle of the last of the years."""

    def measure(seen: Seen) -> float:
        last = slice((YEARS - 1) * MONTHS_PER_YEAR, YEARS * MONTHS_PER_YEAR)
        both = (column(frame).to_numpy()[last].mean() for frame in (seen.story, seen.without))
        return 100.0 * math.log(next(both) / next(both)) / (YEARS - 0.5)

    return measure


def use_of_sizes(smallest: int, largest: int | None = None) -> Callable[[Seen], float]:
    """Firms of some sizes that use AI in the first month, per cent of them."""

    def measure(seen: Seen) -> float:
        chosen = (seen.sizes >= smallest) & (seen.sizes <= (largest or seen.sizes.max()))
        return 100.0 * float(seen.uses[chosen].mean()) if chosen.any() else math.nan

    return measure


def in_2028(column: str, times: float = 1.0) -> Callable[[Seen], float]:
    """Mean of a column over 2028."""
    year = slice(MONTHS_TO_2028, MONTHS_TO_2028 + MONTHS_PER_YEAR)
    return lambda seen: times * float(seen.story[column].to_numpy()[year].mean())


LEVELS: dict[str, Callable[[Seen], float]] = {
    "levels.factor_productivity": growth_by_ai(lambda macro: macro["factor_productivity"]),
    "levels.output_per_employed": growth_by_ai(lambda macro: macro["real_gdp"] / macro["employment"]),
    "levels.use_of_250": use_of_sizes(250),
    "levels.use_of_100_to_249": use_of_sizes(100, 249),
    "levels.fleet_energy_2028": in_2028("gpu_power", HOURS / 1_000.0),
    "levels.fleet_2028": in_2028("gpus"),
}
"""How each record of the area is measured."""
