"""The ratio that a story has in fact: jobs lost for each GPU that serves inference."""

from __future__ import annotations

import polars as pl

from sim.units import MONTHS_PER_YEAR

__all__ = ["jobs_per_gpu", "last_year_ratios"]


def jobs_per_gpu(story: pl.DataFrame, counterfactual: pl.DataFrame) -> pl.DataFrame:
    """Return jobs lost per inference GPU, gross and net.

    Parameters
    ----------
    story, counterfactual : polars.DataFrame
        Macro tables on one seed.

    Returns
    -------
    polars.DataFrame
        ``month``, ``year``, ``measure``, ``value``: ``gross``, jobs' worth of tasks that GPUs do alone, and
        ``net``, employment of the counterfactual less that of the story; null where there is no GPU.
    """
    gpus = story["gpus_inference"]
    lost = counterfactual["employment"] - story["employment"]
    both = story.select("month", "year", gross=story["displaced_jobs"] / gpus, net=lost / gpus)
    both = both.with_columns(pl.when(pl.col("gross", "net").is_finite()).then(pl.col("gross", "net")))
    return both.unpivot(["gross", "net"], index=["month", "year"], variable_name="measure")


def last_year_ratios(jobs: pl.DataFrame) -> dict[str, float | None]:
    """Return the means of ``jobs_per_gpu`` over the last year, by the names of the headline ratios."""
    found = {}
    for measure in ("gross", "net"):
        mean = jobs.filter(pl.col("measure") == measure)["value"].tail(MONTHS_PER_YEAR).mean()
        found[f"realised_ratio_{measure}"] = mean if isinstance(mean, float) else None
    return found
