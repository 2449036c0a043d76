"""Korinek and Suh 2024, Scenarios for the transition to AGI: all tasks automated within 20 or within 5 years.

What they find about wages comes where the last tasks are automated, so wages are read in the year after that.
"""

from __future__ import annotations

from sim.experiments.docking.courses import Case
from sim.experiments.docking.measures import growth, in_case, real
from sim.experiments.docking.study import Study

__all__ = ["KORINEK_SUH"]

YEAR_10 = (120, 132)
AFTER_20, AFTER_5 = (240, 252), (60, 72)

KORINEK_SUH = Study(
    "korinek_suh",
    "Korinek and Suh 2024, Scenarios for the transition to AGI",
    "docking.korinek_suh",
    (Case("20", "korinek_suh_20", AFTER_20[1]), Case("5", "korinek_suh_5", YEAR_10[1])),
    {
        "output_20": in_case("20", growth("real_gdp", YEAR_10)),
        "output_5": in_case("5", growth("real_gdp", YEAR_10)),
        "wage_20": in_case("20", real("mean_wage", AFTER_20)),
        "wage_5": in_case("5", real("mean_wage", AFTER_5)),
        "wage_5_later": in_case("5", real("mean_wage", YEAR_10)),
    },
)
