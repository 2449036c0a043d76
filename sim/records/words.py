"""What is known of a figure in words, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from sim.country import in_currency

__all__ = [
    "BILLIONS", "MILLIONS", "MONTHLY", "SHARE", "ZERO_TO_ONE", "Column", "Table", "amount", "gini", "income",
    "index", "millions", "moves", "name", "people", "real_income", "share",
]  # fmt: skip

MILLIONS = "millions"
BILLIONS = "billion dollars a year"
MONTHLY = "dollars a month"
SHARE = "share"
ZERO_TO_ONE = "0 to 1"


class Column(NamedTuple):
    """One documented column: its words, and how it is shown."""

    label: str
    """A few words for axes, tables and titles."""
    description: str
    """What it is, in a sentence without a full stop."""
    unit: str
    """Unit in the tables."""
    shown: str = ""
    """Unit in which people read it, where that is another one."""
    scale: float = 1.0
    """Shown units for one unit of the tables: 100 for per cent of a share."""
    digits: int = 1
    """Decimals in the unit shown."""
    time: Literal["rate", "stock", "flow"] = "rate"
    """What it is over time. A year's figure is the mean of its months in each case: of a rate, of a stock at
    the ends of the months, of a flow that is stated for a month or for a year."""
    kind: Literal["number", "integer", "text"] = "number"
    """How it is stored."""
    relative: bool = False
    """Changes are told in per cent, not by their difference."""
    with_ai: bool = False
    """Describes GPUs: it says nothing where there is no AI."""
    better: Literal[-1, 0, 1] = 0
    """1 where more of it is better, -1 where less is, 0 where that is open."""
    short: str = ""
    """A word, for where there is no room for the label."""

    @property
    def unit_shown(self) -> str:
        """Unit in which people read it."""
        return in_currency(self.shown or self.unit)


class Table(NamedTuple):
    """One result table: what a row stands for, how many rows a month, and its columns.

    A name in place of a number is a size of the country's tables.
    """

    row: str
    rows_a_month: int | str
    columns: dict[str, Column]

    def rows(self, sizes: Mapping[str, int]) -> int:
        """Return the number of rows a month in a country with these ``sizes`` (``Calibration.sizes``)."""
        rows = self.rows_a_month
        return sizes[rows] if isinstance(rows, str) else rows

    @property
    def has_several_rows(self) -> bool:
        """Whether a month has more than one row, whatever the country."""
        return isinstance(self.rows_a_month, str) or self.rows_a_month > 1


def share(label: str, description: str, shown: str, **more: Any) -> Column:
    """Return a column of shares, which people read in per cent."""
    return Column(label, description, SHARE, f"% {shown}", 100.0, **more)


def gini(label: str, description: str) -> Column:
    """Return a column of Gini coefficients."""
    return Column(label, description, ZERO_TO_ONE, digits=3, better=-1)


def index(label: str, description: str, unit: str = "index", digits: int = 3, **more: Any) -> Column:
    """Return a column of a level that has no unit of people or money."""
    return Column(label, description, unit, digits=digits, time="stock", **more)


def people(label: str, description: str, **more: Any) -> Column:
    """Return a column of people, stored in millions."""
    return Column(label, description, MILLIONS, "million people", time="stock", **more)


def millions(label: str, description: str, **more: Any) -> Column:
    """Return a column of jobs, firms or GPUs, stored in millions."""
    return Column(label, description, MILLIONS, time="stock", **more)


def amount(label: str, description: str, unit: str = BILLIONS, **more: Any) -> Column:
    """Return a column of what an economy makes or pays in a year."""
    return Column(label, description, unit, **{"digits": 0, "time": "flow", "relative": True, **more})


def income(label: str, description: str, unit: str = MONTHLY, **more: Any) -> Column:
    """Return a column of dollars a month."""
    return Column(label, description, unit, digits=0, time="stock", relative=True, **more)


def real_income(label: str, description: str) -> Column:
    """Return a column of what adults can spend, dollars a month at prices of month 0."""
    unit = "dollars of year 0 a month"
    return income(label, f"{description}, at prices of month 0", unit, better=1)


def moves(label: str, description: str) -> Column:
    """Return a column of people who move in the labour market in a month."""
    return Column(label, description, "millions of people a month", digits=2, time="flow")


def name(label: str, description: str) -> Column:
    """Return a column of names."""
    return Column(label, description, "name", kind="text")
