"""A trial on many seeds, in processes, and its findings beside the published figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

import sim
from sim.experiments.evidence.findings import Finding, side_by_side, write_findings
from sim.experiments.evidence.numbers import OutsideNumber, read_numbers
from sim.experiments.run.pool import run_jobs
from sim.experiments.run.task import ProgressCallback
from sim.experiments.trials.catalogue import find
from sim.experiments.trials.levers import LEVERS
from sim.experiments.trials.trial import AREA, Setting, Trial
from sim.scenario import Scenario

__all__ = ["FIRST_SEED", "TrialResult", "published", "run_trial"]

FIRST_SEED = 1_001
"""No fit has seen it or those after it; fits use seeds 1 to 99."""


class Seed(NamedTuple):
    """A trial on one seed, as a task of a process."""

    name: str
    sets: tuple[str, ...]
    seed: int

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        return _burn_in(self.sets) + find(self.name).months

    def run(self, progress: ProgressCallback | None = None) -> Any:
        """Make the experiment."""
        done, total = 0, self.months

        def tick() -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(min(done, total), total)

        return find(self.name).measure(Setting(self.sets, self.seed, tick))

    def __str__(self) -> str:
        return f"trial {self.name} (seed {self.seed})"


class TrialResult(NamedTuple):
    """What a trial found."""

    trial: Trial
    findings: list[Finding]
    people: int
    seeds: int
    command: str

    def table(self) -> pl.DataFrame:
        """Return published figures and ours side by side, as ``side_by_side`` does."""
        return side_by_side(published(self.trial.name), self.findings)

    def others(self) -> list[Finding]:
        """Return the findings beside which nothing is published."""
        known = {number.id for number in published(self.trial.name)}
        return [one for one in self.findings if one.id not in known]

    def write(self, file: Path) -> Path:
        """Write the findings that stand beside a published figure, for the ledger."""
        known = {number.id for number in published(self.trial.name)}
        kept = [one for one in self.findings if one.id in known]
        return write_findings(file, kept, people=self.people, command=self.command, version=sim.__version__)


def published(name: str) -> list[OutsideNumber]:
    """Return the published figures of a trial."""
    return [number for number in read_numbers(AREA) if number.id.startswith(f"{AREA}.{name}.")]


def run_trial(
    name: str,
    *,
    seeds: int = 20,
    people: int | None = None,
    sets: Sequence[str] = (),
    processes: int | None = None,
    progress: bool = True,
) -> TrialResult:
    """Make a trial on seeds that no fit has seen.

    Parameters
    ----------
    name : str
        Of the catalogue.
    seeds : int
        Pairs of an economy with the treatment and its twin.
    people : int or None
        Instead of the trial's own number.
    sets : sequence of str
        ``"section.key=value"``, for all branches.
    processes : int or None
        Seeds at the same time; by default as many as there are processors.
    progress : bool
        Tell on the error stream how far it is.

    Raises
    ------
    UserError
        There is no such trial, or a value is not allowed.
    """
    trial = find(name)
    size = trial.people if people is None else people
    given = (f"run.people={size}", "records.distribution_every=12", *sets)
    Scenario.load("baseline", list(given), plugins=LEVERS)  # a wrong key is told before processes start
    tasks = [Seed(name, given, FIRST_SEED + seed) for seed in range(seeds)]
    results = run_jobs(tasks, processes=processes, progress=progress, label=f"Trial {name}")
    command = " ".join(
        [f"tenfold trial {name} --seeds {seeds} --people {size}", *(f"--set {one}" for one in sets)]
    )
    return TrialResult(trial, trial.found(results), size, seeds, command)


def _burn_in(sets: tuple[str, ...]) -> int:
    return Scenario.load("baseline", list(sets), plugins=LEVERS).run.burn_in_months
