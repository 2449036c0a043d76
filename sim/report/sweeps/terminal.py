"""Sweeps in the terminal: how far one is, what its runs found, what failed."""

from __future__ import annotations

import polars as pl
from rich.console import Console
from rich.table import Table

from sim.experiments.figures.statistics import t_quantile
from sim.experiments.run.run import show_number
from sim.experiments.sweep.file import Sweep
from sim.experiments.sweep.results import SweepResults
from sim.report.sweeps.words import flips_of, show_value, shown_outputs
from sim.report.terminal import empty_table
from sim.scenario import built_in_names

__all__ = ["list_sweeps", "print_failures", "print_rows", "print_status", "select_rows"]

MOST_ROWS = 40
UNBOUNDED = 10_000
"""Letters across of a terminal on which every table has room."""
SHOWN = (
    "employment_effect", "unemployment_rate", "real_median_income_change", "real_p20_income_change",
    "income_top1_share",
)  # fmt: skip
"""Outputs shown beside those of the flips unless others are asked for."""


def print_status(results: SweepResults, console: Console | None = None) -> None:
    """Print how far a sweep is, and what failed most often."""
    screen = console or Console()
    title = f"{results.sweep.name}: {results.sweep.title}" if results.sweep.title else results.sweep.name
    screen.print(f"[bold]{title}[/]")
    screen.print(results.status().sentence())
    failures = results.failures()
    if failures.height:
        counts = failures.group_by("kind", "message").len().sort("len", descending=True)
        for kind, message, count in counts.head(5).rows():
            screen.print(f"{count:,} x {kind}: {message}", highlight=False, markup=False)


def list_sweeps(console: Console | None = None) -> None:
    """Print the built-in sweeps."""
    screen = console or Console()
    names = built_in_names("sweep")
    width = max(map(len, names), default=0)
    for name in names:
        sweep = Sweep.load(name)
        screen.print(f"{name:<{width}}  {sweep.title}. {sweep.question}", highlight=False, markup=False)


def print_failures(results: SweepResults, console: Console | None = None) -> None:
    """Print every run that failed."""
    failures = results.failures()
    columns = ["point", "seed", *results.factors, "kind", "message"]
    _print(failures.select(columns), results, f"{failures.height:,} failed runs", console)


def print_rows(
    results: SweepResults,
    *,
    where: str | None = None,
    columns: list[str] | None = None,
    points: bool = False,
    console: Console | None = None,
) -> None:
    """Print runs, or means over the replicates of points.

    Parameters
    ----------
    results : SweepResults
        From ``open_sweep``.
    where : str or None
        Condition as in SQL.
    columns : list of str or None
        Outputs; by default those of the flips and some headline figures.
    points : bool
        Means over replicates instead of runs.
    console : rich.console.Console or None
        Where to print; by default the terminal.
    """
    flips = [flip.output for flip in flips_of(results)]
    chosen = columns or shown_outputs(results, [*flips, *SHOWN])
    for column in chosen:
        results.check_output(column)
    rows = select_rows(results, where=where, points=points)
    keys = ["point", *([] if points else ["seed"]), *results.factors]
    errors = ["replicates", *(f"{column}_se" for column in chosen)] if points else []
    kind = "points" if points else "runs"
    _print(rows.select(*keys, *chosen, *errors), results, f"{rows.height:,} {kind}", console)


def select_rows(results: SweepResults, *, where: str | None = None, points: bool = False) -> pl.DataFrame:
    """Return the runs for which a condition holds, or means over the replicates of such points."""
    if not points:
        return results.filter(where)
    rows = results.points()
    if not where:
        return rows
    held = results.filter(where)["point"].unique()
    return rows.filter(pl.col("point").is_in(held.implode()))


def _print(rows: pl.DataFrame, results: SweepResults, title: str, console: Console | None) -> None:
    screen = console or Console()
    columns = [column for column in rows.columns if not column.endswith("_se") and column != "replicates"]
    first = rows.head(MOST_ROWS)
    cells = {
        column: [_cell(row, column, results) for row in first.iter_rows(named=True)] for column in columns
    }
    outputs = [column for column in columns if column in results.outputs]
    hidden: list[str] = []
    boundless = screen.options.update_width(UNBOUNDED)
    table = _table(title, rows, cells)
    while screen.measure(table, options=boundless).minimum > screen.width and len(outputs) > 1:
        hidden.insert(0, outputs.pop())
        table = _table(title, rows, {name: words for name, words in cells.items() if name not in hidden})
    screen.print(table)
    if hidden:
        more = f"No room for {', '.join(hidden)}: --column NAME shows one, --export FILE writes all."
        screen.print(more, style="dim", highlight=False)
    if rows.height > MOST_ROWS:
        more = f"… and {rows.height - MOST_ROWS:,} more; --export FILE writes all of them."
        screen.print(more, style="dim", highlight=False)


def _table(title: str, rows: pl.DataFrame, cells: dict[str, list[str]]) -> Table:
    """Return the table of these cells by column, in which no number and no word of a head is cut."""
    table = empty_table(title, [], [column.replace("_", " ") for column in cells], wrap_numbers=True)
    for (column, words), head in zip(cells.items(), table.columns, strict=True):
        if rows[column].dtype.is_numeric():
            head.justify, head.width = "right", max(map(len, [*column.split("_"), *words]))
    for row in zip(*cells.values(), strict=True):
        table.add_row(*row)
    return table


def _cell(row: dict[str, object], column: str, results: SweepResults) -> str:
    value = row[column]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "-" if value is None else str(value)
    if column in results.outputs:
        digits = results.words(column).digits
        error, count = row.get(f"{column}_se"), row.get("replicates")
        if not isinstance(error, float) or not isinstance(count, int):
            return show_number(float(value), digits)
        return f"{show_number(float(value), digits)} ±{show_number(t_quantile(count - 1) * error, digits)}"
    return str(value) if isinstance(value, int) else show_value(float(value))
