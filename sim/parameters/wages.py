"""Wages: the trend, the wage Phillips curve of each occupation, reviews."""

from __future__ import annotations

from math import inf

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
        0.018,
        "Trend growth of productivity without AI, passed on to wages",
        unit="share a year",
        at_least=-0.1,
        at_most=0.2,
        source="fitted; real GDP trend 2.1 % a year 2001-19 (BEA) less growth of employment",
    )
    expectations_anchor: float = parameter(
        0.9,
        "Weight of trend inflation in the inflation that wage setting expects; the rest is last year's",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="starting value; Coibion and Gorodnichenko 2015: expectations of firms move by about a tenth",
    )
    anchor_learning: float = parameter(
        0.05,
        "Part of what last year's inflation misses the one expected in the long run by, beyond anchor_band, "
        "that is learned in a month; 0 = trend_inflation is expected for ever",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source="Carvalho, Eusepi, Moench and Preston 2023: 0.13 to 0.15 a quarter once surprises are large",
    )
    anchor_band: float = parameter(
        0.01,
        "By how much inflation may miss what is expected in the long run without being learned from",
        unit="share a year",
        at_least=0.0,
        at_most=1.0,
        source="assumption; Carvalho, Eusepi, Moench and Preston 2023 for the form: small surprises teach "
        "little",
    )
    catch_up: float = parameter(
        1.0 / 24.0,
        "Part of the gap between the growth of real wages that prices have granted and the one that wage "
        "setting expects that is learned in a month; 0 = productivity_growth is expected for ever",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source="Blanchard and Katz 1999 and Gali 2011 for the form",
    )
    least_granted: float = parameter(
        -0.30,
        "Least growth of real wages that wage setting ever expects",
        unit="share a year",
        at_least=-1.0,
        at_most=0.0,
        source="assumption, so wide that no wage hangs on it; Greece 2010-13 had about -0.05 a year (OECD)",
    )
    most_granted: float = parameter(
        0.30,
        "Most growth of real wages that wage setting ever expects",
        unit="share a year",
        at_least=0.0,
        at_most=5.0,
        source=ASSUMPTION,
    )
    outside_option: float = parameter(
        0.25,
        "What a month without a job is worth at prices of the base year: benefits, help, work at home",
        unit="share of the mean wage of the base year",
        at_least=0.0,
        at_most=2.0,
        source="assumption; the poverty guideline of one person, $15,650 in 2025 (HHS), is 0.22 of it",
    )
    outside_response: float = parameter(
        0.25,
        "Part of the gap between a going wage and what a month without a job is worth, if that is more, that "
        "wage setting closes in a year, beyond what unemployment asks for; 0 = none",
        unit="share a year",
        at_least=0.0,
        at_most=12.0,
        source="Blanchard and Katz 1999: about a quarter in Europe, none in America",
    )
    rigidity: float = parameter(
        0.5,
        "Part of the gap to the wage that clears the market that is still there after a year (xi); of a cut, "
        "people already employed bear the rest at their review",
        unit="share",
        at_least=0.01,
        at_most=1.0,
        source="Korinek et al. 2026, table 6: 0 to 0.9",
    )
    demand_elasticity: float = parameter(
        inf,
        "Elasticity of the demand for an occupation's labour to its relative pay, by which wage setting sees "
        "how far going pay is from what would clear the market; inf = it looks at unemployment alone",
        unit="elasticity",
        at_least=0.05,
        at_most=inf,
        source="inf: no such look; 0.5 in Korinek et al. 2026 (sigma)",
    )
    level: float = parameter(
        1.16,
        "Wages of the base year relative to the table of occupations",
        unit="factor",
        at_least=0.1,
        at_most=10.0,
        source="fitted; above 1 for what the OEWS leaves out: bonuses, overtime, stock options (BLS)",
    )
    phillips_slope: float = parameter(
        0.06,
        "Monthly wage growth for each unit that unemployment is below its natural rate, at a rigidity of 0.5",
        unit="a month",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    natural_unemployment_rate: float = parameter(
        0.045,
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
