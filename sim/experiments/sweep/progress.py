"""What a sweep tells while it runs: an estimate before it begins, then rate and time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sim.experiments.sweep.results import show_minutes

__all__ = ["Estimate", "Reporter", "reporter"]

LINE_SECONDS = 60.0
"""Time between two lines where the error stream is no terminal."""
SMOOTHING_SECONDS = 600.0
"""Newest part of the work from which the rate is taken."""


class Estimate(NamedTuple):
    """What a sweep will take."""

    runs: int
    """Runs to be done."""
    kept: int
    """Runs that are done already."""
    months: int
    """Months to be simulated in all."""
    workers: int
    seconds_a_run: float | None
    memory_mb: float | None
    """Memory of one process."""
    disk_mb: float

    @property
    def minutes(self) -> float | None:
        """Time on all workers together."""
        if self.seconds_a_run is None:
            return None
        return self.runs * self.seconds_a_run / self.workers / 60.0

    def sentence(self) -> str:
        """Say it in one sentence."""
        kept = f" ({self.kept:,} are done already)" if self.kept else ""
        words = [f"{self.runs:,} runs{kept} of {self.months / max(1, self.runs):,.0f} months"]
        words.append(f"{self.workers} at a time")
        if self.minutes is not None:
            words.append(f"about {show_minutes(self.minutes)}")
        if self.memory_mb:
            words.append(f"{self.memory_mb:,.0f} MB of memory each")
        words.append(f"{self.disk_mb:,.1f} MB on disk")
        return ", ".join(words) + "."


class Reporter:
    """Counts what is done and writes how it goes on the error stream.

    Parameters
    ----------
    months : int
        Months to be simulated in all.
    runs : int
        Runs to be done.
    show : bool
        Whether to write at all.
    """

    def __init__(self, months: int, runs: int, show: bool) -> None:
        self.months, self.runs, self.show = months, runs, show
        self.done = self.failed = 0
        self.finished_months = 0
        self.under_way: dict[str, int] = {}
        self.started = self.last_line = time.monotonic()
        self.marks: list[tuple[float, int]] = [(self.started, 0)]

    def advance(self, run: str, months: int) -> None:
        """Note that ``run`` is ``months`` far."""
        self.under_way[run] = months
        self._tell()

    def finish(self, run: str, months: int, *, failed: bool = False) -> None:
        """Note that ``run`` is over."""
        self.under_way.pop(run, None)
        self.finished_months += months
        self.done += not failed
        self.failed += failed
        now = time.monotonic()
        self.marks.append((now, self.finished_months))
        while len(self.marks) > 2 and self.marks[1][0] < now - SMOOTHING_SECONDS:
            del self.marks[0]
        self._tell()

    def say(self, words: str) -> None:
        """Write one line."""
        if self.show:
            print(words, file=sys.stderr, flush=True)

    def sentence(self) -> str:
        """Say how far it is, how fast it goes and how long it will take."""
        over = self.done + self.failed
        words = [f"{over:,} of {self.runs:,} runs"]
        if self.failed:
            words.append(f"{self.failed:,} failed")
        months = self.finished_months + sum(self.under_way.values())
        (first, then), now = self.marks[0], time.monotonic()
        speed = (months - then) / (now - first) if now > first else 0.0
        if speed > 0.0 and over:
            mean = self.finished_months / over
            words.append(f"{60.0 * speed / mean:,.1f} runs a minute")
        if speed > 0.0:
            words.append(f"{show_minutes((self.months - months) / speed / 60.0)} left")
        return ", ".join(words)

    def _tell(self) -> None:
        if self.show and time.monotonic() - self.last_line >= LINE_SECONDS:
            self.last_line = time.monotonic()
            self.say(self.sentence())


class _Bar(Reporter):
    """The same on a terminal, as one line that is rewritten."""

    WIDTH = 24

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self.last_line < 0.5:
            return
        self.last_line = now
        months = self.finished_months + sum(self.under_way.values())
        full = round(self.WIDTH * months / max(1, self.months))
        bar = "━" * full + "─" * (self.WIDTH - full)
        print(f"\r\x1b[K{bar} {self.sentence()}", end="", file=sys.stderr, flush=True)

    def say(self, words: str) -> None:
        """Write one line above the bar."""
        print(f"\r\x1b[K{words}", file=sys.stderr, flush=True)


@contextmanager
def reporter(months: int, runs: int, show: bool) -> Iterator[Reporter]:
    """Report on ``runs`` runs of ``months`` months in all: a bar on a terminal, else a line a minute."""
    if show and sys.stderr.isatty():
        bar = _Bar(months, runs, show)
        try:
            yield bar
        finally:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    else:
        yield Reporter(months, runs, show)
