"""The benefits of a country as numbers: three tables of a data folder, read and checked."""

from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np

from sim.base_year.arrays import read_only, unsigned
from sim.country import Table, read_table
from sim.errors import UserError
from sim.state.benefits import FIXED, NUMBER, OUTPUT, PRICES, WAGES, Benefits
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR

__all__ = ["load_benefits", "load_indices", "no_benefits", "no_indices"]

UNITS = {
    "dollars": CENTS_PER_DOLLAR,
    "dollars a month": CENTS_PER_DOLLAR,
    "dollars a year": CENTS_PER_DOLLAR / MONTHS_PER_YEAR,
    "share": 1.0,
    "years": 1.0,
    "of the poverty guideline": 1.0,
}
"""Cents a month, or plain numbers, for a unit of the table."""
INDICES = {"none": FIXED, "prices": PRICES, "wages": WAGES, "output": OUTPUT}
"""Names of what an amount follows, in the columns ``index``."""
BY_CHILDREN = ("phase_in", "most", "plateau_single", "plateau_joint", "phase_out", "take_up")
SHARES = ("phase_in", "phase_out", "take_up")
LARGEST_HOUSEHOLD = 64
"""Persons up to which the amounts by size are written out: more than any household has."""
NUMBERS = tuple(name for name, kind in get_type_hints(Benefits).items() if kind is float)


@cache
def load_benefits(folder: Path) -> Benefits:
    """Read ``benefits.csv``, ``benefits_by_children.csv`` and ``benefits_by_size.csv`` of a data folder.

    Raises
    ------
    UserError
        If a table or a row is missing, or a figure is negative, of another unit or out of order.
    """
    if not (folder / "benefits.csv").exists():
        raise UserError(
            f"{folder / 'benefits.csv'}: there is no such table; set government.household_benefits to false, "
            "or add it."
        )
    table = read_table("benefits.csv", folder)
    values = _numbers(table)
    by_children, by_size = (read_table(f"benefits_by_{name}.csv", folder) for name in ("children", "size"))
    _check_count(by_children, "children", 0)
    _check_count(by_size, "size", 1)
    schedule = {
        f"earned_credit_{title}": _column(
            by_children, title, 1.0 if title in SHARES else UNITS["dollars a year"]
        )
        for title in BY_CHILDREN
    }
    most = _column(by_size, "most", UNITS["dollars a month"])
    deduction = _column(by_size, "deduction", UNITS["dollars a month"])
    more = np.arange(1, LARGEST_HOUSEHOLD + 1 - most.size)
    step = most[-1] - most[-2] if most.size > 1 else most[-1]
    return Benefits(
        **values,
        **schedule,
        food_most=read_only(np.concatenate([most, most[-1] + step * more])),
        food_deduction=read_only(np.concatenate([deduction, np.full(more.size, deduction[-1])])),
    )


@cache
def load_indices(folder: Path) -> Benefits:
    """Return what every amount of the schedules follows, a code of ``sim.state.benefits`` in its place.

    Raises
    ------
    UserError
        If an amount of money has no index that is known, or something else has one.
    """
    table = read_table("benefits.csv", folder)
    rows = zip(table.texts("id"), table.texts("unit"), table.texts("index"), strict=True)
    codes: dict[str, Any] = dict.fromkeys(Benefits._fields, float(NUMBER))
    for name, unit, index in rows:
        if unit.startswith("dollars"):
            codes[name] = float(_code(table, index, name))
        elif index:
            raise UserError(
                f'{table.place}: {name} is no amount of money; its index "{index}" must be empty.'
            )
    by_children, by_size = (read_table(f"benefits_by_{name}.csv", folder) for name in ("children", "size"))
    of_children, of_sizes = (
        np.array([_code(one, index, f"row {row}") for row, index in enumerate(one.texts("index"), 1)])
        for one in (by_children, by_size)
    )
    for title in BY_CHILDREN:
        codes[f"earned_credit_{title}"] = read_only(
            np.full_like(of_children, NUMBER) if title in SHARES else of_children
        )
    more = LARGEST_HOUSEHOLD - of_sizes.size
    codes["food_most"] = codes["food_deduction"] = read_only(np.pad(of_sizes, (0, more), mode="edge"))
    return Benefits(**codes)


def no_benefits() -> Benefits:
    """Return schedules that pay nothing."""
    arrays = {name: read_only(np.zeros(1)) for name in Benefits._fields if name not in NUMBERS}
    return Benefits(**dict.fromkeys(NUMBERS, 0.0), **arrays)


def no_indices() -> Benefits:
    """Return what schedules that pay nothing follow: nothing is money."""
    codes: dict[str, Any] = dict.fromkeys(Benefits._fields, float(NUMBER))
    return Benefits(**codes)


def _numbers(table: Table) -> dict[str, float]:
    """Return the single figures by name, in cents a month where they are money."""
    rows = zip(table.texts("id"), table.numbers("value"), table.texts("unit"), strict=True)
    known = {name: (value, unit) for name, value, unit in rows}
    if missing := [name for name in NUMBERS if name not in known]:
        raise UserError(f"{table.place}: there is no row {missing[0]}.")
    found = {}
    for name in NUMBERS:
        value, unit = known[name]
        if unit not in UNITS:
            raise UserError(f'{table.place}: {name} is in "{unit}"; it must be one of {", ".join(UNITS)}.')
        if value < 0.0 or (unit == "share" and value > 1.0):
            raise UserError(
                f"{table.place}: {name} is {value:g}; it must not be negative, nor a share above 1."
            )
        found[name] = value * UNITS[unit]
    return found


def _code(table: Table, index: str, row: str) -> int:
    """Return the code of an index by its name."""
    if index not in INDICES:
        raise UserError(
            f'{table.place}: the index of {row} is "{index}"; it must be one of {", ".join(INDICES)}.'
        )
    return INDICES[index]


def _column(table: Table, title: str, unit: float) -> np.ndarray:
    """Return a column, which must not be negative, in cents a month where it is money."""
    return read_only(unsigned(table, title) * unit)


def _check_count(table: Table, title: str, first: int) -> None:
    """Make sure that the rows count from ``first`` on."""
    found = table.numbers(title)
    if found != [float(first + row) for row in range(len(found))]:
        raise UserError(f"{table.place}: {title} must count from {first} on, row by row.")
