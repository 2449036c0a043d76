"""The charts of the site: stored reference results that a reader can look into, drawn in the browser."""

import csv
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import vl_convert

from sim.experiments.ledger.book import open_ledger
from sim.report.wording import band, number

__all__ = ["CHARTS", "drawing_script"]

STORED = Path(__file__).parents[2] / "results" / "reference" / "answers" / "stories.csv"
RATIO, PLAIN = 100.0, 1.0
MEASURES: dict[str, tuple[str, str, float]] = {
    "jobs": ("Jobs", "millions", PLAIN),
    "unemployment": ("Unemployment", "points", PLAIN),
    "real_wage": ("Mean real wage", "%", RATIO),
    "median": ("Median real income", "%", RATIO),
    "p20": ("Real income of the bottom fifth", "%", RATIO),
    "p10": ("Real income of the bottom tenth", "%", RATIO),
    "poverty": ("Poverty", "points", PLAIN),
    "top1": ("Income share of the top 1 %", "points", PLAIN),
    "labour_share": ("Labour share", "points", PLAIN),
    "gdp": ("Real GDP", "%", RATIO),
    "gross_ratio": ("Work that a GPU in use does or saves", "persons", PLAIN),
    "net_ratio": ("Jobs missing for each GPU in use", "jobs", PLAIN),
}
"""By name in the stored results: words, unit of the difference, and what it is multiplied by."""
TIMES = {
    "years_6_15": "mean of years 6 to 15",
    "year_15": "year 15",
    "lowest_year": "lowest year",
    "highest_year": "highest year",
}
TECHNOLOGIES = ["slow", "consensus", "brisk", "transformative", "literal"]
INSTITUTIONS = ["open", "middle", "closed"]
NAMED = "story of the debate"
COLOURS = {NAMED: "#000000", "open": "#009E73", "middle": "#0072B2", "closed": "#D55E00"}
FURTHEST = 6.0
"""Where the axis of distances ends; what lies further is drawn there."""
WORDS = {
    "label": "Figure", "known": "Published", "value": "Ours", "unit": "Unit", "band": "Band", "use": "Use",
    "reason": "Why not inside", "source": "Source",
}  # fmt: skip
"""What is said of a figure of the ledger."""
AREAS = {
    "docking": "published models of AI",
    "korinek": "Korinek et al. 2026",
    "trials": "published experiments",
    "target": "the base year",
    "levels": "what AI changes so far",
    "hindcast": "from mid-2022 to mid-2026",
    "forecasts": "forecasts out of sample",
    "verify": "closed forms",
    "drift": "drift without AI",
}
"""Areas of the ledger as a reader chooses them."""
STEP, STEP_OF_WORDS = 19, 48
"""Pixels from one row to the next, without and with words above the mark."""
LONGEST = 44
"""Letters of a line of these words: a phone has room for so many."""


def stories() -> Iterator[dict[str, Any]]:
    """Yield every stored answer in the unit in which it is read: what a story changes, with its interval."""
    with STORED.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            _, story, measure, when = row["id"].split(".")
            if measure not in MEASURES:
                continue
            words, unit, factor = MEASURES[measure]
            less = 1.0 if factor == RATIO else 0.0
            low, value, high = (factor * (float(row[name]) - less) for name in ("low", "value", "high"))
            technology, _, institutions = story.partition("/")
            yield {
                "story": story, "technology": technology, "institutions": institutions or NAMED,
                "figure": f"{words}, {unit}", "when": TIMES[when],
                "value": round(value, 4) + 0.0, "low": round(low, 4) + 0.0, "high": round(high, 4) + 0.0,
                "words": number(value, 1, signed=True),
                "interval": f"{number(value, 2, signed=True)} ({band(low, high, 2, signed=True)})",
                "seeds": int(row["seeds"]),
            }  # fmt: skip


def place(row: dict[str, Any]) -> tuple[int, int, str]:
    """Return what sorts the stories: those of the debate first, then by technology and institutions."""
    if row["institutions"] == NAMED:
        return -1, 0, row["story"]
    return TECHNOLOGIES.index(row["technology"]), INSTITUTIONS.index(row["institutions"]), ""


def choices() -> tuple[alt.Parameter, alt.Parameter]:
    """Return what the reader chooses of the answers: the figure and the years."""
    figures = [f"{words}, {unit}" for words, unit, _ in MEASURES.values()]
    figure = alt.param(
        name="figure", value=figures[0], bind=alt.binding_select(options=figures, name="Figure ")
    )
    times = list(TIMES.values())
    return figure, alt.param(
        name="when", value=times[0], bind=alt.binding_select(options=times, name="Years ")
    )


def answers() -> alt.LayerChart:
    """Draw what every story changes against the economy without AI, with its interval over seeds."""
    figure, when = choices()
    rows = sorted(stories(), key=place)
    kinds = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    shown = alt.selection_point(fields=["institutions"], bind="legend", name="shown")
    base = (
        alt.Chart(pl.DataFrame(rows))
        .transform_filter("datum.figure == figure && datum.when == when")
        .encode(
            y=alt.Y("story:N", sort=list(dict.fromkeys(row["story"] for row in rows)), title=None),
            color=alt.Color(
                "institutions:N", scale=kinds, legend=alt.Legend(orient="top", title=None, columns=2)
            ),
            opacity=alt.condition(shown, alt.value(1.0), alt.value(0.15)),
            tooltip=[
                alt.Tooltip("story:N", title="Story"),
                alt.Tooltip("figure:N", title="Figure"),
                alt.Tooltip("when:N", title="Years"),
                alt.Tooltip("interval:N", title="Mean and 95 % interval"),
                alt.Tooltip("seeds:Q", title="Seeds"),
            ],
        )
    )
    zero = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color="#777777").encode(x="zero:Q")
    rule = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", title=None), x2="high:Q")
    point = base.mark_point(filled=True, size=55).encode(x="value:Q").add_params(shown)
    title = {"text": alt.expr("[figure, 'against no AI, ' + when]"), "anchor": "start"}
    chart = alt.layer(zero, rule, point).add_params(figure, when)
    return chart.properties(title=title, width="container", height=alt.Step(STEP))


def grid() -> alt.LayerChart:
    """Draw a map of technologies and institutions, coloured by a figure that the reader chooses."""
    figure, when = choices()
    rows = [row for row in stories() if row["institutions"] in INSTITUTIONS]
    base = (
        alt.Chart(pl.DataFrame(rows))
        .transform_filter("datum.figure == figure && datum.when == when")
        .encode(
            x=alt.X("institutions:N", sort=INSTITUTIONS, title="Institutions", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("technology:N", sort=TECHNOLOGIES[::-1], title=None),
            tooltip=[
                alt.Tooltip("story:N", title="Pair"),
                alt.Tooltip("interval:N", title="Mean and 95 % interval"),
            ],
        )
    )
    hues = alt.Scale(range=["#e0875a", "#f7f7f7", "#6fb0d8"], domainMid=0)  # black on them can be read
    cells = base.mark_rect().encode(color=alt.Color("value:Q", scale=hues, legend=None))
    numbers = base.mark_text(fontSize=12).encode(
        text="words:N", color=alt.value("#1a1a1a"), stroke=alt.value(None)
    )
    title = {"text": alt.expr("[figure, 'against no AI, ' + when]"), "anchor": "start"}
    chart = alt.layer(cells, numbers).add_params(figure, when)
    return chart.properties(title=title, width="container", height=alt.Step(44))


def ledger() -> alt.LayerChart:
    """Draw how far our figures lie from published ones, in half bands: between -1 and 1 is inside."""
    table = open_ledger().table.filter(pl.col("value").is_not_null() & pl.col("distance").is_finite())
    side = pl.when(pl.col("value") < pl.col("published")).then(-1.0).otherwise(1.0)
    table = table.with_columns(
        place=side * pl.col("distance").clip(0.0, FURTHEST),
        known=pl.col("published").round(3).cast(pl.String).fill_null("a limit"),
        lines=pl.col("label").map_elements(lambda one: textwrap.fill(one, LONGEST), return_dtype=pl.String),
    ).select("id", "area", "status", "place", "distance", "lines", *WORDS)
    choice = alt.binding_select(options=list(AREAS), labels=list(AREAS.values()), name="Area ")
    area = alt.param(name="area", value=next(iter(AREAS)), bind=choice)
    hues = alt.Scale(domain=["inside", "outside"], range=["#009E73", "#D55E00"])
    inside = (
        alt.Chart(pl.DataFrame({"from": [-1.0], "to": [1.0]}))
        .mark_rect(color="#009E73", opacity=0.12)
        .encode(x="from:Q", x2="to:Q")
    )
    rows = alt.Y("id:N", axis=None, sort=alt.EncodingSortField("distance", order="descending"))
    base = alt.Chart(table).transform_filter("datum.area == area").encode(y=rows)
    names = base.mark_text(align="left", baseline="top", dy=-20, lineBreak="\n", lineHeight=13).encode(
        x=alt.value(2), text="lines:N"
    )
    points = base.mark_point(filled=True, size=70, opacity=0.9, yOffset=14).encode(
        x=alt.X(
            "place:Q",
            title="Ours less published, in half bands",
            scale=alt.Scale(domain=[-FURTHEST, FURTHEST]),
        ),
        color=alt.Color("status:N", scale=hues, legend=alt.Legend(orient="top", title=None)),
        tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in WORDS.items()],
    )
    chart = alt.layer(inside, names, points).add_params(area)
    return chart.properties(width="container", height=alt.Step(STEP_OF_WORDS))


CHARTS: dict[str, Callable[[], Any]] = {"answers": answers, "grid": grid, "published": ledger}
"""The charts by the names that pages call them."""


def drawing_script() -> str:
    """Return the libraries that draw charts, in one script that fetches nothing."""
    return f"(() => {{{vl_convert.javascript_bundle()}}})();"  # its names stay its own
