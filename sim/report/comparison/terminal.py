"""The comparison as a table in the terminal: headline figures of every story beside the counterfactual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console

from sim.experiments.run.run import show_number
from sim.report.terminal import empty_table, half_width
from sim.report.wording import in_its_words

if TYPE_CHECKING:
    from sim.experiments.compare.compare import Comparison

__all__ = ["print_comparison"]

LABEL_WIDTH, STORY_WIDTH = 48, 16
"""Characters that a label and a figure with its interval take on one line."""


@in_its_words
def print_comparison(comparison: Comparison, console: Console | None = None) -> None:
    """Print the headline figures of the last year, each with the half-width of its 95 per cent interval.

    Parameters
    ----------
    comparison : Comparison
        From ``sim.compare``.
    console : rich.console.Console or None
        Where to print; by default the terminal. Where it is narrow, intervals go below the figures.
    """
    screen = console or Console()
    fits = LABEL_WIDTH + STORY_WIDTH * len(comparison.names) <= screen.width
    headline = comparison.headline()
    cells = {
        (row["measure"], row["scenario"]): _cell(row, " " if fits else "\n")
        for row in headline.iter_rows(named=True)
    }
    table = empty_table("Last year of the runs", ["Figure"], comparison.names, wrap_numbers=True)
    for measure, label, unit in (
        headline.select("measure", "label", "unit").unique(maintain_order=True).rows()
    ):
        figures = [cells.get((measure, name), "") for name in comparison.names]
        table.add_row(f"{label} [dim]{unit}[/]", *figures)
    screen.print(table)
    if comparison.own_paths.height:
        words = f"Under {comparison.counterfactual}, adults below their own path are those by luck alone."
        screen.print(words, style="dim", markup=False)
    if len(comparison.seeds) > 1:
        screen.print(f"± is half a 95 % interval over {len(comparison.seeds)} seeds.", style="dim")


def _cell(row: dict[str, Any], gap: str) -> str:
    return show_number(row["mean"], row["digits"]) + half_width(row["low"], row["high"], row["digits"], gap)
