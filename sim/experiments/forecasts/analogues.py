"""Forecasts given where the economy stands: the simulated quarters most like an origin, and what followed.

Nothing of a past quarter can be put into the state of the economy except through its aggregates, so an origin
is conditioned on by choice: of all simulated quarters the ``k`` nearest in four aggregates stand for it
(analogues, Lorenz 1969), and what followed them is the forecast. Since none of them stands exactly where the
origin does, each future is moved by the linear projection of futures on states over the whole library
(regression adjustment of Beaumont, Zhang and Balding 2002):

    y_i(h) + B_h (s_0 - s_i)

with weights 1 - (d_i / d_k)^2 (Epanechnikov). The projection holds where the library has no neighbours, too,
at the price of being linear there; ``distance`` says how far out an origin lies.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_HORIZON", "STATE", "YEAR", "Analogues", "Outlook", "learn", "look_ahead", "states"]

Values = NDArray[np.float64]

YEAR = 4
"""Quarters over which growth and inflation of the state are means: one quarter alone is mostly noise."""
MOST_HORIZON = 12
STATE = ("unemployment", "growth over a year", "inflation over a year", "policy rate")


class Analogues(NamedTuple):
    """Simulated quarters, what followed them, and how the one depends on the other."""

    states: Values  # (n, 4)
    futures: Values  # (n, horizons, targets)
    slopes: Values  # (4, horizons, targets): B
    scale: Values  # (4,): standard deviation of each part of the state over the library


class Outlook(NamedTuple):
    """A forecast from one origin: mean and the middle 90 per cent by horizon and target."""

    mean: Values  # (horizons, targets)
    low: Values
    high: Values
    distance: float
    """Mean distance of the analogues from the origin, in standard deviations of the library."""


def states(series: Values) -> Values:
    """Return the state of every quarter from the fourth on.

    Parameters
    ----------
    series : float64 array (quarters, 4)
        In the order of ``panel.SERIES``.

    Returns
    -------
    float64 array (quarters - 3, 4)
        In the order of ``STATE``.
    """
    growth, inflation, jobless, rate = series.T
    window = np.ones(YEAR) / YEAR
    means = (np.convolve(one, window, mode="valid") for one in (growth, inflation))
    return np.column_stack([jobless[YEAR - 1 :], *means, rate[YEAR - 1 :]])


def learn(library: Values, horizon: int = MOST_HORIZON) -> Analogues:
    """Collect all quarters of a library that have a past of a year and a future of ``horizon`` quarters.

    Parameters
    ----------
    library : float64 array (seeds, quarters, 4)
        See ``library.simulate_library``.
    horizon : int
        Quarters ahead.
    """
    found, followed = [], []
    for path in library:
        known = states(path)
        last = path.shape[0] - horizon  # quarters that have a whole future
        for quarter in range(YEAR - 1, last):
            found.append(known[quarter - YEAR + 1])
            followed.append(path[quarter + 1 : quarter + 1 + horizon, :3])
    seen, futures = np.array(found), np.array(followed)
    scale = seen.std(axis=0)
    standard = (seen - seen.mean(axis=0)) / scale
    design = np.column_stack([np.ones(len(standard)), standard])
    flat, *_ = np.linalg.lstsq(design, futures.reshape(len(futures), -1), rcond=None)
    slopes = (flat[1:] / scale[:, None]).reshape(seen.shape[1], *futures.shape[1:])
    return Analogues(seen, futures, slopes, scale)


def look_ahead(known: Analogues, origin: Values, k: int) -> Outlook:
    """Return the forecast from a state.

    Parameters
    ----------
    known : Analogues
        Of a library.
    origin : float64 array (4,)
        The state at the origin.
    k : int
        Analogues, fewer than the library has quarters.
    """
    away = (origin - known.states) / known.scale
    distance = np.sqrt((away**2).sum(axis=1))
    near = np.argpartition(distance, k)[: k + 1]
    near = near[np.argsort(distance[near], kind="stable")]
    reach, near = distance[near[-1]], near[:-1]
    weights = 1.0 - (distance[near] / reach) ** 2 + 1e-12  # never all zero, however alike the distances
    weights /= weights.sum()
    moved = known.futures[near] + np.einsum("ns,sht->nht", origin - known.states[near], known.slopes)
    mean = np.einsum("n,nht->ht", weights, moved)
    low, high = _quantiles(moved, weights, (0.05, 0.95))
    return Outlook(mean, low, high, float(weights @ distance[near]))


def _quantiles(sample: Values, weights: Values, levels: tuple[float, float]) -> tuple[Values, Values]:
    """Return weighted quantiles over the first axis (inverse of the cumulative weights, interpolated)."""
    order = np.argsort(sample, axis=0, kind="stable")
    ordered = np.take_along_axis(sample, order, axis=0)
    part = weights[order]
    middle = np.cumsum(part, axis=0) - 0.5 * part
    ends = np.empty((len(levels), *sample.shape[1:]))
    for place in np.ndindex(*sample.shape[1:]):
        ends[(slice(None), *place)] = np.interp(levels, middle[(..., *place)], ordered[(..., *place)])
    return ends[0], ends[1]
