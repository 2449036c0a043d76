"""Where a simulated response crosses zero: root finding on common random numbers, with its uncertainty.

The response is a mean over seeds, and the same seeds are used at every point, so the curve is smooth enough
to be bracketed: a grid finds the first change of sign, a few rounds of points around the interpolated root
narrow it. The interval is a bootstrap over seeds of the root of the whole curve. Around the curve are two
bands: one that holds point by point, and a wider one that holds at all points at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.figures.statistics import interval, simultaneous_quantile

__all__ = ["Crossing", "Evaluate", "find_crossing"]

Real = NDArray[np.float64]
Evaluate = Callable[[Sequence[float]], dict[float, Real]]
"""From points to the response at each, one value a seed."""

RESAMPLES = 2_000
RESAMPLING_SEED = 20_261_124
SPREAD = 0.2  # of the bracket: how far from the interpolated root the other points of a round lie
CLOSE = 1e-9
"""What rounding may leave of a zero."""
NEAR = 0.02
"""Largest residual where none is said, as a part of what the mean response moves over the first points."""


@dataclass(frozen=True)
class Crossing:
    """A root, or the reason why there is none.

    Attributes
    ----------
    value : float or None
        Where the response crosses zero; None if it does not in the range.
    low, high : float or None
        Ends of the 95 per cent interval; None where resamples do not cross in the range on that side.
    sure_low, sure_high : float or None
        Between them the band of the whole curve holds zero: every crossing lies there, with 95 per cent
        confidence. None where the band still holds zero at that end of the range, or with one seed.
    residual, residual_low, residual_high : float or None
        Mean response at the evaluated point nearest to zero, and its 95 per cent t interval over seeds.
    at : float or None
        That point.
    tolerance : float
        Largest residual that counts as a hit.
    sign_changes : int
        Changes of sign over all points, in either direction.
    curve : polars.DataFrame
        ``x``, ``mean``, ``low``, ``high`` (95 per cent t interval of the point), ``band_low``, ``band_high``
        (a band that holds the whole curve with 95 per cent confidence) at every point evaluated.
    """

    value: float | None
    low: float | None
    high: float | None
    sure_low: float | None
    sure_high: float | None
    residual: float | None
    residual_low: float | None
    residual_high: float | None
    at: float | None
    tolerance: float
    sign_changes: int
    curve: pl.DataFrame

    @property
    def exists(self) -> bool:
        """Whether the response crosses zero in the range."""
        return self.value is not None

    @property
    def missed(self) -> bool:
        """Whether it crosses zero but no point came within the tolerance."""
        return self.exists and (self.residual is None or abs(self.residual) > self.tolerance)


def find_crossing(
    evaluate: Evaluate,
    grid: Sequence[float],
    *,
    rising: bool | None = None,
    tolerance: float | None = None,
    rounds: int = 3,
    snap: Callable[[float], float] = float,
) -> Crossing:
    """Find the first crossing of zero, in one direction or in either.

    Parameters
    ----------
    evaluate : callable
        Response at several points, an array over the same seeds at each.
    grid : sequence of float
        Points of the first round, from one end of the range to the other.
    rising : bool or None
        Whether the response goes from below zero to above it where it crosses, or from above to below; None
        for the first crossing of either kind.
    tolerance : float or None
        Largest mean response at the root; by default ``NEAR`` of what it moves over the grid.
    rounds : int
        Rounds of three points each that narrow the bracket; fewer if a point is good enough.
    snap : callable
        Moves a point to the nearest that can be evaluated: ``round`` for whole numbers.
    """
    points = dict(evaluate(list(dict.fromkeys(snap(float(x)) for x in grid))))
    _, first = _means(points)
    allowed = NEAR * float(np.ptp(first)) if tolerance is None else tolerance
    for _ in range(rounds):
        bracket = _first_crossing(points, rising)
        if bracket is None or _nearest(points, bracket)[1] <= 0.5 * allowed:
            break
        wanted = [x for x in dict.fromkeys(map(snap, _around(points, bracket))) if x not in points]
        if not wanted:
            break
        points |= evaluate(wanted)
    bracket = _first_crossing(points, rising)
    curve = _curve(points)
    if bracket is None:
        nothing = (None,) * 9
        return Crossing(*nothing, tolerance=allowed, sign_changes=0, curve=curve)
    at, _ = _nearest(points, bracket)
    left, right = (float(points[x].mean()) for x in bracket)
    ends = _bootstrap(points, left < right)
    return Crossing(
        _interpolate(points, bracket), *ends, *_where_the_band_holds_zero(curve), *interval(points[at]), at,
        tolerance=allowed, sign_changes=_sign_changes(points), curve=curve,
    )  # fmt: skip


def _means(points: dict[float, Real]) -> tuple[Real, Real]:
    order = sorted(points)
    return np.array(order), np.array([float(points[x].mean()) for x in order])


def _first_crossing(points: dict[float, Real], rising: bool | None) -> tuple[float, float] | None:
    """Return the neighbouring points between which the mean response first changes its sign."""
    x, y = _means(points)
    at = _changes(y, rising)
    return (float(x[at[0]]), float(x[at[0] + 1])) if at.size else None


def _changes(y: Real, rising: bool | None) -> NDArray[np.int64]:
    """Return the places after which the response changes its sign, in the given direction if there is one."""
    if rising is None:
        return np.flatnonzero(y[:-1] * y[1:] <= 0.0)
    here, there = (y[:-1] < 0.0, y[1:] >= 0.0) if rising else (y[:-1] >= 0.0, y[1:] < 0.0)
    return np.flatnonzero(here & there)


def _sign_changes(points: dict[float, Real]) -> int:
    _, y = _means(points)
    signs = y > 0.0
    return int((signs[1:] != signs[:-1]).sum())


def _interpolate(points: dict[float, Real], bracket: tuple[float, float]) -> float:
    left, right = bracket
    here, there = float(points[left].mean()), float(points[right].mean())
    return left if here == there else left + (right - left) * here / (here - there)


def _nearest(points: dict[float, Real], bracket: tuple[float, float]) -> tuple[float, float]:
    """Return the end of the bracket whose mean response is nearer to zero, and how near."""
    sizes = {x: abs(float(points[x].mean())) for x in bracket}
    best = min(sizes, key=lambda x: sizes[x])
    return best, sizes[best]


def _around(points: dict[float, Real], bracket: tuple[float, float]) -> list[float]:
    """Return the interpolated root and a point on each side of it, inside the bracket."""
    left, right = bracket
    root = _interpolate(points, bracket)
    width = SPREAD * (right - left)
    below = max(left + 0.5 * (root - left), root - width)
    above = min(right - 0.5 * (right - root), root + width)
    return sorted({below, root, above} - {left, right})


def _bootstrap(points: dict[float, Real], rising: bool) -> tuple[float | None, float | None]:
    """Return the 2.5 and 97.5 per cent quantiles of the root over resamples of the seeds.

    A resample without a crossing counts as beyond the end of the range that its response points to.
    """
    x = np.array(sorted(points))
    values = np.stack([points[key] for key in sorted(points)])
    seeds = values.shape[1]
    if seeds < 2:
        return None, None
    generator = np.random.default_rng(RESAMPLING_SEED)
    roots = np.empty(RESAMPLES)
    for k in range(RESAMPLES):
        y = values[:, generator.integers(0, seeds, seeds)].mean(axis=1)
        changes = _changes(y, rising)
        if changes.size:
            i = int(changes[0])
            roots[k] = x[i] + (x[i + 1] - x[i]) * y[i] / (y[i] - y[i + 1])
        else:
            roots[k] = np.inf if (y[-1] >= 0.0) != rising else -np.inf
    low, high = np.quantile(roots, [0.025, 0.975], method="nearest")
    return (float(low) if np.isfinite(low) else None), (float(high) if np.isfinite(high) else None)


def _curve(points: dict[float, Real]) -> pl.DataFrame:
    order = sorted(points)
    wide, t = simultaneous_quantile(np.stack([points[x] for x in order]))
    rows = []
    for x in order:
        mean, low, high = interval(points[x])
        more = None if high is None else (high - mean) * wide / t
        band = (None, None) if more is None else (mean - more, mean + more)
        rows.append((x, mean, low, high, *band))
    names = ("x", "mean", "low", "high", "band_low", "band_high")
    return pl.DataFrame(rows, dict.fromkeys(names, pl.Float64), orient="row")


def _where_the_band_holds_zero(curve: pl.DataFrame) -> tuple[float | None, float | None]:
    """Return the ends of the part of the range in which the band of the whole curve holds zero."""
    if curve["band_low"].null_count():
        return None, None
    x, low, high = (curve[name].to_numpy() for name in ("x", "band_low", "band_high"))
    close = CLOSE * max(1.0, float(np.abs(low).max()), float(np.abs(high).max()))
    fine = np.unique(np.concatenate([x, *(_zeros(x, end) for end in (low, high))]))
    inside = fine[(np.interp(fine, x, low) <= close) & (np.interp(fine, x, high) >= -close)]
    first, last = float(inside[0]), float(inside[-1])
    return (None if first == x[0] else first), (None if last == x[-1] else last)


def _zeros(x: Real, y: Real) -> Real:
    """Return where a line through points crosses zero."""
    at = _changes(y, None)
    at = at[y[at] != y[at + 1]]
    return np.asarray(x[at] + (x[at + 1] - x[at]) * y[at] / (y[at] - y[at + 1]))
