"""Experiments in silico held against published ones, on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.inputs import MOST_SEEDS, Overrides, People
from sim.errors import UserError

__all__ = ["trial"]

ALL = "all"


def trial(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A trial, or all; without a name they are listed.")
    ] = None,
    seeds: Annotated[
        int, typer.Option(metavar="N", help="Pairs of an economy and its twin.", min=2, max=MOST_SEEDS)
    ] = 20,
    people: People = None,
    overrides: Overrides = None,
    processes: Annotated[
        int | None, typer.Option(metavar="N", help="Seeds at the same time; as many as processors.", min=1)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Findings as CSV, one file a trial; with all: a folder for them."),
    ] = None,
) -> None:
    """Make a published experiment in the economy and hold the effect against the published one."""
    from sim.experiments.trials.catalogue import TRIALS
    from sim.experiments.trials.run import run_trials
    from sim.report.trials import print_trial, print_trials

    if name is None:
        print_trials(list(TRIALS.values()))
        return
    if out is not None:
        _check(out, name)
    names = list(TRIALS) if name == ALL else [name]
    for result in run_trials(names, seeds=seeds, people=people, sets=overrides or (), processes=processes):
        print_trial(result)
        if out is not None:
            file = out / f"trial_{result.trial.name}.csv" if name == ALL else out
            print(f"Findings: {result.write(file)}")


def _check(out: Path, name: str) -> None:
    """Make sure, before minutes are spent, that the findings can be written.

    Raises
    ------
    UserError
        They cannot.
    """
    if name == ALL and not out.is_dir():
        raise UserError(
            f"--out {out}: with all it must be a folder that exists; each trial gets a file there."
        )
    if name != ALL and (out.suffix != ".csv" or not out.parent.is_dir()):
        raise UserError(f"--out {out}: it must be a file that ends in .csv, in a folder that exists.")
