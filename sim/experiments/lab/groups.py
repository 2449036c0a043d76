"""Figures of an arm's years by age, kind of household and state, whoever is in a group in that year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from sim.units import MONTHS_PER_YEAR

__all__ = ["NOW", "GroupValue", "figures_of_groups"]

NOW = "now"
"""Basis of these figures: people by what they are in the year, not by what they were before the policy."""
_REAL = pl.col("disposable_income") / pl.col("price_paid")
_POVERTY = {
    "persons": pl.col("persons"),
    "poverty": pl.col("poverty"),
    "supplemental": pl.col("supplemental"),
}
_TABLES = {
    "ages": (
        "age_group",
        {"employment_rate": pl.col("employment") / pl.col("persons"), "disposable_income": _REAL, **_POVERTY},
    ),
    "household_types": (
        "household_type",
        {"disposable_income": _REAL, **_POVERTY, "child_poverty": pl.col("child_poverty")},
    ),
    "states": ("state", {"employment": pl.col("employment"), "disposable_income": _REAL, **_POVERTY}),
}
"""Column with the names of the groups of each table, and the figures by name."""


class GroupValue(NamedTuple):
    """The mean of one figure of one group over the months of a year; incomes in dollars of year 0."""

    grouping: str
    group: str
    measure: str
    value: float


def figures_of_groups(
    frames: dict[str, pl.DataFrame], horizons: Sequence[int], prices: Sequence[float]
) -> dict[int, list[GroupValue]]:
    """Return the figures of every group by year; none where people have neither ages nor households.

    Parameters
    ----------
    frames : dict of str to polars.DataFrame
        Result tables of a run.
    horizons : sequence of int
        Years, counted from 1.
    prices : sequence of float
        Prices paid in every year, 1 in the year before the policy.
    """
    found: dict[int, list[GroupValue]] = {year: [] for year in horizons}
    paid = pl.DataFrame(
        {"year": range(1, len(prices) + 1), "price_paid": prices},
        {"year": pl.Int64, "price_paid": pl.Float64},
    )
    for name, (column, figures) in _TABLES.items():
        if name not in frames or not frames[name].height:
            continue
        year = (pl.col("month") // MONTHS_PER_YEAR + 1).cast(pl.Int64)
        monthly = frames[name].filter(pl.col("month") >= 0, year.is_in(list(horizons)))
        monthly = monthly.with_columns(year=year).join(paid, on="year", how="left", maintain_order="left")
        monthly = monthly.select("year", group=column, **figures)
        means = monthly.group_by("year", "group", maintain_order=True).agg(
            pl.col(measure).filter(pl.col(measure).is_finite()).mean() for measure in figures
        )
        for row in means.iter_rows(named=True):
            found[row["year"]] += [
                GroupValue(column, row["group"], measure, row[measure])
                for measure in figures
                if row[measure] is not None
            ]
    return found
