"""The business cycle: aggregate shocks."""

from __future__ import annotations

from sim.parameters.declare import FITTED, Section, parameter


class CycleParameters(Section):
    """A persistent shock to demand, the same in every scenario with the same seed."""

    demand_sd: float = parameter(
        0.012,
        "Standard deviation of the monthly innovation of the propensity to consume",
        unit="share",
        at_least=0.0,
        at_most=0.2,
        source=FITTED,
    )
    demand_persistence: float = parameter(
        0.94,
        "Part of the shock that remains a month later",
        unit="share",
        at_least=0.0,
        at_most=0.999,
        source=FITTED,
    )
    separation_response: float = parameter(
        8.0,
        "Rise of the separation rate for each unit of the shock below zero",
        unit="share for a unit of the shock",
        at_least=0.0,
        at_most=100.0,
        source=FITTED,
    )
