"""A smooth surface through noisy points, with its uncertainty: Gaussian process regression in plain numpy.

Kernel Matern 5/2 with one length a dimension, constant mean, and noise that falls with the replicates of a
point (Rasmussen and Williams 2006, chapters 2, 4 and 5; ordinary kriging). Lengths and noise maximise the
likelihood over a fixed grid that is refined around its best node, so the same points always give the same
surface.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Noise", "Surface", "fit_surface", "split_noise"]

Numbers = NDArray[np.float64]

LENGTHS = np.geomspace(0.08, 4.0, 6)
NOISES = np.geomspace(1e-4, 10.0, 6)
"""Variance of one run's noise over that of the surface."""
REFINEMENTS = 3
JITTER = 1e-8


class Noise(NamedTuple):
    """What chance adds to points that were run several times."""

    squares: float
    """Sum of squares within points."""
    freedom: float
    """Degrees of freedom of that sum."""
    common: float
    """Variance that the mean of all points shares, because they were run on the same seeds."""

    @property
    def variance(self) -> float:
        """Variance of one run around its point; 0 where nothing was run twice."""
        return self.squares / self.freedom if self.freedom > 0 else 0.0


class Surface:
    """A fitted surface.

    Parameters
    ----------
    places : float array (n, d)
        Points, in the unit cube.
    values : float array (n,)
        Means over replicates.
    counts : float array (n,)
        Replicates of each point.
    lengths : float array (d,)
        Lengths of the kernel.
    ratio : float
        Variance of one run's noise over that of the surface.
    noise : Noise
        Of the points.
    """

    def __init__(
        self, places: Numbers, values: Numbers, counts: Numbers, lengths: Numbers, ratio: float, noise: Noise
    ) -> None:
        self.places, self.values, self.counts = places, values, counts
        self.lengths, self.ratio, self.noise = lengths, ratio, noise
        correlation = _kernel(places, places, lengths)
        self.factor = np.linalg.cholesky(correlation + np.diag(ratio / counts + JITTER))
        ones = self._whiten(np.ones(values.size))
        whitened = self._whiten(values)
        self.information = float(ones @ ones)
        self.mean = float(ones @ whitened) / self.information
        residual = whitened - self.mean * ones
        self.weights = np.linalg.solve(self.factor.T, residual)
        squares = float(residual @ residual) + (noise.squares / ratio if noise.freedom else 0.0)
        size = values.size + noise.freedom
        self.variance = max(squares / size, 1e-300)
        self.likelihood = -0.5 * (
            size * np.log(self.variance)
            + 2.0 * float(np.log(np.diag(self.factor)).sum())
            + noise.freedom * np.log(ratio)
        )
        self.ones = ones

    def at(self, where: ArrayLike, *, common: bool = True) -> tuple[Numbers, Numbers]:
        """Return mean and standard deviation of the surface at ``where`` (m, d).

        With ``common`` the deviation includes what the seeds do to all points alike.
        """
        cross = _kernel(np.atleast_2d(np.asarray(where, np.float64)), self.places, self.lengths)
        mean = self.mean + cross @ self.weights
        whitened = np.linalg.solve(self.factor, cross.T)
        explained = (whitened**2).sum(axis=0)
        drift = 1.0 - self.ones @ whitened
        variance = self.variance * np.maximum(1.0 - explained + drift**2 / self.information, 0.0)
        return mean, np.sqrt(variance + self.noise.common * common)

    def imagine(self, place: Numbers, count: float) -> Surface:
        """Return the surface as if ``place`` had been run ``count`` times and met its mean."""
        value, _ = self.at(place[None, :])
        known = (self.lengths, self.ratio, self.noise)
        imagined = Surface(
            np.vstack([self.places, place]),
            np.append(self.values, value),
            np.append(self.counts, count),
            *known,
        )
        imagined.variance = self.variance
        return imagined

    def _whiten(self, values: Numbers) -> Numbers:
        return np.asarray(np.linalg.solve(self.factor, values), np.float64)


def fit_surface(places: ArrayLike, values: ArrayLike, counts: ArrayLike, noise: Noise) -> Surface:
    """Fit a surface.

    Parameters
    ----------
    places : array (n, d)
        Points, in the unit cube.
    values : array (n,)
        Mean over replicates of each.
    counts : array (n,)
        Replicates of each.
    noise : Noise
        From ``split_noise``.
    """
    where = np.asarray(places, np.float64)
    known = (where, np.asarray(values, np.float64), np.asarray(counts, np.float64))
    axes = [LENGTHS] * where.shape[1] + [NOISES]
    best = _best(known, noise, axes)
    for _ in range(REFINEMENTS):
        found = [*best.lengths, best.ratio]
        steps = [axis[1] / axis[0] for axis in axes]
        axes = [
            np.array([value / step**0.5, value, value * step**0.5])
            for value, step in zip(found, steps, strict=True)
        ]
        best = _best(known, noise, axes)
    return best


def split_noise(values: list[list[float]]) -> Noise:
    """Separate what seeds do to all points alike from what they do to each.

    Parameters
    ----------
    values : list of list of float
        Output by point and seed, the seeds in the same order everywhere.

    Returns
    -------
    Noise
        With the same number of seeds everywhere an analysis of variance in two ways (the residual is the
        noise, the effect of the seeds is common to all points), else in one way.
    """
    sizes = {len(row) for row in values}
    if len(values) > 1 and len(sizes) == 1 and (seeds := sizes.pop()) > 1:
        table = np.asarray(values, np.float64)
        by_seed = table.mean(axis=0)
        residual = table - table.mean(axis=1, keepdims=True) - by_seed + table.mean()
        freedom = (len(values) - 1) * (seeds - 1)
        squares = float((residual**2).sum())
        between = float(by_seed.var(ddof=1)) - squares / freedom / len(values)
        return Noise(squares, float(freedom), max(0.0, between) / seeds)
    squares = sum(float(((np.asarray(row) - np.mean(row)) ** 2).sum()) for row in values)
    freedom = sum(len(row) - 1 for row in values)
    return Noise(squares, float(freedom), 0.0)


def _best(known: tuple[Numbers, Numbers, Numbers], noise: Noise, axes: list[Numbers]) -> Surface:
    candidates = (
        Surface(*known, np.array(node[:-1]), float(node[-1]), noise) for node in itertools.product(*axes)
    )
    return max(candidates, key=lambda surface: surface.likelihood)


def _kernel(first: Numbers, second: Numbers, lengths: Numbers) -> Numbers:
    """Return the Matern 5/2 correlation."""
    scaled = (first[:, None, :] - second[None, :, :]) / lengths
    distance = np.sqrt(5.0 * (scaled**2).sum(axis=2))
    correlation: Numbers = (1.0 + distance + distance**2 / 3.0) * np.exp(-distance)
    return correlation
