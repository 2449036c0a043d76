"""Ways to sort people by what they were before the policy began, which luck after it cannot bias.

By income, wealth and employment state from what the last year before month 0 left; by occupation, age, kind
of household and state of the country from the columns of persons at month 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.experiments.lab.people import PersonYear
from sim.indicators.households import KINDS
from sim.indicators.inequality import WEALTH_GROUPS
from sim.phases.lines_in_force import lines_in_force
from sim.rules.purse import GROWN_UP, OLD
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED
from sim.state.households import number_of_children

__all__ = [
    "GROUPINGS", "Codes", "Grouping", "Start", "before_the_policy", "group_means", "group_sizes",
    "kinds_of_household", "places", "tenths",
]  # fmt: skip

Real = NDArray[np.float64]
Codes = NDArray[np.int64]

WEALTH_EDGES = (0.5, 0.9, 0.99, 0.999)
STATES = {int(EMPLOYED): "employed", int(UNEMPLOYED): "unemployed", int(OUTSIDE): "outside"}
GROUPINGS = {
    "tenth": "Tenth by income",
    "wealth": "Wealth group",
    "age": "Age group",
    "household": "Kind of household",
    "status": "Employment state",
    "occupation": "Occupation",
    "home": "State",
    "treated": "Drawn by the lottery",
}
"""Names of groupings, as heads of tables."""


class Grouping(NamedTuple):
    """A way to sort persons into groups: the code of each person, and the names of the codes."""

    codes: Codes  # int64 (n,)
    names: tuple[str, ...]


class Start(NamedTuple):
    """What people were before the policy began; None where nobody has an age, or a household."""

    tenth: Grouping
    status: Grouping
    occupation: Grouping
    wealth: Grouping
    age: Grouping | None = None
    household: Grouping | None = None
    home: Grouping | None = None

    def groupings(self) -> Iterator[tuple[str, Grouping]]:
        """Return name and grouping of each that the people have."""
        for name, grouping in self._asdict().items():
            if grouping is not None:
                yield name, grouping


def before_the_policy(year: PersonYear, base: Simulation) -> Start:
    """Group persons by the last year before month 0, in which all arms of a seed are the same.

    Parameters
    ----------
    year : PersonYear
        That year.
    base : Simulation
        At month 0.
    """
    status = year.status.astype(np.int64)
    status[status == int(RETRAINING)] = int(UNEMPLOYED)
    known, population = base.calibration, base.scenario.population
    workers, groups = base.state.workers, base.structure.people.group_of_age
    age = household = home = None
    if population.households or population.life_cycle:
        age = Grouping(groups[workers.age].astype(np.int64), tuple(known.people.group_titles))
    if population.households:
        household = Grouping(kinds_of_household(base), KINDS)
        home = Grouping(workers.place.astype(np.int64), tuple(known.households.state_names))
    return Start(
        tenth=Grouping(tenths(year.income), tuple(str(tenth) for tenth in range(1, 11))),
        status=Grouping(status, tuple(STATES.values())),
        occupation=Grouping(year.occupation.astype(np.int64), known.occupation_titles),
        wealth=places(year.wealth),
        age=age,
        household=household,
        home=home,
    )


def tenths(values: Real) -> Codes:
    """Return the tenth of each person by rank, 0 to 9; equal values keep the order of their rows."""
    ranks = np.empty(values.size, np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(values.size)
    return ranks * 10 // values.size


def places(wealth: Real) -> Grouping:
    """Return the wealth group of each person by rank."""
    ranks = np.empty(wealth.size)
    ranks[np.argsort(wealth, kind="stable")] = (np.arange(wealth.size) + 0.5) / wealth.size
    return Grouping(np.searchsorted(WEALTH_EDGES, ranks, side="right").astype(np.int64), WEALTH_GROUPS)


def group_means(values: Real, grouping: Grouping) -> Real:
    """Return the mean of each group; not-a-number for an empty one (float64, one a name)."""
    counts = group_sizes(grouping)
    sums = np.bincount(grouping.codes, weights=values, minlength=len(grouping.names))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums / counts, np.float64)


def group_sizes(grouping: Grouping) -> Codes:
    """Return the number of persons of each group (int64, one a name)."""
    return np.asarray(np.bincount(grouping.codes, minlength=len(grouping.names)), np.int64)


def kinds_of_household(base: Simulation) -> Codes:
    """Return the kind of household of each person (docs/model.md, section 11.5).

    Minors who live without a grown-up count as grown up, as where the kinds are recorded every month.
    """
    workers = base.state.workers
    n = workers.purse.size
    keeper = np.arange(n) - workers.purse
    adults = np.bincount(keeper, minlength=n)
    older = np.bincount(keeper, weights=workers.age >= OLD, minlength=n)
    teens = np.bincount(keeper, weights=workers.age < GROWN_UP, minlength=n)
    teens[teens >= adults] = 0
    in_a_byte = np.array([number_of_children.py_func(packed) for packed in range(256)])
    children = np.bincount(keeper, weights=in_a_byte[workers.children], minlength=n)
    grown = (adults - teens).astype(np.int64)
    kinds = lines_in_force(base.state, base.structure, base.scenario, 0).kinds
    found = kinds[np.minimum(grown, 3), (older == grown).astype(int), (children + teens > 0).astype(int)]
    return np.asarray(found[keeper], np.int64)
