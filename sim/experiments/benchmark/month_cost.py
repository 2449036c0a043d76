"""What a month costs at one population size: run as a process of its own, so that its memory is its own.

``python -m sim.experiments.benchmark.month_cost '{"people": 1000000}'`` prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from typing import Any

import numba

from sim.data_flow import columns_of, named_columns
from sim.experiments.benchmark.bandwidth import read_write_seconds, triad_bandwidth
from sim.records.provenance import peak_memory
from sim.scenario import Scenario
from sim.simulation import CHECK, RECORDS, Simulation
from sim.state.columns import State

__all__ = ["measure", "step_bytes", "step_seconds"]

BURN_IN = 2
MONTHS_OF_AI = 2  # before the clock starts
FEWEST, MOST = 3, 40  # months timed on each number of threads


def measure(scenario: Scenario, *, people: int, threads: list[int], seconds: float) -> dict[str, Any]:
    """Time months with AI, in turn on every number of threads.

    Parameters
    ----------
    scenario : Scenario
        What to run; distributions over persons are recorded in part of the months only.
    people : int
        Size of the economy.
    threads : list of int
        Numbers of threads.
    seconds : float
        Stop after this time, but not before three months on every number of threads.

    Returns
    -------
    dict
        ``months`` (one entry a month timed: threads, recorded, seconds by step), ``bytes`` by step, and the
        yardsticks of the machine.
    """
    changes = {"run.people": people, "run.burn_in_months": BURN_IN, "records.distribution_every": 1_000}
    scenario = scenario.with_({**changes, "run.months": 1_000, "compute.enabled": True})
    recording = scenario.with_({"records.distribution_every": 1})
    Simulation.warm_up()
    start = time.perf_counter()
    simulation = Simulation(scenario)
    creation = time.perf_counter() - start
    simulation.run(MONTHS_OF_AI)
    months: list[dict[str, Any]] = []
    start = time.perf_counter()
    for number in range(MOST):
        for count in threads:
            numba.set_num_threads(count)
            months.append({"threads": count, "recorded": False, "seconds": step_seconds(simulation)})
        if number + 1 >= FEWEST and time.perf_counter() - start > seconds:
            break
    simulation.scenario = recording
    for count in threads * 2:
        numba.set_num_threads(count)
        months.append({"threads": count, "recorded": True, "seconds": step_seconds(simulation)})
    memory = peak_memory()
    state = simulation.state
    return {
        "people": people,
        "creation_seconds": creation,
        "peak_memory_bytes": memory,
        "person_bytes": sum(column.nbytes for column in state.workers),
        "other_bytes": sum(column.nbytes for table in (state.teams, state.firms) for column in table),
        "bytes": step_bytes(state, months[0]["seconds"]),
        "read_write_seconds": {count: read_write_seconds(state.workers, count) for count in threads},
        "triad_bytes_a_second": {count: triad_bandwidth(count) for count in threads},
        "months": months,
    }


def step_seconds(simulation: Simulation) -> dict[str, float]:
    """Simulate a month and return the seconds that each of its steps took."""
    seconds, before = {}, time.perf_counter()
    for step in simulation.steps():
        now = time.perf_counter()
        seconds[step], before = now - before, now
    return seconds


def step_bytes(state: State, steps: Iterable[str]) -> dict[str, int]:
    """Return the bytes of the columns that each step of the month declares to read, and of the written."""
    size = {name: column.nbytes for name, column in named_columns(state).items()}
    return {
        step: sum(size[name] for names in columns_of(step) for name in names)
        for step in steps
        if step not in (RECORDS, CHECK)
    }


def main() -> None:
    """Measure what the first argument asks for."""
    request = json.loads(sys.argv[1])
    scenario = Scenario.load(request.pop("scenario", "neutral"))
    print(json.dumps(measure(scenario, **request)))


if __name__ == "__main__":
    main()
