"""What all figures of the validation card share: the model's curves over seeds, keys, notes, tables."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import over_seeds
from sim.experiments.validation.published import source_of
from sim.experiments.validation.validate import Validation
from sim.report.html import figure, key_of, table
from sim.report.svg import describe
from sim.report.validation.charts import MODEL, PUBLISHED
from sim.report.validation.facts import Held
from sim.report.wording import band, number

__all__ = [
    "BOTH", "drawn_figure", "figures_table", "model_curve", "over_runs", "points_of", "said_of",
    "sources_note",
]  # fmt: skip

BOTH = {"published": PUBLISHED, "model": MODEL}
"""Key of a chart with two colours."""


def points_of(validation: Validation, runs: str, chart: str) -> pl.DataFrame:
    """Return the points of one chart of the cross-sections, a row a seed and point."""
    return validation.sections.filter(
        (pl.col("runs") == runs) & (pl.col("chart") == chart) & pl.col("value").is_finite()
    )


def over_runs(points: pl.DataFrame, keys: list[str], scale: float = 1.0) -> pl.DataFrame:
    """Return ``keys``, ``mean``, ``low``, ``high`` over seeds; with one seed both ends are the mean."""
    found = over_seeds(points.with_columns(value=scale * pl.col("value")), keys)
    return found.with_columns(pl.col(end).fill_nan(None).fill_null(pl.col("mean")) for end in ("low", "high"))


def model_curve(validation: Validation, runs: str, chart: str, scale: float = 1.0) -> pl.DataFrame:
    """Return a curve of the model: ``group``, ``x``, ``mean``, ``low``, ``high`` over seeds."""
    return over_runs(points_of(validation, runs, chart), ["group", "x"], scale)


def drawn_figure(
    title: str,
    unit: str,
    drawing: Markup,
    description: str,
    *,
    colours: dict[str, str] | None = None,
    rows: Markup | str = "",
    note: str = "",
) -> Markup:
    """Return a chart with its key, its figures and a note."""
    shown = key_of(colours or BOTH) + describe(drawing, title, description)
    return figure(title, unit, shown, rows, note)


def figures_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    """Return the figures behind a chart."""
    return table(caption, head, rows)


def said_of(one: Held | None) -> str:
    """Say a target in words: the model's mean with its interval, and the published figure."""
    if one is None:
        return ""
    limits = band(*one.interval, one.digits) if one.interval else ""
    within = f" ({limits})" if limits else ""
    shown = number(one.value, one.digits)
    return f"{one.label}: model {shown}{within}, published {number(one.published, one.digits)}, {one.period}."


def sources_note(*names: str) -> str:
    """Say where the published series of a chart come from."""
    return "Source: " + " ".join(source_of(name) for name in names)
