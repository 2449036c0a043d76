"""The ledger in the terminal: every record beside ours, worst first, the reason under it; and the checks."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from sim.experiments.evidence.findings import INSIDE, OUTSIDE
from sim.experiments.ledger.book import Ledger
from sim.report.terminal import VERDICT_COLOURS, empty_table

__all__ = ["WORST", "print_areas", "print_checks", "print_ledger", "show_band", "show_figure"]

WIDTHS = {"Published\nband": 16, "Ours\n± error": 10, "Status, half bands\nuse, certainty": 22}
"""Columns beside the first, which takes what is left: 80 columns are enough."""
HEADS = ("Figure\nunit", *WIDTHS)
NUMBERS = HEADS[1:3]
SIGNIFICANT = 3
WORST = 10
"""Records that are shown where nobody has asked for more."""


def print_ledger(ledger: Ledger, part: pl.DataFrame, console: Console | None = None) -> None:
    """Print records, worst first, and the outcome of the whole ledger.

    Parameters
    ----------
    ledger : Ledger
        What the sentences at the end are about.
    part : polars.DataFrame
        Rows of its table that are shown.
    console : Console or None
        Where; by default the terminal.
    """
    screen = console or Console()
    if part.height:
        screen.print(_line([f"[bold]{head}[/]" for head in HEADS]))
    for row in part.iter_rows(named=True):
        screen.print(_line(_cells(row)))
        said = f": {row['reason']}" if row["reason"] else ""
        screen.print(Padding(f"[dim]{escape(row['id'] + said)}[/]", (0, 0, 0, 2)))
    if part.height:
        screen.print()
    for sentence in ledger.sentences():
        screen.print(sentence)


def print_areas(ledger: Ledger, console: Console | None = None) -> None:
    """Print how many records of each area are inside their bands."""
    table = empty_table("Areas", ["Area"], ["Records", "Inside", "Outside", "Open"])
    for area in ledger.table["area"].unique().sort():
        status = ledger.table.filter(area=area)["status"].to_list()
        inside, outside = status.count(INSIDE), status.count(OUTSIDE)
        table.add_row(area, *map(str, (len(status), inside, outside, len(status) - inside - outside)))
    (console or Console()).print(table)


def print_checks(ledger: Ledger, console: Console | None = None) -> None:
    """Print the checks: how many of the records of each are inside."""
    table = empty_table("Checks", ["No.", "What it is about"], ["Records", "Inside", "Outside", "Open"])
    table.add_column("Passed", no_wrap=True)
    for row in ledger.checks().iter_rows(named=True):
        numbers = (str(row[key]) for key in ("records", "inside", "outside", "open"))
        passed = "[green]passed[/]" if row["passed"] else "[dim]no record[/]" if not row["records"] else "no"
        table.add_row(str(row["number"]), row["words"], *numbers, passed)
    (console or Console()).print(table)


def show_figure(value: float | None, significant: int = SIGNIFICANT) -> str:
    """Write a number with a few significant digits; a hyphen where there is none."""
    if value is None or not math.isfinite(value):
        return "-"
    size = math.floor(math.log10(abs(value))) if value else 0
    text = f"{value:,.{max(0, significant - 1 - size)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_band(row: dict[str, Any]) -> str:
    """Write a band, also one with a single end."""
    low, high = row["band_low"], row["band_high"]
    if low is None and high is None:
        return "-"
    if low is None:
        return f"≤ {show_figure(high)}"
    if high is None:
        return f"≥ {show_figure(low)}"
    return f"{show_figure(low)} to {show_figure(high)}"


def _cells(row: dict[str, Any]) -> list[str]:
    """Return the cells of a record."""
    error = row["standard_error"]
    known = error is not None and math.isfinite(error)
    colour = VERDICT_COLOURS.get(row["status"], "yellow")
    away = f", {row['distance']:.1f}" if row["status"] == OUTSIDE else ""
    return [
        f"{escape(row['label'])}\n[dim]{escape(row['unit'])}[/]",
        f"{show_figure(row['published'])}\n{show_band(row)}",
        show_figure(row["value"]) + (f"\n± {show_figure(error, 2)}" if known else ""),
        f"[{colour}]{row['status']}[/]{away}\n[dim]{row['use']}, {row['certainty']}[/]",
    ]


def _line(cells: list[str]) -> Table:
    """Return one line of columns of the same width on every line."""
    line = Table.grid(padding=(0, 1, 0, 0), expand=True)
    line.add_column(ratio=1)
    for head, width in WIDTHS.items():
        line.add_column(width=width, justify="right" if head in NUMBERS else "left")
    line.add_row(*cells)
    return line
