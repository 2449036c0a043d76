"""Korinek, Jones, Sacher, Cotter and McCrory 2026, Economic scenarios for transformative AI: tables 3, 5, 6.

Month 0 is mid-2026; their figures of 2030 are ours of that calendar year. The economy without AI has the
capital supply and the rigidity of wages of the case, so that only AI differs.
"""

from __future__ import annotations

from math import inf

import numpy as np

from sim.experiments.docking.courses import Case, Pair, Pairs
from sim.experiments.docking.measures import (
    Measure,
    OfPair,
    cognitive_employment,
    cognitive_unemployment,
    cognitive_wage_bill,
    going_wage,
    growth,
    growth_rate,
    in_case,
    labour_share,
    pay_of_a_unit,
    points,
    real,
)
from sim.experiments.docking.study import Study

__all__ = ["KORINEK", "rigidity_slope", "steps_up"]

YEAR_2030 = (42, 54)
MONTHS = 54
WHOLE_LABOUR_SHARE = 60.0  # theirs, per cent of income without AI
GROSS_RENTAL, DEPRECIATION = 11.5, 5.0  # theirs, per cent a year: the net return without AI is 6.5
SCENARIOS = ("modest", "substantial", "extreme")
ELASTICITIES = {"1": 1.0, "6": 6.0, "inf": inf}  # table 5; 3 is that of the scenarios
RIGIDITIES = {
    "0": 0.01,
    "75": 0.75,
    "90": 0.9,
}  # table 6, per cent; 0.5 is that of the scenarios, 0.01 our least
FLEXIBLE_IS_SHOWN_FOR = "extreme"  # table 6 has no rigidity of 0 for the substantial scenario
STEPS = ("extreme_rigidity_0", "extreme", "extreme_rigidity_75", "extreme_rigidity_90")
COGNITIVE_PAY = 0.693  # of all pay in the base year; there work is paid alike, so that m d is a share of pay
MID_2030 = 48
FOOTNOTE = {  # pace of the substantial scenario, disruption of the extreme one: psi = 0.9, rho = 0
    "compute.feasible_share": 0.2187,  # 0.1732 in mid-2030: m d / 0.693
    "compute.deployed_start": 0.0202,  # 0.14 x 0.10 / 0.693
    "compute.substitution_share": 0.9,
    "capital.supply_elasticity": 1.0,
}


def net_return(pair: Pair) -> float:
    """Return the net return to capital, per cent a year: their rental rate times our user cost, less wear."""
    cost = pair.story.mean("capital_price", YEAR_2030) / pair.plain.mean("capital_price", YEAR_2030)
    return GROSS_RENTAL * cost - DEPRECIATION


def labour_income_of_gdp(pair: Pair) -> float:
    """Return by how much real labour income is above that without AI, per cent of GDP without AI."""

    def over_prices(column: str, *, story: bool) -> float:
        course = pair.story if story else pair.plain
        return course.mean(column, YEAR_2030) / course.mean("price_level", YEAR_2030)

    gained = over_prices("compensation", story=True) - over_prices("compensation", story=False)
    return 100.0 * gained / over_prices("gdp", story=False)


OF_2030: dict[str, OfPair] = {
    "gdp": growth("real_gdp", YEAR_2030),
    "gdp_growth": growth_rate("real_gdp", YEAR_2030),
    "average_wage": pay_of_a_unit(YEAR_2030),
    "wage_cognitive": going_wage(YEAR_2030, cognitive=True),
    "wage_other": going_wage(YEAR_2030, cognitive=False),
    "net_return_to_capital": net_return,
    "capital": growth("capital", YEAR_2030),
    "labour_share": labour_share(WHOLE_LABOUR_SHARE, YEAR_2030),
    "labour_income": real("compensation", YEAR_2030),
    "wage_bill_cognitive": cognitive_wage_bill(YEAR_2030),
    "capital_income": real("operating_surplus", YEAR_2030),
    "employment_cognitive": cognitive_employment(YEAR_2030),
    "unemployment_cognitive": cognitive_unemployment(YEAR_2030),
    "unemployment": points("unemployment_rate", YEAR_2030),
    "measured_tfp": growth("factor_productivity", YEAR_2030),
    "measured_tfp_growth": growth_rate("factor_productivity", YEAR_2030),
    "labour_income_of_gdp": labour_income_of_gdp,
}


def rigidity_slope(pairs: Pairs) -> float:
    """Return the points of unemployment in cognitive work for each per cent of its wage that is held."""
    flexible, rigid = pairs[STEPS[0]], pairs[STEPS[-1]]
    held = OF_2030["wage_cognitive"](rigid) - OF_2030["wage_cognitive"](flexible)
    return (OF_2030["unemployment_cognitive"](rigid) - OF_2030["unemployment_cognitive"](flexible)) / held


def steps_up(pairs: Pairs) -> float:
    """Return at how many of the three steps of rigidity wage and unemployment in cognitive work both rise."""
    paths = [[OF_2030[figure](pairs[step]) for step in STEPS] for figure in BOTH]
    return float(np.sum((np.diff(paths[0]) > 0.0) & (np.diff(paths[1]) > 0.0)))


BOTH = ("wage_cognitive", "unemployment_cognitive")


def _cases() -> tuple[Case, ...]:
    cases = [Case(name, f"korinek_{name}", MONTHS) for name in SCENARIOS]
    for name in SCENARIOS[1:]:
        for word, elasticity in ELASTICITIES.items():
            changes = {"capital.supply_elasticity": elasticity}
            cases.append(Case(f"{name}_elasticity_{word}", f"korinek_{name}", MONTHS, changes))
        for word, rigidity in RIGIDITIES.items():
            if word != "0" or name == FLEXIBLE_IS_SHOWN_FOR:
                changes = {"wages.rigidity": rigidity}
                cases.append(Case(f"{name}_rigidity_{word}", f"korinek_{name}", MONTHS, changes))
    return (*cases, Case("footnote_14", "korinek_substantial", MONTHS, FOOTNOTE))


CASES = _cases()
MEASURES: dict[str, Measure] = {
    **{f"{case.name}.{figure}": in_case(case.name, of) for case in CASES for figure, of in OF_2030.items()},
    "rigidity.slope": rigidity_slope,
    "rigidity.steps_up": steps_up,
}
KORINEK = Study(
    "korinek",
    "Korinek, Jones, Sacher, Cotter and McCrory 2026, Economic scenarios for transformative AI",
    "korinek",
    CASES,
    MEASURES,
)
