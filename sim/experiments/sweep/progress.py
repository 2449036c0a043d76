"""What a sweep tells: an estimate before it begins, then how many of its runs are over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sim.experiments.run.estimate import memory_of, refuse_missing
from sim.experiments.run.progress import Report, show_duration
from sim.experiments.sweep.plan import SweepJob

__all__ = ["SweepEstimate", "SweepReport", "disk_of", "refuse_too_large"]

BYTES_A_FIGURE = 5.5
"""On disk, of a monthly figure: measured."""


class SweepEstimate(NamedTuple):
    """What a sweep will take."""

    runs: int
    """Runs to be done."""
    kept: int
    """Runs that are done already."""
    without_ai: int
    """Of the runs to be done, those that points are held against."""
    recorded: int
    """Months from month 0 on, of all runs together."""
    in_all: int
    """Those before month 0 too; progress counts them."""
    months: int
    """Months to be simulated, at most: those before month 0 once where runs share them."""
    workers: int
    seconds_a_run: float | None
    memory_mb: float | None
    """Memory of one process."""
    disk_mb: float

    @property
    def seconds(self) -> float | None:
        """Time on all workers together."""
        return None if self.seconds_a_run is None else self.runs * self.seconds_a_run / self.workers

    def sentence(self) -> str:
        """Say it in one sentence."""
        said = [f"{self.without_ai:,} of the counterfactual"] if self.without_ai else []
        said += [f"{self.kept:,} more are done already"] if self.kept else []
        aside = f" ({', '.join(said)})" if said else ""
        each = self.recorded / max(1, self.runs)
        words = [f"{self.runs:,} runs{aside} of {each:,.0f} months"]
        if self.in_all > self.recorded:
            words.append(f"{self.in_all:,} months in all with those before month 0")
        if self.months < self.in_all:
            words.append(f"of which {self.months:,} to simulate, since runs share the others")
        words.append(f"{self.workers} at a time")
        if self.seconds is not None:
            words.append(f"about {show_duration(self.seconds)}")
        if self.memory_mb:
            words.append(f"{self.memory_mb:,.0f} MB of memory each")
        words.append(f"{self.disk_mb:,.1f} MB on disk")
        return ", ".join(words) + "."


def disk_of(jobs: Sequence[SweepJob]) -> float:
    """Return the bytes on the disk of what is kept of runs."""
    kept = sum(int(job.tables["run"]["months"]) for job in jobs)
    figures = len(jobs[0].series) if jobs else 0
    return (kept * figures + 100 * len(jobs)) * BYTES_A_FIGURE


def refuse_too_large(jobs: Sequence[SweepJob], at_once: int, folder: Path, *, anyway: bool) -> None:
    """Make sure that there is disk for what is kept of runs, and memory for so many at once.

    Parameters
    ----------
    jobs : sequence of SweepJob
        All that is to be done.
    at_once : int
        Runs at the same time on this machine; 0 where others do them.
    folder : Path
        Where the sweep is kept.
    anyway : bool
        Only say what is missing.

    Raises
    ------
    UserError
        Memory or disk is not there.
    """
    tables = [job.tables for job in jobs]
    sizes = {(one["run"]["people"], one["firms"]["spare_rows"], one["run"]["data"]) for one in tables}
    memory = at_once * max((memory_of(*size) for size in sizes), default=0.0)
    refuse_missing(memory, disk_of(jobs), folder, anyway=anyway)


class SweepReport:
    """Counts the runs that are over, and how far the others are.

    Parameters
    ----------
    runs : int
        Runs to be done.
    report : Report
        Of their months.
    """

    def __init__(self, runs: int, report: Report) -> None:
        self.runs, self.report = runs, report
        self.done = self.failed = 0
        self.finished_months = 0
        self.under_way: dict[str, int] = {}

    def advance(self, run: str, months: int) -> None:
        """Note that ``run`` is ``months`` far."""
        self.under_way[run] = months
        self._update()

    def finish(self, run: str, months: int, *, failed: bool = False) -> None:
        """Note that ``run`` is over."""
        self.under_way.pop(run, None)
        self.finished_months += months
        self.done += not failed
        self.failed += failed
        self._update()

    def say(self, line: str) -> None:
        """Write a line of its own."""
        self.report.say(line)

    def _update(self) -> None:
        over = self.done + self.failed
        words = [f"{over:,} of {self.runs:,} runs"]
        if self.failed:
            words.append(f"{self.failed:,} failed")
        if self.report.speed > 0.0 and over:
            words.append(f"{60.0 * self.report.speed * over / self.finished_months:,.1f} runs a minute")
        self.report.update(self.finished_months + sum(self.under_way.values()), ", ".join(words))
