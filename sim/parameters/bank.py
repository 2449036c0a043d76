"""The consolidated bank and the central bank's rule."""

from __future__ import annotations

from sim.parameters.declare import ASSUMPTION, Section, parameter


class BankParameters(Section):
    """A Taylor rule with a floor at zero, and what borrowers pay above it."""

    neutral_real_rate: float = parameter(
        0.01,
        "Real policy rate at target inflation and natural unemployment",
        unit="share a year",
        at_least=-0.1,
        at_most=0.2,
        source=ASSUMPTION,
    )
    inflation_response: float = parameter(
        1.0,
        "Rise of the real policy rate for each unit of inflation above trend",
        unit="a year",
        at_least=0.0,
        at_most=5.0,
        source="Taylor 1993",
    )
    unemployment_response: float = parameter(
        1.0,
        "Fall of the policy rate for each unit of unemployment above its natural rate",
        unit="a year",
        at_least=0.0,
        at_most=5.0,
        source="Taylor 1993, the output gap replaced by the unemployment gap",
    )
    loan_spread: float = parameter(
        0.02,
        "What borrowers pay above the policy rate",
        unit="share a year",
        at_least=0.0,
        at_most=0.5,
        source=ASSUMPTION,
    )
    rate_smoothing: float = parameter(
        0.9,
        "Weight of last month's rate in the policy rate",
        unit="share",
        at_least=0.0,
        at_most=0.999,
        source=ASSUMPTION,
    )
