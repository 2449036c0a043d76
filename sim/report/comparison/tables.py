"""The tables of the page: levels, paired changes, parts of the employment change, assumptions."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from sim.experiments.figures.decomposition import Weights
from sim.experiments.figures.headlines import RATIOS
from sim.experiments.figures.statistics import Estimate
from sim.parameters import SECTIONS, declarations
from sim.records.figures import Figure
from sim.report.comparison.facts import Facts
from sim.report.html import Cell, cell, element, mean_and_band, swatch, table, text
from sim.report.story_looks import Story
from sim.report.wording import listing
from sim.toml import write_value

__all__ = ["assumptions_table", "changes_table", "levels_table", "parts_table"]


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
                    *(_difference(each, headline.digits) for each in found),
                ]
            )
    caption = f"Change against {facts.base.label}, mean of {facts.last_year}, paired by seed"
    if facts.has_bands:
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


def _difference(estimate: Estimate | None, digits: int) -> Cell:
    told = estimate is not None and estimate.is_told_from_zero and estimate.low != estimate.high
    return cell(mean_and_band(estimate, digits, signed=True), class_="told" if told else "")


def _value(value: Any) -> str:
    return value if isinstance(value, str) else write_value(value)
