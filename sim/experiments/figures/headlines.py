"""The figures that head every summary, and means of figures over the first and the last year of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from sim.errors import UserError
from sim.experiments.figures.statistics import interval
from sim.records.figures import HEADLINES as NAMES
from sim.records.figures import PER_GPU, PER_GPU_PEAK, Figure, figure
from sim.units import MONTHS_PER_YEAR

__all__ = [
    "HEADLINES", "RATIOS", "headline_series", "headline_table", "headline_values", "means", "window",
    "with_headlines",
]  # fmt: skip

HEADLINES: tuple[Figure, ...] = tuple(map(figure, NAMES))
"""In the units of their columns: a name means one thing in every table."""

RATIOS: tuple[Figure, ...] = (
    PER_GPU["jobs_displaced_per_gpu"]._replace(name="realised_ratio_gross"),
    PER_GPU_PEAK["realised_ratio_gross_peak"],
    PER_GPU["jobs_lost_per_gpu"]._replace(name="realised_ratio_net"),
    PER_GPU_PEAK["realised_ratio_net_peak"],
)
"""What becomes of the claimed ratio, for each GPU that is rented."""


def with_headlines(asked: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return the headline figures, and those that were asked for beside them."""
    known = {one.name for one in HEADLINES}
    return (*HEADLINES, *(one for one in asked if one.name not in known))


def headline_table(found: Sequence[tuple[str, Figure, Sequence[float | None]]]) -> pl.DataFrame:
    """Return scenarios, figures and their values, one a seed, as a table of means and intervals."""
    rows = []
    for scenario, one, values in found:
        known = [value for value in values if value is not None]
        ends = interval(known) if known else (None, None, None)
        rows.append((scenario, one.name, one.label, one.unit, one.digits, *ends))
    text = dict.fromkeys(("scenario", "measure", "label", "unit"), pl.String)
    numbers = dict.fromkeys(("mean", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, {**text, "digits": pl.Int32, **numbers}, orient="row")


def window(months: int) -> int:
    """Return how many months make the first and the last year of a run.

    A run shorter than two years is halved, so that its start and its end do not overlap.
    """
    return max(1, min(MONTHS_PER_YEAR, months // 2))


def means(
    frames: Mapping[str, pl.DataFrame], figures: Sequence[Figure], *, at_end: bool = True
) -> dict[str, float | None]:
    """Return the mean of every figure over the last year of a run, or over its first.

    Parameters
    ----------
    frames : mapping of str to polars.DataFrame
        Result tables of the run.
    figures : sequence of Figure
        That follow from tables.
    at_end : bool
        Over the last year; over the first otherwise.

    Raises
    ------
    UserError
        The tables lack the column of a figure, which a plugin has words for but does not fill.
    """
    found: dict[str, float | None] = {}
    for one in figures:
        if one.table not in frames or one.column not in frames[one.table].columns:
            raise UserError(
                f"figure {one.name}: no indicator fills the column {one.column} of the table {one.table}."
            )
    for table in dict.fromkeys(one.table for one in figures):
        series = frames[table].select(one.value().alias(one.name) for one in figures if one.table == table)
        size = window(series.height)
        found |= (series.tail(size) if at_end else series.head(size)).mean().row(0, named=True)
    return {one.name: found[one.name] for one in figures}


def headline_series(macro: pl.DataFrame) -> pl.DataFrame:
    """Return ``month``, ``year`` and every headline figure in its own unit, from one run's macro table."""
    return macro.select("month", "year", *(one.value().alias(one.name) for one in HEADLINES))


def headline_values(macro: pl.DataFrame, *, at_end: bool = True) -> dict[str, float | None]:
    """Return the mean of every headline figure over the last year of a run, or over its first."""
    return means({"macro": macro}, HEADLINES, at_end=at_end)
