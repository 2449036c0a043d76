"""Adoption of AI by firms: diffusion over the firm network."""

from __future__ import annotations

from sim.parameters.declare import ASSUMPTION, STORY, Section, parameter


class AdoptionParameters(Section):
    """How fast firms start to use AI and how intensively."""

    base_hazard: float = parameter(
        0.002,
        "Chance that a firm adopts AI of its own accord, for a relative saving of one",
        unit="a month",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    peer_hazard: float = parameter(
        0.04,
        "The same, when all neighbours in the firm network and the sector have adopted",
        unit="a month",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    trial_hazard: float = parameter(
        0.0,
        "Chance that a firm tries AI when all others use it, whatever it would save; 0: nobody only tries it",
        unit="a month",
        at_least=0.0,
        at_most=1.0,
        source="0 = off; stories: fit to use in the Census Business Trends and Outlook Survey, 2023 - 2026",
        late=True,
        without_ai=False,
    )
    trial_intensity: float = parameter(
        0.01,
        "Use of AI by a firm that only tries it",
        unit="share of full use",
        at_least=0.0001,
        at_most=0.5,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    speed: float = parameter(
        0.03,
        "Part of the gap to full use of AI that an adopter closes",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    initial_share: float = parameter(
        0.152,
        "Firms that use AI in month 0",
        unit="share of firms",
        at_least=0.0,
        at_most=1.0,
        source="Census Business Trends and Outlook Survey, Dec 2025 - May 2026: 17-20 %",
        late=True,
        without_ai=False,
    )
    saving_response: float = parameter(
        8.0,
        "How strongly adoption reacts to the relative cost saving",
        unit="exponent",
        at_least=0.0,
        at_most=10.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    cost_median: float = parameter(
        0.0,
        "Relative cost saving that is worth the fixed cost of AI to half of the firms; 0: no fixed cost",
        unit="share of unit labour cost",
        at_least=0.0,
        at_most=10.0,
        source="0 = none, an assumption",
        late=True,
        without_ai=False,
    )
    cost_spread: float = parameter(
        0.5,
        "How unequal that fixed cost is among firms; 0: the same for all",
        unit="exponent of the odds",
        at_least=0.0,
        at_most=5.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    adjustment: float = parameter(
        0.0,
        "People who change work over to AI while its use deepens (J-curve)",
        unit="share of the people whose tasks are yet to change",
        at_least=0.0,
        at_most=2.0,
        source="0 = none, an assumption; the idea: Brynjolfsson, Rock and Syverson 2021",
        late=True,
        without_ai=False,
    )
    entry_ai_elasticity: float = parameter(
        0.0,
        "Elasticity of entry to AI capability (the start-up in Trois-Rivieres gets the same tools)",
        unit="elasticity",
        at_least=0.0,
        at_most=10.0,
        source=STORY,
        late=True,
        without_ai=False,
    )
