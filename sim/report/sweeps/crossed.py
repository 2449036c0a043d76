"""What policies, or the values of another crossed factor, change over the space of assumptions."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from sim.experiments.explore.crossed import (
    better_side,
    crossed_factor,
    effects,
    effects_over,
    on_credit,
    regret,
    values_beside,
)
from sim.experiments.explore.map import draw_map, has_map
from sim.experiments.lab.glance import CHANGED
from sim.experiments.sweep.factors import Factor, Value
from sim.experiments.sweep.results import SweepResults
from sim.records.figures import Figure
from sim.report.charts import axis_format
from sim.report.html import table, text
from sim.report.story_looks import COLOURS
from sim.report.sweeps.charts import curve_chart, heat_map
from sim.report.sweeps.figure import Drawn
from sim.report.sweeps.maps import SHOWN, cells_of
from sim.report.sweeps.words import axis_of, flips_of, show_value, shown_outputs, small
from sim.report.wording import NOTHING, SPACE, few_seeds, number

__all__ = ["crossed_outputs", "crossed_title", "effect_figures", "ranking_sentences", "rankings"]

MOST_OUTPUTS = 6
MOST_RANKED = 4
MOST_MAPS = 4


def crossed_title(results: SweepResults) -> str:
    """Return what the part of the page is called."""
    crossed = crossed_factor(results)
    return f"What each {crossed.words} changes, against “{crossed.grid()[0]}” on the same point and seed"


def crossed_outputs(results: SweepResults) -> list[str]:
    """Return the outputs that are shown: those of the conditions first, then usual ones."""
    usual = [*CHANGED.values(), *SHOWN] if _are_policies(results) else SHOWN
    return shown_outputs(results, [*(flip.output for flip in flips_of(results)), *usual])[:MOST_OUTPUTS]


def effect_figures(results: SweepResults) -> list[Drawn]:
    """Return the effect of every value of the crossed factor: curves over the factors, and maps."""
    axes = _axes(results)
    outputs = crossed_outputs(results)
    if not axes or not outputs:
        return []
    found = [_curve(results, axes[0], output) for output in outputs]
    found += [_curve(results, axis, outputs[0]) for axis in axes[1:]]
    if len(axes) > 1:
        values = values_beside(results)[:MOST_MAPS]
        found += filter(None, (_map(results, outputs[0], value) for value in values))
    return [one for one in found if one is not None]


def rankings(results: SweepResults) -> list[Markup]:
    """Return the ranking by regret for each output of which it is known what is better."""
    return [_ranking(results, output) for output in _ranked(results)]


def ranking_sentences(results: SweepResults) -> list[str]:
    """Say which value of the crossed factor is never far from the best, output by output."""
    crossed, found = crossed_factor(results), []
    for output in _ranked(results):
        words, ranks = results.words(output), regret(results, output)
        first, last = ranks.row(0, named=True), ranks.row(-1, named=True)
        points = number(first["points"], 0)
        found.append(
            f"{words.label}: over {points} points the {crossed.words} that stays closest to the best is "
            f"“{first[crossed.column]}”, at most {_amount(first['largest'], words)} worse and the best at "
            f"{100 * first['best_share']:.0f}{SPACE}%; furthest from it comes “{last[crossed.column]}” "
            f"({_amount(last['largest'], words)})."
        )
    return [*found, *filter(None, [few_seeds(len(results.sweep.seeds))])] if found else []


def _are_policies(results: SweepResults) -> bool:
    return any(option.policy for option in crossed_factor(results).option)


def _ranked(results: SweepResults) -> list[str]:
    if len(on_credit(results)) == len(values_beside(results)):
        return []
    return [one for one in crossed_outputs(results) if better_side(results, one) != 0][:MOST_RANKED]


def _axes(results: SweepResults) -> list[Factor]:
    return [axis for axis in results.sweep.axes if axis.column != results.sweep.cross]


def _ranking(results: SweepResults, output: str) -> Markup:
    crossed, words = crossed_factor(results), results.words(output)
    rows = [
        [
            text(str(row[crossed.column])),
            number(row["largest"], words.digits),
            number(row["mean"], words.digits),
            NOTHING
            if row["low"] is None
            else f"{number(row['low'], words.digits)} to {number(row['high'], words.digits)}",
            f"{100 * row['best_share']:.0f} %",
        ]
        for row in regret(results, output).iter_rows(named=True)
    ]
    better = "more" if better_side(results, output) > 0 else "less"
    head = [crossed.words, "largest regret", "mean regret", "95 % of the mean", "best at"]
    unit = f"{words.difference_unit}; {better} is better"
    return table(f"Ranked by regret: {small(words.label)}, {unit}", head, rows)


def _curve(results: SweepResults, factor: Factor, output: str) -> Drawn | None:
    crossed, words = crossed_factor(results), results.words(output)
    found = effects_over(results, output, factor)
    if found.is_empty():
        return None
    names = [str(value) for value in values_beside(results)]
    points = found.select(
        "x",
        "mean",
        group=pl.col(crossed.column).cast(pl.String),
        low=pl.col("low").fill_null(pl.col("mean")),
        high=pl.col("high").fill_null(pl.col("mean")),
    )
    colours = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}
    drawing = curve_chart(points, colours, axis_of(factor), number_format=axis_format(words), threshold=0.0)
    cells = [
        [show_value(x), *(_cell(points, name, x, words) for name in names)]
        for x in points["x"].unique().sort()
    ]
    title = f"{words.label}, over {factor.words}"
    unit = f"{words.difference_unit}, against “{crossed.grid()[0]}”"
    shown = table(f"{title}: {unit}", [factor.words, *map(text, names)], cells)
    description = f"Lines over {factor.words}, {unit}, for {', '.join(names)}."
    note = "Shade: 95 % interval over seeds." if len(results.sweep.seeds) > 1 else ""
    key = f"What each {crossed.words} changes: {title}"
    return Drawn(title, unit, drawing, description, colours, shown, note, key=key)


def _map(results: SweepResults, output: str, value: Value) -> Drawn | None:
    crossed, words = crossed_factor(results), results.words(output)
    known = effects(results, output).filter(pl.col(crossed.column) == pl.lit(value))
    x, y = _axes(results)[:2]
    if not has_map(results, output, {}, known):
        return None
    drawn = draw_map(results, output, x=x.column, y=y.column, known=known)
    nothing = pl.DataFrame(schema=dict.fromkeys(("x", "y", "x_end", "y_end"), pl.Float64))
    drawing = heat_map(
        cells_of(drawn),
        nothing,
        nothing,
        drawn.points.select(x=pl.col(x.column), y=pl.col(y.column)),
        axis_of(x),
        axis_of(y),
        number_format=axis_format(words),
        threshold=0.0,
        bad_above=better_side(results, output) < 0,
    )
    title = f"{words.label}: {value}"
    unit = f"{words.difference_unit}, against “{crossed.grid()[0]}”"
    description = f"Heat map over {x.words} and {y.words}, {unit}."
    return Drawn(title, unit, drawing, description, {}, "", "White: no change.", key=f"{title} (map)")


def _cell(points: pl.DataFrame, name: str, x: float, words: Figure) -> str:
    row = points.filter((pl.col("group") == name) & (pl.col("x") == x))
    if row.is_empty():
        return NOTHING
    mean, low, high = row.select("mean", "low", "high").row(0)
    shown = number(mean, words.digits, signed=True)
    if low == high:
        return shown
    return f"{shown} ({number(low, words.digits, signed=True)} to {number(high, words.digits, signed=True)})"


def _amount(value: float, words: Figure) -> str:
    return f"{number(value, words.digits)} {words.difference_unit}"
