"""Further programs run these sources, whatever the folder they are started in holds."""

import os
import subprocess
from pathlib import Path

import pytest

from sim.compiling.programs import THREADS, command, environment


@pytest.fixture
def other_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder with a package of the same name that is not ours."""
    (tmp_path / "sim" / "experiments").mkdir(parents=True)
    for module in ("__init__.py", "__main__.py", "experiments/__init__.py", "experiments/worker.py"):
        (tmp_path / "sim" / module).write_text("raise SystemExit('not ours')\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_package_of_the_same_name_is_not_run_instead(other_folder: Path) -> None:
    done = subprocess.run(command("sim", "--version"), env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("tenfold ")


def test_an_ensemble_runs_these_sources_too(other_folder: Path) -> None:
    from sim.experiments.run.pool import Job, run_jobs
    from sim.scenario import Scenario

    scenario = Scenario.load("neutral", ["run.people=1000", "run.burn_in_months=1", "run.months=1"])
    results = run_jobs([Job(scenario, seed) for seed in (1, 2)], processes=2)
    assert len(results) == 2


def test_threads_are_limited_only_where_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in THREADS:
        monkeypatch.setenv(name, "7")
    assert {environment()[name] for name in THREADS} == {"7"}
    assert {environment(threads=2)[name] for name in THREADS} == {"2"}


def test_what_the_user_put_on_the_path_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["/one", "/two"]))
    assert environment()["PYTHONPATH"].split(os.pathsep)[1:] == ["/one", "/two"]
    monkeypatch.setenv("PYTHONPATH", "")
    assert os.pathsep not in environment()["PYTHONPATH"]
