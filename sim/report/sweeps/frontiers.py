"""All lines of a map in one drawing: where jobs, the median, the bottom fifth and average pay turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
from markupsafe import Markup

from sim.experiments.explore.holding import WAGE, saving_that_holds, wage_flip
from sim.experiments.explore.map import Map, boundary, draw_map, has_map
from sim.experiments.sweep.factors import Value
from sim.experiments.sweep.file import Flip
from sim.experiments.sweep.results import SweepResults
from sim.report.charts import WIDTH
from sim.report.html import table
from sim.report.story_looks import BLACK, COLOURS
from sim.report.svg import to_svg
from sim.report.sweeps.charts import BOTTOM, HEIGHT, LEFT, Axis
from sim.report.sweeps.figure import Drawn
from sim.report.sweeps.words import axis_of, capital, flips_of, group_words, show_value
from sim.report.wording import NOTHING, SPACE, number

__all__ = ["HOLDS", "frontier_figure", "saving_sentence"]

HOLDS = "saving that holds the average wage"
RIGHT = 16


def frontier_figure(results: SweepResults, where: Mapping[str, Value]) -> Drawn | None:
    """Return the lines of all conditions in one drawing; None with fewer than two of them."""
    flips = [flip for flip in flips_of(results) if has_map(results, flip.output, where)]
    if len(flips) < 2:
        return None
    maps = [draw_map(results, flip.output, where=where) for flip in flips]
    names = [_name(flip) for flip in flips]
    colours = {
        name: BLACK if flip.output == WAGE else COLOURS[place % len(COLOURS)]
        for place, (name, flip) in enumerate(zip(names, flips, strict=True))
    }
    lines = pl.concat(
        boundary(drawn, flip.threshold).with_columns(line=pl.lit(name))
        for drawn, flip, name in zip(maps, flips, names, strict=True)
    )
    if not lines.height:
        return None
    x, y = axis_of(maps[0].x), axis_of(maps[0].y)
    there = set(lines["line"])
    shown = {
        _side(flip, name, drawn, there): colours[name]
        for flip, name, drawn in zip(flips, names, maps, strict=True)
    }
    wage = wage_flip(results)
    rows, note = Markup(), "Each line: where a condition begins or ends to hold."
    if wage is not None and wage in flips:
        rows = _savings(results, wage, where, maps[0])
        note += f" Black: {HOLDS}."
    title = f"Frontiers{group_words(where)}"
    description = f"Lines over {x.title} and {y.title}: {'; '.join(shown)}."
    return Drawn(
        title, "where each condition turns", _drawing(lines, colours, x, y), description, shown, rows, note
    )


def saving_sentence(results: SweepResults, where: Mapping[str, Value]) -> str:
    """Say what a machine must save on a task for average pay to hold; empty where it is not known."""
    wage = wage_flip(results)
    if wage is None or not has_map(results, wage.output, where):
        return ""
    known = saving_that_holds(results, wage, where).drop_nulls()
    if not known.height:
        return ""
    y = results.sweep.axes[1]
    told = [
        f"{number(row['saving'], 0)}{SPACE}% with {y.words} {show_value(row['y'])}"
        for row in known.iter_rows(named=True)
    ]
    return f"{capital(HOLDS)}{group_words(where)}: {'; '.join(told)}."


def _name(flip: Flip) -> str:
    return HOLDS if flip.output == WAGE else flip.name


def _side(flip: Flip, name: str, drawn: Map, there: set[str]) -> str:
    """Say what a line is, or on which side of it the whole map lies."""
    if name in there:
        return name
    mean = drawn.lattice(5)[1].mean()
    return f"{name} ({'everywhere' if flip.sign * (mean - flip.threshold) > 0 else 'nowhere'})"


def _savings(results: SweepResults, wage: Flip, where: Mapping[str, Value], drawn: Map) -> Markup:
    rows = [
        [
            show_value(row["y"]),
            NOTHING if row["x"] is None else show_value(row["x"]),
            NOTHING if row["saving"] is None else f"{number(row['saving'], 0)}{SPACE}%",
        ]
        for row in saving_that_holds(results, wage, where).iter_rows(named=True)
    ]
    head = [drawn.y.words, drawn.x.words, "saving on a task"]
    return table(f"{capital(HOLDS)}, before oversight and royalties{group_words(where)}", head, rows)


def _drawing(lines: pl.DataFrame, colours: Mapping[str, str], x: Axis, y: Axis) -> Markup:
    paint: Any = alt.Color(
        "line:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))
    )
    chart = (
        alt.Chart(lines)
        .mark_rule(strokeWidth=2.5, strokeCap="round", clip=True)
        .encode(x=x.encode(alt.X, "x"), x2="x_end:Q", y=y.encode(alt.Y, "y"), y2="y_end:Q", color=paint)
    )
    width = WIDTH - LEFT - RIGHT
    return to_svg(alt.layer(chart), width=width, height=HEIGHT, left=LEFT, right=RIGHT, bottom=BOTTOM)
