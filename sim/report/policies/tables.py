"""The tables of the policy report: effects, groups of people, winners, fiscal figures, stories.

A policy is a row wherever there may be many, so that tables fit a page of paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.experiments.lab.measures import OF_PAIRS
from sim.experiments.lab.packages import NONE
from sim.report.html import Cell, cell, element, joined, mean_and_band, table, text
from sim.report.policies.facts import PolicyFacts, rows
from sim.report.policies.heads import policy_head, policy_heads, references
from sim.report.wording import SPACE, listing, money, number

__all__ = [
    "BUDGET",
    "COSTS",
    "HEADLINE",
    "INCOMES",
    "MORE",
    "all_effects_table",
    "changes_table",
    "figure_cell",
    "hole_table",
    "levels_table",
    "story_table",
]

HEADLINE = (
    "poverty_rate",
    "median_income",
    "welfare_2",
    "gini_year",
    "employment_rate",
    "price_paid",
    "budget_balance_gdp",
)
"""Figures of the headline table, in its order."""
INCOMES = (
    "p10_income", "p20_income", "median_income", "p80_income", "mean_income", "below_own_path",
    "places_below",
)  # fmt: skip
"""Figures of a second table beside it: who gains."""
MORE = {
    "incomes and their distribution": (
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
    "policy_recipients",
)
BUDGET = ("tax_revenue_gdp", "transfers_gdp", "budget_balance_gdp", "debt_gdp")


def changes_table(facts: PolicyFacts, story: str, measures: Sequence[str], what: str = "") -> Markup:
    """Return the paired change of some figures in one story at the last horizon, below their levels."""
    shown = [
        m for m in measures if any(facts.change(story, arm.name, m).mean is not None for arm in facts.arms)
    ]
    caption = f"{facts.labels[story]}: {what}change against no policy in year {facts.last}"
    if facts.can_tell:
        caption += f", with 95{SPACE}% intervals; bold where the interval excludes zero"
    elif facts.has_bands:
        caption += f", with 95{SPACE}% intervals over {facts.seeds} seeds, too few to tell it from chance"
    above = [
        [
            head,
            *(
                figure_cell(facts.level(name, NONE, m), facts.about(m).digits, (name, NONE, m), signed=False)
                for m in shown
            ),
        ]
        for name, head in references(facts, story)
    ]
    heads = [_head(facts.about(m).label, facts.change_units[m], facts.about(m).unit) for m in shown]
    tables = []
    for on_credit in (False, True):
        body = []
        for arm in facts.looks(story):
            if facts.is_on_credit(story, arm.name) is on_credit:
                places = {m: (story, arm.name, m) for m in shown}
                cells = [
                    figure_cell(facts.change(*place), facts.digits(m), place, facts=facts)
                    for m, place in places.items()
                ]
                body.append([policy_head(facts, story, arm), *cells])
        if body or not on_credit:
            words = f"{caption}. {ON_CREDIT}" if on_credit else caption
            first = [] if on_credit else above
            tables.append(table(words, ["Policy", *heads], [*first, *body], class_="headline policies"))
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
    title = f"{facts.labels[story]}: every figure and year"
    return table(title, ["Figure", *policy_heads(facts, story)], body)


def story_table(facts: PolicyFacts, measure: str) -> Markup:
    """Return the change of one figure by policy (rows) and story (columns)."""
    about = facts.about(measure)
    body = []
    if measure not in OF_PAIRS:
        for name, head in references(facts, NONE):
            places = [(story if name == NONE else name, NONE, measure) for story in facts.stories]
            levels = [figure_cell(facts.level(*one), about.digits, one, signed=False) for one in places]
            body.append([head, *levels])
    for arm in facts.arms:
        cells = [
            figure_cell(
                facts.change(story, arm.name, measure),
                facts.digits(measure),
                (story, arm.name, measure),
                facts=facts,
            )
            for story in facts.stories
        ]
        body.append([policy_head(facts, None, arm), *cells])
    unit = facts.change_units.get(measure, about.unit)
    caption = f"{about.label}: change in year {facts.last}, {unit}"
    heads = [facts.labels[story] for story in facts.stories]
    return table(caption, ["Policy", *heads], body, class_="headline policies")


def levels_table(facts: PolicyFacts, story: str, measures: Sequence[str], what: str) -> Markup:
    """Return levels of fiscal figures of one story; those of no policy come first, where there are any."""
    arms = [(story, arm.name, policy_head(facts, story, arm)) for arm in facts.looks(story)]
    if not measures[0].startswith("policy_"):
        arms = [*((name, NONE, head) for name, head in references(facts, story, "")), *arms]
    shown = [m for m in measures if any(facts.level(where, name, m).mean for where, name, _ in arms)]
    if not shown:
        return Markup()
    body = [
        [
            head,
            *(
                figure_cell(
                    facts.level(where, name, m),
                    facts.about(m).digits,
                    (where, name, m),
                    signed=False,
                    level=True,
                )
                for m in shown
            ),
        ]
        for where, name, head in arms
    ]
    caption = f"{facts.labels[story]}: {what}, mean of year {facts.last}, levels in dollars of that year"
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
            cells.append(figure_cell(one, 0, (story, arm.name, "closed")))
        body.append([policy_head(facts, None, arm), *cells])
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


def _head(label: str, unit: str, level_unit: str = "") -> Markup:
    known = not level_unit or level_unit == unit or level_unit.startswith("%")
    words = unit if known else f"{unit} (level: {level_unit})"
    return text(label) + element("small", words)


def figure_cell(
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
    told = "told" if facts is not None and estimate.is_told_from_zero and facts.can_tell else ""
    content = mean_and_band(estimate, digits, signed=signed)
    what = "level" if level or policy == NONE else "change"
    return cell(
        content, class_=told, data_story=story, data_policy=policy, data_measure=measure, data_what=what
    )
