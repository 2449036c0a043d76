"""The tables of the policy report: effects, groups of people, winners, fiscal figures, stories."""

from __future__ import annotations

from sim.experiments.distribution import CHANGES, GROUPINGS
from sim.experiments.lab_measures import MEASURES
from sim.report.facts import Estimate
from sim.report.markup import element, swatch, table, text
from sim.report.policy_facts import PolicyFacts, rows
from sim.report.wording import band, number

__all__ = [
    "HEADLINE",
    "all_effects_table",
    "effects_table",
    "fiscal_table",
    "groups_table",
    "hole_table",
    "story_table",
    "winners_table",
]

HEADLINE = (
    "poverty_year_rate",
    "poverty_gap",
    "median_income",
    "mean_real_consumption",
    "welfare_2",
    "gini_year",
    "palma",
    "income_middle60_year_share",
    "income_top1_year_share",
    "unemployment_rate",
    "participation_rate",
    "real_gdp",
    "price_paid",
    "price_response",
    "displaced_jobs",
    "labour_share",
    "marginal_tax_rate",
    "budget_balance_gdp",
    "debt_gdp",
)
"""Figures of the headline table, in its order."""
FISCAL = (
    "policy_cost",
    "policy_own_revenue",
    "policy_revenue",
    "policy_rate_of_tax",
    "policy_unfunded",
    "policy_recipients",
    "tax_revenue_gdp",
    "transfers_gdp",
    "budget_balance",
    "budget_balance_gdp",
    "debt_gdp",
)


def effects_table(facts: PolicyFacts, story: str) -> str:
    """Return the paired change of the headline figures in one story at the last horizon."""
    body = []
    for measure in HEADLINE:
        found = [facts.change(story, arm.name, measure) for arm in facts.arms]
        if any(one.mean is not None for one in found):
            cells = [
                _cell(facts, one, measure, story, arm.name)
                for one, arm in zip(found, facts.arms, strict=True)
            ]
            body.append([_head(MEASURES[measure].label, facts.change_units[measure]), *cells])
    caption = f"{facts.labels[story]}: change against no policy in year {facts.last}"
    if facts.has_bands:
        caption += ", with 95 % intervals; bold where the interval excludes zero"
    return table(caption, ["Figure", *_heads(facts)], body, class_="headline")


def all_effects_table(facts: PolicyFacts, story: str) -> str:
    """Return the paired change of every figure at every horizon in one story."""
    body = []
    for measure, about in MEASURES.items():
        for year in facts.comparison.horizons:
            found = [facts.change(story, arm.name, measure, year) for arm in facts.arms]
            if any(one.mean is not None for one in found):
                unit = f"{facts.change_units[measure]}, year {year}"
                cells = [_mean_and_band(one, facts.digits(measure)) for one in found]
                body.append([_head(about.label, unit), *cells])
    return table(f"{facts.labels[story]}: every figure and year", ["Figure", *_heads(facts)], body)


def story_table(facts: PolicyFacts, measure: str) -> str:
    """Return the change of one figure by policy (rows) and story (columns)."""
    body = []
    for arm in facts.arms:
        cells = [
            _cell(facts, facts.change(story, arm.name, measure), measure, story, arm.name)
            for story in facts.stories
        ]
        body.append([swatch(arm) + text(arm.label), *cells])
    about = MEASURES[measure]
    caption = f"{about.label}: change in year {facts.last}, {facts.change_units.get(measure, about.unit)}"
    return table(
        caption, ["Policy", *(text(facts.labels[story]) for story in facts.stories)], body, class_="headline"
    )


def fiscal_table(facts: PolicyFacts, story: str) -> str:
    """Return levels of the fiscal figures of one story, the reference included."""
    arms = [("none", "No policy"), *((arm.name, arm.label) for arm in facts.arms)]
    body = []
    for measure in FISCAL:
        about = MEASURES[measure]
        found = [facts.level(story, name, measure) for name, _ in arms]
        if any(one.mean for one in found):
            body.append(
                [
                    _head(about.label, about.unit),
                    *(_mean_and_band(one, about.digits, signed=False) for one in found),
                ]
            )
    caption = f"{facts.labels[story]}: public finance in year {facts.last}, levels"
    return table(caption, ["Figure", *(text(label) for _, label in arms)], body, class_="headline")


def hole_table(facts: PolicyFacts) -> str:
    """Return the part of AI's gap in the budget that each policy closes; empty without runs without AI."""
    holes = rows(facts.comparison.fiscal_hole(), year=facts.last)
    if not holes.height:
        return ""
    body = []
    for arm in facts.arms:
        cells = []
        for story in facts.stories:
            here = rows(holes, story=story, policy=arm.name)
            one = (
                Estimate(*here.select("closed", "closed_low", "closed_high").row(0))
                if here.height
                else Estimate(None, None, None)
            )
            cells.append(_mean_and_band(one, 0))
        body.append([swatch(arm) + text(arm.label), *cells])
    gaps = {row["story"]: row["hole"] for row in holes.iter_rows(named=True)}
    heads = [
        text(facts.labels[story]) + element("small", text(f"${number(gaps.get(story), 0)} billion a year"))
        for story in facts.stories
    ]
    caption = f"Part of the gap that AI leaves in the budget that each policy closes in year {facts.last}, %"
    return table(caption, ["Policy", *heads], body, class_="headline")


def groups_table(facts: PolicyFacts, story: str, grouping: str, measure: str) -> str:
    """Return the change of income, consumption or wealth by group of people before the policy."""
    found = rows(
        facts.comparison.group_effects(),
        story=story,
        year=facts.last,
        basis="start",
        grouping=grouping,
        measure=measure,
    )
    body = []
    for group in found["group"].unique(maintain_order=True):
        here = {row["policy"]: row for row in rows(found, group=group).iter_rows(named=True)}
        cells = []
        for arm in facts.arms:
            row = here.get(arm.name)
            ends = ("percent", "percent_low", "percent_high")
            one = Estimate(*(row[end] for end in ends)) if row else Estimate(None, None, None)
            cells.append(_mean_and_band(one, 1))
        body.append([text(str(group)), *cells])
    if not body:
        return ""
    by = GROUPINGS[grouping].lower()
    caption = f"{facts.labels[story]}: change of real {measure} in year {facts.last} by {by}, %"
    return table(caption, [GROUPINGS[grouping], *_heads(facts)], body)


def winners_table(facts: PolicyFacts, story: str) -> str:
    """Return the shares of winners and losers, and what luck alone would give."""
    found = rows(facts.comparison.winner_shares(), story=story, year=facts.last, grouping="all")
    body = []
    for change, words in CHANGES.items():
        here = {row["policy"]: row for row in rows(found, change=change).iter_rows(named=True)}
        cells = [
            _mean_and_band(
                Estimate(*(here[arm.name][end] for end in ("mean", "low", "high"))), 1, signed=False
            )
            if arm.name in here
            else text(number(None, 1))
            for arm in facts.arms
        ]
        luck = next((row["chance"] for row in here.values()), None)
        body.append([text(words), *cells, text(number(luck, 1))])
    caption = f"{facts.labels[story]}: adults by change of their real income in year {facts.last}, %"
    return table(caption, ["Change", *_heads(facts), "Luck alone"], body)


def _heads(facts: PolicyFacts) -> list[str]:
    return [swatch(arm) + text(arm.label) for arm in facts.arms]


def _head(label: str, unit: str) -> str:
    return text(label) + element("small", text(unit))


def _cell(facts: PolicyFacts, estimate: Estimate, measure: str, story: str, policy: str) -> str:
    told = "told" if estimate.is_told_from_zero and facts.has_bands else ""
    content = _mean_and_band(estimate, facts.digits(measure))
    return element("td", content, class_=told, data_story=story, data_policy=policy, data_measure=measure)


def _mean_and_band(estimate: Estimate, digits: int, *, signed: bool = True) -> str:
    if estimate.mean is None:
        return text(number(None, digits))
    mean = element("span", text(number(estimate.mean, digits, signed=signed)), class_="mean")
    limits = band(estimate.low, estimate.high, digits, signed=signed)
    return mean + (element("small", text(limits)) if limits else "")
