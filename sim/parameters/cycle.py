"""The business cycle: aggregate shocks."""

from __future__ import annotations

from sim.parameters.declare import FITTED, Section, parameter


class CycleParameters(Section):
    """Persistent shocks to demand and to cost, the same in every scenario with the same seed."""

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
    cost_sd: float = parameter(
        0.0,
        "Standard deviation of the monthly innovation of what all firms ask over cost, log; 0 = none",
        unit="share",
        at_least=0.0,
        at_most=0.1,
        source="Smets and Wouters 2007 for the form; Blanchard and Gali 2010 for dear oil",
    )
    cost_persistence: float = parameter(
        0.96,
        "Part of the shock to cost that remains a month later",
        unit="share",
        at_least=0.0,
        at_most=0.999,
        source="Smets and Wouters 2007: about 0.89 a quarter for their shock to price markups",
    )
