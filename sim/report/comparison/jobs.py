"""What happens to jobs: the claimed and the realised ratio, the forces, occupations and sectors."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.headlines import window
from sim.experiments.figures.statistics import Estimate
from sim.records.columns import TABLES
from sim.report.charts import bars_beside_zero, line_chart
from sim.report.comparison.charts import stacked_bars
from sim.report.comparison.facts import Facts
from sim.report.comparison.figures import estimate, in_words
from sim.report.comparison.series import last_year, paired_change, summarise
from sim.report.html import Cell, cell, element, figure, key_of, mean_and_band, table
from sim.report.story_looks import BLUE, GREY, PART_COLOURS, VERMILLION, Story, shorten
from sim.report.svg import describe
from sim.report.wording import SPACE, number

__all__ = ["decomposition_figure", "occupation_figures", "ratio_figures", "sector_table"]

STRONGEST = 100.0
"""Change in per cent from which on the shade of a cell grows no darker."""


def ratio_figures(facts: Facts) -> Markup:
    """Return the claimed ratio beside the realised ones: bars of the last year, lines over the years.

    Empty if the counterfactual has AI too: then the difference in jobs is not the work of GPUs.
    """
    looks = [
        story for story in facts.stories if facts.levels[story.name, "realised_ratio_net"].mean is not None
    ]
    if facts.base.has_ai or not looks:
        return Markup()
    return _ratio_bars(facts, looks) + _ratio_lines(facts, looks)


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
    unit = f"millions of jobs against {facts.base.label}, mean of {facts.last_year}"
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


def _ratio_bars(facts: Facts, looks: Sequence[Story]) -> Markup:
    rows: list[tuple[str, float, float, float, str, str]] = []
    claims: dict[float, list[str]] = {}
    for story in looks:
        claims.setdefault(story.claimed_ratio, []).append(story.label)
    for claim, labels in claims.items():
        whose = "Claimed" if len(claims) == 1 else f"Claimed in {', '.join(labels)}"
        rows.append((shorten(whose, 30), claim, claim, claim, number(claim, 1), GREY))
    words = []
    for story in looks:
        for kind in ("gross", "net"):
            ratio = facts.levels[story.name, f"realised_ratio_{kind}"]
            mean = ratio.mean or 0.0
            low = mean if ratio.low is None else ratio.low
            high = mean if ratio.high is None else ratio.high
            rows.append((f"{shorten(story.label)}, {kind}", mean, low, high, number(mean, 2), story.colour))
            words.append(f"{story.label} {kind} {number(mean, 2)}")
    schema = ["label", "value", "low", "high", "words", "colour"]
    bars = pl.DataFrame(rows, schema=schema, orient="row")
    reach = (float(bars["low"].min()), float(bars["high"].max()))  # type: ignore[arg-type]
    drawing = bars_beside_zero(bars, number_format=",~f", reach=reach)
    title = "Jobs lost per inference GPU: claimed and realised"
    unit = f"jobs for one GPU, mean of {facts.last_year}"
    claimed = ", ".join(number(claim, 1) for claim in claims)
    description = f"Horizontal bars. Claimed: {claimed}. Realised: {'; '.join(words)}."
    note = "Below zero: the story has more jobs than the counterfactual."
    return figure(title, unit, describe(drawing, title, description), note=note, key="ratio-bars")


def _ratio_lines(facts: Facts, looks: Sequence[Story]) -> Markup:
    monthly = facts.comparison.realised_ratio().filter(
        (pl.col("measure") == "net")
        & pl.col("mean").is_finite()
        & (pl.col("month") >= window(facts.months) // 2)
    )
    step = 3 if facts.months >= 36 else 1
    last_month = facts.months - 1
    points = monthly.filter((last_month - pl.col("month")) % step == 0).with_columns(
        pl.coalesce("low", "mean").alias("low"), pl.coalesce("high", "mean").alias("high")
    )
    if not points.height:
        return Markup()
    title = "Net jobs lost per inference GPU over the years"
    drawing = line_chart(points, looks, number_format=",~f", from_zero=True, x_range=(0.0, facts.years))
    levels = {story.name: facts.levels[story.name, "realised_ratio_net"] for story in looks}
    words = in_words(facts, looks, levels, 2, "")
    description = f"Line chart over {number(facts.years, 0)} years. In {facts.last_year}: {words}."
    note = "The first months are left out: few GPUs make the quotient erratic."
    return figure(
        title, "jobs for one GPU", describe(drawing, title, description), note=note, key="ratio-lines"
    )


def _occupations_of(
    facts: Facts, story: Story, changes: pl.DataFrame, order: Sequence[str], reach: tuple[float, float]
) -> Markup:
    found = {
        row["occupation"]: row
        for row in changes.filter(pl.col("scenario") == story.name).iter_rows(named=True)
    }
    rows, cells = [], []
    for occupation in (name for name in order if name in found):
        row = found[occupation]
        short = shorten(occupation.removesuffix(" Occupations").removesuffix(" occupations"), 33)
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
