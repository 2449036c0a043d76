"""What drives the outputs of a sweep: tornados, elementary effects, Sobol indices."""

from __future__ import annotations

import math

import polars as pl

from sim.experiments.explore.drivers import morris, sobol, tornado
from sim.experiments.sweep.results import SweepResults
from sim.report.charts import axis_format
from sim.report.html import table
from sim.report.story_looks import BLUE, GREY, ORANGE, SKY_BLUE
from sim.report.sweeps.charts import effect_chart, index_chart, tornado_chart
from sim.report.sweeps.figure import Drawn
from sim.report.sweeps.words import labels_of, show_value, shown_outputs, small
from sim.report.wording import number

__all__ = ["driver_figures"]

DRIVEN = (
    "employment_effect",
    "unemployment_rate",
    "real_median_income_change",
    "real_p20_income_change",
    "income_top1_share_effect",
    "labour_share",
    "real_gdp",
)
"""Outputs whose drivers are shown."""
MOST_FACTORS = 16


def driver_figures(results: SweepResults) -> list[Drawn]:
    """Return what drives each output: indices, effects or a tornado, by design."""
    chosen = shown_outputs(results, DRIVEN)
    match results.sweep.design:
        case "morris":
            return [_morris(results, output) for output in chosen]
        case "sobol_indices":
            return [_sobol(results, output) for output in chosen]
        case _:
            return [_tornado(results, output) for output in chosen]


def _tornado(results: SweepResults, output: str) -> Drawn:
    words = results.words(output)
    bars = tornado(results, output).head(MOST_FACTORS)
    labels = labels_of(results, bars["factor"].to_list())
    low, high = "lowest fifth of the factor's values", "highest fifth"
    if bars["low_name"].is_not_null().any():
        low, high = f"{low}, or the one where the outcome is lowest", f"{high}, or where it is highest"
    drawing = tornado_chart(
        bars.with_columns(label=pl.Series(labels)), number_format=axis_format(words), low=low, high=high
    )
    rows = [
        [label, *(row[f"{side}_name"] or show_value(row[f"{side}_value"]) for side in ("low", "high")),
         *(number(row[key], words.digits, signed=True) for key in ("low", "high"))]
        for label, row in zip(labels, bars.iter_rows(named=True), strict=True)
    ]  # fmt: skip
    head = ["Factor", "low: mean or name", "high: mean or name", "output there", "output there"]
    title = f"What drives {small(words.label)}"
    unit = f"{words.difference_unit}, against the mean of all points"
    description = f"Tornado chart, {unit}. Largest: {', '.join(labels[:3])}."
    colours = {low: SKY_BLUE, high: ORANGE}
    return Drawn(title, unit, drawing, description, colours, table(title, head, rows))


def _morris(results: SweepResults, output: str) -> Drawn:
    words = results.words(output)
    found = morris(results, output).head(MOST_FACTORS)
    labels = labels_of(results, found["factor"].to_list())
    bars = found.select(
        label=pl.Series(labels),
        value=pl.col("effect"),
        start=pl.col("effect") - pl.col("spread"),
        stop=pl.col("effect") + pl.col("spread"),
    )
    drawing = effect_chart(bars, number_format=axis_format(words))
    rows = [
        [label, *(number(row[key], words.digits + 1) for key in
                        ("effect", "low", "high", "size", "spread", "chance")),
         "yes" if row["told"] else "no"]
        for label, row in zip(labels, found.iter_rows(named=True), strict=True)
    ]  # fmt: skip
    head = [
        "Factor",
        "effect",
        "from",
        "to",
        "size (mu*)",
        "spread (sigma)",
        "chance alone",
        "told from chance",
    ]
    title = f"What drives {small(words.label)}"
    description = f"Elementary effects in {words.difference_unit}. Largest: {', '.join(labels[:3])}."
    unit = f"{words.difference_unit}, when a factor goes from its lowest to its highest value"
    note = (
        "Bar: mean over the values of all other factors. Line: how much it differs with them (one standard "
        "deviation, chance taken out)."
    )
    return Drawn(title, unit, drawing, description, {}, table(title, head, rows), note)


def _sobol(results: SweepResults, output: str) -> Drawn:
    words = results.words(output)
    indices = sobol(results, output)
    found = indices.table.head(MOST_FACTORS)
    labels = labels_of(results, found["factor"].to_list())
    first, total = "alone (first-order index)", "with interactions (total index)"
    drawing = index_chart(found.with_columns(label=pl.Series(labels)), first=first, total=total)
    keys = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    rows = [
        [label, *(number(row[key], 2) for key in keys)]
        for label, row in zip(labels, found.iter_rows(named=True), strict=True)
    ]
    title = f"What drives {small(words.label)}"
    chance = indices.chance_share
    note = (
        ""
        if math.isnan(chance)
        else f"Chance is {_share(chance)} of the variance of a single run, and is taken out."
    )
    description = f"Sobol indices. Largest: {', '.join(labels[:3])}."
    head = ["Factor", "alone", "from", "to", "with interactions", "from", "to"]
    colours = {first: BLUE, total: GREY}
    return Drawn(title, "part of the variance", drawing, description, colours, table(title, head, rows), note)


def _share(share: float) -> str:
    return "under 1 %" if share < 0.01 else f"{100 * share:.0f} %"
