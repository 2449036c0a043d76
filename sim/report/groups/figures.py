"""Figures of groups of people: ages, kinds of households and states, and which figures of them are shown.

Labels, units, scales and decimals are those of the dictionary of columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from sim.records.columns import TABLES
from sim.records.figures import figure
from sim.records.words import Column

__all__ = ["BY_AGE", "BY_KIND", "BY_STATE", "KINDS_IN_WORDS", "GroupFigure", "Grouping", "group_label"]

KINDS_IN_WORDS = {
    "single": "One adult",
    "older_single": "One adult, 65 or over",
    "lone_parent": "Lone parent",
    "pair": "Two adults",
    "pair_with_children": "Two adults, children",
    "older_people": "Several, all 65 or over",
    "more": "More adults",
    "more_with_children": "More adults, children",
}
"""Kinds of households as people read them; adults are those of 18 and over."""


class GroupFigure(NamedTuple):
    """One figure of every group of a table.

    Attributes
    ----------
    name : str
        In addresses and results.
    words : Column
        Label, unit, scale and decimals of the level.
    column, over : str
        Column of the table, and another one by which it is divided.
    real : bool
        Stated at prices of month 0.
    """

    name: str
    words: Column
    column: str
    over: str = ""
    real: bool = False

    @property
    def unit(self) -> str:
        """Unit of the level."""
        unit = self.words.unit_shown
        return unit.replace(" a month", " of year 0 a month") if self.real else unit

    @property
    def change_unit(self) -> str:
        """Unit of the change as it is told."""
        return "%" if self.words.relative else "percentage points"

    @property
    def digits(self) -> int:
        """Decimals of the change: one where it is in per cent."""
        return 1 if self.words.relative else self.words.digits

    @property
    def label(self) -> str:
        """A few words."""
        label = self.words.label
        return f"Real {label[0].lower()}{label[1:]}" if self.real else label

    def value(self) -> pl.Expr:
        """Return the level from the columns of the table and ``deflator``, prices over those of month 0."""
        value = pl.col(self.column) * self.words.scale
        value = value / pl.col(self.over) if self.over else value
        return value / pl.col("deflator") if self.real else value


class Grouping(NamedTuple):
    """A table with one row for each group, and the figures of it that a page shows.

    Attributes
    ----------
    table, column : str
        Result table, and its column with the names of the groups.
    title : str
        After "by".
    figures : dict of str to GroupFigure
        By name.
    """

    table: str
    column: str
    title: str
    figures: Mapping[str, GroupFigure]


def _figures(table: str, *names: str, real: tuple[str, ...] = ()) -> dict[str, GroupFigure]:
    words = TABLES[table].columns
    return {name: GroupFigure(name, words[name], name, real=name in real) for name in names}


_EMPLOYMENT_RATE = GroupFigure(
    "employment_rate", figure("employment_rate").words, "employment", over="persons"
)
_OF_STATES = _figures("states", "employment", "disposable_income", "poverty", real=("disposable_income",))

BY_AGE = Grouping(
    "ages",
    "age_group",
    "age",
    {"employment_rate": _EMPLOYMENT_RATE}
    | _figures(
        "ages",
        "mean_pay",
        "disposable_income",
        "poverty",
        "supplemental",
        real=("mean_pay", "disposable_income"),
    ),
)
BY_KIND = Grouping(
    "household_types",
    "household_type",
    "kind of household",
    _figures(
        "household_types", "disposable_income", "poverty", "supplemental", "child_poverty",
        real=("disposable_income",),
    ),
)  # fmt: skip
BY_STATE = Grouping(
    "states",
    "state",
    "state",
    _OF_STATES
    | {
        "employment": GroupFigure(
            "employment", _OF_STATES["employment"].words._replace(relative=True, digits=2), "employment"
        )
    },
)


def group_label(grouping: Grouping, name: str) -> str:
    """Return the name of a group as people read it."""
    return KINDS_IN_WORDS.get(name, name) if grouping is BY_KIND else name
