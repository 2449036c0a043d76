"""Single runs, and results of any kind for other programs, on the command line."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands.inputs import (
    CHARTS,
    Anyway,
    Figures,
    Months,
    Out,
    Overrides,
    People,
    Plugins,
    ScenarioName,
    holds_results,
    load,
    named_figures,
    page_writer,
    say_where,
)
from sim.errors import UserError

if TYPE_CHECKING:
    from sim.experiments.run.run import Results

__all__ = ["export", "resume", "run"]

FORMATS = ("csv", "xlsx", "stata")
"""What results are exported to where nothing is said."""
INSIDE = "export"
"""Folder in that of the results where exports go by default."""

Csv = Annotated[
    bool, typer.Option("--csv", help="Also write the tables as CSV, with a dictionary of columns and units.")
]
Page = Annotated[bool, typer.Option("--page/--no-page", help="Write page.html beside the results.")]


def run(
    scenario: ScenarioName,
    people: People = None,
    months: Months = None,
    seed: Annotated[int | None, typer.Option(metavar="S", help="Names the random numbers.")] = None,
    overrides: Overrides = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(metavar="PACKAGE", help="Add a policy, as KIND:KEY=VALUE,KEY=VALUE; may be repeated."),
    ] = None,
    plugins: Plugins = None,
    figures: Figures = "",
    out: Out = None,
    checkpoint_every: Annotated[
        int | None,
        typer.Option(metavar="M", help="Keep a checkpoint in FOLDER, renewed every M months.", min=1),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Look at every balance and column after each step; slow."),
    ] = False,
    anyway: Anyway = False,
    csv: Csv = False,
    page: Page = True,
) -> None:
    """Run one scenario; with --out its tables and a page with charts are written."""
    if csv and out is None:
        raise UserError("--csv needs --out FOLDER, where the files go.")
    from sim.experiments.run.run import run as run_scenario
    from sim.report.terminal import print_summary

    resolved = load(scenario, overrides, plugins, people=people, months=months, seed=seed)
    if policy:
        from sim.experiments.lab.packages import with_policies

        resolved = with_policies(resolved, policy, "--policy")
    names = named_figures(figures, [resolved])
    results = run_scenario(resolved, out=out, checkpoint_every=checkpoint_every, check=check, anyway=anyway)
    print_summary(results, figures=names)
    _write_more(results, out, names, csv=csv, page=page)
    say_where(out)


def resume(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The --out of the interrupted run.")],
    plugins: Plugins = None,
    csv: Csv = False,
    page: Page = True,
) -> None:
    """Go on with an interrupted run.

    The run must have been started with --checkpoint-every. It goes on from its last checkpoint, and its
    results are the same, bit for bit, as without the interruption.
    """
    from sim.experiments.run.run import resume as resume_run
    from sim.report.terminal import print_summary

    results = resume_run(folder, plugins=plugins or ())
    print_summary(results)
    _write_more(results, folder, [], csv=csv, page=page)
    say_where(folder)


def export(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The --out of a run, a comparison, a sweep, ...")
    ],
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="FORMAT", help="csv, xlsx or stata; may be repeated. By default all."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the files go; by default the folder export in FOLDER."),
    ] = None,
) -> None:
    """Write results as CSV, workbook (xlsx) and Stata files, with a dictionary of columns and units.

    The Parquet tables stay: pandas, polars and R read them as they are.
    """
    chosen = tuple(dict.fromkeys(to or FORMATS))
    for one in chosen:
        if one not in FORMATS:
            raise UserError(f"--to {one}: it must be {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    from sim.report.take_away.files import export as write
    from sim.report.take_away.holdings import read_holding

    target = folder / INSIDE if out is None else out
    if target.resolve() != folder.resolve() and holds_results(target):
        raise UserError(f"--out {target}: holds other results; name a folder of its own.")
    tell = partial(print, file=sys.stderr, flush=True)
    files = write(read_holding(folder), target, chosen, beside=folder, tell=tell)
    print(f"Exported: {len(files)} files in {target}; columns.csv says what each column is.")


def _write_more(results: "Results", out: Path | None, figures: list[str], *, csv: bool, page: bool) -> None:
    """Write what is made from the tables; without the packages for charts there is no page, only a hint."""
    if out is None:
        return
    if csv:
        from sim.records.tables import write_beside
        from sim.report.take_away.files import files_of
        from sim.report.take_away.holdings import holding_of_tables

        holding = holding_of_tables(out.resolve().name, results.frames, results.manifest)
        write_beside(out, files_of(holding, ["csv"]))
    if not page:
        return
    try:
        write = page_writer(CHARTS, "sim.report.run_page", "write_run_page")
    except UserError as hint:
        print(f"No page: {hint}")
        return
    print(f"Page: {write(results, out, tuple(figures))}")
