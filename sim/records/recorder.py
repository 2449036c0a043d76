"""Collect the indicators of every month cheaply, and turn them into Polars frames once, when asked."""

from __future__ import annotations

import bisect
from collections.abc import Mapping

import numpy as np
import polars as pl

from sim.records.columns import TABLES
from sim.units import MONTHS_PER_YEAR

__all__ = ["Recorder"]

Values = np.ndarray | float | int | str
_POLARS = {"number": pl.Float64, "integer": pl.Int32, "text": pl.String}


class Recorder:
    """Tables of a run, month by month.

    A month is appended to plain lists (no copies, no frames), so that recording costs microseconds.
    Not-a-number becomes null in the frames: it marks a figure that was not computed that month.
    """

    def __init__(self) -> None:
        self._months: list[int] = []
        self._rows: dict[str, dict[str, list[Values]]] = {}

    def __len__(self) -> int:
        return len(self._months)

    @property
    def months(self) -> list[int]:
        """Months recorded so far, in order."""
        return list(self._months)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables recorded so far."""
        return tuple(self._rows)

    def append(self, month: int, tables: Mapping[str, Mapping[str, Values]]) -> None:
        """Append one month.

        Parameters
        ----------
        month : int
            Month since the end of the burn-in.
        tables : mapping of str to mapping of str to number or array
            Table, column, value. The columns of one table are all scalars or all arrays of one length. The
            arrays are kept, not copied: hand over fresh ones.

        Raises
        ------
        ValueError
            If tables or columns differ from those of the first month: a mistake in the indicators.
        """
        if not self._months:
            self._rows = {table: {column: [] for column in columns} for table, columns in tables.items()}
        if tables.keys() != self._rows.keys():
            raise ValueError(f"month {month} has tables {sorted(tables)}, expected {sorted(self._rows)}")
        for table, columns in tables.items():
            rows = self._rows[table]
            if columns.keys() != rows.keys():
                odd = sorted(columns.keys() ^ rows.keys())
                raise ValueError(f"month {month}: columns of table {table} changed: {odd}")
            for column, value in columns.items():
                rows[column].append(value)
        self._months.append(month)

    def last(self, table: str, column: str) -> Values:
        """Return the newest value of ``column``: a number, or the array of the month's rows.

        Raises
        ------
        LookupError
            If nothing has been recorded yet, or there is no such table or column.
        """
        if not self._months:
            raise LookupError("nothing has been recorded yet: the first month has not been simulated")
        return self._rows[table][column][-1]

    def series(self, table: str, column: str) -> list[float]:
        """Return a column of a table of one row a month, month by month from month 0 on."""
        if table not in self._rows:
            return []
        first = bisect.bisect_left(self._months, 0)
        return [float(value) for value in self._rows[table][column][first:]]

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return every table as a Polars frame: ``month``, ``year``, then the documented columns in order.

        The documented tables come first, in their order.
        """
        known = [table for table in TABLES if table in self._rows]
        return {table: self._frame(table) for table in dict.fromkeys([*known, *self._rows])}

    def _frame(self, table: str) -> pl.DataFrame:
        rows = self._rows[table]
        documented = TABLES[table].columns if table in TABLES else {}
        order = [column for column in documented if column in rows]
        order += [column for column in rows if column not in documented]
        first = next(iter(rows.values()))
        lengths = np.array([np.size(value) for value in first], np.int64)
        months = np.repeat(np.array(self._months, np.int32), lengths)
        series = [
            pl.Series("month", months, pl.Int32),
            pl.Series("year", months / MONTHS_PER_YEAR, pl.Float64),
        ]
        for column in order:
            kind = documented[column].kind if column in documented else "number"
            series.append(_series(column, rows[column], kind))
        return pl.DataFrame(series)


def _series(column: str, values: list[Values], kind: str) -> pl.Series:
    """Join the monthly values of one column."""
    joined = np.concatenate([np.atleast_1d(np.asarray(value)) for value in values])
    if kind == "text":
        return pl.Series(column, joined.astype(str).tolist(), pl.String)
    if kind == "integer":
        return pl.Series(column, joined.astype(np.int32), _POLARS[kind])
    return pl.Series(column, joined.astype(np.float64), pl.Float64).fill_nan(None)
