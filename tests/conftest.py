"""What all tests share: sim imported before numba, reproducible property tests, small economies."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

import sim  # noqa: F401  names the folder of compiled code before anything imports numba
from sim.compiling.programs import environment
from sim.compiling.seal import find

WORKER = os.environ.get("PYTEST_XDIST_WORKER")
"""Name of this process among those that share the tests (``pytest -n 2``); None where one runs them all."""
OWN: list[Path] = []
"""Folders that this process removes at the end."""
if WORKER and find():
    # the first worker compiles, the others wait; then each has a copy, since numba mixes up what two
    # processes compile of one function
    compile_all = "from sim.simulation import Simulation; Simulation.warm_up()"
    subprocess.run([sys.executable, "-P", "-c", compile_all], env=environment(), check=True)
    OWN.append(Path(tempfile.mkdtemp(prefix=f"tenfold-{WORKER}-")))
    os.environ["NUMBA_CACHE_DIR"] = str(shutil.copytree(os.environ["NUMBA_CACHE_DIR"], OWN[0] / "code"))

# the first call of a compiled function takes as long as its compilation; the same examples are tried in every
# run
settings.register_profile("reproducible", deadline=None, derandomize=True)
settings.load_profile("reproducible")

LONG = (
    "policies/test_directions.py", "economy/test_closure.py", "test_examples.py", "commands/test_policies.py",
    "report/comparison/test_page.py", "economy/test_compute_market.py", "phases/test_labour_market.py",
    "experiments/sweep/test_run.py", "plugins/test_everywhere.py", "test_extending.py",
    "experiments/lab/test_run.py", "experiments/run/test_pool.py", "economy/test_scale.py",
    "economy/test_national_accounts.py", "policies/test_conformance.py", "compiling/test_seal.py",
    "report/sweeps/test_page.py", "experiments/run/test_checkpoint.py", "experiments/benchmark/test_run.py",
    "economy/test_conservation.py",
)  # fmt: skip
"""Files that take longest: where processes share the tests a file stays whole, and these begin first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, so that all processes end at about the same time."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


TABLES = ("workers", "teams", "firms", "providers", "model_owners", "macro")


def pytest_unconfigure() -> None:
    """Remove this worker's copy of the compiled code."""
    for folder in OWN:
        shutil.rmtree(folder, ignore_errors=True)


ALONE: dict[str, Any] = {
    "population.households": False, "population.life_cycle": False, "population.homes": False,
    "population.alike": 0.0, "population.pay_spread": 1.0, "population.top_pay": 0.0,
    "government.household_benefits": False, "government.health_scale": 1.0,
    "labour.hours_elasticity": 0.0, "labour.hours_income": 0.0, "labour.part_time": 0.0,
    "labour.part_time_by_pay": 0.0, "life.family_by_pay": 0.0, "population.income_effect": 0.03,
    "careers.type_differences": 0.0, "careers.age_differences": 0.0, "careers.new_job_risk": 0.0,
    "careers.young_job_risk": 0.0, "careers.search_by_tenure": 0.0, "careers.seniority": 0.0,
    "careers.job_capital": 0.0, "careers.notice": 0.0, "careers.outside_decay": 0.0,
    "careers.discouraged_share": 0.0, "careers.first_skill": 1.0, "careers.loss_outside": 0.0,
    "careers.slack_loss": 0.0, "careers.search_widening": 0.0, "labour.recruiting": 1.0,
    "labour.reservation_memory": 1.0,
}  # fmt: skip
"""People who live alone, are all alike and have no age: what tests of other rules need."""


def _build(
    scenario: str = "baseline", *, people: int = 2_000, burn_in: int = 0, seed: int = 1, alone: bool = False,
    **changes: Any,
) -> Any:  # fmt: skip
    """Build a small economy; ``section__key=value`` changes a parameter, ``alone`` all those of ``ALONE``."""
    from sim.scenario import Scenario
    from sim.simulation import Simulation

    values = {"run.people": people, "run.burn_in_months": burn_in, "run.months": 1_200}
    values |= ALONE if alone else {}
    values |= {name.replace("__", "."): value for name, value in changes.items()}
    return Simulation(Scenario.load(scenario).with_(values), seed=seed)


def _columns(state: Any) -> dict[str, np.ndarray]:
    """Return every column of the state by its name, not copied."""
    found = {
        f"{table}.{name}": column
        for table in TABLES
        for name, column in getattr(state, table)._asdict().items()
    }
    return found | {"accounts": state.accounts}


OF_HOUSEHOLDS = (
    "child_poverty", "working_age_poverty", "poverty_65", "supplemental_poverty", "homeowner_share",
    "homeowners", "homeowners_bottom50", "homeowners_top10", "rent_of_tenants", "median_rent_burden",
    "rent_burdened", "rent_severely_burdened",
)  # fmt: skip


@pytest.fixture(scope="session")
def of_households() -> tuple[str, ...]:
    """Return the figures of table ``macro`` that are not computed where everybody lives alone."""
    return OF_HOUSEHOLDS


@pytest.fixture(scope="session")
def alone() -> dict[str, Any]:
    """Return the values of an economy of people who live alone and are all alike."""
    return ALONE


@pytest.fixture(scope="session")
def build() -> Callable[..., Any]:
    """Return a function that builds a small economy: ``build("neutral", people=2_000, burn_in=12)``."""
    return _build


@pytest.fixture(scope="session")
def columns() -> Callable[[Any], dict[str, np.ndarray]]:
    """Return a function that names every column of a state."""
    return _columns


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Return a function that sets the number of threads; the old number is restored afterwards.

    They share every loop, even those that would not be worth it.
    """
    import numba

    from sim.kernels.parallel import ChunkRule
    from sim.rules import ledger

    monkeypatch.setattr(ChunkRule, "is_worth_threads", lambda self, chunks: True)
    monkeypatch.setattr(ledger, "FEW", 0)
    before = numba.get_num_threads()

    def set_threads(n: int) -> None:
        if n > numba.config.NUMBA_NUM_THREADS:
            pytest.skip(f"needs {n} threads")
        numba.set_num_threads(n)

    yield set_threads
    numba.set_num_threads(before)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs take place here, to the same bits, and save the seconds in which processes start."""
    monkeypatch.setattr("sim.experiments.run.resources.processors", lambda: 1)


@pytest.fixture
def tenfold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Return a function that runs the command in this process: exit status, output, errors."""
    from sim.cli import main

    def call(*arguments: object) -> tuple[Any, str, str]:
        monkeypatch.setattr(sys, "argv", ["tenfold", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return call


@pytest.fixture
def start_cluster(tmp_path: Path) -> Iterator[Callable[[int], tuple[str, list[Any]]]]:
    """Return a function that starts a Dask scheduler and workers as processes: its address, and they.

    They run in a folder of their own.
    """
    pytest.importorskip("distributed")
    (tmp_path / "cluster").mkdir()
    processes: list[Any] = []

    def dask(*arguments: str, errors: int) -> Any:
        command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
        processes.append(subprocess.Popen(command, stderr=errors, text=True, cwd=tmp_path / "cluster"))
        return processes[-1]

    def start(workers: int) -> tuple[str, list[Any]]:
        errors = dask("scheduler", "--port", "0", errors=subprocess.PIPE).stderr
        said = (re.search(r"Scheduler at:\s+(\S+)", line) for line in errors)
        address = next((found[1] for found in said if found), "")
        assert address, "the scheduler did not start"
        threading.Thread(target=errors.read, daemon=True).start()  # so that it can go on to say things
        worker = ("worker", address, "--nthreads", "1", "--no-nanny")
        return address, [dask(*worker, errors=subprocess.DEVNULL) for _ in range(workers)]

    yield start
    for process in processes:
        process.kill()
        process.wait()
