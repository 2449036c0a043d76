"""Heads of the tables of the policy report: packages by who paid for them, and what they are held against."""

from __future__ import annotations

from markupsafe import Markup

from sim.experiments.lab.packages import NONE
from sim.experiments.lab.results import NO_AI
from sim.report.html import element, joined, swatch, text
from sim.report.policies.facts import PolicyFacts
from sim.report.story_looks import Story
from sim.report.wording import SPACE, listing

__all__ = ["policy_head", "policy_heads", "references"]


def policy_head(facts: PolicyFacts, story: str | None, arm: Story) -> Markup:
    """Return the head of the row of a package: what it is, and in small print who paid and what is missing.

    Without a story it says who paid in all of them.
    """
    missing = facts.missing(story, arm.name) if story is not None else ""
    return _head(facts, story, arm, missing)


def policy_heads(facts: PolicyFacts, story: str, unit: str = "") -> list[Markup]:
    """Return the heads of the columns of all packages in a story."""
    return [_head(facts, story, arm, unit) for arm in facts.looks(story)]


def _head(facts: PolicyFacts, story: str | None, arm: Story, *more: str) -> Markup:
    label = facts.arm_labels[story][arm.name]
    who = label.who.replace(" %", f"{SPACE}%")
    below = joined(element("small", words) for words in (who, *more) if words)
    return swatch(arm) + text(label.what) + below


def references(facts: PolicyFacts, story: str, what: str = "level") -> list[tuple[str, Markup]]:
    """Return story and head of the rows without a package: the economy without AI, and the story itself.

    Packages of size zero are the story, too, and named with it.
    """
    same = f"also {listing(list(facts.null_labels))}" if facts.null_labels else ""
    heads = [(story, facts.labels[NONE], [what, same])]
    if facts.has_no_ai:
        heads.insert(0, (NO_AI, facts.labels[NO_AI], [what]))
    found = []
    for name, label, parts in heads:
        words = "; ".join(filter(None, parts))
        found.append((name, text(label) + (element("small", words) if words else "")))
    return found
