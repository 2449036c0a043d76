"""The statistics of experiments: intervals over seeds, trends, filters and tails."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "FEWEST_SEEDS",
    "Estimate",
    "Slope",
    "autocorrelation",
    "elasticity",
    "hp_cycle",
    "interval",
    "least_squares_slope",
    "over_seeds",
    "quarterly",
    "simultaneous_quantile",
    "t_quantile",
    "tail_exponent",
    "trend",
]

Series = NDArray[np.float64]

FEWEST_SEEDS = 5
"""Seeds below which an interval over them says too little to tell an effect from chance: that of three is 3.5
times as wide as that of ten with the same spread, and three seeds hardly know the spread."""
BAND_DRAWS = 20_000
BAND_SEED = 20_261_130


class Estimate(NamedTuple):
    """A mean over seeds and its 95 per cent interval; None where there is none."""

    mean: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_told_from_zero(self) -> bool:
        """Whether the interval lies on one side of zero; one without width, as at a cap, tells nothing."""
        if self.low is None or self.high is None or self.low == self.high:
            return False
        return self.low > 0.0 or self.high < 0.0


class Slope(NamedTuple):
    """A regression slope with its standard error."""

    value: float
    standard_error: float

    @property
    def t(self) -> float:
        """Slope over standard error; infinite for a perfect fit."""
        if self.standard_error > 0.0:
            return self.value / self.standard_error
        return math.copysign(math.inf, self.value) if self.value else 0.0


def t_quantile(degrees_of_freedom: int) -> float:
    """Return the 0.975 quantile of Student's t: half a 95 per cent interval, in standard errors."""
    from scipy.special import stdtrit  # slow to import

    return float(stdtrit(degrees_of_freedom, 0.975))


def simultaneous_quantile(values: ArrayLike) -> tuple[float, float]:
    """Return half the width of a 95 per cent band that holds several means at once, and of one that does not.

    Both in standard errors of the mean. The first is the 0.95 quantile of the largest of the |t| of the
    means, which are correlated as the seeds say: the sup-t band of Montiel Olea and Plagborg-Moller (2019),
    with Student's t for few seeds. The second is ``t_quantile``. Between means that move together they are
    the same.

    Parameters
    ----------
    values : array of points by seeds
        Figures at several points, over the same seeds at each; without at least two seeds there is no band.
    """
    sample = np.atleast_2d(np.asarray(values, np.float64))
    seeds = sample.shape[1]
    if seeds < 2:
        return math.nan, math.nan
    alone = t_quantile(seeds - 1)
    apart = sample - sample.mean(axis=1, keepdims=True)
    spread = np.sqrt((apart**2).sum(axis=1, keepdims=True))
    moving = spread[:, 0] > 1e-12 * np.abs(sample).max(initial=1.0)
    if not moving.any():
        return alone, alone
    random = np.random.default_rng(BAND_SEED)
    draws = (apart[moving] / spread[moving]) @ random.standard_normal((seeds, BAND_DRAWS))
    scale = np.sqrt(random.chisquare(seeds - 1, BAND_DRAWS) / (seeds - 1))
    return max(alone, float(np.quantile(np.abs(draws).max(axis=0) / scale, 0.95))), alone


def interval(values: ArrayLike) -> tuple[float, float | None, float | None]:
    """Return mean, lower and upper end of the 95 per cent t interval; no ends with fewer than two values."""
    sample = np.asarray(values, np.float64)
    sample = sample[np.isfinite(sample)]
    if sample.size == 0:
        return math.nan, None, None
    mean = float(sample.mean())
    if sample.size == 1:
        return mean, None, None
    half = t_quantile(sample.size - 1) * float(sample.std(ddof=1)) / math.sqrt(sample.size)
    return mean, mean - half, mean + half


def over_seeds(values: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Summarise the column ``value`` over seeds.

    Parameters
    ----------
    values : polars.DataFrame
        Columns ``keys`` and ``value``, one row a seed.
    keys : list of str
        What identifies a figure; their order of appearance is kept.

    Returns
    -------
    polars.DataFrame
        ``keys``, ``mean``, ``low`` and ``high`` (95 per cent t interval; null with one seed).
    """
    summary = values.group_by(keys, maintain_order=True).agg(
        mean=pl.col("value").mean(), spread=pl.col("value").std(ddof=1), count=pl.col("value").count()
    )
    widths = [t_quantile(max(count - 1, 1)) / math.sqrt(max(count, 1)) for count in summary["count"]]
    half = pl.Series("half", widths, pl.Float64) * summary["spread"]
    return summary.select(*keys, "mean", low=pl.col("mean") - half, high=pl.col("mean") + half)


def quarterly(monthly: ArrayLike) -> Series:
    """Average a monthly series over quarters; months left over at the end are dropped."""
    series = np.asarray(monthly, np.float64)
    quarters = series.size // 3
    return np.asarray(series[: 3 * quarters].reshape(quarters, 3).mean(axis=1), np.float64)


def hp_cycle(series: ArrayLike, smoothing: float) -> Series:
    """Return the deviation of ``series`` from its Hodrick-Prescott trend.

    The trend solves (I + smoothing D'D) trend = series, D the second difference (Hodrick and Prescott 1997).
    """
    values = np.asarray(series, np.float64)
    second_difference = np.diff(np.eye(values.size), n=2, axis=0)
    system = np.eye(values.size) + smoothing * second_difference.T @ second_difference
    return np.asarray(values - np.linalg.solve(system, values), np.float64)


def autocorrelation(series: ArrayLike, lag: int = 1) -> float:
    """Return the correlation of ``series`` with itself ``lag`` periods earlier."""
    values = np.asarray(series, np.float64)
    return float(np.corrcoef(values[lag:], values[:-lag])[0, 1])


def least_squares_slope(x: ArrayLike, y: ArrayLike) -> float:
    """Return the slope of the least-squares line of ``y`` on ``x``."""
    deviation = np.asarray(x, np.float64)
    deviation = deviation - deviation.mean()
    return float(deviation @ np.asarray(y, np.float64) / (deviation @ deviation))


def elasticity(x: ArrayLike, y: ArrayLike) -> float:
    """Return d ln y / d ln x by least squares."""
    return least_squares_slope(np.log(np.asarray(x, np.float64)), np.log(np.asarray(y, np.float64)))


def trend(series: ArrayLike, lags: int) -> Slope:
    """Regress ``series`` on time (per period), with a standard error that allows for autocorrelation.

    The variance is Newey and West's (1987) with Bartlett weights over ``lags`` periods, times n / (n - 2).
    """
    values = np.asarray(series, np.float64)
    n = values.size
    time = np.arange(n) - (n - 1) / 2.0
    slope = float(time @ values / (time @ time))
    score = time * (values - values.mean() - slope * time)
    variance = float(score @ score)
    for lag in range(1, min(lags, n - 1) + 1):
        variance += 2.0 * (1.0 - lag / (lags + 1.0)) * float(score[lag:] @ score[:-lag])
    variance = max(variance, 0.0) * n / (n - 2)
    return Slope(slope, math.sqrt(variance) / float(time @ time))


def tail_exponent(sizes: ArrayLike, share: float = 0.1, at_least: int = 50) -> Slope:
    """Estimate the exponent zeta of P(size > s) ~ s^-zeta from the largest sizes.

    Regression of ln(rank - 1/2) on ln(size), standard error zeta sqrt(2 / n) (Gabaix and Ibragimov 2011).

    Parameters
    ----------
    sizes : array
        Sizes; zeros are ignored.
    share, at_least : float, int
        The largest ``share`` of them is used, but not fewer than ``at_least``.
    """
    positive = np.sort(np.asarray(sizes, np.float64))[::-1]
    positive = positive[positive > 0.0]
    used = positive[: max(at_least, int(share * positive.size))]
    if used.size < 2:
        return Slope(math.nan, math.nan)
    ranks = np.arange(1, used.size + 1) - 0.5
    exponent = -least_squares_slope(np.log(used), np.log(ranks))
    return Slope(exponent, abs(exponent) * math.sqrt(2.0 / used.size))
