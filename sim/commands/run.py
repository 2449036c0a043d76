"""Single runs on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.inputs import (
    Figures,
    Months,
    Out,
    Overrides,
    People,
    Plugins,
    ScenarioName,
    load,
    named_figures,
    say_where,
)

__all__ = ["resume", "run"]


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
) -> None:
    """Run one scenario."""
    from sim.experiments.run.run import run as run_scenario
    from sim.report.terminal import print_summary

    resolved = load(scenario, overrides, plugins, people=people, months=months, seed=seed)
    if policy:
        from sim.experiments.lab.packages import with_policies

        resolved = with_policies(resolved, policy, "--policy")
    names = named_figures(figures, [resolved])
    print_summary(run_scenario(resolved, out=out, checkpoint_every=checkpoint_every), figures=names)
    say_where(out)


def resume(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The --out of the interrupted run.")],
    plugins: Plugins = None,
) -> None:
    """Go on with an interrupted run.

    The run must have been started with --checkpoint-every. It goes on from its last checkpoint, and its
    results are the same, bit for bit, as without the interruption.
    """
    from sim.experiments.run.run import resume as resume_run
    from sim.report.terminal import print_summary

    print_summary(resume_run(folder, plugins=plugins or ()))
    say_where(folder)
