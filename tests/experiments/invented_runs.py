"""Runs that take no time and follow a known rule, for all about sweeps and processes that needs no economy.

Worker processes import this module by name, so its folder must be on their path.
"""

from __future__ import annotations

import hashlib
import math
import os
import signal
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from sim.errors import UserError
from sim.experiments.run.task import ProgressCallback
from sim.experiments.sweep.measures import asked
from sim.experiments.sweep.plan import SweepJob
from sim.experiments.sweep.task import Record

BOOM, CRASH, GREEDY, SLOW = 0.91, 0.92, 0.93, 0.94
"""Values of ``compute.oversight`` at which a run raises, dies, takes too much memory, or takes too long."""


def expected(ratio: float, share: float, other: float = 0.0) -> float:
    """Return what employment changes against no AI, without noise: it flips at ratio * share = 3."""
    return 4.0 * (math.log(3.0) - math.log(max(ratio * share, 0.03))) + 2.0 * other


def invent(job: SweepJob, progress: ProgressCallback | None = None) -> Record:
    """Return made-up figures that depend on scenario and seed alone."""
    compute = job.tables["compute"]
    if job.run != "probe":
        _misbehave(float(compute["oversight"]))
        time.sleep(float(os.environ.get("INVENTED_SECONDS", "0")))
    if progress is not None:
        progress(1, job.months)
    # of the scenario and the seed, not of the name of the run, in which the version of the model is hashed
    content = repr((sorted(compute.items()), job.seed)).encode()
    draws = np.random.default_rng(int(hashlib.sha256(content).hexdigest()[:8], 16))
    seed = np.random.default_rng(job.seed).normal(0.0, 0.5)
    effect = 0.0
    if compute["enabled"]:
        other = float(compute["assist_speedup"]) - 1.5
        effect = expected(float(compute["gpu_worker_ratio"]), float(compute["substitution_share"]), other)
        effect += float(draws.normal(0.0, 0.3))
    summary: dict[str, float | None] = {}
    for place, one in enumerate(asked(job.outputs)):
        summary[f"{one.name}_start"] = 50.0
        summary[one.name] = 50.0 + seed + effect / (1 + place % 3) * (-1.0 if "top1" in one.name else 1.0)
    months = np.arange(int(job.tables["run"]["months"]))
    macro = pl.DataFrame(
        {
            "month": months.astype(np.int32),
            "employment": 150.0 + effect * months / max(1, months.size),
            "unemployment_rate": 0.05 - 0.001 * effect * months / max(1, months.size),
        }
    )
    return Record(job.run, job.seed, job.model, summary, {"macro": macro}, 0.01, 100_000_000)


class Chore(NamedTuple):
    """A task that simulates nothing: it returns its name, after what its ``fault`` names."""

    name: str
    fault: str = ""
    mark: str = ""
    """A file that tells a second try from the first."""

    @property
    def months(self) -> int:
        """Months that a chore takes."""
        return 3

    def run(self, progress: ProgressCallback | None = None) -> str:
        """Do the chore."""
        first = bool(self.mark) and not Path(self.mark).exists()
        if self.mark:
            Path(self.mark).touch()
        match self.fault:
            case "dies":
                os._exit(3)
            case "is killed once" if first:
                os.kill(os.getpid(), signal.SIGKILL)
            case "is greedy":
                bytearray(4 * 1024**3)
            case "raises":
                raise OddError(1, "two")
            case "is refused":
                raise UserError(f"{self.name} cannot be done.")
            case "sleeps":
                time.sleep(600.0)
        return f"{self.name} on {os.environ['NUMBA_NUM_THREADS']}"

    def __str__(self) -> str:
        return self.name


class OddError(Exception):
    """An exception that no pickle brings back."""

    def __init__(self, one: int, other: str) -> None:
        super().__init__(f"{one} and {other}")


def _misbehave(oversight: float) -> None:
    if oversight == BOOM:
        raise RuntimeError("invented trouble")
    if oversight == CRASH:
        os.kill(os.getpid(), signal.SIGKILL)
    if oversight == GREEDY:
        bytearray(4 * 1024**3)
    if oversight == SLOW:
        time.sleep(60.0)
