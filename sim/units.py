"""Column types that carry a unit, and the numbers that lead from one unit to another."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CENTS_PER_BILLION",
    "CENTS_PER_DOLLAR",
    "MONTHS_PER_YEAR",
    "WEEKS_PER_MONTH",
    "Amounts",
    "Cents",
    "Codes",
    "Counts",
    "Flags",
    "Months",
    "Positions",
    "Rows",
    "Shares",
    "Totals",
    "Units",
    "Wages",
]

CENTS_PER_DOLLAR = 100
CENTS_PER_BILLION = 1e11
"""Cents in a billion dollars."""
MONTHS_PER_YEAR = 12
WEEKS_PER_MONTH = 52.1775 / MONTHS_PER_YEAR

Cents: TypeAlias = NDArray[np.int64]
"""Money: balances and flows in cents."""

Wages: TypeAlias = NDArray[np.int32]
"""Pay of one person in cents a month."""

Rows: TypeAlias = NDArray[np.int32]
"""Row numbers in another table, -1 for none."""

Counts: TypeAlias = NDArray[np.int32]
"""How many people or things."""

Totals: TypeAlias = NDArray[np.int64]
"""Sums of counts, or of counts and cents side by side."""

Positions: TypeAlias = NDArray[np.int64]
"""Where something begins in a list."""

Months: TypeAlias = NDArray[np.int16]
"""Months in which something happened; 0 is the first after the burn-in."""

Codes: TypeAlias = NDArray[np.uint8]
"""Small numbers that stand for a kind: occupation, status, sector."""

Units: TypeAlias = NDArray[np.uint32]
"""Units of an asset that a person owns."""

Shares: TypeAlias = NDArray[np.floating[Any]]
"""Parts of one, and other plain ratios."""

Amounts: TypeAlias = NDArray[np.float64]
"""Quantities that are not money: goods, GPUs, prices per unit."""

Flags: TypeAlias = NDArray[np.bool_]
"""Yes or no, one per row."""
