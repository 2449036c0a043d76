"""Global sensitivity: which assumptions drive an output, with chance kept apart.

Samples come from SALib; its estimators are used on the means over replicates (Morris 1991; Saltelli et al.
2010; Jansen 1999), with one change. A square of a noisy difference is too large on average by the variance of
its noise, so squares and products are taken between different seeds: for differences d of a point on seeds r
and s the mean of d_r d_s over all r != s has no such bias. All runs of a sweep share their seeds, so a
parameter that does nothing has no effect at all.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.errors import UserError
from sim.experiments.explore.surface import split_noise
from sim.experiments.sweep.design import LEVELS
from sim.experiments.sweep.results import SweepResults

__all__ = ["Indices", "morris", "morris_effects", "sobol", "sobol_indices", "tornado"]

Numbers = NDArray[np.float64]

RESAMPLES = 500
ENDS = (2.5, 97.5)
OUTER = 0.2
"""Part of the points at each end of a factor that a tornado compares."""


class Indices(NamedTuple):
    """Sobol indices and what chance does."""

    table: pl.DataFrame
    """``factor``, ``first``, ``first_low``, ``first_high``, ``total``, ``total_low``, ``total_high``."""
    chance_share: float
    """Part of the variance of a single run that is chance; not a number with one replicate."""
    blocks: int
    """Base points that were complete."""


def morris(results: SweepResults, output: str) -> pl.DataFrame:
    """Return the screening of ``output`` by Morris' elementary effects.

    Returns
    -------
    polars.DataFrame
        ``factor``, ``effect`` (mean change of the output when the factor goes from its lowest to its highest
        value), ``low``, ``high`` (its 95 per cent interval over trajectories), ``size`` (mu*: mean of the
        absolute effects), ``size_low``, ``size_high``, ``spread`` (standard deviation of the effects over
        trajectories without that of chance: interactions and curvature), ``chance`` (what ``size`` would be
        if the factor did nothing but change the draws) and ``told`` (whether the size is above that); the
        largest first.

    Raises
    ------
    UserError
        If the design is another, or no trajectory is complete.
    """
    factors = _needs(results, "morris")
    quantiles = _quantiles(results)
    values = _values(results, output)
    length = len(factors) + 1
    whole = np.isfinite(values).all(axis=1).reshape(-1, length).all(axis=1)
    if whole.sum() < 2:
        raise UserError(f"{results.folder}: fewer than two trajectories are complete.")
    shape = (-1, length)
    effects = morris_effects(
        quantiles.reshape(*shape, len(factors))[whole],
        values.reshape(*shape, values.shape[1])[whole],
        np.array([not factor.is_numeric for factor in results.sweep.factor]),
    )
    return _screening(factors, effects)


def morris_effects(quantiles: Numbers, values: Numbers, pairs: NDArray[np.bool_] | None = None) -> Numbers:
    """Return elementary effects (factor, trajectory, replicate), for a step over the whole range.

    Parameters
    ----------
    quantiles : float array (trajectories, factors + 1, factors)
        Points; neighbours in a trajectory differ in one factor.
    values : float array (trajectories, factors + 1, replicates)
        Output.
    pairs : bool array (factors,) or None
        Factors with two values that are no numbers: any step goes all the way from one to the other.
    """
    steps = np.diff(quantiles, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    sizes = np.take_along_axis(steps, moved[:, :, None], axis=2)
    if pairs is not None:
        sizes = np.where(pairs[moved][:, :, None], np.sign(sizes), sizes)
    slopes = np.diff(values, axis=1) / sizes
    effects = np.empty((quantiles.shape[2], quantiles.shape[0], values.shape[2]))
    for trajectory, order in enumerate(moved):
        effects[order, trajectory] = slopes[trajectory]
    return effects


def sobol(results: SweepResults, output: str) -> Indices:
    """Return first-order and total Sobol indices of ``output``.

    The first-order index is the part of the variance that would vanish if the factor were known, the total
    index the part that would remain if all others were known. With several replicates both are those of the
    expected output, chance taken out.

    Raises
    ------
    UserError
        If the design is another, or too few base points are complete.
    """
    factors = _needs(results, "sobol_indices")
    values = _values(results, output)
    blocks = values.reshape(-1, len(factors) + 2, values.shape[1])
    blocks = blocks[np.isfinite(blocks).all(axis=(1, 2))]
    if len(blocks) < 8:
        raise UserError(f"{results.folder}: fewer than 8 base points are complete.")
    return sobol_indices(factors, blocks)


def sobol_indices(factors: list[str], blocks: Numbers) -> Indices:
    """Return the indices from blocks (base point; A, A with one factor from B, B; replicate)."""
    ends = blocks[:, [0, -1], :]
    noise = split_noise(ends.reshape(-1, ends.shape[2]).tolist())
    draws = np.random.default_rng(1)
    sets = [draws.integers(0, len(blocks), len(blocks)) for _ in range(RESAMPLES)]
    first, total, variance = _indices(blocks)
    resampled = np.array([_indices(blocks[chosen])[:2] for chosen in sets])
    firsts, totals = _ends(resampled[:, 0]), _ends(resampled[:, 1])
    table = pl.DataFrame(
        {
            "factor": factors,
            "first": first,
            "first_low": firsts[0],
            "first_high": firsts[1],
            "total": total,
            "total_low": totals[0],
            "total_high": totals[1],
        }
    ).sort("total", "first", descending=True)
    chance = noise.variance + noise.common * ends.shape[2]
    share = chance / (chance + variance) if noise.freedom and variance + chance > 0 else math.nan
    return Indices(table, share, len(blocks))


def tornado(results: SweepResults, output: str) -> pl.DataFrame:
    """Return what ``output`` is on average where a factor is low, and where it is high.

    Any sampled design will do. Low and high are the lowest and the highest fifth of its values; of a factor
    whose values are no numbers, the value with the lowest and that with the highest mean output.

    Returns
    -------
    polars.DataFrame
        ``factor``, ``low`` and ``high`` (mean output there less the mean of all points), ``low_se``,
        ``high_se``, ``swing`` (their distance), ``low_value`` and ``high_value`` (mean of the factor there,
        null where it is no number), ``low_name`` and ``high_name`` (its value there, null where it is a
        number); the largest swing first.
    """
    points = results.points([output]).filter(pl.col(output).is_not_null())
    figures = points[output].to_numpy()
    rows = []
    for factor in results.sweep.factor:
        known = points[factor.column]
        ends = _outer(known.to_numpy()) if factor.is_numeric else _groups(known, figures)
        sides: list[float | str | None] = []
        for inside, name in ends:
            part = figures[inside]
            error = float(part.std(ddof=1)) / math.sqrt(part.size) if part.size > 1 else math.nan
            place = float(known.to_numpy()[inside].mean()) if name is None else None
            sides += [float(part.mean() - figures.mean()), error, place, name]
        swing = abs(float(sides[4] or 0.0) - float(sides[0] or 0.0))
        rows.append((factor.column, *sides, swing))
    numbers = dict.fromkeys(("", "_se", "_value"), pl.Float64) | {"_name": pl.String}
    schema: dict[str, Any] = {"factor": pl.String}
    schema |= {f"{side}{part}": kind for side in ("low", "high") for part, kind in numbers.items()}
    frame = pl.DataFrame(rows, {**schema, "swing": pl.Float64}, orient="row")
    return frame.sort("swing", descending=True)


def _outer(values: Numbers) -> list[tuple[NDArray[np.bool_], str | None]]:
    """Return the points in the lowest and in the highest fifth of a factor's values."""
    low, high = np.quantile(values, [OUTER, 1.0 - OUTER])
    return [(values <= low, None), (values >= high, None)]


def _groups(names: pl.Series, figures: Numbers) -> list[tuple[NDArray[np.bool_], str | None]]:
    """Return the points at the value of a factor with the lowest mean figure, and with the highest."""
    texts = names.cast(pl.String).to_numpy()
    means = {name: float(figures[texts == name].mean()) for name in dict.fromkeys(texts)}
    ends = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    return [(texts == name, str(name)) for name in ends]


def _screening(factors: list[str], effects: Numbers) -> pl.DataFrame:
    replicates = effects.shape[2]
    means = effects.mean(axis=2)
    # variance of the noise in the mean effect of one trajectory; unknown with one replicate
    noise = effects.var(axis=2, ddof=1) / replicates if replicates > 1 else np.zeros_like(means)
    draws = np.random.default_rng(1)
    sets = [draws.integers(0, means.shape[1], means.shape[1]) for _ in range(RESAMPLES)]
    signed = np.percentile([means[:, chosen].mean(axis=1) for chosen in sets], ENDS, axis=0)
    sizes = np.percentile([np.abs(means[:, chosen]).mean(axis=1) for chosen in sets], ENDS, axis=0)
    chance = math.sqrt(2.0 / math.pi) * np.sqrt(noise).mean(axis=1) / _shrinkage(replicates)
    spread = np.sqrt(np.maximum(0.0, means.var(axis=1, ddof=1) - noise.mean(axis=1)))
    table = pl.DataFrame(
        {
            "factor": factors,
            "effect": means.mean(axis=1),
            "low": signed[0],
            "high": signed[1],
            "size": np.abs(means).mean(axis=1),
            "size_low": sizes[0],
            "size_high": sizes[1],
            "spread": spread,
            "chance": chance,
        }
    )
    return table.with_columns(told=pl.col("size_low") > pl.col("chance")).sort("size", descending=True)


def _shrinkage(size: int) -> float:
    """Return by how much the standard deviation of ``size`` normal draws is too small on average (c4)."""
    if size < 2:
        return 1.0
    return math.sqrt(2.0 / (size - 1)) * math.exp(math.lgamma(size / 2.0) - math.lgamma((size - 1) / 2.0))


def _indices(blocks: Numbers) -> tuple[Numbers, Numbers, float]:
    """Return first-order and total indices, and the variance of the expected output."""
    ends = blocks[:, [0, -1], :]
    blocks = blocks - ends.mean(axis=(0, 1))
    first, mixed, second = blocks[:, 0, :], blocks[:, 1:-1, :], blocks[:, -1, :]
    steps = mixed - first[:, None, :]
    ends = blocks[:, [0, -1], :].reshape(-1, blocks.shape[2])
    variance = float(_between_seeds(ends, ends).mean())
    if variance <= 0.0:
        nothing = np.full(mixed.shape[1], math.nan)
        return nothing, nothing, 0.0
    direct = _between_seeds(np.broadcast_to(second[:, None, :], steps.shape), steps).mean(axis=0)
    total = 0.5 * _between_seeds(steps, steps).mean(axis=0)
    return direct / variance, total / variance, variance


def _ends(resampled: Numbers) -> Numbers:
    """Return the ends of the interval of each factor; none where too many resamples are chance only."""
    known = resampled[np.isfinite(resampled).all(axis=1)]
    if len(known) < RESAMPLES // 2:
        return np.full((2, resampled.shape[1]), math.nan)
    return np.asarray(np.percentile(known, ENDS, axis=0))


def _between_seeds(a: Numbers, b: Numbers) -> Numbers:
    """Return the mean of a_r b_s over all pairs of different seeds r and s (the last axis)."""
    seeds = a.shape[-1]
    if seeds == 1:
        return np.asarray((a * b)[..., 0])
    together = a.sum(axis=-1) * b.sum(axis=-1) - (a * b).sum(axis=-1)
    return np.asarray(together / (seeds * (seeds - 1)))


def _needs(results: SweepResults, design: str) -> list[str]:
    if results.sweep.design != design:
        raise UserError(
            f"{results.folder}: the design is {results.sweep.design}; this analysis needs {design}."
        )
    return results.factors


def _quantiles(results: SweepResults) -> Numbers:
    """Return Morris' design again: it depends on the sweep alone."""
    from SALib.sample import morris as sample

    sweep = results.sweep
    problem = {
        "num_vars": len(sweep.factor),
        "names": results.factors,
        "bounds": [[0.0, 1.0]] * len(sweep.factor),
    }
    design = sample.sample(problem, sweep.points, num_levels=LEVELS, seed=sweep.design_seed)
    return np.asarray(design, np.float64)


def _values(results: SweepResults, output: str) -> Numbers:
    """Return the output by point and seed; not a number where a run is missing."""
    results.check_output(output)
    seeds = {seed: place for place, seed in enumerate(results.sweep.seeds)}
    points = int(results.design["point"].max()) + 1  # type: ignore[arg-type]
    values = np.full((points, len(seeds)), math.nan)
    for point, seed, value in results.runs.select("point", "seed", output).iter_rows():
        values[point, seeds[seed]] = math.nan if value is None else value
    return values
