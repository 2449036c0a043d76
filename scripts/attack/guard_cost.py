"""Measure what the guards cost: months with and without them in turn, on one economy.

python scripts/attack/guard_cost.py --people 1000000 --months 40
"""

import argparse
import statistics
import time

import sim.simulation
from sim import Scenario, Simulation
from sim.guards.looks import first_fault


def main() -> None:
    """Time months in turn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=40)
    parser.add_argument("--story", default="neutral")
    parser.add_argument("--processor", action="store_true", help="processor time, on a busy machine")
    options = parser.parse_args()
    size = {"run.people": options.people, "run.burn_in_months": 0}
    simulation = Simulation(Scenario.load(options.story).with_(size))
    clock = time.process_time if options.processor else time.perf_counter
    spent: dict[bool, list[float]] = {True: [], False: []}
    looks: list[float] = []

    def timed(*given: object) -> str | None:
        started = clock()
        found = first_fault(*given)  # type: ignore[arg-type]
        looks.append(clock() - started)
        return found

    for month in range(options.months + 2):
        with_guards = month % 2 == 0
        sim.simulation.first_fault = timed if with_guards else lambda *_: None  # type: ignore[assignment]
        started = clock()
        simulation.step()
        if month > 1:  # the first ones load the compiled code
            spent[with_guards].append(clock() - started)
    both, none = (statistics.median(spent[kind]) for kind in (True, False))
    look = 2.0 * statistics.median(looks[2:])
    print(
        f"{options.people:,} persons: the median month takes {1e3 * both:.1f} ms with guards and "
        f"{1e3 * none:.1f} ms without ({100.0 * (both / none - 1.0):+.1f} %), the two looks of a month "
        f"{1e3 * look:.2f} ms ({100.0 * look / none:.1f} %)"
    )


if __name__ == "__main__":
    main()
