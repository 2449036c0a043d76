"""Figures of groups of people in the last year, story against counterfactual, as dots and as a table."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.report.comparison.facts import Facts
from sim.report.comparison.figures import estimate
from sim.report.comparison.series import last_year, paired_change, summarise
from sim.report.groups.dots import dots_beside_zero, key_of_stories
from sim.report.groups.figures import GroupFigure, Grouping, group_label
from sim.report.html import Cell, cell, element, figure, mean_and_band, table, text
from sim.report.story_looks import Story
from sim.report.svg import describe
from sim.report.wording import SPACE, number

__all__ = ["Found", "by_keys", "dots_figure", "ends_in_words", "measured", "told_cell"]

RUNS = ["scenario", "seed"]


@dataclass(frozen=True)
class Found:
    """Levels and changes of one figure by scenario and group.

    Attributes
    ----------
    about : GroupFigure
        Words and units.
    groups : tuple of str
        In the order of the table.
    levels, changes : dict of (str, str) to Estimate
        Changes are in per cent or in the unit of the level, as the figure's are told.
    """

    about: GroupFigure
    groups: tuple[str, ...]
    levels: dict[tuple[str, ...], Estimate]
    changes: dict[tuple[str, ...], Estimate]


def measured(facts: Facts, grouping: Grouping, name: str) -> Found:
    """Return one figure of every group in the last year: levels, and changes paired by seed."""
    about = grouping.figures[name]
    start = pl.col("price_level").sort_by("month").first().over(RUNS)
    prices = facts.frame("macro").select(*RUNS, "month", deflator=pl.col("price_level") / start)
    values = (
        facts.frame(grouping.table)
        .join(prices, on=[*RUNS, "month"], how="left", maintain_order="left")
        .select(*RUNS, "month", pl.col(grouping.column).alias("group"), value=about.value())
    )
    last = last_year(values, ["group"])
    changes = paired_change(last, facts.base.name, ["group"], relative=about.words.relative)
    changes = changes.filter(pl.col("value").is_finite())
    if about.words.relative:
        changes = changes.with_columns(pl.col("value") * 100.0)
    keys = ["scenario", "group"]
    groups = tuple(last["group"].unique(maintain_order=True))
    return Found(about, groups, by_keys(summarise(last, keys)), by_keys(summarise(changes, keys)))


def dots_figure(facts: Facts, grouping: Grouping, name: str) -> Markup:
    """Return the chart of one figure, a row a group, and its table; empty where nobody is in a group."""
    found = measured(facts, grouping, name)
    rows = [
        (group_label(grouping, group), story.name, *found.changes[story.name, group])
        for group in found.groups
        for story in facts.stories
        if (story.name, group) in found.changes
    ]
    if not rows:
        return Markup()
    points = pl.DataFrame(rows, ["label", "scenario", "mean", "low", "high"], orient="row")
    reach = (float(points["low"].min()), float(points["high"].max()))  # type: ignore[arg-type]
    about = found.about
    title = f"{about.label} by {grouping.title}"
    unit = f"change against {facts.base.label}, {about.change_unit}, mean of {facts.last_year}"
    ends = "; ".join(
        f"{story.label}: {ends_in_words(facts, found, grouping, story)}" for story in facts.stories
    )
    drawing = dots_beside_zero(points, facts.stories, number_format="+,~f", reach=reach)
    description = f"A dot for each story and each of {len(found.groups)} groups, {unit}. {ends}."
    return figure(
        title,
        unit,
        key_of_stories(facts.stories) + describe(drawing, title, description),
        _table(facts, found, grouping, title),
        key=f"whom-{grouping.table}-{name}".replace("_", "-"),
    )


def ends_in_words(facts: Facts, found: Found, grouping: Grouping, story: Story) -> str:
    """Name the groups with the lowest and the highest change, of those whose change is told from zero."""
    mine = {g: found.changes[story.name, g] for g in found.groups if (story.name, g) in found.changes}
    clear = {g: one for g, one in mine.items() if not facts.can_tell or is_told(one)}
    if not clear:
        return "no group's change can be told from zero" if mine else ""
    ranked = sorted(clear, key=lambda group: clear[group].mean or 0.0)
    unit = f"{SPACE}%" if found.about.words.relative else " points"
    words = [
        f"{number(clear[g].mean, 1, signed=True)}{unit} ({_in_a_sentence(group_label(grouping, g))})"
        for g in dict.fromkeys((ranked[0], ranked[-1]))
    ]
    if len(words) == 1 and len(mine) > 1:
        return f"{words[0].removesuffix(')')}; no other group's change can be told from zero)"
    return " to ".join(words)


def is_told(one: Estimate | None) -> bool:
    """Whether the band of a change excludes zero."""
    return one is not None and one.is_told_from_zero


def told_cell(facts: Facts, story: Story, what: str, one: Estimate | None, digits: int) -> Cell:
    """Return the cell of a change, bold where its band excludes zero."""
    told = "told" if facts.can_tell and is_told(one) else ""
    words = mean_and_band(one, digits, signed=True)
    return cell(words, class_=told, data_scenario=story.name, data_group=what)


def by_keys(frame: pl.DataFrame) -> dict[tuple[str, ...], Estimate]:
    """Return the estimates of a summary by the values of its other columns."""
    keys = [column for column in frame.columns if column not in ("mean", "low", "high")]
    return {tuple(row[key] for key in keys): estimate(row) for row in frame.iter_rows(named=True)}


def _in_a_sentence(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _table(facts: Facts, found: Found, grouping: Grouping, title: str) -> Markup:
    """Return level and changes of every group."""
    about, body = found.about, []
    for group in found.groups:
        what = f"{grouping.table} {about.name} {group}"
        changes = [found.changes.get((story.name, group)) for story in facts.stories]
        body.append(
            [
                group_label(grouping, group),
                mean_and_band(found.levels.get((facts.base.name, group)), about.words.digits),
                *(
                    told_cell(facts, story, what, one, about.digits)
                    for story, one in zip(facts.stories, changes, strict=True)
                ),
            ]
        )
    heads = [
        text(facts.base.label) + element("small", about.unit),
        *(text(story.label) + element("small", about.change_unit) for story in facts.stories),
    ]
    caption = f"{title}, mean of {facts.last_year}: level in {facts.base.label}, change in the stories"
    return table(caption, [f"{grouping.title[:1].upper()}{grouping.title[1:]}", *heads], body)
