"""Acemoglu and Restrepo 2020, Robots and jobs: what one more machine for a thousand workers does to them.

They compare places in the years in which robots came, so effects are read around the month in which the last
machine comes, and pay is that in dollars: all places share the prices of the country. Effects are divided by
the machines that there are then, so that the dose of the scenario, larger than one machine for a thousand
workers to stand out from luck, cancels.
"""

from __future__ import annotations

from sim.experiments.docking.courses import Case, Pair
from sim.experiments.docking.measures import OfPair, growth, in_case, points
from sim.experiments.docking.study import Study

__all__ = ["ROBOTS", "machines"]

LAST = (48, 72)
"""Two years, in the middle of which the last machine comes."""


def machines(pair: Pair) -> float:
    """Return the machines at work for a thousand workers without AI."""
    return 1000.0 * pair.story.mean("gpus_used", LAST) / pair.plain.mean("employment", LAST)


def for_a_machine(effect: OfPair) -> OfPair:
    """Return an effect for each machine for a thousand workers."""
    return lambda pair: effect(pair) / machines(pair)


def jobs_lost(pair: Pair) -> float:
    """Return how many jobs less there are for each machine."""
    lost = pair.plain.mean("employment", LAST) - pair.story.mean("employment", LAST)
    return lost / pair.story.mean("gpus_used", LAST)


ROBOTS = Study(
    "robots",
    "Acemoglu and Restrepo 2020, Robots and jobs: evidence from US labor markets",
    "docking.robots",
    (Case("own", "robots", LAST[1]),),
    {
        "employment": in_case("own", for_a_machine(points("employment_rate", LAST))),
        "wage": in_case("own", for_a_machine(growth("mean_wage", LAST))),
        "jobs": in_case("own", jobs_lost),
    },
)
