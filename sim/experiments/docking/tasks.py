"""Four studies that state a share of tasks, a cost of machines and a date: what they say AI brings by then.

Acemoglu 2024; Aghion and Bunel 2024; Briggs and Kodnani (Goldman Sachs) 2023; Jones and Tonetti 2026. "In ten
years" is the year after ten years; month 0 is mid-2026, so that the year 2040 begins with month 162.
"""

from __future__ import annotations

from sim.experiments.docking.courses import Case
from sim.experiments.docking.measures import OfPair, growth, in_case, productivity, saving
from sim.experiments.docking.study import Study

__all__ = ["ACEMOGLU", "AGHION_BUNEL", "GOLDMAN", "JONES_TONETTI"]

YEAR_10 = (120, 132)
YEAR_2040, YEAR_2060 = (162, 174), (402, 414)
TFP = growth("factor_productivity", YEAR_10)


def a_year(of_decade: OfPair) -> OfPair:
    """Return points a year of what a decade brings."""
    return lambda pair: 100.0 * ((1.0 + of_decade(pair) / 100.0) ** 0.1 - 1.0)


ACEMOGLU = Study(
    "acemoglu",
    "Acemoglu 2024, The simple macroeconomics of AI",
    "docking.acemoglu",
    (
        Case("low", "acemoglu", YEAR_10[1], {"compute.task_elasticity": 0.1}),
        Case("own", "acemoglu", YEAR_10[1]),
    ),
    {
        "saving_low": in_case("low", saving(0.73, YEAR_10)),
        "saving": in_case("own", saving(0.73, YEAR_10)),
        "tfp_low": in_case("low", TFP),
        "tfp": in_case("own", TFP),
    },
)
AGHION_BUNEL = Study(
    "aghion_bunel",
    "Aghion and Bunel 2024, AI and growth: where do we stand?",
    "docking.aghion_bunel",
    (Case("own", "aghion_bunel", YEAR_10[1]), Case("neutral", "neutral", YEAR_10[1])),
    {
        "saving": in_case("own", saving(0.6, YEAR_10)),
        "tfp": in_case("own", a_year(TFP)),
        "neutral": in_case("neutral", a_year(TFP)),
    },
)
GOLDMAN = Study(
    "goldman",
    "Briggs and Kodnani 2023, The potentially large effects of artificial intelligence on economic growth",
    "docking.goldman",
    (Case("own", "goldman", YEAR_10[1]),),
    {"productivity": in_case("own", productivity(YEAR_10))},
)
JONES_TONETTI = Study(
    "jones_tonetti",
    "Jones and Tonetti 2026, Past automation and future AI: how weak links tame the growth explosion",
    "docking.jones_tonetti",
    (Case("own", "jones_tonetti", YEAR_2060[1]),),
    {
        "gain_2040": in_case("own", growth("real_gdp", YEAR_2040)),
        "gain_2060": in_case("own", growth("real_gdp", YEAR_2060)),
    },
)
