"""Who gains and who loses: the same people by what they were before, winners and losers beside luck."""

from __future__ import annotations

from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.experiments.lab.groupings import GROUPINGS
from sim.experiments.lab.winners import CHANGES, LOSS
from sim.report.groups.figures import KINDS_IN_WORDS
from sim.report.html import element, fold, joined, mean_and_band, section, table, text
from sim.report.policies.charts import charts
from sim.report.policies.facts import PolicyFacts, rows
from sim.report.policies.groups import groups_of_people
from sim.report.policies.heads import policy_head, policy_heads
from sim.report.policies.tables import figure_cell
from sim.report.wording import NOTHING, number

__all__ = ["who_gains"]

WEALTH_IN_WORDS = {
    "bottom50": "Poorer half",
    "next40": "Next 40 %",
    "next9": "Next 9 %",
    "next0_9": "Next 0.9 %",
    "top0_1": "Top 0.1 %",
}
"""Groups by wealth as people read them."""
IN_PER_CENT = {"income": "real income", "consumption": "real consumption", "wealth": "real wealth"}
IN_POINTS = {
    "worked": "the share of months with a job",
    "poverty": "the share of months in poverty",
    "supplemental": "the share of months in poverty by the supplemental measure",
}
"""What a table by groups can show, in words; the first kind in per cent, the other in points."""
SAME_PEOPLE = (
    "The same people with and without the policy, by what they were in the year before it began, so that "
    "luck after it cannot sort them."
)
TWO_LIVES = (
    "Winners and losers compare two lives of each person: one with the policy, and another without it and "
    "with other luck. The last bar compares two lives without the policy, so it is what luck alone does: "
    "read by how much a bar differs from it."
)


def who_gains(facts: PolicyFacts) -> Markup:
    """Return the section; empty where no package was run."""
    if not facts.arms:
        return Markup()
    blocks = []
    for story in facts.stories:
        blocks.append(charts(facts, "tenths", [story]))
        blocks += [_by_group(facts, story, grouping) for grouping in GROUPINGS]
        blocks.append(
            fold(
                f"{facts.labels[story]}: tables by tenth of the distribution, whoever is in it",
                joined(_places_table(facts, story, measure) for measure in IN_PER_CENT),
            )
        )
    return section(
        "people",
        "Who gains and who loses",
        element("p", SAME_PEOPLE),
        *blocks,
        groups_of_people(facts),
        element("h3", "Winners and losers", class_="part"),
        element("p", TWO_LIVES),
        charts(facts, "winners", facts.stories),
        fold(
            "Winners and losers with intervals",
            joined(_winners_table(facts, story) for story in facts.stories),
        ),
    )


def _by_group(facts: PolicyFacts, story: str, grouping: str) -> Markup:
    """Return all tables of one way to sort people."""
    found = joined(_groups_table(facts, story, grouping, measure) for measure in (*IN_PER_CENT, *IN_POINTS))
    name = GROUPINGS[grouping]
    return fold(
        f"{facts.labels[story]}: tables by {name[:1].lower()}{name[1:]} before the policy",
        found + _losers_table(facts, story, grouping) if found else "",
    )


def _groups_table(facts: PolicyFacts, story: str, grouping: str, measure: str) -> Markup:
    """Return the change of one figure by group of people before the policy."""
    by = GROUPINGS[grouping].lower()
    if measure in IN_POINTS:
        caption = f"change of {IN_POINTS[measure]} in year {facts.last} by {by}, percentage points"
        ends, scale = ("change", "change_low", "change_high"), 100.0
    else:
        caption = f"change of {IN_PER_CENT[measure]} in year {facts.last} by {by}, %"
        ends, scale = ("percent", "percent_low", "percent_high"), 1.0
    caption = f"{facts.labels[story]}: {caption}"
    return _group_rows(facts, story, ("start", grouping, measure), caption, ends, scale)


def _places_table(facts: PolicyFacts, story: str, measure: str) -> Markup:
    """Return the change of a figure by tenth of the income distribution, whoever is in it."""
    what = f"change of {IN_PER_CENT[measure]} in year {facts.last} by tenth, formed anew in each run, %"
    caption = f"{facts.labels[story]}: {what}"
    ends = ("percent", "percent_low", "percent_high")
    return _group_rows(facts, story, ("place", "tenth", measure), caption, ends, 1.0)


def _losers_table(facts: PolicyFacts, story: str, grouping: str) -> Markup:
    """Return the adults of each group who lose over 5 per cent beyond luck, and what luck alone gives."""
    found = rows(facts.winner_shares, story=story, grouping=grouping, change=LOSS)
    body: list[list[str]] = []
    beyond = bool(found["beyond"].is_not_null().any())
    ends = ("beyond", "beyond_low", "beyond_high") if beyond else ("mean", "low", "high")
    for group in found["group"].unique(maintain_order=True):
        here = {row["policy"]: row for row in rows(found, group=group).iter_rows(named=True)}
        luck = next(iter(here.values()))["chance"]
        cells = [
            mean_and_band(
                Estimate(*(here[arm.name][end] for end in ends)) if arm.name in here else None,
                1,
                signed=beyond,
            )
            for arm in facts.looks(story)
        ]
        body.append([_label(grouping, str(group)), *cells, number(luck, 1)])
    name = GROUPINGS[grouping]
    caption = (
        f"{facts.labels[story]}: adults who lose more than 5 % of their real income in year {facts.last} by "
        f"{name[:1].lower()}{name[1:]}, "
    )
    caption += "beyond luck, percentage points; by luck alone, %" if beyond else "% of the group"
    return table(caption, [name, *policy_heads(facts, story), "Luck alone"], body) if body else Markup()


def _winners_table(facts: PolicyFacts, story: str) -> Markup:
    """Return the shares of winners and losers, and what luck alone would give."""
    found = rows(facts.winner_shares, story=story, grouping="all")
    luck = {row["change"]: row["chance"] for row in found.iter_rows(named=True)}
    body: list[list[str]] = []
    for arm in facts.looks(story):
        here = {row["change"]: row for row in rows(found, policy=arm.name).iter_rows(named=True)}
        cells = [
            figure_cell(
                Estimate(*(here[change][end] for end in ("mean", "low", "high")))
                if change in here
                else Estimate(),
                1,
                (story, arm.name, change),
                signed=False,
            )
            for change in CHANGES
        ]
        loss = here.get(LOSS, {})
        beyond = Estimate(*(loss.get(end) for end in ("beyond", "beyond_low", "beyond_high")))
        body.append([policy_head(facts, story, arm), *cells, mean_and_band(beyond, 1, signed=True)])
    if None not in luck.values():
        body.append(["Luck alone", *(number(luck.get(change), 1) for change in CHANGES), NOTHING])
    caption = f"{facts.labels[story]}: adults by change of their real income in year {facts.last}, %"
    return table(
        caption,
        ["Policy", *map(text, CHANGES.values()), "Loss of more than 5 % beyond luck"],
        body,
        class_="headline policies",
    )


def _group_rows(
    facts: PolicyFacts,
    story: str,
    where: tuple[str, str, str],
    caption: str,
    ends: tuple[str, str, str],
    scale: float,
) -> Markup:
    basis, grouping, measure = where
    found = rows(facts.group_effects, story=story, basis=basis, grouping=grouping, measure=measure)
    body = []
    for group in found["group"].unique(maintain_order=True):
        here = {row["policy"]: row for row in rows(found, group=group).iter_rows(named=True)}
        cells = []
        for arm in facts.looks(story):
            row = here.get(arm.name)
            values = [None if row is None or row[end] is None else scale * row[end] for end in ends]
            cells.append(mean_and_band(Estimate(*values), 1, signed=True))
        body.append([_label(grouping, str(group)), *cells])
    return table(caption, [GROUPINGS[grouping], *policy_heads(facts, story)], body) if body else Markup()


def _label(grouping: str, group: str) -> str:
    """Return the name of a group as people read it."""
    words = {"wealth": WEALTH_IN_WORDS, "household": KINDS_IN_WORDS}.get(grouping, {}).get(group, group)
    return {"1": "1 (poorest)", "10": "10 (richest)"}.get(words, words) if grouping == "tenth" else words
