"""A figure of a sweep: as part of the page, or as a picture of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from sim.records.tables import write_file
from sim.report.html import figure, key_of, mark_of
from sim.report.svg import describe
from sim.report.take_away.pictures import picture, png

__all__ = ["Drawn", "write_pictures"]


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
        key = [(str(mark_of(colour)), words) for words, colour in self.colours.items()]
        return picture(str(self.svg), self.title, self.unit, key)


def write_pictures(figures: Sequence[Drawn], folder: Path | str) -> list[Path]:
    """Write figures as PNG pictures, named after their titles.

    Returns
    -------
    list of Path
        The files.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in figures:
        name = re.sub(r"[^a-z0-9]+", "-", (one.key or one.title).lower()).strip("-")
        written.append(folder / f"{name}.png")
        write_file(written[-1], png(one.picture()))
    return written
