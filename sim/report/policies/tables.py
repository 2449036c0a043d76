"""The tables of the policy report: effects, groups of people, winners, fiscal figures, stories.

A policy is a row wherever there may be many, so that tables fit a page of paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.experiments.lab.measures import OF_PAIRS
from sim.experiments.lab.packages import NONE
from sim.experiments.lab.winners import CHANGES, GROUPINGS
from sim.report.html import Cell, cell, element, joined, mean_and_band, swatch, table, text
from sim.report.policies.facts import PolicyFacts, rows
from sim.report.story_looks import Story
from sim.report.wording import SPACE, listing, money, number

__all__ = [
    "BUDGET",
    "COSTS",
    "HEADLINE",
    "INCOMES",
    "MORE",
    "all_effects_table",
    "changes_table",
    "groups_table",
    "hole_table",
    "levels_table",
    "places_table",
    "story_table",
    "winners_table",
]

HEADLINE = (
    "poverty_year_rate",
    "median_income",
    "welfare_2",
    "gini_year",
    "employment_rate",
    "price_paid",
    "budget_balance_gdp",
)
"""Figures of the headline table, in its order."""
INCOMES = ("p10_income", "p20_income", "median_income", "p80_income", "mean_income")
"""Figures of a second table beside it: who gains."""
MORE = {
    "incomes and their distribution": (
        "poverty_gap",
        "mean_real_consumption",
        "palma",
        "income_top1_year_share",
        "income_middle60_year_share",
        "income_bottom50_year_share",
        "moved_up_share",
    ),
    "work, output and prices": (
        "unemployment_rate",
        "participation_rate",
        "marginal_tax_rate",
        "labour_share",
        "displaced_jobs",
        "real_gdp",
        "price_response",
    ),
}
ON_CREDIT = (
    "On credit, apart: what is not covered is borrowed, so these are not to be compared with packages that "
    "somebody pays for"
)
COSTS = (
    "policy_cost",
    "policy_own_revenue",
    "policy_revenue",
    "policy_rate_of_tax",
    "policy_unfunded",
    "policy_recipients",
)
BUDGET = ("tax_revenue_gdp", "transfers_gdp", "budget_balance_gdp", "debt_gdp")


def changes_table(facts: PolicyFacts, story: str, measures: Sequence[str], what: str = "") -> Markup:
    """Return the paired change of some figures in one story at the last horizon, below their levels."""
    shown = [
        m for m in measures if any(facts.change(story, arm.name, m).mean is not None for arm in facts.arms)
    ]
    reference = [
        _cell(facts.level(story, NONE, m), facts.about(m).digits, (story, NONE, m), signed=False)
        for m in shown
    ]
    heads = [_head(facts.about(m).label, facts.change_units[m], facts.about(m).unit) for m in shown]
    caption = f"{facts.labels[story]}: {what}change against no policy in year {facts.last}"
    if facts.has_bands:
        caption += f", with 95{SPACE}% intervals; bold where the interval excludes zero"
    tables = []
    for on_credit in (False, True):
        body = []
        for arm in facts.looks(story):
            if facts.is_on_credit(story, arm.name) is on_credit:
                places = {m: (story, arm.name, m) for m in shown}
                cells = [
                    _cell(facts.change(*place), facts.digits(m), place, facts=facts)
                    for m, place in places.items()
                ]
                body.append([_arm(facts, story, arm), *cells])
        if body or not on_credit:
            above = [] if on_credit else [[_reference(facts), *reference]]
            words = f"{caption}. {ON_CREDIT}" if on_credit else caption
            tables.append(table(words, ["Policy", *heads], [*above, *body], class_="headline policies"))
    return joined(tables)


def all_effects_table(facts: PolicyFacts, story: str) -> Markup:
    """Return the paired change of every figure at every horizon in one story."""
    body = []
    for measure, about in facts.shown.items():
        for year in facts.comparison.horizons:
            found = [facts.change(story, arm.name, measure, year) for arm in facts.looks(story)]
            if any(one.mean is not None for one in found):
                unit = f"{facts.change_units[measure]}, year {year}"
                cells = [mean_and_band(one, facts.digits(measure), signed=True) for one in found]
                body.append([_head(about.label, unit), *cells])
    return table(f"{facts.labels[story]}: every figure and year", ["Figure", *_heads(facts, story)], body)


def story_table(facts: PolicyFacts, measure: str) -> Markup:
    """Return the change of one figure by policy (rows) and story (columns)."""
    about = facts.about(measure)
    body = []
    if measure not in OF_PAIRS:
        levels = [
            _cell(facts.level(story, NONE, measure), about.digits, (story, NONE, measure), signed=False)
            for story in facts.stories
        ]
        body.append([_reference(facts), *levels])
    for arm in facts.arms:
        cells = [
            _cell(
                facts.change(story, arm.name, measure),
                facts.digits(measure),
                (story, arm.name, measure),
                facts=facts,
            )
            for story in facts.stories
        ]
        body.append([swatch(arm) + text(arm.label), *cells])
    unit = facts.change_units.get(measure, about.unit)
    caption = f"{about.label}: change in year {facts.last}, {unit}"
    heads = [facts.labels[story] for story in facts.stories]
    return table(caption, ["Policy", *heads], body, class_="headline policies")


def levels_table(facts: PolicyFacts, story: str, measures: Sequence[str], what: str) -> Markup:
    """Return levels of fiscal figures of one story; those of no policy come first, where there are any."""
    arms = [(arm.name, _arm(facts, story, arm)) for arm in facts.looks(story)]
    if not measures[0].startswith("policy_"):
        arms.insert(0, (NONE, _reference(facts, "")))
    shown = [m for m in measures if any(facts.level(story, name, m).mean for name, _ in arms)]
    if not shown:
        return Markup()
    body = [
        [
            head,
            *(
                _cell(
                    facts.level(story, name, m),
                    facts.about(m).digits,
                    (story, name, m),
                    signed=False,
                    level=True,
                )
                for m in shown
            ),
        ]
        for name, head in arms
    ]
    caption = f"{facts.labels[story]}: {what} in year {facts.last}, levels"
    heads = [_head(facts.about(m).label, facts.about(m).unit) for m in shown]
    return table(caption, ["Policy", *heads], body, class_="headline policies")


def hole_table(facts: PolicyFacts) -> Markup:
    """Return the part of AI's gap in the budget that each policy closes; empty where AI leaves no gap."""
    holes = rows(facts.comparison.fiscal_hole(), year=facts.last)
    gaps = {row["story"]: row["hole"] for row in holes.iter_rows(named=True)}
    stories = [story for story in facts.stories if gaps.get(story, 0.0) < 0.0]
    if not stories:
        return Markup()
    body = []
    for arm in facts.arms:
        cells = []
        for story in stories:
            here = rows(holes, story=story, policy=arm.name)
            ends = here.select("closed", "closed_low", "closed_high")
            one = Estimate(*ends.row(0)) if here.height else Estimate()
            cells.append(_cell(one, 0, (story, arm.name, "closed")))
        body.append([swatch(arm) + text(arm.label), *cells])
    heads = [
        text(facts.labels[story]) + element("small", f"gap {money(number(-gaps[story], 0))} billion a year")
        for story in stories
    ]
    caption = f"Part of the gap that AI leaves in the budget that each policy closes in year {facts.last}, %"
    without = [facts.labels[story] for story in facts.stories if gaps.get(story, -1.0) >= 0.0]
    note = "Below zero the gap widens. Intervals are those of what the policy adds, at the mean gap."
    if without:
        verb = "leave" if len(without) > 1 else "leaves"
        note += f" {listing(without)} {verb} no gap against the economy without AI."
    return table(caption, ["Policy", *heads], body, class_="headline policies") + element(
        "p", note, class_="note"
    )


def groups_table(facts: PolicyFacts, story: str, grouping: str, measure: str) -> Markup:
    """Return the change of income, consumption, wealth or work by group of people before the policy."""
    by = GROUPINGS[grouping].lower()
    if measure == "worked":
        caption = f"change of the share of months with a job in year {facts.last} by {by}, percentage points"
        ends, scale = ("change", "change_low", "change_high"), 100.0
    else:
        caption = f"change of real {measure} in year {facts.last} by {by}, %"
        ends, scale = ("percent", "percent_low", "percent_high"), 1.0
    caption = f"{facts.labels[story]}: {caption}"
    return _group_rows(facts, story, ("start", grouping, measure), caption, ends, scale)


def places_table(facts: PolicyFacts, story: str, measure: str) -> Markup:
    """Return the change of a figure by tenth of the income distribution, whoever is in it."""
    what = f"change of real {measure} in year {facts.last} by tenth, formed anew in each run, %"
    caption = f"{facts.labels[story]}: {what}"
    ends = ("percent", "percent_low", "percent_high")
    return _group_rows(facts, story, ("place", "tenth", measure), caption, ends, 1.0)


def winners_table(facts: PolicyFacts, story: str) -> Markup:
    """Return the shares of winners and losers, and what luck alone would give."""
    found = rows(facts.winner_shares, story=story, grouping="all")
    luck = {row["change"]: row["chance"] for row in found.iter_rows(named=True)}
    body: list[list[str]] = []
    for arm in facts.looks(story):
        here = {row["change"]: row for row in rows(found, policy=arm.name).iter_rows(named=True)}
        cells = [
            _cell(
                Estimate(*(here[change][end] for end in ("mean", "low", "high")))
                if change in here
                else Estimate(),
                1,
                (story, arm.name, change),
                signed=False,
            )
            for change in CHANGES
        ]
        body.append([swatch(arm) + text(arm.label), *cells])
    if None not in luck.values():
        body.append(["Luck alone", *(number(luck.get(change), 1) for change in CHANGES)])
    caption = f"{facts.labels[story]}: adults by change of their real income in year {facts.last}, %"
    return table(caption, ["Policy", *map(text, CHANGES.values())], body, class_="headline policies")


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
        body.append([str(group), *cells])
    return table(caption, [GROUPINGS[grouping], *_heads(facts, story)], body) if body else Markup()


def _heads(facts: PolicyFacts, story: str) -> list[str]:
    return [swatch(arm) + text(arm.label) for arm in facts.looks(story)]


def _arm(facts: PolicyFacts, story: str, arm: Story) -> Markup:
    """Return the head of the row of a package: who paid for it, and what is missing."""
    missing = facts.missing(story, arm.name)
    return swatch(arm) + text(arm.label) + (element("small", missing) if missing else "")


def _reference(facts: PolicyFacts, what: str = "level") -> Markup:
    """Return the head of the row of the reference, which packages of size zero are too."""
    same = f"also {listing(list(facts.null_labels))}" if facts.null_labels else ""
    words = "; ".join(part for part in (what, same) if part)
    return text("No policy") + (element("small", words) if words else "")


def _head(label: str, unit: str, level_unit: str = "") -> Markup:
    known = not level_unit or level_unit == unit or level_unit.startswith("%")
    words = unit if known else f"{unit} (level: {level_unit})"
    return text(label) + element("small", words)


def _cell(
    estimate: Estimate,
    digits: int,
    place: tuple[str, str, str],
    *,
    signed: bool = True,
    level: bool = False,
    facts: PolicyFacts | None = None,
) -> Cell:
    """Return a cell that says which figure it is; bold if ``facts`` are given and zero is excluded."""
    story, policy, measure = place
    told = "told" if facts is not None and estimate.is_told_from_zero and facts.has_bands else ""
    content = mean_and_band(estimate, digits, signed=signed)
    what = "level" if level or policy == NONE else "change"
    return cell(
        content, class_=told, data_story=story, data_policy=policy, data_measure=measure, data_what=what
    )
