"""The change in employment as stacked bars: they reach as far as their parts."""

from __future__ import annotations

import re
from types import SimpleNamespace

import polars as pl
import pytest

from sim.report.comparison.charts import stacked_bars
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
