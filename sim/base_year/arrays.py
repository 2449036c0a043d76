"""From the tables of a data folder to read-only arrays, and whether the tables fit one another."""

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.country import Table
from sim.errors import UserError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MOST_ROWS = 256
"""Occupations, and sectors, that a column of the state can tell apart."""


def column(table: Table, title: str) -> Floats:
    """Return one column as numbers."""
    return np.array(table.numbers(title))


def unsigned(table: Table, title: str) -> Floats:
    """Return one column of numbers that must not be negative."""
    values = column(table, title)
    if np.any(values < 0.0):
        raise UserError(f"{table.place}: {title} must not be negative.")
    return values


def words_of(table: Table, title: str) -> tuple[tuple[str, ...], ...]:
    """Return one column as tuples of the words in each entry."""
    return tuple(tuple(entry.split()) for entry in table.texts(title))


def codes_of(table: Table) -> tuple[str, ...]:
    """Return the codes of the rows: each once, and no more than the state can tell apart."""
    codes = table.texts("code")
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise UserError(f"{table.place}: the code {twice} comes twice.")
    if len(codes) > MOST_ROWS:
        raise UserError(f"{table.place}: there are {len(codes)} rows; {MOST_ROWS} is the most.")
    return codes


def check_rows(table: Table, codes: tuple[str, ...], origin: Table) -> None:
    """Make sure that a table has a row for every code of another, in the same order."""
    if table.texts("code") != codes:
        raise UserError(f"{table.place}: its rows must have the codes of {origin.place}, in the same order.")


def check_brackets(taxes: Table) -> None:
    """Make sure that brackets follow one another from nothing."""
    floors = taxes.numbers("floor")
    if floors[0] != 0.0 or any(low >= high for low, high in pairwise(floors)):
        raise UserError(f"{taxes.place}: floor must begin with 0 and rise from row to row.")


def read_only(values: Floats) -> Floats:
    """Return ``values``, which can no longer be written to."""
    values.setflags(write=False)
    return values


def whole_numbers(values: Floats) -> Integers:
    """Return ``values`` as whole numbers."""
    integers = values.astype(np.int64)
    integers.setflags(write=False)
    return integers


def flags(values: Floats) -> npt.NDArray[np.bool_]:
    """Return which ``values`` are above 0."""
    yes = values > 0.0
    yes.setflags(write=False)
    return yes


def normalised(values: Floats) -> Floats:
    """Remove the rounding of printed shares, so that they sum to 1; exact on every processor."""
    return read_only(values / math.fsum(values))


def normalised_rows(values: Floats) -> Floats:
    """Remove the rounding of printed shares, so that every row sums to 1."""
    return read_only(values / np.array([[math.fsum(row)] for row in values]))


def sum_to_one(table: Table, titles: tuple[str, ...]) -> Floats:
    """Remove the rounding of printed fractions that sum to 1 within each row of the table.

    Returns
    -------
    float64 array (len(titles), rows)
        One row for each title.
    """
    values = np.stack([column(table, title) for title in titles])
    return read_only(values / values.sum(axis=0))
