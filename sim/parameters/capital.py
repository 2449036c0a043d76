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
        1.5,
        "Cost of changing a stock (phi): a year's orders beyond its trend are 1 / phi of it for each unit "
        "that it is expected to earn beyond its cost; 0 = at once",
        unit="years",
        at_least=0.0,
        at_most=50.0,
        source="Hayashi 1982 for the form; Hall 2004: at most 1; Cummins, Hassett and Hubbard 1994: about 2",
    )
    gain_memory: float = parameter(
        72.0,
        "Months over which firms learn what a stock earns lastingly",
        unit="months",
        at_least=1.0,
        at_most=240.0,
        source=ASSUMPTION,
    )
    passing_gain: float = parameter(
        0.5,
        "Part of what a stock earns in a month, over what it has earned lastingly, that is expected to last",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="assumption; one that is halved in five years is worth 0.14 / (0.14 + 0.14) of a lasting one, "
        "at a user cost of 14 % a year, one that is halved in two years 0.29",
    )
    interest_response: float = parameter(
        1.0,
        "Rise of what capital must earn to be ordered, over its user cost, with the real policy rate over "
        "its neutral level",
        unit="for a point of the rate",
        at_least=0.0,
        at_most=20.0,
        source="1 / 0.14 would be all of it: replacement and return are 14 % of the stock a year (BEA 2023); "
        "Gormsen and Huber 2025: it takes many years until what firms ask follows the cost of capital",
    )
    years_of_investment: float = parameter(
        15.0,
        "Stock over the gross investment of a year on the trend: growth of a stock beyond the trend is paid "
        "for in this proportion; 0 = it costs nothing",
        unit="years",
        at_least=0.0,
        at_most=100.0,
        source="fixed assets of 2.7 times GDP, investment 17.8 per cent of it (BEA 2023)",
    )
    time_to_build: float = parameter(
        12.0,
        "Months over which what is ordered is built and paid for",
        unit="months",
        at_least=1.0,
        at_most=240.0,
        source="Koeva 2000: about two years for plants; equipment and software are there in months",
    )
    substitution: float = parameter(
        1.0,
        "Elasticity of substitution of capital and labour: how much labour can stand in for a stock that is "
        "short, and how fast what the stock earns rises with its use",
        unit="elasticity",
        at_least=0.1,
        at_most=10.0,
        source="Karabarbounis and Neiman 2014: 1.25; Knoblach, Roessler and Zwerschke 2020: 0.45 to 0.87; "
        "Chirinko 2008: 0.4 to 0.6",
    )
    largest_growth: float = parameter(
        0.06,
        "Most that all stocks together are made to grow in a year beyond their trend: builders have limits",
        unit="share a year",
        at_least=0.0,
        at_most=1.0,
        source="assumption: 8 % a year with the trend, with investment of nearly two fifths of output, as in "
        "the economies that grew fastest",
    )
    largest_use: float = parameter(
        2.0,
        "Most that a stock can produce, whatever labour stands in for it, over its normal use",
        unit="times normal use",
        at_least=1.0,
        at_most=10.0,
        source="assumption: two shifts where there was one",
    )
