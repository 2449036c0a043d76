"""Arguments as people give them: seeds, counts, paths and lists; others are refused in one sentence."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import UserError
from sim.parameters.explain import show

__all__ = ["LARGEST_SEED", "count_of", "list_of", "path_of", "seed_of", "texts_of"]

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


def path_of(name: str, value: Any) -> Path:
    """Return a path, given as one or as text.

    Parameters
    ----------
    name : str
        What errors call it.
    value : str or Path
        Where something lies.

    Raises
    ------
    UserError
        It is neither.
    """
    if not isinstance(value, str | Path):
        raise UserError(f"{name} is {show(value)}; it must be a path, as text or as a pathlib.Path.")
    return Path(value)


def list_of(name: str, value: Any, of: str) -> list[Any]:
    """Return several things, given as a list or as anything that yields them one by one.

    Parameters
    ----------
    name : str
        What errors call it.
    value : iterable
        The things; a single text or path is none.
    of : str
        What they must be, in words.

    Raises
    ------
    UserError
        It is something else.
    """
    try:
        if isinstance(value, str | bytes | Path | Mapping):
            raise TypeError
        return list(value)
    except TypeError:
        raise UserError(f"{name} is {show(value)}; it must be a list of {of}.") from None


def texts_of(name: str, value: Any, of: str) -> list[str]:
    """Return several texts, given as a list or as anything that yields them; parameters as ``list_of``.

    Raises
    ------
    UserError
        It is something else, or one of them is no text.
    """
    texts = list_of(name, value, of)
    for one in texts:
        if not isinstance(one, str):
            raise UserError(f"{name} has {show(one)}; it must be a list of {of}.")
    return texts


def _whole(value: Any) -> int | None:
    try:
        return None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        return None
