"""A million persons: any number of threads, and an interruption, give the same bits, and no cent is lost."""

import gc
from pathlib import Path

import numba
import numpy as np
import pytest

from sim.experiments.run.checkpoint import Journey, load, save
from sim.records.snapshot import columns_of
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.accounts import money
from sim.state.columns import Array

PEOPLE = 1_000_000
STOP, LAST = 1, 3


def whole_state(simulation: Simulation) -> dict[str, Array]:
    return columns_of(simulation.state, "state")


def test_threads_and_interruptions_change_no_bit_and_money_is_conserved(tmp_path: Path) -> None:
    threads = numba.config.NUMBA_NUM_THREADS
    if threads < 2:
        pytest.skip("one processor: there is nothing to compare")
    changes = {"run.people": PEOPLE, "run.burn_in_months": 1, "run.months": LAST}
    scenario = Scenario.load("pessimistic_ubi").with_({**changes, "records.distribution_every": 2})
    try:
        numba.set_num_threads(1)
        alone = Simulation(scenario)
        before = money(alone.state)
        alone.run(STOP)
        save(alone, tmp_path, Journey(every=1, started=""))
        alone.run()
        numba.set_num_threads(threads)
        together = Simulation(scenario)
        together.run()
    finally:
        numba.set_num_threads(threads)
    assert money(alone.state) == before == money(together.state)
    for name, column in whole_state(alone).items():
        assert np.array_equal(column, whole_state(together)[name]), name
    frames = together.records.frames()
    assert all(frame.equals(frames[table]) for table, frame in alone.records.frames().items())
    del together
    gc.collect()
    resumed, _ = load(tmp_path)
    resumed.run()
    for name, column in whole_state(alone).items():
        assert np.array_equal(column, whole_state(resumed)[name]), name
    assert all(frame.equals(frames[table]) for table, frame in resumed.records.frames().items())
    # the run moved: had nothing happened, equality would mean nothing
    assert resumed.month == LAST
    assert np.count_nonzero(resumed.state.workers.status_month >= 0) > 0.01 * PEOPLE
