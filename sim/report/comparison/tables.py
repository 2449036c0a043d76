"""The tables of the page: levels, paired changes, parts of what jobs and pay change, assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.decomposition import BUYER_MEANINGS, BUYER_WORDS, Weights
from sim.experiments.figures.headlines import RATIOS, window
from sim.experiments.figures.statistics import Estimate
from sim.experiments.figures.wages import WAGE_MEANINGS, WAGE_WORDS
from sim.parameters import SECTIONS, declarations
from sim.records.figures import Figure
from sim.report.comparison.facts import Facts
from sim.report.comparison.series import summarise
from sim.report.html import Cell, cell, element, mean_and_band, swatch, table, text
from sim.report.story_looks import Story
from sim.report.wording import listing
from sim.toml import write_value

__all__ = [
    "assumptions_table", "changes_table", "demand_table", "levels_table", "parts_table", "pay_table",
]  # fmt: skip

PAY = (
    "What a job is paid, at consumer prices, is what it makes times the part of that which labour gets. So "
    "its change is a productivity effect, what a job makes; a displacement effect, the part of the work that "
    "people still do; and what machines, capital and margins cost: where machines cost as much as the people "
    "whose work they do, their price gives nothing back. The parts are read from the accounts and leave no "
    "remainder. Log points times 100: near per cent where changes are small."
)


def levels_table(facts: Facts) -> Markup:
    """Return the headline figures of every story and of the counterfactual, with their bands."""
    rows = []
    # against a counterfactual with AI the ratio would be the effect of something else on jobs, over GPUs
    for headline in (*facts.comparison.figures, *(() if facts.base.has_ai else RATIOS)):
        found = [_level(facts, look, headline) for look in facts.looks]
        if any(estimate is not None and estimate.mean is not None for estimate in found):
            cells = [
                cell(
                    mean_and_band(estimate, headline.digits),
                    data_scenario=look.name,
                    data_measure=headline.name,
                )
                for look, estimate in zip(facts.looks, found, strict=True)
            ]
            rows.append([_row_head(headline.label, headline.unit), *cells])
    caption = f"Levels, mean of {facts.last_year}"
    return table(caption, ["Figure", *_heads(facts.looks)], rows, class_="headline")


def changes_table(facts: Facts) -> Markup:
    """Return the paired change of every headline figure; bold where the band excludes zero."""
    rows = []
    for headline in facts.comparison.figures:
        if headline.words.with_ai and not facts.base.has_ai:
            continue
        found = [facts.changes.get((story.name, headline.name)) for story in facts.stories]
        if any(estimate is not None for estimate in found):
            rows.append(
                [
                    _row_head(headline.label, headline.difference_unit),
                    *(_difference(facts, each, headline.digits) for each in found),
                ]
            )
    caption = f"Change against {facts.base.label}, mean of {facts.last_year}, paired by seed"
    if facts.can_tell:
        caption += "; bold where the band excludes zero"
    return table(caption, ["Figure", *_heads(facts.stories)], rows, class_="headline")


def parts_table(facts: Facts, *, weights: Weights = "no_ai") -> Markup:
    """Return the parts of the employment change and their sum, in millions of jobs."""
    rows, parts = [], facts.parts if weights == "no_ai" else facts.shapley
    for part, words in (*facts.used_parts.items(), ("total", "Net change")):
        cells = [
            cell(
                mean_and_band(parts[story.name, part], 1, signed=True),
                data_scenario=story.name,
                **{f"data_{'part' if weights == 'no_ai' else weights}": part},
            )
            for story in facts.stories
        ]
        rows.append([words, *cells])
    at = "at the output without AI" if weights == "no_ai" else "at the mean of both outputs"
    caption = f"Change in employment in millions of jobs, mean of {facts.last_year}, shares {at}"
    return table(caption, ["Force", *_heads(facts.stories)], rows, class_="headline parts")


def demand_table(facts: Facts) -> Markup:
    """Return who buys the additional output, in jobs; they add up to income, demand and entry."""
    found = _estimates(facts, facts.comparison.demand(by_seed=True))
    caption = f"Income, other demand and young firms by who buys, millions of jobs, mean of {facts.last_year}"
    return _split_table(facts, found, BUYER_WORDS, BUYER_MEANINGS, caption, "buyer")


def pay_table(facts: Facts) -> Markup:
    """Return the parts of the change of real pay a job, with what they are."""
    found = _estimates(facts, facts.comparison.pay(by_seed=True))
    caption = f"Change in real compensation a job, log points times 100, mean of {facts.last_year}"
    return element("p", PAY) + _split_table(facts, found, WAGE_WORDS, WAGE_MEANINGS, caption, "pay")


def assumptions_table(facts: Facts) -> Markup:
    """Return every key in which the scenarios differ, with its meaning; empty if there is none."""
    scenarios = [facts.comparison.scenarios[look.name] for look in facts.looks]
    rows = []
    for name, model in SECTIONS.items():
        for key, declared in declarations(model).items():
            values = [getattr(getattr(scenario, name), key) for scenario in scenarios]
            if any(value != values[0] for value in values):
                unit = f" ({declared.unit})" if declared.unit else ""
                meaning = element("code", f"{name}.{key}") + element("small", declared.description + unit)
                rows.append([meaning, *(_value(value) for value in values)])
    if any(scenario.policy for scenario in scenarios):
        kinds = [[policy.kind for policy in scenario.policy] for scenario in scenarios]
        rows.append(["Policies", *(listing(names) or "none" for names in kinds)])
    if not rows:
        return Markup()
    caption = "Assumptions that differ between the stories"
    return table(caption, ["Assumption", *_heads(facts.looks)], rows, class_="assumptions")


def _heads(looks: tuple[Story, ...]) -> list[str]:
    return [swatch(look) + text(look.label) for look in looks]


def _row_head(label: str, unit: str) -> Markup:
    return text(label) + element("small", unit)


def _level(facts: Facts, look: Story, headline: Figure) -> Estimate | None:
    says_something = look.has_ai or not headline.words.with_ai
    return facts.levels.get((look.name, headline.name)) if says_something else None


def _difference(facts: Facts, estimate: Estimate | None, digits: int) -> Cell:
    told = facts.can_tell and estimate is not None and estimate.is_told_from_zero
    return cell(mean_and_band(estimate, digits, signed=True), class_="told" if told else "")


def _value(value: Any) -> str:
    return value if isinstance(value, str) else write_value(value)


def _estimates(facts: Facts, monthly: pl.DataFrame) -> dict[tuple[str, str], Estimate]:
    last = monthly.filter(pl.col("month") >= facts.months - window(facts.months))
    means = last.group_by("scenario", "seed", "part", maintain_order=True).agg(pl.col("value").mean())
    return {
        (row["scenario"], row["part"]): Estimate(row["mean"], row["low"], row["high"])
        for row in summarise(means, ["scenario", "part"]).iter_rows(named=True)
    }


def _split_table(
    facts: Facts,
    found: Mapping[tuple[str, str], Estimate],
    words: Mapping[str, str],
    meanings: Mapping[str, str],
    caption: str,
    key: str,
) -> Markup:
    rows = []
    for part, label in (*words.items(), ("total", "Sum")):
        about = element("small", meanings[part]) if part in meanings else ""
        cells = [
            cell(
                mean_and_band(found.get((story.name, part)), 1, signed=True),
                data_scenario=story.name,
                **{f"data_{key}": part},
            )
            for story in facts.stories
        ]
        rows.append([text(label) + about, *cells])
    heads = ["Part", *(swatch(story) + text(story.label) for story in facts.stories)]
    return table(caption, heads, rows, class_="headline parts")
