"""One story on one seed with all its policy packages: the unit of work of the policy lab.

The burn-in is run once; the reference and every package go on from copies of it, in one process, so that the
same persons can be compared without writing them to disk. Only summaries leave the process.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from sim.experiments.figures.asked import own_words
from sim.experiments.lab.groupings import Start, before_the_policy
from sim.experiments.lab.groups import figures_of_groups
from sim.experiments.lab.measures import measures
from sim.experiments.lab.packages import NONE, Package
from sim.experiments.lab.people import People, PersonYear
from sim.experiments.lab.tables import Arm, CellResults, Tables
from sim.experiments.lab.tax_rates import effective_rates
from sim.experiments.lab.welfare import AVERSIONS, least_consumption, mean_utility
from sim.experiments.lab.winners import inequality, mobility
from sim.experiments.lab.years import policy_figures, table_figures, yearly_policies
from sim.experiments.public_finance.books import Books
from sim.experiments.run.fork import burn_in, fork
from sim.experiments.run.kept import Parts
from sim.experiments.run.task import ProgressCallback
from sim.records.provenance import data_hash
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.units import MONTHS_PER_YEAR

__all__ = ["Cell", "Cells"]

OTHER_LUCK = 1_000_003  # added to the seed of the twin


class Cell(NamedTuple):
    """A story, a seed and the packages that are compared with doing nothing.

    Parameters
    ----------
    story : Scenario
        With its own policies, if it has any: they are part of the reference and of every arm.
    seed : int
        Names the random numbers.
    packages : tuple of Package
        Arms beside the reference.
    horizons : tuple of int
        Years at which persons are compared.
    with_chance : bool
        Also run the twin with other luck.
    without_ai : Scenario or None
        Also run this economy without AI, of the same past; everybody's path in it is their own.
    """

    story: Scenario
    seed: int
    packages: tuple[Package, ...]
    horizons: tuple[int, ...]
    with_chance: bool = True
    without_ai: Scenario | None = None

    @property
    def months(self) -> int:
        """Months to simulate in all arms, burn-in included."""
        arms = 1 + len(self.packages) + int(self.with_chance) + int(self.without_ai is not None)
        return self.story.run.burn_in_months + arms * self.story.run.months

    def __str__(self) -> str:
        return f"{self.story.name} (seed {self.seed})"

    def run(self, progress: ProgressCallback | None = None) -> CellResults:
        """Run the burn-in, the reference and every package, and compare them."""
        clock = _Clock(self.months, progress)
        base, start, price = self._settle(clock)
        run = partial(self._run_arm, base, price, start, clock)
        reference = run(self.story)
        plain = None if self.without_ai is None else run(self.without_ai)
        twin = run(self.story, seed=self.seed + OTHER_LUCK) if self.with_chance else None
        tables = Tables(base, start, reference, plain, twin)
        tables.add(NONE, reference, self.story)
        for package in self.packages:
            policies = {"policy": [*self.story.policy, *package.policies]}
            scenario = self.story.with_({**policies, **dict(package.changes)})
            tables.add(package.name, run(scenario), scenario)
        return tables.results(clock.done)

    def _settle(self, clock: _Clock) -> tuple[Simulation, Start, float]:
        """Run the burn-in, group people by its last year and return its price level."""
        watch: list[People] = []

        def step(simulation: Simulation) -> None:
            if simulation.month == -min(MONTHS_PER_YEAR, self.story.run.burn_in_months):
                watch.append(People(simulation))
            if watch:
                watch[0].step(simulation)
            else:
                simulation.step()
            clock.tick()

        base = burn_in(self.story, self.seed, step)
        people = watch[0] if watch else People(base, float(base.state.macro.price_level[0]))
        year = people.close_year(base)
        start = before_the_policy(year, base)
        return base, start, float(people.base_price or 1.0)

    def _run_arm(
        self,
        base: Simulation,
        base_price: float,
        start: Start,
        clock: _Clock,
        scenario: Scenario,
        *,
        seed: int | None = None,
    ) -> Arm:
        """Run one arm and keep what is needed of each year."""
        simulation = fork(base, scenario, seed=seed)
        people, books = People(simulation, base_price), Books(simulation, len(self.story.policy))
        least = least_consumption(simulation.calibration.folder)
        values: list[dict[str, float]] = []
        utilities: dict[float, list[float]] = {aversion: [] for aversion in AVERSIONS}
        years: dict[int, PersonYear] = {}
        for month in range(scenario.run.months):
            people.step(simulation)
            books.add(simulation)
            clock.tick()
            if (month + 1) % MONTHS_PER_YEAR == 0:
                year = people.close_year(simulation)
                for aversion in AVERSIONS:
                    utilities[aversion].append(mean_utility(year.consumption, aversion, least))
                figures = {**inequality(year), **mobility(year, start.tenth.codes)}
                figures |= effective_rates(simulation)
                values.append(figures | {"price_paid": people.mean_price})
                if len(values) in self.horizons:
                    years[len(values)] = year
        frames = simulation.records.frames()
        costs = yearly_policies(frames["policies"], len(values))
        known = measures(own_words([scenario]))
        for number, figures in enumerate(table_figures(frames, len(values), known)):
            values[number] |= figures | policy_figures(costs, number + 1)
        groups = figures_of_groups(frames, list(years), [figures["price_paid"] for figures in values])
        return Arm(values, utilities, years, costs, groups, books.years())


class Cells:
    """Keeps the results of cells until all are finished (``sim.experiments.run.kept``)."""

    TABLES = ("values", "groups", "winners", "policies", "books", "without_ai")

    def identity(self, job: Cell) -> Any:
        """Return all that makes the results of a cell."""
        packages = [(one.name, one.tables) for one in job.packages]
        plain = None if job.without_ai is None else job.without_ai.resolved()
        story, data = job.story.resolved(), data_hash(job.story.run.data)
        return [story, data, job.seed, packages, job.horizons, job.with_chance, plain]

    def store(self, result: CellResults) -> Parts:
        """Return its tables and counts."""
        facts = {"people": result.people, "months_simulated": result.months_simulated}
        return Parts({name: getattr(result, name) for name in self.TABLES}, facts=facts)

    def restore(self, job: Cell, parts: Parts) -> CellResults:
        """Return them again."""
        tables = {name: parts.tables[name] for name in self.TABLES}
        return CellResults(**tables, **parts.facts)  # type: ignore[arg-type]  # mypy joins both kinds


class _Clock:
    """Counts the months of all arms."""

    def __init__(self, total: int, progress: ProgressCallback | None) -> None:
        self.total, self.progress, self.done = total, progress, 0

    def tick(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)
