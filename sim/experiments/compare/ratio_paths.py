"""The realised ratios of a comparison: of every story and seed, by month or by year, and their summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from sim.experiments.figures.ratios import jobs_per_gpu, peak, yearly
from sim.experiments.figures.statistics import over_seeds
from sim.experiments.run.run import Results

__all__ = ["headline_ratio", "paths", "summary"]


def paths(
    runs: Mapping[tuple[str, int], Results], names: Sequence[str], *, by_year: bool = False
) -> pl.DataFrame:
    """Return the realised ratios of every story and seed.

    Parameters
    ----------
    runs : mapping of (str, int) to Results
        By scenario and seed.
    names : sequence of str
        The counterfactual, then the stories.
    by_year : bool
        Jobs of a year over GPUs of that year, instead of every month.
    """
    base, *stories = names
    parts = []
    for (name, seed), results in runs.items():
        if name in stories:
            found = (yearly if by_year else jobs_per_gpu)(results.macro, runs[base, seed].macro)
            key = [pl.lit(name).alias("scenario"), pl.lit(seed, pl.Int64).alias("seed")]
            parts.append(found.select(*key, pl.all()))
    return pl.concat(parts).sort("seed", maintain_order=True)


def summary(values: pl.DataFrame, stories: Sequence[str], *, by_year: bool = False) -> pl.DataFrame:
    """Return mean and interval over seeds of what ``paths`` returns, story by story."""
    clock = ["year"] if by_year else ["month", "year"]
    found = over_seeds(values, ["scenario", *clock, "measure", "gpus"])
    order = pl.col("scenario").cast(pl.Enum([*stories]))
    return found.sort(order, "measure", "gpus", clock[0], maintain_order=True)


def headline_ratio(years: pl.DataFrame, name: str, figure: str) -> list[float | None]:
    """Return a headline ratio of one story, one value a seed: of the last year, or of the highest.

    Parameters
    ----------
    years : polars.DataFrame
        From ``paths``, by year.
    name : str
        The story.
    figure : str
        ``realised_ratio_net``, or ``realised_ratio_net_peak``.
    """
    measure = figure.removeprefix("realised_ratio_").removesuffix("_peak")
    mine = years.filter(pl.col("scenario") == name, pl.col("measure") == measure, pl.col("gpus") == "used")
    year = mine["year"].max()
    if figure.endswith("_peak"):
        highest = peak(over_seeds(mine, ["scenario", "year", "measure", "gpus"]))
        year = highest["year"].item() if highest.height else year
    return mine.filter(pl.col("year") == year).sort("seed")["value"].to_list()
