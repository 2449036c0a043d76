"""Building blocks of the pages: elements, tables and figures.

Markup has a type of its own. Whatever is put into an element as a plain string is escaped, so a name from a
scenario is shown as it was written.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from sim.experiments.figures.statistics import Estimate
from sim.report.story_looks import MARKER_PATHS, Story
from sim.report.wording import band, number

__all__ = [
    "CARDS", "KEPT", "PAGE", "Cell", "cell", "contents", "element", "figure", "file_link", "fold", "joined",
    "key_of", "mark_of", "mean_and_band", "origin_blocks", "page", "runs_section", "section", "swatch",
    "table", "text",
]  # fmt: skip

KEPT = "kept"
"""Class of a fold that is part of the answer: a memo has what stands in it."""
CARDS = "cards"
"""Class of a table of which a narrow screen shows every row as a card, with the heads beside the figures."""
PAGE = "page.html"
"""File of a page in the folder of the results that it is made from."""


class Cell(Markup):
    """A cell of a table that has attributes of its own: the whole element."""


def text(words: str) -> Markup:
    """Escape ``words`` for the page; what is markup already stays as it is."""
    return escape(words)


def joined(parts: Iterable[str]) -> Markup:
    """Put parts one after the other; those that are no markup are escaped."""
    return Markup().join(parts)


def element(tag: str, *content: str, **attributes: str) -> Markup:
    """Return an element; ``class_`` stands for ``class``, ``_`` for ``-``, an empty attribute is left out.

    Parameters
    ----------
    tag : str
        Name of the element.
    *content : str
        What it holds: words, which are escaped, and markup (:class:`markupsafe.Markup`), which is not.
    **attributes : str
        Escaped.
    """
    given = joined(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value
    )
    return Markup("<{}{}>{}</{}>").format(tag, given, joined(content), tag)


def cell(*content: str, **attributes: str) -> Cell:
    """Return a cell of a table with attributes, as :func:`element` takes them."""
    return Cell(element("td", *content, **attributes))


def section(key: str, title: str, *content: str) -> Markup:
    """Return a section with a heading of the second level that the list of contents can point to."""
    heading = element("h2", title, id=key)
    return element("section", heading, Markup("\n").join(content), aria_labelledby=key)


def contents(names: Mapping[str, str]) -> Markup:
    """Return the list of contents; ``names`` has the heading of every section by its key."""
    entries = (element("li", element("a", name, href=f"#{key}")) for key, name in names.items())
    return element("nav", element("ul", *entries), aria_label="Contents")


def page(
    title: str, subtitle: str, skip: tuple[str, str], main: Sequence[str], version: str, style: str = ""
) -> str:
    """Return a whole page as plain text.

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
    script = Markup("\n" + _text_of("save.js"))
    under = element("p", subtitle, class_="subtitle") if subtitle else ""
    body = (
        element("a", words, class_="skip", href=f"#{key}"),
        element("header", element("p", "tenfold", class_="brand"), element("h1", title), under),
        element("main", Markup("\n").join(main)),
        element("footer", element("p", f"tenfold {version}")),
        element("script", script),
    )
    shared = _text_of("style.css")
    head = (
        Markup('<meta charset="utf-8">'),
        Markup('<meta http-equiv="Content-Security-Policy" content="{}">').format(_policy(script)),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        element("title", title),
        element("style", Markup("\n" + shared + style)),
    )
    new_line = Markup("\n")
    whole = Markup(
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n{}\n</head>\n<body>\n{}\n</body>\n</html>\n'
    )
    return str(whole.format(new_line.join(head), new_line.join(body)))


def _policy(script: str) -> str:
    """Return what a page may do: run its own script, known by its hash, and draw; fetch and send nothing.

    Styles stand in the page, and saved charts pass through pictures as data (W3C, Content Security Policy 3).
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = {
        "default-src": "'none'",
        "script-src": f"'sha256-{digest}'",
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _text_of(name: str) -> str:
    return resources.files("sim.report").joinpath(name).read_text(encoding="utf-8")


def runs_section(
    items: Sequence[tuple[str, str]],
    scenarios: Mapping[str, str],
    origins: Mapping[str, Mapping[str, Any]] | None = None,
) -> Markup:
    """Return the section on the runs behind a page: facts, and every scenario's full text by name.

    ``origins``, as manifests keep them, adds the files as they were written and where each value was set.
    """
    cells = [[name, value] for name, value in items if value]
    texts = (
        element(
            "details",
            element("summary", "Scenario ", element("code", name)),
            element("pre", scenario, tabindex="0"),
        )
        for name, scenario in scenarios.items()
    )
    return section(
        "origin",
        "How it was made",
        table("The runs behind this page", ["Item", "Value"], cells, class_="origin"),
        element("h3", "Full scenario texts"),
        joined(texts),
        *origin_blocks(origins or {}),
    )


def origin_blocks(origins: Mapping[str, Mapping[str, Any]], level: str = "h3") -> list[Markup]:
    """Return the files of scenarios with their comments, each once, and the values that they set."""
    files = {one["name"]: one["text"] for found in origins.values() for one in found.get("files", ())}
    blocks = [element(level, "Files as they were written, comments included")] if files else []
    for name, words in files.items():
        summary = element("summary", "File ", element("code", name))
        blocks.append(element("details", summary, element("pre", words, tabindex="0")))
    for name, found in origins.items():
        rows = [
            [
                element("code", key),
                f"{one['place']}, line {one['line']}" if one["line"] else one["place"],
                one["reason"],
            ]
            for key, one in found.get("values", {}).items()
        ]
        if rows:
            listed = table(
                f"Values that {name} sets", ["Key", "Set in", "Reason given"], rows, class_="columns"
            )
            summary = element("summary", "Where the values of ", element("code", name), " are set, and why")
            blocks.append(element("details", summary, listed))
    return blocks


def fold(title: str, content: str, class_: str = "") -> Markup:
    """Return what is closed on a screen until it is asked for, and open on paper; nothing around nothing."""
    return element("details", element("summary", title), content, class_=class_) if content else Markup()


def file_link(name: str, beside: Path | None) -> Markup:
    """Return the name of a file, linked where it lies in the folder ``beside``."""
    shown = element("code", name)
    return element("a", shown, href=name) if beside is not None and (beside / name).is_file() else shown


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, class_: str = "") -> Markup:
    """Return a table that scrolls sideways by itself where it is too wide.

    Parameters
    ----------
    caption : str
        Plain text.
    head : sequence of str
        Cells of the header row.
    rows : sequence of sequence of str or Cell
        The first of a row is its header.
    class_ : str
        Class of the table.
    """
    top = element("tr", *(element("th", one, scope="col") for one in head))
    labels = _plain(head[1:]) if CARDS in class_.split() else []
    body = (
        element("tr", element("th", first, scope="row"), *map(_cell, rest, chain(labels, repeat(""))))
        for first, *rest in rows
    )
    whole = (
        element("caption", element("span", caption)), element("thead", top), element("tbody", *body),
    )  # fmt: skip
    return element(
        "div",
        element("table", *whole, class_=class_),
        class_="scroll",
        role="region",
        tabindex="0",
        aria_label=f"Table: {caption}",
    )


def _cell(one: str, label: str) -> Markup:
    whole = one if isinstance(one, Cell) else element("td", one)
    return Markup('<td data-label="{}"').format(label) + whole.removeprefix("<td") if label else whole


def _plain(heads: Sequence[str]) -> list[str]:
    """Return heads of columns without their markup, small print behind a comma."""
    return [Markup(str(escape(one)).replace("<small>", ", <small>")).striptags() for one in heads]


def mean_and_band(one: Estimate | None, digits: int, *, signed: bool = False) -> Markup:
    """Return a mean with its interval in small print, a dash where there is none."""
    if one is None or one.mean is None:
        return text(number(None, digits))
    shown, limits = number(one.mean, digits, signed=signed), band(one.low, one.high, digits, signed=signed)
    mean = element("span", shown, class_="mean")
    return mean + element("small", limits) if limits not in ("", f"{shown} to {shown}") else mean


def figure(
    title: str, unit: str, drawing: Markup, figures: str = "", note: str = "", key: str = ""
) -> Markup:
    """Return a chart with its heading, its unit, a note and its figures in a table to open."""
    words = (element("h3", title), element("p", unit, class_="unit") if unit else "")
    more = (
        element("p", note, class_="note") if note else "",
        element("details", element("summary", "Figures"), figures) if figures else "",
    )
    return element("figure", element("figcaption", *words), drawing, *more, id=key)


def swatch(story: Story) -> Markup:
    """Return the look of a story as a small drawing beside its name."""
    dash = "" if story.dash == (1, 0) else ",".join(map(str, story.dash))
    line = element(
        "line", x1="0", y1="6", x2="34", y2="6", stroke=story.colour, stroke_width="2", stroke_dasharray=dash
    )
    place = "translate(17,6) scale(4.5)"
    mark = element("path", d=MARKER_PATHS[story.marker], transform=place, fill=story.colour)
    return _small_drawing("swatch", "0 0 34 12", line, mark)


def key_of(colours: Mapping[str, str]) -> Markup:
    """Return the key of a chart whose parts differ by colour: a square and a word each."""
    entries = (element("li", mark_of(colour), words) for words, colour in colours.items())
    return element("ul", *entries, class_="key")


def mark_of(colour: str) -> Markup:
    """Return a small square of a colour."""
    return _small_drawing("square", "0 0 10 10", element("rect", width="10", height="10", fill=colour))


def _small_drawing(name: str, box: str, *content: Markup) -> Markup:
    opening = Markup('<svg class="{}" viewBox="{}" aria-hidden="true" focusable="false">').format(name, box)
    return opening + joined(content) + Markup("</svg>")
