"""Scenario discovery: the conditions that lead to the pessimistic end, found by PRIM and said in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.errors import UserError
from sim.experiments.explore.prim import Box, find_boxes, is_inside, simplify
from sim.experiments.sweep.factors import Factor
from sim.experiments.sweep.file import Flip
from sim.experiments.sweep.results import SweepResults

__all__ = ["Discovery", "discover"]

GOOD_DENSITY = 0.8
"""Share of cases inside from which a box counts as good; of good ones that with the largest coverage."""
LEAST_POINTS = 40
SAMPLES = 40
"""Random halves of the points on which the search is repeated."""


@dataclass(frozen=True, eq=False)
class Discovery:
    """What PRIM found.

    Attributes
    ----------
    flips : tuple of Flip
        What counts as the end looked for: all of them together.
    points, cases : int
        Points of the sweep, and those where it comes to that end.
    box : Box or None
        The conditions; None where there are too few cases, or nothing but.
    chances : dict of str to float
        Quasi-p-value of each condition.
    repeated : dict of str to float
        In what part of random halves of the points a condition on the factor was found.
    trajectory : list of Box
        All boxes of the search.
    factors : dict of str to Factor
        By column.
    """

    flips: tuple[Flip, ...]
    points: int
    cases: int
    box: Box | None
    chances: dict[str, float]
    repeated: dict[str, float]
    trajectory: list[Box]
    factors: dict[str, Factor]

    @property
    def end(self) -> str:
        """The end looked for, in words."""
        names = [flip.name for flip in self.flips]
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]

    def conditions(self) -> list[str]:
        """Return the conditions of the box in words, the surest first."""
        if self.box is None:
            return []
        order = sorted(self.box.limits, key=lambda column: self.chances.get(column, 1.0))
        return [_condition(self.factors[column], self.box.limits[column]) for column in order]

    def sentences(self) -> list[str]:
        """Say what was found."""
        share = f"In {self.cases:,} of {self.points:,} points ({_percent(self.cases / max(1, self.points))}) "
        start = share + f"the sweep comes to this end: {self.end}."
        if self.box is None:
            return [start, "That is too few, or too many, for conditions to be found."]
        words = self.conditions()
        if not words:
            return [start, "No condition on the factors tells these points from the others."]
        joined = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
        return [
            start,
            f"It takes {joined}.",
            f"Where these conditions hold it comes to that end in {_percent(self.box.density)} of the points "
            f"({self.box.cases:,} of {self.box.points:,}), and {_percent(self.box.coverage)} of all such "
            "ends lie there.",
        ]

    def table(self) -> pl.DataFrame:
        """Return the conditions: ``factor``, ``condition``, ``chance``, ``repeated``."""
        limits = {} if self.box is None else self.box.limits
        rows = [
            (
                column,
                _condition(self.factors[column], limit),
                self.chances.get(column),
                self.repeated.get(column),
            )
            for column, limit in limits.items()
        ]
        schema = {"factor": pl.String, "condition": pl.String, "chance": pl.Float64, "repeated": pl.Float64}
        return pl.DataFrame(rows, schema, orient="row").sort("chance")


def discover(results: SweepResults, flips: Sequence[Flip] | None = None) -> Discovery:
    """Return the box of conditions that lead to an end.

    Parameters
    ----------
    results : SweepResults
        A sampled sweep: random, Latin hypercube or Sobol.
    flips : sequence of Flip or None
        What counts as the end: all together, on the means over replicates. By default those of the sweep.

    Raises
    ------
    UserError
        If there are too few points.
    """
    chosen = tuple(results.sweep.flip if flips is None else flips)
    points = results.points([*dict.fromkeys(flip.output for flip in chosen)])
    points = points.drop_nulls([flip.output for flip in chosen])
    if points.height < LEAST_POINTS:
        raise UserError(f"{results.folder}: conditions need at least {LEAST_POINTS} points with results.")
    cases = np.ones(points.height, bool)
    for flip in chosen:
        cases &= flip.sign * (points[flip.output].to_numpy() - flip.threshold) > 0
    factors = {factor.column: factor for factor in results.sweep.factor}
    columns = {column: points[column].to_numpy() for column in factors}
    found: dict[str, Any] = {"box": None, "chances": {}, "repeated": {}, "trajectory": []}
    if 5 <= cases.sum() < cases.size:
        trajectory = find_boxes(columns, cases)
        box, chances = _choose(columns, cases, trajectory)
        repeated = _repeat(columns, cases)
        found = {"box": box, "chances": chances, "repeated": repeated, "trajectory": trajectory}
    return Discovery(flips=chosen, points=cases.size, cases=int(cases.sum()), factors=factors, **found)


def _choose(
    columns: dict[str, NDArray[Any]], cases: NDArray[np.bool_], trajectory: Sequence[Box]
) -> tuple[Box, dict[str, float]]:
    """Return the good box that covers most, without what could be chance; if none is good, a compromise."""
    simple = [simplify(columns, cases, box) for box in trajectory]
    good = [pair for pair in simple if pair[0].density >= GOOD_DENSITY]
    if good:
        return max(good, key=lambda pair: (pair[0].coverage, pair[0].density))
    return max(simple, key=lambda pair: _harmonic(pair[0].density, pair[0].coverage))


def _harmonic(first: float, second: float) -> float:
    return first * second / max(1e-9, first + second)


def _repeat(columns: dict[str, NDArray[Any]], cases: NDArray[np.bool_]) -> dict[str, float]:
    """Return how often each factor is restricted when only half of the points are known."""
    draws = np.random.default_rng(1)
    counts = dict.fromkeys(columns, 0)
    for _ in range(SAMPLES):
        half = draws.permutation(cases.size)[: cases.size // 2]
        known = {column: values[half] for column, values in columns.items()}
        if not 0 < cases[half].sum() < half.size:
            continue
        box, _ = _choose(known, cases[half], find_boxes(known, cases[half]))
        for column in box.limits:
            counts[column] += 1
    return {column: count / SAMPLES for column, count in counts.items()}


def _condition(factor: Factor, limit: Any) -> str:
    if isinstance(limit, frozenset):
        names = sorted(map(str, limit))
        return f"{factor.words} " + " or ".join(names)
    low, high = limit
    if math.isfinite(low) and math.isfinite(high):
        return f"{factor.words} from {_number(low)} to {_number(high)}"
    if math.isfinite(high):
        return f"{factor.words} at most {_number(high)}"
    return f"{factor.words} at least {_number(low)}"


def _number(value: float) -> str:
    return f"{value + 0.0:,.3g}" if abs(value) < 1e5 else f"{value:,.0f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def inside_share(results: SweepResults, discovery: Discovery) -> pl.DataFrame:
    """Return the points with a column ``inside``: whether the conditions hold."""
    points = results.points([flip.output for flip in discovery.flips])
    limits = {} if discovery.box is None else discovery.box.limits
    columns = {column: points[column].to_numpy() for column in discovery.factors}
    return points.with_columns(inside=pl.Series(is_inside(columns, limits)))
