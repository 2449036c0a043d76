"""The validation in the terminal: every target beside the published figure, and the drift."""

from __future__ import annotations

from rich.console import Console

from sim.country import country_words
from sim.experiments.run.run import show_number
from sim.experiments.validation.validate import (
    ABOVE,
    BELOW,
    DRIFT,
    INSIDE,
    STABLE,
    Validation,
    show_target,
)
from sim.report.terminal import empty_table

__all__ = ["print_validation"]

COLOURS = {INSIDE: "green", STABLE: "green", BELOW: "red", ABOVE: "red", DRIFT: "red"}
WIDE = 120
"""Columns of the terminal from which units are shown too."""


def print_validation(validation: Validation, console: Console | None = None) -> None:
    """Print targets and drift as tables, with one sentence at the end; units where the terminal is wide."""
    screen = console or Console()
    wide = screen.width >= WIDE
    texts = ["Target", "[dim]Unit[/]"] if wide else ["Target"]
    title = f"The baseline and {country_words().country}"
    table = empty_table(title, texts, ["Model", "Error", "Data", "Band"])
    table.add_column("Verdict", no_wrap=True)
    group = ""
    for row in validation.targets.iter_rows(named=True):
        if row["group"] != group and group:
            table.add_section()
        group = row["group"]
        unit = [f"[dim]{row['unit']}[/]"] if wide else []
        table.add_row(row["label"], *unit, *show_target(row), _coloured(row["verdict"]))
    screen.print(table)
    table = empty_table("Drift", ["Series", "Unit"], ["Slope", "t", "Tolerance"])
    table.add_column("Verdict")
    for row in validation.drift.iter_rows(named=True):
        numbers = (show_number(row[key], 2) for key in ("slope", "t", "tolerance"))
        table.add_row(row["label"], row["unit"], *numbers, _coloured(row["verdict"]))
    screen.print(table)
    screen.print(validation.sentence())


def _coloured(verdict: str) -> str:
    return f"[{COLOURS.get(verdict, 'dim')}]{verdict}[/]"
