"""Lines, last-year values and paired changes."""

from __future__ import annotations

import polars as pl
import pytest

from sim.experiments.figures.statistics import t_quantile
from sim.report.comparison.series import last_year, over_years, paired_change, summarise, window


def values(months: int) -> pl.DataFrame:
    rows = [
        (name, seed, month, base + 0.1 * seed + month)
        for name, base in (("a", 0.0), ("b", 100.0))
        for seed in (1, 2)
        for month in range(months)
    ]
    return pl.DataFrame(rows, schema=["scenario", "seed", "month", "value"], orient="row")


def test_last_year_averages_the_last_twelve_months() -> None:
    last = last_year(values(36))
    assert last.filter((pl.col("scenario") == "a") & (pl.col("seed") == 1))["value"].item() == pytest.approx(
        29.6
    )


def test_window_of_a_short_run_is_half_of_it() -> None:
    assert [window(months) for months in (1, 6, 12, 24, 180)] == [1, 3, 6, 12, 12]


def test_long_runs_are_averaged_over_quarters_and_short_ones_are_not() -> None:
    long, short = over_years(values(36)), over_years(values(24))
    assert long.filter(pl.col("scenario") == "a").height == 12
    assert long["year"][0] == pytest.approx(1.5 / 12)
    assert long["mean"][0] == pytest.approx(1.15)
    assert short.filter(pl.col("scenario") == "a").height == 24


def test_band_is_the_t_interval_over_seeds() -> None:
    first = over_years(values(24)).row(0, named=True)
    half = t_quantile(1) * (0.1 / 2**0.5) / 2**0.5
    assert first["high"] - first["mean"] == pytest.approx(half)
    assert first["mean"] - first["low"] == pytest.approx(half)


def test_band_of_a_story_is_that_of_its_paired_difference() -> None:
    shift = pl.col("value") + pl.when(pl.col("scenario") == "b").then(pl.col("seed") * 1.0).otherwise(0.0)
    points = over_years(values(24).with_columns(value=shift), "a")
    half = t_quantile(1) * (1.0 / 2**0.5) / 2**0.5
    story, base = (points.filter(pl.col("scenario") == name).row(0, named=True) for name in ("b", "a"))
    assert story["high"] - story["mean"] == pytest.approx(half)
    assert base["low"] == base["mean"] == base["high"]
    assert story["mean"] == pytest.approx(101.65)


def test_averages_over_whole_years_where_asked() -> None:
    yearly = over_years(values(36), period=12).filter(pl.col("scenario") == "a")
    assert yearly["year"].to_list() == [0.5, 1.5, 2.5]
    assert yearly["mean"].to_list() == pytest.approx([5.65, 17.65, 29.65])


def test_one_seed_has_a_band_of_no_width() -> None:
    alone = over_years(values(24).filter(pl.col("seed") == 1))
    assert alone["low"].to_list() == alone["mean"].to_list() == alone["high"].to_list()


def test_changes_are_paired_by_seed() -> None:
    change = summarise(paired_change(last_year(values(24)), "a"), ["scenario"])
    assert change["scenario"].to_list() == ["b"]
    assert change.select("mean", "low", "high").row(0) == pytest.approx((100.0, 100.0, 100.0))


def test_figures_that_do_not_exist_are_left_out() -> None:
    frame = values(24).with_columns(
        value=pl.when(pl.col("scenario") == "b").then(float("nan")).otherwise("value")
    )
    assert over_years(frame)["scenario"].unique().to_list() == ["a"]
    assert last_year(frame)["scenario"].unique().to_list() == ["a"]
