"""A plugin of pytest: which functions of the package a test calls, and how long it takes, as JSON.

A fixture that several tests share counts for each of them. A test that fails, is skipped, or takes longer
than ``--longest`` seconds of processor time is left out. Creating an economy takes longest where nothing is
compiled: each is made once, and kept beside the findings for other runs of the tests.
"""

import hashlib
import json
import pickle
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "sim"
CREATION = "creation"
"""Name under which stands what is called while an economy is created."""


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
        self.creation: set[Any] = set()
        signal.signal(signal.SIGPROF, _give_up)
        keep_economies(self.file.parent / "economies", self)

    def _look(self, frame: Any, event: str, argument: Any) -> None:
        self.called.add(frame.f_code)  # a call: nothing is asked of the lines that follow

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """Keep what a fixture calls by itself."""
        before, self.called = self.called, set()
        yield
        self.of_fixtures[fixturedef] = self.called
        self.called = before | self.called

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """Look at one test, its fixtures included."""
        self.called, self.passed, begin = set(), False, time.process_time()
        signal.setitimer(signal.ITIMER_PROF, self.longest)
        sys.settrace(self._look)
        yield
        sys.settrace(None)
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        if self.passed:
            shared = [self.of_fixtures.get(one, set()) for some in _fixtures(item) for one in some]
            self.tests[item.nodeid] = {
                "seconds": round(time.process_time() - begin, 3),
                "calls": _places(self.called.union(*shared)),
            }

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Remember that a test passed."""
        if report.when == "call" and report.passed:
            self.passed = True

    def pytest_sessionfinish(self) -> None:
        """Write what was found."""
        self.tests[CREATION] = {"seconds": 0.0, "calls": _places(self.creation)}
        self.file.write_text(json.dumps(self.tests), encoding="utf-8")


def keep_economies(folder: Path, seen: _Reached | None = None) -> None:
    """Create each economy once: others of the same scenario and seed are read from ``folder``."""
    from sim import simulation

    create = simulation.create
    folder.mkdir(parents=True, exist_ok=True)

    def kept(scenario: Any, calibration: Any, *arguments: Any, **others: Any) -> Any:
        told = (scenario.model_dump_json(), calibration, arguments, sorted(others.items()))
        file = folder / hashlib.sha256(pickle.dumps(told)).hexdigest()[:24]
        if not file.exists():
            before = seen.called if seen else set()
            if seen:
                seen.called = set()
            file.write_bytes(pickle.dumps(create(scenario, calibration, *arguments, **others)))
            if seen:
                seen.creation |= seen.called
                seen.called = before
        return pickle.loads(file.read_bytes())

    simulation.create = kept


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
