"""What a plugin gave, as numbers; apart from the plain values, which are needed where numpy is not loaded."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["as_numbers"]


def as_numbers(value: Any) -> np.ndarray | None:
    """Return what a plugin gave as float64; None if it is text, a table, ragged rows or beyond all floats."""
    try:
        return np.asarray(value, np.float64)
    except (TypeError, ValueError, OverflowError):
        return None
