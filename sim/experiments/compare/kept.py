"""How the runs of a comparison are kept until all are finished."""

from __future__ import annotations

from typing import Any

from sim.experiments.compare.own_paths import Watched, WatchedRun
from sim.experiments.run.kept import Parts
from sim.experiments.run.run import Results
from sim.records.provenance import data_hash

__all__ = ["KEPT"]

INCOME, SIZES = "income", "firm_sizes"


class _WatchedRuns:
    """Keeps what :class:`WatchedRun` leaves."""

    def identity(self, job: WatchedRun) -> Any:
        """Return scenario, hash of its data, seed, and whether it is a twin."""
        scenario = job.scenario
        return [scenario.resolved(), data_hash(scenario.run.data), job.seed, job.is_twin]

    def store(self, result: Watched) -> Parts:
        """Return tables, columns over persons and firms, and the manifest."""
        run = result.results
        return Parts(run.frames, {INCOME: result.income, SIZES: run.firm_sizes}, {"manifest": run.manifest})

    def restore(self, job: WatchedRun, parts: Parts) -> Watched:
        """Return them again."""
        manifest, sizes = parts.facts["manifest"], parts.columns[SIZES]
        return Watched(Results(parts.tables, job.scenario, job.seed, manifest, sizes), parts.columns[INCOME])


KEPT = _WatchedRuns()
"""Keeps the runs of a comparison."""
