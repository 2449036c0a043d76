"""Chips and power: what a new GPU costs and draws, how many can be made and plugged in."""

from __future__ import annotations

from sim.parameters.declare import ASSUMPTION, Section, parameter


class HardwareParameters(Section):
    """Supply of chips and power; read where GPUs are ordered by return (``rules.compute_investment``)."""

    chip_price_decline: float = parameter(
        0.25,
        "Fall of the price of a GPU's work from one year to the next, at first",
        unit="share a year",
        at_least=0.0,
        at_most=0.9,
        source="price-performance of accelerators: +34 % a year 2018-26 (Epoch AI hardware file)",
        late=True,
        without_ai=False,
    )
    chip_price_half_life: float = parameter(
        72.0,
        "Months after which price and power for the same work fall half as fast",
        unit="months",
        at_least=1.0,
        at_most=1_200.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    chip_capacity: float = parameter(
        0.155,
        "GPUs that chip makers can deliver in month 0",
        unit="share of the fleet a month",
        at_least=0.001,
        at_most=1.0,
        source="a year of it is growth of the fleet by 3.3 times, as since 2022 (Epoch AI)",
        late=True,
        without_ai=False,
    )
    chip_capacity_growth: float = parameter(
        0.05,
        "Growth of what chip makers can deliver, at first",
        unit="share a month",
        at_least=0.0,
        at_most=0.5,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    chip_capacity_half_life: float = parameter(
        24.0,
        "Months after which it grows half as fast",
        unit="months",
        at_least=1.0,
        at_most=1_200.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    chip_elasticity: float = parameter(
        2.0,
        "Elasticity of the supply of chips to their price, beyond what makers can deliver at list price",
        unit="elasticity",
        at_least=0.05,
        at_most=100.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    new_power: float = parameter(
        0.9,
        "Power of a new GPU with server and cooling, for the work of one in service",
        unit="kilowatts",
        at_least=0.0,
        at_most=100.0,
        source="B300: 2.5 times the work of an H100 at 1.4 kW, times 1.6 with server and cooling (Epoch AI)",
        late=True,
        without_ai=False,
    )
    power_progress: float = parameter(
        0.26,
        "Fall of the power that new GPUs need for the same work, at first; slower later, as with their price",
        unit="share a year",
        at_least=0.0,
        at_most=0.9,
        source="efficiency of leading chips: +35 % a year since 2014 (Epoch AI hardware file)",
        late=True,
        without_ai=False,
    )
    grid: float = parameter(
        24.5,
        "Power that data centres for AI can draw in month 0",
        unit="gigawatts",
        at_least=0.001,
        at_most=1e5,
        source="11 million GPUs of 1.4 kW are 15 GW; with growth up to 47 GW in mid-2028 (LBNL: 20 to 49)",
        late=True,
        without_ai=False,
    )
    grid_growth: float = parameter(
        0.38,
        "Growth of that power, at first",
        unit="share a year",
        at_least=0.0,
        at_most=10.0,
        source="LBNL 2024: 325-580 TWh in 2028, less 150 TWh of other work",
        late=True,
        without_ai=False,
    )
    grid_half_life: float = parameter(
        48.0,
        "Months after which it grows half as fast",
        unit="months",
        at_least=1.0,
        at_most=1_200.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    imported_share: float = parameter(
        0.5,
        "Part of the price of a GPU, less the chip maker's margin, that is made abroad",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="assumption: chips and servers are imported, buildings, power and cooling are not",
        late=True,
        without_ai=False,
    )
    power_price: float = parameter(
        0.08,
        "Price of power for data centres",
        unit="dollars a kilowatt-hour",
        at_least=0.0,
        at_most=10.0,
        source="average industrial price of power (EIA, 2025)",
        late=True,
        without_ai=False,
    )
    power_elasticity: float = parameter(
        0.7,
        "Elasticity of the supply of power to its price, beyond 70 per cent of what can be drawn",
        unit="elasticity",
        at_least=0.05,
        at_most=100.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
