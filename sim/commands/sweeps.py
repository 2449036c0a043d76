"""Sweeps and their results on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.inputs import (
    Anyway,
    Figures,
    Months,
    Overrides,
    People,
    Plugins,
    page_to,
    refuse_kept,
    split,
)

__all__ = ["merge", "results", "sweep"]


def sweep(
    file: Annotated[
        str | None,
        typer.Argument(metavar="SWEEP", help="A built-in sweep or a TOML file.", show_default=False),
    ] = None,
    status: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Only say how far the sweep there is.")
    ] = None,
    people: People = None,
    months: Months = None,
    replicates: Annotated[
        int | None,
        typer.Option(
            "--replicates", "--seeds", metavar="N", help="Runs of every point, instead of the sweep's."
        ),
    ] = None,
    overrides: Overrides = None,
    plugins: Plugins = None,
    figures: Figures = "",
    processes: Annotated[
        int | None, typer.Option(metavar="N", help="Runs at the same time; by default one a processor.")
    ] = None,
    dask: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Use the Dask cluster with this scheduler.")
    ] = "",
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Only say what it will take, after a short probe.")
    ] = False,
    shard: Annotated[
        str,
        typer.Option(metavar="I/N", help="Do the I-th of N parts only; tenfold merge brings them together."),
    ] = "",
    retry: Annotated[bool, typer.Option("--retry", help="Also repeat runs that failed before.")] = False,
    anyway: Anyway = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where results go; by default results/sweeps/NAME."),
    ] = None,
) -> None:
    """Run many scenarios; goes on where it was interrupted.

    Without SWEEP the built-in ones are listed. Finished runs are never repeated. Where a run failed the
    exit status is 1; the others are there, and --retry repeats it.
    """
    from sim.report.sweeps.terminal import list_sweeps, print_status

    if status is not None:
        from sim.experiments.sweep.run import open_sweep

        print_status(open_sweep(status))
        return
    if file is None:
        list_sweeps()
        return
    from sim.experiments.explore.map import next_points
    from sim.experiments.sweep.run import Sweep, estimate_sweep, run_sweep

    changes = {"people": people, "months": months, "replicates": replicates}
    chosen = Sweep.load(file, overrides or (), plugins=plugins or ())
    changes = {key: value for key, value in changes.items() if value is not None}
    chosen = chosen.with_(**changes, outputs=list(dict.fromkeys([*chosen.outputs, *split(figures)])))
    if estimate:
        print(estimate_sweep(chosen, out=out, processes=processes, shard=shard).sentence())
        return
    results = run_sweep(
        chosen, out=out, more_points=next_points, processes=processes, dask=dask, retry=retry, shard=shard,
        anyway=anyway,
    )  # fmt: skip
    print_status(results)
    if shard:
        print(
            f"Results: {results.folder}; tenfold merge {results.folder.parents[1]} brings the parts together."
        )
    else:
        print(f"Results: {results.folder}; tenfold results {results.folder} --page FILE shows them.")
    if results.failures().height:
        raise typer.Exit(1)


def merge(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of a sweep, with its parts.")],
) -> None:
    """Bring the parts of a sweep together that were done with --shard.

    Parts that are missing may follow; the sweep itself, without --shard, does what is left.
    """
    from sim.experiments.sweep.shards import merge_shards
    from sim.report.sweeps.terminal import print_status

    results = merge_shards(folder)
    print_status(results)
    print(f"Results: {results.folder}; tenfold results {results.folder} --page FILE shows them.")


def results(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER", help="Folders of sweeps.")],
    where: Annotated[
        str | None, typer.Option(metavar="CONDITION", help='As in SQL: "gpu_worker_ratio > 5 and seed = 1".')
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="OUTPUT", help="Show this output; may be repeated.")
    ] = None,
    points: Annotated[
        bool, typer.Option("--points", help="Means over the replicates of every point.")
    ] = False,
    failures: Annotated[bool, typer.Option("--failures", help="Runs that failed, and why.")] = False,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write all columns, as .csv or .parquet.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page with maps, drivers and conditions.")
    ] = None,
) -> None:
    """List, filter, export and show the results of sweeps."""
    from sim.experiments.sweep.run import open_sweep
    from sim.report.sweeps import terminal

    refuse_kept(export, page)
    opened = [open_sweep(folder) for folder in folders]
    if page is not None:
        page_to(page, "sim.report.sweeps.page", "write_sweep_page")(opened)
        return
    for one in opened:
        if export is not None:
            from sim.experiments.sweep.results import export as write

            write(
                one.failures() if failures else terminal.select_rows(one, where=where, points=points),
                export if len(opened) == 1 else export.with_stem(f"{export.stem}_{one.sweep.name}"),
            )
        elif failures:
            terminal.print_failures(one)
        else:
            terminal.print_rows(one, where=where, columns=column, points=points)
