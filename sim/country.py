"""The country that is simulated: the folder of its figures, how a table in it is read, and its words.

``sim/data`` is the folder of the United States; another country is a folder with the same tables.
"""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.errors import UserError

__all__ = ["DATA", "Table", "Words", "country_words", "in_currency", "read_table", "sector_codes"]

DATA = Path(__file__).parent / "data"
"""The folder that is read where none is given."""


class Table(NamedTuple):
    """A table of a data folder: columns of text by their title."""

    place: str
    """What errors call it."""
    columns: dict[str, list[str]]

    def texts(self, title: str) -> tuple[str, ...]:
        """Return a column.

        Raises
        ------
        UserError
            If there is none of this title.
        """
        if title not in self.columns:
            raise UserError(
                f"{self.place}: there is no column {title}; its columns are {', '.join(self.columns)}."
            )
        return tuple(self.columns[title])

    def numbers(self, title: str) -> list[float]:
        """Return a column as numbers.

        Raises
        ------
        UserError
            If there is none of this title, or an entry is no number.
        """
        found = [_number(entry) for entry in self.texts(title)]
        for row, (value, entry) in enumerate(zip(found, self.columns[title], strict=True), 1):
            if not math.isfinite(value):
                raise UserError(f'{self.place}: {title} is "{entry}" in row {row}; it must be a number.')
        return found


class Words(NamedTuple):
    """What texts call the country and its money."""

    country: str
    """After a preposition: adults of the United States."""
    adjective: str
    currency: str
    """In the plural; the program says dollars."""
    currency_sign: str


def read_table(name: str, folder: Path = DATA) -> Table:
    """Read a table of a data folder; lines that begin with ``#`` are its notes.

    Raises
    ------
    UserError
        If there is no such table, it is empty, or its rows differ in length.
    """
    path = folder / name
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path}: the table cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: the table is not UTF-8 text; save it as UTF-8.") from None
    lines = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    if len(lines) < 2:
        raise UserError(f"{path}: the table has no rows.")
    header, *rows = lines
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise UserError(f"{path}: row {number} has {len(row)} entries; the header has {len(header)}.")
    return Table(str(path), {title: [row[number] for row in rows] for number, title in enumerate(header)})


@cache
def sector_codes(folder: Path = DATA) -> tuple[str, ...]:
    """Return the codes of the sectors, in the order of their rows."""
    return read_table("sectors.csv", folder).texts("code")


def country_words(folder: Path | None = None) -> Words:
    """Return what texts call the country of a data folder; of ``DATA`` if none is given.

    Raises
    ------
    UserError
        If its table lacks one of them.
    """
    return _words(DATA if folder is None else folder)


def in_currency(text: str) -> str:
    """Return a unit or a text about money, with the country's currency in the place of dollars."""
    return text.replace("dollars", country_words().currency)


@cache
def _words(folder: Path) -> Words:
    table = read_table("words.csv", folder)
    known = dict(zip(table.texts("id"), table.texts("text"), strict=True))
    missing = [field for field in Words._fields if field not in known]
    if missing:
        raise UserError(f"{table.place}: there is no row {missing[0]}.")
    return Words(**{field: known[field] for field in Words._fields})


def _number(entry: str) -> float:
    """Read a number; not-a-number for what is none."""
    try:
        return float(entry)
    except ValueError:
        return math.nan
