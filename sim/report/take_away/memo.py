"""A memo of a comparison: document, LaTeX and workbook with its answer, tables, charts and method.

Everything is read from the page of the comparison; charts lie beside as PNG and SVG, their figures as CSV.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sim.errors import UserError
from sim.report.take_away.blocks import (
    Block,
    Chart,
    Heading,
    Items,
    Paragraph,
    Reading,
    Table,
    Words,
    read_page,
)
from sim.report.take_away.pictures import figures_of, picture, png
from sim.report.wording import MINUS, NOTHING

__all__ = ["FOLDER", "SECTIONS", "memo_files"]

FOLDER = "memo"
"""Folder of the memo in that of the results."""
STEM = "memo"
SECTIONS = (
    "glance", "answer", "packages", "headline", "ratio", "decomposition", "work", "inequality", "whom",
    "people", "fiscal", "method", "origin",
)  # fmt: skip
"""Sections of the pages that a memo has, in its order; a page has some of them."""


def memo_files(page: str, facts: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of a memo by their names in the folder of the results.

    Parameters
    ----------
    page : str
        Page of the comparison, as it is written.
    facts : mapping
        Manifest of the results.

    Raises
    ------
    UserError
        A package of the extra ``export`` is missing.
    """
    reading = read_page(page)
    blocks = _without_empty([block for key in SECTIONS for block in reading.sections.get(key, ())])
    charts = _named([block for block in blocks if isinstance(block, Chart)])
    names = iter(charts)
    blocks = [next(names) if isinstance(block, Chart) else block for block in blocks]
    files: dict[str, bytes] = {}
    pictures: dict[str, bytes] = {}
    for chart in charts:
        drawn = picture(chart.svg, chart.title, chart.unit, chart.key, chart.notes)
        pictures[chart.name] = files[f"{chart.name}.png"] = png(drawn)
        files[f"{chart.name}.svg"] = drawn.encode()
        if figures := figures_of(chart.svg):
            files[f"{chart.name}.csv"] = figures.encode()
    try:
        from sim.report.take_away.document import document
        from sim.report.take_away.latex import latex

        files[f"{STEM}.docx"] = document(
            reading.title, reading.subtitle, blocks, pictures, str(facts.get("started", ""))
        )
        files[f"{STEM}.tex"] = latex(reading.title, reading.subtitle, blocks, pictures)
        files[f"{STEM}.xlsx"] = _workbook(reading, blocks, pictures)
    except ImportError as error:
        missing = f"--memo needs the package {error.name}"
        raise UserError(f'{missing}; install it with pip install "tenfold[export]".') from None
    return {f"{FOLDER}/{name}": content for name, content in files.items()}


def _without_empty(blocks: Sequence[Block]) -> list[Block]:
    """Drop headings below which nothing stands, because it is folded on the page."""
    kept: list[Block] = []
    for block in reversed(blocks):
        below = kept[-1] if kept else Heading("", 1)
        if isinstance(block, Heading) and isinstance(below, Heading) and below.level <= block.level:
            continue
        kept.append(block)
    return kept[::-1]


def _named(charts: Sequence[Chart]) -> list[Chart]:
    """Give charts names that are files on every system and differ."""
    taken: set[str] = set()
    named = []
    for chart in charts:
        plain = re.sub(r"[^a-z0-9]+", "-", (chart.name or chart.title).lower()).strip("-")[:80] or "chart"
        name, number = plain, 1
        while name in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name)
        named.append(chart._replace(name=name))
    return named


def _workbook(reading: Reading, blocks: Sequence[Block], pictures: Mapping[str, bytes]) -> bytes:
    """Return a workbook: a sheet of words, the contents, a sheet for each table, one of charts."""
    from sim.report.take_away.workbook import Sheet, sheet_names, workbook

    words = [(reading.subtitle,)] if reading.subtitle else []
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                words.append((block.words,))
            case Items():
                words += [(entry,) for entry in block.entries]
    text = pl.DataFrame(words, {"text": pl.String}, orient="row")
    sheets: list[Sheet] = []
    tables = [block for block in blocks if isinstance(block, Table) and len(block.rows) > 1]
    for number, table in enumerate(tables, start=1):
        frame, units = _frame(table)
        title = table.caption.partition("; bold")[0]  # a sheet has no bold: the interval says it
        sheets.append(Sheet(f"{number} {title.replace(':', ',')}", frame, title, units))
    titles = {block.name: block.title for block in blocks if isinstance(block, Chart)}
    drawn = [(titles[name], content) for name, content in pictures.items()]
    if drawn:
        sheets.append(Sheet("charts", pl.DataFrame({"chart": list(titles.values())}), "Charts", {}, drawn))
    named = sheet_names([sheet.name for sheet in sheets])  # cut, so that some begin alike
    contents = pl.DataFrame({"sheet": named, "what it holds": [sheet.title for sheet in sheets]})
    first = [Sheet("memo", text, reading.title, {}), Sheet("contents", contents, "Contents", {})]
    return workbook([*first, *sheets])


def _frame(table: Table) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return a table of the page with its numbers as numbers, and the units of the columns.

    What stands in small print below a number, its interval, is a column of its own.
    """
    head, *body = table.rows
    columns: dict[str, pl.Series] = {}
    units: dict[str, str] = {}
    for place, top in enumerate(head):
        cells = [row[place] if place < len(row) else Words("", "") for row in body]
        name = _unused(top.main or "item", columns)
        units[name] = top.small
        columns[name] = _series(name, [cell.main for cell in cells], is_first=place == 0)
        if any(cell.small for cell in cells):
            beside = _unused(f"{name}, {'unit' if place == 0 else 'interval'}", columns)
            columns[beside] = pl.Series(beside, [cell.small for cell in cells], dtype=pl.String)
    return pl.DataFrame(list(columns.values())), units


def _unused(name: str, taken: Mapping[str, object]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found


def _series(name: str, cells: Sequence[str], *, is_first: bool) -> pl.Series:
    numbers = [_number(cell) for cell in cells]
    known = [number for number, cell in zip(numbers, cells, strict=True) if cell not in ("", NOTHING)]
    if is_first or not known or None in known:
        return pl.Series(name, list(cells), dtype=pl.String)
    return pl.Series(name, numbers, dtype=pl.Float64)


def _number(words: str) -> float | None:
    try:
        return float(words.replace(MINUS, "-").replace(",", ""))
    except ValueError:
        return None
