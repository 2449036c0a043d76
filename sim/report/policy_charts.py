"""The charts of the policy report, each with its description in words and its figures in a table to open."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import polars as pl

from sim.experiments.distribution import CHANGES
from sim.experiments.lab_measures import MEASURES
from sim.experiments.packages import NONE
from sim.experiments.policy_results import NO_AI
from sim.experiments.statistics import over_seeds
from sim.report.charts import WIDTH, bars_beside_zero, line_chart
from sim.report.drawing import INK, TEXT_SIZE, describe, to_svg
from sim.report.facts import Estimate
from sim.report.looks import BLACK, BLUE, GREY, ORANGE, SKY_BLUE, VERMILLION, Story, shorten
from sim.report.markup import element, figure, key_of, swatch, table, text
from sim.report.policy_facts import PolicyFacts, rows
from sim.report.wording import SPACE, band, number

__all__ = ["sensitivity_figure", "tenths_figure", "winners_figure", "years_figure"]

CLASS_COLOURS = dict(zip(CHANGES, (BLUE, SKY_BLUE, "#dddddd", ORANGE, VERMILLION), strict=True))
FEWEST_YEARS = 2


def years_figure(facts: PolicyFacts, story: str, measure: str, *, digits: int = 1) -> str:
    """Return the level of a figure over the years in one story: no AI, no policy, every package."""
    about = MEASURES[measure]
    references = [_reference(NONE, "No policy", BLACK, (2, 2), "circle")]
    values = rows(facts.comparison.values, story=story, measure=measure).with_columns(scenario="policy")
    if facts.has_no_ai:
        references.insert(0, _reference(NO_AI, "No AI", GREY, (1, 3), "cross"))
        plain = rows(facts.comparison.values, story=NO_AI, measure=measure, policy=NONE)
        values = pl.concat([values, plain.with_columns(scenario=pl.lit(NO_AI))])
    points = over_seeds(values, ["scenario", "year"]).with_columns(pl.col("year").cast(pl.Float64))
    points = _ends(points)
    years = int(points["year"].max() or 0)  # type: ignore[arg-type]
    if years < FEWEST_YEARS:
        return ""
    looks = [*references, *_short(facts)]
    drawing = line_chart(points, looks, number_format=",~f", x_range=(1.0, float(years)), from_zero=False)
    last = {row["scenario"]: row for row in rows(points, year=float(years)).iter_rows(named=True)}
    title = f"{facts.labels[story]}: {about.label.lower()}"
    named = {NO_AI: "No AI"} | facts.labels
    words = "; ".join(f"{named[name]} {number(row['mean'], digits)}" for name, row in last.items())
    shown = [year for year in (1, 5, 10, 15) if year < years] + [years]
    cells = []
    for look in looks:
        mine = {int(r["year"]): r for r in rows(points, scenario=look.name).iter_rows(named=True)}
        cells.append([text(named[look.name]), *(_cell(mine.get(year), digits) for year in shown)])
    return figure(
        title,
        about.unit,
        _key(facts, references)
        + describe(drawing, title, f"Line chart over {years} years, {about.unit}. In year {years}: {words}."),
        table(f"{title}, {about.unit}", ["Policy", *(f"Year {year}" for year in shown)], cells),
        key=_slug("years", story, measure),
    )


def tenths_figure(facts: PolicyFacts, story: str, basis: str) -> str:
    """Return the change of real disposable income by tenth, of people or of places."""
    found = rows(
        facts.comparison.group_effects(),
        story=story,
        year=facts.last,
        basis=basis,
        grouping="tenth",
        measure="income",
    )
    points = found.select(
        scenario="policy",
        tenth=pl.col("group").cast(pl.Float64),
        mean="percent",
        low="percent_low",
        high="percent_high",
    )
    points = _ends(points).drop_nulls("mean")
    if not points.height:
        return ""
    people = basis == "start"
    title = f"{facts.labels[story]}: " + (
        "who gains, by tenth before the policy" if people else "tenths, formed anew"
    )
    unit = f"% change of real disposable income in year {facts.last}"
    drawing = line_chart(
        points,
        _short(facts),
        number_format="+,~f",
        x="tenth",
        x_title="Tenth of adults by income, 1 is the poorest",
        x_range=(1.0, 10.0),
        from_zero=True,
        markers=True,
    )
    found_by = {(row["scenario"], int(row["tenth"])): row for row in points.iter_rows(named=True)}
    ends = "; ".join(
        f"{arm.label} {_percent(found_by.get((arm.name, 1)))} for the poorest tenth, "
        f"{_percent(found_by.get((arm.name, 10)))} for the richest"
        for arm in facts.arms
    )
    cells = [
        [str(tenth), *(_cell(found_by.get((arm.name, tenth)), 1, signed=True) for arm in facts.arms)]
        for tenth in range(1, 11)
    ]
    note = (
        "The same people, sorted by their income in the year before the policy began."
        if people
        else "Places in the distribution, whoever holds them in each run."
    )
    return figure(
        title,
        unit,
        _key(facts) + describe(drawing, title, f"Lines over ten tenths of the income distribution. {ends}."),
        table(f"{title}, {unit}", ["Tenth", *(text(arm.label) for arm in facts.arms)], cells),
        note,
        _slug("tenths", story, basis),
    )


def winners_figure(facts: PolicyFacts, story: str) -> str:
    """Return one bar a package: the shares of adults who gain and lose, and a bar for luck alone."""
    found = rows(facts.comparison.winner_shares(), story=story, year=facts.last, grouping="all")
    if not found.height:
        return ""
    bars: list[tuple[str, str, float, float]] = []
    words = []
    luck = {row["change"]: row["chance"] for row in found.iter_rows(named=True)}
    arms = [(arm.name, short.label) for arm, short in zip(facts.arms, _short(facts), strict=True)]
    for name, label in [*arms, *([("", "Luck alone")] if None not in luck.values() else [])]:
        mine = (
            {row["change"]: row["mean"] for row in rows(found, policy=name).iter_rows(named=True)}
            if name
            else luck
        )
        start = 0.0
        for change in CHANGES:
            share = float(mine.get(change) or 0.0)
            bars.append((label, change, start, start + share))
            start += share
        gain = float(mine["gain_over_5"] or 0.0)
        loss = float(mine["loss_over_5"] or 0.0)
        words.append(f"{label} {number(gain, 0)} % gain and {number(loss, 0)} % lose more than 5 %")
    frame = pl.DataFrame(bars, ["label", "change", "start", "end"], orient="row")
    title = f"{facts.labels[story]}: winners and losers"
    unit = f"% of adults by change of real disposable income in year {facts.last}"
    key = key_of({CHANGES[change]: colour for change, colour in CLASS_COLOURS.items()})
    description = f"Stacked bars, % of adults. {'; '.join(words)}."
    note = (
        "Lives drift apart between two runs, so gains mix policy and luck; the last bar shows what luck "
        "alone does, "
        "at most."
    )
    return figure(
        title,
        unit,
        key + describe(_share_bars(frame), title, description),
        note=note,
        key=_slug("winners", story),
    )


def sensitivity_figure(facts: PolicyFacts, measure: str) -> str:
    """Return bars of one figure's change for every package and story, on one scale."""
    about = MEASURES[measure]
    unit = facts.change_units.get(measure, about.unit)
    bars, words = [], []
    for arm, brief in zip(facts.arms, _short(facts), strict=True):
        for story in facts.stories:
            one = facts.change(story, arm.name, measure)
            if one.mean is None:
                continue
            low, high = (one.mean if end is None else end for end in (one.low, one.high))
            label = shorten(f"{brief.label}, {facts.labels[story]}", 32)
            shade = VERMILLION if one.mean < 0.0 else BLUE
            colour = GREY if not one.is_told_from_zero and facts.has_bands else shade
            shown = number(one.mean, facts.digits(measure), signed=True)
            bars.append((label, one.mean, low, high, shown, colour))
            words.append(f"{arm.label}, {facts.labels[story]} {shown}")
    if not bars:
        return ""
    frame = pl.DataFrame(bars, ["label", "value", "low", "high", "words", "colour"], orient="row")
    frame = frame.unique("label", keep="first", maintain_order=True)
    reach = (float(frame["low"].min()), float(frame["high"].max()))  # type: ignore[arg-type]
    drawing = bars_beside_zero(frame, number_format="+,~f", reach=reach)
    title = f"{about.label}, by policy and story"
    note = "Grey: the interval includes zero." if facts.has_bands else ""
    return figure(
        title,
        f"change in year {facts.last}, {unit}",
        describe(drawing, title, f"Bars to both sides of zero, {unit}. {'; '.join(words)}."),
        note=note,
        key=_slug("sensitivity", measure),
    )


def _share_bars(frame: pl.DataFrame) -> str:
    """Draw stacked bars that add up to 100."""
    labels = frame["label"].unique(maintain_order=True).to_list()
    left, height = 112, 24 * len(labels)
    across = alt.X(
        "start:Q", scale=alt.Scale(domain=[0, 100], nice=False), title=None, axis=alt.Axis(tickCount=5)
    )
    bars_y = alt.Y("label:N", sort=labels, title=None, axis=None, scale=alt.Scale(padding=0.2))
    colour = alt.Color(
        "change:N",
        legend=None,
        scale=alt.Scale(domain=list(CLASS_COLOURS), range=list(CLASS_COLOURS.values())),
    )
    bars = (
        alt.Chart(frame)
        .mark_bar(stroke="white", strokeWidth=1)
        .encode(x=across, x2="end:Q", y=bars_y, color=colour)
    )
    names = (
        alt.Chart(pl.DataFrame({"label": labels}))
        .mark_text(align="right", fontSize=TEXT_SIZE, color=INK)
        .encode(x=alt.value(-6), y=bars_y, text="label:N")
    )
    return to_svg(alt.layer(bars, names), width=WIDTH - left - 14, height=height, left=left, right=14)


def _short(facts: PolicyFacts) -> list[Story]:
    """Return the packages with labels short enough for a chart: without the words that all begin with."""
    labels = [arm.label for arm in facts.arms]
    words = [label.split(" ") for label in labels]
    cut = 0
    while len(words) > 1 and all(len(one) > cut + 1 and one[cut] == words[0][cut] for one in words):
        cut += 1
    return [replace(arm, label=" ".join(one[cut:])) for arm, one in zip(facts.arms, words, strict=True)]


def _reference(name: str, label: str, colour: str, dash: tuple[int, ...], marker: str) -> Story:
    return Story(name, label, label, "", colour, dash, marker, True, False, 0.0)


def _key(facts: PolicyFacts, references: list[Story] | None = None) -> str:
    """Return the looks of all packages in words."""
    entries = [element("li", swatch(look) + text(look.label)) for look in [*(references or []), *facts.arms]]
    return element("ul", "".join(entries), class_="key")


def _ends(points: pl.DataFrame) -> pl.DataFrame:
    return points.with_columns(
        pl.coalesce("low", "mean").alias("low"), pl.coalesce("high", "mean").alias("high")
    )


def _cell(row: dict[str, float] | None, digits: int, *, signed: bool = False) -> str:
    if row is None:
        return text(number(None, digits))
    one = Estimate(row["mean"], row["low"], row["high"])
    limits = band(one.low, one.high, digits, signed=signed) if one.low != one.high else ""
    mean = element("span", text(number(one.mean, digits, signed=signed)), class_="mean")
    return mean + (element("small", text(limits)) if limits else "")


def _percent(row: dict[str, float] | None) -> str:
    return f"{number(None if row is None else row['mean'], 1, signed=True)}{SPACE}%"


def _slug(*parts: str) -> str:
    return "-".join(part.replace(" ", "-").replace("=", "-").replace(".", "-") for part in parts)
