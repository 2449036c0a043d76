"""Trials on many seeds, in processes, and their findings beside the published figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from sim.experiments.evidence import UNFITTED
from sim.experiments.evidence.findings import Finding, side_by_side, write_findings
from sim.experiments.evidence.numbers import OutsideNumber, read_numbers
from sim.experiments.run.fork import counted
from sim.experiments.run.pool import run_jobs
from sim.experiments.run.task import ProgressCallback
from sim.experiments.trials.catalogue import find
from sim.experiments.trials.levers import LEVERS
from sim.experiments.trials.trial import AREA, Setting, Trial
from sim.records.provenance import own_version
from sim.scenario import Scenario

__all__ = ["TrialResult", "published", "run_trials"]


class Seed(NamedTuple):
    """Trials of one size on one seed, from one past: a task of a process."""

    names: tuple[str, ...]
    sets: tuple[str, ...]
    seed: int

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        burn_in = Scenario.load("baseline", list(self.sets), plugins=LEVERS).run.burn_in_months
        return burn_in + sum(find(name).months for name in self.names)

    def run(self, progress: ProgressCallback | None = None) -> dict[str, Any]:
        """Make the experiments; return what each of them saw."""
        setting = Setting(self.sets, self.seed, counted(progress, self.months))
        return {name: find(name).measure(setting) for name in self.names}

    def __str__(self) -> str:
        return f"trial {', '.join(self.names)} (seed {self.seed})"


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
        return write_findings(file, kept, people=self.people, command=self.command, version=own_version())


def published(name: str) -> list[OutsideNumber]:
    """Return the published figures of a trial."""
    return [number for number in read_numbers(AREA) if number.id.startswith(f"{AREA}.{name}.")]


def run_trials(
    names: Sequence[str],
    *,
    seeds: int = 20,
    people: int | None = None,
    sets: Sequence[str] = (),
    processes: int | None = None,
    progress: bool = True,
) -> Iterator[TrialResult]:
    """Make trials on seeds that no fit has seen; those of one size share their burn-ins.

    Parameters
    ----------
    names : sequence of str
        Of the catalogue.
    seeds : int
        Pairs of an economy with the treatment and its twin.
    people : int or None
        Instead of the trials' own numbers.
    sets : sequence of str
        ``"section.key=value"``, for all branches.
    processes : int or None
        Seeds at the same time; by default as many as there are processors.
    progress : bool
        Tell on the error stream how far it is.

    Yields
    ------
    TrialResult
        One a trial, as soon as those of its size are done.

    Raises
    ------
    UserError
        There is no such trial, or a value is not allowed.
    """
    by_size: dict[int, list[Trial]] = {}
    for trial in map(find, names):
        by_size.setdefault(trial.people if people is None else people, []).append(trial)
    for size, trials in by_size.items():
        given = (f"run.people={size}", "records.distribution_every=12", *sets)
        Scenario.load("baseline", list(given), plugins=LEVERS)  # a wrong key is told before processes start
        chosen = tuple(trial.name for trial in trials)
        tasks = [Seed(chosen, given, UNFITTED + seed) for seed in range(seeds)]
        words = f"Trials of {size:,} people: {', '.join(chosen)}"
        results = run_jobs(tasks, processes=processes, progress=progress, label=words)
        for trial in trials:
            typed = f"tenfold trial {trial.name} --seeds {seeds} --people {size}"
            command = " ".join([typed, *(f"--set {one}" for one in sets)])
            found = trial.found([result[trial.name] for result in results])
            yield TrialResult(trial, found, size, seeds, command)
