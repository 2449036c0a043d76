"""Dockings in the terminal: the figures of a study beside ours, and in words why one is missed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape

from sim.experiments.docking.dock import Docking
from sim.experiments.docking.study import Study
from sim.experiments.evidence.findings import INSIDE
from sim.experiments.run.run import show_number
from sim.report.terminal import VERDICT_COLOURS, empty_table

__all__ = ["list_studies", "print_docking"]


def list_studies(studies: Iterable[Study], console: Console | None = None) -> None:
    """Print what can be docked on."""
    screen = console or Console()
    table = empty_table("Published models to dock on", ["Name", "Study"], ["Figures", "Runs a seed"])
    for study in studies:
        table.add_row(study.name, escape(study.title), str(len(study.numbers)), str(len(study.cases)))
    screen.print(table)
    screen.print("tenfold dock NAME runs one of them, tenfold dock all every one.")


def print_docking(docking: Docking, console: Console | None = None) -> None:
    """Print a table for each study, the reasons of what is missed or not modelled, and the outcome."""
    screen = console or Console()
    for study in docking.studies:
        rows = docking.table(study).rows(named=True)
        table = empty_table(study.title, ["Figure", "[dim]Unit[/]"], ["Published", "Band", "Here", "Error"])
        table.add_column("Verdict", no_wrap=True)
        for row in rows:
            colour = VERDICT_COLOURS.get(row["verdict"], "dim")
            table.add_row(
                escape(row["label"]), f"[dim]{escape(row['unit'])}[/]", *numbers(row),
                f"[{colour}]{row['verdict']}[/]",
            )  # fmt: skip
        screen.print(table)
        for reason, labels in reasons(rows).items():
            screen.print(f"[bold]{escape('; '.join(labels))}:[/] {escape(reason)}")
        screen.print()
    screen.print(docking.sentence())


def numbers(row: dict[str, Any]) -> tuple[str, str, str, str]:
    """Return published value, band, ours and its standard error, as text of two digits."""
    ends = [show_number(row[end], 2) for end in ("band_low", "band_high")]
    band = "-" if ends == ["-", "-"] else f"{ends[0]} to {ends[1]}"
    return (
        show_number(row["published"], 2), band, show_number(row["value"], 2),
        show_number(row["standard_error"], 2),
    )  # fmt: skip


def reasons(rows: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the labels of figures that are not met by the reason that they share."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["verdict"] != INSIDE and row["reason"]:
            found.setdefault(row["reason"], []).append(row["label"])
    return found
