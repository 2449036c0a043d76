"""Compiling in two halves: together they compile all, and a half that is missing costs time only."""

import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sim.compiling import ahead
from sim.compiling.programs import command
from sim.compiling.seal import CompiledCode
from sim.scenario import Scenario
from sim.simulation import Simulation

COUNT = """
import sys

from numba.core.dispatcher import Dispatcher

from sim.compiling import ahead
from sim.kernels.parallel import ChunkRule
from sim.scenario import Scenario
from sim.simulation import Simulation


def compiled():
    found = set()
    for name, module in list(sys.modules.items()):
        if name.startswith("sim."):
            for value in vars(module).values():
                if isinstance(value, ChunkRule) and value._address:
                    found.add(f"{name}.{value.py_func.__name__}")
                elif isinstance(value, Dispatcher):
                    found.update(f"{name}.{value.__name__}{s}".replace(" ", "") for s in value.signatures)
    return found


for half in sys.argv[1:]:
    simulation = Simulation(Scenario.from_tables(ahead.SMALL))
    if half == "first":
        assert len(list(ahead.first_half(simulation.steps()))) == ahead.HALF
    else:
        ahead.second_half(simulation)
simulation, before = Simulation(Scenario.from_tables(ahead.SMALL)), compiled()
simulation.run()
print("missing:", *sorted(compiled() - before))
"""


def missing(*halves: str) -> list[str]:
    """Return what running the small economy compiles after some halves."""
    code = COUNT.replace("sys.argv[1:]", repr(list(halves)))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, *names = done.stdout.split()
    assert first == "missing:"
    return names


def test_the_two_halves_compile_all_rules_of_a_month() -> None:
    assert missing("first", "second") == []


def test_each_half_compiles_rules_that_the_other_does_not() -> None:
    assert "sim.phases.budgets.settle_budgets" in missing("first")
    assert "sim.phases.planning._plan" in missing("second")


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "get_num_threads", lambda: 2)


@pytest.fixture
def code(tmp_path: Path) -> CompiledCode:
    """Return an empty folder of compiled code."""
    return CompiledCode(tmp_path)


def small() -> Simulation:
    return Simulation(Scenario.from_tables(ahead.SMALL))


@pytest.mark.parametrize("executable", [shutil.which("false"), "/nowhere/python", ""])
def test_without_the_other_program_this_one_compiles_the_rest(
    executable: str, code: CompiledCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    simulation = small()
    ahead.compile_all(simulation, code)
    assert simulation.month == 2


def test_without_room_for_a_copy_this_one_compiles_all(
    code: CompiledCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    simulation = small()
    ahead.compile_all(simulation, code)
    assert simulation.month == 2


def test_an_interruption_ends_the_other_program_too(
    code: CompiledCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    monkeypatch.setattr(ahead, "first_half", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ahead.compile_all(small(), code)
    (other,) = started
    assert other.returncode == -signal.SIGKILL


def test_the_other_program_goes_through_the_second_half() -> None:
    economy = pickle.dumps(partial(Simulation, Scenario.from_tables(ahead.SMALL)))
    done = subprocess.run(command(ahead.OTHER), input=economy, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
