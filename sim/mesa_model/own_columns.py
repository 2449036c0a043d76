"""Columns of the user's own: a value that does not fit one is refused, never changed in silence."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.errors import UserError

__all__ = ["fitting", "made"]

KINDS = {"b": "a flag, True or False", "i": "a whole number", "u": "a whole number", "f": "a number"}


def made(initial: Any, size: int, name: str) -> np.ndarray:
    """Return a new column.

    Parameters
    ----------
    initial : number, flag, text or array
        One for all, or one a row. A number alone makes a column of numbers, so that 0 can become 0.4.
    size : int
        Rows.
    name : str
        What messages call it.
    """
    values = np.asarray(initial)
    if values.ndim == 0 and values.dtype.kind in "iu":
        values = values.astype(np.float64)
    if values.dtype.kind not in "biuf":
        values = values.astype(object)
    if values.ndim and values.shape != (size,):
        raise UserError(
            f"{name} has {values.shape} values; it must have one, or one for each of {size} rows."
        )
    return np.array(np.broadcast_to(values, size))


def fitting(column: np.ndarray, name: str, values: Any) -> Any:
    """Return ``values`` as the column keeps them.

    Raises
    ------
    UserError
        If one would be changed by that.
    """
    if column.dtype == object:
        return values
    given = np.asarray(values)
    kind = column.dtype.kind
    if kind == "b" or given.dtype.kind not in "iuf":
        fits = kind == given.dtype.kind
    elif kind == "f":  # rounded to what the type can hold; beyond its largest number nothing is
        with np.errstate(over="ignore"):
            fits = bool((np.isfinite(given.astype(column.dtype)) | ~np.isfinite(given)).all())
    else:
        limits = np.iinfo(column.dtype)
        fits = bool(((given == np.floor(given)) & (given >= limits.min) & (given <= limits.max)).all())
    if not fits:
        size = "" if kind in "bf" and column.dtype.itemsize in (1, 8) else f" that fits {column.dtype}"
        raise UserError(f"{name} is {str(values)[:80]!r}; it must be {KINDS[kind]}{size}.")
    return given
