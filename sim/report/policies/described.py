"""What a report says of its stories and its policies: what they are, in words and as scenario text."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from markupsafe import Markup

from sim.country import in_currency
from sim.experiments.lab.packages import Package
from sim.experiments.lab.results import NO_AI
from sim.experiments.public_finance.coverage import source_words
from sim.experiments.public_finance.financing import DEFAULT_PAYER, is_paid_for
from sim.parameters import declarations
from sim.parameters.declare import Declaration
from sim.report.html import element, joined, section, text
from sim.report.policies.facts import PolicyFacts
from sim.report.policies.heads import policy_head
from sim.report.wording import listing
from sim.toml import write_toml, write_value

__all__ = ["packages_section"]

TOLD_APART = ("kind", "financed_by")
"""Keys of a policy that are told in other words."""


def packages_section(facts: PolicyFacts) -> Markup:
    """Return the stories and the packages, each with what it is."""
    told = joined(
        element("li", element("h3", text(facts.labels[name])) + element("p", _story(facts, name)))
        for name in (*facts.stories, *([NO_AI] if facts.has_no_ai else []))
    )
    entries = joined(
        element(
            "li",
            element("h3", policy_head(facts, None, arm))
            + element("p", " ".join(_what(facts, arm.name)))
            + element("div", _to_pay(facts, arm.name) + _code(facts, arm.name), class_="note"),
        )
        for arm in facts.arms
    )
    same = listing(list(facts.null_labels))
    note = (
        f"Of size zero, and therefore the story without a policy, to the bit: {same}. They were not run "
        "again; their effect is zero in every table."
    )
    return section(
        "packages",
        "The stories and the policies",
        element("ul", told, class_="stories"),
        element("p", "Each policy is added to each story.") if entries else "",
        element("ul", entries, class_="stories") if entries else "",
        element("p", note, class_="note") if same else "",
    )


def _story(facts: PolicyFacts, name: str) -> str:
    scenario = facts.comparison.scenarios[name]
    title = "" if scenario.title == facts.labels[name] else scenario.title
    words = ". ".join(part.rstrip(".") for part in (title, scenario.question) if part)
    return words if words.endswith("?") or not words else f"{words}."


def _what(facts: PolicyFacts, name: str) -> Iterator[str]:
    """Say what each policy of a package does, its own parameters, and others that are not the usual ones."""
    for policy in _package(facts, name).policies:
        own = type(policy).__annotations__
        values = [
            _value(known, getattr(policy, key))
            for key, known in declarations(type(policy)).items()
            if key not in TOLD_APART and (key in own or getattr(policy, key) != known.default)
        ]
        does = " ".join((inspect.getdoc(type(policy)) or "").split()).replace("``", "")
        yield f"{does} Here: {'; '.join(values)}." if values else does


def _value(known: Declaration, value: object) -> str:
    """Say what a parameter is, and its value in its unit."""
    words = known.description
    if not words[1:2].isupper():  # of an abbreviation
        words = words[:1].lower() + words[1:]
    shown = value if isinstance(value, str) else write_value(value)
    return f"{words}: {shown} {in_currency(known.unit)}".rstrip()


def _package(facts: PolicyFacts, name: str) -> Package:
    return next(package for package in facts.comparison.packages if package.name == name)


def _to_pay(facts: PolicyFacts, name: str) -> Markup:
    """Say which tax was to pay, and what brings money in beside it."""
    policies = _package(facts, name).policies
    taxes = dict.fromkeys(source_words(one.financed_by) for one in policies if is_paid_for(one))
    brings = [one.on_charts() for one in policies if one.the_state.startswith("receives")]
    if not taxes:
        return Markup()
    words = f"To pay: {listing(list(taxes))}"
    if brings:
        default = ", which pays where no tax is named" if source_words(DEFAULT_PAYER) in taxes else ""
        words += f"{default}; {listing(brings)} bring{'s' if len(brings) == 1 else ''} in money beside it"
    return element("p", f"{words}.")


def _code(facts: PolicyFacts, name: str) -> Markup:
    tables = _package(facts, name).tables
    return element(
        "details",
        element("summary", "As scenario text") + element("pre", write_toml({"policy": tables}), tabindex="0"),
    )
