"""The runs behind a break-even question: one story on one set of seeds, what was run is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.errors import UserError
from sim.experiments.break_even.crossing import Crossing, Evaluate, find_crossing
from sim.experiments.lab.cell import Cell
from sim.experiments.lab.packages import NONE, Package
from sim.experiments.lab.tables import CellResults
from sim.experiments.public_finance.coverage import DEBT_SOURCE, ArmLabel, Coverage, coverages, payers
from sim.experiments.public_finance.reconciliation import reconcile
from sim.experiments.run.pool import run_jobs
from sim.experiments.run.run import ScenarioLike, as_scenario
from sim.experiments.run.shared_past import past_of
from sim.parameters import SECTIONS
from sim.policies import Policy, policy_names
from sim.policies.framework.financing import DEFICIT
from sim.records.figures import OF_PAIRS
from sim.scenario import Scenario
from sim.units import MONTHS_PER_YEAR

__all__ = ["GRID", "NO_AI", "REPLICATES", "ROUNDS", "Laboratory"]

NO_AI = "baseline"
REPLICATES = 10
GRID, ROUNDS = 5, 3
Real = NDArray[np.float64]


class PairOfArms(NamedTuple):
    """A figure of two runs of one past, one value a seed."""

    with_it: Real
    without: Real | None  # None for figures that compare the two themselves


class Laboratory:
    """Runs what the questions ask for on one story and one set of seeds, and keeps what it has run."""

    def __init__(self, story: ScenarioLike, options: dict[str, Any], label: str) -> None:
        known = {"replicates", "people", "months", "first_seed", "processes", "progress", "grid", "rounds"}
        odd = sorted(set(options) - known)
        if odd:
            raise TypeError(f"unknown option {odd[0]!r}; there are {', '.join(sorted(known))}")
        self.options, self.label = options, label
        self.step = 0  # of the search: each runs what the answers before it ask for
        self.story = as_scenario(story, people=options.get("people"), months=options.get("months"))
        if self.story.run.months < MONTHS_PER_YEAR:
            raise UserError("break-even questions are about the last year; run at least 12 months.")
        first, replicates = options.get("first_seed", 1), options.get("replicates", REPLICATES)
        self.seeds = tuple(range(first, first + replicates))
        self.year = self.story.run.months // MONTHS_PER_YEAR
        self.grid = int(options.get("grid", GRID))
        self.known: dict[float, list[CellResults]] = {}
        self.costs: dict[float, pl.DataFrame] = {}
        self.asked: dict[str, Any] = {"story": self.story.name, "scenario": self.story, "seeds": self.seeds}

    def find(
        self,
        respond: Evaluate,
        grid: Real,
        tolerance: float | None,
        *,
        rising: bool | None,
        snap: Callable[[float], float] = float,
    ) -> Crossing:
        """Look for the crossing."""
        rounds = self.options.get("rounds", ROUNDS)
        options: dict[str, Any] = {"rising": rising, "tolerance": tolerance, "rounds": rounds, "snap": snap}
        return find_crossing(respond, grid.tolist(), **options)

    def plain(self, story: ScenarioLike, measure: str) -> Real:
        """Return a figure of a story without packages, one value a seed."""
        months, plugins = self.story.run.months, self.story.plugins
        plain = as_scenario(story, people=self.options.get("people"), months=months, plugins=plugins)
        return self._figures(self._run([self._cell(plain, seed) for seed in self.seeds]), measure, NONE)

    def arms(self, packages: dict[float, Package], measure: str) -> dict[float, Real]:
        """Return a figure of each package, run together from one burn-in a seed."""
        new = {x: one for x, one in packages.items() if x not in self.known}
        if new:
            named = tuple(one._replace(name=repr(x)) for x, one in new.items())
            results = self._run([self._cell(self.story, seed, named) for seed in self.seeds])
            self.known |= dict.fromkeys(new, results)
        return {x: self._figures(self.known[x], measure, repr(x)) for x in packages}

    def who_paid(self, value: float, words: str) -> str:
        """Name the package that was run nearest to a value by who paid for it, seeds together."""
        nearest = min(self.known, key=lambda x: abs(x - value))
        books = [
            result.books.with_columns(story=pl.lit(self.story.name), seed=pl.lit(seed, pl.Int64))
            for result, seed in zip(self.known[nearest], self.seeds, strict=True)
        ]
        paid = coverages(reconcile(pl.concat(books), NONE))
        return ArmLabel(words, payers(paid[self.story.name, repr(nearest)])).whole

    def payers_at(self, value: float, policies: Sequence[Policy]) -> str:
        """Say who paid in the last year of the run nearest to a value, seeds together; empty for nothing.

        Parameters
        ----------
        value : float
            Of ``stories`` or ``pairs``.
        policies : sequence of Policy
            Those in force there.
        """
        nearest = min(self.costs, key=lambda x: abs(x - value))
        taxes = dict(zip(policy_names(policies), (policy.financed_by for policy in policies), strict=True))
        cost, paid = 0.0, dict.fromkeys((tax for tax in taxes.values() if tax != DEFICIT), 0.0)
        rows = self.costs[nearest].select("part", "cost", "own_revenue", "tax_revenue")
        for part, gross, own, raised in rows.iter_rows():
            cost += gross
            for source, amount in ((part, own), (taxes[part], raised)):
                if amount > 0.0:
                    paid[source] = paid.get(source, 0.0) + amount
        if cost <= 0.0:
            return ""
        paid[DEBT_SOURCE] = max(0.0, cost - sum(paid.values()))
        total = sum(paid.values())
        shares = {source: amount / total for source, amount in paid.items()}
        return payers(Coverage(cost, shares, paid[DEBT_SOURCE]))

    def stories(self, stories: Mapping[float, Scenario], measure: str) -> dict[float, Real]:
        """Return a figure of each variant of the story; those with one past go on from one burn-in a seed."""
        pasts: dict[str, list[float]] = {}
        for x, story in stories.items():
            pasts.setdefault(past_of(story.resolved(), 0) or repr(x), []).append(x)
        cells = []
        for first, *others in pasts.values():
            arms = tuple(_as_package(repr(x), stories[first], stories[x]) for x in others)
            cells += [self._cell(stories[first], seed, arms) for seed in self.seeds]
        results, size = self._run(cells), len(self.seeds)
        found = {}
        for place, (first, *others) in enumerate(pasts.values()):
            mine = results[place * size : (place + 1) * size]
            for x in (first, *others):
                name = NONE if x == first else repr(x)
                found[x] = self._figures(mine, measure, name)
                self.costs[x] = self._costs(mine, name)
        return {x: found[x] for x in stories}

    def pairs(self, pairs: Mapping[float, tuple[Scenario, Package]], measure: str) -> dict[float, PairOfArms]:
        """Return a figure of stories with a package, and of the same without, from one burn-in a seed."""
        cells = [self._cell(story, seed, (one,)) for story, one in pairs.values() for seed in self.seeds]
        results, size = self._run(cells), len(self.seeds)
        found = {}
        for place, (x, (_, one)) in enumerate(pairs.items()):
            mine = results[place * size : (place + 1) * size]
            without = None if measure in OF_PAIRS else self._figures(mine, measure, NONE)
            found[x] = PairOfArms(self._figures(mine, measure, one.name), without)
            self.costs[x] = self._costs(mine, one.name)
        return found

    def _cell(self, story: Scenario, seed: int, packages: tuple[Package, ...] = ()) -> Cell:
        return Cell(story, seed, packages, (self.year,), False)

    def _run(self, cells: list[Cell]) -> list[CellResults]:
        processes, progress = self.options.get("processes"), self.options.get("progress", True)
        self.step += 1
        return run_jobs(
            cells, processes=processes, progress=progress, label=f"{self.label}, step {self.step}"
        )

    def _costs(self, results: Sequence[CellResults], policy: str) -> pl.DataFrame:
        """Return cost and revenue of every policy of an arm in the last year, seed by seed."""
        at = (pl.col("policy") == policy) & (pl.col("year") == self.year)
        return pl.concat([result.policies.filter(at) for result in results])

    def _figures(self, results: Sequence[CellResults], measure: str, policy: str) -> Real:
        at = (pl.col("policy") == policy) & (pl.col("measure") == measure) & (pl.col("year") == self.year)
        found = [result.values.filter(at)["value"] for result in results]
        if any(not values.len() for values in found):
            raise UserError(
                f"figure {measure} has no value in year {self.year} of the story {self.story.name}; "
                "ask about another figure."
            )
        return np.array([float(values[0]) for values in found])


def _as_package(name: str, first: Scenario, other: Scenario) -> Package:
    """Return what makes ``other`` of a story with the same past."""
    changes: dict[str, Any] = {"policy": list(other.policy)}
    for section in SECTIONS:
        before, after = getattr(first, section), getattr(other, section)
        for key in type(after).model_fields if before != after else ():
            if getattr(before, key) != getattr(after, key):
                changes[f"{section}.{key}"] = getattr(after, key)
    return Package(name, name, (), tuple(changes.items()))
