"""What happens to jobs: the forces, occupations and sectors."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.records.columns import TABLES
from sim.report.charts import bars_beside_zero
from sim.report.comparison.charts import stacked_bars
from sim.report.comparison.facts import Facts
from sim.report.comparison.figures import estimate
from sim.report.comparison.series import last_year, paired_change, summarise
from sim.report.html import Cell, cell, element, figure, key_of, mean_and_band, table
from sim.report.letters import short_labels
from sim.report.story_looks import BLUE, PART_COLOURS, VERMILLION, Story
from sim.report.svg import describe
from sim.report.wording import SPACE, number

__all__ = ["decomposition_figure", "occupation_figures", "sector_table"]

STRONGEST = 100.0
"""Change in per cent from which on the shade of a cell grows no darker."""


def decomposition_figure(facts: Facts) -> Markup:
    """Return the stacked bars of the employment change and their key."""
    used = facts.used_parts
    if not used:
        return Markup()
    parts = pl.DataFrame(
        [
            (s.name, words, facts.parts[s.name, part].mean)
            for s in facts.stories
            for part, words in used.items()
        ],
        schema={"scenario": pl.String, "part": pl.String, "value": pl.Float64},
        orient="row",
    )
    totals = pl.DataFrame(
        [
            (s.name, *facts.parts[s.name, "total"], _million(facts.parts[s.name, "total"]))
            for s in facts.stories
        ],
        schema={
            "scenario": pl.String,
            "value": pl.Float64,
            "low": pl.Float64,
            "high": pl.Float64,
            "words": pl.String,
        },
        orient="row",
    )
    colours = {words: PART_COLOURS[part] for part, words in used.items()}
    drawing = stacked_bars(parts, totals, colours, facts.stories, "+,~f")
    words = "; ".join(
        f"{story.label}: net {_million(facts.parts[story.name, 'total'])}, of which "
        + ", ".join(
            f"{label.lower()} {_million(facts.parts[story.name, part])}" for part, label in used.items()
        )
        for story in facts.stories
    )
    title = "Change in employment, by force"
    unit = (
        f"millions of jobs against {facts.base.label}, mean of {facts.last_year}; what AI does counts at the "
        "output without it"
    )
    key = key_of(colours) + element(
        "p",
        "The black diamond is the net change, written under each name; the line through it is its band.",
        class_="note",
    )
    description = f"Stacked bars to both sides of zero, millions of jobs, mean of {facts.last_year}. {words}."
    return figure(title, unit, key + describe(drawing, title, description), key="decomposition-chart")


def occupation_figures(facts: Facts) -> list[str]:
    """Return one chart a story: jobs gained and lost by occupation group, in one order and on one scale."""
    values = facts.frame("occupations").select(
        "scenario", "seed", "month", "occupation", value=pl.col("employment")
    )
    last = last_year(values, ["occupation"])
    keys = ["scenario", "occupation"]
    change = summarise(paired_change(last, facts.base.name, ["occupation"]), keys)
    quotient = paired_change(last, facts.base.name, ["occupation"], relative=True)
    quotient = summarise(quotient.filter(pl.col("value").is_finite()), keys).select(
        *keys, share=100.0 * pl.col("mean")
    )
    both = change.join(quotient, on=keys, how="left")
    if not both.height:
        return []
    order = (
        both.group_by("occupation")
        .agg(pl.col("mean").mean())
        .sort("mean", "occupation")["occupation"]
        .to_list()
    )
    reach = (float(both["low"].min()), float(both["high"].max()))  # type: ignore[arg-type]
    return [_occupations_of(facts, story, both, order, reach) for story in facts.stories]


def sector_table(facts: Facts, column: str) -> Markup:
    """Return a table of changes by sector in per cent, shaded from loss to gain."""
    title = TABLES["sectors"].columns[column].label
    values = facts.frame("sectors").select("scenario", "seed", "month", "sector", value=pl.col(column))
    last = last_year(values, ["sector"])
    change = paired_change(last, facts.base.name, ["sector"], relative=True).filter(
        pl.col("value").is_finite()
    )
    found = {
        (row["scenario"], row["sector"]): Estimate(*(100.0 * row[end] for end in ("mean", "low", "high")))
        for row in summarise(change, ["scenario", "sector"]).iter_rows(named=True)
    }
    if not found:
        return Markup()
    strongest = min(max(abs(estimate.mean or 0.0) for estimate in found.values()), STRONGEST) or 1.0
    rows = [
        [sector, *(_shaded(found.get((story.name, sector)), strongest) for story in facts.stories)]
        for sector in last["sector"].unique(maintain_order=True)
    ]
    caption = f"{title}, % against {facts.base.label}, mean of {facts.last_year}"
    if facts.has_bands:
        caption += "; without shade where the band includes zero"
    return table(caption, ["Sector", *(story.label for story in facts.stories)], rows, class_="shaded")


def _occupations_of(
    facts: Facts, story: Story, changes: pl.DataFrame, order: Sequence[str], reach: tuple[float, float]
) -> Markup:
    found = {
        row["occupation"]: row
        for row in changes.filter(pl.col("scenario") == story.name).iter_rows(named=True)
    }
    rows, cells = [], []
    listed = [name for name in order if name in found]
    labels = [one.removesuffix(" Occupations").removesuffix(" occupations") for one in listed]
    for occupation, short in zip(listed, short_labels(labels, 33), strict=True):
        row = found[occupation]
        share = f"{number(row['share'], 0, signed=True)}{SPACE}%"
        colour = VERMILLION if row["mean"] < 0.0 else BLUE
        rows.append((short, row["mean"], row["low"], row["high"], share, colour))
        cells.append([occupation, mean_and_band(estimate(row), 2, signed=True), share])
    bars = pl.DataFrame(rows, schema=["label", "value", "low", "high", "words", "colour"], orient="row")
    drawing = bars_beside_zero(bars, number_format="+,~f", reach=reach)
    title = f"{story.label}: jobs by occupation group"
    unit = f"change in millions of jobs, {facts.last_year}; beside the bars in %"
    ranked = sorted(rows, key=lambda row: row[1])
    description = (
        f"Bars to both sides of zero for {len(rows)} occupation groups. Largest fall: {ranked[0][0]} "
        f"({number(ranked[0][1], 2, signed=True)} million); largest rise or smallest fall: {ranked[-1][0]} "
        f"({number(ranked[-1][1], 2, signed=True)} million)."
    )
    head = ["Occupation group", "Millions of jobs", "%"]
    figures = table(f"{title}, against {facts.base.label}", head, cells)
    return figure(
        title, unit, describe(drawing, title, description), figures, key=f"occupations-{story.name}"
    )


def _shaded(estimate: Estimate | None, strongest: float) -> Cell:
    """Return a cell whose shade says how strong a loss or gain is; none where it cannot be told from zero."""
    if estimate is None or estimate.mean is None:
        return cell(number(None, 0))
    if not estimate.is_told_from_zero:
        return cell(number(estimate.mean, 1, signed=True), class_="unclear")
    strength = 0.6 * min(1.0, abs(estimate.mean) / strongest)
    colour = "213,94,0" if estimate.mean < 0.0 else "0,114,178"
    shade = f"background-color:rgba({colour},{strength:.2f})"
    return cell(number(estimate.mean, 1, signed=True), style=shade)


def _million(estimate: Estimate) -> str:
    return f"{number(estimate.mean, 1, signed=True)}{SPACE}million"
