"""The baseline held against published figures, on the command line."""

from typing import Annotated

import typer

from sim.commands.inputs import Out, Overrides, People, Plugins, Seeds, load, say_where
from sim.experiments.validation import UNFITTED

__all__ = ["validate"]

LAST_SEED = 1_000_000


def validate(
    people: People = None,
    years: Annotated[int, typer.Option(metavar="T", help="Years after the burn-in.", min=5, max=100)] = 25,
    seeds: Seeds = 3,
    first_seed: Annotated[
        int, typer.Option(metavar="S", help="First seed; fits use seeds 1 to 99.", min=0, max=LAST_SEED)
    ] = UNFITTED,
    overrides: Overrides = None,
    plugins: Plugins = None,
    out: Out = None,
) -> None:
    """Hold the baseline against published figures."""
    from sim.experiments.validation.validate import validate as validate_baseline
    from sim.report.validation import print_validation

    baseline = load("baseline", overrides, plugins, people=people)
    story = load("neutral", overrides, plugins)
    result = validate_baseline(
        baseline, ai_scenario=story, years=years, seeds=seeds, first_seed=first_seed, out=out
    )
    print_validation(result)
    say_where(out)
