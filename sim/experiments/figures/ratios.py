"""What becomes of the claim: jobs for each GPU, gross and net, as a path with its peak; and two tests of it.

One definition a figure. The *technical ratio* is a parameter: workers whose automatable tasks a GPU does. The
*realised ratios* are results, held against the same economy without AI on the same seed:

* ``counted``: jobs' worth of tasks that GPUs do alone, and of labour that they save people, at the output
  there is. It grows with output, so it may exceed what there were jobs for.
* ``gross``: the same shares of the work at the output without AI.
* ``net``: the jobs that are missing in the end, less than ``gross`` by what new tasks and the change of
  output give back.

Each for a GPU that is rented (``used``) and for one in service (``owned``), idle ones and training included.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from sim.experiments.figures.headlines import window

__all__ = [
    "BASE",
    "GPUS",
    "MEASURES",
    "NEEDED",
    "average",
    "jobs_per_gpu",
    "peak",
    "stock_test",
    "values",
    "yearly",
]

MEASURES = ("counted", "gross", "net")
GPUS: Mapping[str, str] = MappingProxyType({"used": "gpus_used", "owned": "gpus"})
"""By which GPUs jobs are divided, and the column that counts these."""
NEEDED = (
    "employment", "displaced_jobs", "reinstated_jobs", "assisted_jobs", "gpus_used", "gpus",
)  # fmt: skip
"""Columns of a macro table that the ratios follow from."""
BASE = "employment base"
"""Column with employment without AI."""


def values(measure: str, gpus: str, *, base: str = BASE) -> pl.Expr:
    """Return a realised ratio as an expression of the columns ``NEEDED`` and ``base``; null without GPUs.

    Parameters
    ----------
    measure : str
        Of ``MEASURES``.
    gpus : str
        Of ``GPUS``.
    base : str
        Column with employment without AI.
    """
    taken = pl.col("displaced_jobs").fill_null(0.0) + pl.col("assisted_jobs").fill_null(0.0)
    effort = pl.col("employment") + taken - pl.col("reinstated_jobs").fill_null(0.0)
    jobs = {
        "counted": taken,
        "gross": taken / effort * pl.col(base),
        "net": pl.col(base) - pl.col("employment"),
    }[measure]
    ratio = jobs / pl.col(GPUS[gpus])
    return pl.when(ratio.is_finite()).then(ratio)


def jobs_per_gpu(story: pl.DataFrame, counterfactual: pl.DataFrame) -> pl.DataFrame:
    """Return the realised ratios month by month.

    Parameters
    ----------
    story, counterfactual : polars.DataFrame
        Macro tables on one seed.

    Returns
    -------
    polars.DataFrame
        ``month``, ``year``, ``measure``, ``gpus``, ``value``.
    """
    both = story.select("month", "year", *NEEDED).with_columns(counterfactual["employment"].alias(BASE))
    return _long(both, ["month", "year"])


def average(
    story: pl.DataFrame, counterfactual: pl.DataFrame, *, gpus: str = "used"
) -> dict[str, float | None]:
    """Return the realised ratios over all months of two macro tables: jobs over GPUs, by measure."""
    both = story.select(NEEDED).with_columns(counterfactual["employment"].alias(BASE)).mean()
    return both.select(**{measure: values(measure, gpus) for measure in MEASURES}).row(0, named=True)


def yearly(story: pl.DataFrame, counterfactual: pl.DataFrame) -> pl.DataFrame:
    """Return the realised ratios year by year: jobs of a year over GPUs of that year.

    The first months, with few GPUs, weigh as little as they should. The last year is the one of the headline
    figures; a run shorter than two years has two halves.

    Parameters
    ----------
    story, counterfactual : polars.DataFrame
        Macro tables on one seed.

    Returns
    -------
    polars.DataFrame
        ``year`` (from 1), ``measure``, ``gpus``, ``value``.
    """
    both = story.select(NEEDED).with_columns(counterfactual["employment"].alias(BASE))
    size, months = window(both.height), both.height
    # counted from the end, so that the last one is the last year also where months are left over
    n_years = -(-months // size)
    year = n_years - (months - 1 - pl.int_range(months)) // size
    means = both.with_columns(year=year).group_by("year", maintain_order=True).mean()
    return _long(means, ["year"])


def peak(years: pl.DataFrame) -> pl.DataFrame:
    """Return the year in which every ratio is highest, from means over seeds.

    Parameters
    ----------
    years : polars.DataFrame
        ``scenario``, ``year``, ``measure``, ``gpus``, ``mean``: the peak is that of the mean path, since the
        mean of every seed's own peak would be chance in part.

    Returns
    -------
    polars.DataFrame
        The rows of the peaks.
    """
    keys = ["scenario", "measure", "gpus"]
    known = years.filter(pl.col("mean").is_finite())
    return known.sort("mean", descending=True, maintain_order=True).unique(
        keys, keep="first", maintain_order=True
    )


def stock_test(macro: pl.DataFrame, claim: float) -> float:
    """Return what the claim would mean for the GPUs of today: their workers over the jobs of today.

    Parameters
    ----------
    macro : polars.DataFrame
        Of a story.
    claim : float
        Workers for one GPU.
    """
    gpus, jobs = macro.select("gpus", "employment").row(0)
    return float(claim * gpus / jobs)


def _long(both: pl.DataFrame, clock: list[str]) -> pl.DataFrame:
    found = [
        both.select(*clock, measure=pl.lit(measure), gpus=pl.lit(gpus), value=values(measure, gpus))
        for measure in MEASURES
        for gpus in GPUS
    ]
    return pl.concat(found)
