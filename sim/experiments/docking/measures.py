"""What is read from a case and the economy without AI beside it: growth, points, pay and jobs.

Published figures are effects of AI, so every measure is a difference within a pair.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.experiments.docking.courses import Course, Floats, Pair, Pairs, Window
from sim.units import MONTHS_PER_YEAR

__all__ = [
    "Measure",
    "OfPair",
    "cognitive_employment",
    "cognitive_unemployment",
    "cognitive_wage_bill",
    "going_wage",
    "growth",
    "growth_rate",
    "in_case",
    "labour_share",
    "pay_of_a_unit",
    "points",
    "productivity",
    "real",
    "saving",
]

OfPair = Callable[[Pair], float]
"""A figure of one case on one seed."""
Measure = Callable[[Pairs], float]
"""A figure of a study on one seed."""


def in_case(case: str, measure: OfPair) -> Measure:
    """Return a measure of one case as a measure of the study."""
    return lambda pairs: measure(pairs[case])


def growth(column: str, window: Window) -> OfPair:
    """Return by how many per cent a column is above that without AI."""
    return lambda pair: _change(pair, lambda course: course.mean(column, window))


def real(column: str, window: Window) -> OfPair:
    """Return by how many per cent a column is above that without AI at consumer prices of the base year."""
    return lambda pair: _change(
        pair, lambda course: course.mean(column, window) / course.mean("price_level", window)
    )


def points(column: str, window: Window) -> OfPair:
    """Return by how many points a share is above that without AI."""
    return lambda pair: 100.0 * (pair.story.mean(column, window) - pair.plain.mean(column, window))


def growth_rate(column: str, window: Window) -> OfPair:
    """Return by how many points a year a column grows faster than without AI, over the year before."""
    first, last = window
    before = first - MONTHS_PER_YEAR, last - MONTHS_PER_YEAR

    def rate(course: Course) -> float:
        return 100.0 * (course.mean(column, window) / course.mean(column, before) - 1.0)

    return lambda pair: rate(pair.story) - rate(pair.plain)


def productivity(window: Window) -> OfPair:
    """Return by how many per cent output for each employed person is above that without AI."""
    return lambda pair: _change(
        pair, lambda course: course.mean("real_gdp", window) / course.mean("employment", window)
    )


def labour_share(whole: float, window: Window) -> OfPair:
    """Return the labour share that falls from ``whole`` per cent as ours falls from its own."""
    return lambda pair: (
        whole * pair.story.mean("labour_share", window) / pair.plain.mean("labour_share", window)
    )


def saving(cost_ratio: float, window: Window) -> OfPair:
    """Return what users save on machines, per cent of GDP: what they pay for them times (1 - c) / c."""
    return lambda pair: 100.0 * pair.story.mean("gpu_rent_share", window) * (1.0 - cost_ratio) / cost_ratio


def going_wage(window: Window, *, cognitive: bool) -> OfPair:
    """Return by how many per cent the real going wage of a kind of work is above that without AI.

    The mean over occupations, with the jobs that there are without AI as weights.
    """

    def measure(pair: Pair) -> float:
        weights = _of_kind(pair, cognitive) * pair.plain.by_occupation("employment", window)

        def wage(course: Course) -> float:
            return _weighted(course.by_occupation("wage", window), weights) / course.mean(
                "price_level", window
            )

        return _change(pair, wage)

    return measure


def pay_of_a_unit(window: Window) -> OfPair:
    """Return by how many per cent real compensation of a unit of labour is above that without AI.

    A job counts as many units as its occupation is paid without AI, so that pay does not fall because
    better paid occupations have fewer jobs: the average wage of models whose workers are alike.
    """

    def measure(pair: Pair) -> float:
        units = pair.plain.by_occupation("wage", window)

        def pay(course: Course) -> float:
            labour = float(course.by_occupation("employment", window) @ units)
            return course.mean("compensation", window) / (course.mean("price_level", window) * labour)

        return _change(pair, pay)

    return measure


def cognitive_wage_bill(window: Window) -> OfPair:
    """Return by how many per cent jobs times real going wage of cognitive work are above those without AI."""

    def measure(pair: Pair) -> float:
        def bill(course: Course) -> float:
            pay = course.by_occupation("employment", window) * course.by_occupation("wage", window)
            return float(pay @ pair.cognitive) / course.mean("price_level", window)

        return _change(pair, bill)

    return measure


def cognitive_employment(window: Window) -> OfPair:
    """Return by how many per cent jobs in cognitive work are above those without AI."""
    return lambda pair: _change(
        pair, lambda course: float(course.by_occupation("employment", window) @ pair.cognitive)
    )


def cognitive_unemployment(window: Window) -> OfPair:
    """Return by how many points unemployment in cognitive work is above that without AI."""

    def measure(pair: Pair) -> float:
        def rate(course: Course) -> float:
            without = float(course.by_occupation("unemployed", window) @ pair.cognitive)
            return without / (without + float(course.by_occupation("employment", window) @ pair.cognitive))

        return 100.0 * (rate(pair.story) - rate(pair.plain))

    return measure


def _change(pair: Pair, of_course: Callable[[Course], float]) -> float:
    return 100.0 * (of_course(pair.story) / of_course(pair.plain) - 1.0)


def _of_kind(pair: Pair, cognitive: bool) -> Floats:
    return pair.cognitive if cognitive else 1.0 - pair.cognitive


def _weighted(values: Floats, weights: Floats) -> float:
    return float(np.average(values, weights=weights))
