"""Building blocks of the page: escaped text, elements, tables and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources
from pathlib import Path

from sim.report.story_looks import MARKER_PATHS, Story

__all__ = [
    "contents", "element", "figure", "file_link", "key_of", "page", "runs_section", "section", "swatch",
    "table", "text",
]  # fmt: skip


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


def contents(names: Mapping[str, str]) -> str:
    """Return the list of contents; ``names`` has the heading of every section by its key."""
    entries = "".join(element("li", element("a", text(name), href=f"#{key}")) for key, name in names.items())
    return element("nav", element("ul", entries), aria_label="Contents")


def page(
    title: str, subtitle: str, skip: tuple[str, str], main: Sequence[str], version: str, style: str = ""
) -> str:
    """Return a whole page.

    Parameters
    ----------
    title, subtitle : str
        Plain text; without a subtitle there is none.
    skip : tuple of str
        Words and key of the link over the head, for those who use a keyboard.
    main : sequence of str
        Parts of the page.
    version : str
        Version of tenfold that made what is shown.
    style : str
        What is added to the style of all pages.
    """
    words, key = skip
    heading = element("h1", text(title)) + (
        element("p", text(subtitle), class_="subtitle") if subtitle else ""
    )
    body = (
        element("a", words, class_="skip", href=f"#{key}"),
        element("header", element("p", "tenfold", class_="brand") + heading),
        element("main", "\n".join(main)),
        element("footer", element("p", text(f"tenfold {version}"))),
    )
    shared = resources.files("sim.report").joinpath("style.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>\n{shared}{style}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def runs_section(items: Sequence[tuple[str, str]], scenarios: Mapping[str, str]) -> str:
    """Return the section on the runs behind a page: facts, and every scenario's full text by name."""
    cells = [[text(name), text(value)] for name, value in items if value]
    texts = "".join(
        element(
            "details",
            element("summary", "Scenario " + element("code", text(name)))
            + element("pre", text(scenario), tabindex="0"),
        )
        for name, scenario in scenarios.items()
    )
    return section(
        "origin",
        "How it was made",
        table("The runs behind this page", ["Item", "Value"], cells, class_="origin"),
        element("h3", "Full scenario texts"),
        texts,
    )


def file_link(name: str, beside: Path | None) -> str:
    """Return the name of a file, linked where it lies in the folder ``beside``."""
    shown = element("code", text(name))
    return element("a", shown, href=name) if beside is not None and (beside / name).is_file() else shown


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
