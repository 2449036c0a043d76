"""The charts of the policy report, each with its description in words and its figures in a table to open.

Where there are many packages a chart shows those that one tax pays for, on the scale of its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import altair as alt
import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate, over_seeds
from sim.experiments.lab.packages import NONE
from sim.experiments.lab.results import NO_AI
from sim.experiments.lab.winners import CHANGES
from sim.report.charts import WIDTH, bars_beside_zero, line_chart
from sim.report.html import element, figure, joined, key_of, mean_and_band, swatch, table, text
from sim.report.letters import label_lines, width_of
from sim.report.policies.facts import ArmGroup, PolicyFacts, rows
from sim.report.story_looks import BLACK, BLUE, GREY, ORANGE, SKY_BLUE, VERMILLION, Story
from sim.report.svg import LINE, describe, labels_beside, to_svg
from sim.report.wording import SPACE, number

__all__ = ["SENSITIVE", "charts", "sensitivity_figures"]

Chart = Callable[[PolicyFacts, str], Markup]
"""Draws something of one story."""

CLASS_COLOURS = dict(zip(CHANGES, (BLUE, SKY_BLUE, "#dddddd", ORANGE, VERMILLION), strict=True))
FEWEST_YEARS = 2
LONGEST_ROW = 30
"""Characters of a line of a label beside a bar."""
MOST_LINES = 4
"""Lines of such a label."""


def years_figures(facts: PolicyFacts, story: str, measure: str) -> Markup:
    """Return the level of a figure over the years in one story: no AI, no policy, every package."""
    references = [_reference(NONE, "No policy", BLACK, (2, 2), "circle")]
    values = rows(facts.comparison.values, story=story, measure=measure).with_columns(scenario="policy")
    if facts.has_no_ai:
        references.insert(0, _reference(NO_AI, "No AI", GREY, (1, 3), "cross"))
        plain = rows(facts.comparison.values, story=NO_AI, measure=measure, policy=NONE)
        values = pl.concat([values, plain.with_columns(scenario=pl.lit(NO_AI))])
    points = over_seeds(values, ["scenario", "year"]).with_columns(pl.col("year").cast(pl.Float64))
    points = _ends(points)
    if int(points["year"].max() or 0) < FEWEST_YEARS:  # type: ignore[arg-type]
        return Markup()
    return joined(_years(facts, story, measure, points, references, group) for group in facts.groups(story))


def _years(
    facts: PolicyFacts,
    story: str,
    measure: str,
    points: pl.DataFrame,
    references: list[Story],
    group: ArmGroup,
) -> Markup:
    about, digits = facts.about(measure), facts.about(measure).digits
    years = int(points["year"].max() or 0)  # type: ignore[arg-type]
    # a figure of GPUs says nothing where there is no AI, a ratio nothing where it is not finite at the end
    known = set(points.filter(pl.col("year") == years)["scenario"].unique())
    looks = [look for look in (*references, *group.arms) if look.name in known]
    shown = points.filter(pl.col("scenario").is_in([look.name for look in looks]))
    drawing = line_chart(
        shown,
        _at_ends(facts, story, looks),
        number_format=",~f",
        x_range=(1.0, float(years)),
        from_zero=False,
        reach=_reach(points),
    )
    last = {row["scenario"]: row for row in rows(shown, year=float(years)).iter_rows(named=True)}
    title = _title(facts, story, about.label, group)
    words = "; ".join(f"{look.label} {number(last[look.name]['mean'], digits)}" for look in looks)
    picked = [year for year in (1, 5, 10, 15) if year < years] + [years]
    cells = []
    for look in looks:
        mine = {int(r["year"]): r for r in rows(shown, scenario=look.name).iter_rows(named=True)}
        cells.append([look.label, *(_cell(mine.get(year), digits) for year in picked)])
    return figure(
        title,
        about.unit,
        _key(looks)
        + describe(drawing, title, f"Line chart over {years} years, {about.unit}. In year {years}: {words}."),
        table(f"{title}, {about.unit}", ["Policy", *(f"Year {year}" for year in picked)], cells),
        key=_slug("years", story, measure, group.heading),
    )


def tenths_figures(facts: PolicyFacts, story: str) -> Markup:
    """Return the change of real disposable income by tenth before the policy."""
    found = rows(facts.group_effects, story=story, basis="start", grouping="tenth", measure="income")
    points = found.select(
        scenario="policy",
        tenth=pl.col("group").cast(pl.Float64),
        mean="percent",
        low="percent_low",
        high="percent_high",
    )
    points = _ends(points).drop_nulls("mean")
    if not points.height:
        return Markup()
    return joined(_tenths(facts, story, points, group) for group in facts.groups(story))


def _tenths(facts: PolicyFacts, story: str, points: pl.DataFrame, group: ArmGroup) -> Markup:
    title = _title(facts, story, "who gains", group)
    unit = f"% change of real disposable income in year {facts.last}"
    shown = points.filter(pl.col("scenario").is_in([arm.name for arm in group.arms]))
    drawing = line_chart(
        shown,
        _at_ends(facts, story, group.arms),
        number_format="+,~f",
        x="tenth",
        x_title="Tenth by income before the policy, 1 is the poorest",
        x_range=(1.0, 10.0),
        from_zero=True,
        markers=True,
        reach=_reach(points),
    )
    found_by = {(row["scenario"], int(row["tenth"])): row for row in shown.iter_rows(named=True)}
    ends = "; ".join(
        f"{arm.label} {_percent(found_by.get((arm.name, 1)))} for the poorest tenth, "
        f"{_percent(found_by.get((arm.name, 10)))} for the richest"
        for arm in group.arms
    )
    cells = [
        [str(tenth), *(_cell(found_by.get((arm.name, tenth)), 1, signed=True) for arm in group.arms)]
        for tenth in range(1, 11)
    ]
    return figure(
        title,
        unit,
        _key(group.arms)
        + describe(drawing, title, f"Lines over ten tenths of the income distribution. {ends}."),
        table(f"{title}, {unit}", ["Tenth", *(arm.label for arm in group.arms)], cells),
        key=_slug("tenths", story, group.heading),
    )


def winners_figure(facts: PolicyFacts, story: str) -> Markup:
    """Return one bar a package: the shares of adults who gain and lose, and a bar for luck alone."""
    found = rows(facts.winner_shares, story=story, grouping="all")
    if not found.height:
        return Markup()
    bars: list[tuple[str, str, float, float]] = []
    words = []
    luck = {row["change"]: row["chance"] for row in found.iter_rows(named=True)}
    arms = [(arm.name, arm.label) for arm in _at_ends(facts, story, facts.looks(story))]
    listed = [*arms, *([("", "Luck alone")] if None not in luck.values() else [])]
    labels = _lines([label for _, label in listed])
    for (name, label), short in zip(listed, labels, strict=True):
        mine = (
            {row["change"]: row["mean"] for row in rows(found, policy=name).iter_rows(named=True)}
            if name
            else luck
        )
        start = 0.0
        for change in CHANGES:
            share = float(mine.get(change) or 0.0)
            bars.append((short, change, start, start + share))
            start += share
        gain = float(mine["gain_over_5"] or 0.0)
        loss = float(mine["loss_over_5"] or 0.0)
        words.append(f"{label} {number(gain, 0)} % gain and {number(loss, 0)} % lose more than 5 %")
    frame = pl.DataFrame(bars, ["label", "change", "start", "end"], orient="row")
    title = f"{facts.labels[story]}: winners and losers"
    unit = f"% of adults by change of real disposable income in year {facts.last}"
    key = key_of({CHANGES[change]: colour for change, colour in CLASS_COLOURS.items()})
    description = f"Stacked bars, % of adults. {'; '.join(words)}."
    return figure(
        title,
        unit,
        key + describe(_share_bars(frame), title, description),
        key=_slug("winners", story),
    )


def sensitivity_figures(facts: PolicyFacts, measure: str) -> Markup:
    """Return bars of one figure's change for every package, a chart a story, all on one scale."""
    known = [facts.change(story, arm.name, measure) for story in facts.stories for arm in facts.arms]
    ends = [end for one in known for end in one if end is not None]
    if not ends:
        return Markup()
    reach = (min(ends), max(ends))
    return joined(_sensitivity(facts, story, measure, reach) for story in facts.stories)


def _sensitivity(facts: PolicyFacts, story: str, measure: str, reach: tuple[float, float]) -> Markup:
    about = facts.about(measure)
    unit = facts.change_units.get(measure, about.unit)
    bars: list[tuple[str, float, float, float, str, str]] = []
    words = []
    arms = _at_ends(facts, story, facts.looks(story))
    for arm, label in zip(arms, _lines([arm.label for arm in arms]), strict=True):
        one = facts.change(story, arm.name, measure)
        if one.mean is None:
            continue
        low, high = (one.mean if end is None else end for end in (one.low, one.high))
        sure = ORANGE if facts.is_on_credit(story, arm.name) else BLUE
        colour = GREY if not one.is_told_from_zero and facts.can_tell else sure
        shown = number(one.mean, facts.digits(measure), signed=True)
        bars.append((label, one.mean, low, high, shown, colour))
        words.append(f"{arm.label} {shown}")
    if not bars:
        return Markup()
    frame = pl.DataFrame(bars, ["label", "value", "low", "high", "words", "colour"], orient="row")
    drawing = bars_beside_zero(frame, number_format="+,~f", reach=reach)
    title = f"{facts.labels[story]}: {about.label[0].lower()}{about.label[1:]}"
    return figure(
        title,
        f"change in year {facts.last}, {unit}",
        describe(drawing, f"{title} by policy", f"Bars to both sides of zero, {unit}. {'; '.join(words)}."),
        note=_note(frame["colour"].to_list()),
        key=_slug("sensitivity", story, measure),
    )


def _lines(labels: Sequence[str]) -> list[str]:
    """Break labels beside bars into lines, nowhere between a number and its per cent."""
    return label_lines([label.replace(" %", f"{SPACE}%") for label in labels], LONGEST_ROW, MOST_LINES)


def _note(colours: Sequence[str]) -> str:
    """Say what the colours of bars mean that are not blue."""
    words = {
        GREY: "Grey: the interval includes zero.",
        ORANGE: "Orange: on credit, not to be compared with what is paid for.",
    }
    return " ".join(said for colour, said in words.items() if colour in colours)


def _share_bars(frame: pl.DataFrame) -> Markup:
    """Draw stacked bars that add up to 100."""
    labels = frame["label"].unique(maintain_order=True).to_list()
    lines = [label.split("\n") for label in labels]
    left = math.ceil(14 + max(width_of(line) for one in lines for line in one))
    height = round(11 + LINE * max(map(len, lines))) * len(labels)
    across = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[0, 100], nice=False),
        title=None,
        axis=alt.Axis(tickCount=5, labelFlush=False),
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
    names = labels_beside(pl.DataFrame({"label": labels}), bars_y)
    label = pl.col("label").str.replace_all("\n", " ")
    figures = frame.select(label, "change", share=pl.col("end") - pl.col("start"))
    drawn = alt.layer(bars, *names)
    return to_svg(drawn, width=WIDTH - left - 14, height=height, left=left, right=14, data=figures)


def _title(facts: PolicyFacts, story: str, what: str, group: ArmGroup) -> str:
    words = f"{facts.labels[story]}: {what[0].lower()}{what[1:]}"
    return f"{words}, {group.heading}" if group.heading else words


def _reference(name: str, label: str, colour: str, dash: tuple[int, ...], marker: str) -> Story:
    return Story(name, label, label, "", colour, dash, marker, True, False, 0.0)


def _key(looks: Sequence[Story]) -> Markup:
    """Return the looks of what a chart shows in words."""
    entries = [element("li", swatch(look) + text(look.label)) for look in looks]
    return element("ul", *entries, class_="key")


def _at_ends(facts: PolicyFacts, story: str, looks: Sequence[Story]) -> list[Story]:
    """Return the looks with labels for the ends of lines; who paid if that tells them apart."""
    short = facts.short(story, [look.name for look in looks if look.name in facts.names])
    return [replace(look, label=short.get(look.name, look.label)) for look in looks]


def _reach(points: pl.DataFrame) -> tuple[float, float]:
    """Return the ends of the vertical axis that the charts of all groups share."""
    return float(points["low"].min()), float(points["high"].max())  # type: ignore[arg-type]


def _ends(points: pl.DataFrame) -> pl.DataFrame:
    return points.with_columns(
        pl.coalesce("low", "mean").alias("low"), pl.coalesce("high", "mean").alias("high")
    )


def _cell(row: dict[str, float] | None, digits: int, *, signed: bool = False) -> Markup:
    one = None if row is None else Estimate(row["mean"], row["low"], row["high"])
    return mean_and_band(one, digits, signed=signed)


def _percent(row: dict[str, float] | None) -> str:
    return f"{number(None if row is None else row['mean'], 1, signed=True)}{SPACE}%"


def _slug(*parts: str) -> str:
    words = "-".join(filter(None, parts))
    return "".join(letter if letter.isalnum() else "-" for letter in words)


def _over_years(*measures: str) -> tuple[Chart, ...]:
    return tuple(partial(years_figures, measure=measure) for measure in measures)


CHARTS: dict[str, tuple[Chart, ...]] = {
    "tenths": (tenths_figures,),
    "winners": (winners_figure,),
    "fiscal": _over_years("budget_balance_gdp", "debt_gdp"),
    "years": _over_years("poverty_rate", "p20_income", "median_income", "unemployment_rate", "price_paid"),
}
"""Charts of one story by the part of the report in which they stand."""
SENSITIVE = ("poverty_rate", "welfare_2", "employment_rate")
"""Figures whose change is drawn for every story side by side."""


def charts(facts: PolicyFacts, part: str, stories: Sequence[str], asked: Sequence[str] = ()) -> Markup:
    """Return the charts of a part of the report, story by story, and the years of figures asked for."""
    draws = (*CHARTS[part], *_over_years(*asked))
    drawn = joined(draw(facts, story) for story in stories for draw in draws)
    return element("div", drawn, class_="grid") if drawn else Markup()
