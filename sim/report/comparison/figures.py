"""Lines of the page, each with its chart, its description in words and its numbers in a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.records.figures import figure as find_figure
from sim.report.charts import axis_format, line_chart
from sim.report.comparison.facts import Facts
from sim.report.comparison.lines import Plot
from sim.report.comparison.series import last_year, over_years, paired_change, summarise
from sim.report.html import figure, mean_and_band, table
from sim.report.story_looks import Story
from sim.report.svg import describe
from sim.report.wording import SPACE, band, number, quantity
from sim.units import MONTHS_PER_YEAR

__all__ = ["BESIDE", "decile_figure", "estimate", "in_words", "plot_figure"]

MARKS = (1, 5, 10)
"""Years shown in the tables of line charts, beside the last one."""


def plot_figure(facts: Facts, plot: Plot) -> Markup:
    """Return the chart of one figure over years, empty if no story has it or GPUs have nothing of it."""
    own = {one.name: one for one in facts.comparison.asked}
    about = own.get(plot.name) or find_figure(plot.name)
    about = about.as_index() if plot.indexed else about
    unit = f"{about.unit}, yearly means" if plot.period == 12 else about.unit
    looks = [look for look in facts.looks if look.has_ai or not about.words.with_ai]
    names = [look.name for look in looks]
    values = facts.frame(about.table).filter(pl.col("scenario").is_in(names))
    values = values.select("scenario", "seed", "month", value=about.value("scenario", "seed"))
    points = over_years(values, facts.base.name, plot.period)
    if not points.height or (about.words.with_ai and not points["mean"].abs().max()):
        return Markup()
    if not plot.bands:
        points = points.with_columns(low="mean", high="mean")
    drawing = line_chart(
        points,
        looks,
        number_format=axis_format(about),
        from_zero=plot.from_zero,
        x_range=(0.0, facts.years),
    )
    last = _by_scenario(summarise(last_year(values), ["scenario"]))
    words = in_words(facts, looks, last, about.digits, unit)
    description = f"Line chart over {number(facts.years, 0)} years, {unit}. In {facts.last_year}: {words}."
    return figure(
        about.label,
        unit,
        describe(drawing, about.label, description),
        _table_of_years(facts, looks, values, f"{about.label}, {unit}", about.digits),
        plot.note,
        f"figure-{about.name.replace('_', '-')}",
    )


def decile_figure(facts: Facts) -> Markup:
    """Return the change of real disposable income by tenth of the income distribution."""
    prices = facts.frame("macro").select("scenario", "seed", "month", "price_level")
    values = (
        facts.frame("income_deciles")
        .join(prices, on=["scenario", "seed", "month"], how="left", maintain_order="left")
        .select(
            "scenario", "seed", "month", "decile", value=pl.col("disposable_income") / pl.col("price_level")
        )
    )
    change = paired_change(last_year(values, ["decile"]), facts.base.name, ["decile"], relative=True)
    change = change.with_columns(pl.col("value") * 100.0).filter(pl.col("value").is_finite())
    points = summarise(change, ["scenario", "decile"])
    if not points.height:
        return Markup()
    title = "Who gains: real disposable income by tenth"
    unit = f"% against {facts.base.label}, mean of {facts.last_year}"
    drawing = line_chart(
        points,
        facts.stories,
        number_format="+,~f",
        x="decile",
        x_title="Tenth of adults by income, 1 is the poorest",
        x_range=(1.0, 10.0),
        from_zero=True,
        markers=True,
    )
    found = {(row["scenario"], row["decile"]): estimate(row) for row in points.iter_rows(named=True)}
    rows = [
        [str(decile), *(mean_and_band(found.get((s.name, decile)), 1, signed=True) for s in facts.stories)]
        for decile in range(1, 11)
    ]
    ends = "; ".join(
        f"{s.label} {_percent(found.get((s.name, 1)))} for the poorest tenth, "
        f"{_percent(found.get((s.name, 10)))} for the richest"
        for s in facts.stories
    )
    head = ["Tenth", *(s.label for s in facts.stories)]
    return figure(
        title,
        unit,
        describe(drawing, title, f"Lines over ten tenths of the income distribution. {ends}."),
        table(f"{title}, {unit}", head, rows),
        "The tenths are formed anew every month: they compare places in the distribution, not people.",
        "deciles",
    )


def _table_of_years(
    facts: Facts, looks: Sequence[Story], values: pl.DataFrame, caption: str, digits: int
) -> Markup:
    """Return the means of some years and of the last one, with bands."""
    whole_years = facts.months // MONTHS_PER_YEAR
    marks = [mark for mark in MARKS if mark < whole_years] if whole_years >= 2 else []
    columns = [
        (f"Year {mark}", values.filter(pl.col("month") // MONTHS_PER_YEAR + 1 == mark)) for mark in marks
    ]
    last = facts.last_year[:1].upper() + facts.last_year[1:]
    estimates = [(name, _by_scenario(summarise(_seed_means(part), ["scenario"]))) for name, part in columns]
    estimates.append((last, _by_scenario(summarise(last_year(values), ["scenario"]))))
    rows = [
        [look.label, *(mean_and_band(found.get(look.name), digits) for _, found in estimates)]
        for look in looks
    ]
    return table(caption, ["Story", *(name for name, _ in estimates)], rows)


def _seed_means(values: pl.DataFrame) -> pl.DataFrame:
    finite = values.filter(pl.col("value").is_finite())
    return finite.group_by("scenario", "seed", maintain_order=True).agg(pl.col("value").mean())


def _by_scenario(frame: pl.DataFrame) -> dict[str, Estimate]:
    return {row["scenario"]: estimate(row) for row in frame.iter_rows(named=True)}


def estimate(row: dict[str, float]) -> Estimate:
    """Return the mean and the band of a row."""
    return Estimate(row["mean"], row["low"], row["high"])


def in_words(facts: Facts, looks: Sequence[Story], found: dict[str, Estimate], digits: int, unit: str) -> str:
    """Write the figure of every story with its band."""
    words = []
    for look in looks:
        estimate = found.get(look.name)
        if estimate is not None:
            limits = f" ({band(estimate.low, estimate.high, digits)})" if facts.has_bands else ""
            words.append(f"{look.label} {quantity(estimate.mean, digits, unit)}{limits}")
    return "; ".join(words)


def _percent(estimate: Estimate | None) -> str:
    return f"{number(None if estimate is None else estimate.mean, 1, signed=True)}{SPACE}%"


BESIDE: dict[str, tuple[Callable[[Facts], Markup], ...]] = {"inequality": (decile_figure,)}
"""Charts that stand beside the lines of a chapter, by its key."""
