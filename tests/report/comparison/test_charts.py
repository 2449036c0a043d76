"""Stacked bars and areas reach as far as their parts."""

from __future__ import annotations

import re
from types import SimpleNamespace

import polars as pl
import pytest

from sim.report.comparison.charts import stacked_areas, stacked_bars
from sim.report.story_looks import dress

NO_AI, AI = (SimpleNamespace(enabled=enabled, gpu_worker_ratio=10.0) for enabled in (False, True))
SCENARIOS = [
    SimpleNamespace(name=name, title=name, question="", compute=compute)
    for name, compute in (("baseline", NO_AI), ("up", AI), ("down", AI))
]
STORIES = dress(SCENARIOS, "baseline")


def test_stacked_bars_reach_as_far_as_their_parts() -> None:
    parts = pl.DataFrame(
        [("up", "one", -3.0), ("up", "two", 5.0), ("down", "one", -8.0), ("down", "two", 1.0)],
        schema=["scenario", "part", "value"],
        orient="row",
    )
    totals = pl.DataFrame(
        [("up", 2.0, 1.0, 3.0, "+2"), ("down", -7.0, -8.0, -6.0, "-7")],
        schema=["scenario", "value", "low", "high", "words"],
        orient="row",
    )
    svg = stacked_bars(parts, totals, {"one": "#123456", "two": "#654321"}, STORIES, "+,~f")
    drawn = re.findall(r'<path d="M([\d.]+),[\d.]+h([\d.]+)v[^"]*"[^>]*fill="(#\d+)"', svg)
    left_and_width = {
        colour: [(float(x), float(w)) for x, w, fill in drawn if fill == colour] for _, _, colour in drawn
    }
    (up_one, down_one), (up_two, down_two) = left_and_width["#123456"], left_and_width["#654321"]
    pixels = up_one[1] / 3.0
    for bar, value in ((up_two, 5.0), (down_one, 8.0), (down_two, 1.0)):
        assert bar[1] == pytest.approx(value * pixels, abs=0.2)
    # both rows meet at zero: parts below it end where parts above it begin
    assert up_one[0] + up_one[1] == pytest.approx(up_two[0], abs=0.2)
    assert down_one[0] + down_one[1] == pytest.approx(down_two[0], abs=0.2)


def test_stacked_areas_lie_on_top_of_each_other() -> None:
    rows = [(part, year, value) for year in (0.5, 1.5) for part, value in (("one", 1.0), ("two", 3.0))]
    parts = pl.DataFrame(rows, schema=["part", "year", "value"], orient="row")
    svg = stacked_areas(parts, {"one": "#123456", "two": "#654321"}, x_range=(0.0, 2.0), reach=4.0 / 1.05)
    ends = {}
    for colour in ("#123456", "#654321"):
        (line,) = re.findall(rf'<path d="([^"]*)"[^>]*fill="{colour}"', svg)
        heights = [float(y) for _, y in re.findall(r"([\d.]+),([\d.]+)", line)]
        ends[colour] = (min(heights), max(heights))
    (lower_top, lower_bottom), (upper_top, upper_bottom) = ends["#123456"], ends["#654321"]
    assert lower_top == pytest.approx(upper_bottom, abs=0.2)
    assert (lower_bottom - upper_top) == pytest.approx(200.0, abs=0.5)
    assert (upper_bottom - upper_top) == pytest.approx(3.0 * (lower_bottom - lower_top), abs=0.5)
