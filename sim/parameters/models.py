"""Owners of models: what they spend on compute, and what part of the saving users of their models pay."""

from __future__ import annotations

from sim.parameters.declare import ASSUMPTION, CHOICE, STORY, Section, parameter


class ModelParameters(Section):
    """Owners of models apart from owners of machines."""

    separate: bool = parameter(
        True,
        "Whether owners of models are apart from owners of machines: they rent GPUs and are paid royalties",
        source=CHOICE,
        without_ai=False,
    )
    royalty_share: float = parameter(
        0.5,
        "Most of the saving by AI that owners of models ask for, where nobody else has a model",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="Nash bargaining with equal weights; a story's assumption",
        late=True,
        without_ai=False,
    )
    differentiation: float = parameter(
        0.1,
        "Part of it that they get even where others have a model as good: what it costs to change",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    open_gap_start: float = parameter(
        0.05,
        "What the best open model lacks in month 0",
        unit="capability",
        at_least=0.0,
        at_most=10.0,
        source="open models are 3 to 12 months behind (Epoch AI)",
        without_ai=False,
    )
    own_use: float = parameter(
        0.2,
        "Part of the fleet that owners of models use for products of their own in month 0",
        unit="share of GPUs",
        at_least=0.0,
        at_most=0.9,
        source=ASSUMPTION,
        without_ai=False,
    )
    budget_growth: float = parameter(
        3.0,
        "Growth of what owners of models want to spend on compute",
        unit="times a year",
        at_least=1.0,
        at_most=100.0,
        source="cost of training runs: 2.4 times a year (Cottier et al. 2024), products of their own on top",
        late=True,
        without_ai=False,
    )
    venture: float = parameter(
        0.028,
        "Most that owners of firms put into owners of models, where they believe in the prize",
        unit="share of output",
        at_least=0.0,
        at_most=0.2,
        source="set so that the rent of years 1 and 2 stays near that of today, as fleets grow by 2.7 times",
        late=True,
        without_ai=False,
    )
    reinvested: float = parameter(
        0.5,
        "Part of royalties that is spent on compute",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=STORY,
        late=True,
        without_ai=False,
    )
