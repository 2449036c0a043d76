"""What a process can be asked to do, and what is heard of it: months, a result, or a failure."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

__all__ = [
    "OUT_OF_MEMORY",
    "PROCESS_DIED",
    "TOO_LONG",
    "Event",
    "Failed",
    "Failure",
    "Finished",
    "MonthsDone",
    "ProgressCallback",
    "Task",
    "explain_failure",
    "scenarios_of",
]

OUT_OF_MEMORY, PROCESS_DIED, TOO_LONG = "out of memory", "process died", "too long"
"""Kinds of failure that are no exception of the model."""

ProgressCallback = Callable[[int, int], None]
"""Told the months done and their total."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Task(Protocol[T_co]):
    """A run, or several that belong together; pickled on the way to a process, as its result on the way back.

    ``str(task)`` names it in errors.
    """

    @property
    def months(self) -> int:
        """Months to simulate in all."""

    def run(self, progress: ProgressCallback | None = None) -> T_co:
        """Do the task."""


class Failure(NamedTuple):
    """Why a task could not be done."""

    kind: str
    """Name of the exception, or one of the kinds above."""
    message: str
    details: str = ""
    """The traceback."""
    error: Exception | None = None
    """The exception itself, where it can be pickled."""


class MonthsDone(NamedTuple):
    """How far a task is that is under way."""

    number: int
    """Place of the task among those handed in, as below."""
    months: int


class Finished(NamedTuple, Generic[T]):
    """A task that is done."""

    number: int
    result: T


class Failed(NamedTuple):
    """A task that could not be done."""

    number: int
    failure: Failure


def scenarios_of(tasks: Iterable[Task[Any]]) -> list[Any]:
    """Return the scenarios that tasks name, for what they will take; a task need not name one."""
    named = (getattr(task, "scenario", getattr(task, "story", None)) for task in tasks)
    return [scenario for scenario in named if scenario is not None]


Event: TypeAlias = MonthsDone | Finished[T] | Failed


def explain_failure(error: Exception) -> Failure:
    """Describe what a task raised."""
    kind = OUT_OF_MEMORY if isinstance(error, MemoryError) else type(error).__name__
    message = " ".join(str(error).split()) or kind
    details = "".join(traceback.format_exception(error))
    return Failure(kind, message, details, error if _is_portable(error) else None)


def _is_portable(error: Exception) -> bool:
    """Tell whether an exception comes out of a pickle as it went in."""
    try:
        return isinstance(pickle.loads(pickle.dumps(error)), Exception)
    except Exception:
        return False
