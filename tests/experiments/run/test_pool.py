"""Many runs at once: results as alone, processors and memory shared out, processes that fail."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim.errors import UserError
from sim.experiments.run import pool, resources
from sim.experiments.run.pool import Job, Pool, run_jobs
from sim.experiments.run.resources import GIGABYTE, Resources, processors
from sim.experiments.run.task import OUT_OF_MEMORY, PROCESS_DIED, TOO_LONG, Failed, Finished
from sim.scenario import Scenario

ROOT = str(Path(__file__).parents[3])


def job(seed: int) -> Job:
    return Job(Scenario.load("neutral", ["run.people=1000", "run.months=2", "run.burn_in_months=1"]), seed)


def test_an_ensemble_gives_what_single_runs_give() -> None:
    together = run_jobs([job(1), job(2), job(3)], processes=2, progress=False)
    alone = run_jobs([job(2)], processes=1, progress=False)
    assert [results.seed for results in together] == [1, 2, 3]
    assert together[1].macro.equals(alone[0].macro)


@pytest.mark.parametrize(("available", "chores", "expected"), [(8, 3, 2), (8, 2, 4), (2, 5, 1)])
def test_processes_share_the_processors_out(invented, monkeypatch, available, chores, expected) -> None:
    monkeypatch.setattr(pool, "processors", lambda: available)
    names = [f"chore {number}" for number in range(chores)]
    done = run_jobs([invented.Chore(name) for name in names], processes=min(3, available), progress=False)
    assert done == [f"{name} on {expected}" for name in names]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_run_whose_process_is_killed_is_tried_again(invented, tmp_path) -> None:
    chores = [invented.Chore("calm"), invented.Chore("tried", "is killed once", str(tmp_path / "mark"))]
    assert run_jobs(chores, processes=2, progress=False) == [
        f"{name} on {max(1, processors() // 2)}" for name in ("calm", "tried")
    ]
    assert (tmp_path / "mark").exists()


def test_a_run_whose_process_dies_again_is_one_sentence_that_names_it(invented) -> None:
    chores = [invented.Chore("calm"), invented.Chore("wild", "dies")]
    with pytest.raises(UserError, match=r"^wild: the process ended with status 3, 2 times") as caught:
        run_jobs(chores, processes=2, progress=False)
    assert str(caught.value).endswith("; use fewer people or fewer processes.")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="bounds memory on Linux only")
def test_a_run_that_needs_more_than_its_share_is_one_sentence(invented, monkeypatch) -> None:
    monkeypatch.setattr(resources, "available_memory", lambda: 2.5 * GIGABYTE)
    sentence = r"^large: out of memory; it may hold 1\.0 GB; use fewer people or fewer processes\.$"
    with pytest.raises(UserError, match=sentence):
        run_jobs([invented.Chore("small"), invented.Chore("large", "is greedy")], processes=2)


def test_an_error_in_a_process_is_the_error_of_the_caller(invented) -> None:
    wrong = Job(Scenario.load("baseline"), "no seed")  # type: ignore[arg-type]
    with pytest.raises(UserError, match="seed is 'no seed'") as caught:
        run_jobs([wrong, wrong], processes=2)
    assert caught.value.__notes__ == ["in the run of baseline (seed no seed)"]
    with pytest.raises(UserError, match=r"^this cannot be done\."):
        run_jobs([invented.Chore("this", "is refused")] * 2, processes=2)
    with pytest.raises(RuntimeError, match=r"odd: OddError: 1 and two\n(.|\n)*in run"):
        run_jobs([invented.Chore("odd", "raises")] * 2, processes=2)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="bounds memory on Linux only")
def test_no_failure_touches_the_other_runs(invented) -> None:
    faults = ("", "dies", "is greedy", "sleeps", "raises", "")
    chores = [invented.Chore(f"chore {number}", fault) for number, fault in enumerate(faults)]
    with Pool(Resources(2, GIGABYTE), minutes=0.05) as workers:
        events = list(workers.run(chores))
    assert sorted(event.number for event in events) == list(range(6))
    results = {event.number: event.result for event in events if isinstance(event, Finished)}
    kinds = {event.number: event.failure.kind for event in events if isinstance(event, Failed)}
    assert results == {0: "chore 0 on 1", 5: "chore 5 on 1"}
    assert kinds == {1: PROCESS_DIED, 2: OUT_OF_MEMORY, 3: TOO_LONG, 4: "OddError"}
    assert all(place.process is None for place in workers.places)


def test_a_script_needs_no_main_guard(tmp_path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from sim import compare\n"
        "result = compare('neutral', seeds=1, people=1000, months=1, processes=2)\n"
        "print(result)\n"
    )
    environment = {**os.environ, "PYTHONPATH": ROOT}
    done = subprocess.run([sys.executable, str(script)], cwd=ROOT, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert b"neutral against baseline" in done.stdout
    assert done.stderr == b""


SILENT = """
from invented_runs import Chore
from sim.experiments.run import pool, resources

start = pool._start

def start_and_tell(*arguments):
    child = start(*arguments)
    print(f"{child.pid}\\n", end="", flush=True)
    return child

pool._start = start_and_tell
pool.run_jobs([Chore("one", "sleeps"), Chore("other", "sleeps")], processes=2)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupt_ends_the_processes_even_while_they_are_silent(invented) -> None:
    folders = os.pathsep.join([ROOT, str(Path(invented.__file__).parent)])
    parent = subprocess.Popen(
        [sys.executable, "-c", SILENT],
        env={**os.environ, "PYTHONPATH": folders},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert parent.stdout is not None
    children = [int(parent.stdout.readline()) for _ in range(2)]
    parent.send_signal(signal.SIGINT)
    _, error = parent.communicate(timeout=20)
    assert b"KeyboardInterrupt" in error
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)
