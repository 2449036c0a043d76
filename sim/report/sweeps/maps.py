"""Maps of a sweep over two factors, with the boundary where the story flips, and curves over one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
from markupsafe import Markup

from sim.experiments.explore.map import BAND, Map, boundary, crossings, draw_map, groups, has_map
from sim.experiments.figures.statistics import t_quantile
from sim.experiments.sweep.factors import Factor, Value
from sim.experiments.sweep.file import Flip
from sim.experiments.sweep.results import SweepResults
from sim.report.charts import axis_format
from sim.report.html import table, text
from sim.report.story_looks import COLOURS
from sim.report.sweeps.charts import curve_chart, heat_map
from sim.report.sweeps.figure import Drawn
from sim.report.sweeps.words import (
    axis_of,
    capital,
    flips_of,
    group_words,
    show,
    show_value,
    shown_outputs,
    small,
)
from sim.report.wording import NOTHING, number

__all__ = ["SHOWN", "cells_of", "curve_figures", "map_figures"]

SHOWN = (
    "employment_effect",
    "unemployment_rate",
    "real_median_income_change",
    "real_p20_income_change",
    "labour_share",
    "income_top1_share",
    "jobs_lost_per_gpu",
)
"""Outputs shown beside those of the flips."""
CELLS = 28


def map_figures(results: SweepResults, where: Mapping[str, Value]) -> tuple[list[Drawn], list[Drawn]]:
    """Return the maps of the conditions, and those of other outputs.

    Parameters
    ----------
    results : SweepResults
        With two numeric factors.
    where : mapping
        Values of the other factors.
    """
    flips = flips_of(results)
    main = [_map(results, flip.output, where, flip) for flip in flips if has_map(results, flip.output, where)]
    flipped = {flip.output for flip in flips}
    others = [
        _map(results, output, where, None)
        for output in shown_outputs(results, SHOWN)
        if output not in flipped and has_map(results, output, where)
    ]
    return main, others


def curve_figures(results: SweepResults) -> list[Drawn]:
    """Return outputs over the first numeric factor, a line for the values of all others."""
    factor = results.sweep.axes[0]
    flips = {flip.output: flip for flip in flips_of(results)}
    found = []
    for output in shown_outputs(results, [*flips, *SHOWN]):
        if drawn := _curve(results, factor, output, flips.get(output)):
            found.append(drawn)
    return found


def _map(results: SweepResults, output: str, where: Mapping[str, Value], flip: Flip | None) -> Drawn:
    drawn = draw_map(results, output, where=where)
    words = results.words(output)
    nothing = pl.DataFrame(schema=dict.fromkeys(("x", "y", "x_end", "y_end"), pl.Float64))
    line = edges = nothing
    rows = ""
    if flip is not None:
        line = boundary(drawn, flip.threshold)
        edges = pl.concat([boundary(drawn, flip.threshold, shift=by, nodes=41) for by in (-BAND, BAND)])
        rows = _crossing_table(drawn, flip)
    drawing = heat_map(
        cells_of(drawn),
        line,
        edges,
        drawn.points.select(x=pl.col(drawn.x.column), y=pl.col(drawn.y.column)),
        axis_of(drawn.x),
        axis_of(drawn.y),
        number_format=axis_format(words),
        threshold=flip.threshold if flip else None,
        bad_above=flip is None or flip.sign > 0,
    )
    title = f"{words.label}{group_words(where)}"
    heading = f"{capital(flip.name)}{group_words(where)}" if flip else title
    unit, note = words.unit, ""
    if flip is not None:
        unit = f"{words.label}, {words.unit}"
        note = f"Line: where it is {number(flip.threshold, 0)}; dashed: its 95 % band. Dots: what was run."
    lowest, highest = drawn.points[output].min(), drawn.points[output].max()
    description = (
        f"Heat map of {small(words.label)} over {drawn.x.words} and {drawn.y.words}, from "
        f"{show(lowest, words)} to {show(highest, words)} {words.unit}."
    )
    return Drawn(heading, unit, drawing, description, {}, rows, note)


def cells_of(drawn: Map) -> pl.DataFrame:
    """Return the cells of a heat map of a surface: ``x``, ``x2``, ``y``, ``y2``, ``value``."""
    edges = np.linspace(0.0, 1.0, CELLS + 1)
    middles = (edges[:-1] + edges[1:]) / 2.0
    across, upright = np.meshgrid(middles, middles)
    mean, _ = drawn.at(across.ravel(), upright.ravel())
    overlap = 0.1 / CELLS  # so that no seam shows between cells
    columns = {}
    for name, factor, places in (("x", drawn.x, across), ("y", drawn.y, upright)):
        half = 0.5 / CELLS
        columns[name] = [factor.from_unit(place - half) for place in places.ravel()]
        columns[f"{name}2"] = [factor.from_unit(min(1.0, place + half + overlap)) for place in places.ravel()]
    return pl.DataFrame({**columns, "value": mean})


def _crossing_table(drawn: Map, flip: Flip) -> Markup:
    rows = []
    for row in crossings(drawn, flip).iter_rows(named=True):
        band = NOTHING
        if row["low"] is not None:
            high = f"to {show_value(row['high'])}" if row["high"] is not None else "or never"
            band = f"{show_value(row['low'])} {high}"
        rows.append(
            [
                show_value(row["y"]),
                show_value(row["x"]) if row["x"] is not None else "nowhere",
                band,
                show_value(row["until"]),
                f"{100 * row['share']:.0f} %",
            ]
        )
    head = [drawn.y.words, f"from {drawn.x.words}", "95 % band", "only to", "part of the range"]
    return table(f"{capital(flip.name)}{group_words(drawn.where)}", head, rows)


def _curve(results: SweepResults, factor: Factor, output: str, flip: Flip | None) -> Drawn | None:
    words = results.words(output)
    points = results.points([output]).filter(pl.col(output).is_not_null())
    names, rows = [], []
    for name, where in _lines(results):
        part = points
        for column, value in where.items():
            part = part.filter(pl.col(column) == pl.lit(value))
        for row in part.sort(factor.column).iter_rows(named=True):
            count = len([value for value in row[f"{output}_values"] if value is not None])
            half = t_quantile(count - 1) * row[f"{output}_se"] if count > 1 else 0.0
            rows.append(
                (name, float(row[factor.column]), row[output], row[output] - half, row[output] + half)
            )
        names.append(name)
    if not rows:
        return None
    frame = pl.DataFrame(
        rows,
        {"group": pl.String, **dict.fromkeys(("x", "mean", "low", "high"), pl.Float64)},
        orient="row",
    )
    colours = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}
    drawing = curve_chart(
        frame,
        colours,
        axis_of(factor),
        number_format=axis_format(words),
        threshold=flip.threshold if flip else None,
    )
    key = colours if len(colours) > 1 else {}
    description = f"Lines over {factor.words}, {words.unit}, for {', '.join(names)}."
    cells = [
        [show_value(x), *(show(_find(frame, name, x), words) for name in names)]
        for x in frame["x"].unique().sort()
    ]
    rows_ = table(f"{words.label}, {words.unit}", [factor.words, *map(text, names)], cells)
    return Drawn(words.label, words.unit, drawing, description, key, rows_)


def _lines(results: SweepResults) -> Iterator[tuple[str, dict[str, Value]]]:
    """Return the name of each line of a curve and the values of the factors for which it stands."""
    others = results.sweep.axes[1:]
    grids = [results.design[axis.column].unique().sort().to_list() for axis in others]
    for where in groups(results):
        for values in itertools.product(*grids):
            names = [str(value) for value in where.values()]
            names += [f"{axis.words} {show_value(value)}" for axis, value in zip(others, values, strict=True)]
            columns = (axis.column for axis in others)
            yield ", ".join(names) or "all", where | dict(zip(columns, values, strict=True))


def _find(frame: pl.DataFrame, group: str, x: float) -> float | None:
    found = frame.filter((pl.col("group") == group) & (pl.col("x") == x))["mean"]
    return float(found[0]) if found.len() else None
