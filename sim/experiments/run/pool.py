"""Many runs at once, each in a process of its own.

The workers are fresh interpreters (``python -m sim.experiments.run.worker``) that read jobs from a pipe. So a
script or a notebook may call ``compare`` without a main guard, each worker keeps its compiled code between
runs, and a run gives the same numbers as it does alone.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import IO, Any, NamedTuple, Protocol, TypeVar

from sim.compiling.programs import command, environment
from sim.errors import UserError
from sim.experiments.run.run import ProgressCallback, Results, progress_bar, simulate
from sim.scenario import Scenario

__all__ = ["Job", "Task", "processors", "run_jobs"]


POLL = 0.2  # seconds
Advance = Callable[[int, int], None]

T_co = TypeVar("T_co", covariant=True)


class Task(Protocol[T_co]):
    """What a process can do: it is pickled, run elsewhere, and what it returns comes back pickled."""

    @property
    def months(self) -> int:
        """Months to simulate in all."""

    def run(self, progress: ProgressCallback | None = None) -> T_co:
        """Do the task; ``progress`` is told the months done and their total."""


class Job(NamedTuple):
    """One run to be done."""

    scenario: Scenario
    seed: int

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        return self.scenario.run.burn_in_months + self.scenario.run.months

    def run(self, progress: ProgressCallback | None = None) -> Results:
        """Run the scenario."""
        return simulate(self.scenario, seed=self.seed, progress=progress)

    def __str__(self) -> str:
        return f"{self.scenario.name} (seed {self.seed})"


def run_jobs(
    jobs: Sequence[Task[T_co]],
    *,
    processes: int | None = None,
    progress: bool = True,
    label: str = "All runs",
) -> list[T_co]:
    """Do all ``jobs`` and return their results in the same order.

    Parameters
    ----------
    jobs : sequence of Job or other tasks
        What to run.
    processes : int or None
        Runs at the same time; by default as many as there are processors for this program. They share the
        processors out between them. With 1 nothing is started and each run uses every processor.
    progress : bool
        Show a progress bar on a terminal.
    label : str
        Words beside the bar.

    Raises
    ------
    UserError
        As a single run does, or if a worker process dies, for want of memory for example.
    """
    if processes is not None and processes < 1:
        raise UserError(f"processes is {processes}; it must be at least 1.")
    workers = min(processes or processors(), len(jobs))
    with progress_bar(progress) as bar:
        task = bar.add_task(label, total=sum(job.months for job in jobs))
        done = [0] * len(jobs)

        def advance(number: int, months: int) -> None:
            done[number] = months
            bar.update(task, completed=sum(done))

        if workers <= 1:
            results = []
            for number, job in enumerate(jobs):
                bar.update(task, description=f"{label}: {job}")
                report = partial(_pass_on, advance, number)
                results.append(job.run(report))
            return results
        return _run_in_processes(jobs, workers, advance)


def _pass_on(advance: Advance, number: int, done: int, _total: int) -> None:
    advance(number, done)


def _run_in_processes(jobs: Sequence[Task[T_co]], workers: int, advance: Advance) -> list[T_co]:
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(jobs)):
        waiting.put(number)
    outbox: queue.SimpleQueue[tuple[int, str, Any]] = queue.SimpleQueue()
    processes = [_start_worker(max(1, processors() // workers)) for _ in range(workers)]
    threads = [
        threading.Thread(target=_feed, args=(process, jobs, waiting, outbox), daemon=True)
        for process in processes
    ]
    results: dict[int, T_co] = {}
    try:
        for thread in threads:
            thread.start()
        missing = len(jobs)
        while missing:
            try:
                number, kind, content = outbox.get(timeout=POLL)
            except queue.Empty:  # a wait without end would not notice an interrupt
                continue
            match kind:
                case "month":
                    advance(number, content)
                case "results":
                    results[number] = content
                    advance(number, jobs[number].months)
                    missing -= 1
                case "error":
                    raise content
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)
    return [results[number] for number in range(len(jobs))]


def processors() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start_worker(threads: int) -> subprocess.Popen[bytes]:
    """Start a process that runs jobs on its share of the processors; all find the same compiled code."""
    return subprocess.Popen(
        command("sim.experiments.run.worker"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(threads),
    )


def _feed(
    process: subprocess.Popen[bytes],
    jobs: Sequence[Task[Any]],
    waiting: queue.SimpleQueue[int],
    outbox: queue.SimpleQueue[tuple[int, str, Any]],
) -> None:
    """Hand jobs to one worker until none is left, and pass on what it says."""
    assert process.stdin is not None
    assert process.stdout is not None
    while True:
        try:
            number = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            pickle.dump(jobs[number], process.stdin)
            process.stdin.flush()
            kind = "month"
            while kind == "month":
                kind, content = pickle.load(process.stdout)
                outbox.put((number, kind, content))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            outbox.put((number, "error", UserError(f"{jobs[number]}: {_last_words(process)}")))
            return
        if kind == "error":
            return


def _last_words(process: subprocess.Popen[bytes]) -> str:
    """Say in words why a worker is silent."""
    try:
        code = process.wait(timeout=5.0)
    except subprocess.TimeoutExpired:
        return "its process stopped answering before the run was done."
    if code == -9:
        return (
            "the system ended its process, probably for want of memory; use fewer people or fewer processes."
        )
    return f"its process ended before the run was done (exit status {code})."


def _close(pipe: IO[bytes]) -> None:
    """Close a pipe to a process that may be gone."""
    try:
        pipe.close()
    except OSError:
        return
