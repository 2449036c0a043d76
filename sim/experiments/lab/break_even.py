"""Break-even questions: how large a policy must be, or how strong AI may be, for something just to hold.

Each question is a response that crosses zero, found by ``sim.experiments.lab.crossing`` on common random
numbers. The figures are those of the last year of the runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.country import in_currency
from sim.errors import UserError
from sim.experiments.lab.cell import Cell
from sim.experiments.lab.crossing import Crossing, Evaluate, Real, find_crossing
from sim.experiments.lab.measures import goal
from sim.experiments.lab.packages import NONE, Package, package, parse_packages
from sim.experiments.lab.tables import CellResults
from sim.experiments.run.pool import run_jobs
from sim.experiments.run.run import ScenarioLike, as_scenario
from sim.records.provenance import Stopwatch, manifest_of
from sim.records.safe_text import as_csv
from sim.records.tables import check_folder, write_file, write_results
from sim.scenario import Scenario
from sim.units import MONTHS_PER_YEAR

__all__ = ["BreakEven", "break_even_gpu_tax", "break_even_poverty", "break_even_ratio", "write_break_even"]

NO_AI = "baseline"
REPLICATES = 10
KIND = "break-even"


@dataclass(frozen=True)
class BreakEven:
    """The answer to one question in one story.

    Attributes
    ----------
    question, story, unit : str
        What was asked, where, and what the answer counts.
    range : tuple of float
        Values between which it was looked for.
    crossing : Crossing
        The answer, its interval and residual.
    response : str
        What crosses zero, in words, with its unit.
    reason : str
        Why there is no answer in the range; empty if there is one.
    scenario : Scenario
        The story in full.
    seeds : tuple of int
        What it was run with.
    """

    question: str
    story: str
    unit: str
    range: tuple[float, float]
    crossing: Crossing
    response: str
    reason: str
    scenario: Scenario
    seeds: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """The answer in a sentence, with interval and residual."""
        found = self.crossing
        if found.value is None:
            span = " and ".join(map(_show, self.range))
            return f"{self.story}: none between {span} {self.unit}: {self.reason}"
        ends = [_show(end) if end is not None else "beyond the range" for end in (found.low, found.high)]
        between = f" (95 % interval {ends[0]} to {ends[1]})" if found.residual_low is not None else ""
        missed = "; MISSED, the tolerance is " + _show(found.tolerance) if found.missed else ""
        more = f"; the response changes sign {found.sign_changes} times" if found.sign_changes > 1 else ""
        return (
            f"{self.story}: {_show(found.value)} {self.unit}{between}; residual {found.residual:+.3g} "
            f"{self.response} at {_show(found.at or 0.0)}{missed}{more}."
        )


def break_even_poverty(
    story: ScenarioLike,
    *,
    figure: str = "poverty_year_rate",
    largest: float = 3_000.0,
    financed_by: str = "deficit",
    tolerance: float = 0.2,
    **options: Any,
) -> BreakEven:
    """Find the basic income that keeps poverty, or another figure, at its level without AI.

    Parameters
    ----------
    story : Scenario, str or Path
        Where it is paid.
    figure : str
        What is to be kept.
    largest : float
        End of the range, dollars a month.
    financed_by : str
        What pays for it.
    tolerance : float
        Percentage points of poverty, or the unit in which changes of the figure are told.
    **options
        ``replicates``, ``people``, ``months``, ``first_seed``, ``processes``, ``progress``, ``grid``,
        ``rounds``.
    """
    lab = _Lab(story, options, "Basic income")
    kept = goal(figure, lab.story)
    income = {"kind": "universal_basic_income", "financed_by": financed_by}
    # what is not valid is refused before anything runs
    package([{**income, "amount": largest}])
    without_ai = lab.plain(NO_AI, figure)

    def respond(amounts: Sequence[float]) -> dict[float, Real]:
        arms = {amount: package([{**income, "amount": amount}]) for amount in amounts}
        found = lab.arms(arms, figure)
        return {amount: -kept.gain(found[amount], without_ai) for amount in amounts}

    crossing = lab.find(respond, np.linspace(0.0, largest, lab.grid), tolerance, rising=False)
    at_zero, at_end = (float(crossing.curve["mean"][k]) for k in (0, -1))
    reason = ""
    if not crossing.exists:
        reason = (
            f"{kept.words} is {-at_zero:.2f} {kept.unit} better than without AI even without a basic income."
            if at_zero <= 0.0
            else f"{kept.words} is {at_end:.2f} {kept.unit} worse than without AI even at the largest amount."
        )
    return BreakEven(
        question=f"basic income that keeps {kept.words} at its level without AI",
        unit=in_currency("dollars a month"),
        range=(0.0, largest),
        crossing=crossing,
        response=f"{kept.unit} of {kept.words}",
        reason=reason,
        **lab.asked,
    )


def break_even_gpu_tax(
    story: ScenarioLike, amount: float, *, largest: float = 10.0, tolerance: float = 2.0, **options: Any
) -> BreakEven:
    """Find the tax on GPU rent that pays for a basic income.

    Parameters
    ----------
    story : Scenario, str or Path
        Where it is paid.
    amount : float
        Basic income, dollars a month.
    largest : float
        End of the range, share of the rent.
    tolerance : float
        Per cent of the cost.
    **options
        As for ``break_even_poverty``.
    """
    if amount <= 0.0:
        raise UserError(
            in_currency(f"the basic income is {amount:g} dollars a month; it must be above 0 to be paid for.")
        )
    lab = _Lab(story, options, in_currency(f"GPU tax and {amount:g} dollars"))

    def respond(rates: Sequence[float]) -> dict[float, Real]:
        income = {"kind": "universal_basic_income", "amount": amount}
        arms = {rate: package([income, {"kind": "gpu_tax", "tax_rate": rate}]) for rate in rates}
        raised, cost = (lab.arms(arms, measure) for measure in ("policy_own_revenue", "policy_cost"))
        return {rate: 100.0 * (raised[rate] / cost[rate] - 1.0) for rate in rates}

    crossing = lab.find(respond, np.linspace(0.0, largest, lab.grid), tolerance, rising=True)
    reason = ""
    if not crossing.exists:
        best = crossing.curve.sort("mean").row(-1, named=True)
        share = 100.0 + float(best["mean"])
        reason = f"the most the tax raises is {share:.1f} % of the cost, at a rate of {best['x']:.2f}."
    return BreakEven(
        question=in_currency(f"GPU tax that pays for a basic income of {amount:g} dollars"),
        unit="of the rent",
        range=(0.0, largest),
        crossing=crossing,
        response="% of the cost",
        reason=reason,
        **lab.asked,
    )


def break_even_ratio(
    story: ScenarioLike,
    policies: str | Package,
    *,
    figure: str = "median_income",
    smallest: float = 0.2,
    largest: float = 30.0,
    tolerance: float = 1.0,
    **options: Any,
) -> BreakEven:
    """Find the GPU-worker ratio above which a package no longer holds the median person harmless.

    Harmless: median real disposable income, or another figure, is not worse than without AI and the package.

    Parameters
    ----------
    story : Scenario, str or Path
        Its ``compute.gpu_worker_ratio`` is what varies.
    policies : str or Package
        The package; ``none`` for no policy.
    figure : str
        What must not get worse.
    smallest, largest : float
        Range of the ratio.
    tolerance : float
        Per cent of median income, or the unit in which changes of the figure are told.
    **options
        As for ``break_even_poverty``.
    """
    if not 0.0 < smallest < largest:
        raise UserError(
            f"the range is {smallest:g} to {largest:g} workers a GPU; it must begin above 0 and rise."
        )
    lab = _Lab(story, options, "Ratio")
    kept = goal(figure, lab.story)
    own = lab.story.plugins
    given = [policies] if isinstance(policies, Package) else parse_packages([policies], plugins=own)
    if len(given) > 1:
        raise UserError(f"ratio-median takes one package, but {policies} makes {len(given)}.")
    policies_given = [policy for one in given for policy in one.policies]
    without_ai = lab.plain(NO_AI, figure)

    def respond(ratios: Sequence[float]) -> dict[float, Real]:
        stories = {
            ratio: lab.story.with_(
                {
                    "compute.gpu_worker_ratio": ratio,
                    "compute.gpu_worker_ratio_start": min(ratio, lab.story.compute.gpu_worker_ratio_start),
                    "policy": [*lab.story.policy, *policies_given],
                }
            )
            for ratio in ratios
        }
        found = lab.stories(stories, figure)
        return {ratio: kept.gain(found[ratio], without_ai) for ratio in ratios}

    crossing = lab.find(respond, np.geomspace(smallest, largest, lab.grid), tolerance, rising=False)
    words = given[0].label if given else "no policy"
    reason = "" if crossing.exists else kept.no_crossing(crossing.curve["mean"].to_list())
    return BreakEven(
        question=f"ratio above which {kept.words} {kept.worsens} its level without AI ({words})",
        unit="workers a GPU",
        range=(smallest, largest),
        crossing=crossing,
        response=f"{kept.unit} of {kept.words}",
        reason=reason,
        **lab.asked,
    )


def write_break_even(answers: Sequence[BreakEven], folder: Path | str, started: Stopwatch) -> Path:
    """Write answers, curves and manifest to ``folder``, as Parquet and CSV."""
    fields = ("value", "low", "high", "residual", "residual_low", "residual_high", "at", "tolerance")
    rows = []
    for one in answers:
        figures = [getattr(one.crossing, field) for field in fields]
        rows.append(
            (one.question, one.story, one.unit, *one.range, *figures, one.crossing.missed, one.reason)
        )
    numbers = dict.fromkeys(("range_low", "range_high", *fields), pl.Float64)
    text = dict.fromkeys(("question", "story", "unit"), pl.String)
    table = pl.DataFrame(rows, {**text, **numbers, "missed": pl.Boolean, "reason": pl.String}, orient="row")
    curves = pl.concat(
        a.crossing.curve.select(
            pl.lit(a.question).alias("question"), pl.lit(a.story).alias("story"), pl.all()
        )
        for a in answers
    )
    seeds = tuple(sorted({seed for answer in answers for seed in answer.seeds}))
    record = manifest_of({answer.story: answer.scenario for answer in answers}, seeds, started, kind=KIND)
    folder = write_results(check_folder(folder), {"break_even": table, "curves": curves}, record)
    for name, frame in (("break_even", table), ("curves", curves)):
        write_file(folder / f"{name}.csv", as_csv(frame))
    return folder


class _Lab:
    """Runs what the questions ask for on one story and one set of seeds, and keeps what it has run."""

    def __init__(self, story: ScenarioLike, options: dict[str, Any], label: str) -> None:
        known = {"replicates", "people", "months", "first_seed", "processes", "progress", "grid", "rounds"}
        odd = sorted(set(options) - known)
        if odd:
            raise TypeError(f"unknown option {odd[0]!r}; there are {', '.join(sorted(known))}")
        self.options, self.label = options, label
        self.story = as_scenario(story, people=options.get("people"), months=options.get("months"))
        if self.story.run.months < MONTHS_PER_YEAR:
            raise UserError("break-even questions are about the last year; run at least 12 months.")
        first, replicates = options.get("first_seed", 1), options.get("replicates", REPLICATES)
        self.seeds = tuple(range(first, first + replicates))
        self.year = self.story.run.months // MONTHS_PER_YEAR
        self.grid = int(options.get("grid", 5))
        self.known: dict[float, list[CellResults]] = {}
        self.asked: dict[str, Any] = {"story": self.story.name, "scenario": self.story, "seeds": self.seeds}

    def find(self, respond: Evaluate, grid: Real, tolerance: float, *, rising: bool) -> Crossing:
        """Look for the crossing."""
        rounds = self.options.get("rounds", 3)
        return find_crossing(respond, grid.tolist(), rising=rising, tolerance=tolerance, rounds=rounds)

    def plain(self, name: str, measure: str) -> Real:
        """Return a figure of a story without packages, one value a seed."""
        months, plugins = self.story.run.months, self.story.plugins
        story = as_scenario(name, people=self.options.get("people"), months=months, plugins=plugins)
        cells = [Cell(story, seed, (), (self.year,), False) for seed in self.seeds]
        return self._figures(self._run(cells), measure, NONE)

    def arms(self, packages: dict[float, Package], measure: str) -> dict[float, Real]:
        """Return a figure of each package, run together from one burn-in a seed."""
        new = {x: one for x, one in packages.items() if x not in self.known}
        if new:
            named = tuple(one._replace(name=repr(x)) for x, one in new.items())
            results = self._run([Cell(self.story, seed, named, (self.year,), False) for seed in self.seeds])
            self.known |= dict.fromkeys(new, results)
        return {x: self._figures(self.known[x], measure, repr(x)) for x in packages}

    def stories(self, stories: dict[float, Scenario], measure: str) -> dict[float, Real]:
        """Return a figure of each variant of the story."""
        cells = [Cell(one, seed, (), (self.year,), False) for one in stories.values() for seed in self.seeds]
        results = self._run(cells)
        size = len(self.seeds)
        return {
            x: self._figures(results[k * size : (k + 1) * size], measure, NONE) for k, x in enumerate(stories)
        }

    def _run(self, cells: list[Cell]) -> list[CellResults]:
        processes, progress = self.options.get("processes"), self.options.get("progress", True)
        return run_jobs(cells, processes=processes, progress=progress, label=self.label)

    def _figures(self, results: Sequence[CellResults], measure: str, policy: str) -> Real:
        at = (pl.col("policy") == policy) & (pl.col("measure") == measure) & (pl.col("year") == self.year)
        return np.array([float(result.values.filter(at)["value"][0]) for result in results])


def _show(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"
