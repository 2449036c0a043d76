"""Tables of a data folder as they are written: notes, titles, and entries as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from sim.country import read_table
from sim.errors import UserError

__all__ = ["Floats", "SourceRow", "Written", "line_of", "numbers", "source_rows"]

Floats = npt.NDArray[np.float64]


class Written(NamedTuple):
    """A table with its notes."""

    name: str
    notes: tuple[str, ...]
    """Lines above the titles: what the table is, units, source, licence."""
    columns: dict[str, list[str]]

    @classmethod
    def read(cls, folder: Path, name: str) -> Self:
        """Read a table of a data folder.

        Raises
        ------
        UserError
            If there is none, or it is no table.
        """
        columns = read_table(name, folder).columns
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        return cls(name, tuple(line for line in lines if line.startswith("#")), columns)

    def with_columns(self, columns: Mapping[str, Iterable[object]]) -> Self:
        """Return the table with other entries in some of its columns, or with columns more."""
        texts = {title: [_entry(one) for one in entries] for title, entries in columns.items()}
        return self._replace(columns={**self.columns, **texts})

    def only(self, columns: Mapping[str, Iterable[object]]) -> Self:
        """Return a table with these notes and other columns alone."""
        return self._replace(columns={}).with_columns(columns)

    def write(self, folder: Path) -> None:
        """Write the table to ``folder``."""
        rows = zip(*self.columns.values(), strict=True)
        lines = [*self.notes, line_of(self.columns), *map(line_of, rows)]
        (folder / self.name).write_text("\n".join(lines) + "\n", encoding="utf-8")


class SourceRow(dict[str, str]):
    """A row of a published file: entries by the titles of the columns."""

    place = ""

    def __missing__(self, title: str) -> str:
        """Say which column the file lacks."""
        raise UserError(f"{self.place}: there is no column {title}; its columns are {', '.join(self)}.")


def numbers(rows: Iterable[SourceRow], title: str, missing: float = np.nan) -> Floats:
    """Return a column of a published file; what is empty there is ``missing``.

    Raises
    ------
    UserError
        If there is no such column, or an entry is no number.
    """
    found = []
    for place, row in enumerate(rows, 1):
        try:
            found.append(float(row[title]) if row[title] else missing)
        except ValueError:
            raise UserError(
                f'{row.place}: {title} is "{row[title]}" in row {place}; it must be a number.'
            ) from None
    return np.array(found)


def line_of(entries: Iterable[object]) -> str:
    """Return entries as a line of a table."""
    return ",".join(f'"{text}"' if "," in text else text for text in map(_entry, entries))


def source_rows(sources: Path, name: str) -> list[SourceRow]:
    """Read a published file: rows by the titles of its columns.

    Raises
    ------
    UserError
        If there is none, or it is no table.
    """
    table = read_table(name, sources)
    rows = [
        SourceRow(zip(table.columns, row, strict=True)) for row in zip(*table.columns.values(), strict=True)
    ]
    for row in rows:
        row.place = table.place
    return rows


def _entry(entry: object) -> str:
    return format(float(entry), ".7g") if isinstance(entry, float | np.floating) else str(entry)
