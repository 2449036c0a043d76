"""Why the median falls: what the books show of prices, pay and jobs where a package lowers it."""

from __future__ import annotations

from markupsafe import Markup

from sim.report.html import element, joined
from sim.report.policies.facts import PolicyFacts
from sim.report.wording import SPACE, listing, number

__all__ = ["fallen_medians"]

CHANNELS = ("price_paid", "price_level", "mean_wage", "employment_rate", "marginal_tax_rate", "real_gdp")
"""What moves incomes and is in the books of every run."""
NO_CAUSE = "These are what moved with it, not shares of a cause."


def fallen_medians(facts: PolicyFacts, story: str) -> Markup:
    """Return a sentence for each package that lowers the median income beyond chance; empty for none."""
    said = []
    for arm in facts.looks(story):
        median = facts.change(story, arm.name, "median_income")
        if facts.can_tell and median.is_told_from_zero and (median.mean or 0.0) < 0.0:
            fall = f"{arm.label} lowers the median income by {number(-(median.mean or 0.0), 1)}{SPACE}%"
            said.append(element("li", f"{fall}: {_channels(facts, story, arm.name)}"))
    if not said:
        return Markup()
    return element("p", "Why the median falls:", class_="note") + element("ul", joined(said), class_="note")


def _channels(facts: PolicyFacts, story: str, policy: str) -> str:
    """Say which figures that move incomes are told from chance, and which are not."""
    told: list[str] = []
    untold: list[str] = []
    for measure in CHANNELS:
        one, about = facts.change(story, policy, measure), facts.about(measure)
        if one.mean is None or float(f"{one.mean:.{facts.digits(measure)}f}") == 0.0:
            continue
        unit = facts.change_units[measure]
        size = number(one.mean, facts.digits(measure), signed=True)
        size += f"{SPACE}%" if unit.startswith("%") else " points"
        label = about.label if about.label[1:2].isupper() else about.label[:1].lower() + about.label[1:]
        (told if one.is_told_from_zero else untold).append(f"{label} {size}")
    if not told:
        return f"no figure of prices, pay or jobs is clear of chance ({listing(untold)}); why is not known."
    rest = f" Not clear of chance: {listing(untold)}." if untold else ""
    return f"clear of chance are {listing(told)}.{rest} {NO_CAUSE}"
