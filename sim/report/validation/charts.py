"""Charts of the validation card: the model in blue, published figures in black, both on the same axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import polars as pl
from markupsafe import Markup

from sim.report.charts import WIDTH
from sim.report.story_looks import BLUE
from sim.report.svg import INK, TEXT_SIZE, to_svg

__all__ = ["MODEL", "PUBLISHED", "Axis", "by_group", "cloud", "curve", "ranges", "rows_of_points"]

MODEL, PUBLISHED = BLUE, INK
LEFT, RIGHT, BOTTOM = 54, 14, 42
HEIGHT = 250
BAND = 0.16
"""Opacity of bands."""
ROW = 24
"""Pixels a row of a chart with one row an occupation."""


class Axis(NamedTuple):
    """One axis: its words, its ends, its scale, and its ticks where they are given."""

    title: str
    low: float
    high: float
    is_log: bool = False
    ticks: Sequence[float] = ()
    format: str = ".3~f"

    def encode(self, channel: Any, column: str) -> Any:
        """Return ``channel`` (``alt.X`` or ``alt.Y``) for ``column`` on this axis."""
        scale = alt.Scale(
            domain=[self.low, self.high], nice=False, zero=False, type="log" if self.is_log else "linear"
        )
        ticks = {"values": list(self.ticks)} if self.ticks else {"tickCount": 6}
        axis = alt.Axis(format=self.format, grid=True, labelFlush=False, **ticks)
        return channel(f"{column}:Q", title=self.title, scale=scale, axis=axis)


def cloud(
    model: pl.DataFrame,
    published: pl.DataFrame,
    colours: dict[str, str],
    x: Axis,
    y: Axis,
    lines: pl.DataFrame | None = None,
    *,
    joined: bool = True,
) -> Markup:
    """Draw quarters of the model as a cloud, and published ones over it.

    Parameters
    ----------
    model : polars.DataFrame
        ``x``, ``y``.
    published : polars.DataFrame
        ``x``, ``y``, ``period`` (a key of ``colours``), in the order of time.
    colours : dict
        Colour of each period.
    x, y : Axis
        The axes; what lies outside is not drawn.
    lines : polars.DataFrame or None
        Lines from ``x``, ``y`` to ``x_end``, ``y_end`` in ``colour``.
    joined : bool
        Whether published quarters are joined in their order.
    """
    across, upright = x.encode(alt.X, "x"), y.encode(alt.Y, "y")
    paint = alt.Color(
        "period:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))
    )
    seen = published.with_row_index("order").filter(
        pl.col("x").is_between(x.low, x.high), pl.col("y").is_between(y.low, y.high)
    )
    drawn = model.filter(pl.col("x").is_between(x.low, x.high), pl.col("y").is_between(y.low, y.high))
    layers: list[Any] = [
        alt.Chart(drawn)
        .mark_point(filled=True, size=16, color=MODEL, opacity=0.35)
        .encode(x=across, y=upright)
    ]
    base = alt.Chart(seen)
    if joined:
        layers.append(
            base.mark_line(strokeWidth=1.3, opacity=0.9).encode(
                x=across, y=upright, color=paint, order="order:Q"
            )
        )
    layers.append(
        base.mark_point(filled=True, size=18, opacity=0.95 if joined else 0.6).encode(
            x=across, y=upright, color=paint
        )
    )
    if lines is not None:
        layers.append(
            alt.Chart(lines)
            .mark_rule(strokeWidth=2.2)
            .encode(x=across, y=upright, x2="x_end:Q", y2="y_end:Q", color=alt.Color("colour:N", scale=None))
        )
    return _drawn(layers)


def curve(
    model: pl.DataFrame,
    published: pl.DataFrame,
    x: Axis,
    y: Axis,
    *,
    diagonal: bool = False,
    shapes: Sequence[str] = ("circle", "square"),
) -> Markup:
    """Draw a curve of the model with its band, and published points with what they vary by.

    Parameters
    ----------
    model : polars.DataFrame
        ``x``, ``mean``, ``low``, ``high``.
    published : polars.DataFrame
        ``x``, ``y``, ``of`` (which source), and ``least``, ``most``: null where there is no range.
    x, y : Axis
        The axes.
    diagonal : bool
        Draw the line on which all have the same.
    shapes : sequence of str
        Marker of each source, in order.
    """
    across = x.encode(alt.X, "x")
    upright = y.encode(alt.Y, "mean")
    layers: list[Any] = []
    if diagonal:
        ends = pl.DataFrame({"x": [x.low, x.high], "mean": [y.low, y.high]})
        layers.append(
            alt.Chart(ends)
            .mark_line(strokeWidth=1, color="#777777", strokeDash=[3, 3])
            .encode(across, upright)
        )
    base = alt.Chart(model)
    layers += [
        base.mark_area(opacity=BAND, color=MODEL).encode(x=across, y=y.encode(alt.Y, "low"), y2="high:Q"),
        base.mark_line(strokeWidth=2, color=MODEL).encode(x=across, y=upright),
    ]
    over = alt.Chart(published)
    sources = published["of"].unique(maintain_order=True).to_list()
    marks = alt.Shape(
        "of:N", legend=None, scale=alt.Scale(domain=sources, range=list(shapes[: len(sources)]))
    )
    if published["least"].drop_nulls().len():
        layers.append(
            over.mark_rule(strokeWidth=2, color=PUBLISHED, opacity=0.7).encode(
                x=across, y=y.encode(alt.Y, "least"), y2="most:Q"
            )
        )
    layers.append(
        over.mark_point(filled=True, size=44, color=PUBLISHED, opacity=1).encode(
            x=across, y=y.encode(alt.Y, "y"), shape=marks
        )
    )
    return _drawn(layers)


def by_group(rows: pl.DataFrame, y: Axis, x_title: str) -> Markup:
    """Draw the model beside published figures for groups in their order, as ages.

    Parameters
    ----------
    rows : polars.DataFrame
        ``group``, ``published``, ``band_low``, ``band_high`` (null without a band), ``value``, ``low``,
        ``high``.
    y : Axis
        The vertical axis.
    x_title : str
        What the groups are.
    """
    order = rows["group"].to_list()
    across = alt.X(
        "group:N", sort=order, title=x_title, axis=alt.Axis(labelAngle=0, grid=False, labelOverlap=False)
    )
    base = alt.Chart(rows)
    left, right = -7, 7
    layers = [
        base.mark_bar(width=14, color=PUBLISHED, opacity=BAND, xOffset=left).encode(
            x=across, y=y.encode(alt.Y, "band_low"), y2="band_high:Q"
        ),
        base.mark_tick(thickness=2.5, size=16, color=PUBLISHED, orient="horizontal", xOffset=left).encode(
            x=across, y=y.encode(alt.Y, "published")
        ),
        base.mark_rule(strokeWidth=2, color=MODEL, xOffset=right).encode(
            x=across, y=y.encode(alt.Y, "low"), y2="high:Q"
        ),
        base.mark_point(filled=True, size=52, color=MODEL, opacity=1, xOffset=right).encode(
            x=across, y=y.encode(alt.Y, "value")
        ),
    ]
    return _drawn(layers, height=200)


def ranges(rows: pl.DataFrame, x: Axis) -> Markup:
    """Draw the percentiles of published figures and of the model, two lines a row.

    Parameters
    ----------
    rows : polars.DataFrame
        ``label``, ``of`` ("published" or "model"), ``p10``, ``p25``, ``p50``, ``p75``, ``p90``; the labels in
        order from top to bottom.
    x : Axis
        The horizontal axis.
    """
    order = rows["label"].unique(maintain_order=True).to_list()
    upright, beside = _rows(order)
    paint = alt.Color(
        "of:N", legend=None, scale=alt.Scale(domain=["published", "model"], range=[PUBLISHED, MODEL])
    )
    base = alt.Chart(rows)
    layers = [
        base.mark_rule(strokeWidth=1.4).encode(
            x=x.encode(alt.X, "p10"), x2="p90:Q", y=upright, color=paint, **beside
        ),
        base.mark_rule(strokeWidth=5).encode(
            x=x.encode(alt.X, "p25"), x2="p75:Q", y=upright, color=paint, **beside
        ),
        base.mark_tick(thickness=2, size=9, color="white").encode(
            x=x.encode(alt.X, "p50"), y=upright, **beside
        ),
    ]
    return _listed(layers, order)


def rows_of_points(rows: pl.DataFrame, x: Axis) -> Markup:
    """Draw a published and a model point a row, joined by a line.

    Parameters
    ----------
    rows : polars.DataFrame
        ``label``, ``published``, ``value``, ``low``, ``high``; from top to bottom.
    x : Axis
        The horizontal axis.
    """
    order = rows["label"].to_list()
    upright, _ = _rows(order)
    base = alt.Chart(rows)
    layers = [
        base.mark_rule(strokeWidth=1, color="#9a9a9a").encode(
            x=x.encode(alt.X, "published"), x2="value:Q", y=upright
        ),
        base.mark_rule(strokeWidth=3, color=MODEL, opacity=0.4).encode(
            x=x.encode(alt.X, "low"), x2="high:Q", y=upright
        ),
        base.mark_point(filled=True, size=44, color=PUBLISHED, opacity=1).encode(
            x=x.encode(alt.X, "published"), y=upright
        ),
        base.mark_point(filled=True, size=44, color=MODEL, opacity=1).encode(
            x=x.encode(alt.X, "value"), y=upright
        ),
    ]
    return _listed(layers, order, row=18)


def _rows(order: list[str]) -> tuple[Any, dict[str, Any]]:
    """Return the encodings of one row a label, and of two lines within it."""
    upright = alt.Y("label:N", sort=order, title=None, axis=None, scale=alt.Scale(padding=0.25))
    sides = ["published", "model"]
    return upright, {"yOffset": alt.YOffset("of:N", sort=sides, scale=alt.Scale(domain=sides, padding=0.2))}


def _listed(layers: list[Any], order: list[str], row: int = ROW) -> Markup:
    """Write the labels left of a chart of rows, and draw it."""
    left = round(16 + 6.4 * max(len(label) for label in order))
    upright = alt.Y("label:N", sort=order, title=None, axis=None, scale=alt.Scale(padding=0.25))
    names = (
        alt.Chart(pl.DataFrame({"label": order}))
        .mark_text(align="right", baseline="middle", fontSize=TEXT_SIZE, color=INK)
        .encode(x=alt.value(-8), y=upright, text="label:N")
    )
    return to_svg(
        alt.layer(*layers, names),
        width=WIDTH - left - RIGHT,
        height=row * len(order),
        left=left,
        right=RIGHT,
        bottom=BOTTOM,
    )


def _drawn(layers: list[Any], height: int = HEIGHT) -> Markup:
    return to_svg(
        alt.layer(*layers), width=WIDTH - LEFT - RIGHT, height=height, left=LEFT, right=RIGHT, bottom=BOTTOM
    )
