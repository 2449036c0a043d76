"""Seeds as people give them: one check, whoever asks."""

from __future__ import annotations

import operator
from typing import Any

from sim.errors import UserError

__all__ = ["LARGEST_SEED", "seed_of"]

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
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or not 0 <= number <= LARGEST_SEED:
        raise UserError(f"seed is {str(value)[:80]!r}; it must be a whole number from 0 to {LARGEST_SEED}.")
    return number
