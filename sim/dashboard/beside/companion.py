"""Processes beside the server that live through further economies: one for luck, one for what is waited for.

A process starts when something is asked for and ends when nothing is left to do, or with the server. What a
page asked for before and does not want any more is given up at once, by ending the process.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

from sim.experiments.run.pool import Pool
from sim.experiments.run.resources import Resources
from sim.experiments.run.task import Failure, ProgressCallback, Task

__all__ = ["ASKED_FOR", "COMPANION", "Companion"]

LOWEST = 19
"""Priority that leaves the processors to the page, and to everything else, whenever they are wanted."""
LOWER = 5
"""Priority after the page, not after all that runs on the machine."""

Heard = Callable[[Any], None]
"""Is given the result of each task, None of one that failed."""


class Wanted(NamedTuple):
    """What is asked for under one name: tasks that are left, and who is told of each."""

    tasks: deque[Task[Any]]
    heard: Heard


class Companion:
    """Does tasks one after the other in one process; those asked for last come first.

    Parameters
    ----------
    niceness : int
        Priority of the process: 0 that of everybody, 19 the lowest.
    """

    def __init__(self, niceness: int = LOWEST) -> None:
        self._niceness = niceness
        self._wanted: dict[Hashable, Wanted] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pool: Pool | None = None
        self._doing: Wanted | None = None

    def want(self, name: Hashable, tasks: Sequence[Task[Any]], heard: Heard) -> None:
        """Have ``tasks`` done in the place of those that were wanted under this name.

        Parameters
        ----------
        name : hashable
            Of whoever asks.
        tasks : sequence of Task
            What to do, in this order.
        heard : callable
            Is given each result, from another thread; None of a task that failed: the terminal says why.
        """
        with self._lock:
            self._drop(name)
            self._wanted[name] = Wanted(deque(tasks), heard)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="tenfold companion", daemon=True)
                self._thread.start()

    def forget(self, name: Hashable) -> None:
        """Give up what is wanted under this name."""
        with self._lock:
            self._drop(name)

    def close(self) -> None:
        """Give up everything, and end the process."""
        with self._lock:
            self._wanted.clear()
            if self._pool is not None:
                self._pool.close()

    def _drop(self, name: Hashable) -> None:
        wanted = self._wanted.pop(name, None)
        if wanted is not None and wanted is self._doing and self._pool is not None:
            self._pool.close()

    def _work(self) -> None:
        """Do one task after the other until none is left; the process ends then."""
        while True:
            with self._lock:
                wanted = next((one for one in reversed(self._wanted.values()) if one.tasks), None)
                if wanted is None:
                    if self._pool is not None:
                        self._pool.close()
                    self._pool = self._doing = self._thread = None
                    return
                task, self._doing = wanted.tasks.popleft(), wanted
                fresh = self._pool is None or self._pool.closed
                if fresh:
                    self._pool = Pool(Resources(1, 0))
                pool = self._pool
            assert pool is not None
            if fresh:
                pool.probe(_StepBack(self._niceness))
            result = pool.probe(task)
            with self._lock:
                self._doing = None
                known = any(one is wanted for one in self._wanted.values())
            if not known:
                continue
            if isinstance(result, Failure):
                print(f"{task}: {result.message}", file=sys.stderr)
                result = None
            wanted.heard(result)


class _StepBack(NamedTuple):
    """The first task of a process: let everything else go first."""

    niceness: int
    months: int = 0

    def run(self, progress: ProgressCallback | None = None) -> None:
        """Take a low priority, where the system has one."""
        if hasattr(os, "setpriority"):
            own = os.getpriority(os.PRIO_PROCESS, 0)  # of the server, which may have stepped back itself
            os.setpriority(os.PRIO_PROCESS, 0, max(own, self.niceness))

    def __str__(self) -> str:
        return "a low priority"


COMPANION = Companion()
"""The process of a server for what nobody has asked for; all pages share it."""
ASKED_FOR = Companion(LOWER)
"""The process for what a visitor waits for: it does not stand behind what the other one does."""

for one in (COMPANION, ASKED_FOR):
    atexit.register(one.close)
