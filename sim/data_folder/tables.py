"""Tables of a data folder as they are written: notes, titles, and entries as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from sim.country import read_table

__all__ = ["Floats", "Written", "numbers", "source_rows"]

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
        lines = [*self.notes, ",".join(map(_quoted, self.columns))]
        rows = zip(*self.columns.values(), strict=True)
        lines.extend(",".join(map(_quoted, row)) for row in rows)
        (folder / self.name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def numbers(rows: Iterable[Mapping[str, str]], title: str, missing: float = np.nan) -> Floats:
    """Return a column of a source file; what is empty there is ``missing``."""
    return np.array([float(row[title]) if row[title] else missing for row in rows])


def source_rows(sources: Path, name: str) -> list[dict[str, str]]:
    """Read a published file: rows by the titles of its columns.

    Raises
    ------
    UserError
        If there is none, or it is no table.
    """
    columns = read_table(name, sources).columns
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _entry(entry: object) -> str:
    return format(float(entry), ".7g") if isinstance(entry, float | np.floating) else str(entry)


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text
