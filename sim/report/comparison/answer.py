"""The answer in one paragraph, and one sentence a story, written from the figures."""

from __future__ import annotations

import polars as pl

from sim.experiments.figures.statistics import Estimate
from sim.report.comparison.facts import Facts
from sim.report.story_looks import Story
from sim.report.wording import SPACE, band, few_seeds, listing, number, quantity

__all__ = ["answer", "claim", "story_sentence"]

FORCES = {
    "displacement": "tasks that GPUs do alone",
    "assistance": "people who work faster with a GPU",
    "reinstatement": "new human tasks",
    "entry": "young firms",
    "demand": "demand: the larger output, at the work that it still takes",
    "policy": "policy",
}


def answer(facts: Facts) -> tuple[str, ...]:
    """Return the sentences of the paragraph that opens the page, as plain text."""
    sentences = (
        _ratio_sentence(facts),
        _gross_sentence(facts),
        _employment_sentence(facts),
        _trough_sentence(facts),
        _forces_sentence(facts),
        _gains_sentence(facts),
        _unclear_sentence(facts),
    )
    return tuple(sentence for sentence in sentences if sentence)


def claim(facts: Facts) -> str:
    """Return the claimed employees for one GPU; empty unless stories with AI are held against one without."""
    claims = sorted({story.claimed_ratio for story in facts.stories if story.has_ai})
    if facts.base.has_ai or not claims:
        return ""
    return " to ".join(
        number(ratio, 0 if ratio.is_integer() else 1) for ratio in sorted({claims[0], claims[-1]})
    )


def story_sentence(facts: Facts, story: Story) -> str:
    """Say what one story does to jobs, pay and shares, in plain text."""
    name = story.name
    pieces = [f"Unemployment {_level(facts, name, 'unemployment_rate')}"]
    if story.is_counterfactual:
        pieces.append(f"employment {_level(facts, name, 'employment').removesuffix(' people')}")
    else:
        for measure, words in (
            ("employment", "employment"),
            ("real_gdp", "real GDP"),
            ("real_median_wage", "real median wage"),
            ("real_p10_income", "real income P10"),
            ("real_p20_income", "P20"),
            ("real_median_income", "median"),
            ("real_p80_income", "P80"),
        ):
            change = facts.relative_changes[name, measure].mean
            pieces.append(f"{words} {number(change, 1, signed=True)}{SPACE}%")
    pieces.append(f"labour share {_level(facts, name, 'labour_share')}")
    sentence = ", ".join(pieces) + "."
    if name in facts.troughs:
        year, _, share = facts.troughs[name]
        sentence += f" Lowest employment in year {year}: {number(share, 1, signed=True)}{SPACE}%."
    return sentence


def _ratio_sentence(facts: Facts) -> str:
    """Say what the claimed ratio turns into: the most on its way, and what it is at the end."""
    ranked = _ranked_by(facts, "realised_ratio_net")
    claimed = claim(facts)
    if not claimed or not ranked:
        return ""
    (best, low), (worst, high) = ranked[0], ranked[-1]
    most = _ranked_by(facts, "realised_ratio_net_peak")
    reached = [story.label for story, ratio in most if (ratio.mean or 0.0) >= story.claimed_ratio]
    none = "Not in this story" if best is worst else "Not in any of these stories"
    verdict = f"In {listing(reached)} it does for a time" if reached else none
    start = (
        f"{verdict}: put into this economy as a technical ratio, {claimed} employees for one GPU become, "
        f"in {facts.last_year},"
    )
    end = (
        _lost(high)
        if best is worst
        else (f"anything from {_lost(low)} in {best.label} to {_lost(high)} in {worst.label}")
    )
    top, peak = most[-1]
    whose = "" if best is worst else f", in {top.label}"
    return f"{start} {end} for every GPU in use; the highest of all years is {_lost(peak)}{whose}."


def _gross_sentence(facts: Facts) -> str:
    ranked = _ranked_by(facts, "realised_ratio_gross_peak")
    if not ranked:
        return ""
    low, high = number(ranked[0][1].mean, 2), number(ranked[-1][1].mean, 2)
    amount = f"between {low} and {high}" if low != high else low
    return (
        "Counted before the rest of the economy responds, of the work there is without AI, such a GPU does "
        f"alone or saves people what {amount} jobs do, in its best year; the difference is work that appears "
        "or disappears elsewhere."
    )


def _employment_sentence(facts: Facts) -> str:
    changes = [(story, facts.changes[story.name, "employment"]) for story in facts.stories]
    changes.sort(key=lambda pair: pair[1].mean or 0.0)
    (worst, low), (best, high) = changes[0], changes[-1]
    sentence = f"Against {facts.base.label}, employment is {_differs(facts, low)} in {worst.label}"
    if worst is not best:
        sentence += f" and {_differs(facts, high)} in {best.label}"
    return sentence + "."


def _trough_sentence(facts: Facts) -> str:
    """Say where the way to the last year is harder than the last year itself."""
    troughs = facts.troughs
    if not troughs:
        return ""
    name = min(troughs, key=lambda story: troughs[story][1])
    year, change, share = troughs[name]
    label = next(story.label for story in facts.stories if story.name == name)
    return (
        f"The way there is harder than the end: in year {year} employment in {label} is "
        f"{number(-change, 1)}{SPACE}million ({number(-share, 1)}{SPACE}%) lower."
    )


def _forces_sentence(facts: Facts) -> str:
    """Name the force that costs most jobs and the one that returns most, in the story that loses most."""
    story = _hardest_hit(facts)
    parts = {part: facts.parts[story.name, part].mean or 0.0 for part in FORCES}
    down, up = min(parts, key=lambda part: parts[part]), max(parts, key=lambda part: parts[part])
    if parts[down] >= 0.0:
        return ""
    sentence = f"The largest force against jobs in {story.label} is {FORCES[down]} ({_jobs(parts[down])})"
    if parts[up] > 0.0:
        sentence += f"; the largest for them is {FORCES[up]} ({_jobs(parts[up])})"
    return sentence + "."


def _gains_sentence(facts: Facts) -> str:
    name, base = _hardest_hit(facts).name, facts.base.name
    labour, top = "labour_share", "income_top1_share"
    return (
        f"In that story, against {facts.base.label}, real GDP is {_higher(facts, name, 'real_gdp')} and the "
        f"real median wage of those in work {_higher(facts, name, 'real_median_wage')}; the labour share "
        f"of GDP is {_level(facts, name, labour)} instead of {_level(facts, base, labour)}, and the top "
        f"1{SPACE}% receive {_level(facts, name, top)} of income instead of {_level(facts, base, top)}."
    )


def _unclear_sentence(facts: Facts) -> str:
    if not facts.can_tell:
        return few_seeds(facts.seeds)
    changes = {story.label: facts.changes[story.name, "employment"] for story in facts.stories}
    unclear = [label for label, change in changes.items() if not change.is_told_from_zero]
    if not unclear:
        return ""
    return (
        f"With {facts.seeds} seeds the change in employment cannot be told from none in {listing(unclear)}."
    )


def _hardest_hit(facts: Facts) -> Story:
    return min(facts.stories, key=lambda story: facts.changes[story.name, "employment"].mean or 0.0)


def _ranked_by(facts: Facts, measure: str) -> list[tuple[Story, Estimate]]:
    """Return stories with AI that have the figure, lowest first; none if the counterfactual has AI too."""
    if facts.base.has_ai:
        return []
    known = [(story, facts.levels[story.name, measure]) for story in facts.stories if story.has_ai]
    return sorted((pair for pair in known if pair[1].mean is not None), key=lambda pair: pair[1].mean or 0.0)


def _lost(ratio: Estimate) -> str:
    mean = ratio.mean or 0.0
    return f"{number(abs(mean), 2)} jobs {'lost' if mean >= 0.0 else 'gained'}"


def _level(facts: Facts, scenario: str, measure: str) -> str:
    here = (pl.col("scenario") == scenario) & (pl.col("measure") == measure)
    row = facts.headline.row(by_predicate=here, named=True)
    return quantity(row["mean"], row["digits"], row["unit"])


def _higher(facts: Facts, scenario: str, measure: str) -> str:
    change = facts.relative_changes[scenario, measure].mean or 0.0
    if change >= 100.0:
        return f"{number(1.0 + change / 100.0, 1)} times as high"
    return f"{number(abs(change), 1)}{SPACE}% {'higher' if change >= 0.0 else 'lower'}"


def _differs(facts: Facts, change: Estimate) -> str:
    mean = change.mean or 0.0
    words = f"{number(abs(mean), 1)}{SPACE}million {'higher' if mean > 0.0 else 'lower'}"
    if facts.has_bands:
        words += f" (95{SPACE}% band of the change {band(change.low, change.high, 1, signed=True)})"
    return words


def _jobs(value: float) -> str:
    return f"{number(value, 1, signed=True)}{SPACE}million jobs' worth"
