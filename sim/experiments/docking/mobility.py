"""Del Rio-Chanona, Mealy, Beguerisse-Diaz, Lafond and Farmer 2021: occupational mobility and automation.

Automation takes jobs from some occupations and not from others; people move along the network of occupations.
They find that the Beveridge curve turns counter-clockwise, and that unemployment in an occupation depends on
where its people can go, not only on what is automated in it.
"""

from __future__ import annotations

import numpy as np

from sim.experiments.docking.courses import Case, Course, Floats, Pair
from sim.experiments.docking.measures import in_case
from sim.experiments.docking.study import Study
from sim.units import MONTHS_PER_YEAR

__all__ = ["MOBILITY", "loop_area", "neighbours_weight"]

LENGTH = 180
TRANSITION = (24, 96)
"""Months in which most of the automation comes: the slope of its path is steepest in month 60."""


def loop_area(unemployment: Floats, vacancies: Floats) -> float:
    """Return the signed area that a path encloses, closed by a line from its end to its beginning.

    With unemployment to the right and vacancies upwards it is above 0 where the path runs counter-clockwise
    (shoelace formula).
    """
    around = unemployment * np.roll(vacancies, -1) - np.roll(unemployment, -1) * vacancies
    return 0.5 * float(around.sum())


def automation_loop(pair: Pair) -> float:
    """Return the area of the path with automation less that of the path without, points squared.

    Both hold a business cycle of their own, which turns too; in the difference only automation is left.
    """
    return loop_area(*_beveridge(pair.story)) - loop_area(*_beveridge(pair.plain))


def cycle_loop(pair: Pair) -> float:
    """Return the area for each year that the business cycle without AI encloses, points squared."""
    u, v = _beveridge(pair.plain)
    return loop_area(u - u.mean(), v - v.mean()) / u.size


def exposed_correlation(pair: Pair) -> float:
    """Return the correlation over occupations of what unemployment rises by with what is automated."""
    return float(np.corrcoef(_rise(pair), pair.exposure)[0, 1])


def neighbours_weight(rise: Floats, exposure: Floats, mobility: Floats) -> float:
    """Return the points of unemployment for what is automated where an occupation's people go.

    Least squares of the rise on the occupation's own exposure and on that of its neighbours, each occupation
    the same, both standardised.

    Parameters
    ----------
    rise, exposure : float64 array (n,)
        By occupation.
    mobility : float64 array (n, n)
        Where those go who change; each row adds up to 1.
    """
    others = mobility - np.diag(np.diag(mobility))
    around = others @ exposure / others.sum(axis=1)
    columns = [(values - values.mean()) / values.std() for values in (exposure, around)]
    design = np.column_stack([np.ones(rise.size), *columns])
    return float(np.linalg.lstsq(design, rise, rcond=None)[0][2])


def neighbours(pair: Pair) -> float:
    """Return the weight of what is automated in the occupations next to one."""
    return neighbours_weight(_rise(pair), pair.exposure, pair.mobility)


def long_term(pair: Pair) -> float:
    """Return by how many points the long-term unemployed are above those without AI, of the unemployed."""
    story, plain = (course.mean("long_term_unemployed", TRANSITION) for course in (pair.story, pair.plain))
    return 100.0 * (story - plain)


def _beveridge(course: Course) -> tuple[Floats, Floats]:
    """Return unemployment and vacancies by year, per cent of the labour force."""
    force = course.macro["unemployed"].to_numpy() / course.macro["unemployment_rate"].to_numpy()
    rates = (100.0 * course.macro[column].to_numpy() / force for column in ("unemployed", "openings"))
    u, v = (np.asarray(rate, np.float64).reshape(-1, MONTHS_PER_YEAR).mean(axis=1) for rate in rates)
    return u, v


def _rise(pair: Pair) -> Floats:
    """Return by how many points unemployment by occupation is above that without AI."""
    rates = []
    for course in (pair.story, pair.plain):
        without = course.by_occupation("unemployed", TRANSITION)
        rates.append(without / (without + course.by_occupation("employment", TRANSITION)))
    return 100.0 * (rates[0] - rates[1])


MOBILITY = Study(
    "mobility",
    "del Rio-Chanona, Mealy, Beguerisse-Diaz, Lafond and Farmer 2021, Occupational mobility and automation",
    "docking.mobility",
    (Case("own", "mobility", LENGTH),),
    {
        "automation_loop": in_case("own", automation_loop),
        "cycle_loop": in_case("own", cycle_loop),
        "exposed": in_case("own", exposed_correlation),
        "neighbours": in_case("own", neighbours),
        "long_term": in_case("own", long_term),
    },
)
