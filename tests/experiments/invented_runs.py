"""Runs that take no time and follow a known rule, for everything about sweeps that needs no economy.

Worker processes import this module by name, so its folder must be on their path.
"""

from __future__ import annotations

import hashlib
import math
import os
import signal
import time
from collections.abc import Callable

import numpy as np
import polars as pl

from sim.experiments.sweep.measures import MEASURES
from sim.experiments.sweep.plan import SweepJob
from sim.experiments.sweep.task import Record

BOOM, CRASH, GREEDY, SLOW = 0.91, 0.92, 0.93, 0.94
"""Values of ``compute.oversight`` at which a run raises, dies, takes too much memory, or takes too long."""


def expected(ratio: float, share: float, other: float = 0.0) -> float:
    """Return what employment changes against no AI, without noise: it flips at ratio * share = 3."""
    return 4.0 * (math.log(3.0) - math.log(max(ratio * share, 0.03))) + 2.0 * other


def invent(job: SweepJob, progress: Callable[[int], None]) -> Record:
    """Return made-up figures that depend on scenario and seed alone."""
    compute = job.tables["compute"]
    if job.run != "probe":
        _misbehave(float(compute["oversight"]))
        time.sleep(float(os.environ.get("INVENTED_SECONDS", "0")))
    progress(1)
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
    for place, one in enumerate(MEASURES):
        summary[f"{one.measure}_start"] = 50.0
        summary[one.measure] = (
            50.0 + seed + effect / (1 + place % 3) * (-1.0 if "top1" in one.measure else 1.0)
        )
    months = np.arange(int(job.tables["run"]["months"]))
    macro = pl.DataFrame(
        {
            "month": months.astype(np.int32),
            "employment": 150.0 + effect * months / max(1, months.size),
            "unemployment_rate": 0.05 - 0.001 * effect * months / max(1, months.size),
        }
    )
    return Record(job.run, job.seed, job.model, summary, {"macro": macro}, 0.01, 100_000_000)


def _misbehave(oversight: float) -> None:
    if oversight == BOOM:
        raise RuntimeError("invented trouble")
    if oversight == CRASH:
        os.kill(os.getpid(), signal.SIGKILL)
    if oversight == GREEDY:
        bytearray(4 * 1024**3)
    if oversight == SLOW:
        time.sleep(60.0)
