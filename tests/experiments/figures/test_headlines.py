"""The headline figures: units, first and last year."""

import numpy as np
import polars as pl
import pytest

from sim.experiments.figures.headlines import HEADLINES, headline_series, headline_values
from sim.records.columns import TABLES
from sim.records.figures import figure


def macro(months: int, **own: np.ndarray) -> pl.DataFrame:
    columns = {name: own.get(name, np.ones(months)) for name in TABLES["macro"].columns}
    return pl.DataFrame({"month": np.arange(months), "year": np.arange(months) / 12.0, **columns})


def test_headlines_are_columns_of_the_macro_table() -> None:
    assert {headline.column for headline in HEADLINES} <= TABLES["macro"].columns.keys()
    assert len({headline.name for headline in HEADLINES}) == len(HEADLINES)


def test_a_headline_is_in_the_unit_of_its_column_under_the_same_name() -> None:
    output = np.repeat([30_000.0, 33_000.0, 36_000.0], 12)
    frame = macro(36, unemployment_rate=np.full(36, 0.05), real_gdp=output)
    series = headline_series(frame)
    assert series["unemployment_rate"].to_list() == pytest.approx([5.0] * 36)
    assert series["real_gdp"].to_list() == pytest.approx(output.tolist())
    assert headline_values(frame)["real_gdp"] == pytest.approx(36_000.0)
    assert headline_values(frame, at_end=False)["real_gdp"] == pytest.approx(30_000.0)
    assert all(one == figure(one.name) for one in HEADLINES)


def test_a_short_run_is_halved() -> None:
    frame = macro(6, gpus=np.arange(6.0))
    assert headline_values(frame, at_end=False)["gpus"] == pytest.approx(1.0)
    assert headline_values(frame)["gpus"] == pytest.approx(4.0)
    assert headline_values(macro(1, gpus=np.array([7.0])))["gpus"] == 7.0


def test_a_missing_figure_stays_missing() -> None:
    frame = macro(24).with_columns(poverty_rate=pl.lit(None, pl.Float64))
    assert headline_values(frame)["poverty_rate"] is None
