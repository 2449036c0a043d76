"""The mechanisms of a story as tables in the terminal: what is on, and what each adds."""

from __future__ import annotations

from rich.console import Console

from sim.experiments.figures.statistics import Estimate
from sim.experiments.mechanisms.play import OUTCOMES
from sim.experiments.mechanisms.run import ALONE, REST, SHAPLEY, STORY, Hangs
from sim.experiments.run.run import show_number
from sim.report.mechanisms.words import MEASURES, estimates, keys_of, sentence
from sim.report.terminal import empty_table

__all__ = ["print_mechanisms"]

UNITS = {"million people": "millions", "percentage points": "points"}
"""Short forms, where the unit is not per cent."""
COLOURS = {"on": "green", "off": "dim", "not modelled": "red"}


def print_mechanisms(found: Hangs, console: Console | None = None) -> None:
    """Print which mechanisms are on, by which keys, and what each adds, with standard errors.

    Parameters
    ----------
    found : Hangs
        From ``experiments.mechanisms.run.mechanisms``.
    console : rich.console.Console or None
        Where to print; by default the terminal.
    """
    screen = console or Console()
    table = empty_table(f"{found.story.name}: what is on", ["Mechanism", "In the story", "Keys"], [])
    for one in found.listed:
        status = one.status(found.story)
        table.add_row(one.label, f"[{COLOURS[status]}]{status}[/]", keys_of(one, found.story) or one.note)
    screen.print(table)
    known, errors = estimates(found), _errors(found)
    measures = [name for name in MEASURES if any(key[1] == name for key in known)]
    for measure in measures:
        heads = [f"{one.short}\n[dim]{UNITS.get(one.unit, '%')}[/]" for one in OUTCOMES.values()]
        table = empty_table(MEASURES[measure], ["Mechanism"], heads)
        for one in found.players:
            table.add_row(one.label, *_row(known, errors, one.name, measure))
        table.add_section()
        if measure == SHAPLEY:
            table.add_row("With none of them", *_row(known, errors, REST, ALONE))
            table.add_row("The story", *_row(known, errors, STORY, ALONE))
        screen.print(table)
    screen.print(sentence(found), style="dim", markup=False)


def _row(
    known: dict[tuple[str, str, str], Estimate],
    errors: dict[tuple[str, str, str], float | None],
    mechanism: str,
    measure: str,
) -> list[str]:
    cells = []
    for outcome, about in OUTCOMES.items():
        key = (mechanism, measure, outcome)
        error = f" [dim]({show_number(errors[key], about.digits)})[/]" if errors[key] is not None else ""
        cells.append(show_number(known[key].mean, about.digits) + error)
    return cells


def _errors(found: Hangs) -> dict[tuple[str, str, str], float | None]:
    rows = found.summary().select("mechanism", "measure", "outcome", "standard_error").iter_rows()
    return {(mechanism, measure, outcome): error for mechanism, measure, outcome, error in rows}
