"""Which choice is never far from the best, whatever holds: minimax regret.

The regret of a choice at a point of the space of assumptions is how much better the best one there is. The
ranking is by the largest regret over all points (Savage 1951, The theory of statistical decision).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sim.experiments.figures.statistics import over_seeds

__all__ = ["rank_by_regret"]


def rank_by_regret(values: pl.DataFrame, points: Sequence[str], choice: str, better: int) -> pl.DataFrame:
    """Rank choices by their regret over points.

    Parameters
    ----------
    values : polars.DataFrame
        ``points`` (columns that tell points apart), ``choice``, ``seed`` and ``value``. Points and seeds that
        lack a choice are left out, so that all are ranked on the same luck.
    points : sequence of str
        Names of those columns.
    choice : str
        Name of the column of choices.
    better : int
        1 where more of the value is better, -1 where less is.

    Returns
    -------
    polars.DataFrame
        ``choice``; ``largest`` and ``mean`` regret over the points, from means over seeds; ``low`` and
        ``high``, the 95 per cent interval over seeds of the mean distance to what is best at each point;
        ``best_share``, the part of the points at which it is the best; ``points``. The smallest largest
        regret comes first; no rows where no point is complete.
    """
    places = list(points)
    many = values[choice].n_unique()
    complete = values.group_by([*places, "seed"]).len().filter(pl.col("len") == many).drop("len")
    whole = values.join(complete, on=[*places, "seed"], how="semi", maintain_order="left")
    means = whole.group_by([*places, choice], maintain_order=True).agg(pl.col("value").mean())
    good = better * pl.col("value")
    best = means.filter(good == good.max().over(places)).unique(places, keep="first", maintain_order=True)
    best = best.select(*places, best=pl.col(choice), best_value=pl.col("value"))
    lost = means.join(best, on=places, how="left", maintain_order="left")
    lost = lost.with_columns(regret=(pl.col("best_value") - pl.col("value")).abs())
    table = lost.group_by(choice, maintain_order=True).agg(
        largest=pl.col("regret").max(),
        mean=pl.col("regret").mean(),
        best_share=(pl.col(choice) == pl.col("best")).mean(),
        points=pl.len(),
    )
    table = table.join(_spread(whole, best, places, choice, better), on=choice, how="left")
    columns = [choice, "largest", "mean", "low", "high", "best_share", "points"]
    return table.select(columns).sort("largest", "mean", maintain_order=True)


def _spread(
    values: pl.DataFrame, best: pl.DataFrame, places: list[str], choice: str, better: int
) -> pl.DataFrame:
    """Return the interval over seeds of the mean distance to the choice that is best at each point."""
    named = best.select(*places, pl.col("best").alias(choice))
    reached = values.join(named, on=[*places, choice], how="semi").select(*places, "seed", best_value="value")
    lost = values.join(reached, on=[*places, "seed"], how="left", maintain_order="left")
    lost = lost.with_columns(value=better * (pl.col("best_value") - pl.col("value")))
    by_seed = lost.group_by([choice, "seed"], maintain_order=True).agg(pl.col("value").mean())
    return over_seeds(by_seed, [choice]).select(choice, "low", "high")
