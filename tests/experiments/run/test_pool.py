"""Many small runs: every processor works, none is asked twice, and compiled code is shared."""

import os
import subprocess
from typing import Any

import pytest

from sim.compiling.programs import THREADS
from sim.experiments.run import pool
from sim.experiments.run.pool import Job, processors, run_jobs
from sim.scenario import Scenario


def job(seed: int) -> Job:
    return Job(Scenario.load("neutral", ["run.people=1000", "run.months=2", "run.burn_in_months=1"]), seed)


@pytest.mark.parametrize(("available", "jobs", "expected"), [(8, 3, 2), (8, 2, 4), (2, 5, 1), (1, 2, 1)])
def test_processes_share_the_processors_out(
    monkeypatch: pytest.MonkeyPatch, available: int, jobs: int, expected: int
) -> None:
    asked: list[dict[str, str]] = []

    class StoppedError(Exception):
        """Nothing is started."""

    def start(command: list[str], *, env: dict[str, str], **_: Any) -> None:
        asked.append(env)
        raise StoppedError

    monkeypatch.setattr(pool, "processors", lambda: available)
    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(StoppedError):
        run_jobs([job(seed) for seed in range(jobs)], processes=max(2, min(available, jobs)), progress=False)
    assert {name: asked[0][name] for name in THREADS} == dict.fromkeys(THREADS, str(expected))
    assert asked[0]["NUMBA_CACHE_DIR"] == os.environ["NUMBA_CACHE_DIR"]


def test_only_the_processors_of_this_program_count(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("this system does not bind programs to processors")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3})
    assert processors() == 1


def test_an_ensemble_gives_what_single_runs_give() -> None:
    together = run_jobs([job(1), job(2), job(3)], processes=2, progress=False)
    alone = run_jobs([job(2)], processes=1, progress=False)
    assert [results.seed for results in together] == [1, 2, 3]
    assert together[1].macro.equals(alone[0].macro)
