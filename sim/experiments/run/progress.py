"""What is told while something runs: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["Report", "loading", "reporting", "say_idle", "show_duration"]

LINE_SECONDS = 60.0
"""Time between two lines where the error stream is no terminal."""
SMOOTHING_SECONDS = 600.0
"""Newest part of the work from which the speed is taken."""
MARK_SECONDS = 1.0
"""Least time between two marks of how far it was when."""
PATIENCE = 8.0
"""Seconds without a month after which it is said why nothing seems to happen."""


class Report:
    """Months done of a total, how fast it goes, and the time left; written on the error stream.

    Parameters
    ----------
    words : str
        What is being done.
    total : int
        Months to be simulated.
    done : int
        Months that were simulated before.
    show : bool
        Whether to write at all.
    """

    def __init__(self, words: str, total: int, *, done: int = 0, show: bool = True) -> None:
        self.words, self.total, self.done, self.show = words, total, done, show
        self._line = time.monotonic()
        self._marks: deque[tuple[float, int]] = deque()

    def update(self, done: int, words: str | None = None) -> None:
        """Note that ``done`` months are simulated."""
        self.done = done
        self.words = self.words if words is None else words
        now = time.monotonic()
        if not self._marks or now - self._marks[-1][0] >= MARK_SECONDS:
            self._marks.append((now, done))
        while len(self._marks) > 2 and self._marks[1][0] < now - SMOOTHING_SECONDS:
            self._marks.popleft()
        self._tell()

    def say(self, line: str) -> None:
        """Write a line of its own."""
        if self.show:
            print(line, file=sys.stderr, flush=True)

    @property
    def speed(self) -> float:
        """Months a second over the newest part of the work; 0 where that is not known.

        The clock starts with the first news: what comes before it may be minutes of compiling.
        """
        if not self._marks:
            return 0.0
        (first, then), now = self._marks[0], time.monotonic()
        return (self.done - then) / (now - first) if now > first else 0.0

    def sentence(self) -> str:
        """Say how far it is, how fast it goes and how long it will take."""
        words = f"{self.words}: {self.done:,} of {self.total:,} months"
        if self.speed <= 0.0:
            return words
        left = show_duration((self.total - self.done) / self.speed)
        return f"{words}, {self.speed:,.1f} a second" + (f", {left} left" if self.done < self.total else "")

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._line >= LINE_SECONDS:
            self._line = now
            self.say(self.sentence())


class _Bar(Report):
    """The same as a bar."""

    def __init__(self, words: str, total: int, done: int, bar: Progress) -> None:
        super().__init__(words, total, done=done)
        self.bar = bar
        self.task = bar.add_task(words, total=total, completed=done)

    def say(self, line: str) -> None:
        """Write a line above the bar."""
        self.bar.console.print(line, markup=False, highlight=False)

    def _tell(self) -> None:
        self.bar.update(self.task, completed=self.done, description=self.sentence())


@contextmanager
def loading(report: Report) -> Iterator[None]:
    """Let ``report`` say why nothing seems to happen, if no month is done for some seconds."""
    before = report.done

    def explain() -> None:
        if report.done == before:
            known = f" ({report.words})" if report.words else ""
            words = "Loading the model; if it is new here or was changed, it is compiled, for some minutes"
            report.say(f"{words}{known}.")

    timer = threading.Timer(PATIENCE, explain)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def reporting(words: str, total: int, *, done: int = 0, show: bool = True) -> Iterator[Report]:
    """Report on ``total`` months, of which ``done`` are simulated already."""
    if not (show and sys.stderr.isatty()):
        yield Report(words, total, done=done, show=show)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = BarColumn(), TextColumn("{task.description}", markup=False)
    with Progress(*columns, console=Console(file=sys.stderr)) as bar:
        yield _Bar(words, total, done, bar)


def say_idle(scenarios: Iterable[Mapping[str, Any]], *, show: bool = True) -> None:
    """Say on the error stream which policies begin only after a run has ended.

    Parameters
    ----------
    scenarios : iterable of mapping
        Sections ``run`` and ``policy`` of scenarios in plain values (``Scenario.resolved``).
    show : bool
        Whether to say anything.
    """
    if not show:
        return
    idle = {
        (policy["kind"], policy["start"], scenario["run"]["months"])
        for scenario in scenarios
        for policy in scenario["policy"]
        if policy.get("start", 0) >= scenario["run"]["months"]
    }
    for kind, start, months in sorted(idle):
        print(
            f"policy.{kind}.start is {start}, and the last month {months - 1}: it is never in force.",
            file=sys.stderr,
        )


def show_duration(seconds: float) -> str:
    """Write a duration for people.

    >>> show_duration(8100)
    '2 h 15 min'
    """
    if seconds < 60.0:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60.0)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours < 48 else f"{hours / 24:.0f} days"
