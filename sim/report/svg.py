"""From an Altair chart to a drawing in the page: one small ``svg`` element with a title and a description.

vl-convert draws without a browser and without the internet. A drawing carries the figures that it shows as
CSV in its element ``metadata``: who saves the drawing has them, and the page offers them by themselves.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import altair as alt
import polars as pl
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from sim.records.safe_text import as_csv

__all__ = ["GRID", "INK", "LINE", "TEXT_SIZE", "describe", "labels_beside", "to_svg", "unchecked"]

unchecked = debug_mode(False)
"""Decorates what draws a page: altair then holds no part of a chart, as it is made, against its schema.

That takes longer than the drawing; tests of charts and pages do it.
"""
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
INK = "#1a1a1a"
GRID = "#e3e3e3"
TEXT_SIZE = 12
LINE = 14.0
"""Pixels from line to line."""
PARTS = {
    "axis": {
        "labelFontSize": TEXT_SIZE,
        "titleFontSize": TEXT_SIZE,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": GRID,
        "domain": False,
        "tickColor": GRID,
        "labelPadding": 4,
    },
    "view": {"stroke": None},
}
"""How axes and the frame of a drawing look."""
DIGITS = 6
"""Significant digits of the figures that a drawing carries: more than anybody sees, few enough for a page."""


def describe(svg: Markup, title: str, description: str) -> Markup:
    """Make a drawing readable without eyes: one image with a title, unique on the page, and a description."""
    name = "chart-" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    opening, rest = svg.split(">", 1)
    return Markup(
        '<svg role="img" aria-labelledby="{0}-title {0}-description" focusable="false" class="chart" {1}>'
        '<title id="{0}-title">{2}</title><desc id="{0}-description">{3}</desc>{4}'
    ).format(name, opening.removeprefix("<svg").strip(), title, description, rest)


def to_svg(
    chart: Any,
    *,
    width: int,
    height: int,
    left: int,
    right: int,
    bottom: int = 24,
    data: pl.DataFrame | None = None,
) -> Markup:
    """Draw ``chart`` as one small ``svg`` element whose names clash with no other drawing on the page.

    Parameters
    ----------
    chart : altair.Chart
        What is drawn.
    width, height : int
        Of the plot, pixels.
    left, right, bottom : int
        Room around it.
    data : polars.DataFrame or None
        The figures that it shows; by default the largest table of the chart.
    """
    import vl_convert

    # set in the finished specification: each of altair's methods would copy the chart and all its data
    specification = chart.to_dict(validate=False)
    specification |= {
        "width": width,
        "height": height,
        "padding": {"left": left, "right": right, "top": 8, "bottom": bottom},
        "autosize": {"type": "none"},
    }
    config = specification.get("config", {})
    parts = {part: config.get(part, {}) | values for part, values in PARTS.items()}
    specification["config"] = config | parts | {"font": FONT, "background": "transparent", "aria": False}
    opening, rest = _own_clips(_compact(str(vl_convert.vegalite_to_svg(specification)))).split(">", 1)
    shown = data if data is not None else _largest(specification)
    return Markup(f"{opening}>") + _metadata(shown) + Markup(rest)


def _metadata(data: pl.DataFrame) -> Markup:
    numbers = data.with_columns(pl.col(pl.Float64).round_sig_figs(DIGITS)) if data.width else data
    return Markup("<metadata>{}</metadata>").format(as_csv(numbers).decode()) if data.height else Markup()


def _largest(specification: dict[str, Any]) -> pl.DataFrame:
    """Return the table of a chart that has most rows."""
    tables = specification.get("datasets", {}).values()
    return pl.DataFrame(max(tables, key=len, default=[]), infer_schema_length=None, strict=False)


def _own_clips(svg: str) -> str:
    """Name what parts of a drawing are clipped to after the drawing: the page has other drawings."""
    name = hashlib.sha256(svg.encode()).hexdigest()[:8]
    return re.sub(r'(id="|url\(#)clip(\d+)', rf"\g<1>clip-{name}-\2", svg)


def _compact(svg: str) -> str:
    """Drop what a page does not need: namespaces, fixed size, hidden paths, digits nobody sees."""
    svg = re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg)
    svg = re.sub(r'(<svg[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", svg, count=1)
    svg = re.sub(r' (class|version|pointer-events|aria-[a-z]+|role)="[^"]*"', "", svg)
    svg = re.sub(r'<path d="" display="none"/>| stroke-dasharray="1,0"', "", svg)
    return re.sub(r"<[^>]+>", lambda tag: re.sub(r"\d+\.\d{3,}", lambda n: f"{float(n[0]):.1f}", tag[0]), svg)


def labels_beside(labels: pl.DataFrame, rows: alt.Y) -> list[alt.Chart]:
    """Return layers with the labels left of bars, each around the middle of its bar.

    Parameters
    ----------
    labels : polars.DataFrame
        Column ``label``, a line feed between lines.
    rows : altair.Y
        Places of the bars.
    """
    by_lines = labels.group_by(pl.col("label").str.count_matches("\n").alias("more"), maintain_order=True)
    look: dict[str, Any] = {"align": "right", "fontSize": TEXT_SIZE, "color": INK, "lineBreak": "\n"}
    return [
        alt.Chart(alike).mark_text(lineHeight=LINE, dy=-LINE * int(str(more)) / 2.0, **look).encode(
            x=alt.value(-6), y=rows, text="label:N"
        )
        for (more,), alike in by_lines
    ]  # fmt: skip
