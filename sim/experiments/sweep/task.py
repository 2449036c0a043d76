"""What a sweep asks of a process, on whatever machine: one run, and what is kept of it."""

from __future__ import annotations

import time
from typing import NamedTuple, Protocol

import polars as pl

from sim.experiments.run.run import simulate
from sim.experiments.run.shared_past import simulate_from_past
from sim.experiments.run.task import ProgressCallback
from sim.experiments.sweep.measures import kept_series, summarise
from sim.experiments.sweep.plan import SweepJob
from sim.records.provenance import model_version, peak_memory
from sim.scenario import Scenario

__all__ = ["OTHER_MODEL", "Record", "Simulate", "SweepTask", "simulate_job"]


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


class OtherModelError(RuntimeError):
    """The process has another version of the model than the one that planned the sweep."""


OTHER_MODEL = OtherModelError.__name__
"""Kind of the failure of a run that met another version of the model."""


class Simulate(Protocol):
    """Does one job; ``progress`` is told the months done and their total."""

    def __call__(self, job: SweepJob, progress: ProgressCallback | None = None) -> Record:
        """Return what is kept of the run."""


def simulate_job(job: SweepJob, progress: ProgressCallback | None = None) -> Record:
    """Run the scenario of ``job`` in this process.

    Raises
    ------
    OtherModelError
        If this process has another version of the model than the one that planned the sweep.
    """
    here = model_version(job.tables["run"]["data"])
    if here != job.model:
        raise OtherModelError(
            f"this process has version {here} of the model, the sweep was planned with {job.model}"
        )
    started = time.perf_counter()
    scenario = Scenario.from_tables(job.tables)
    if job.past:
        results = simulate_from_past(scenario, job.seed, job.past, progress)
    else:
        results = simulate(scenario, seed=job.seed, progress=progress)
    return Record(
        run=job.run,
        seed=job.seed,
        model=job.model,
        summary=summarise(results.frames, job.outputs, results.scenario.extensions.columns),
        series=kept_series(results.frames, job.series),
        seconds=time.perf_counter() - started,
        memory=peak_memory() or 0,
    )


class SweepTask(NamedTuple):
    """A job of a sweep with what does it: a function of an importable module."""

    job: SweepJob
    simulate: Simulate = simulate_job

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        return self.job.months

    @property
    def past(self) -> str:
        """Identity of the months before month 0, where other runs share them."""
        return self.job.past

    def run(self, progress: ProgressCallback | None = None) -> Record:
        """Do the job."""
        return self.simulate(self.job, progress)

    def __str__(self) -> str:
        return f"run {self.job.run} (seed {self.job.seed})"
