"""What a policy is meant to move begins to move that way in the first month in which it moves at all.

``test_directions.py`` holds the same directions over two years and several seeds.
"""

import pytest

from sim.experiments.run.fork import fork
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
def past(policy_economy):
    """Return an economy in which AI is at work, at the end of its first months."""
    simulation = policy_economy(run__people=1_000, run__burn_in_months=2, records__distribution_every=1)
    simulation.run(0)
    return simulation


@pytest.fixture(scope="module")
def without(past):
    """Return the figures of the next months without a policy."""
    return list(next_months(past, []))


def next_months(past, tables):
    """Yield the figures of each of the months that follow, with policies."""
    simulation = fork(past, past.scenario.with_({"policy": tables}))
    for _ in range(MONTHS):
        simulation.step()
        yield figures_of(simulation.records.frames(), 1)


@pytest.mark.parametrize(("kind", "direction"), DIRECTIONS)
def test_the_first_change_goes_the_way_that_the_policy_says(past, without, kind, direction):
    for there, here in zip(without, next_months(past, [{"kind": kind, **direction.at}]), strict=True):
        change = here[direction.figure] - there[direction.figure]
        if abs(change) > 1e-6 * abs(there[direction.figure]):
            assert direction.sign * change > 0.0
            return
    pytest.fail("nothing moves")
