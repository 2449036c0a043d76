"""The baseline held against published figures, on the command line."""

from typing import Annotated

import typer

from sim.commands.inputs import Out, Overrides, People, Plugins, Seeds, load, say_where

__all__ = ["validate"]


def validate(
    people: People = None,
    years: Annotated[int, typer.Option(metavar="T", help="Years after the burn-in.", min=5, max=100)] = 25,
    seeds: Seeds = 3,
    overrides: Overrides = None,
    plugins: Plugins = None,
    out: Out = None,
) -> None:
    """Hold the baseline against published figures."""
    from sim.experiments.validation.validate import validate as validate_baseline
    from sim.report.validation import print_validation

    baseline = load("baseline", overrides, plugins, people=people)
    story = load("neutral", overrides, plugins)
    print_validation(validate_baseline(baseline, ai_scenario=story, years=years, seeds=seeds, out=out))
    say_where(out)
