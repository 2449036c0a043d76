"""Whom the policies reach: what each changes by age and kind of household.

Groups are those who are of an age, or in a household of a kind, in the last year. Nothing is shown of runs in
which people have no age or no household.
"""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.experiments.lab.groups import NOW
from sim.report.groups.dots import dots_beside_zero, key_of_stories
from sim.report.groups.figures import BY_AGE, BY_KIND, BY_STATE, GroupFigure, Grouping, group_label
from sim.report.html import Cell, cell, element, figure, fold, joined, mean_and_band, table, text
from sim.report.policies.facts import ArmGroup, PolicyFacts, rows
from sim.report.policies.heads import policy_heads
from sim.report.svg import describe
from sim.report.wording import number

__all__ = ["groups_of_people"]

WORDS = (
    "Whoever is in a group in year {last}, with the policy and without: by age the income of each adult, by "
    "kind of household that of all its members, after taxes, transfers and benefits; both are means, which "
    "a few owners of much can move. Poverty counts income "
    "before taxes against the official line, the supplemental measure what is left after them and after "
    "credits and benefits."
)
DRAWN = ((BY_AGE, "disposable_income"), (BY_KIND, "disposable_income"))
"""What has a chart; every figure of the groups has a table."""


def groups_of_people(facts: PolicyFacts) -> Markup:
    """Return the part of the report; empty where the runs know neither ages nor households."""
    blocks = [_story(facts, story) for story in facts.stories]
    if not any(blocks):
        return Markup()
    words = element("p", WORDS.format(last=facts.last))
    return joined([element("h3", "By age and household", class_="part"), words, *blocks])


def _story(facts: PolicyFacts, story: str) -> Markup:
    found = rows(facts.group_effects, story=story, basis=NOW)
    if not found.height:
        return Markup()
    drawn = joined(_dots(facts, story, found, *one, group) for one in DRAWN for group in facts.groups(story))
    folds = [
        fold(
            f"{facts.labels[story]}: tables by {', '.join(grouping.title for grouping in groupings)}",
            joined(
                _table(facts, story, found, grouping, name)
                for grouping in groupings
                for name in grouping.figures
            ),
        )
        for groupings in ((BY_AGE, BY_KIND), (BY_STATE,))
    ]
    return joined([element("div", drawn, class_="grid wide"), *folds])


def _dots(
    facts: PolicyFacts, story: str, found: pl.DataFrame, grouping: Grouping, name: str, group: ArmGroup
) -> Markup:
    """Return the chart of one figure, a row a group and a dot for each package."""
    about = grouping.figures[name]
    mine = rows(found, grouping=grouping.column, measure=name)
    points = mine.select("group", pl.col("policy").alias("scenario"), *_ends(about, mine)).drop_nulls("mean")
    if not points.height:
        return Markup()
    reach = (float(points["low"].min()), float(points["high"].max()))  # type: ignore[arg-type]
    points = points.filter(pl.col("scenario").is_in([arm.name for arm in group.arms]))
    labels = [group_label(grouping, name) for name in points["group"]]
    points = points.with_columns(pl.Series("label", labels, dtype=pl.String))
    title = f"{facts.labels[story]}: {about.label[:1].lower()}{about.label[1:]} by {grouping.title}"
    title = f"{title}, {group.heading}" if group.heading else title
    unit = f"whoever is in the group in year {facts.last}, change against no policy, {about.change_unit}"
    words = []
    for arm in group.arms:
        ranked = rows(points, scenario=arm.name).sort("mean")
        if ranked.height:
            ends = (f"{number(r['mean'], 1, signed=True)} ({r['label']})" for r in ranked[[0, -1]].to_dicts())
            words.append(f"{arm.label} {' to '.join(ends)}")
    drawing = dots_beside_zero(points, group.arms, number_format="+,~f", reach=reach)
    description = f"A dot for each policy and group, {unit}. {'; '.join(words)}."
    slug = "-".join(filter(None, ("groups", story, grouping.table, name, group.heading)))
    return figure(
        title,
        unit,
        key_of_stories(group.arms) + describe(drawing, title, description),
        key="".join(letter if letter.isalnum() else "-" for letter in slug),
    )


def _table(facts: PolicyFacts, story: str, found: pl.DataFrame, grouping: Grouping, name: str) -> Markup:
    """Return the change of one figure by group (rows) and package (columns), beside its level without any."""
    about = grouping.figures[name]
    mine = rows(found, grouping=grouping.column, measure=name)
    if not mine.height:
        return Markup()
    mine = mine.select("group", "policy", "reference", *_ends(about, mine))
    body: list[list[str]] = []
    for group in mine["group"].unique(maintain_order=True):
        here = {row["policy"]: row for row in rows(mine, group=group).iter_rows(named=True)}
        level = number(next(iter(here.values()))["reference"] * about.words.scale, about.words.digits)
        cells = [
            _cell(facts, story, arm.name, f"{name} {group}", here.get(arm.name), about)
            for arm in facts.looks(story)
        ]
        body.append([group_label(grouping, group), level, *cells])
    heads = [
        text("No policy") + element("small", about.unit),
        *policy_heads(facts, story, about.change_unit),
    ]
    caption = (
        f"{facts.labels[story]}: {about.label[:1].lower()}{about.label[1:]} by {grouping.title} in year "
    )
    caption += f"{facts.last}, whoever is in the group then, level without a policy and change"
    return table(caption, [f"{grouping.title[:1].upper()}{grouping.title[1:]}", *heads], body)


def _cell(
    facts: PolicyFacts, story: str, policy: str, what: str, row: dict[str, float] | None, about: GroupFigure
) -> Cell:
    one = Estimate() if row is None else Estimate(row["mean"], row["low"], row["high"])
    return cell(
        mean_and_band(one, about.digits, signed=True),
        class_="told" if facts.can_tell and one.is_told_from_zero else "",
        data_story=story,
        data_policy=policy,
        data_group=what,
    )


def _ends(about: GroupFigure, found: pl.DataFrame) -> list[pl.Expr]:
    """Return change and interval as the figure is told: in per cent, or in the unit of the level."""
    column, scale = ("percent", 1.0) if about.words.relative else ("change", about.words.scale)
    return [
        (pl.col(column) * scale).alias("mean"),
        *((pl.coalesce(f"{column}_{end}", column) * scale).alias(end) for end in ("low", "high")),
    ]
