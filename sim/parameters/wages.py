"""Wages: the trend, the wage Phillips curve of each occupation, reviews."""

from __future__ import annotations

from sim.parameters.declare import ASSUMPTION, FITTED, Section, parameter


class WageParameters(Section):
    """How occupation wages move and how they reach the people already employed."""

    trend_inflation: float = parameter(
        0.02,
        "Inflation that wage setting expects",
        unit="share a year",
        at_least=-0.1,
        at_most=0.5,
        source="Federal Reserve inflation goal, 2 %",
    )
    productivity_growth: float = parameter(
        0.01,
        "Trend growth of productivity without AI, passed on to wages",
        unit="share a year",
        at_least=-0.1,
        at_most=0.2,
        source="starting value; real GDP trend 2.1 % a year 2001-19 (BEA) less growth of employment",
    )
    phillips_slope: float = parameter(
        0.06,
        "Monthly wage growth for each unit that unemployment is below its natural rate",
        unit="a month",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    natural_unemployment_rate: float = parameter(
        0.05,
        "Unemployment rate of an occupation at which its wage follows the trend",
        unit="share",
        at_least=0.0,
        at_most=0.5,
        source=FITTED,
    )
    largest_cut: float = parameter(
        0.002,
        "Largest fall of an occupation wage in a month",
        unit="share a month",
        at_least=0.0,
        at_most=0.2,
        source="assumption; 2 % of stayers have a cut of base pay a year (Grigsby, Hurst, Yildirmaz 2021)",
    )
    largest_raise: float = parameter(
        0.01,
        "Largest rise of an occupation wage in a month",
        unit="share a month",
        at_least=0.0,
        at_most=0.2,
        source=ASSUMPTION,
    )
    cut_pass_through: float = parameter(
        0.3,
        "Part of a fall of the occupation wage that reaches people already employed at their review",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="assumption; downward rigidity as in Grigsby, Hurst, Yildirmaz 2021",
    )
    premium_sd: float = parameter(
        0.12,
        "Spread of the pay premium of firms",
        unit="standard deviation of the log",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
