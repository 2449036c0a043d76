"""Figures of a story with AI that no other experiment measures: productivity, use and staff of firms, power.

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
from sim.state.columns import ACTIVE, SKILL_ONE, TEAMS_PER_FIRM
from sim.units import MONTHS_PER_YEAR

__all__ = ["LEVELS", "measure_levels"]

YEARS = 10
MONTHS_TO_2028 = 18
"""Month 0 is the middle of 2026."""
HALF_A_YEAR = 6
"""Months over which the survey asks what AI did to a firm's staff."""
HOURS = 8_766.0
"""Hours of a year, for GW into GWh."""

LEAST = 0.01
"""Skill times hours of a team's mean employee below which it is taken for this."""

Frame = pl.DataFrame
Values = NDArray[np.float64]


class Seen(NamedTuple):
    """What is kept of one seed: both futures month by month, and the firms of the story's first months."""

    story: Frame
    without: Frame
    sizes: NDArray[np.int64]
    uses: NDArray[np.bool_]
    staff: NDArray[np.float64]  # by user of AI: people that it gave work, or took it from, in half a year


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
        needs, births = with_ai.state.teams.human_need.copy(), with_ai.state.firms.birth.copy()
        while with_ai.month <= HALF_A_YEAR:
            step(with_ai)
        staff = staff_by_ai(with_ai, needs, births)
        for one in (with_ai, without):
            while one.month < self.story.run.months:
                step(one)
        seen = Seen(with_ai.records.frames()["macro"], without.records.frames()["macro"], sizes, uses, staff)
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


def staff_by_ai(simulation: Simulation, needs: Values, births: NDArray[np.int16]) -> Values:
    """Return the people that AI gave work (+) or took it from (-) in each firm that uses it.

    Of what a firm plans now, the work that people did then and do now: what AI does alone or saves, less what
    it takes to change work over. What firms sell more because AI makes them cheaper is not told apart.

    Parameters
    ----------
    simulation : Simulation
        As it is now.
    needs, births : array
        ``human_need`` of teams and ``birth`` of firms as they were; firms founded since are left out.
    """
    firms, teams = simulation.state.firms, simulation.state.teams
    skill = teams.skill_sum / (SKILL_ONE * np.maximum(teams.headcount, 1))
    work = teams.effort * (teams.human_need.astype(float) - needs)
    people = np.where(teams.headcount > 0, work / np.maximum(skill, LEAST), 0.0)
    changed = people.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    users = (firms.status == ACTIVE) & (firms.adoption > 0.0) & (firms.birth == births)
    users &= firms.sector != simulation.structure.role("government")
    return np.asarray(changed[users], np.float64)


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


def users_that(direction: float) -> Callable[[Seen], float]:
    """Users of AI to which it gave (1) or from which it took (-1) the work of a person or more, per cent."""
    return lambda seen: 100.0 * float((direction * seen.staff >= 1.0).mean()) if seen.staff.size else math.nan


def in_2028(column: str, times: float = 1.0) -> Callable[[Seen], float]:
    """Mean of a column over 2028."""
    year = slice(MONTHS_TO_2028, MONTHS_TO_2028 + MONTHS_PER_YEAR)
    return lambda seen: times * float(seen.story[column].to_numpy()[year].mean())


LEVELS: dict[str, Callable[[Seen], float]] = {
    "levels.factor_productivity": growth_by_ai(lambda macro: macro["factor_productivity"]),
    "levels.output_per_employed": growth_by_ai(lambda macro: macro["real_gdp"] / macro["employment"]),
    "levels.use_of_250": use_of_sizes(250),
    "levels.use_of_100_to_249": use_of_sizes(100, 249),
    "levels.users_that_cut_staff": users_that(-1.0),
    "levels.users_that_raised_staff": users_that(1.0),
    "levels.fleet_energy_2028": in_2028("gpu_power", HOURS / 1_000.0),
    "levels.fleet_2028": in_2028("gpus"),
}
"""How each record of the area is measured."""
