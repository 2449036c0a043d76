"""Capital: what its owners must earn, how its cost rises with the stock, how fast a stock grows."""

from __future__ import annotations

from math import inf

from sim.parameters.declare import ASSUMPTION, Section, parameter


class CapitalParameters(Section):
    """A stock of capital a sector; inf and zeros switch the whole of it off."""

    return_share: float = parameter(
        0.9,
        "Part of the surplus beyond replacement that is the normal return on capital, not pure profit",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="fitted; Karabarbounis and Neiman 2019: pure profits of a few per cent of value added",
    )
    supply_elasticity: float = parameter(
        3.0,
        "Elasticity of the stock of capital of the whole economy to its user cost",
        unit="elasticity",
        at_least=0.05,
        at_most=inf,
        source="Korinek et al. 2026: 1, 3 and infinity",
    )
    adjustment_cost: float = parameter(
        1.0,
        "Cost of changing a stock (phi): it grows by (q - 1) / phi a year beyond its trend; 0 = at once",
        unit="years",
        at_least=0.0,
        at_most=50.0,
        source="Hayashi 1982 for the form; Hall 2004 finds small costs",
    )
    years_of_investment: float = parameter(
        0.0,
        "Stock over the gross investment of a year on the trend: growth of a stock beyond the trend is paid "
        "for in this proportion; 0 = it costs nothing",
        unit="years",
        at_least=0.0,
        at_most=100.0,
        source="15 is measured: fixed assets of 2.7 times GDP, investment 17.8 per cent of it (BEA 2023); "
        "not yet in the fit, so off",
    )
    time_to_build: float = parameter(
        24.0,
        "Months over which the growth of a stock is paid for",
        unit="months",
        at_least=1.0,
        at_most=240.0,
        source="Koeva 2000: about two years from plan to use",
    )
    utilisation_response: float = parameter(
        2.0,
        "Rise of what a unit of capital earns with its use: log points for a log point",
        unit="elasticity",
        at_least=0.0,
        at_most=10.0,
        source=ASSUMPTION,
    )
    largest_use: float = parameter(
        1.2,
        "Most that a stock can produce, beyond its normal use",
        unit="times normal use",
        at_least=1.0,
        at_most=10.0,
        source="Federal Reserve G.17: use of capacity is about 80 % on average, at most 90 %",
    )
