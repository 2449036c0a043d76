"""Published quarterly series in the form in which simulated ones are held against them.

Growth and inflation are 400 times the change of a logarithm from quarter to quarter, per cent a year;
unemployment and the policy rate are means of the quarter in per cent.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.errors import UserError

__all__ = ["RATE", "SERIES", "TARGETS", "Panel", "period_name", "place_of", "read_panel"]

Values = NDArray[np.float64]

TARGETS = ("real_gdp", "gdp_deflator", "unemployment_rate")
"""What is forecast."""
RATE = "effective_federal_funds_rate"
"""The policy rate, which is part of what is known at an origin."""
SERIES = (*TARGETS, RATE)
PERIOD = re.compile(r"(\d{4})Q([1-4])")


class Panel(NamedTuple):
    """Quarterly series without gaps."""

    first: int
    """Number of the first quarter, see ``place_of``."""
    columns: tuple[str, ...]
    values: Values
    """Of shape (quarters, columns)."""

    def of(self, columns: tuple[str, ...]) -> Values:
        """Return some of the columns."""
        return self.values[:, [self.columns.index(name) for name in columns]]

    def row(self, period: str) -> int:
        """Return the row of a quarter, which may lie outside the panel."""
        return place_of(period) - self.first


def place_of(period: str) -> int:
    """Return the number of a quarter, which follows that of the one before; its name is written as 2010Q2.

    Raises
    ------
    UserError
        If it is not.
    """
    found = PERIOD.fullmatch(period)
    if not found:
        raise UserError(f"{period!r} is no quarter; one is written as 2010Q2.")
    return 4 * int(found[1]) + int(found[2]) - 1


def period_name(place: int) -> str:
    """Return the name of a quarter from its number."""
    return f"{place // 4}Q{place % 4 + 1}"


def read_panel(file: Path) -> Panel:
    """Read a table with a column ``period`` and one a series.

    Raises
    ------
    UserError
        If there is no such table, a series is missing, a quarter is left out, or a value is no number.
    """
    try:
        table = pl.read_csv(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        first = str(error).partition("\n")[0]
        raise UserError(f"{file}: not a table of quarters ({first}).") from None
    missing = [name for name in ("period", *SERIES) if name not in table.columns]
    if missing:
        raise UserError(
            f"{file}: there is no column {missing[0]}; needed are {', '.join(('period', *SERIES))}."
        )
    places = [place_of(str(period)) for period in table["period"]]
    for before, after in pairwise(places):
        if after != before + 1:
            raise UserError(
                f"{file}: {period_name(before)} is followed by {period_name(after)}; "
                "quarters follow each other without a gap."
            )
    columns = tuple(name for name in table.columns if name != "period")
    try:
        values = table.select(columns).cast(pl.Float64).to_numpy()
    except pl.exceptions.PolarsError:
        values = np.full((0, 0), np.nan)
    if not values.size or not np.isfinite(values).all():
        raise UserError(f"{file}: every value of every quarter must be a number.")
    return Panel(places[0], columns, values)
