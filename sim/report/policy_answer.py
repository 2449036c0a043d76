"""The answer of the policy report in one paragraph, written from the figures."""

from __future__ import annotations

import polars as pl

from sim.report.facts import Estimate
from sim.report.policy_facts import PolicyFacts, rows
from sim.report.wording import SPACE, band, listing, number

__all__ = ["policy_answer"]


def policy_answer(facts: PolicyFacts) -> tuple[str, ...]:
    """Return the sentences of the paragraph that opens the report, as plain text."""
    sentences = (
        _poverty(facts),
        _welfare(facts),
        _work(facts),
        _prices(facts),
        _money(facts),
        _winners(facts),
        _unclear(facts),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _poverty(facts: PolicyFacts) -> str:
    pairs = _all(facts, "poverty_year_rate")
    if not pairs:
        return ""
    (story, policy), best = min(pairs.items(), key=lambda pair: pair[1].mean or 0.0)
    (other_story, other), worst = max(pairs.items(), key=lambda pair: pair[1].mean or 0.0)
    sentence = (
        f"After {_years(facts)}, {_named(facts, policy)} in the story {facts.labels[story]} "
        f"{_moves(best, 'poverty', 'percentage points', 1)}"
    )
    if (story, policy) != (other_story, other):
        verb = _moves(worst, "it", "percentage points", 1)
        sentence += f"; at the other end, {_named(facts, other)} in {facts.labels[other_story]} {verb}"
    return sentence + "."


def _welfare(facts: PolicyFacts) -> str:
    parts = []
    for story in facts.stories:
        found = {policy: facts.change(story, policy, "welfare_2") for policy in facts.names}
        known = {policy: one for policy, one in found.items() if one.mean is not None}
        if known:
            policy = max(known, key=lambda key: known[key].mean or 0.0)
            worth = f"{number(known[policy].mean, 1, signed=True)}{SPACE}% of consumption"
            parts.append(
                f"{_named(facts, policy)} in {facts.labels[story]} ({worth}{_band(facts, known[policy], 1)})"
            )
    return f"By welfare the best package is {listing(parts)}." if parts else ""


def _work(facts: PolicyFacts) -> str:
    pairs = _all(facts, "employment_rate")
    if not pairs:
        return ""
    low, high = _ends(pairs)
    return (
        f"The employment rate changes by {number(low[1].mean, 1, signed=True)} percentage points in the "
        "worst "
        f"case ({_case(facts, low[0])}) and by {number(high[1].mean, 1, signed=True)} in the best "
        f"({_case(facts, high[0])})."
    )


def _prices(facts: PolicyFacts) -> str:
    pairs = _all(facts, "price_response")
    if not pairs:
        return ""
    low, high = _ends(pairs)
    if low[0] == high[0]:
        return f"Higher prices eat {number(low[1].mean, 0)}{SPACE}% of the payments."
    return (
        f"Of what the policies pay, higher prices eat between {number(low[1].mean, 0)}{SPACE}% "
        f"({_case(facts, low[0])}) and {number(high[1].mean, 0)}{SPACE}% ({_case(facts, high[0])})."
    )


def _money(facts: PolicyFacts) -> str:
    """Say what the dearest package costs and which part of it its tax covers, story by story."""
    costs = {key: facts.level(*key, "policy_cost") for key in _keys(facts)}
    taxed = {key: one for key, one in costs.items() if (one.mean or 0.0) > 0.0 and _is_taxed(facts, key)}
    if not taxed:
        return ""
    parts = []
    for story in facts.stories:
        mine = {key: one for key, one in taxed.items() if key[0] == story}
        if mine:
            missing, key = min(((facts.level(*one, "policy_unfunded").mean or 0.0), one) for one in mine)
            parts.append(
                f"{facts.labels[story]} {number(100.0 - missing, 0)}{SPACE}% ({facts.labels[key[1]]})"
            )
    dearest = max(costs, key=lambda key: costs[key].mean or 0.0)
    billions = number(costs[dearest].mean, 0)
    return (
        f"The dearest package ({_case(facts, dearest)}) costs ${billions} billion a year; the largest part "
        "of "
        f"its cost that a package's tax covers is, by story: {listing(parts)}."
    )


def _winners(facts: PolicyFacts) -> str:
    shares = rows(
        facts.comparison.winner_shares(), grouping="all", year=facts.last, change="gain_over_5"
    ).drop_nulls("mean")
    if not shares.height:
        return ""
    best = shares.sort("mean").row(-1, named=True)
    sentence = (
        f"{number(best['mean'], 0)}{SPACE}% of adults gain more than 5{SPACE}% of their income with "
        f"{_case(facts, (best['story'], best['policy']))}"
    )
    if best["chance"] is not None:
        sentence += (
            f"; luck alone, without any policy, would let {number(best['chance'], 0)}{SPACE}% gain as much"
        )
    return sentence + "."


def _unclear(facts: PolicyFacts) -> str:
    if not facts.has_bands:
        return "With a single seed, none of this can be told from chance."
    pairs = _all(facts, "poverty_year_rate")
    unclear = [key for key, one in pairs.items() if not one.is_told_from_zero]
    if not unclear:
        return ""
    return (
        f"In {len(unclear)} of {len(pairs)} cases the change of poverty cannot be told from none with "
        f"{facts.seeds} seeds."
    )


def _keys(facts: PolicyFacts) -> list[tuple[str, str]]:
    return [(story, policy) for story in facts.stories for policy in facts.names]


def _all(facts: PolicyFacts, measure: str) -> dict[tuple[str, str], Estimate]:
    found = {key: facts.change(*key, measure) for key in _keys(facts)}
    return {key: one for key, one in found.items() if one.mean is not None}


def _ends(
    pairs: dict[tuple[str, str], Estimate],
) -> tuple[tuple[tuple[str, str], Estimate], tuple[tuple[str, str], Estimate]]:
    ranked = sorted(pairs.items(), key=lambda pair: pair[1].mean or 0.0)
    return ranked[0], ranked[-1]


def _case(facts: PolicyFacts, key: tuple[str, str]) -> str:
    story, policy = key
    return f"{facts.labels[policy]}, {facts.labels[story]}"


def _named(facts: PolicyFacts, policy: str) -> str:
    return f"“{facts.labels[policy]}”"


def _moves(change: Estimate, what: str, unit: str, digits: int) -> str:
    mean = change.mean or 0.0
    verb = "lowers" if mean < 0.0 else "raises"
    limits = band(change.low, change.high, digits, signed=True)
    words = f"{verb} {what} by {number(abs(mean), digits)} {unit}"
    return words + (f" (95{SPACE}% interval of the change {limits})" if limits else "")


def _band(facts: PolicyFacts, change: Estimate, digits: int) -> str:
    limits = band(change.low, change.high, digits, signed=True) if facts.has_bands else ""
    return f", {limits}" if limits else ""


def _years(facts: PolicyFacts) -> str:
    return f"{facts.last} year" + ("s" if facts.last != 1 else "")


def _is_taxed(facts: PolicyFacts, key: tuple[str, str]) -> bool:
    story, policy = key
    costs = facts.comparison.policies
    here = costs.filter((pl.col("story") == story) & (pl.col("policy") == policy))
    return bool(here["tax_revenue"].sum() > 0.0)
