"""Trials in the terminal: the effect with its interval beside the published one, verdict and reason."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from sim.experiments.evidence.findings import INSIDE
from sim.experiments.run.run import show_number
from sim.experiments.trials.run import TrialResult, published
from sim.experiments.trials.trial import AREA, Trial
from sim.report.ledger import show_band
from sim.report.terminal import VERDICT_COLOURS, empty_table, half_width

__all__ = ["print_trial", "print_trials"]


def print_trials(trials: Sequence[Trial], console: Console | None = None) -> None:
    """List the trials with what they ask."""
    screen = console or Console()
    table = empty_table("Trials", ["Name", "Question"], ["People", "Months", "Published"])
    for trial in trials:
        numbers = (f"{trial.people:,}", f"{trial.months:,}", str(len(published(trial.name))))
        table.add_row(trial.name, escape(trial.question), *numbers)
    screen.print(table)
    screen.print("Months are those of a seed after the burn-in. Run one with: tenfold trial NAME")


def print_trial(result: TrialResult, console: Console | None = None) -> None:
    """Print what was published beside what was found, the reasons of misses, and what else was found."""
    screen = console or Console()
    trial = result.trial
    screen.print(f"[bold]{escape(trial.question)}[/]")
    screen.print(f"{result.seeds} paired seeds of {result.people:,} people; ± is half an interval of 95 %.")
    table = empty_table("", ["Figure", "[dim]Unit[/]"], ["Published", "Band", "Here"])
    table.add_column("Verdict", no_wrap=True)
    notes: list[str] = []
    for row in result.table().iter_rows(named=True):
        verdict = row["verdict"]
        table.add_row(
            escape(row["label"]),
            f"[dim]{escape(row['unit'])}[/]",
            _number(row["published"]),
            show_band(row),
            _number(row["value"]) + half_width(row["low"], row["high"], _digits(row["value"])),
            f"[{VERDICT_COLOURS.get(verdict, 'dim')}]{verdict}[/]",
        )
        if verdict != INSIDE:
            notes.append(f"{row['label']}: {row['reason'] or 'no reason is known yet.'}")
    screen.print(table)
    for note in notes:
        screen.print(escape(note))
    others = result.others()
    if others:
        table = empty_table("Beside it, nothing published", ["Figure"], ["Here"])
        for one in others:
            name = one.id.removeprefix(f"{AREA}.{trial.name}.").replace("_", " ")
            table.add_row(name, _number(one.value) + half_width(one.low, one.high, _digits(one.value)))
        screen.print(table)


def _digits(value: float | None) -> int:
    return 2 if value is None or abs(value) < 100.0 else 0


def _number(value: float | None) -> str:
    return show_number(value, _digits(value))
