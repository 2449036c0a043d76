"""By what means a sweep is done: rounds of an adaptive design, limits of a run, a cluster."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from sim.parameters import Section, parameter
from sim.parameters.declare import CHOICE

__all__ = ["Adaptive", "DaskParameters", "Limits"]


class Adaptive(Section):
    """Rounds in which points are added where a boundary may run."""

    rounds: int = parameter(
        4, "Rounds after the first grid", unit="rounds", at_least=0, at_most=100, source=CHOICE
    )
    points: int = parameter(
        12, "Points added a round", unit="points", at_least=1, at_most=1000, source=CHOICE
    )
    lattice: int = parameter(
        33,
        "Places along each axis where a point may be put",
        unit="places",
        at_least=5,
        at_most=201,
        source=CHOICE,
    )


class Limits(Section):
    """What one run may use; a run that exceeds it is recorded as failed."""

    memory_gb: float | None = parameter(
        None, "Memory of one process; by default a fair part of what the machine has", unit="GB",
        at_least=0.1, at_most=100_000, source=CHOICE,
    )  # fmt: skip
    minutes: float | None = parameter(
        None, "Time of one run", unit="minutes", at_least=0.01, at_most=1e6, source=CHOICE
    )


class DaskParameters(Section):
    """A cluster: the address of a Dask scheduler, or what dask-jobqueue needs to ask SLURM for workers."""

    address: str = parameter("", "Address of the scheduler, tls://host:port", at_most=300, source=CHOICE)
    scheduler_file: str = parameter(
        "", "File in which the scheduler wrote its address", at_most=500, source=CHOICE
    )
    jobs: int = parameter(1, "SLURM jobs to ask for", unit="jobs", at_least=1, at_most=100_000, source=CHOICE)
    wait_minutes: float = parameter(
        30.0, "Longest wait for the first worker", unit="minutes", at_least=0.01, at_most=1e5, source=CHOICE
    )
    slurm: dict[str, Any] = Field(default_factory=dict)
    """Arguments of ``dask_jobqueue.SLURMCluster``: queue, account, cores, processes, memory, walltime, ..."""

    @model_validator(mode="after")
    def _check(self) -> DaskParameters:
        if sum(map(bool, (self.address, self.scheduler_file, self.slurm))) > 1:
            raise ValueError("give it one of address, scheduler_file and slurm")
        return self
