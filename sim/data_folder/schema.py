"""The written schema of a data folder, ``schema.toml``: what every table and column must be."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["ANY", "Column", "TableSchema", "schema", "schema_text"]

ANY = "*"
"""Stands for all columns that are not named."""


class Column(NamedTuple):
    """What the entries of a column may be."""

    about: str
    at_least: float = -math.inf
    above: float = -math.inf
    at_most: float = math.inf
    whole: bool = False
    empty: bool = False
    unique: bool = False
    sums_to_one: bool = False
    rows_of: str = ""
    """Table whose codes the entries are, in the same order."""

    @property
    def is_number(self) -> bool:
        """Whether the entries are numbers: those of a text have no bounds."""
        return max(self.at_least, self.above) > -math.inf or self.at_most < math.inf

    @property
    def allowed(self) -> str:
        """Say in words what an entry may be."""
        if not self.is_number:
            return "text" if not self.empty else "text or nothing"
        kind = "a whole number" if self.whole else "a number"
        parts = []
        if self.above > -math.inf:
            parts.append(f"above {self.above:g}")
        if self.at_least > -math.inf:
            parts.append(f"of at least {self.at_least:g}")
        if self.at_most < math.inf:
            parts.append(f"of at most {self.at_most:g}")
        return " ".join((kind, " and ".join(parts)))

    def allows(self, value: float) -> bool:
        """Whether a number may stand there."""
        return (
            math.isfinite(value)
            and self.at_least <= value <= self.at_most
            and value > self.above
            and (not self.whole or value.is_integer())
        )


class TableSchema(NamedTuple):
    """What a table must hold."""

    name: str
    about: str
    columns: Mapping[str, Column]
    optional: str = ""
    """What to do without the table; it must be there if this is empty."""
    rows: tuple[int, float] = (1, math.inf)
    ids: tuple[str, ...] = ()
    """Rows that there must be, by the column ``id``."""
    roles: tuple[str, ...] = ()
    """Words of the column ``roles`` that must each stand in one row."""
    own: str = ""
    """Table whose codes are the titles of further columns."""

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.csv"


@cache
def schema() -> dict[str, TableSchema]:
    """Return the schema of every table by its name, without the ending."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {name: _table(name, table) for name, table in tables.items()}


def _table(name: str, table: dict[str, Any]) -> TableSchema:
    given: dict[str, Any] = {**table, "columns": {}}
    for title, column in table["columns"].items():
        given["columns"][title] = Column(**column)
    for key in ("rows", "ids", "roles"):
        if key in table:
            given[key] = tuple(table[key])
    return TableSchema(name=name, **given)


def schema_text() -> str:
    """Return the schema as a page of Markdown."""
    parts = [
        "# Tables of a data folder",
        "Written by `tenfold data schema`; `tenfold data check FOLDER` holds a folder against it. Lines that "
        "begin with `#` are notes: what a table is, units, source and licence. A column named `*` stands for "
        "all that are not named.",
    ]
    for table in schema().values():
        need = f" May be missing: {table.optional}." if table.optional else ""
        rows = ""
        if table.rows != (1, math.inf):
            rows = f" {table.rows[0]} to {table.rows[1]:g} rows."
        ids = f" Rows: {', '.join(f'`{one}`' for one in table.ids)}." if table.ids else ""
        roles = f" Roles: {', '.join(f'`{one}`' for one in table.roles)}." if table.roles else ""
        parts.append(f"## {table.file}\n\n{table.about}{rows}{need}{ids}{roles}")
        lines = ["| column | allowed | what |", "| --- | --- | --- |"]
        for title, column in table.columns.items():
            more = "; each once" if column.unique else ""
            more += "; the column sums to 1" if column.sums_to_one else ""
            lines.append(f"| `{title}` | {column.allowed}{more} | {column.about} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"
