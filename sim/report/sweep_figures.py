"""Figures of the page of a sweep: maps, curves, tornados, indices, conditions, series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from sim.experiments.discovery import Discovery, inside_share
from sim.experiments.factors import Factor, Value
from sim.experiments.frontier import BAND, Map, crossings, draw_map, frontier, groups
from sim.experiments.sensitivity import morris, sobol, tornado
from sim.experiments.statistics import t_quantile
from sim.experiments.sweep_file import Flip
from sim.experiments.sweep_measures import Output, outputs
from sim.experiments.sweep_results import SweepResults
from sim.report.charts import line_chart
from sim.report.drawing import describe
from sim.report.looks import BLUE, COLOURS, DASHES, GREEN, GREY, MARKERS, ORANGE, SKY_BLUE, VERMILLION, Story
from sim.report.markup import element, figure, key_of, table, text
from sim.report.sweep_charts import (
    Axis,
    curve_chart,
    heat_map,
    index_chart,
    scatter_chart,
    tornado_chart,
)
from sim.report.wording import NOTHING, number

__all__ = ["condition_figure", "curve_figures", "driver_figures", "flips_of", "map_figures", "series_figures"]

SHOWN = (
    "employment_effect",
    "unemployment_rate",
    "real_median_income_change",
    "labour_share",
    "income_top1_share",
    "jobs_lost_per_gpu",
)
"""Outputs shown beside those of the flips."""
DRIVEN = (
    "employment_effect",
    "unemployment_rate",
    "real_median_income_change",
    "income_top1_share_effect",
    "labour_share",
    "real_gdp",
)
"""Outputs whose drivers are shown."""
SERIES: tuple[tuple[str, str, str, float, str], ...] = (
    ("unemployment_rate", "Unemployment", "% of the labour force", 100.0, "~f"),
    ("employment", "Employment", "million people", 1.0, "~f"),
    ("labour_share", "Labour share", "% of GDP", 100.0, "~f"),
    ("real_median_wage", "Real median wage", "dollars of year 0 a month", 1.0, ",~f"),
    ("income_top1_share", "Income of the top 1 %", "% of income", 100.0, "~f"),
    ("real_gdp", "Real GDP", "billion dollars of year 0 a year", 1.0, ",~s"),
    ("price_level", "Price level", "index", 1.0, "~f"),
    ("gpus", "GPUs in service", "millions", 1.0, ",~f"),
)
CELLS = 28
GROUPS = 4
MOST_FACTORS = 16
RAMP = (BLUE, SKY_BLUE, ORANGE, VERMILLION, GREEN)


def flips_of(results: SweepResults) -> list[Flip]:
    """Return the conditions whose outputs the sweep has."""
    return [flip for flip in results.sweep.flip if flip.output in results.outputs]


def map_figures(results: SweepResults, where: Mapping[str, Value]) -> tuple[list[str], list[str]]:
    """Return the maps of the conditions, and those of other outputs.

    Parameters
    ----------
    results : SweepResults
        With two numeric factors.
    where : mapping
        Values of the other factors.
    """
    flips = flips_of(results)
    main = [_map(results, flip.output, where, flip) for flip in flips]
    flipped = {flip.output for flip in flips}
    others = [
        _map(results, output, where, None)
        for output in SHOWN
        if output not in flipped and output in results.outputs
    ]
    return main, others


def curve_figures(results: SweepResults) -> list[str]:
    """Return outputs over the only numeric factor, a line a story or policy."""
    (factor,) = results.sweep.axes
    flips = {flip.output: flip for flip in flips_of(results)}
    found = []
    for output in dict.fromkeys([*flips, *SHOWN]):
        if output in results.outputs and (drawn := _curve(results, factor, output, flips.get(output))):
            found.append(drawn)
    return found


def driver_figures(results: SweepResults) -> list[str]:
    """Return what drives each output: indices, effects or a tornado, by design."""
    chosen = [output for output in DRIVEN if output in results.outputs]
    match results.sweep.design:
        case "morris":
            return [_morris(results, output) for output in chosen]
        case "sobol_indices":
            return [_sobol(results, output) for output in chosen]
        case _:
            return [_tornado(results, output) for output in chosen]


def condition_figure(results: SweepResults, discovery: Discovery) -> str:
    """Return the points over the two surest conditions, and the box; empty with fewer than two."""
    if discovery.box is None:
        return ""
    numeric = [
        column
        for column in sorted(discovery.box.limits, key=lambda column: discovery.chances.get(column, 1.0))
        if discovery.factors[column].is_numeric
    ]
    if len(numeric) < 2:
        return ""
    x, y = (discovery.factors[column] for column in numeric[:2])
    points = inside_share(results, discovery).drop_nulls([flip.output for flip in discovery.flips])
    holds = pl.all_horizontal(
        (pl.col(flip.output) > flip.threshold) if flip.sign > 0 else (pl.col(flip.output) < flip.threshold)
        for flip in discovery.flips
    )
    drawn = points.select(x=pl.col(x.column), y=pl.col(y.column), case=holds)
    limits = [
        np.clip(discovery.box.limits[factor.column], *factor.reach).tolist() for factor in (x, y)
    ]
    box = pl.DataFrame({"x": limits[0][:1], "x2": limits[0][1:], "y": limits[1][:1], "y2": limits[1][1:]})
    words = ("the end looked for", "another end")
    drawing = scatter_chart(drawn, box, _axis(x), _axis(y), words)
    title = f"Where it ends that way: {x.words} and {y.words}"
    shown = key_of({words[0]: VERMILLION, words[1]: GREY}) + describe(
        drawing, title, " ".join(discovery.sentences())
    )
    note = "A cross is a point of the sweep that comes to the end looked for; the frame is the box of conditions."
    return figure(title, "all other factors vary too", shown, note=note)


def series_figures(results: SweepResults) -> list[str]:
    """Return monthly series, one line for each story, or for each part of the first factor's range."""
    if "macro" not in results.store.tables:
        return []
    labels = _series_groups(results)
    monthly = results.series("macro").collect().join(labels, on="point", how="inner")
    names = labels.sort("place")["scenario"].unique(maintain_order=True).to_list()
    looks = [
        _look(name, place, len(names), numeric=bool(results.sweep.axes)) for place, name in enumerate(names)
    ]
    found = []
    for column, title, unit, scale, number_format in SERIES:
        if column not in monthly.columns:
            continue
        yearly = (
            monthly.filter(pl.col(column).is_finite())
            .group_by("scenario", (pl.col("month") // 6 / 2.0 + 0.25).alias("year"), maintain_order=True)
            .agg(
                (scale * pl.col(column).mean()).alias("mean"),
                (scale * pl.col(column).quantile(0.25)).alias("low"),
                (scale * pl.col(column).quantile(0.75)).alias("high"),
            )
            .sort("scenario", "year")
        )
        if yearly.height < 2:
            continue
        years = float(yearly["year"].max()) + 0.25  # type: ignore[arg-type]
        drawing = line_chart(yearly, looks, number_format=number_format, x_range=(0.0, years))
        words = f"Lines over {number(years, 0)} years, {unit}, for {', '.join(names)}."
        found.append(figure(title, unit, describe(drawing, f"{title} over the years", words)))
    return found


def _map(results: SweepResults, output: str, where: Mapping[str, Value], flip: Flip | None) -> str:
    drawn = draw_map(results, output, where=where)
    words = outputs(results.sweep.outputs)[output]
    nothing = pl.DataFrame(schema=dict.fromkeys(("x", "y", "x_end", "y_end"), pl.Float64))
    line = edges = nothing
    rows = ""
    if flip is not None:
        line, edges = frontier(drawn, flip.threshold), _edges(drawn, flip)
        rows = _crossing_table(drawn, flip)
    drawing = heat_map(
        _cells(drawn),
        line,
        edges,
        drawn.points.select(x=pl.col(drawn.x.column), y=pl.col(drawn.y.column)),
        _axis(drawn.x),
        _axis(drawn.y),
        number_format=_format(words),
        threshold=flip.threshold if flip else None,
        bad_above=flip is None or flip.sign > 0,
    )
    title = f"{words.label}{_suffix(where)}"
    heading = f"Where {flip.name}{_suffix(where)}" if flip else title
    note = (
        f"{words.label}, {words.unit}. Line: where it is {number(flip.threshold, 0)}; dashed: its 95 % band. "
        "Dots: what was run."
        if flip
        else ""
    )
    lowest, highest = drawn.points[output].min(), drawn.points[output].max()
    description = (
        f"Heat map of {words.label.lower()} over {drawn.x.words} and {drawn.y.words}, from "
        f"{_shown(lowest, words)} to {_shown(highest, words)} {words.unit}."
    )
    return figure(heading, words.unit if not flip else "", describe(drawing, heading, description), rows, note)


def _cells(drawn: Map) -> pl.DataFrame:
    edges = np.linspace(0.0, 1.0, CELLS + 1)
    middles = (edges[:-1] + edges[1:]) / 2.0
    across, upright = np.meshgrid(middles, middles)
    mean, _ = drawn.at(across.ravel(), upright.ravel())
    overlap = 0.1 / CELLS  # so that no seam shows between cells
    columns = {}
    for name, factor, places in (("x", drawn.x, across), ("y", drawn.y, upright)):
        half = 0.5 / CELLS
        columns[name] = [factor.from_unit(place - half) for place in places.ravel()]
        columns[f"{name}2"] = [
            factor.from_unit(min(1.0, place + half + overlap)) for place in places.ravel()
        ]
    return pl.DataFrame({**columns, "value": mean})


def _edges(drawn: Map, flip: Flip) -> pl.DataFrame:
    """Return the ends of the 95 per cent band of the frontier."""
    from dataclasses import replace

    class Shifted:
        def __init__(self, by: float) -> None:
            self.by = by

        def at(self, where: object) -> tuple[np.ndarray, np.ndarray]:
            mean, sd = drawn.surface.at(where)  # type: ignore[arg-type]
            return mean + self.by * sd, sd

    sides = [replace(drawn, surface=Shifted(by)) for by in (-BAND, BAND)]  # type: ignore[arg-type]
    return pl.concat([frontier(side, flip.threshold, 41) for side in sides])


def _crossing_table(drawn: Map, flip: Flip) -> str:
    rows = []
    for row in crossings(drawn, flip).iter_rows(named=True):
        band = NOTHING
        if row["low"] is not None:
            high = f"to {_value(row['high'])}" if row["high"] is not None else "or never"
            band = f"{_value(row['low'])} {high}"
        rows.append(
            [
                text(_value(row["y"])),
                text(_value(row["x"]) if row["x"] is not None else "nowhere"),
                text(band),
                text(f"{100 * row['share']:.0f} %"),
            ]
        )
    head = [text(drawn.y.words), text(f"from {drawn.x.words}"), "95 % band", "part of the range"]
    return table(f"Where {flip.name}{_suffix(drawn.where)}", head, rows)


def _curve(results: SweepResults, factor: Factor, output: str, flip: Flip | None) -> str:
    words = outputs(results.sweep.outputs)[output]
    points = results.points([output]).filter(pl.col(output).is_not_null())
    names, rows = [], []
    for where in groups(results):
        name = ", ".join(str(value) for value in where.values()) or "all"
        part = points
        for column, value in where.items():
            part = part.filter(pl.col(column) == pl.lit(value))
        for row in part.sort(factor.column).iter_rows(named=True):
            count = len([value for value in row[f"{output}_values"] if value is not None])
            half = t_quantile(count - 1) * row[f"{output}_se"] if count > 1 else 0.0
            rows.append((name, float(row[factor.column]), row[output], row[output] - half, row[output] + half))
        names.append(name)
    if not rows:
        return ""
    frame = pl.DataFrame(
        rows,
        {"group": pl.String, **dict.fromkeys(("x", "mean", "low", "high"), pl.Float64)},
        orient="row",
    )
    colours = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}
    drawing = curve_chart(
        frame,
        colours,
        _axis(factor),
        number_format=_format(words),
        threshold=flip.threshold if flip else None,
    )
    key = key_of(colours) if len(colours) > 1 else ""
    description = f"Lines over {factor.words}, {words.unit}, for {', '.join(names)}."
    cells = [
        [text(_value(x)), *(text(_shown(_find(frame, name, x), words)) for name in names)]
        for x in frame["x"].unique().sort()
    ]
    rows_ = table(f"{words.label}, {words.unit}", [text(factor.words), *map(text, names)], cells)
    return figure(words.label, words.unit, key + describe(drawing, words.label, description), rows_)


def _find(frame: pl.DataFrame, group: str, x: float) -> float | None:
    found = frame.filter((pl.col("group") == group) & (pl.col("x") == x))["mean"]
    return float(found[0]) if found.len() else None


def _tornado(results: SweepResults, output: str) -> str:
    words = outputs(results.sweep.outputs)[output]
    bars = tornado(results, output).head(MOST_FACTORS)
    labels = _labels(results, bars["factor"].to_list())
    low, high = "lowest fifth of the factor's values", "highest fifth"
    drawing = tornado_chart(
        bars.with_columns(label=pl.Series(labels)), number_format=_format(words), low=low, high=high
    )
    rows = [
        [text(label), *(text(_value(row[key])) for key in ("low_value", "high_value")),
         *(text(number(row[key], words.digits, signed=True)) for key in ("low", "high"))]
        for label, row in zip(labels, bars.iter_rows(named=True), strict=True)
    ]  # fmt: skip
    head = ["Factor", "mean in the lowest fifth", "in the highest fifth", "output there", "output there"]
    title = f"What drives it: {words.label.lower()}"
    key = key_of({low: SKY_BLUE, high: ORANGE})
    description = f"Tornado chart, {words.unit} against the mean of all points. Largest: {', '.join(labels[:3])}."
    return figure(
        title,
        f"{words.unit}, against the mean of all points",
        key + describe(drawing, title, description),
        table(title, head, rows),
    )


def _morris(results: SweepResults, output: str) -> str:
    words = outputs(results.sweep.outputs)[output]
    found = morris(results, output).head(MOST_FACTORS)
    labels = _labels(results, found["factor"].to_list())
    zero = pl.lit(0.0)
    bars = found.select(
        low=-pl.col("spread"), low_se=zero, high=pl.col("effect"),
        high_se=(pl.col("high") - pl.col("low")) / (2 * BAND),
    ).with_columns(label=pl.Series(labels))  # fmt: skip
    high, low = "change from lowest to highest value", "spread of that change (interactions)"
    bars = bars.with_columns(low=-pl.col("low").abs())
    drawing = tornado_chart(bars, number_format=_format(words), low=low, high=high)
    rows = [
        [text(label), *(text(number(row[key], words.digits + 1)) for key in
                        ("effect", "low", "high", "size", "spread", "chance")),
         "yes" if row["told"] else "no"]
        for label, row in zip(labels, found.iter_rows(named=True), strict=True)
    ]  # fmt: skip
    head = ["Factor", "effect", "from", "to", "size (μ*)", "spread (σ)", "chance alone", "told from chance"]
    title = f"What drives it: {words.label.lower()}"
    description = f"Elementary effects in {words.unit}. Largest: {', '.join(labels[:3])}."
    return figure(
        title,
        f"{words.unit}, when a factor goes from its lowest to its highest value",
        key_of({high: ORANGE, low: SKY_BLUE}) + describe(drawing, title, description),
        table(title, head, rows),
    )


def _sobol(results: SweepResults, output: str) -> str:
    words = outputs(results.sweep.outputs)[output]
    indices = sobol(results, output)
    found = indices.table.head(MOST_FACTORS)
    labels = _labels(results, found["factor"].to_list())
    first, total = "alone (first-order index)", "with interactions (total index)"
    drawing = index_chart(found.with_columns(label=pl.Series(labels)), first=first, total=total)
    keys = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    rows = [
        [text(label), *(text(number(row[key], 2)) for key in keys)]
        for label, row in zip(labels, found.iter_rows(named=True), strict=True)
    ]
    title = f"What drives it: {words.label.lower()}"
    chance = indices.chance_share
    note = "" if chance != chance else f"Chance is {100 * chance:.0f} % of the variance of a single run, and is taken out."
    description = f"Sobol indices. Largest: {', '.join(labels[:3])}."
    return figure(
        title,
        "part of the variance",
        key_of({first: BLUE, total: GREY}) + describe(drawing, title, description),
        table(title, ["Factor", "alone", "from", "to", "with interactions", "from", "to"], rows),
        note,
    )


def _labels(results: SweepResults, columns: Sequence[str]) -> list[str]:
    return [results.sweep.find(column).words for column in columns]


def _series_groups(results: SweepResults) -> pl.DataFrame:
    """Return ``point``, ``scenario`` (the name of its group) and ``place`` (order of the groups)."""
    design = results.design.unique("point", maintain_order=True)
    axes = results.sweep.axes
    others = [factor.column for factor in results.sweep.factor if not factor.is_numeric]
    if others:
        name = pl.concat_str([pl.col(column).cast(pl.String) for column in others], separator=", ")
        named = design.select("point", scenario=name)
        return named.with_columns(place=pl.col("scenario").rank("dense"))
    factor = axes[0]
    values = design[factor.column].cast(pl.Float64)
    distinct = values.unique().sort()
    size = min(GROUPS, distinct.len())
    ends = [float(distinct[min(distinct.len() - 1, k * distinct.len() // size)]) for k in range(size)]
    place = np.searchsorted(ends, values.to_numpy(), side="right") - 1
    names = []
    for k in range(size):
        inside = values.to_numpy()[place == k]
        low, high = _value(float(inside.min())), _value(float(inside.max()))
        names.append(low if low == high else f"{low} to {high}")
    return pl.DataFrame(
        {"point": design["point"], "scenario": [names[k] for k in place], "place": place}
    )


def _look(name: str, place: int, size: int, *, numeric: bool) -> Story:
    colours = RAMP if numeric and size <= len(RAMP) else COLOURS
    return Story(
        name, name, "", "", colours[place % len(colours)], DASHES[place % len(DASHES)],
        MARKERS[place % len(MARKERS)], False, True, 0.0,
    )  # fmt: skip


def _axis(factor: Factor) -> Axis:
    low, high = factor.reach
    title = factor.words[:1].upper() + factor.words[1:]
    return Axis(title, low, high, factor.is_log)


def _format(words: Output) -> str:
    return "~s" if words.digits == 0 else "~f"


def _shown(value: object, words: Output) -> str:
    return number(float(value), words.digits) if isinstance(value, int | float) else NOTHING


def _value(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.3g}" if abs(value) < 1e5 else f"{value:,.0f}"


def _suffix(where: Mapping[str, Value]) -> str:
    return f" ({', '.join(str(value) for value in where.values())})" if where else ""


def paragraph(words: str) -> str:
    """Return a paragraph of plain text."""
    return element("p", text(words))
