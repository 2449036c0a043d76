"""Many runs at once, in processes that may crash, hang or run out of memory without harm to the others.

Each place of the pool is a thread that feeds one fresh interpreter (``sim.experiments.run.worker``) through a
pipe. So a script or a notebook needs no main guard, compiled code is loaded once a process, and a run gives
the same numbers as it does alone.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import IO, Any, NamedTuple, TypeVar

from sim.compiling.programs import command, environment
from sim.errors import UserError
from sim.experiments.run.estimate import refuse_too_large
from sim.experiments.run.progress import loading, reporting
from sim.experiments.run.resources import GIGABYTE, Resources, find_resources, processors
from sim.experiments.run.run import Results, simulate
from sim.experiments.run.task import (
    OUT_OF_MEMORY,
    PROCESS_DIED,
    TOO_LONG,
    Event,
    Failed,
    Failure,
    Finished,
    MonthsDone,
    ProgressCallback,
    Task,
    scenarios_of,
)
from sim.experiments.run.waiting import Waiting
from sim.scenario import Scenario

__all__ = ["Job", "Pool", "run_jobs"]

ATTEMPTS = 2
"""Times that a run is tried whose process dies: the system may have ended it for the sake of another."""
POLL = 0.2
"""Seconds after which a wait looks up: some systems do not interrupt one without end."""

T = TypeVar("T")


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
    jobs: Sequence[Task[T]],
    *,
    processes: int | None = None,
    progress: bool = True,
    label: str = "All runs",
    keep: Callable[[int, T], None] | None = None,
    anyway: bool | None = None,
) -> list[T]:
    """Do all ``jobs`` and return their results in the same order.

    Parameters
    ----------
    jobs : sequence of Job or other tasks
        What to run.
    processes : int or None
        Runs at the same time; by default as many as there are processors for this program. They share the
        processors and the free memory out between them. With 1 nothing is started and each run uses all.
    progress : bool
        Tell on the error stream how far it is: by a bar on a terminal, else by a line a minute.
    label : str
        What is done, in words.
    keep : callable or None
        Is given the number of a job and its result as soon as that is there.
    anyway : bool or None
        Start also where there is not the memory for so many runs at once; None where nobody can choose.

    Raises
    ------
    UserError
        As a single run does, or if the process of a run dies again and again, for want of memory for example.
    """
    workers = min(find_resources(processes).processes, len(jobs))
    refuse_too_large(scenarios_of(jobs), at_once=max(1, workers), anyway=anyway)
    with reporting(label, sum(job.months for job in jobs), show=progress) as report, loading(report):
        done = [0] * len(jobs)

        def advance(number: int, months: int, _total: int = 0) -> None:
            done[number] = months
            report.update(sum(done))

        if workers <= 1:
            alone = []
            for number, job in enumerate(jobs):
                report.words = f"{label}, {job}"
                alone.append(job.run(partial(advance, number)))
                if keep is not None:
                    keep(number, alone[-1])
            return alone
        results: dict[int, T] = {}
        with Pool(find_resources(workers), threads=max(1, processors() // workers)) as pool:
            for event in pool.run(jobs):
                match event:
                    case MonthsDone(number, months):
                        advance(number, months)
                    case Finished(number, result):
                        results[number] = result
                        if keep is not None:
                            keep(number, result)
                        advance(number, jobs[number].months)
                    case Failed(number, failure):
                        raise _as_error(jobs[number], failure)
        return [results[number] for number in range(len(jobs))]


def _as_error(job: Task[Any], failure: Failure) -> Exception:
    """Return what ends a comparison of which one run failed."""
    if failure.kind in (OUT_OF_MEMORY, PROCESS_DIED):
        (scenario,) = scenarios_of([job]) or (None,)
        names = [plugin.name for plugin in getattr(scenario, "plugins", ())]
        theirs = f", or see whether {' or '.join(names)} ends the process" if names else ""
        return UserError(f"{job}: {failure.message}; use fewer people or fewer processes{theirs}.")
    return failure.error or RuntimeError(f"{job}: {failure.kind}: {failure.message}\n{failure.details}")


class Pool:
    """Processes that do tasks; a context manager that leaves none behind.

    Parameters
    ----------
    resources : Resources
        From ``find_resources``.
    threads : int
        Threads of each process.
    minutes : float or None
        Longest time of one task.
    """

    def __init__(self, resources: Resources, *, threads: int = 1, minutes: float | None = None) -> None:
        self.resources = resources
        self.threads = threads
        self.minutes = minutes
        self.places = [_Place(self) for _ in range(resources.processes)]
        self.closed = False

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every process at once."""
        self.closed = True
        for place in self.places:
            place.end()

    def probe(self, task: Task[T]) -> T | Failure:
        """Do one task on the first process, without a limit of time, before the others start.

        Compiled code is then in the cache that all processes share.
        """
        return self.places[0].do(task, lambda _: None, None)

    def run(self, tasks: Sequence[Task[T]]) -> Iterator[Event[T]]:
        """Do all tasks; yield months done, and a result or a failure for each task, as they come."""
        waiting = Waiting(tasks)
        outbox: queue.SimpleQueue[Event[T] | BaseException] = queue.SimpleQueue()
        places = self.places[: len(tasks)]
        threads = [
            threading.Thread(target=place.work, args=(waiting, outbox), daemon=True) for place in places
        ]
        for thread in threads:
            thread.start()
        missing = len(tasks)
        while missing:
            try:
                event = outbox.get(timeout=POLL)
            except queue.Empty:
                continue
            if isinstance(event, BaseException):
                raise event
            missing -= not isinstance(event, MonthsDone)
            yield event
        for thread in threads:
            thread.join()


class _Place:
    """One place of the pool: a process, started when needed and again after it died."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.process: subprocess.Popen[bytes] | None = None
        self.lock = threading.Lock()

    def work(self, waiting: Waiting[T], outbox: queue.SimpleQueue[Event[T] | BaseException]) -> None:
        """Do tasks until none is waiting."""
        seconds = None if self.pool.minutes is None else 60.0 * self.pool.minutes
        past = ""
        while not self.pool.closed:
            taken = waiting.take(past)
            if taken is None:
                return
            number, task = taken
            past = getattr(task, "past", "")
            try:
                result = self.do(task, partial(_report, outbox, number), seconds)
            except BaseException as error:
                outbox.put(error)
                return
            outbox.put(Failed(number, result) if isinstance(result, Failure) else Finished(number, result))

    def do(self, task: Task[T], progress: Callable[[int], None], seconds: float | None) -> T | Failure:
        """Do one task, again if the process dies."""
        words = "the processes were ended"
        for _ in range(ATTEMPTS):
            process = self._started()
            if process is None:
                break
            late = threading.Event()
            timer = threading.Timer(seconds, self._end_late, (process, late)) if seconds else None
            try:
                result: T | Failure = _ask(process, task, timer, progress)
                if isinstance(result, Failure) and result.kind == OUT_OF_MEMORY:
                    self._bury(process)  # what it holds may be in pieces: the next task gets a fresh one
                    return result._replace(message=result.message + self._bound())
                return result
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                words = f"the process {self._bury(process)}, {ATTEMPTS} times{self._bound()}"
                if late.is_set():
                    return Failure(TOO_LONG, f"the run took longer than {self.pool.minutes:g} minutes")
            finally:
                if timer is not None:
                    timer.cancel()
        return Failure(PROCESS_DIED, words)

    def end(self) -> None:
        """End the process."""
        with self.lock:
            process = self.process
        if process is not None:
            self._bury(process)

    def _started(self) -> subprocess.Popen[bytes] | None:
        """Return the process, a new one if need be; None once the pool is closed."""
        with self.lock:
            if self.pool.closed:
                return None
            if self.process is None or self.process.poll() is not None:
                self.process = _start(self.pool.resources.memory, self.pool.threads)
            return self.process

    def _end_late(self, process: subprocess.Popen[bytes], late: threading.Event) -> None:
        late.set()
        process.kill()

    def _bury(self, process: subprocess.Popen[bytes]) -> str:
        """End a process, release what it held, and say how it ended."""
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with self.lock:
            if self.process is process:
                self.process = None
        return f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"

    def _bound(self) -> str:
        memory = self.pool.resources.memory
        return f"; it may hold {memory / GIGABYTE:.1f} GB" if memory else ""


def _report(outbox: queue.SimpleQueue[Any], number: int, months: int) -> None:
    outbox.put(MonthsDone(number, months))


def _start(memory: int, threads: int) -> subprocess.Popen[bytes]:
    """Start a process on its share of the processors; all find the same compiled code."""
    return subprocess.Popen(
        command("sim.experiments.run.worker", str(memory)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(threads),
    )


def _ask(
    process: subprocess.Popen[bytes],
    task: Task[T],
    timer: threading.Timer | None,
    progress: Callable[[int], None],
) -> T | Failure:
    """Hand ``task`` to a process and wait for what comes of it; time runs from when the process has it."""
    _send(process.stdin, task)
    assert process.stdout is not None
    while True:
        kind, content = pickle.load(process.stdout)
        match kind:
            case "begun":
                if timer is not None:
                    timer.start()
            case "months":
                progress(content)
            case _:
                result: T | Failure = content
                return result


def _send(pipe: IO[bytes] | None, content: Any) -> None:
    assert pipe is not None
    with contextlib.suppress(BrokenPipeError):  # the answer will say that the process is gone
        pickle.dump(content, pipe)
        pipe.flush()
