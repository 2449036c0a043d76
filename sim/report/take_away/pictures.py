"""A chart as a picture of its own: with its heading, unit, key and notes around it, on white.

The page's script (``save.js``) draws the same when a reader saves a chart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

from sim.report.svg import FONT, INK

__all__ = ["figures_of", "picture", "png"]

EDGE = 14
LEAST = 420.0
"""Narrowest picture, pixels."""
LETTER = 0.56
"""Width of a letter of the mean over its size; wide enough for bold headings."""
SCALE = 2.0
"""Pixels of a picture for one of the drawing."""
NAMESPACE = "http://www.w3.org/2000/svg"


def picture(
    svg: str, title: str, unit: str = "", key: Sequence[tuple[str, str]] = (), notes: Sequence[str] = ()
) -> str:
    """Return a chart as a whole SVG file.

    Parameters
    ----------
    svg : str
        The drawing as it stands in a page.
    title, unit : str
        Above it.
    key : sequence of tuple of str
        The mark of each entry, a small drawing, and its words.
    notes : sequence of str
        Below it.
    """
    width, height = _size(svg)
    room = max(LEAST, width + 2 * EDGE)
    parts: list[str] = []
    top = float(EDGE)

    def write(words: str, size: float, look: str = "", indent: float = 0.0) -> None:
        nonlocal top
        for line in _lines(words, room - 2 * EDGE - indent, size):
            top += 1.25 * size
            place = f'x="{EDGE + indent:.0f}" y="{top:.1f}" font-size="{size:g}"'
            parts.append(f"<text {place}{look}>{escape(line)}</text>")

    write(title, 15, ' font-weight="bold"')
    write(unit, 12, ' fill="#555555"')
    for mark, words in key:
        before, wide, high = top, *_size(mark)
        write(words, 12, indent=wide + 8.0 if wide else 0.0)
        parts.append(_placed(mark, EDGE, before + 15 - high, wide, high))
    top += 8
    parts.append(_placed(svg, EDGE, top, width, height))
    top += height
    for note in notes:
        write(note, 11, ' fill="#555555"')
    size = f'width="{room:.0f}" height="{top + EDGE:.0f}" viewBox="0 0 {room:.0f} {top + EDGE:.0f}"'
    return (
        f'<svg xmlns="{NAMESPACE}" {size} font-family="{FONT}" fill="{INK}">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>'
    )


def png(drawing: str) -> bytes:
    """Return a whole SVG file as PNG; vl-convert draws it without a browser."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(drawing, scale=SCALE))


def figures_of(svg: str) -> str:
    """Return the figures that a drawing carries, as CSV; empty where it has none."""
    found = re.search(r"<metadata>(.*?)</metadata>", svg, re.DOTALL)
    return unescape(found[1]) if found else ""


def _size(svg: str) -> tuple[float, float]:
    box = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', svg)
    return (float(box[1]), float(box[2])) if box else (0.0, 0.0)


def _placed(svg: str, x: float, y: float, width: float, height: float) -> str:
    """Return a drawing at a place within another; what only a page needs is dropped."""
    if not svg:
        return ""
    opening, rest = svg.split(">", 1)
    opening = re.sub(r' (class|role|aria-[a-z]+|focusable|width|height|x|y)="[^"]*"', "", opening)
    return f'{opening} x="{x:.1f}" y="{y:.1f}" width="{width:g}" height="{height:g}">{rest}'


def _lines(words: str, room: float, size: float) -> list[str]:
    """Break words into lines that fit into ``room`` pixels."""
    most = max(8, int(room / (LETTER * size)))
    found: list[str] = []
    line = ""
    for word in words.split(" "):
        longer = f"{line} {word}" if line else word
        if line and len(longer) > most:
            found.append(line)
            line = word
        else:
            line = longer
    return [*found, line] if line else found
