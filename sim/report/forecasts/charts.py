"""Fan charts of forecasts, and panels of the years from mid-2022 beside what has been published."""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt
import numpy as np
import polars as pl
from markupsafe import Markup
from numpy.typing import NDArray

from sim.experiments.forecasts.forecast import AR, VAR, Forecasts
from sim.experiments.forecasts.panel import TARGETS
from sim.report.charts import WIDTH, signed_axis
from sim.report.story_looks import BLACK, BLUE, GREY, ORANGE, VERMILLION
from sim.report.svg import to_svg

__all__ = ["COLOURS", "Panel", "fan_chart", "panel_chart"]

Values = NDArray[np.float64]

COLOURS = {"published": BLACK, "economy": VERMILLION, "AR(1)": BLUE, "VAR(1)": ORANGE}
"""What is drawn in a fan chart, and in which colour."""
BEHIND, LEFT, HEIGHT = 8, 54, 170
"""Quarters shown before an origin; pixels left of the plot and its height."""


class Panel(NamedTuple):
    """Lines of the hindcast and published points."""

    lines: pl.DataFrame
    """Columns ``arm``, ``year``, ``mean``, ``low``, ``high``."""
    points: pl.DataFrame
    """Columns ``year``, ``value``, ``low``, ``high``: figures with their band."""
    colours: dict[str, str]
    """By arm."""
    scale: str = "linear"


def fan_chart(result: Forecasts, origin: int, target: str) -> Markup:
    """Draw what was known, what happened, and what was foretold from an origin with its interval."""
    column = TARGETS.index(target)
    series = result.panel.of(TARGETS)[:, column]
    row, place = origin - result.panel.first, result.origins.index(origin)
    first, last = max(0, row - BEHIND), min(len(series), row + 13)
    known = _line("published", first + result.panel.first, series[first:last])
    outlook = result.outlooks[place]
    start = series[row : row + 1]
    lines = [known]
    for name, points in (
        ("economy", outlook.mean),
        (AR, result.points[AR][place]),
        (VAR, result.points[VAR][place]),
    ):
        lines.append(_line(name, origin, np.concatenate([start, points[:, column]])))
    fan = pl.DataFrame(
        {
            "year": _years(origin, 13),
            "low": np.concatenate([start, outlook.low[:, column]]),
            "high": np.concatenate([start, outlook.high[:, column]]),
        }
    )
    drawn, free = pl.concat(lines), alt.Scale(zero=False)
    across = alt.X(
        "year:Q", title=None, axis=alt.Axis(format="d", grid=False, tickCount=5), scale=_tight(drawn["year"])
    )
    colour = alt.Color(
        "name:N", legend=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    )
    upright = alt.Y("value:Q", title=None, axis=signed_axis(",~f", 5), scale=free)
    layers: list[Any] = [
        alt.Chart(fan)
        .mark_area(opacity=0.18, color=VERMILLION)
        .encode(x=across, y=alt.Y("low:Q", scale=free), y2="high:Q"),
        alt.Chart(pl.DataFrame({"year": _years(origin, 1)}))
        .mark_rule(color=GREY, strokeDash=[3, 3])
        .encode(x=across),
        alt.Chart(drawn.filter(pl.col("name") != "published"))
        .mark_line(strokeWidth=1.6)
        .encode(x=across, y=upright, color=colour),
        alt.Chart(known).mark_line(strokeWidth=2).encode(x=across, y=upright, color=colour),
    ]
    figures = pl.concat([drawn, fan], how="diagonal")
    width = WIDTH - LEFT - 14
    return to_svg(alt.layer(*layers), width=width, height=HEIGHT, left=LEFT, right=14, data=figures)


def panel_chart(panel: Panel) -> Markup:
    """Draw ours as lines with the middle 90 per cent of seeds, published figures as points with bands."""
    scale = alt.Scale(zero=panel.scale == "linear", type="log" if panel.scale == "log" else "linear")
    axis = signed_axis(",~f", 5)
    across = alt.X(
        "year:Q", title=None, axis=alt.Axis(format="d", grid=False, values=list(range(2023, 2027))),
        scale=alt.Scale(domain=[2022.5, 2026.6], nice=False, zero=False),
    )  # fmt: skip
    arms = list(panel.colours)
    colour = alt.Color(
        "arm:N", legend=None, scale=alt.Scale(domain=arms, range=[panel.colours[arm] for arm in arms])
    )
    upright = alt.Y("mean:Q", title=None, axis=axis, scale=scale)
    lines, points = alt.Chart(panel.lines), alt.Chart(panel.points)
    layers: list[Any] = [
        lines.mark_area(opacity=0.15).encode(
            x=across, y=alt.Y("low:Q", scale=scale), y2="high:Q", color=colour
        ),
        lines.mark_line(strokeWidth=2).encode(x=across, y=upright, color=colour),
        points.mark_rule(color=BLACK).encode(x=across, y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        points.mark_point(filled=True, size=42, color=BLACK, opacity=1).encode(
            x=across, y=alt.Y("value:Q", scale=scale)
        ),
    ]
    figures, width = pl.concat([panel.lines, panel.points], how="diagonal_relaxed"), WIDTH - LEFT - 14
    return to_svg(alt.layer(*layers), width=width, height=HEIGHT, left=LEFT, right=14, data=figures)


def _line(name: str, first: int, values: Values) -> pl.DataFrame:
    return pl.DataFrame({"name": [name] * len(values), "year": _years(first, len(values)), "value": values})


def _years(first: int, count: int) -> list[float]:
    return [(first + row) / 4.0 for row in range(count)]


def _tight(years: pl.Series) -> alt.Scale:
    return alt.Scale(domain=[float(years.min()), float(years.max())], nice=False, zero=False)  # type: ignore[arg-type]
