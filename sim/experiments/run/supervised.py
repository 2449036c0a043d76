"""The runs of a sweep on this machine: processes that may crash, hang or run out of memory without harm.

Each place of the pool is a thread that feeds one fresh interpreter
(``sim.experiments.run.supervised_worker``). So a script or notebook needs no main guard, compiled code is
loaded once a process, and what happens to one process touches no other. Only the caller writes results.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple

from sim.compiling.programs import command, environment
from sim.errors import UserError
from sim.experiments.sweep.plan import SweepJob
from sim.experiments.sweep.task import (
    OUT_OF_MEMORY,
    PROCESS_DIED,
    TOO_LONG,
    Done,
    Event,
    Failure,
    Progress,
    Record,
    Task,
    simulate_job,
)

__all__ = ["Pool", "Resources", "find_resources"]

GIGABYTE = 1024**3
LEAST_MEMORY = GIGABYTE
FAIR_PART = 0.8
"""Part of the memory that is free which the processes may take together."""
ATTEMPTS = 2
"""Times that a run is tried whose process dies: the system may have ended it for the sake of another."""


class Resources(NamedTuple):
    """What the machine offers: processes, and the bound on the memory of each in bytes."""

    processes: int
    memory: int


def find_resources(processes: int | None = None, memory_gb: float | None = None) -> Resources:
    """Return how many processes to use and what each may hold.

    Parameters
    ----------
    processes : int or None
        As many as given; by default one for every processor this process may use.
    memory_gb : float or None
        Bound for each; by default a fair part of the memory that is free, at least 1 GB.
    """
    if processes is not None and processes < 1:
        raise UserError(f"processes is {processes}; it must be at least 1.")
    number = processes or _processors()
    if memory_gb is not None:
        return Resources(number, round(memory_gb * GIGABYTE))
    free = _free_memory()
    return Resources(number, max(LEAST_MEMORY, round(FAIR_PART * free / number)) if free else 0)


class Pool:
    """Processes that do runs; a context manager that leaves none behind.

    Parameters
    ----------
    resources : Resources
        From ``find_resources``.
    minutes : float or None
        Longest time of one run.
    task : Task
        What a process does with a job; a function of an importable module.
    """

    def __init__(
        self, resources: Resources, *, minutes: float | None = None, task: Task = simulate_job
    ) -> None:
        self.resources = resources
        self.minutes = minutes
        self.task = task
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

    def probe(self, job: SweepJob) -> Record | Failure:
        """Do one job on the first process, without a limit of time, before the others start.

        Compiled code is then in the cache that all processes share.
        """
        return self.places[0].do(job, lambda _: None, None)

    def run(self, jobs: Sequence[SweepJob]) -> Iterator[Event]:
        """Do all jobs; yield progress, and a record or a failure for each, as they come."""
        waiting = deque(jobs)
        outbox: queue.SimpleQueue[Event | BaseException] = queue.SimpleQueue()
        places = self.places[: len(jobs)]
        threads = [
            threading.Thread(target=place.work, args=(waiting, outbox), daemon=True) for place in places
        ]
        for thread in threads:
            thread.start()
        missing = len(jobs)
        while missing:
            event = outbox.get()
            if isinstance(event, BaseException):
                raise event
            missing -= not isinstance(event, Progress)
            yield event
        for thread in threads:
            thread.join()


class _Place:
    """One place of the pool: a process, started when needed and again after it died."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.process: subprocess.Popen[bytes] | None = None
        self.ready: subprocess.Popen[bytes] | None = None
        self.lock = threading.Lock()

    def work(self, waiting: deque[SweepJob], outbox: queue.SimpleQueue[Event | BaseException]) -> None:
        """Do jobs until none is waiting."""
        seconds = None if self.pool.minutes is None else 60.0 * self.pool.minutes
        while not self.pool.closed:
            try:
                job = waiting.popleft()
            except IndexError:
                return
            try:
                result = self.do(job, partial(_report, outbox, job.run), seconds)
            except BaseException as error:
                outbox.put(error)
                return
            outbox.put(result if isinstance(result, Failure) else Done(result))

    def do(self, job: SweepJob, progress: Callable[[int], None], seconds: float | None) -> Record | Failure:
        """Do one job, again if the process dies."""
        words = ""
        for _ in range(ATTEMPTS):
            process = self._started()
            late = threading.Event()
            timer = threading.Timer(seconds, self._end_late, (process, late)) if seconds else None
            try:
                self._await_ready(process)
                if timer is not None:
                    timer.start()
                result = _ask(process, job, progress)
                if isinstance(result, Failure) and result.kind == OUT_OF_MEMORY:
                    self._bury(process)  # what it holds may be in pieces: the next run gets a fresh one
                return result
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                words = self._bury(process)
                if late.is_set():
                    message = f"the run took longer than {self.pool.minutes:g} minutes"
                    return Failure(job.run, job.seed, job.model, TOO_LONG, message, "")
                if self.pool.closed:
                    break
            finally:
                if timer is not None:
                    timer.cancel()
        return Failure(job.run, job.seed, job.model, PROCESS_DIED, words, "")

    def end(self) -> None:
        """End the process."""
        with self.lock:
            process = self.process
        if process is not None:
            process.kill()
            self._bury(process)

    def _started(self) -> subprocess.Popen[bytes]:
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                if self.pool.closed:
                    raise EOFError("the pool is closed")
                self.process = _start(self.pool.task, self.pool.resources.memory)
            return self.process

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until a process that was just started can take jobs: no run is to be charged for that."""
        if self.ready is not process:
            assert process.stdout is not None
            pickle.load(process.stdout)
            self.ready = process

    def _end_late(self, process: subprocess.Popen[bytes], late: threading.Event) -> None:
        late.set()
        process.kill()

    def _bury(self, process: subprocess.Popen[bytes]) -> str:
        """Release what a dead process held and say how it ended."""
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with self.lock:
            if self.process is process:
                self.process = None
        bound = (
            f"; it may hold {self.pool.resources.memory / GIGABYTE:.1f} GB"
            if self.pool.resources.memory
            else ""
        )
        how = f"was ended by signal {-code}" if code < 0 else f"ended with status {code}"
        return f"the process {how}, {ATTEMPTS} times{bound}"


def _report(outbox: queue.SimpleQueue[Event | BaseException], run: str, months: int) -> None:
    outbox.put(Progress(run, months))


def _start(task: Task, memory: int) -> subprocess.Popen[bytes]:
    """Start a process on one thread: the processes share the processors."""
    process = subprocess.Popen(
        command("sim.experiments.run.supervised_worker"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(threads=1),
    )
    _send(process.stdin, (task, memory))
    return process


def _ask(
    process: subprocess.Popen[bytes], job: SweepJob, progress: Callable[[int], None]
) -> Record | Failure:
    """Hand ``job`` to a process and wait for what comes of it."""
    _send(process.stdin, job)
    assert process.stdout is not None
    while True:
        kind, content = pickle.load(process.stdout)
        match kind:
            case "month":
                progress(content)
            case "record" | "failure":
                result: Record | Failure = content
                return result


def _send(pipe: IO[bytes] | None, content: Any) -> None:
    assert pipe is not None
    with contextlib.suppress(BrokenPipeError):  # the answer will say that the process is gone
        pickle.dump(content, pipe)
        pipe.flush()


def _processors() -> int:
    """Return the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _free_memory() -> int:
    """Return bytes that are free, within the bounds of a container; 0 where the system does not tell."""
    found = []
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                found.append(1024 * int(line.split()[1]))
    with contextlib.suppress(OSError, ValueError):
        bound = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
        used = int(Path("/sys/fs/cgroup/memory.current").read_text(encoding="ascii"))
        found.append(max(0, bound - used))
    return min(found, default=0)
