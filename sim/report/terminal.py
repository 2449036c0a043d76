"""Tables in the terminal, and the one of a single run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from sim.experiments.evidence.findings import INSIDE, OUTSIDE
from sim.experiments.run.run import Results, show_number
from sim.report.wording import in_its_words

__all__ = [
    "LONGEST_HEAD",
    "VERDICT_COLOURS",
    "Row",
    "empty_table",
    "half_width",
    "print_summary",
    "tables_that_fit",
]

VERDICT_COLOURS = {INSIDE: "green", OUTSIDE: "red"}
"""Of what is held against a published figure; whatever else there is to say has none."""
LONGEST_HEAD, LEAST_HEAD = 32, 20
"""Characters that the head of a row has room for before it takes another line: at most, at least."""
GAP, EDGES = 2, 2
"""Spaces between columns, and at the ends of a row."""


class Row(NamedTuple):
    """A row of a table: its head and figures, with rich's markup."""

    head: str
    cells: Sequence[str]
    style: str = ""
    apart: bool = False
    """Whether a line stands above it."""


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


def tables_that_fit(
    title: str, head: str, heads: Sequence[str], rows: Sequence[Row], width: int
) -> list[Table]:
    """Return columns of figures in as few tables as a terminal is wide for; each has the heads of the rows.

    Nothing is cut as long as the head of a row and one figure fit.

    Parameters
    ----------
    title, head : str
        Words above each table, and above the heads of the rows.
    heads : sequence of str
        Heads of the columns of figures.
    rows : sequence of Row
        The rows, with a cell a head.
    width : int
        Of the terminal, in characters.
    """
    longest = min(LONGEST_HEAD, _widest([head, *(row.head for row in rows)]))
    sizes = [_widest([one, *(row.cells[place] for row in rows)]) for place, one in enumerate(heads)]
    chosen = {first: _spans(sizes, width - first) for first in range(longest, LEAST_HEAD - 1, -1)}
    chosen = chosen or {longest: _spans(sizes, width - longest)}
    first = min(chosen, key=lambda one: len(chosen[one]))  # of equals the widest
    tables = []
    for start, end in chosen[first]:
        table = empty_table(title if start == 0 else f"{title}, continued", [head], heads[start:end])
        table.columns[0].min_width = table.columns[0].max_width = first
        for row in rows:
            if row.apart:
                table.add_section()
            table.add_row(row.head, *row.cells[start:end], style=row.style)
        tables.append(table)
    return tables


def _spans(sizes: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Return first and last column of each table: as many columns as there is room for."""
    spans, start, used = [], 0, EDGES
    for place, size in enumerate(sizes):
        if place > start and used + GAP + size > room:
            spans.append((start, place))
            start, used = place, EDGES
        used += GAP + size
    return [*spans, (start, len(sizes))]


def _widest(cells: Sequence[str]) -> int:
    """Return the characters of the longest line of some cells with rich's markup."""
    return max(line.cell_len for one in cells for line in Text.from_markup(one).split("\n", allow_blank=True))


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
