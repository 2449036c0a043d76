"""Dots with intervals, a row for each group of people and a dot for each story: who is hit most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl
from markupsafe import Markup

from sim.report.charts import WIDTH, names, signed_axis
from sim.report.html import element, swatch, text
from sim.report.letters import width_of
from sim.report.story_looks import Story
from sim.report.svg import GRID, INK, TEXT_SIZE, to_svg

__all__ = ["dots_beside_zero", "key_of_stories"]

STEP, GAP = 9, 12
"""Pixels between the dots of one group, and more between two groups."""


def dots_beside_zero(
    points: pl.DataFrame, stories: Sequence[Story], *, number_format: str, reach: tuple[float, float]
) -> Markup:
    """Draw a dot with its interval for every group and story.

    Parameters
    ----------
    points : polars.DataFrame
        Columns ``label``, ``scenario``, ``mean``, ``low`` and ``high``; groups from top to bottom.
    stories : sequence of Story
        From top to bottom within a group.
    number_format : str
        d3 format of the horizontal axis.
    reach : tuple of float
        Ends of the horizontal axis; zero is always on it.

    Returns
    -------
    str
        An ``svg`` element.
    """
    labels = points["label"].unique(maintain_order=True).to_list()
    row_height = STEP * len(stories) + GAP
    height = row_height * len(labels)
    place = {story.name: number for number, story in enumerate(stories)}
    placed = points.with_columns(
        pixel=pl.col("label").replace_strict(
            {label: GAP / 2 + STEP / 2 + row_height * number for number, label in enumerate(labels)},
            return_dtype=pl.Float64,
        )
        + STEP * pl.col("scenario").replace_strict(place, return_dtype=pl.Float64)
    )
    low, high = min(reach[0], 0.0), max(reach[1], 0.0)
    pad = 0.04 * ((high - low) or 1.0)
    across = alt.Scale(domain=[low - pad, high + pad], nice=False, zero=False)
    upright = alt.Y("pixel:Q", scale=None, axis=None)
    looks: dict[str, Any] = {
        "color": alt.Color(
            "scenario:N",
            legend=None,
            scale=alt.Scale(domain=names(stories), range=[s.colour for s in stories]),
        )
    }
    shape = alt.Shape(
        "scenario:N", legend=None, scale=alt.Scale(domain=names(stories), range=[s.marker for s in stories])
    )
    rows = pl.DataFrame(
        {
            "label": labels,
            "middle": [row_height * (number + 0.5) for number in range(len(labels))],
            "edge": [float(row_height * number) for number in range(len(labels))],
        }
    )
    axis = signed_axis(number_format, 5)
    base, beside = alt.Chart(placed), alt.Chart(rows)
    left, right = math.ceil(14 + max(map(width_of, labels))), 14
    layers: list[Any] = [
        beside.transform_filter("datum.edge > 0")
        .mark_rule(color=GRID)
        .encode(
            y=alt.Y("edge:Q", scale=None, axis=None),
            x=alt.value(-left + 8),
            x2=alt.value(WIDTH - left - right),
        ),
        alt.Chart(pl.DataFrame({"zero": [0.0]}))
        .mark_rule(color=INK)
        .encode(x=alt.X("zero:Q", scale=across, title=None, axis=axis)),
        base.mark_rule(strokeWidth=1.5).encode(
            x=alt.X("low:Q", scale=across, title=None, axis=axis), x2="high:Q", y=upright, **looks
        ),
        base.mark_point(filled=True, size=38, opacity=1).encode(
            x=alt.X("mean:Q", scale=across, title=None, axis=axis), y=upright, shape=shape, **looks
        ),
        beside.mark_text(align="right", baseline="middle", fontSize=TEXT_SIZE, color=INK).encode(
            x=alt.value(-8), y=alt.Y("middle:Q", scale=None, axis=None), text="label:N"
        ),
    ]
    return to_svg(
        alt.layer(*layers), width=WIDTH - left - right, height=height, left=left, right=right, bottom=26,
        data=points,
    )  # fmt: skip


def key_of_stories(stories: Sequence[Story]) -> Markup:
    """Return the looks of what a chart shows in words."""
    return element("ul", *(element("li", swatch(one) + text(one.label)) for one in stories), class_="key")
