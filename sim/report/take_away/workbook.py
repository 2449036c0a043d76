"""Workbooks (xlsx): tables with a heading, names and units of the columns, numbers as numbers.

Text is written as text, never as a formula or a link, and text that begins like a formula carries Excel's own
mark of text (quote prefix), so that it stays text when its cell is edited or the sheet is saved as CSV.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from sim.records.safe_text import is_dangerous

__all__ = ["MOST_ROWS", "Sheet", "sheet_names", "workbook"]

HEAD = 4
"""Rows above the first row of figures: title, units, an empty one, names."""
MOST_ROWS = 1_048_576 - HEAD
"""Rows of figures that a sheet takes (Excel specifications and limits)."""
MOST_LETTERS = 32_767
"""Letters of a cell, likewise."""
LONGEST_NAME = 31
"""Letters of the name of a sheet, likewise."""
WIDEST = 60
"""Widest column, in digits."""
OPTIONS = {
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "in_memory": True,
}


class Sheet(NamedTuple):
    """One sheet of a workbook."""

    name: str
    frame: pl.DataFrame
    title: str
    units: Mapping[str, str]
    """Unit by column; empty for none."""
    pictures: Sequence[tuple[str, bytes]] = ()
    """Charts as PNG with their titles, below the figures."""


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with these sheets.

    Raises
    ------
    ImportError
        The package xlsxwriter is missing.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book: Any = xlsxwriter.Workbook(buffer, OPTIONS)
    looks = {
        "title": book.add_format({"bold": True, "font_size": 13}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
        "unit": book.add_format(
            {"italic": True, "font_color": "#555555", "text_wrap": True, "valign": "top"}
        ),
        "quoted": book.add_format({"quote_prefix": True}),
        "plain": book.add_format({}),
    }
    for sheet, name in zip(sheets, sheet_names([one.name for one in sheets]), strict=True):
        _write(book.add_worksheet(name), sheet, looks)
    book.close()
    return buffer.getvalue()


def sheet_names(names: Sequence[str]) -> list[str]:
    r"""Return names that a workbook takes: at most 31 letters, none of ``[]:*?/\``, unique without case."""
    found: list[str] = []
    for one in names:
        plain = "".join("_" if letter in "[]:*?/\\'" else letter for letter in one).strip() or "sheet"
        name, number = plain[:LONGEST_NAME], 1
        while name.lower() in {other.lower() for other in found}:
            number += 1
            ending = f" {number}"
            name = plain[: LONGEST_NAME - len(ending)] + ending
        found.append(name)
    return found


def _write(sheet: Any, what: Sheet, looks: Mapping[str, Any]) -> None:
    frame = what.frame.head(MOST_ROWS)
    _text(sheet, 0, 0, what.title, looks["title"])
    for column, name in enumerate(frame.columns):
        _text(sheet, 2, column, what.units.get(name, ""), looks["unit"])
        _text(sheet, 3, column, name, looks["head"])
        _column(sheet, column, frame[name], looks)
        longest = max([len(name), *(len(str(value)) for value in frame[name].head(200))], default=8)
        sheet.set_column(column, column, min(WIDEST, 2 + max(8, longest)))
    sheet.freeze_panes(HEAD, 0)
    row = HEAD + frame.height + 1
    for title, png in what.pictures:
        _text(sheet, row, 0, title, looks["title"])
        sheet.insert_image(
            row + 1, 0, "chart.png", {"image_data": io.BytesIO(png), "x_scale": 0.5, "y_scale": 0.5}
        )
        row += 22


def _column(sheet: Any, column: int, values: pl.Series, looks: Mapping[str, Any]) -> None:
    for row, value in enumerate(values, start=HEAD):
        if value is None:
            continue
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            if math.isfinite(value):
                sheet.write_number(row, column, value)
        else:
            _text(sheet, row, column, str(value), looks["plain"], looks["quoted"])


def _text(sheet: Any, row: int, column: int, words: str, look: Any, quoted: Any = None) -> None:
    """Write text as text."""
    if words:
        chosen = quoted if quoted is not None and is_dangerous(words) else look
        sheet.write_string(row, column, words[:MOST_LETTERS], chosen)
