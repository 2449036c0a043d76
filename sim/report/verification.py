"""The checks in the terminal: what each expects and finds, and the smallest planted error that it sees."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from sim.experiments.verification.check import Check
from sim.experiments.verification.verify import Verdict, sentence
from sim.report.terminal import empty_table

__all__ = ["print_checks", "print_verification", "telling"]

COLOURS = {"holds": "green", "FAILS": "bold red", "BLIND": "bold yellow"}
WIDE = 130
"""Columns of the terminal from which kind and smallest visible error are shown too."""
LINE_SECONDS = 30.0
"""Time between two lines where the error stream is no terminal."""


@contextmanager
def telling(total: int) -> Iterator[Callable[[int, str], None]]:
    """Give a function that tells how many checks are done and which comes next."""
    if sys.stderr.isatty():
        columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False)
        with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
            task = bar.add_task("", total=total)
            yield lambda done, name: bar.update(task, completed=done, description=name.replace("_", " "))
        return
    last = time.monotonic()

    def say(done: int, name: str) -> None:
        nonlocal last
        if time.monotonic() - last >= LINE_SECONDS:
            last = time.monotonic()
            print(
                f"{done} of {total} checks done; next: {name.replace('_', ' ')}", file=sys.stderr, flush=True
            )

    yield say


def print_verification(verdicts: Sequence[Verdict], console: Console | None = None) -> None:
    """Print the verdicts as a table by part, with one sentence at the end.

    Of a check with several comparisons that one is shown which is nearest to its tolerance.
    """
    screen = console or Console()
    planted = any(verdict.planted for verdict in verdicts)
    wide = screen.width >= WIDE
    texts = ["Check", "[dim]Kind[/]"] if wide else ["Check"]
    numbers = ["Expected", "Found", "Tolerance", *(["Sees from"] if wide else [])]
    table = empty_table("Verification", texts, [*numbers, "Dose"] if planted else numbers)
    table.columns[0].no_wrap = True
    table.add_column("", no_wrap=True)
    digits = 7 if wide else 5
    part = ""
    for verdict in verdicts:
        check, measured, row = verdict.check, verdict.measured, verdict.measured.worst
        if part and check.part != part:
            table.add_section()
        part = check.part
        cells = [check.name.replace("_", " ")]
        cells += [f"[dim]{check.kind}[/]"] if wide else []
        cells += [f"{number:.{digits}g}" for number in (measured.expected[row], measured.found[row])]
        cells.append(f"{measured.tolerance[row]:.1g}")
        cells += [f"{verdict.detectable:.1g}"] if wide else []
        cells += ["none" if verdict.caught is None else f"{verdict.caught:g}"] if planted else []
        table.add_row(*cells, f"[{COLOURS[verdict.word]}]{verdict.word}[/]")
    screen.print(table)
    screen.print(sentence(list(verdicts)))


def print_checks(checks: Sequence[Check], console: Console | None = None) -> None:
    """Print what every check says and its formula."""
    table = empty_table("Checks", ["Part", "Check", "Kind", "What must hold"], [])
    part = ""
    for check in checks:
        if part and check.part != part:
            table.add_section()
        part = check.part
        table.add_row(check.part, check.name, check.kind, check.says)
    (console or Console()).print(table)
