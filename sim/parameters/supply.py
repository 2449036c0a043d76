"""What is scarce whatever is paid for it: land, energy, minerals, farm land."""

from __future__ import annotations

from math import inf

from sim.parameters.declare import ASSUMPTION, Section, parameter


class SupplyParameters(Section):
    """Long-run supply curves of the sectors whose output needs what nobody can make; inf switches one off."""

    land_elasticity: float = parameter(
        0.6,
        "Elasticity of the supply of real estate to its price",
        unit="elasticity",
        at_least=0.05,
        at_most=inf,
        source="Saiz 2010: 0.6 to 5 by metropolitan area; 0.3 where land is short",
        late=True,
    )
    land_growth: float = parameter(
        0.004,
        "Growth of real estate at an unchanged real price, for each person",
        unit="share a year",
        at_least=-0.1,
        at_most=0.2,
        source="starting value; from 2010 to 2023 dwellings grew by 0.8 % a year, persons by 0.6, space "
        "by 0.2 (Census)",
        late=True,
    )
    energy_elasticity: float = parameter(
        1.0,
        "Elasticity of the supply of power and water to their price",
        unit="elasticity",
        at_least=0.05,
        at_most=inf,
        source=ASSUMPTION,
        late=True,
    )
    mining_elasticity: float = parameter(
        1.0,
        "Elasticity of the supply of minerals, oil and gas to their price",
        unit="elasticity",
        at_least=0.05,
        at_most=inf,
        source=ASSUMPTION,
        late=True,
    )
    farming_elasticity: float = parameter(
        1.0,
        "Elasticity of the supply of farm products to their price",
        unit="elasticity",
        at_least=0.05,
        at_most=inf,
        source=ASSUMPTION,
        late=True,
    )
    shortage_response: float = parameter(
        3.0,
        "Rise of all list prices, log, for each unit that buyers pay beyond them for months, above 5 %",
        unit="log of prices a unit of log",
        at_least=0.0,
        at_most=10.0,
        source="assumption; above 0 markups rise where orders exceed what can be made",
        late=True,
    )
    lag: float = parameter(
        18.0,
        "Time in which a scarcity price follows what is sold",
        unit="months",
        at_least=1.0,
        at_most=120.0,
        source="assumption; with half a year the price follows the business cycle and feeds it",
    )
