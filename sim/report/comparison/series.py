"""Figures behind the charts: lines over years, last-year values and paired changes, with bands over seeds."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sim.experiments.figures.headlines import window
from sim.experiments.figures.statistics import over_seeds
from sim.units import MONTHS_PER_YEAR

__all__ = ["last_year", "over_years", "paired_change", "summarise"]

SHORT = 36


def over_years(values: pl.DataFrame, counterfactual: str | None = None, period: int = 3) -> pl.DataFrame:
    """Average over periods, then over seeds.

    Parameters
    ----------
    values : polars.DataFrame
        ``scenario``, ``seed``, ``month``, ``value``.
    counterfactual : str or None
        If this scenario has values, a story's band is that of its paired difference from it, around the
        story's mean, and the counterfactual has none. Otherwise every band is that of the level.
    period : int
        Months to average over; a run shorter than three years keeps its months.

    Returns
    -------
    polars.DataFrame
        ``scenario``, ``year`` (middle of the period), ``mean``, ``low``, ``high``. Without a band both
        ends are the mean.
    """
    finite = values.filter(pl.col("value").is_finite())
    months = int(values["month"].max()) + 1 if values.height else 0  # type: ignore[arg-type]
    period = period if months >= SHORT else 1
    middle = (pl.col("month") // period * period + period / 2.0) / MONTHS_PER_YEAR
    averages = (
        finite.with_columns(year=middle)
        .group_by("scenario", "seed", "year", maintain_order=True)
        .agg(pl.col("value").mean())
        .sort("scenario", "year", "seed")
    )
    keys = ["scenario", "year"]
    levels = summarise(averages, keys)
    if counterfactual is None or counterfactual not in levels["scenario"]:
        return levels
    paired = summarise(paired_change(averages, counterfactual, ["year"]), keys)
    half = paired.select(*keys, half=pl.col("high") - pl.col("mean"))
    around = pl.col("half").fill_null(0.0)
    return levels.join(half, on=keys, how="left", maintain_order="left").select(
        *keys, "mean", low=pl.col("mean") - around, high=pl.col("mean") + around
    )


def last_year(values: pl.DataFrame, keys: Sequence[str] = ()) -> pl.DataFrame:
    """Return the mean of ``value`` over the last year by scenario, seed and ``keys``."""
    if not values.height:
        return values.select("scenario", "seed", *keys, "value")
    months = int(values["month"].max()) + 1  # type: ignore[arg-type]
    recent = values.filter((pl.col("month") >= months - window(months)) & pl.col("value").is_finite())
    return recent.group_by("scenario", "seed", *keys, maintain_order=True).agg(pl.col("value").mean())


def paired_change(
    values: pl.DataFrame, counterfactual: str, keys: Sequence[str] = (), *, relative: bool = False
) -> pl.DataFrame:
    """Return each story less the counterfactual on the same seed; divided by it if ``relative``."""
    base = values.filter(pl.col("scenario") == counterfactual).select("seed", *keys, base="value")
    paired = values.filter(pl.col("scenario") != counterfactual).join(
        base, on=["seed", *keys], how="inner", maintain_order="left"
    )
    change = pl.col("value") - pl.col("base")
    return paired.with_columns(value=change / pl.col("base") if relative else change).drop("base")


def summarise(values: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Return mean and 95 per cent band over seeds; with one seed both ends of the band are the mean."""
    summary = over_seeds(values, keys)
    return summary.with_columns(
        pl.coalesce("low", "mean").alias("low"), pl.coalesce("high", "mean").alias("high")
    )
