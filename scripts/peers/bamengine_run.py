"""The model of bamengine (Delli Gatti et al. 2011; pip install "tenfold[peers]"), a yardstick of speed.

Households, firms and banks in the proportions of its defaults (one firm for five households, one bank for ten
firms), columns in numpy, the goods market compiled by numba.

    python scripts/peers/bamengine_run.py --people 100000 --steps 24
"""

from __future__ import annotations

import argparse
import json
import time
from importlib import metadata
from typing import Any

import bamengine
import numba  # noqa: F401  # without it bamengine would fall back to slower code

WARM_UP = 5  # steps in which numba compiles and the first vacancies are filled


def measure(people: int, steps: int, at_most_seconds: float) -> dict[str, Any]:
    """Time ``steps`` steps after the warm-up, or as many as fit into the time."""
    firms = max(10, people // 5)
    banks = max(10, firms // 10)
    simulation = bamengine.Simulation.init(
        n_households=people,
        n_firms=firms,
        n_banks=banks,
        seed=1,
        goods_kernel="numba",
        logging={"default_level": "ERROR"},
    )
    for _ in range(WARM_UP):
        simulation.step()
    start = time.perf_counter()
    done = 0
    while done < steps and time.perf_counter() - start < at_most_seconds:
        simulation.step()
        done += 1
    seconds = time.perf_counter() - start
    return {
        "program": f"bamengine {metadata.version('bamengine')} with numba",
        "agents": people + firms + banks,
        "steps": done,
        "seconds": seconds,
        "threads": 1,
        "check": f"unemployment rate {1.0 - float(simulation.wrk.employed.mean()):.3f}",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--at-most-seconds", type=float, default=60.0)
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.people, arguments.steps, arguments.at_most_seconds)))
