"""A copy that goes on from what has been gives the bits of its scenario run from the start."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import polars as pl
import pytest

from sim.experiments.run.fork import burn_in, change_policies, fork
from sim.scenario import Scenario
from sim.simulation import Simulation

INCOME = {"kind": "universal_basic_income", "amount": 500.0}
PAID = {**INCOME, "financed_by": "wage_tax", "start": 3}
Columns = Callable[[Any], dict[str, np.ndarray]]
Same = Callable[..., None]


def small(name: str, **changes: object) -> Scenario:
    return Scenario.load(name).with_(
        {"run.people": 2_000, "run.burn_in_months": 4, "run.months": 8} | changes
    )


@pytest.fixture
def same(columns: Columns) -> Same:
    """Return a function that holds a copy against a run from the start, to the bit.

    A table of policies has no rows for those that were not there at the time: it is compared since a month.
    """

    def compare(one: Simulation, other: Simulation, since: int = -1_000) -> None:
        ours, theirs = columns(one.state), columns(other.state)
        for name, column in ours.items():
            np.testing.assert_array_equal(column, theirs[name], err_msg=name)
        for name, frame in one.records.frames().items():
            months = pl.col("month") >= (since if name == "policies" else -1_000)
            assert frame.filter(months).equals(other.records.frames()[name].filter(months)), name

    return compare


def whole(scenario: Scenario, seed: int, months: int | None = None, **networks: Any) -> Simulation:
    simulation = Simulation(scenario, seed=seed, **networks)
    simulation.run(months)
    return simulation


@pytest.mark.parametrize("recorded", [False, True])
def test_a_copy_at_month_0_goes_on_as_its_scenario(same: Same, columns: Columns, recorded: bool) -> None:
    story = small("pessimistic", **{"records.burn_in": recorded})
    base = burn_in(story, 4)
    assert base.month == 0
    before = {name: column.copy() for name, column in columns(base.state).items()}
    arm = fork(base, story.with_({"policy": [PAID]}))
    arm.run()
    same(arm, whole(story.with_({"policy": [PAID]}), 4), since=0)
    for name, column in columns(base.state).items():  # and the burnt-in economy is as it was
        np.testing.assert_array_equal(column, before[name], err_msg=name)


def test_a_copy_at_a_later_month_takes_the_past_with_it(
    same: Same,
) -> None:
    story = small("pessimistic", policy=[{**INCOME, "financed_by": "consumption_tax"}])
    begun = whole(story, 4, months=3)
    later = story.with_({"policy": [{"kind": "gpu_tax", "start": 3}, PAID, *story.policy]})
    twin = fork(begun, later)
    twin.run()
    same(twin, whole(later, 4), since=3)
    assert begun.month == 3
    change_policies(begun, later)
    begun.run()
    same(begun, twin)


def test_what_matters_only_later_may_differ(same: Same) -> None:
    other = small("baseline", **{"compute.enabled": True, "compute.exposure": "gpt4_gamma"})
    twin = fork(burn_in(small("baseline"), 2), other)
    twin.run()
    same(twin, whole(other, 2))


def test_networks_of_ones_own_are_kept(same: Same) -> None:
    story = small("neutral")
    anywhere = nx.complete_graph(22, nx.DiGraph)
    twin = fork(whole(story, 3, months=2, mobility=anywhere), story)
    twin.run()
    same(twin, whole(story, 3, mobility=anywhere))


def test_other_luck_is_another_course_from_the_same_start() -> None:
    base = burn_in(small("neutral"), 4)
    one, other = fork(base, small("neutral")), fork(base, small("neutral"), seed=99)
    assert np.array_equal(one.state.workers.deposits, other.state.workers.deposits)
    one.run(3)
    other.run(3)
    assert not np.array_equal(one.state.workers.status, other.state.workers.status)


def arrays(structure: Any, above: str = "") -> dict[str, np.ndarray]:
    """Return every array of a structure, those of its parts included."""
    found: dict[str, np.ndarray] = {}
    for name, part in structure._asdict().items():
        if hasattr(part, "_asdict"):
            found |= arrays(part, f"{above}{name}.")
        else:
            found[above + name] = np.asarray(part)
    return found


def test_a_copy_has_the_structure_of_a_run_from_the_start() -> None:
    story = small("pessimistic")
    base = burn_in(story, 4)
    ours, theirs = arrays(fork(base, story).structure), arrays(Simulation(story, seed=4).structure)
    assert ours.keys() == theirs.keys()
    assert "people.pull" in ours
    for name, column in ours.items():
        np.testing.assert_array_equal(column, theirs[name], err_msg=name)
