"""Figures of groups in an arm: means of a year, incomes at the prices that are paid, nothing where empty."""

import polars as pl
import pytest

from sim.experiments.lab.groups import figures_of_groups
from sim.records.columns import TABLES


def frames(months: range) -> dict[str, pl.DataFrame]:
    """Return two kinds of households whose income is their month, and an empty table of ages."""
    rows = [
        (
            month,
            kind,
            share,
            100.0 * (month + 1),
            0.1 * share,
            0.2,
            0.3 if kind == "lone_parent" else float("nan"),
        )
        for month in months
        for kind, share in (("lone_parent", 2.0), ("single", 1.0))
    ]
    names = [
        "month",
        "household_type",
        "persons",
        "disposable_income",
        "poverty",
        "supplemental",
        "child_poverty",
    ]
    ages = pl.DataFrame(schema={"month": pl.Int32, **dict.fromkeys(TABLES["ages"].columns, pl.Float64)})
    return {"household_types": pl.DataFrame(rows, names, orient="row"), "ages": ages}


def test_a_year_is_the_mean_of_its_months_at_the_prices_paid() -> None:
    found = figures_of_groups(frames(range(-3, 24)), [1, 2], [1.0, 2.0])
    values = {(one.group, one.measure): one.value for one in found[2]}
    assert values["lone_parent", "disposable_income"] == pytest.approx(100.0 * 18.5 / 2.0)  # months 13 to 24
    assert values["lone_parent", "poverty"] == pytest.approx(0.2)
    first = {(one.group, one.measure): one.value for one in found[1]}
    assert first["single", "disposable_income"] == pytest.approx(100.0 * 6.5)  # the burn-in is no part of it


def test_a_figure_that_a_group_does_not_have_is_left_out() -> None:
    found = figures_of_groups(frames(range(12)), [1], [1.0])[1]
    assert {one.group for one in found if one.measure == "child_poverty"} == {"lone_parent"}
    assert {one.grouping for one in found} == {"household_type"}


def test_without_ages_and_households_there_are_no_groups() -> None:
    nothing = {name: table.clear() for name, table in frames(range(12)).items()}
    assert figures_of_groups(nothing, [1], [1.0]) == {1: []}
