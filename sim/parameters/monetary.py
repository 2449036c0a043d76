"""The central bank: its regime, what its rate responds to, the money it issues; what borrowers pay."""

from __future__ import annotations

from typing import Literal

from sim.parameters.declare import ASSUMPTION, Section, parameter


class MonetaryParameters(Section):
    """How the central bank holds spending, and what borrowers pay above its rate."""

    regime: Literal["target", "floor"] = parameter(
        "target",
        "What the bank does when its rate is zero: issue money as far as the rate it would need is below "
        "zero (target), or nothing (floor)",
        source="Eggertsson and Woodford 2003 for the problem; money in place of promises is an assumption",
    )
    instrument: Literal["purchases", "transfers"] = parameter(
        "purchases",
        "How money that is issued reaches the economy: spent by the state, or paid to every adult alike",
        source="assumption; purchases put no hidden basic income into a story",
    )
    neutral_real_rate: float = parameter(
        0.01,
        "Real policy rate at target inflation and natural unemployment",
        unit="share a year",
        at_least=-0.1,
        at_most=0.2,
        source=ASSUMPTION,
    )
    inflation_response: float = parameter(
        0.5,
        "Rise of the real policy rate for each unit of inflation above trend",
        unit="a year",
        at_least=0.0,
        at_most=5.0,
        source="Clarida, Gali and Gertler 2000 find about 1; Taylor 1993",
    )
    unemployment_response: float = parameter(
        0.5,
        "Fall of the policy rate for each unit of unemployment above its natural rate",
        unit="a year",
        at_least=0.0,
        at_most=10.0,
        source="Taylor 1993: 0.5 for the output gap, 0.5 to 1 by Okun's law; Taylor 1999 has twice as much",
    )
    capacity_response: float = parameter(
        0.5,
        "Rise of the policy rate with what capital earns beyond what its growth asks for: where capital is "
        "short, more demand brings prices, not jobs",
        unit="for a unit of what it earns",
        at_least=0.0,
        at_most=10.0,
        source="assumption; Corrado and Mattey 1997: use of capacity foretells inflation",
    )
    rate_smoothing: float = parameter(
        0.5,
        "Weight of last month's rate in the policy rate",
        unit="share",
        at_least=0.0,
        at_most=0.999,
        source=ASSUMPTION,
    )
    recent_weight: float = parameter(
        0.5,
        "Weight of the last half year, at a yearly rate, in the inflation that the bank looks at; the rest "
        "is that of the last year",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    drift: float = parameter(
        0.5,
        "Rise of the rate in a year for each unit that inflation stays above trend, so that the bank learns "
        "a neutral rate it does not know",
        unit="a year",
        at_least=0.0,
        at_most=5.0,
        source=ASSUMPTION,
    )
    natural_rate_learning: float = parameter(
        0.005,
        "Weight of a month's unemployment in what the bank takes for its natural rate, which is never less "
        "than that of wage setting",
        unit="a month",
        at_least=0.0,
        at_most=1.0,
        source="assumption; estimates follow unemployment over some years (Staiger, Stock and Watson 1997)",
    )
    largest_real_rate: float = parameter(
        0.08,
        "Most that the real rate may be above its neutral level",
        unit="share a year",
        at_least=0.0,
        at_most=0.5,
        source="assumption; the highest real federal funds rate since 1954 was about 8 % (1981)",
    )
    money_per_point: float = parameter(
        0.7,
        "Money issued for each point that the rate the bank would need is below zero",
        unit="share of GDP",
        at_least=0.0,
        at_most=5.0,
        source=ASSUMPTION,
    )
    money_cap: float = parameter(
        0.25,
        "Most money that the bank issues",
        unit="share of GDP",
        at_least=0.0,
        at_most=1.0,
        source="assumption; the Federal Reserve's balance sheet rose by 14 % of GDP in a year (2020)",
    )
    loan_spread: float = parameter(
        0.02,
        "What borrowers pay above the policy rate",
        unit="share a year",
        at_least=0.0,
        at_most=0.5,
        source=ASSUMPTION,
    )
