"""One story on one seed with all its policy packages: the unit of work of the policy lab.

The burn-in is run once; the reference and every package go on from copies of it, in one process, so that the
same persons can be compared without writing them to disk. Only summaries leave the process.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from sim.experiments.lab.measures import measures
from sim.experiments.lab.packages import NONE, Package
from sim.experiments.lab.people import People, PersonYear
from sim.experiments.lab.tax_rates import effective_rates
from sim.experiments.lab.welfare import AVERSIONS, consumption_equivalent, mean_utility
from sim.experiments.lab.winners import (
    CHANGES,
    Grouping,
    Start,
    before_the_policy,
    changes,
    group_means,
    inequality,
    mobility,
    percentiles,
    places,
    tenths,
)
from sim.experiments.run.fork import burn_in, fork
from sim.policies.framework import GrantPolicy
from sim.rules.grants import treated
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.units import MONTHS_PER_YEAR

__all__ = ["CHANCE", "Cell", "CellResults"]

CHANCE = "chance"
"""Name of the twin of the reference that goes on with other random numbers."""
OTHER_LUCK = 1_000_003  # added to the seed of the twin


class CellResults(NamedTuple):
    """Summaries of one story on one seed, as columns of the lab's tables."""

    values: pl.DataFrame  # policy, year, measure, value
    groups: pl.DataFrame  # policy, year, basis, grouping, group, measure, reference, value
    winners: pl.DataFrame  # policy, year, grouping, group, change, share
    policies: pl.DataFrame  # policy, year, part, and the columns of the result table ``policies``
    people: int
    months_simulated: int


class Arm(NamedTuple):
    """What one run left: the figures of every year and the persons of the horizons."""

    values: list[dict[str, float]]
    utilities: dict[float, list[float]]
    years: dict[int, PersonYear]
    policies: pl.DataFrame


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
    """

    story: Scenario
    seed: int
    packages: tuple[Package, ...]
    horizons: tuple[int, ...]
    with_chance: bool = True

    @property
    def months(self) -> int:
        """Months to simulate in all arms, burn-in included."""
        arms = 1 + len(self.packages) + int(self.with_chance)
        return self.story.run.burn_in_months + arms * self.story.run.months

    def __str__(self) -> str:
        return f"{self.story.name} (seed {self.seed})"

    def run(self, progress: Callable[[int, int], None] | None = None) -> CellResults:
        """Run the burn-in, the reference and every package, and compare them."""
        clock = _Clock(self.months, progress)
        base, start, price = self._settle(clock)
        run = partial(self._run_arm, base, price, start, clock)
        reference = run(self.story)
        rows = _Rows(self, base, start, reference)
        rows.add(NONE, reference, self.story)
        if self.with_chance:
            rows.add_chance(run(self.story, seed=self.seed + OTHER_LUCK))
        for package in self.packages:
            scenario = self.story.with_({"policy": [*self.story.policy, *package.policies]})
            rows.add(package.name, run(scenario), scenario)
        return rows.results(clock.done)

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
        start = before_the_policy(year, base.calibration.occupation_titles)
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
        people = People(simulation, base_price)
        line = float(scenario.government.poverty_line) * base_price
        values: list[dict[str, float]] = []
        utilities: dict[float, list[float]] = {aversion: [] for aversion in AVERSIONS}
        years: dict[int, PersonYear] = {}
        for month in range(scenario.run.months):
            people.step(simulation)
            clock.tick()
            if (month + 1) % MONTHS_PER_YEAR == 0:
                year = people.close_year(simulation)
                for aversion in AVERSIONS:
                    utilities[aversion].append(mean_utility(year.consumption, aversion))
                figures = {**inequality(year, line), **mobility(year, start), **effective_rates(simulation)}
                values.append(figures | {"price_paid": people.mean_price})
                if len(values) in self.horizons:
                    years[len(values)] = year
        frames = simulation.records.frames()
        costs = _yearly_policies(frames["policies"], len(values))
        for number, figures in enumerate(_table_figures(frames, len(values))):
            values[number] |= figures | _policy_figures(costs, number + 1)
        return Arm(values, utilities, years, costs)


class _Clock:
    """Counts the months of all arms."""

    def __init__(self, total: int, progress: Callable[[int, int], None] | None) -> None:
        self.total, self.progress, self.done = total, progress, 0

    def tick(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


class _Rows:
    """Collects the rows of all tables, each arm against the reference."""

    def __init__(self, cell: Cell, base: Simulation, start: Start, reference: Arm) -> None:
        self.cell, self.base, self.start, self.reference = cell, base, start, reference
        self.measures = measures()
        self.values: list[tuple[Any, ...]] = []
        self.groups: list[tuple[Any, ...]] = []
        self.winners: list[tuple[Any, ...]] = []
        self.policies: list[pl.DataFrame] = []

    def add(self, name: str, arm: Arm, scenario: Scenario) -> None:
        """Add the rows of an arm."""
        for number, figures in enumerate(arm.values):
            paired = self._paired(arm, number)
            for measure, about in self.measures.items():
                value = {**figures, **paired}.get(measure)
                if value is not None and np.isfinite(value):
                    self.values.append((name, number + 1, measure, value * about.scale))
        if arm.policies.height:
            self.policies.append(arm.policies.select(pl.lit(name).alias("policy"), pl.all()))
        for horizon, year in arm.years.items():
            self._add_groups(name, horizon, year, scenario)
            if name != NONE:
                self._add_winners(name, horizon, year.income)

    def add_chance(self, twin: Arm) -> None:
        """Add winners and losers by luck alone; the twin's incomes are scaled to the reference's mean."""
        for horizon, year in twin.years.items():
            reference = self.reference.years[horizon].income
            scale = float(reference.mean()) / max(1e-9, float(year.income.mean()))
            self._add_winners(CHANCE, horizon, year.income * scale)

    def results(self, months: int) -> CellResults:
        """Return everything as frames."""
        number = {"value": pl.Float64}
        policies = pl.concat(self.policies) if self.policies else pl.DataFrame(schema=_POLICIES)
        return CellResults(
            pl.DataFrame(
                self.values,
                {"policy": pl.String, "year": pl.Int32, "measure": pl.String, **number},
                orient="row",
            ),
            pl.DataFrame(
                self.groups,
                {
                    "policy": pl.String,
                    "year": pl.Int32,
                    "basis": pl.String,
                    "grouping": pl.String,
                    "group": pl.String,
                    "measure": pl.String,
                    "reference": pl.Float64,
                    **number,
                },
                orient="row",
            ),
            pl.DataFrame(
                self.winners,
                {
                    "policy": pl.String,
                    "year": pl.Int32,
                    "grouping": pl.String,
                    "group": pl.String,
                    "change": pl.String,
                    "share": pl.Float64,
                },
                orient="row",
            ),
            policies,
            self.base.state.workers.team.size,
            months,
        )

    def _paired(self, arm: Arm, number: int) -> dict[str, float]:
        """Return the figures of a year that compare the arm with the reference."""
        if arm is self.reference:
            return {}
        found = {}
        for aversion in AVERSIONS:
            here, there = (one.utilities[aversion][: number + 1] for one in (arm, self.reference))
            found[f"welfare_{aversion:.0f}"] = consumption_equivalent(here, there, aversion)
        mine, other = arm.values[number], self.reference.values[number]
        if mine["policy_cost"] > 0.0:
            found["price_response"] = 1.0 - other["price_paid"] / mine["price_paid"]
            lost = found["price_response"] * mine["consumption"]
            found["price_loss"] = lost / mine["policy_cost"]
        return found

    def _add_groups(self, name: str, horizon: int, year: PersonYear, scenario: Scenario) -> None:
        """Add means by group: of the same people (``start``), and of the same places (``place``)."""
        reference = self.reference.years[horizon]
        measures = ("income", "consumption", "wealth", "worked")
        for grouping, groups in (*self.start.groupings(), *self._lottery(scenario)):
            for measure in measures:
                here = group_means(getattr(year, measure), groups)
                there = group_means(getattr(reference, measure), groups)
                self._group_rows(name, horizon, ("start", grouping, measure), groups.names, there, here)
        for measure in ("income", "consumption", "wealth"):
            for grouping, sort in (("tenth", _tenths_of), ("wealth", _places_of)):
                here, there = (group_means(getattr(one, measure), sort(one)) for one in (year, reference))
                names = sort(year).names
                self._group_rows(name, horizon, ("place", grouping, measure), names, there, here)
        names = tuple(str(place) for place in range(1, 101))
        here, there = percentiles(year.income), percentiles(reference.income)
        self._group_rows(name, horizon, ("place", "hundredth", "income"), names, there, here)

    def _group_rows(
        self,
        name: str,
        horizon: int,
        what: tuple[str, str, str],
        names: tuple[str, ...],
        there: np.ndarray,
        here: np.ndarray,
    ) -> None:
        basis, grouping, measure = what
        for group, reference, value in zip(names, there, here, strict=True):
            if np.isfinite(value) and np.isfinite(reference):
                self.groups.append(
                    (name, horizon, basis, grouping, group, measure, float(reference), float(value))
                )

    def _add_winners(self, name: str, horizon: int, income: np.ndarray) -> None:
        reference = self.reference.years[horizon].income
        groups: list[tuple[str, str, np.ndarray | None]] = [("all", "all", None)]
        for grouping in ("tenth", "status", "wealth"):
            codes, names = getattr(self.start, grouping)
            groups += [(grouping, group, codes == code) for code, group in enumerate(names)]
        for grouping, group, within in groups:
            if within is None or within.any():
                shares = changes(income, reference, within)
                self.winners += [(name, horizon, grouping, group, one, shares[one]) for one in CHANGES]

    def _lottery(self, scenario: Scenario) -> list[tuple[str, Grouping]]:
        """Return the people drawn and not drawn by the first lottery of an arm, if it has one."""
        for policy in scenario.policy:
            if isinstance(policy, GrantPolicy) and 0.0 < policy.treated_share < 1.0:
                size = self.base.state.workers.team.size
                drawn = treated(policy.treated_share, policy.lottery, size, self.base.seed)
                return [("treated", Grouping(drawn.astype(np.int64), ("not drawn", "drawn")))]
        return []


_POLICIES = {
    "policy": pl.String,
    "year": pl.Int32,
    "part": pl.String,
    "cost": pl.Float64,
    "own_revenue": pl.Float64,
    "tax_revenue": pl.Float64,
    "rate": pl.Float64,
    "unfunded_share": pl.Float64,
    "recipients": pl.Float64,
}


def _tenths_of(year: PersonYear) -> Grouping:
    return Grouping(tenths(year.income), tuple(str(tenth) for tenth in range(1, 11)))


def _places_of(year: PersonYear) -> Grouping:
    return places(year.wealth)


def _yearly_policies(monthly: pl.DataFrame, years: int) -> pl.DataFrame:
    """Return the means of each year by policy of the arm (``part``)."""
    columns = [column for column in _POLICIES if column not in ("policy", "year", "part", "unfunded_share")]
    within = monthly.filter(pl.col("month").is_between(0, MONTHS_PER_YEAR * years, closed="left"))
    year = (pl.col("month") // MONTHS_PER_YEAR + 1).cast(pl.Int32).alias("year")
    yearly = within.group_by(year, pl.col("policy").alias("part"), maintain_order=True).agg(
        pl.col(columns).mean()
    )
    covered = pl.min_horizontal("cost", pl.col("own_revenue") + pl.col("tax_revenue"))
    unfunded = pl.when(pl.col("cost") > 0.0).then(1.0 - covered / pl.col("cost")).otherwise(0.0)
    return yearly.with_columns(unfunded_share=unfunded).select([c for c in _POLICIES if c != "policy"])


def _table_figures(frames: dict[str, pl.DataFrame], years: int) -> list[dict[str, float]]:
    """Return the figures of each year that follow from tables, before their scale."""
    within = pl.col("month").is_between(0, MONTHS_PER_YEAR * years, closed="left")
    year = pl.col("month") // MONTHS_PER_YEAR
    tables = frames.keys() & {about.table for about in measures().values()}
    yearly = {
        table: frames[table].filter(within).group_by(year, maintain_order=True).mean().to_dicts()
        for table in tables
    }
    found: list[dict[str, float]] = [{} for _ in range(years)]
    for measure, about in measures().items():
        for figures, row in zip(found, yearly.get(about.table, ()), strict=False):
            if row[about.column] is not None:
                figures[measure] = row[about.column] / (row[about.over] if about.over else 1.0)
                figures[measure] *= yearly[about.table][0][about.over] if about.real else 1.0
    return found


def _policy_figures(costs: pl.DataFrame, year: int) -> dict[str, float]:
    """Return what all policies of an arm together cost and brought in a year."""
    rows = costs.filter(pl.col("year") == year)
    cost, own, raised = (float(rows[c].sum()) for c in ("cost", "own_revenue", "tax_revenue"))
    figures = {
        "policy_cost": cost,
        "policy_own_revenue": own,
        "policy_revenue": raised,
        "policy_unfunded": max(0.0, 1.0 - (own + raised) / cost) if cost > 0.0 else 0.0,
        "policy_recipients": float(rows["recipients"].to_numpy().max(initial=0.0)),
    }
    paying = rows.filter(pl.col("tax_revenue") > 0.0)
    if paying.height:
        rates = paying["rate"].to_numpy()
        figures["policy_rate_of_tax"] = float(rates.mean())
    return figures
