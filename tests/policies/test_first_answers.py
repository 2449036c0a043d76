"""What a policy is meant to move begins to move that way in the first month in which it moves at all.

``test_directions.py`` holds the same directions over two years and several seeds.
"""

from copy import copy

import pytest

from sim.experiments.run.fork import change_policies
from sim.policies import find, kinds

from .conftest import figures_of

MONTHS = 2
LATER = {
    ("automation_tax", "displaced_jobs"),  # firms that have automated undo it by and by
    ("gpu_tax", "displaced_jobs"),
    ("shorter_week", "real_gdp"),  # hours change with reviews, which come once a year
    ("universal_basic_compute", "gpu_rent"),  # where GPUs are idle at first, people's own are at hand
    ("wage_subsidy", "employment"),  # as firms revise their plans
}
"""Figures that first move by chance, or after these months."""
DIRECTIONS = [
    pytest.param(kind, direction, id=f"{kind}-{direction.figure}-{number}")
    for kind in kinds()
    for number, direction in enumerate(find(kind).moves)
    if (kind, direction.figure) not in LATER
]


@pytest.fixture(scope="module")
def months(policy_economy):
    """Return a function that gives the figures of the next months of an economy in which AI is at work."""
    past = policy_economy(run__people=1_000, run__burn_in_months=2, records__distribution_every=1)
    past.run(0)
    known = {}

    def months_with(*tables):
        key = repr(tables)
        if key not in known:
            known[key] = copy(past), []
            change_policies(known[key][0], past.scenario.with_({"policy": tables}))
        simulation, figures = known[key]
        for month in range(MONTHS):  # the second only where it is asked for
            if month == len(figures):
                simulation.step()
                figures.append(figures_of(simulation.records.frames(), 1))
            yield figures[month]

    return months_with


@pytest.mark.parametrize(("kind", "direction"), DIRECTIONS)
def test_the_first_change_goes_the_way_that_the_policy_says(months, kind, direction):
    for there, here in zip(months(), months({"kind": kind, **direction.at}), strict=True):
        change = here[direction.figure] - there[direction.figure]
        if abs(change) > 1e-6 * abs(there[direction.figure]):
            assert direction.sign * change > 0.0
            return
    pytest.fail("nothing moves")
