"""Cross-sections: who earns what, is how old, has been out of work for how long, at the end of a run.

They are what the charts of the validation card hold against published distributions, and are taken from the
state once a run: the tables of a run have means and shares month by month, not whole distributions by
occupation. One row is one point of one curve.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.run.run import Results, collect
from sim.experiments.run.task import ProgressCallback
from sim.indicators.households import are_recorded
from sim.indicators.inequality import lorenz, running_sums
from sim.indicators.labour import longer
from sim.records.provenance import Stopwatch
from sim.scenario import Scenario
from sim.state.columns import ACTIVE, EMPLOYED, TEAMS_PER_FIRM
from sim.units import WEEKS_PER_MONTH

if TYPE_CHECKING:
    from sim.simulation import Simulation

__all__ = ["FRAME", "SCHEMA", "SIZE_CLASSES", "Observed", "ObservedJob", "cross_section"]

SCHEMA = {"chart": pl.String, "group": pl.String, "x": pl.Float64, "value": pl.Float64}
PERCENTILES = (10, 25, 50, 75, 90)
FROM_AGES = (16, 20, 25, 35, 45, 55, 65)
"""First years of the age groups in which surveys publish occupations."""
RANKS = np.linspace(0.0, 1.0, 101)
WEEKS = np.arange(0, 105, 1)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
SIZE_CLASSES = {
    "1 to 19": (1, 19),
    "20 to 99": (20, 99),
    "100 to 249": (100, 249),
    "250 and more": (250, 10**9),
}
LEAST_PEOPLE = 20
"""Employed people of an occupation from which percentiles are taken."""

FRAME = "cross_section"
"""Table of the results of a run that was observed."""

Point = tuple[str, str, float, float]
Floats = NDArray[np.float64]


class Observed(NamedTuple):
    """A run and its cross-section."""

    results: Results
    section: pl.DataFrame


class ObservedJob(NamedTuple):
    """One run to be done, with its cross-section."""

    scenario: Scenario
    seed: int

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        return self.scenario.run.burn_in_months + self.scenario.run.months

    def run(self, progress: ProgressCallback | None = None) -> Observed:
        """Run the scenario; the cross-section is that of the last month whose distributions are recorded."""
        from sim.simulation import Simulation

        stopwatch = Stopwatch.start()
        simulation = Simulation(self.scenario, seed=self.seed)
        last = self.scenario.run.months - 1
        recorded = last - last % self.scenario.records.distribution_every
        before = self.scenario.run.burn_in_months
        simulation.run(recorded + 1, progress=progress)
        section = cross_section(simulation)

        def go_on(done: int, _: int) -> None:
            if progress is not None:
                progress(before + recorded + 1 + done, self.months)

        simulation.run(progress=go_on)
        results = collect(simulation, stopwatch)
        results.frames[FRAME] = section
        return Observed(results, section)

    def __str__(self) -> str:
        return f"{self.scenario.name} (seed {self.seed})"


def cross_section(simulation: Simulation) -> pl.DataFrame:
    """Return the distributions of the month that has just been simulated and recorded.

    Returns
    -------
    polars.DataFrame
        ``chart``, ``group``, ``x``, ``value``:

        * pay: by occupation, pay at the hours of the mean job (over the mean of all) by per cent paid less;
        * ages: by occupation, share of the employed by first year of the age group;
        * durations: share of the unemployed who have been so for at least ``x`` weeks;
        * income, wealth: Lorenz curve, share of all that the poorest ``x`` have;
        * firms: share of firms outside government with at least ``x`` employees;
        * adoption: by size class, share of firms that use AI.
    """
    points = (*_of_workers(simulation), *_of_distributions(simulation), *_of_firms(simulation))
    return pl.DataFrame(list(points), SCHEMA, orient="row")


def _of_workers(simulation: Simulation) -> Iterator[Point]:
    """Pay and ages of the employed by occupation."""
    workers, titles = simulation.state.workers, simulation.calibration.occupation_titles
    employed = (workers.status == EMPLOYED) & (workers.hours > 0)
    occupation, age = workers.occupation[employed], workers.age[employed]
    pay = workers.wage[employed] / workers.hours[employed]
    people = simulation.scenario.population
    for row, title in enumerate(titles):
        here = occupation == row
        if here.sum() < LEAST_PEOPLE:
            continue
        found = np.percentile(pay[here], PERCENTILES) / pay.mean()
        yield from (
            ("pay", title, float(x), float(value)) for x, value in zip(PERCENTILES, found, strict=True)
        )
        if people.life_cycle or people.households:
            group = np.searchsorted(FROM_AGES, age[here], side="right") - 1
            shares = np.bincount(group[group >= 0], minlength=len(FROM_AGES)) / here.sum()
            yield from (
                ("ages", title, float(x), float(share)) for x, share in zip(FROM_AGES, shares, strict=True)
            )


def _of_distributions(simulation: Simulation) -> Iterator[Point]:
    """Spells without a job, income before taxes and wealth, from what the month has counted."""
    assert simulation.flows is not None
    found, households = simulation.flows.household.distribution, simulation.flows.household.households
    spells = found.durations
    for weeks in WEEKS:
        yield "durations", "", float(weeks), longer(spells, weeks / WEEKS_PER_MONTH)
    money = households.by_money if are_recorded(households) else found.by_gross
    for chart, table in (("income", money), ("wealth", found.by_wealth)):
        shares = np.interp(RANKS, *lorenz(running_sums(table), 1))
        yield from ((chart, "", float(x), float(share)) for x, share in zip(RANKS, shares, strict=True))


def _of_firms(simulation: Simulation) -> Iterator[Point]:
    """Sizes of the firms outside government, and who of them uses AI."""
    firms, teams = simulation.state.firms, simulation.state.teams
    sizes = teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    private = (firms.status == ACTIVE) & (firms.sector != simulation.structure.role("government"))
    sizes, users = sizes[private], firms.adoption[private] > 0.0
    for least in SIZES:
        yield "firms", "", float(least), float((sizes >= least).mean()) if sizes.size else float("nan")
    for words, (least, most) in SIZE_CLASSES.items():
        here = (sizes >= least) & (sizes <= most)
        yield "adoption", words, float(least), float(users[here].mean()) if here.any() else float("nan")
