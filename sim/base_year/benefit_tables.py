"""The benefits of a country as numbers: three tables of a data folder, read and checked."""

from functools import cache
from pathlib import Path
from typing import get_type_hints

import numpy as np

from sim.base_year.arrays import read_only, unsigned
from sim.country import Table, read_table
from sim.errors import UserError
from sim.state.benefits import Benefits
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR

__all__ = ["load_benefits", "no_benefits"]

UNITS = {
    "dollars": CENTS_PER_DOLLAR,
    "dollars a month": CENTS_PER_DOLLAR,
    "dollars a year": CENTS_PER_DOLLAR / MONTHS_PER_YEAR,
    "share": 1.0,
    "years": 1.0,
    "of the poverty guideline": 1.0,
}
"""Cents a month, or plain numbers, for a unit of the table."""
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


def no_benefits() -> Benefits:
    """Return schedules that pay nothing."""
    arrays = {name: read_only(np.zeros(1)) for name in Benefits._fields if name not in NUMBERS}
    return Benefits(**dict.fromkeys(NUMBERS, 0.0), **arrays)


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


def _column(table: Table, title: str, unit: float) -> np.ndarray:
    """Return a column, which must not be negative, in cents a month where it is money."""
    return read_only(unsigned(table, title) * unit)


def _check_count(table: Table, title: str, first: int) -> None:
    """Make sure that the rows count from ``first`` on."""
    found = table.numbers(title)
    if found != [float(first + row) for row in range(len(found))]:
        raise UserError(f"{table.place}: {title} must count from {first} on, row by row.")
