"""A figure of a sweep: as part of the page, or as a picture of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from sim.records.tables import write_file
from sim.report.html import figure, key_of
from sim.report.svg import FONT, INK, describe

__all__ = ["Drawn", "write_pictures"]

MARGIN, LINE = 14, 18
SCALE = 2.0
"""Pixels of a picture for one of the drawing."""


class Drawn(NamedTuple):
    """A drawing with everything that is written around it."""

    title: str
    unit: str
    svg: Markup
    """The drawing, as ``to_svg`` returns it."""
    description: str
    """In words, for those who do not see it."""
    colours: dict[str, str]
    """Key: words and colours; empty where there is none."""
    table: str = ""
    """Its figures, as a table of the page."""
    note: str = ""
    key: str = ""
    """Title that is unique on the page; the title itself where not given."""

    def html(self) -> Markup:
        """Return the figure as part of a page."""
        drawing = describe(self.svg, self.key or self.title, self.description)
        shown = (key_of(self.colours) if self.colours else "") + drawing
        return figure(self.title, self.unit, shown, self.table, self.note)

    def picture(self) -> str:
        """Return the figure as a drawing of its own, with title, unit and key, on white."""
        inner = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', self.svg)
        width, height = (float(inner[1]), float(inner[2])) if inner else (400.0, 300.0)
        top = MARGIN + 8.0
        bold = 'font-size="15" font-weight="bold"'
        lines = [f'<text x="{MARGIN}" y="{top:.0f}" {bold}>{escape(self.title)}</text>']
        if self.unit:
            top += LINE
            lines.append(f'<text x="{MARGIN}" y="{top:.0f}" font-size="12">{escape(self.unit)}</text>')
        for words, colour in self.colours.items():
            top += LINE
            lines.append(f'<rect x="{MARGIN}" y="{top - 10:.0f}" width="11" height="11" fill="{colour}"/>')
            lines.append(f'<text x="{MARGIN + 17}" y="{top:.0f}" font-size="12">{escape(words)}</text>')
        top += MARGIN
        opening, rest = self.svg.split(">", 1)
        placed = f'{opening} x="0" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}">{rest}'
        whole = f'width="{max(width, 300.0):.0f}" height="{top + height:.0f}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {whole} font-family="{FONT}" fill="{INK}">'
            f'<rect width="100%" height="100%" fill="white"/>{"".join(lines)}{placed}</svg>'
        )


def write_pictures(figures: Sequence[Drawn], folder: Path | str) -> list[Path]:
    """Write figures as PNG pictures, named after their titles.

    Returns
    -------
    list of Path
        The files.
    """
    import vl_convert

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in figures:
        name = re.sub(r"[^a-z0-9]+", "-", (one.key or one.title).lower()).strip("-")
        written.append(folder / f"{name}.png")
        write_file(written[-1], vl_convert.svg_to_png(one.picture(), scale=SCALE))
    return written
