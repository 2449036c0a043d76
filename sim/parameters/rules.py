"""Market rules: which one each market follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.parameters.declare import ASSUMPTION, Section, parameter

__all__ = ["RuleChoice", "RuleParameters", "rule_names"]

RuleChoice = str | dict[str, Any]
"""Name of a rule; a rule with parameters of its own is a table with its name under ``rule``."""

FOLDER = Path(__file__).parents[1] / "rules"


def rule_names(slot: str) -> tuple[str, ...]:
    """Return the rules of a slot that come with the program: the names of the files in its folder."""
    return tuple(sorted(file.stem for file in (FOLDER / slot).glob("*.py") if file.stem != "__init__"))


class RuleParameters(Section):
    """The rule of each market: the name of a file in its folder of `sim/rules`, or of a plugin's rule.

    The numbers of the rules in force by default stand in the other sections.
    """

    wages: RuleChoice = parameter(
        "anchored",
        "How the wages of occupations move",
        choices=rule_names("wages"),
        source="Blanchard and Katz 1999; Gali 2011; Korinek et al. 2026 for the dial",
    )
    policy_rate: RuleChoice = parameter(
        "inflation_target",
        "How the central bank sets its rate",
        choices=rule_names("policy_rate"),
        source="Taylor 1993",
    )
    matching: RuleChoice = parameter(
        "urn_ball",
        "How seekers and vacancies find each other",
        choices=rule_names("matching"),
        source="Petrongolo and Pissarides 2001",
    )
    pricing: RuleChoice = parameter(
        "strategic",
        "How firms revise their prices",
        choices=rule_names("pricing"),
        source="Amiti, Itskhoki and Konings 2019",
    )
    compute_price: RuleChoice = parameter(
        "clearing",
        "How the rent of a GPU moves",
        choices=rule_names("compute_price"),
        source=ASSUMPTION,
        without_ai=False,
    )
    compute_investment: RuleChoice = parameter(
        "by_return",
        "How many GPUs the providers order",
        choices=rule_names("compute_investment"),
        source=ASSUMPTION,
        without_ai=False,
    )
    adoption: RuleChoice = parameter(
        "peer_hazard",
        "How likely firms are to adopt AI",
        choices=rule_names("adoption"),
        source="Bass 1969 for the form",
        late=True,
        without_ai=False,
    )


SLOTS = tuple(RuleParameters.model_fields)
"""Names of the slots."""
