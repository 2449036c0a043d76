"""Seeds as people give them: one check, whoever asks."""

from __future__ import annotations

import operator
from typing import Any

from sim.errors import UserError

__all__ = ["LARGEST_SEED", "count_of", "seed_of"]

LARGEST_SEED = 2**31 - 1


def seed_of(value: Any, name: str = "seed") -> int:
    """Return a seed as a Python integer.

    Parameters
    ----------
    value : int or numpy integer
        What names the random numbers.
    name : str
        What the caller calls it.

    Raises
    ------
    UserError
        If it is not a whole number between 0 and ``LARGEST_SEED``.
    """
    return _whole(value, name, 0, LARGEST_SEED)


def count_of(value: Any, name: str, at_least: int = 1) -> int:
    """Return a number of seeds, runs, processes or months as a Python integer.

    Raises
    ------
    UserError
        If it is not a whole number of at least ``at_least``.
    """
    return _whole(value, name, at_least, None)


def _whole(value: Any, name: str, low: int, high: int | None) -> int:
    """Return a whole number within bounds; a flag is none."""
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < low or (high is not None and number > high):
        allowed = f"of at least {low}" if high is None else f"from {low} to {high}"
        raise UserError(f"{name} is {str(value)[:80]!r}; it must be a whole number {allowed}.")
    return number
