"""The recorder turns months of numbers into documented frames."""

import math

import numpy as np
import polars as pl
import pytest

from sim.records.columns import TABLES, describe
from sim.records.recorder import Recorder


def month_of(rate: float, wages: list[float]) -> dict:
    return {
        "macro": {"unemployment_rate": rate, "gdp": 31_000.0},
        "occupations": {"occupation": np.array(["Legal", "Sales"], object), "wage": np.array(wages)},
    }


@pytest.fixture
def recorder() -> Recorder:
    recorder = Recorder()
    recorder.append(0, month_of(0.043, [9_000.0, 4_500.0]))
    recorder.append(1, month_of(0.044, [9_010.0, math.nan]))
    return recorder


def test_one_row_a_month_for_numbers_and_several_for_arrays(recorder: Recorder) -> None:
    frames = recorder.frames()
    assert frames["macro"]["month"].to_list() == [0, 1]
    assert frames["macro"]["unemployment_rate"].to_list() == [0.043, 0.044]
    assert frames["occupations"]["month"].to_list() == [0, 0, 1, 1]
    assert frames["occupations"]["occupation"].to_list() == ["Legal", "Sales"] * 2
    assert frames["macro"]["year"].to_list() == [0.0, 1.0 / 12.0]


def test_not_a_number_becomes_null(recorder: Recorder) -> None:
    assert recorder.frames()["occupations"]["wage"].to_list() == [9_000.0, 4_500.0, 9_010.0, None]


def test_columns_come_in_the_documented_order_and_type() -> None:
    recorder = Recorder()
    recorder.append(0, {"income_deciles": {"wealth": np.arange(10.0), "decile": np.arange(1, 11)}})
    frame = recorder.frames()["income_deciles"]
    assert frame.columns == ["month", "year", "decile", "wealth"]
    assert frame.dtypes == [pl.Int32, pl.Float64, pl.Int32, pl.Float64]


def test_last_is_the_newest_value(recorder: Recorder) -> None:
    assert recorder.last("macro", "unemployment_rate") == 0.044
    assert recorder.last("occupations", "wage")[0] == 9_010.0
    with pytest.raises(LookupError):
        Recorder().last("macro", "gdp")
    with pytest.raises(LookupError):
        recorder.last("macro", "no_such_column")


def test_a_month_with_other_columns_is_refused(recorder: Recorder) -> None:
    with pytest.raises(ValueError, match="gdp"):
        recorder.append(2, {**month_of(0.04, [1.0, 2.0]), "macro": {"unemployment_rate": 0.04}})
    with pytest.raises(ValueError, match="tables"):
        recorder.append(2, {"macro": {"unemployment_rate": 0.04, "gdp": 1.0}})
    assert len(recorder) == 2


def test_every_column_has_words_and_a_unit() -> None:
    for name, table in TABLES.items():
        assert table.columns
        for column, description in table.columns.items():
            assert len(description.description) > 5, (name, column)
            assert description.unit, (name, column)
            assert description.kind in ("number", "integer", "text")
    assert describe("macro", "month").unit == "month"
