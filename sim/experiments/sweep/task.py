"""The task of a sweep: do one run, in whatever process on whatever machine, and return what is kept of it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

import polars as pl

from sim.experiments.sweep.plan import SweepJob

__all__ = [
    "OTHER_MODEL",
    "OUT_OF_MEMORY",
    "PROCESS_DIED",
    "TOO_LONG",
    "Done",
    "Event",
    "Failure",
    "Progress",
    "Record",
    "Task",
    "explain_failure",
    "simulate_job",
]

OUT_OF_MEMORY, PROCESS_DIED, TOO_LONG = "out of memory", "process died", "too long"
OTHER_MODEL = "other version of the model"
"""Kinds of failure that are no exception of the model."""


class Record(NamedTuple):
    """What is kept of a finished run."""

    run: str
    seed: int
    model: str
    summary: dict[str, float | None]
    series: dict[str, pl.DataFrame]
    seconds: float
    memory: int
    """Largest memory in bytes that the process has held so far."""


class Failure(NamedTuple):
    """A run that could not be done, and why."""

    run: str
    seed: int
    model: str
    kind: str
    """Name of the exception, or one of the kinds above."""
    message: str
    details: str
    """The traceback, or the last words of the process."""


class Progress(NamedTuple):
    """Months of a run that is under way."""

    run: str
    months: int


class Done(NamedTuple):
    """A run that is finished."""

    record: Record


Event = Done | Failure | Progress
Events = Iterator[Event]


class OtherModelError(RuntimeError):
    """The process has another version of the model than the one that planned the sweep."""


class Task(Protocol):
    """Does one job; ``progress`` is called with the months done."""

    def __call__(self, job: SweepJob, progress: Callable[[int], None]) -> Record:
        """Return what is kept of the run."""


def simulate_job(job: SweepJob, progress: Callable[[int], None]) -> Record:
    """Run the scenario of ``job`` in this process.

    Raises
    ------
    OtherModelError
        If this process has another version of the model than the one that planned the sweep.
    """
    from sim.experiments.run.run import simulate
    from sim.experiments.sweep.measures import kept_series, summarise
    from sim.experiments.sweep.plan import model_version
    from sim.records.provenance import peak_memory
    from sim.scenario import Scenario

    if model_version() != job.model:
        raise OtherModelError(
            f"this process has version {model_version()} of the model, the sweep was planned with {job.model}"
        )
    started = time.perf_counter()
    scenario = Scenario.from_tables(job.tables)
    results = simulate(scenario, seed=job.seed, progress=lambda done, _: progress(done))
    return Record(
        run=job.run,
        seed=job.seed,
        model=job.model,
        summary=summarise(results.frames, job.outputs),
        series=kept_series(results.frames, job.series),
        seconds=time.perf_counter() - started,
        memory=peak_memory() or 0,
    )


def explain_failure(job: SweepJob, error: BaseException) -> Failure:
    """Describe what ``job`` raised."""
    kinds = {MemoryError: OUT_OF_MEMORY, OtherModelError: OTHER_MODEL}
    kind = next((kinds[one] for one in kinds if isinstance(error, one)), type(error).__name__)
    message = " ".join(str(error).split()) or kind
    details = "".join(traceback.format_exception(error))
    return Failure(job.run, job.seed, job.model, kind, message, details)
