"""Words and numbers of the page of a sweep."""

import re

import altair as alt
import polars as pl
import pytest

from sim.report.svg import to_svg
from sim.report.sweeps.charts import Axis
from sim.report.sweeps.words import show_value


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.5, "0.5"), (999.4, "999"), (999.9, "1,000"), (2_000.0, "2,000"), (1e6, "1,000,000")],
)
def test_values_of_factors_are_written_without_powers_of_ten(value, words):
    assert show_value(value) == words


@pytest.mark.parametrize("ends", [(1.0, 10.0), (0.0, 2_000.0), (1.0, 2.5)])
def test_numbers_of_an_axis_are_written_without_powers_of_ten(ends):
    points = pl.DataFrame({"x": list(ends)})
    across = Axis("factor", *ends, is_log=False).encode(alt.X, "x")
    chart = alt.Chart(points).mark_point().encode(x=across)
    svg = to_svg(chart, width=200, height=40, left=20, right=20)
    numbers = re.findall(r">([^<]+)</text>", svg)[:-1]  # the title comes last
    assert len(numbers) > 2
    assert all(ends[0] <= float(number.replace(",", "")) <= ends[1] for number in numbers)
    assert not any("e" in number for number in numbers)
