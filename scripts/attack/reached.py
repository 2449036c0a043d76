"""A plugin of pytest: which functions of the package a test calls, and how long it takes, as JSON.

A fixture that several tests share counts for each of them. A test that fails, is skipped, or takes longer
than ``--longest`` seconds of processor time by itself is left out. Creating an economy takes longest where
nothing is compiled: each is made once, to the same bits by a program that compiles, and kept beside the
findings for other runs of the tests.
"""

import hashlib
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "sim"
GIVEN = ("mobility", "neighbours")
"""Networks that a test may give; such an economy is not kept."""
SHARED = 4.0
"""Seconds that what several tests share may take, for one of a test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say where the findings go."""
    parser.addoption("--reached", type=Path)
    parser.addoption("--longest", type=float, default=8.0)


def pytest_configure(config: pytest.Config) -> None:
    """Look on."""
    config.pluginmanager.register(_Reached(config), "reached-by-tests")


class _Reached:
    """What has been called since the last look."""

    def __init__(self, config: pytest.Config) -> None:
        self.file, self.longest = config.getoption("--reached"), config.getoption("--longest")
        self.tests: dict[str, dict[str, Any]] = {}
        self.of_fixtures: dict[Any, set[Any]] = {}
        self.called: set[Any] = set()
        self.making, self.shared = False, 0.0
        signal.signal(signal.SIGPROF, _give_up)
        keep_economies(self.file.parent / "economies", Compiled())

    def _look(self, frame: Any, event: str, argument: Any) -> None:
        self.called.add(frame.f_code)  # a call: nothing is asked of the lines that follow

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """Keep what a fixture calls by itself; give up one that takes too long."""
        before, self.called, outermost = self.called, set(), not self.making
        begin, self.making = time.process_time(), True
        signal.setitimer(signal.ITIMER_PROF, SHARED * self.longest)
        yield
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        if outermost:
            self.making = False
            self.shared += time.process_time() - begin if fixturedef.scope != "function" else 0.0
        self.of_fixtures[fixturedef] = self.called
        self.called = before | self.called

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """Look at one test, its fixtures included."""
        self.called, self.passed, self.shared, begin = set(), False, 0.0, time.process_time()
        sys.settrace(self._look)
        yield
        sys.settrace(None)
        if self.passed:
            shared = [self.of_fixtures.get(one, set()) for some in _fixtures(item) for one in some]
            self.tests[item.nodeid] = {
                "seconds": round(time.process_time() - begin - self.shared, 3),
                "calls": _places(self.called.union(*shared)),
            }

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        """Give up a test that takes too long; what others share with it does not count."""
        signal.setitimer(signal.ITIMER_PROF, self.longest)
        yield
        signal.setitimer(signal.ITIMER_PROF, 0.0)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Remember that a test passed."""
        if report.when == "call" and report.passed:
            self.passed = True

    def pytest_sessionfinish(self) -> None:
        """Write what was found."""
        self.file.write_text(json.dumps(self.tests), encoding="utf-8")


def keep_economies(folder: Path, make: Callable[..., Any]) -> None:
    """Create each economy once, by ``make``; those of the same scenario and seed are read from ``folder``."""
    from sim import simulation
    from sim.base_year.calibration import load

    folder.mkdir(parents=True, exist_ok=True)

    def kept(scenario: Any, calibration: Any, seed: int, month: int, **others: Any) -> Any:
        own = calibration is not load() or any(others.get(name) is not None for name in GIVEN)
        told = repr((scenario.model_dump_json(), seed, month, sorted(others.items())))
        file = folder / hashlib.sha256(told.encode()).hexdigest()[:24]
        if own or not file.exists():
            created = make(scenario, calibration, seed, month, **others)
            if own:
                return created
            file.write_bytes(pickle.dumps(created))
        return pickle.loads(file.read_bytes())

    simulation.create = kept


PROGRAM = """
import pickle, sys
from sim.base_year.create import create
while sys.stdin.buffer.peek(1):
    arguments, others = pickle.load(sys.stdin.buffer)
    pickle.dump(create(*arguments, **others), sys.stdout.buffer)
    sys.stdout.buffer.flush()
"""


class Compiled:
    """Creates economies in a program that compiles; processes forked from this one share it in turns."""

    program: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start the program, if it does not run yet, and return it."""
        self.program = self.program or subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | {"NUMBA_DISABLE_JIT": "0", "PYTHONPATH": str(PACKAGE.parent)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self.program

    def __call__(self, *arguments: Any, **others: Any) -> Any:
        """Create one; the time that this takes is not the test's."""
        left, _ = signal.setitimer(signal.ITIMER_PROF, 0.0)
        program = self.start()
        assert program.stdin is not None
        assert program.stdout is not None
        pickle.dump((arguments, others), program.stdin)
        program.stdin.flush()
        created = pickle.load(program.stdout)
        signal.setitimer(signal.ITIMER_PROF, left)
        return created


def _fixtures(item: Any) -> list[Any]:
    return list(item._fixtureinfo.name2fixturedefs.values()) if hasattr(item, "_fixtureinfo") else []


def _places(codes: set[Any]) -> list[str]:
    """Return file and outermost function of code of the package."""
    return sorted(
        f"{Path(code.co_filename).relative_to(PACKAGE.parent).as_posix()}:{code.co_qualname.split('.<locals>')[0]}"
        for code in codes
        if code.co_filename.startswith(str(PACKAGE))
    )


def _give_up(number: int, frame: Any) -> None:
    raise TimeoutError("the test takes too long to be of use")
