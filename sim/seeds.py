"""Seeds and counts as people give them: one check, whoever asks."""

from __future__ import annotations

import operator
from typing import Any

from sim.errors import UserError

__all__ = ["LARGEST_SEED", "count_of", "seed_of"]

LARGEST_SEED = 2**31 - 1


def seed_of(value: Any) -> int:
    """Return a seed as a Python integer.

    Parameters
    ----------
    value : int or numpy integer
        What names the random numbers.

    Raises
    ------
    UserError
        If it is not a whole number between 0 and ``LARGEST_SEED``; a flag is none.
    """
    number = _whole(value)
    if number is None or not 0 <= number <= LARGEST_SEED:
        raise UserError(f"seed is {str(value)[:80]!r}; it must be a whole number from 0 to {LARGEST_SEED}.")
    return number


def count_of(name: str, value: Any) -> int:
    """Return a number of things, runs for example, as a Python integer.

    Parameters
    ----------
    name : str
        What errors call it.
    value : int or numpy integer
        At least 1.

    Raises
    ------
    UserError
        If it is not a whole number of at least 1; a flag is none, and neither is a list.
    """
    number = _whole(value)
    if number is None:
        raise UserError(f"{name} is {str(value)[:80]}; it must be a whole number of at least 1.")
    if number < 1:
        raise UserError(f"{name} is {number}; it must be at least 1.")
    return number


def _whole(value: Any) -> int | None:
    try:
        return None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        return None
