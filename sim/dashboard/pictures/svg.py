"""Small vector drawings written as text: the page redraws all its views several times a second.

A drawing takes a millisecond, needs nothing in the browser, and has a fixed size, so that nothing on the page
moves when its content does. Every drawing carries a title and a description for those who do not see it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from sim.report.story_looks import VERMILLION
from sim.units import MONTHS_PER_YEAR

__all__ = [
    "BLOCK", "FUTURE", "GHOST", "GRID", "INK", "PANEL", "SOFT", "WIDE", "Line", "Range", "area", "bar_rows",
    "circle", "line", "line_chart", "path", "picture", "rect", "text", "ticks",
]  # fmt: skip

INK, SOFT, GRID, PAPER = "#1a1a1a", "#555555", "#e3e3e3", "#ffffff"
FUTURE = VERMILLION
"""Colour of the chosen future; the one it is held against is black and dotted everywhere."""
GHOST = "#b9bec4"
FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
PANEL = (300, 172)
"""Width and height of a small chart; the unit is about a pixel."""

WIDE = (460, 330)
"""Width and height of a large one."""


BLOCK = 3
"""Months that a shaded area takes together: with a corner for each, pages would be a third heavier."""


@dataclass(frozen=True)
class Line:
    """One line of a chart: a value for every month from month 0.

    Parameters
    ----------
    label : str
        What it is.
    values : sequence of float
        In the unit of the axis.
    colour, dash, width : str, str, float
        The look.
    told : bool
        Whether its value is read out where the pointer is.
    band : sequence of (float, float)
        Ends of a shaded area around it, for every month.
    """

    label: str
    values: Sequence[float]
    colour: str
    dash: str = ""
    width: float = 2.2
    told: bool = True
    band: Sequence[tuple[float, float]] = ()


class Range:
    """Ends of an axis that only ever grow, so that a chart does not jump while it is watched."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    @classmethod
    def around(cls, lines: Sequence[Line]) -> Range:
        """Return ends around the values of ``lines``; 0 to 1 while there are none."""
        values = _covered(lines)
        if not values:
            return cls(0.0, 1.0)
        lowest, highest = min(values), max(values)
        room = 0.5 * (highest - lowest) or 0.1 * abs(highest) or 1.0
        return cls(0.0 if 0.0 <= lowest < room else lowest - room, highest + room)

    def cover(self, lines: Sequence[Line]) -> tuple[float, float]:
        """Include all values, and return the ends."""
        values = _covered(lines)
        if values:
            span, lowest, highest = self.high - self.low, min(values), max(values)
            if highest > self.high:
                self.high = highest + 0.2 * (highest - self.low)
            if lowest < self.low:
                below = lowest - 0.2 * span
                self.low = 0.0 if lowest >= 0.0 > below else below
        return self.low, self.high


def _covered(lines: Sequence[Line]) -> list[float]:
    """Return every value that an axis must have room for."""
    values = [value for one in lines for value in one.values]
    return values + [end for one in lines for ends in one.band for end in ends]


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Return round numbers between ``low`` and ``high``, about ``count`` of them.

    >>> ticks(0.0, 10.0)
    [0.0, 2.5, 5.0, 7.5, 10.0]
    """
    rough = (high - low) / max(1, count)
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * part for part in (1.0, 2.0, 2.5, 5.0, 10.0) if size * part >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(place * step, 12) for place in range(first, last + 1)]


def picture(size: tuple[int, int], title: str, description: str, parts: Sequence[str], more: str = "") -> str:
    """Put the parts of a drawing together."""
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="{FONT}" font-size="12" fill="{INK}" {more}>'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = 12,
    colour: str = INK,
    more: str = "",
) -> str:
    """Write words; ``y`` is the base line."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" fill="{colour}" {more}>'
        f"{escape(words)}</text>"
    )


def line(
    x1: float, y1: float, x2: float, y2: float, *, colour: str = GRID, width: float = 1, more: str = ""
) -> str:
    """Draw a straight line."""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}" {more}/>'
    )


def rect(
    x: float, y: float, width: float, height: float, *, fill: str, more: str = "", title: str = ""
) -> str:
    """Draw a filled box, with words that appear where the pointer rests."""
    shape = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" {more}'
    return f"{shape}><title>{escape(title)}</title></rect>" if title else f"{shape}/>"


def circle(x: float, y: float, radius: float, *, fill: str, more: str = "", title: str = "") -> str:
    """Draw a disc, with words that appear where the pointer rests."""
    shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" {more}'
    return f"{shape}><title>{escape(title)}</title></circle>" if title else f"{shape}/>"


def path(
    points: Sequence[tuple[float, float]], *, colour: str, width: float, dash: str = "", more: str = ""
) -> str:
    """Draw a line through points."""
    if not points:
        return ""
    route = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = f'stroke-dasharray="{dash}" ' if dash else ""
    return (
        f'<path d="{route}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round" '
        f"{dashes}{more}/>"
    )


def area(points: Sequence[tuple[float, float]], *, fill: str) -> str:
    """Shade what is inside of points; nothing where there are none."""
    route = "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<path d="M{route}Z" fill="{fill}" fill-opacity="0.18" class="tf-band"/>' if points else ""


def line_chart(
    lines: Sequence[Line],
    *,
    title: str,
    months: int,
    ends: tuple[float, float],
    write: Callable[[float], str],
    tell: Callable[[float], str] | None = None,
    size: tuple[int, int] = PANEL,
    marks: Sequence[tuple[int, str]] = (),
    left: int = 46,
    labels: bool = False,
) -> str:
    """Draw lines over the months of a run.

    Parameters
    ----------
    lines : sequence of Line
        The last one is on top.
    title : str
        What is shown.
    months : int
        Months on the horizontal axis.
    ends : tuple of float
        Ends of the vertical axis.
    write, tell : callable
        Write a value on the axis, and where it is read out; the second is the first if not given.
    size : tuple of int
        Width and height.
    marks : sequence of (int, str)
        Months in which the visitor changed a policy, and how.
    left : int
        Room for the numbers of the vertical axis.
    labels : bool
        Write the names of the lines at their ends.

    Returns
    -------
    str
        An ``svg`` element; the page reads its values from ``data-lines`` where the pointer is.
    """
    width, height = size
    right, top, bottom = width - (116 if labels else 10), 8, height - 22
    low, high = ends
    step, rise = (right - left) / max(1, months - 1), (bottom - top) / (high - low)

    def across(month: float) -> float:
        return left + step * month

    def upright(value: float) -> float:
        return bottom - rise * (value - low)

    parts = []
    for tick in ticks(low, high):
        y = upright(tick)
        parts += [line(left, y, right, y), text(left - 5, y + 4, write(tick), anchor="end", size=11.5)]
    years = max(1, months // MONTHS_PER_YEAR)
    for year in range(0, years + 1, 5 if years > 8 else 1):
        x = across(MONTHS_PER_YEAR * year if year else 0)
        anchor = "middle" if year < years else "end"
        label = f"year {year}" if year == 0 else str(year)
        parts.append(
            text(min(x, right), height - 6, label, anchor="start" if year == 0 else anchor, size=11.5)
        )
    for month, words in marks:
        x = across(month)
        parts.append(
            f"<g><title>{escape(words)}</title>"
            + line(x, top, x, bottom, colour=SOFT, more='stroke-dasharray="1,2"')
            + f'<path d="M{x - 4:.1f},{top - 5}h8l-4,6z" fill="{SOFT}"/></g>'
        )
    for one in lines:
        blocks = [(month, one.band[month : month + BLOCK + 1]) for month in range(0, len(one.band), BLOCK)]
        edge = [(across(month), upright(min(ends)[0])) for month, ends in blocks]
        edge += [(across(month), upright(max(end for _, end in ends))) for month, ends in blocks[::-1]]
        parts.append(area(edge, fill=one.colour))
    named: list[tuple[float, float, Line]] = []
    for one in lines:
        points = [(across(month), upright(value)) for month, value in enumerate(one.values)]
        parts.append(path(points, colour=one.colour, width=one.width, dash=one.dash))
        if points and one.told:
            parts.append(circle(*points[-1], 3, fill=one.colour))
        if points and labels:
            named.append((min(max(points[-1][1], top), bottom), points[-1][0], one))
    parts += _names(named, right)
    tell = tell or write
    told = [[one.label, one.colour, [tell(value) for value in one.values]] for one in lines if one.told]
    now = "; ".join(f"{one.label} {tell(one.values[-1])}" for one in lines if one.told and len(one.values))
    data = escape(json.dumps(told, ensure_ascii=False, separators=(",", ":")), quote=True)
    more = (
        f'data-lines="{data}" data-left="{left / width:.4f}" data-right="{right / width:.4f}" '
        f'data-months="{months}"'
    )
    return picture(size, title, f"Line chart over {years} years. Now: {now or 'nothing yet'}.", parts, more)


def _names(named: list[tuple[float, float, Line]], right: float) -> list[str]:
    """Write the names of lines beside their ends, one below the other where these meet."""
    parts, lowest = [], -math.inf
    for y, x, one in sorted(named, key=lambda end: end[0]):
        place = max(y, lowest + 14)
        lowest = place
        tie = line(x + 4, y, right + 10, place, colour=one.colour, width=0.8)
        dashes = f'stroke-dasharray="{one.dash}"' if one.dash else ""
        key = line(right + 10, place, right + 20, place, colour=one.colour, width=one.width, more=dashes)
        parts += [tie, key, text(right + 24, place + 4, one.label, size=11.5)]
    return parts


def bar_rows(
    rows: Sequence[tuple[str, float, str, str]],
    *,
    title: str,
    size: tuple[int, int],
    left: int,
    reach: float,
    note: str = "",
) -> str:
    """Draw horizontal bars to both sides of zero.

    Parameters
    ----------
    rows : sequence of (str, float, str, str)
        Label, value, value in words and colour, from top to bottom.
    title, note : str
        What is shown, and what the axis means.
    size : tuple of int
        Width and height.
    left : int
        Room for the labels.
    reach : float
        Largest value to either side that the axis has room for.
    """
    width, height = size
    room = 66
    middle = (left + room + width - room) / 2.0
    scale = ((width - room) - (left + room)) / 2.0 / max(reach, 1e-12)
    step = (height - (18 if note else 4)) / max(1, len(rows))
    parts = []
    for place, (label, value, words, colour) in enumerate(rows):
        y = 2 + step * place
        length = max(-reach, min(reach, value)) * scale
        start = middle + min(0.0, length)
        parts.append(rect(start, y + 0.16 * step, abs(length), 0.68 * step, fill=colour))
        parts.append(text(left - 6, y + step / 2 + 4, label, anchor="end"))
        side = "end" if length < 0 else "start"
        parts.append(text(middle + length + (-5 if length < 0 else 5), y + step / 2 + 4, words, anchor=side))
    parts.append(line(middle, 0, middle, 2 + step * len(rows), colour=INK))
    if note:
        parts.append(text(middle, height - 3, note, anchor="middle", size=11.5, colour=SOFT))
    told = "; ".join(f"{label} {words}" for label, _, words, _ in rows)
    return picture(size, title, told + ".", parts)
