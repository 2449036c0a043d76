"""Tasks that wait for a process, handed out so that those with the same past meet one that has it.

A task may name its past (``past``, of ``sim.experiments.run.shared_past``); a process keeps the last one.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Sequence
from typing import Generic, TypeVar

from sim.experiments.run.task import Task

__all__ = ["Waiting"]

T = TypeVar("T")


class Waiting(Generic[T]):
    """Tasks by their past, in the order in which they came.

    Parameters
    ----------
    tasks : sequence of Task
        Those that do not name a past have none in common.
    """

    def __init__(self, tasks: Sequence[Task[T]]) -> None:
        self._lock = threading.Lock()
        self._holders: Counter[str] = Counter()
        self._groups: dict[str, deque[tuple[int, Task[T]]]] = {}
        for number, task in enumerate(tasks):
            self._groups.setdefault(getattr(task, "past", ""), deque()).append((number, task))

    def take(self, past: str) -> tuple[int, Task[T]] | None:
        """Return the next task and its number for a process that has ``past``; None if none is left.

        One of the same past, if any waits; else the first whose past no process has; else one of the past
        of which most wait, so that as few pasts as possible are run twice.
        """
        with self._lock:
            if past and past in self._groups:
                return self._pop(past)
            self._holders[past] -= 1
            free = [one for one in self._groups if not one or self._holders[one] <= 0]
            if free:
                chosen = min(free, key=lambda one: self._groups[one][0][0])
            elif self._groups:
                chosen = max(self._groups, key=lambda one: len(self._groups[one]))
            else:
                return None
            self._holders[chosen] += 1
            return self._pop(chosen)

    def _pop(self, past: str) -> tuple[int, Task[T]]:
        taken = self._groups[past].popleft()
        if not self._groups[past]:
            del self._groups[past]
        return taken
