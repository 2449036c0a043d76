"""Guards: every month every column is held against the range that it declares (``sim.state.ranges``).

Up to ``FEW`` rows of a column are looked at whole, before the month and after it. Of longer ones a part is,
another each time, so that what does not belong there is found within ``PARTS / 2`` months, unless a step
writes over it before. What the cents of a column add up to is looked at after every month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import numpy as np

from sim.data_flow import column_names, named_columns
from sim.kernels.looking import HALF, first_outside, parts_of_sum
from sim.state.accounts import ACCOUNT_NAMES
from sim.state.columns import Array, State
from sim.state.ranges import MOST_CENTS, Range, ranges_of

__all__ = ["FEW", "PARTS", "first_fault", "range_of"]

FEW = 100_000
"""Rows of a column that are looked at whole."""
PARTS = 24
"""Parts in which longer columns are looked at, one a look, two looks a month."""
TOLERANCE = 1e-6
"""By which a share may miss its ends through rounding."""


def first_fault(state: State, look: int | None = None) -> str | None:
    """Say which column holds what it must not, in which row; None if there is none.

    Parameters
    ----------
    state : State
        Of the economy.
    look : int or None
        Number of the look, which says what part of long columns is looked at and, where it is odd, that
        cents are added up; None does all.
    """
    return next(_faults(state, look), None)


def range_of(column: str) -> Range:
    """Return the range that a column declares, by its dotted name."""
    return _ranges()[column]


def _faults(state: State, look: int | None) -> Iterator[str]:
    columns, ranges = named_columns(state), _ranges()
    adds_up = look is None or look % 2 == 1
    kinds = tuple([column.dtype.type for column in columns.values()])
    ends = _ends(kinds, tuple([columns[owner].size - 1 for owner in _owners()]))
    for (name, shaped), outside in zip(columns.items(), ends, strict=True):
        column, held = shaped.reshape(-1), ranges[name]
        if outside is not None:
            start, end = _part(column.size, look)
            if (row := first_outside(column, start, end, *outside)) >= 0:
                yield _sentence(name, shaped, row, f"it must be {held}")
        if adds_up and held.money and column.size > 1 and parts_of_sum(column)[2] >= MOST_CENTS >> HALF:
            row = int(np.abs(column).argmax())
            yield _sentence(name, shaped, row, f"all rows must be below {MOST_CENTS:,} cents together")


def _part(rows: int, look: int | None) -> tuple[int, int]:
    """Return the first row to look at and the one after the last."""
    if look is None or rows <= FEW:
        return 0, rows
    part = look % PARTS
    return rows * part // PARTS, rows * (part + 1) // PARTS


def _sentence(name: str, column: Array, row: int, rule: str) -> str:
    """Name column and row; of a table in a column, the row of the table."""
    value = column.reshape(-1)[row].item()
    shown = f"{value:,}" if isinstance(value, int) else f"{value:g}"
    where = f" in row {row // (column.size // column.shape[0]):,}" if column.shape[0] > 1 else ""
    return f"{name}{where} is {shown}; {rule}"


@cache
def _ranges() -> Mapping[str, Range]:
    """Return the range of every column by its name; all accounts have that of their table."""
    tables = {name: kind for name, kind in State.__annotations__.items() if hasattr(kind, "_fields")}
    found = {
        f"{table}.{name}": held for table, kind in tables.items() for name, held in ranges_of(kind).items()
    }
    whole = ranges_of(State)
    return found | {f"accounts.{name}": whole["accounts"] for name in ACCOUNT_NAMES}


@cache
def _owners() -> tuple[str, ...]:
    """Return the columns of which others name rows."""
    return tuple(dict.fromkeys(held.rows for held in _ranges().values() if held.rows))


@lru_cache(maxsize=16)
def _ends(kinds: tuple[Any, ...], last_rows: tuple[int, ...]) -> tuple[tuple[Any, Any] | None, ...]:
    """Return the ends of the range of every column, given its type and the last rows of those with owners."""
    last = dict(zip(_owners(), last_rows, strict=True))
    ranges = [_ranges()[name] for name in column_names()]
    return tuple(_bounds(held, kind, last.get(held.rows)) for held, kind in zip(ranges, kinds, strict=True))


def _bounds(held: Range, kind: Any, last_row: int | None) -> tuple[Any, Any] | None:
    """Return the ends of a range in the type of a column; None if nothing of that type lies outside."""
    high = held.high if last_row is None else float(last_row)
    limits: Any = np.iinfo(kind) if issubclass(kind, np.integer) else np.finfo(kind)
    if issubclass(kind, np.floating):
        slack = TOLERANCE if np.isfinite(high) else 0.0
        return kind(max(held.low, limits.min)), kind(min(high + slack, limits.max))
    if held.low <= limits.min and high >= limits.max:
        return None
    return kind(max(held.low, limits.min)), kind(min(high, limits.max))
