"""Conditions and monthly series of a sweep, as figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl

from sim.experiments.explore.conditions import Discovery, inside_share
from sim.experiments.explore.map import groups
from sim.experiments.sweep.file import SERIES as USUAL
from sim.experiments.sweep.results import SweepResults
from sim.records.figures import figures, plain_words
from sim.report.charts import axis_format, line_chart
from sim.report.story_looks import (
    BLUE,
    COLOURS,
    DASHES,
    GREEN,
    GREY,
    MARKERS,
    ORANGE,
    SKY_BLUE,
    VERMILLION,
    Story,
)
from sim.report.sweeps.charts import scatter_chart
from sim.report.sweeps.figure import Drawn
from sim.report.sweeps.words import axis_of, grouped_by, show_value
from sim.report.wording import number

__all__ = ["PARTS", "condition_figure"]

SERIES = (
    "unemployment_rate", "employment", "labour_share", "real_median_wage", "real_p20_income",
    "real_median_income", "income_top1_share", "real_gdp", "price_level", "gpus",
)  # fmt: skip
"""Figures whose months are drawn where the sweep keeps them; others if it asks for them itself."""
GROUPS = 4
RAMP = (BLUE, SKY_BLUE, ORANGE, VERMILLION, GREEN)


def condition_figure(results: SweepResults, discovery: Discovery) -> Drawn | None:
    """Return the points over the two surest conditions, and the box; None with fewer than two."""
    if discovery.box is None:
        return None
    numeric = [
        column
        for column in sorted(discovery.box.limits, key=lambda column: discovery.chances.get(column, 1.0))
        if discovery.factors[column].is_numeric
    ]
    if len(numeric) < 2:
        return None
    x, y = (discovery.factors[column] for column in numeric[:2])
    points = inside_share(results, discovery).drop_nulls([flip.output for flip in discovery.flips])
    holds = pl.all_horizontal(
        (pl.col(flip.output) > flip.threshold) if flip.sign > 0 else (pl.col(flip.output) < flip.threshold)
        for flip in discovery.flips
    )
    drawn = points.select(x=pl.col(x.column), y=pl.col(y.column), case=holds)
    limits = [np.clip(discovery.box.limits[factor.column], *factor.reach).tolist() for factor in (x, y)]
    box = pl.DataFrame({"x": limits[0][:1], "x2": limits[0][1:], "y": limits[1][:1], "y2": limits[1][1:]})
    words = ("the end looked for", "another end")
    drawing = scatter_chart(drawn, box, axis_of(x), axis_of(y), words)
    title = f"Where it ends that way: {x.words} and {y.words}"
    note = "A triangle is a point that comes to the end looked for; the frame is the box of conditions."
    colours = {words[0]: VERMILLION, words[1]: GREY}
    description = " ".join(discovery.sentences())
    return Drawn(title, "all other factors vary too", drawing, description, colours, "", note)


def series_figures(results: SweepResults) -> list[Drawn]:
    """Return monthly series, one line for each story, or for each part of the first factor's range."""
    if "macro" not in results.store.tables:
        return []
    labels = _series_groups(results)
    monthly = results.series("macro").collect().join(labels, on="point", how="inner")
    names = labels.sort("place")["scenario"].unique(maintain_order=True).to_list()
    numeric = all(factor.is_numeric for factor in results.sweep.factor)
    looks = [_look(name, place, len(names), numeric=numeric) for place, name in enumerate(names)]
    found = []
    kept = [name.partition(".")[2] for name in results.sweep.series if name.startswith("macro.")]
    more = [name for name in kept if f"macro.{name}" not in USUAL]
    words = {f"macro.{name}": plain_words(name) for name in more} | dict(results.own_words)
    for about in figures([*SERIES, *more], own=words):
        if about.column not in monthly.columns:
            continue
        value = about.scale * pl.col(about.column)
        yearly = (
            monthly.filter(pl.col(about.column).is_finite())
            .group_by("scenario", (pl.col("month") // 6 / 2.0 + 0.25).alias("year"), maintain_order=True)
            .agg(mean=value.mean(), low=value.quantile(0.25), high=value.quantile(0.75))
            .sort("scenario", "year")
        )
        if yearly.height < 2:
            continue
        years = float(yearly["year"].max()) + 0.25  # type: ignore[arg-type]
        drawing = line_chart(yearly, looks, number_format=axis_format(about), x_range=(0.0, years))
        description = f"Lines over {number(years, 0)} years, {about.unit}, for {', '.join(names)}."
        title = f"{about.label} over the years"
        found.append(Drawn(about.label, about.unit, drawing, description, {}, key=title))
    return found


def _series_groups(results: SweepResults) -> pl.DataFrame:
    """Return ``point``, ``scenario`` (the name of its group) and ``place`` (order of the groups)."""
    design = results.design.unique("point", maintain_order=True)
    axes = results.sweep.axes
    others = [factor.column for factor in results.sweep.factor if not factor.is_numeric]
    if others:
        name = pl.concat_str([pl.col(column).cast(pl.String) for column in others], separator=", ")
        schema = {column: design.schema[column] for column in others}
        order = pl.DataFrame(groups(results), schema=schema).with_row_index("place")
        return design.join(order, on=others, how="left").select("point", "place", scenario=name)
    factor = axes[0]
    values = design[factor.column].cast(pl.Float64)
    distinct = values.unique().sort()
    size = min(GROUPS, distinct.len())
    ends = [float(distinct[min(distinct.len() - 1, k * distinct.len() // size)]) for k in range(size)]
    place = np.searchsorted(ends, values.to_numpy(), side="right") - 1
    names = []
    for k in range(size):
        inside = values.to_numpy()[place == k]
        low, high = show_value(float(inside.min())), show_value(float(inside.max()))
        names.append(low if low == high else f"{low} to {high}")
    return pl.DataFrame({"point": design["point"], "scenario": [names[k] for k in place], "place": place})


def _look(name: str, place: int, size: int, *, numeric: bool) -> Story:
    colours = RAMP if numeric and size <= len(RAMP) else COLOURS
    return Story(
        name, name, "", "", colours[place % len(colours)], DASHES[place % len(DASHES)],
        MARKERS[place % len(MARKERS)], False, True, 0.0,
    )  # fmt: skip


class Part(NamedTuple):
    """Figures that stand together on the page of a sweep."""

    title: Callable[[SweepResults], str]
    draw: Callable[[SweepResults], list[Drawn]]
    note: str = ""


PARTS = (
    Part(
        lambda results: f"Over the years, by {grouped_by(results)}",
        series_figures,
        "Lines are means of all runs of a group, shades hold the middle half of them.",
    ),
)
"""What every sweep shows, whatever its design, where it has the figures."""
