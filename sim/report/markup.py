"""Building blocks of the page: escaped text, elements, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sim.report.looks import MARKER_PATHS, Story

__all__ = ["element", "figure", "key_of", "section", "swatch", "table", "text"]


def text(words: str) -> str:
    """Escape ``words`` for the page."""
    return escape(words, quote=False)


def element(tag: str, content: str = "", **attributes: str) -> str:
    """Return an element with escaped ``content``; ``class_`` stands for ``class``, ``_`` for ``-``."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value
    )
    return f"<{tag}{given}>{content}</{tag}>"


def section(key: str, title: str, *content: str) -> str:
    """Return a section with a heading of the second level that the list of contents can point to."""
    return element("section", element("h2", text(title), id=key) + "\n".join(content), aria_labelledby=key)


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, class_: str = "") -> str:
    """Return a table that scrolls sideways by itself where it is too wide.

    Parameters
    ----------
    caption : str
        Plain text.
    head : sequence of str
        Cells of the header row: their content, escaped.
    rows : sequence of sequence of str
        The first cell of a row is its header; a cell that starts with ``<td`` is taken as it is.
    class_ : str
        Class of the table.
    """
    top = element("tr", "".join(element("th", cell, scope="col") for cell in head))
    body = "".join(
        element(
            "tr",
            element("th", row[0], scope="row")
            + "".join(cell if cell.startswith("<td") else element("td", cell) for cell in row[1:]),
        )
        for row in rows
    )
    whole = (
        element("caption", element("span", text(caption))) + element("thead", top) + element("tbody", body)
    )
    return element(
        "div",
        element("table", whole, class_=class_),
        class_="scroll",
        role="region",
        tabindex="0",
        aria_label=f"Table: {caption}",
    )


def figure(title: str, unit: str, drawing: str, figures: str = "", note: str = "", key: str = "") -> str:
    """Return a chart with its heading, its unit, a note and its figures in a table to open."""
    words = element("h3", text(title)) + (element("p", text(unit), class_="unit") if unit else "")
    rest = element("p", text(note), class_="note") if note else ""
    if figures:
        rest += element("details", element("summary", "Figures") + figures)
    return element("figure", element("figcaption", words) + drawing + rest, id=key)


def swatch(story: Story) -> str:
    """Return the look of a story as a small drawing beside its name."""
    pattern = "" if story.dash == (1, 0) else f' stroke-dasharray="{",".join(map(str, story.dash))}"'
    return (
        '<svg class="swatch" viewBox="0 0 34 12" aria-hidden="true" focusable="false">'
        f'<line x1="0" y1="6" x2="34" y2="6" stroke="{story.colour}" stroke-width="2"{pattern}/>'
        f'<path d="{MARKER_PATHS[story.marker]}" transform="translate(17,6) scale(4.5)" '
        f'fill="{story.colour}"/></svg>'
    )


def key_of(colours: dict[str, str]) -> str:
    """Return the key of a chart whose parts differ by colour: a square and a word each."""
    entries = "".join(
        element(
            "li",
            f'<svg class="square" viewBox="0 0 10 10" aria-hidden="true" focusable="false">'
            f'<rect width="10" height="10" fill="{colour}"/></svg>{text(words)}',
        )
        for words, colour in colours.items()
    )
    return element("ul", entries, class_="key")
