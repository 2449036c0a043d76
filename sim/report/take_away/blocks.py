"""A page as a sequence of blocks: headings, paragraphs, lists, tables, charts.

What stands in a memo is what stands on the page, to the digit: it is read from the page, not computed again.
Parts that are folded on the page are left out, but for those of its answer.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

from sim.report.html import KEPT

__all__ = ["Block", "Chart", "Heading", "Items", "Paragraph", "Reading", "Table", "Words", "read_page"]

SKIPPED = frozenset({"details", "nav", "footer", "script", "style", "title"})
"""Elements whose content no memo has."""
VOID = frozenset({"meta", "img", "br", "hr", "input", "link"})
TEXTS = frozenset({"h1", "h2", "h3", "p", "li", "dt", "dd", "caption", "th", "td"})
"""Elements that hold words."""
TEXT_TABLES = frozenset({"origin", "columns", "assumptions"})
"""Classes of tables whose cells are words."""


class Heading(NamedTuple):
    """A heading of a level below that of the section, from 1."""

    words: str
    level: int


class Paragraph(NamedTuple):
    """A paragraph; its kind is the class that it has on the page, such as ``answer`` or ``note``."""

    words: str
    kind: str


class Items(NamedTuple):
    """A list."""

    entries: list[str]


class Words(NamedTuple):
    """A cell of a table: what stands in it, and in small print below."""

    main: str
    small: str
    is_bold: bool = False


class Table(NamedTuple):
    """A table; the first row is its head."""

    caption: str
    rows: list[list[Words]]
    is_text: bool = False
    """Its cells are words, not numbers."""


class Chart(NamedTuple):
    """A chart with what stands around it."""

    name: str
    title: str
    unit: str
    svg: str
    key: list[tuple[str, str]]
    """Mark and words of each entry of the key."""
    notes: list[str]


Block = Heading | Paragraph | Items | Table | Chart


class Reading(NamedTuple):
    """What a page says."""

    title: str
    subtitle: str
    sections: dict[str, list[Block]]
    """By their keys; the first block is the heading."""


def read_page(page: str) -> Reading:
    """Read a page that ``sim.report.html.page`` has made."""
    reader = _Reader()
    reader.drawings = []

    def keep(found: re.Match[str]) -> str:
        reader.drawings.append(found[0])
        return f'<img alt="{len(reader.drawings) - 1}">'

    reader.feed(re.sub(r"<svg\b.*?</svg>", keep, page, flags=re.DOTALL))
    reader.close()
    return Reading(reader.title, reader.subtitle, reader.sections)


class _Reader(HTMLParser):
    """Turns elements into blocks as they come."""

    def __init__(self) -> None:
        super().__init__()
        self.title = self.subtitle = ""
        self.sections: dict[str, list[Block]] = {}
        self.drawings: list[str] = []
        self._blocks: list[Block] = []
        self._skipped = 0
        self._open: list[tuple[str, str]] = []  # elements that hold words, with their classes
        self._words, self._small = "", ""
        self._is_small = False
        self._mark = ""
        self._list: list[str] | None = None
        self._table: Table | None = None
        self._chart: Chart | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what an element begins."""
        given = {name: value or "" for name, value in attrs}
        is_kept = tag == "details" and given.get("class") == KEPT
        if self._skipped or (tag in SKIPPED and not is_kept):
            self._skipped += tag not in VOID
            return
        match tag:
            case "section":
                self._blocks = self.sections.setdefault(given.get("aria-labelledby", ""), [])
            case "figure":
                self._chart = Chart(given.get("id", ""), "", "", "", [], [])
            case "table":
                kinds = given.get("class", "").split()
                self._table = Table("", [], any(kind in TEXT_TABLES for kind in kinds))
            case "tr" if self._table is not None:
                self._table.rows.append([])
            case "ul" if given.get("class") != "key":
                self._list = []
            case "small":
                self._is_small = True
                self._small += "; " if self._small else ""
                self._words += ": " if self._open and self._table is None else ""
            case "img":
                self._draw(self.drawings[int(given["alt"])])
        if tag in TEXTS:
            if self._open and self._open[-1][0] in ("li", "td", "th") and tag in ("h3", "p", "li"):
                self._words = self._words.rstrip() + (
                    ". " if self._words.strip() else ""
                )  # words within an entry
            elif not self._open:
                self._words, self._small, self._mark = "", "", ""
            self._open.append((tag, given.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        """End what an element ends."""
        if self._skipped:
            self._skipped -= 1
            return
        match tag:
            case "small":
                self._is_small = False
            case "figure" if self._chart is not None:
                if self._chart.svg:
                    name = self._chart.name or f"chart-{len(self.drawings)}"
                    self._blocks.append(self._chart._replace(name=name))
                self._chart = None
            case "table" if self._table is not None:
                self._blocks.append(self._table)
                self._table = None
            case "ul" if self._list is not None:
                self._blocks.append(Items(self._list))
                self._list = None
        if tag in TEXTS and self._open:
            name, kind = self._open.pop()
            if not self._open:
                self._end(name, kind, _tidy(self._words), _tidy(self._small))

    def handle_data(self, data: str) -> None:
        """Add words to the element that is open."""
        if self._skipped or not self._open:
            return
        if self._is_small and self._table is not None:
            self._small += data
        else:
            self._words += data

    def _draw(self, drawing: str) -> None:
        if self._chart is None or 'class="chart"' not in drawing.split(">", 1)[0]:
            self._mark = drawing
        else:
            self._chart = self._chart._replace(svg=drawing)

    def _end(self, tag: str, kind: str, words: str, small: str) -> None:
        """Put words where they belong."""
        if self._table is not None:
            if tag == "caption":
                self._table = self._table._replace(caption=words)
            elif self._table.rows:
                self._table.rows[-1].append(Words(words, small, kind == "told"))
        elif self._chart is not None:
            self._end_in_chart(tag, kind, words)
        elif tag == "h1":
            self.title = words
        elif tag in ("h2", "h3", "dt"):
            self._blocks.append(Heading(words, 1 if tag == "h2" else 2))
        elif tag == "li" and self._list is not None:
            self._list.append(words)
        elif kind == "subtitle":
            self.subtitle = words
        elif words:
            self._blocks.append(Paragraph(words, kind))

    def _end_in_chart(self, tag: str, kind: str, words: str) -> None:
        assert self._chart is not None
        if tag == "h3":
            self._chart = self._chart._replace(title=words)
        elif kind == "unit":
            self._chart = self._chart._replace(unit=words)
        elif tag == "li":
            self._chart.key.append((self._mark, words))
        elif tag == "p":
            self._chart.notes.append(words)


def _tidy(words: str) -> str:
    """Return words with single spaces, without letters that no document may hold."""
    return re.sub(r"[ \n\t]+", " ", re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", words)).strip()
