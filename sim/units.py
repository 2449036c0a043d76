"""Column types that carry a unit, and the only conversions between units.

The conversions are built from + - * / and square roots alone, which every processor rounds alike: their
results reach the state, and a run must be bit-identical on every machine.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CENTS_PER_DOLLAR",
    "MONTHS_PER_YEAR",
    "Amounts",
    "Cents",
    "Codes",
    "Counts",
    "Flags",
    "Positions",
    "Rows",
    "Shares",
    "Totals",
    "Units",
    "Wages",
    "cents",
    "dollars",
    "monthly_factor",
    "monthly_growth",
    "monthly_hazard",
]

CENTS_PER_DOLLAR = 100
MONTHS_PER_YEAR = 12

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


def cents(amount_in_dollars: float) -> int:
    """Turn dollars into whole cents, halves to the even cent."""
    return round(CENTS_PER_DOLLAR * amount_in_dollars)


def dollars(amount_in_cents: float) -> float:
    """Turn cents into dollars."""
    return amount_in_cents / CENTS_PER_DOLLAR


def monthly_factor(yearly_factor: float) -> float:
    """Return the factor that, applied every month, multiplies by ``yearly_factor`` in a year."""
    return _twelfth_root(yearly_factor)


def monthly_growth(yearly_growth: float) -> float:
    """Return the growth a month that adds up to ``yearly_growth`` (a share) in a year."""
    return _twelfth_root(1.0 + yearly_growth) - 1.0


def monthly_hazard(yearly_rate: float) -> float:
    """Return the chance a month that leaves ``1 - yearly_rate`` of a stock after a year."""
    return 1.0 - _twelfth_root(1.0 - yearly_rate)


def _twelfth_root(value: float) -> float:
    """Return ``value`` to the power 1/12: the cube root of the fourth root, by Newton's method from above."""
    if value == 0.0:
        return 0.0
    fourth_root = math.sqrt(math.sqrt(value))
    root = max(1.0, fourth_root)
    while True:
        closer = (2.0 * root + fourth_root / (root * root)) / 3.0
        if closer >= root:
            return root
        root = closer
