"""What a crossed factor changes, at every point and on the same luck: policies over the space of assumptions.

``cross = "policy"`` runs every value of a factor at every point of the others, on the same seeds. The first
value is what the others are held against: differences are taken point by point and seed by seed, so that
neither the assumptions nor luck are part of them.

Which value is best differs from point to point; they are ranked by the largest regret over the space: the
value that is never far from the best comes first, whatever holds. Policies that are not paid for are not
ranked with the others: those that name no tax, and those whose tax falls short at some point.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from sim.errors import UserError
from sim.experiments.figures.regret import rank_by_regret
from sim.experiments.figures.statistics import over_seeds, t_quantile
from sim.experiments.public_finance.coverage import MOST_DEBT
from sim.experiments.public_finance.financing import is_borrowed
from sim.experiments.sweep.factors import Factor, Value
from sim.experiments.sweep.measures import UNFUNDED
from sim.experiments.sweep.results import SweepResults
from sim.scenario import Scenario

__all__ = [
    "BINS",
    "better_side",
    "crossed_factor",
    "effects",
    "effects_over",
    "effects_overall",
    "on_credit",
    "regret",
    "values_beside",
]  # fmt: skip

BINS = 6
"""Groups of points of a factor with more values than ``MOST_VALUES``, equally many points each."""
MOST_VALUES = 12
LEAST_RANKED = 2


def crossed_factor(results: SweepResults) -> Factor:
    """Return the factor whose values are all run at every point.

    Raises
    ------
    UserError
        If the sweep crosses none.
    """
    if not results.sweep.cross:
        raise UserError(f'{results.folder}: the sweep crosses no factor (cross = "policy" names one).')
    return results.sweep.find(results.sweep.cross)


def effects(results: SweepResults, output: str) -> pl.DataFrame:
    """Return what every value of the crossed factor changes at every point, against its first value.

    Parameters
    ----------
    results : SweepResults
        Of a sweep with ``cross``.
    output : str
        What is looked at.

    Returns
    -------
    polars.DataFrame
        The factors; ``output``, the mean over seeds of the difference on the same point and seed;
        ``replicates``; its standard error ``x_se`` (null with one seed) and 95 per cent t interval ``low``
        and ``high``; the differences by seed, ``x_values``. The first value has no rows.
    """
    differences = _differences(results, output)
    others = [name for name in results.factors if name != results.sweep.cross]
    value = pl.col("value")
    found = differences.group_by([*others, results.sweep.cross], maintain_order=True).agg(
        value.mean().alias(output),
        pl.len().alias("replicates"),
        (value.std() / value.count().sqrt()).alias(f"{output}_se"),
        value.alias(f"{output}_values"),
    )
    half = pl.Series([t_quantile(max(1, count - 1)) for count in found["replicates"]], dtype=pl.Float64)
    reach = half * found[f"{output}_se"]
    return found.with_columns(low=pl.col(output) - reach, high=pl.col(output) + reach)


def effects_over(results: SweepResults, output: str, factor: Factor) -> pl.DataFrame:
    """Return the effects over one factor, the mean over all others: curves.

    Points are grouped by the value of the factor, or, where there are many, into ``BINS`` groups with equally
    many points. A group is averaged seed by seed, and the interval is that over seeds.

    Returns
    -------
    polars.DataFrame
        The crossed factor's column, ``x`` (mean of the factor in the group), ``mean``, ``low``, ``high``
        (95 per cent; null with one seed).
    """
    differences = _differences(results, output)
    distinct = differences[factor.column].unique().sort()
    if distinct.len() > MOST_VALUES and factor.is_numeric:
        edges = np.quantile(distinct.to_numpy(), np.linspace(0.0, 1.0, BINS + 1)[1:-1])
        group = pl.Series("group", np.searchsorted(edges, differences[factor.column].to_numpy()))
        places = differences.with_columns(group).group_by("group").agg(x=pl.col(factor.column).mean())
        grouped = differences.with_columns(group).join(places, on="group")
    else:
        grouped = differences.with_columns(x=pl.col(factor.column))
    keys = [results.sweep.cross, "x"]
    by_seed = grouped.group_by([*keys, "seed"], maintain_order=True).agg(pl.col("value").mean())
    return over_seeds(by_seed, keys).sort("x", maintain_order=True)


def effects_overall(results: SweepResults, output: str) -> pl.DataFrame:
    """Return the mean effect over all points, seed by seed, and its ends over the points.

    Returns
    -------
    polars.DataFrame
        The crossed factor's column, ``mean``, ``low``, ``high`` (95 per cent t interval over seeds; null with
        one), ``least`` and ``most`` (smallest and largest mean over seeds of any point).
    """
    crossed = results.sweep.cross
    by_seed = _differences(results, output).group_by([crossed, "seed"], maintain_order=True)
    means = over_seeds(by_seed.agg(pl.col("value").mean()), [crossed])
    points = effects(results, output).group_by(crossed, maintain_order=True)
    ends = points.agg(least=pl.col(output).min(), most=pl.col(output).max())
    return means.join(ends, on=crossed, how="left", maintain_order="left")


def on_credit(results: SweepResults) -> list[Value]:
    """Return the values of the crossed factor whose policies debt pays for, as far as the runs tell.

    Either nothing but debt pays, which is known before; or at some point, in the mean over seeds, what taxes
    did not cover in the last year is more of the cost than ``MOST_DEBT``, beyond that of the first value.
    """
    base, crossed = Scenario(plugins=results.sweep.plugins), crossed_factor(results)
    borrowed: set[Value] = {
        option.name
        for option in crossed.option
        if option.policy and is_borrowed(base.with_({"policy": [*map(dict, option.policy)]}).policy)
    }
    if UNFUNDED in results.outputs:  # sweeps of earlier versions do not have it
        short = effects(results, UNFUNDED).filter(pl.col(UNFUNDED) > 100.0 * MOST_DEBT)
        borrowed |= set(short[crossed.column])
    return [value for value in crossed.grid() if value in borrowed]


def better_side(results: SweepResults, output: str) -> int:
    """Return 1 where more of an output is better, -1 where less is, 0 where that is open.

    A condition under ``[[flip]]`` is the bad end; the words of a figure say it of the others.
    """
    for flip in results.sweep.flip:
        if flip.output == output:
            return -int(flip.sign)
    return results.words(output).words.better


def regret(results: SweepResults, output: str, better: int | None = None) -> pl.DataFrame:
    """Rank the values of the crossed factor by their regret over the points; what is on credit is left out.

    Parameters
    ----------
    results : SweepResults
        Of a sweep with ``cross``.
    output : str
        What is looked at; means over seeds count.
    better : int or None
        1 where more is better, -1 where less is; by default what ``better_side`` says.

    Returns
    -------
    polars.DataFrame
        As ``figures.regret.rank_by_regret`` does, in the unit of the output; the choice has the column of the
        crossed factor.

    Raises
    ------
    UserError
        If it is open which side is better, nothing is left to rank, or no point has all values.
    """
    side = better_side(results, output) if better is None else better
    if side == 0:
        raise UserError(f"{results.folder}: more of {output} is neither better nor worse, so none is ranked.")
    crossed = crossed_factor(results)
    others = [name for name in results.factors if name != crossed.column]
    borrowed = on_credit(results)
    ranked = [value for value in crossed.grid() if value not in borrowed]
    if len(ranked) < LEAST_RANKED:
        raise UserError(f"{results.folder}: every {crossed.words} is on credit, so none is ranked.")
    runs = _runs(results, output).filter(pl.col(crossed.column).is_in(ranked))
    found = rank_by_regret(runs, others, crossed.column, side)
    if found.height < len(ranked):
        raise UserError(f"{results.folder}: no point has a finished run of every {crossed.words} yet.")
    return found


def _differences(results: SweepResults, output: str) -> pl.DataFrame:
    """Return ``seed``, the factors and ``value``: the output less that of the first value of the factor."""
    crossed = crossed_factor(results)
    runs = _runs(results, output)
    others = [name for name in results.factors if name != crossed.column]
    first = crossed.grid()[0]
    base = runs.filter(pl.col(crossed.column) == pl.lit(first)).select(*others, "seed", base="value")
    rest = runs.filter(pl.col(crossed.column) != pl.lit(first))
    paired = rest.join(base, on=[*others, "seed"], how="inner", maintain_order="left")
    return paired.with_columns(value=pl.col("value") - pl.col("base")).drop("base")


def _runs(results: SweepResults, output: str) -> pl.DataFrame:
    results.check_output(output)
    runs = results.runs.select("seed", *results.factors, value=pl.col(output))
    return runs.drop_nulls("value")


def values_beside(results: SweepResults) -> list[Value]:
    """Return the values of the crossed factor that are held against its first one."""
    return crossed_factor(results).grid()[1:]
