"""tenfold itself, measured as its peers are: months of the neutral story, every table recorded every month.

python scripts/peers/tenfold_run.py --people 100000 --steps 24
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import numba

import sim
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.columns import ACTIVE

WARM_UP = 3  # months, the last of them with AI


def measure(people: int, steps: int, at_most_seconds: float) -> dict[str, Any]:
    """Time ``steps`` months after the warm-up, or as many as fit into the time."""
    changes = {"run.people": people, "run.burn_in_months": WARM_UP - 1, "run.months": 1}
    simulation = Simulation(Scenario.load("neutral").with_(changes))
    simulation.run()
    start = time.perf_counter()
    done = 0
    while done < steps and time.perf_counter() - start < at_most_seconds:
        simulation.step()
        done += 1
    seconds = time.perf_counter() - start
    state = simulation.state
    firms = int((state.firms.status == ACTIVE).sum())
    return {
        "program": f"tenfold {sim.__version__}",
        "agents": people + firms + state.providers.fleet.size,
        "steps": done,
        "seconds": seconds,
        "threads": numba.get_num_threads(),
        "check": f"unemployment rate {simulation.records.last('macro', 'unemployment_rate'):.3f}",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--at-most-seconds", type=float, default=60.0)
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.people, arguments.steps, arguments.at_most_seconds)))
