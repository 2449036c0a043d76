"""How good forecasts were: errors, their ratios, coverage of intervals, and whether a difference is chance.

Errors are arrays (origins, horizons, targets), not a number where nothing has happened yet or a quarter is
left out. The weighted ratio is that of US_BeforeIT (2026), whose figure check 25 is: the mean over targets of
the ratios of root mean squared errors at five horizons, with weights that fall with the horizon.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

__all__ = ["HORIZON_WEIGHTS", "Comparison", "coverage", "diebold_mariano", "rmse", "weighted_ratio"]

Values = NDArray[np.float64]

HORIZON_WEIGHTS = {1: 0.30, 2: 0.25, 4: 0.20, 8: 0.15, 12: 0.10}
"""Weights of quarters ahead (US_BeforeIT 2026, section 4.5 of its report)."""


class Comparison(NamedTuple):
    """Test of equal accuracy: mean difference of squared errors, its t ratio and p value (two-sided)."""

    difference: float
    t: float
    p: float


def rmse(errors: Values) -> Values:
    """Return root mean squared errors by horizon and target (horizons, targets)."""
    return np.asarray(np.sqrt(np.nanmean(errors**2, axis=0)))


def weighted_ratio(errors: Values, anchor: Values, targets: tuple[int, ...]) -> float:
    """Return the weighted ratio of root mean squared errors over those of an anchor.

    Parameters
    ----------
    errors, anchor : float64 array (origins, horizons, targets)
        Of the same cells.
    targets : tuple of int
        Columns that count, each with the same weight.
    """
    ratios = rmse(errors) / rmse(anchor)
    return sum(
        weight * float(np.mean([ratios[horizon - 1, target] for target in targets]))
        for horizon, weight in HORIZON_WEIGHTS.items()
    )


def coverage(actual: Values, low: Values, high: Values) -> Values:
    """Return the share of outcomes inside their interval by horizon and target (horizons, targets)."""
    known = np.isfinite(actual)
    inside = known & (actual >= low) & (actual <= high)
    return np.asarray(inside.sum(axis=0) / known.sum(axis=0))


def diebold_mariano(errors: Values, other: Values, horizon: int) -> Comparison:
    """Test whether two forecasts of one target at one horizon have the same expected squared error.

    t = mean(d) / sqrt(V / n), V with Newey-West weights over ``horizon - 1`` lags, times the small-sample
    factor sqrt((n + 1 - 2h + h (h - 1) / n) / n), against Student's t with n - 1 degrees of freedom (Diebold
    and Mariano 1995; Harvey, Leybourne and Newbold 1997). Below zero: the first is better.

    Parameters
    ----------
    errors, other : float64 array (origins,)
        In order of origins; cells that are not a number in either are left out.
    horizon : int
        Quarters ahead.
    """
    difference = errors**2 - other**2
    difference = difference[np.isfinite(difference)]
    n, mean = difference.size, float(difference.mean())
    centred = difference - mean
    variance = float(centred @ centred) / n
    for lag in range(1, horizon):
        variance += 2.0 * (1.0 - lag / horizon) * float(centred[lag:] @ centred[:-lag]) / n
    factor = (n + 1.0 - 2.0 * horizon + horizon * (horizon - 1.0) / n) / n
    if variance <= 0.0 or factor <= 0.0:
        return Comparison(mean, math.nan, math.nan)
    t = mean / math.sqrt(variance / n) * math.sqrt(factor)
    return Comparison(mean, t, 2.0 * float(stats.t.sf(abs(t), n - 1)))
