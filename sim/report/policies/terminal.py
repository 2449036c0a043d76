"""A policy comparison in the terminal: what the packages change, story by story."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from sim.experiments.lab.results import PolicyComparison
from sim.report.policies.facts import PolicyFacts, gather_policies
from sim.report.policies.tables import INCOMES
from sim.report.terminal import empty_table, half_width

__all__ = ["SHOWN", "print_effects"]

SHOWN = (
    "poverty_year_rate", "median_income", "welfare_2", "employment_rate", "price_paid", "budget_balance_gdp",
)  # fmt: skip
"""Figures that are printed first."""
FIGURE_WIDTH = 17
"""Characters that a figure with its interval takes on one line."""


def print_effects(comparison: PolicyComparison, console: Console | None = None) -> None:
    """Print the paired changes of a few figures at the last horizon; a narrow terminal gets them below."""
    facts = gather_policies(comparison)
    screen = console or Console()
    for story in facts.stories if facts.arms else ():
        title = f"{facts.labels[story]}: change against no policy in year {facts.last}"
        screen.print(_effects(facts, story, title, (*SHOWN, *facts.asked), screen.width))
        screen.print(_effects(facts, story, "Disposable income of adults", INCOMES, screen.width))
        for arm in facts.looks(story):
            if missing := facts.missing(story, arm.name):
                screen.print(f"{arm.label}: {missing}; it is on credit, not to be ranked with the others.")
    if facts.null_labels:
        screen.print(f"No policy at all, to the bit: {', '.join(facts.null_labels)}.", style="dim")
    if facts.has_bands and facts.arms:
        screen.print(f"± is half a 95 % interval over {facts.seeds} seeds.", style="dim")


def _effects(facts: PolicyFacts, story: str, title: str, shown: Sequence[str], width: int) -> Table:
    """Return the table of some figures, a row a policy; ``width`` is that of the terminal."""
    arms = facts.looks(story)
    longest = max(len(arm.label) for arm in arms)
    gap = " " if longest + FIGURE_WIDTH * len(shown) <= width else "\n"
    heads = [f"{facts.about(m).short}{gap}[dim]{_unit(facts.change_units.get(m, ''))}[/]" for m in shown]
    table = empty_table(title, ["Policy"], heads)
    for place, arm in enumerate(arms):
        if (
            place
            and facts.is_on_credit(story, arm.name)
            and not facts.is_on_credit(story, arms[place - 1].name)
        ):
            table.add_section()  # on credit, apart
        cells = []
        for measure in shown:
            one, digits = facts.change(story, arm.name, measure), facts.digits(measure)
            half = half_width(one.low, one.high, digits, gap)
            cells.append("-" if one.mean is None else f"{one.mean:+.{digits}f}{half}")
        table.add_row(arm.label, *cells)
    return table


def _unit(unit: str) -> str:
    """Return the first word or two of the unit of a change."""
    if unit.startswith("percentage points"):
        return "points"
    return unit[:1] if unit.startswith("%") else unit
