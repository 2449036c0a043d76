"""Kernels are compiled once: no scenario, size or resumed run makes numba compile a second version."""

import sys
from pathlib import Path
from typing import Any

from numba.core.dispatcher import Dispatcher

from sim.compiling import ahead
from sim.experiments.run.checkpoint import Journey, load, save
from sim.kernels.parallel import ChunkRule
from sim.scenario import Scenario, built_in_names
from sim.simulation import Simulation


def signatures() -> dict[str, int]:
    """Return how many versions of every kernel have been compiled or loaded."""
    found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("sim.") and not name.startswith("sim.experiments"):
            for value in vars(module).values():
                if isinstance(value, Dispatcher | ChunkRule):
                    kernel = value.py_func
                    compiled = value.rule if isinstance(value, ChunkRule) else value
                    found[f"{kernel.__module__}.{kernel.__qualname__}"] = len(compiled.signatures)
    return found


def small(name: str, *changes: str) -> Scenario:
    values = {"run.people": "1000", "run.burn_in_months": "1", "run.months": "2"}
    values |= dict(change.split("=") for change in changes)
    return Scenario.load(name, [f"{key}={value}" for key, value in values.items()])


def compile_ahead() -> None:
    """Run what is run before the first run."""
    for tables in (ahead.SMALL, ahead.ALONE):
        Simulation(Scenario.from_tables(tables)).run()


def keys(tables: dict[str, dict[str, Any]]) -> list[str]:
    """Return what says whether people live in households, as arguments of the command line say it."""
    sections = ("population", "government", "careers")
    return [f"{part}.{key}={value}".lower() for part in sections for key, value in tables[part].items()]


def test_small_economies_compile_all_that_any_scenario_needs(tmp_path: Path) -> None:
    compile_ahead()
    before = signatures()
    assert sum(before.values()) > 20
    usual = small("neutral").rules
    for name in built_in_names():
        if (scenario := small(name)).rules == usual:  # another rule is compiled where it is used
            Simulation(scenario, seed=3).run()
    for change in ("run.people=2000", "compute.gpu_worker_ratio=0", "records.distribution_every=2"):
        for kind in (ahead.SMALL, ahead.ALONE):
            Simulation(small("pessimistic", change, *keys(kind))).run()
    save(Simulation(small("neutral")), tmp_path, Journey(every=1, started=""))
    load(tmp_path)[0].run()
    after = signatures()
    assert {kernel: n for kernel, n in after.items() if n != before.get(kernel, 0)} == {}


def test_the_kernels_that_the_month_calls_have_one_version() -> None:
    compile_ahead()
    called = {
        f"{value.py_func.__module__}.{value.py_func.__qualname__}": len(value.rule.signatures)
        for name, module in list(sys.modules.items())
        if name.startswith("sim.phases.")
        for value in vars(module).values()
        if isinstance(value, ChunkRule)
    }
    assert len(called) > 10
    assert {kernel: n for kernel, n in called.items() if n != 1} == {}
