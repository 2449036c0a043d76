"""Tables in the terminal, and the one of a single run."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.experiments.evidence.findings import INSIDE, OUTSIDE
from sim.experiments.run.run import Results, show_number
from sim.report.wording import in_its_words

__all__ = ["VERDICT_COLOURS", "empty_table", "half_width", "print_summary"]

VERDICT_COLOURS = {INSIDE: "green", OUTSIDE: "red"}
"""Of what is held against a published figure; whatever else there is to say has none."""


def empty_table(
    title: str, texts: Sequence[str], numbers: Sequence[str], *, wrap_numbers: bool = False
) -> Table:
    """Return a table without rows.

    Parameters
    ----------
    title : str
        Words above it.
    texts, numbers : sequence of str
        Heads of the columns on the left, then of those that are set to the right; with rich's markup.
    wrap_numbers : bool
        Whether numbers and their heads may take several lines.
    """
    table = Table(
        title=escape(title),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for text in texts:
        table.add_column(text)
    for number in numbers:
        table.add_column(number, justify="right", no_wrap=not wrap_numbers)
    return table


def half_width(low: float | None, high: float | None, digits: int, gap: str = " ") -> str:
    """Write half the width of an interval, after ``gap``, to stand behind a mean; nothing for no interval."""
    if low is None or high is None:
        return ""
    return f"{gap}[dim]±{show_number((high - low) / 2.0, digits)}[/]"


@in_its_words
def print_summary(results: Results, console: Console | None = None, *, figures: Sequence[str] = ()) -> None:
    """Print the headline figures of one run and others by name, in its first and in its last year."""
    table = empty_table(str(results.scenario), ["Figure", "[dim]Unit[/]"], ["First year", "Last year"])
    for row in results.summary(figures).iter_rows(named=True):
        if row["start"] is None and row["end"] is None:
            continue
        ends = (show_number(row[key], row["digits"]) for key in ("start", "end"))
        table.add_row(row["label"], f"[dim]{row['unit']}[/]", *ends)
    (console or Console()).print(table)
