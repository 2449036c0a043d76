"""What a comparison of policies found over all stories, in a few sentences written from the figures."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from sim.experiments.figures.statistics import Estimate
from sim.experiments.lab.packages import NONE
from sim.experiments.lab.results import NO_AI
from sim.experiments.lab.study import SUBJECTS
from sim.experiments.lab.welfare import CAVEAT
from sim.report.policies.facts import PolicyFacts, rows
from sim.report.wording import SPACE, band, listing, number

__all__ = ["policy_answer"]

UNASKED = 3
"""Subjects of an answer where nobody says what it is about."""
Case = tuple[str, str]
"""A story and a package."""


def policy_answer(facts: PolicyFacts) -> tuple[str, ...]:
    """Return sentences about what the study asks, or about a few main things, the main one first."""
    if not facts.arms:
        return (
            f"Every package is of size zero and therefore the story itself, to the bit: {_nulls(facts)}.",
        )
    about = facts.comparison.manifest.get("about") or SUBJECTS[:UNASKED]
    sentences = [_SENTENCES[subject](facts) for subject in about if subject in _SENTENCES]
    return tuple(sentence for sentence in sentences if sentence)


def _poverty(facts: PolicyFacts) -> str:
    found = _all(facts, "poverty_rate")
    if not found:
        return ""
    (low, most), (high, least) = _ends(found)
    after = f"After {facts.last} year" + ("s" if facts.last != 1 else "")
    if low == high:
        verb = "lowers" if (most.mean or 0.0) < 0.0 else "raises"
        size = number(abs(most.mean or 0.0), 1)
        label = _label(facts, low)
        words = f"“{label}” {verb} poverty in {facts.labels[low[0]]} by {size} percentage points"
        return f"{after}, {words}{_interval(most, 1)}."
    if (least.mean or 0.0) < 0.0 or (most.mean or 0.0) > 0.0:
        falls = (least.mean or 0.0) < 0.0
        near, far = ((high, least), (low, most)) if falls else ((low, most), (high, least))
        verb = "lower" if falls else "raise"
        which = "" if len(found) == len(_each(facts, "poverty_rate")) else " that are paid for"
        sentence = (
            f"{after}, all packages{which} {verb} poverty in all stories: by between "
            f"{number(abs(near[1].mean or 0.0), 1)} percentage points ({_case(facts, near[0])}"
            f"{_inner(near[1], 1)}) and {number(abs(far[1].mean or 0.0), 1)} ({_case(facts, far[0])}"
            f"{_inner(far[1], 1)})"
        )
    else:
        sentence = (
            f"{after}, poverty changes by between {number(most.mean, 1, signed=True)} percentage points "
            f"({_case(facts, low)}{_inner(most, 1)}) and {number(least.mean, 1, signed=True)} "
            f"({_case(facts, high)}{_inner(least, 1)})"
        )
    unclear = [key for key, one in found.items() if not one.is_told_from_zero]
    if facts.can_tell and unclear:
        left_out = len(_each(facts, "poverty_rate")) - len(found)
        sentence += f"; in {len(unclear)} of {len(found)} cases the interval includes no change"
        sentence += f" ({left_out} more on credit are left out)" if left_out else ""
    return sentence + "."


def _without(facts: PolicyFacts) -> str:
    """Say how much poverty there is without any policy."""
    levels = {story: facts.level(story, NONE, "poverty_rate").mean for story in facts.stories}
    words = [
        f"{number(mean, 1)}{SPACE}% in {facts.labels[story]}"
        for story, mean in levels.items()
        if mean is not None
    ]
    if not words:
        return ""
    plain = facts.level(NO_AI, NONE, "poverty_rate").mean if facts.has_no_ai else None
    against = f", against {number(plain, 1)}{SPACE}% in the economy without AI" if plain is not None else ""
    return f"Without a policy the poverty rate is {listing(words)}{against}."


def _coverage(facts: PolicyFacts) -> str:
    """Say who paid for each package, and at which rate; the label of a package has the shares."""
    covered, on_credit = [], []
    for story in facts.stories:
        for arm in facts.looks(story):
            case = (story, arm.name)
            if facts.is_on_credit(*case):
                on_credit.append(f"{_case(facts, case)}: {facts.missing(*case).removeprefix('on credit: ')}")
            elif facts.comparison.coverage[case].cost > 0.0:
                rate = facts.level(*case, "policy_rate_of_tax").mean
                at = f" at a rate of {number(rate, 0)}{SPACE}%" if rate else ""
                covered.append(f"{_case(facts, case)}{at}")
    words = f"Covered within three years: {'; '.join(covered)}." if covered else ""
    if on_credit:
        words += f" On credit, and therefore not compared with what is paid for: {'; '.join(on_credit)}."
    return words.strip()


def _payers(facts: PolicyFacts) -> str:
    """Say how prices differ by what pays for the dearest package."""
    if not facts.families:
        return ""
    family = max(
        facts.families,
        key=lambda one: max(
            facts.level(story, p.name, "policy_cost").mean or 0.0 for story in facts.stories for p in one
        ),
    )
    parts = []
    for story in facts.stories:
        paid = [p for p in family if not facts.is_on_credit(story, p.name)]
        found = {p.payer: facts.change(story, p.name, "price_paid").mean for p in paid}
        known = {payer: mean for payer, mean in found.items() if mean is not None}
        if len(known) > 1:
            low, high = min(known, key=lambda p: known[p]), max(known, key=lambda p: known[p])
            parts.append(
                f"{number(known[low], 1, signed=True)}{SPACE}% if {low} pays and "
                f"{number(known[high], 1, signed=True)}{SPACE}% if {high} does ({facts.labels[story]})"
            )
    if not parts:
        return ""
    return f"What pays matters for prices: {family[0].unpaid_label} moves them by {listing(parts)}."


def _prices(facts: PolicyFacts) -> str:
    found = _all(facts, "price_response")
    if not found:
        return ""
    (low, least), (high, most) = _ends(found)
    if low == high:
        return f"Higher prices eat {number(least.mean, 0)}{SPACE}% of the payments."
    return (
        f"Higher prices eat between {number(least.mean, 0)}{SPACE}% ({_case(facts, low)}) and "
        f"{number(most.mean, 0)}{SPACE}% ({_case(facts, high)}) of the payments."
    )


def _gap(facts: PolicyFacts) -> str:
    """Say which part of AI's gap in the budget each package closes, where one of them is a tax."""
    if not _has_taxes(facts):
        return ""
    holes = rows(facts.comparison.fiscal_hole(), year=facts.last).drop_nulls("closed")
    found = {
        (row["story"], row["policy"]): Estimate(row["closed"], row["closed_low"], row["closed_high"])
        for row in holes.iter_rows(named=True)
    }
    parts = _by_package(facts, found, f"{SPACE}%", 0)
    words = "; ".join(f"{label}: {what}" for label, what in parts)
    return f"Of the gap that AI leaves in the budget, packages close: {words}." if parts else ""


def _automation(facts: PolicyFacts) -> str:
    """Say how the work that GPUs do alone changes, where one of the packages is a tax."""
    if not _has_taxes(facts):
        return ""
    parts = _by_package(facts, _each(facts, "displaced_jobs"), " million", 1)
    words = "; ".join(f"{label}: {what}" for label, what in parts)
    return f"The work that GPUs do alone changes, in jobs: {words}." if parts else ""


def _by_package(
    facts: PolicyFacts, found: dict[Case, Estimate], unit: str, digits: int
) -> list[tuple[str, str]]:
    """Say the range over stories of each package, with the interval where there is one story."""
    parts = []
    for package in facts.packages:
        mine = {case: one for case, one in found.items() if case[1] == package.name}
        if not mine:
            continue
        (low, least), (high, most) = _ends(mine)
        words = f"{number(least.mean, digits, signed=True)}{unit}"
        if low == high:
            words += _interval(least, digits)
        else:
            words += f" ({facts.labels[low[0]]}) to {number(most.mean, digits, signed=True)}{unit}"
            words += f" ({facts.labels[high[0]]})"
        parts.append((facts.labels[package.name], words))
    return parts


def _work(facts: PolicyFacts) -> str:
    found = _all(facts, "employment_rate")
    if not found:
        return ""
    (low, least), (high, most) = _ends(found)
    return (
        f"The employment rate changes by between {number(least.mean, 1, signed=True)} percentage points "
        f"({_case(facts, low)}) and {number(most.mean, 1, signed=True)} ({_case(facts, high)})."
    )


def _welfare(facts: PolicyFacts) -> str:
    parts = []
    for story in facts.stories:
        paid = [policy for policy in facts.names if not facts.is_on_credit(story, policy)]
        found = {policy: facts.change(story, policy, "welfare_2") for policy in paid}
        known = {policy: one for policy, one in found.items() if one.mean is not None}
        if known:
            policy = max(known, key=lambda key: known[key].mean or 0.0)
            worth = f"{number(known[policy].mean, 1, signed=True)}{SPACE}%"
            parts.append(f"{_case(facts, (story, policy))} ({worth})")
    if not parts or len(facts.arms) < 2:
        return ""
    return f"By welfare, as a part of consumption, the best is {listing(parts)}. {CAVEAT}"


def _tenths(facts: PolicyFacts) -> str:
    """Say who gains: the poorest and the richest tenth of people before the policy."""
    where = {"basis": "start", "grouping": "tenth", "measure": "income"}
    parts = []
    for tenth, words in (("1", "real income of the poorest tenth changes"), ("10", "that of the richest")):
        found = rows(facts.group_effects, group=tenth, **where).drop_nulls("percent")
        cases = {
            (row["story"], row["policy"]): Estimate(row["percent"], row["percent_low"], row["percent_high"])
            for row in found.iter_rows(named=True)
        }
        if not cases:
            return ""
        (low, least), (high, most) = _ends(_comparable(facts, cases))
        if low == high:
            parts.append(f"{words} by {number(least.mean, 1, signed=True)}{SPACE}%")
            continue
        parts.append(
            f"{words} by between {number(least.mean, 1, signed=True)}{SPACE}% ({_case(facts, low)}) "
            f"and {number(most.mean, 1, signed=True)}{SPACE}% ({_case(facts, high)})"
        )
    words = listing(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _budget(facts: PolicyFacts) -> str:
    found = _all(facts, "budget_balance_gdp")
    if not found:
        return ""
    (low, least), (high, most) = _ends(found)
    return (
        f"Once everything has reacted, the budget balance changes by between "
        f"{number(least.mean, 1, signed=True)}{SPACE}% of GDP ({_case(facts, low)}{_inner(least, 1)}) and "
        f"{number(most.mean, 1, signed=True)}{SPACE}% ({_case(facts, high)}{_inner(most, 1)})."
    )


def _each(facts: PolicyFacts, measure: str) -> dict[Case, Estimate]:
    """Return the change of every package in every story."""
    found = {case: facts.change(*case, measure) for case in product(facts.stories, facts.names)}
    return {case: one for case, one in found.items() if one.mean is not None}


def _all(facts: PolicyFacts, measure: str) -> dict[Case, Estimate]:
    """Return the changes that may be compared."""
    return _comparable(facts, _each(facts, measure))


def _comparable(facts: PolicyFacts, found: dict[Case, Estimate]) -> dict[Case, Estimate]:
    """Leave out what is on credit, unless all of it is."""
    return {case: one for case, one in found.items() if not facts.is_on_credit(*case)} or found


def _ends(found: dict[Case, Estimate]) -> tuple[tuple[Case, Estimate], tuple[Case, Estimate]]:
    ranked = sorted(found.items(), key=lambda pair: pair[1].mean or 0.0)
    return ranked[0], ranked[-1]


def _has_taxes(facts: PolicyFacts) -> bool:
    """Whether a package brings revenue by itself."""
    return any(
        facts.level(story, policy, "policy_own_revenue").mean
        for story in facts.stories
        for policy in facts.names
    )


def _case(facts: PolicyFacts, case: Case) -> str:
    story, _ = case
    return f"{_label(facts, case)}, {facts.labels[story]}"


def _label(facts: PolicyFacts, case: Case) -> str:
    """Return what a package is called in a story, by who paid for it there."""
    return next(arm.label for arm in facts.looks(case[0]) if arm.name == case[1])


def _nulls(facts: PolicyFacts) -> str:
    return listing(list(facts.null_labels))


def _interval(change: Estimate, digits: int) -> str:
    limits = band(change.low, change.high, digits, signed=True)
    return f" (95{SPACE}% interval of the change {limits})" if limits else ""


def _inner(change: Estimate, digits: int) -> str:
    limits = band(change.low, change.high, digits, signed=True)
    return f", 95{SPACE}% interval {limits}" if limits else ""


_SENTENCES: dict[str, Callable[[PolicyFacts], str]] = {
    "poverty": _poverty,
    "without_policy": _without,
    "who_gains": _tenths,
    "welfare": _welfare,
    "coverage": _coverage,
    "budget": _budget,
    "gap": _gap,
    "payers": _payers,
    "prices": _prices,
    "automation": _automation,
    "work": _work,
}
