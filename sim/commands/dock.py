"""Published models of AI held against this economy, on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.inputs import MOST_SEEDS, Overrides

__all__ = ["dock"]


def dock(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STUDY]...", help="Studies by name, or all; none: list them."),
    ] = None,
    people: Annotated[int, typer.Option(metavar="N", help="Simulated persons.", min=1_000)] = 20_000,
    seeds: Annotated[
        int,
        typer.Option(metavar="N", help="Pairs of runs, on unseen seeds.", min=1, max=MOST_SEEDS),
    ] = 20,
    overrides: Overrides = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Where what was measured is written.")
    ] = None,
) -> None:
    """Give published models' inputs to this economy, and hold its figures beside theirs."""
    from sim.experiments.docking.dock import STUDIES
    from sim.experiments.docking.dock import dock as dock_on
    from sim.report.docking import list_studies, print_docking

    if not names:
        list_studies(STUDIES.values())
        return
    print_docking(dock_on(names, seeds=seeds, people=people, overrides=overrides or (), out=out))
    if out is not None:
        print(f"Findings: {out}")
