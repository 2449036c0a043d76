"""From an Altair chart to a drawing in the page: one small ``svg`` element with a title and a description.

vl-convert draws without a browser and without the internet.
"""

from __future__ import annotations

import re
from typing import Any

from altair.utils.schemapi import debug_mode
from markupsafe import Markup

__all__ = ["GRID", "INK", "TEXT_SIZE", "describe", "to_svg", "unchecked"]

unchecked = debug_mode(False)
"""Decorates what draws a page: altair then holds no part of a chart, as it is made, against its schema.

That takes longer than the drawing; tests of charts and pages do it.
"""
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"
INK = "#1a1a1a"
GRID = "#e3e3e3"
TEXT_SIZE = 12
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


def describe(svg: Markup, title: str, description: str) -> Markup:
    """Make a drawing readable without eyes: one image with a title, unique on the page, and a description."""
    name = "chart-" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    opening, rest = svg.split(">", 1)
    return Markup(
        '<svg role="img" aria-labelledby="{0}-title {0}-description" focusable="false" class="chart" {1}>'
        '<title id="{0}-title">{2}</title><desc id="{0}-description">{3}</desc>{4}'
    ).format(name, opening.removeprefix("<svg").strip(), title, description, rest)


def to_svg(chart: Any, *, width: int, height: int, left: int, right: int, bottom: int = 24) -> Markup:
    """Draw ``chart`` as one small ``svg`` element whose names clash with no other drawing on the page."""
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
    return Markup(_compact(str(vl_convert.vegalite_to_svg(specification))))


def _compact(svg: str) -> str:
    """Drop what a page does not need: namespaces, fixed size, hidden paths, digits nobody sees."""
    svg = re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg)
    svg = re.sub(r'(<svg[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", svg, count=1)
    svg = re.sub(r' (class|version|pointer-events|aria-[a-z]+|role)="[^"]*"', "", svg)
    svg = re.sub(r'<path d="" display="none"/>| stroke-dasharray="1,0"', "", svg)
    return re.sub(r"<[^>]+>", lambda tag: re.sub(r"\d+\.\d{3,}", lambda n: f"{float(n[0]):.1f}", tag[0]), svg)
