"""A strip beside each target: the band, the published figure, and the model's mean with its interval.

The band takes the middle third, so strips of targets with different units can be read alike; what lies
further out than one more band is drawn as an arrow at the edge.
"""

from __future__ import annotations

import math

from markupsafe import Markup

from sim.report.html import element
from sim.report.story_looks import BLUE, VERMILLION
from sim.report.svg import INK
from sim.report.validation.facts import Held

__all__ = ["BAND", "WIDTH", "place", "strip"]

WIDTH, HEIGHT = 150, 18
BAND = (50.0, 100.0)
"""Where the band begins and ends, pixels."""
EDGE = 5.0
BAND_COLOUR = "#d3e3ef"


def place(value: float, band: tuple[float, float]) -> float:
    """Return the pixel of a value on a strip, not beyond its edges."""
    low, high = band
    inside = (value - low) / ((high - low) or 1.0)
    return min(max(BAND[0] + inside * (BAND[1] - BAND[0]), EDGE), WIDTH - EDGE)


def strip(one: Held) -> Markup:
    """Draw a target; nothing where it has no band or no value."""
    if one.band is None or not math.isfinite(one.value):
        return Markup()
    middle = HEIGHT / 2
    colour = VERMILLION if one.is_miss else BLUE
    published, at = place(one.published, one.band), place(one.value, one.band)
    low, high = one.interval or (one.value, one.value)
    parts = [
        _shape("line", x1=0, x2=WIDTH, y1=middle, y2=middle, stroke="#d5d5d5"),
        _shape("rect", x=BAND[0], y=2, width=BAND[1] - BAND[0], height=HEIGHT - 4, fill=BAND_COLOUR),
        _shape("line", x1=published, x2=published, y1=2, y2=HEIGHT - 2, stroke=INK, stroke_width=1.5),
        _shape(
            "line", x1=place(low, one.band), x2=place(high, one.band), y1=middle, y2=middle, stroke=colour,
            stroke_width=2.5,
        ),
    ]  # fmt: skip
    if at in (EDGE, WIDTH - EDGE):
        tip, back = (0.5, 9.0) if at == EDGE else (WIDTH - 0.5, WIDTH - 9.0)
        points = f"{tip:.1f},{middle:.1f} {back:.1f},{middle - 5:.1f} {back:.1f},{middle + 5:.1f}"
        parts.append(_shape("polygon", points=points, fill=colour))
    else:
        parts.append(_shape("circle", cx=at, cy=middle, r=4.2, fill=colour))
    opening = Markup('<svg class="strip" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">')
    return opening.format(WIDTH, HEIGHT) + Markup("").join(parts) + Markup("</svg>")


def _shape(tag: str, **attributes: float | str) -> Markup:
    written = {
        name: value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
        for name, value in attributes.items()
    }
    return element(tag, **written)
