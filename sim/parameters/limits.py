"""What holds AI back at work: keys of the section compute, none of them in force by default."""

from __future__ import annotations

from math import inf
from typing import Literal

from sim.parameters.declare import ASSUMPTION, STORY, Section, parameter


class Limits(Section):
    """Failures, what firms can give to AI in practice, an end of progress, and hands."""

    success_start: float = parameter(
        1.0,
        "Part of the work given to a GPU alone that succeeds in month 0; people do the rest again",
        unit="share of tasks",
        at_least=0.0,
        at_most=1.0,
        source="assumption: 1 = all; below 1 for models that fail on longer tasks (Kwa et al. 2025)",
        late=True,
        without_ai=False,
    )
    failure_halving: float = parameter(
        0.3,
        "Rise of capability that halves the part of the work that fails",
        unit="capability",
        at_least=0.01,
        at_most=10.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    feasible_share: float = parameter(
        1.0,
        "Part of the work that AI can do that firms can give to it in practice",
        unit="share of tasks",
        at_least=0.0,
        at_most=1.0,
        source="1 = all; Svanberg et al. 2024 find 0.23 for vision, which Acemoglu (2024) uses for all",
        late=True,
        without_ai=False,
    )
    deployment: Literal["at_once", "linear", "logistic"] = parameter(
        "at_once",
        "Path on which firms give that part of the work to AI",
        source="at once: an assumption; Korinek et al. 2026 have a logistic one",
        late=True,
        without_ai=False,
    )
    deployed_start: float = parameter(
        0.0,
        "Part of the work that AI can do that firms give to it in month 0, on a path",
        unit="share of tasks",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    deployed_months: float = parameter(
        120.0,
        "Months after which a path reaches feasible_share",
        unit="months",
        at_least=1.0,
        at_most=1_200.0,
        source="Acemoglu 2024: within ten years",
        late=True,
        without_ai=False,
    )
    capability_bound: float = parameter(
        inf,
        "Capability that work with AI approaches however much is trained; infinity: no bound",
        unit="capability",
        at_least=0.05,
        at_most=inf,
        source=STORY,
        late=True,
        without_ai=False,
    )
    physical_delay: float = parameter(
        0.0,
        "Mean delay until what models can do reaches physical tasks, through robots",
        unit="years",
        at_least=0.0,
        at_most=100.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
