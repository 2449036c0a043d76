"""Hold published estimates of what AI brings against the same inputs in this economy (docs/docking.md).

Every scenario runs beside the baseline without AI on the same seeds; the table has means over the pairs with
their standard errors.

    python scripts/docking.py --people 20000 --seeds 10
    python scripts/docking.py --seeds 10 --only korinek_extreme --set labour.other_occupation=0.02
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from math import exp, sqrt
from statistics import mean, stdev
from typing import NamedTuple

from sim import Scenario, compare
from sim.experiments.compare.compare import Comparison

YEAR_2030 = (42, 54)  # months of the scenarios whose month 0 is mid-2026
YEAR_10 = (120, 132)
WHOLE_LABOUR_SHARE = 60.0  # theirs, per cent of income without AI

Means = dict[str, float]
Measure = Callable[[Means, Means], float]


def growth(column: str) -> Measure:
    """Return by how many per cent a column is above that without AI."""
    return lambda story, plain: 100.0 * (story[column] / plain[column] - 1.0)


def points(column: str) -> Measure:
    """Return by how many points a share is above that without AI."""
    return lambda story, plain: 100.0 * (story[column] - plain[column])


def productivity(story: Means, plain: Means) -> float:
    """Return by how many per cent output for each employed person is above that without AI."""
    return 100.0 * (story["real_gdp"] / plain["real_gdp"] * plain["employment"] / story["employment"] - 1.0)


def real_wage(story: Means, plain: Means) -> float:
    """Return by how many per cent the mean real wage is above that without AI."""
    real = story["mean_wage"] / story["price_level"], plain["mean_wage"] / plain["price_level"]
    return 100.0 * (real[0] / real[1] - 1.0)


def labour_share(story: Means, plain: Means) -> float:
    """Return the labour share that theirs would have with our relative fall."""
    return WHOLE_LABOUR_SHARE * story["labour_share"] / plain["labour_share"]


def saving(cost_ratio: float) -> Measure:
    """Return what users save on machines, per cent of GDP: what they pay for them times (1 - c) / c."""
    return lambda story, _: 100.0 * story["gpu_rent_share"] * (1.0 - cost_ratio) / cost_ratio


class Check(NamedTuple):
    """A published figure, what we hold against it, and how near is near enough."""

    scenario: str
    figure: str
    published: float
    measure: Measure
    months: tuple[int, int]
    near: Callable[[float, float], bool]
    changes: tuple[tuple[str, float], ...] = ()


def within(part: float) -> Callable[[float, float], bool]:
    """Say whether ours is within a part of theirs."""
    return lambda ours, theirs: abs(ours - theirs) <= part * abs(theirs)


def factor(times: float) -> Callable[[float, float], bool]:
    """Say whether ours is theirs but for a factor."""
    return lambda ours, theirs: theirs / times <= ours <= theirs * times


def by(distance: float) -> Callable[[float, float], bool]:
    """Say whether ours is theirs but for a distance."""
    return lambda ours, theirs: abs(ours - theirs) <= distance


def fall(part: float) -> Callable[[float, float], bool]:
    """Say whether the fall of the labour share is within a part of theirs."""
    return lambda ours, theirs: abs(ours - theirs) <= part * (WHOLE_LABOUR_SHARE - theirs)


def korinek(name: str, gdp: float, share: float, wage: float, jobless: float, near: float) -> list[Check]:
    """Return the checks of a scenario of Korinek et al. 2026, table 3."""
    figures = (
        ("GDP, %", gdp, growth("real_gdp"), within(0.25)),
        ("labour share, of 60", share, labour_share, fall(0.25)),
        ("unemployment, points", jobless, points("unemployment_rate"), by(near)),
        ("average real wage, %", wage, real_wage, by(max(1.5, 0.5 * abs(wage)))),
    )
    return [
        Check(f"korinek_{name}", figure, published, measure, YEAR_2030, near_enough)
        for figure, published, measure, near_enough in figures
    ]


LOW = (("compute.task_elasticity", 0.1),)
TFP = growth("factor_productivity")
CHECKS = [
    Check("acemoglu", "saving, % of GDP, elasticity 0.1", 0.66, saving(0.73), YEAR_10, within(0.1), LOW),
    Check("acemoglu", "saving, % of GDP, elasticity 0.5", 0.75, saving(0.73), YEAR_10, within(0.1)),
    Check("acemoglu", "TFP, %, elasticity 0.1", 0.66, TFP, YEAR_10, factor(2.0), LOW),
    Check("acemoglu", "TFP, %, elasticity 0.5", 0.66, TFP, YEAR_10, factor(2.0)),
    Check("aghion_bunel", "saving, % of GDP", 6.8, saving(0.6), YEAR_10, factor(2.0)),
    Check("aghion_bunel", "TFP, %", 100.0 * (exp(0.068) - 1.0), TFP, YEAR_10, factor(2.0)),
    Check("goldman", "output an employed person, %", 16.2, productivity, YEAR_10, factor(2.0)),
    *korinek("modest", 1.6, 59.4, 0.7, 0.06, 0.5),
    *korinek("substantial", 8.3, 56.1, 2.1, 0.76, 1.0),
    *korinek("extreme", 32.4, 45.2, 9.7, 8.06, 3.0),
]


def averages(comparison: Comparison, name: str, seed: int, months: tuple[int, int]) -> Means:
    """Return the mean of every column of a run over some months."""
    macro = comparison.runs[name, seed].macro
    part = macro.filter((macro["month"] >= months[0]) & (macro["month"] < months[1]))
    return {
        column: float(part[column].mean() or 0.0)
        for column in part.columns
        if part[column].dtype.is_numeric()
    }


def name_of(check: Check) -> str:
    """Return the name of the story of a check: that of its file, and the values it moves."""
    return "_".join([check.scenario, *(str(value).replace(".", "") for _, value in check.changes)])


def row(check: Check, comparison: Comparison) -> str:
    """Return a row of the table."""
    found = [
        check.measure(
            averages(comparison, name_of(check), seed, check.months),
            averages(comparison, comparison.counterfactual, seed, check.months),
        )
        for seed in comparison.seeds
    ]
    ours = mean(found)
    error = stdev(found) / sqrt(len(found)) if len(found) > 1 else float("nan")
    verdict = "met" if check.near(ours, check.published) else "missed"
    cells = (check.scenario, check.figure, f"{check.published:.2f}", f"{ours:.2f} ({error:.2f})", verdict)
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--only", default="", help="part of the names of the scenarios")
    parser.add_argument("--set", action="append", default=[], help="section.key=value, with and without AI")
    chosen = parser.parse_args()
    print("| scenario | figure | published | here (standard error) | verdict |")
    print("| --- | --- | --- | --- | --- |")
    for months in (YEAR_2030, YEAR_10):
        checks = [check for check in CHECKS if check.months == months and chosen.only in check.scenario]
        stories = {
            name_of(check): Scenario.load(check.scenario, overrides=chosen.set).with_(
                {**dict(check.changes), "name": name_of(check)}
            )
            for check in checks
        }
        if not stories:
            continue
        comparison = compare(
            list(stories.values()), counterfactual=Scenario.load("baseline", overrides=chosen.set),
            people=chosen.people, seeds=chosen.seeds, months=months[1], progress=False, chance=False,
        )  # fmt: skip
        for check in checks:
            print(row(check, comparison), flush=True)


if __name__ == "__main__":
    main()
