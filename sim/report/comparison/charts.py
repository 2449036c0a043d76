"""Charts of the comparison alone: the change in employment as stacked bars, shares as stacked areas."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt
import polars as pl
from markupsafe import Markup

from sim.report.charts import LEFT, WIDTH, names, signed_axis, whole_ticks
from sim.report.letters import short_labels, width_of
from sim.report.story_looks import Story
from sim.report.svg import INK, TEXT_SIZE, to_svg

__all__ = ["stacked_areas", "stacked_bars"]


def stacked_bars(
    parts: pl.DataFrame,
    totals: pl.DataFrame,
    colours: dict[str, str],
    stories: Sequence[Story],
    number_format: str,
) -> Markup:
    """Draw one bar of stacked parts per story and a diamond for their sum.

    Parameters
    ----------
    parts : polars.DataFrame
        Columns ``scenario``, ``part``, ``value``: above zero they stack to the right, below zero to the left.
    totals : polars.DataFrame
        Columns ``scenario``, ``value``, ``low``, ``high``.
    colours : dict
        Colour of each part, in the order of stacking.
    stories : sequence of Story
        Rows from top to bottom.
    number_format : str
        d3 format of the horizontal axis.

    Returns
    -------
    str
        An ``svg`` element.
    """
    shown = [story for story in stories if story.name in set(parts["scenario"].unique())]
    labels = short_labels([story.label for story in shown])
    widths = [*(width_of(label, bold=True) for label in labels), *map(width_of, totals["words"])]
    left, row_height = math.ceil(14 + max(widths)), 48
    bounds = _stack(parts, list(colours))
    reach_low = min(0.0, float(bounds["start"].min()), float(totals["low"].min()))  # type: ignore[arg-type]
    reach_high = max(0.0, float(bounds["end"].max()), float(totals["high"].max()))  # type: ignore[arg-type]
    pad = 0.03 * ((reach_high - reach_low) or 1.0)
    across = alt.Scale(domain=[reach_low - pad, reach_high + pad], nice=False, zero=False)
    rows = alt.Y("scenario:N", sort=names(shown), title=None, axis=None, scale=alt.Scale(padding=0.3))
    paint = alt.Color(
        "part:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))
    )
    words = totals.join(
        pl.DataFrame({"scenario": names(shown), "label": labels}),
        on="scenario",
    )
    base = alt.Chart(words)
    layers = [
        alt.Chart(bounds)
        .mark_bar(stroke="white", strokeWidth=1)
        .encode(
            x=alt.X("start:Q", scale=across, title=None, axis=signed_axis(number_format, 5)),
            x2="end:Q",
            y=rows,
            color=paint,
        ),
        alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=INK).encode(x=alt.X("zero:Q", scale=across)),
        base.mark_rule(color="white", strokeWidth=5).encode(
            x=alt.X("low:Q", scale=across), x2="high:Q", y=rows
        ),
        base.mark_rule(color=INK, strokeWidth=2).encode(x=alt.X("low:Q", scale=across), x2="high:Q", y=rows),
        base.mark_point(
            shape="diamond", size=110, fill=INK, stroke="white", strokeWidth=1.5, opacity=1
        ).encode(x=alt.X("value:Q", scale=across), y=rows),
        base.mark_text(align="right", fontSize=TEXT_SIZE, fontWeight="bold", color=INK, dy=-7).encode(
            x=alt.value(-8), y=rows, text="label:N"
        ),
        base.mark_text(align="right", fontSize=TEXT_SIZE, color=INK, dy=8).encode(
            x=alt.value(-8), y=rows, text="words:N"
        ),
    ]
    net = totals.select("scenario", "value", "low", "high", part=pl.lit("total"))
    figures = pl.concat([parts.select("scenario", "part", "value"), net], how="diagonal")
    return to_svg(
        alt.layer(*layers), width=WIDTH - left - 24, height=row_height * len(shown), left=left, right=24,
        data=figures,
    )  # fmt: skip


def stacked_areas(
    parts: pl.DataFrame, colours: dict[str, str], *, x_range: tuple[float, float], reach: float
) -> Markup:
    """Draw parts over the years, one on top of the other.

    Parameters
    ----------
    parts : polars.DataFrame
        Columns ``part``, ``year``, ``value``; none below zero.
    colours : dict
        Colour of each part, from the bottom up.
    x_range : tuple of float
        Ends of the horizontal axis.
    reach : float
        Upper end of the vertical axis.

    Returns
    -------
    str
        An ``svg`` element.
    """
    order = {part: place for place, part in enumerate(colours)}
    stacked = (
        parts.with_columns(place=pl.col("part").replace_strict(order, return_dtype=pl.Int64))
        .sort("year", "place")
        .with_columns(top=pl.col("value").cum_sum().over("year"))
        .with_columns(bottom=pl.col("top") - pl.col("value"))
    )
    upright = alt.Scale(domain=[0.0, 1.05 * reach], nice=False)
    areas = (
        alt.Chart(stacked)
        .mark_area(stroke="white", strokeWidth=0.6)
        .encode(
            x=alt.X(
                "year:Q",
                title="Year",
                scale=alt.Scale(domain=list(x_range), nice=False, zero=False),
                axis=alt.Axis(values=whole_ticks(*x_range), format="d", grid=False),
            ),
            y=alt.Y("bottom:Q", scale=upright, title=None, axis=signed_axis(",~f", 5)),
            y2="top:Q",
            color=alt.Color(
                "part:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))
            ),
        )
    )
    width, right = WIDTH - LEFT - 24, 24
    return to_svg(areas, width=width, height=200, left=LEFT, right=right, bottom=38, data=parts)


def _stack(parts: pl.DataFrame, order: Sequence[str]) -> pl.DataFrame:
    rows = []
    for (scenario,), group in parts.group_by(["scenario"], maintain_order=True):
        values = dict(zip(group["part"], group["value"], strict=True))
        below = above = 0.0
        for part in order:
            value = float(values.get(part, 0.0))
            start = below if value < 0 else above
            rows.append((scenario, part, min(start, start + value), max(start, start + value)))
            if value < 0:
                below += value
            else:
                above += value
    return pl.DataFrame(rows, schema=["scenario", "part", "start", "end"], orient="row")
