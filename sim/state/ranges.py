"""What a column may hold: sign and range, declared with the column and looked at every month (sim.guards).

A float is finite whatever its range. Sums of money are exact as long as no column adds up to more than
``MOST_CENTS``, signs left out: three columns together still fit 64 bits.
"""

from collections.abc import Mapping
from math import inf
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args, get_type_hints

from numpy.typing import NDArray

from sim.kernels.conversions import LARGEST

__all__ = ["MOST_CENTS", "Range", "ranges_of"]

MOST_CENTS = 2**61
"""Cents, 23 thousand trillion dollars."""


class Range(NamedTuple):
    """What every row of a column may hold, both ends included."""

    low: float
    high: float
    rows: str = ""  # column of which it names a row, where it does: the largest is then the last of them
    money: bool = False  # whether it is in cents, so that all rows together stay below MOST_CENTS

    def __str__(self) -> str:
        if self.rows:
            return f"a row of {self.rows.partition('.')[0]}" + (", or -1 for none" if self.low < 0.0 else "")
        if self.high == inf:
            return "finite" if self.low == -inf else f"finite and at least {self.low:,.0f}"
        return f"from {self.low:,.0f} to {self.high:,.0f}"


Array: TypeAlias = NDArray[Any]
NotNegative: TypeAlias = Annotated[Array, Range(0.0, inf)]
Part: TypeAlias = Annotated[Array, Range(0.0, 1.0)]
Balance: TypeAlias = Annotated[Array, Range(-MOST_CENTS, MOST_CENTS, money=True)]
"""Cents, also of a debt."""
Payment: TypeAlias = Annotated[Array, Range(0.0, MOST_CENTS, money=True)]
Savings: TypeAlias = Annotated[Array, Range(0.0, LARGEST, money=True)]
"""Cents of one person, within what kernels turn into reals (sim.kernels.conversions)."""
Occupation: TypeAlias = Annotated[Array, Range(0.0, inf, rows="macro.occupation_wage")]
Sector: TypeAlias = Annotated[Array, Range(0.0, inf, rows="macro.sector_price")]
Team: TypeAlias = Annotated[Array, Range(-1.0, inf, rows="teams.occupation")]
Firm: TypeAlias = Annotated[Array, Range(-1.0, inf, rows="firms.sector")]


def ranges_of(table: type) -> Mapping[str, Range]:
    """Return the range of every column of a table, as declared with its type; without one, finite."""
    hints = get_type_hints(table, include_extras=True)
    return {
        name: next((mark for mark in get_args(hint) if isinstance(mark, Range)), Range(-inf, inf))
        for name, hint in hints.items()
    }
