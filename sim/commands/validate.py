"""The baseline held against published figures, on the command line."""

from typing import Annotated

import typer

from sim.commands.inputs import Out, Overrides, People, Plugins, Seeds, load, page_to, say_where
from sim.errors import UserError
from sim.experiments.evidence import UNFITTED

__all__ = ["validate"]

LAST_SEED = 1_000_000
PAGE = "page.html"
"""File in the folder of results that shows the validation card."""


def validate(
    people: People = None,
    years: Annotated[int, typer.Option(metavar="T", help="Years after the burn-in.", min=5, max=100)] = 25,
    seeds: Seeds = 3,
    first_seed: Annotated[
        int, typer.Option(metavar="S", help="First seed; fits use seeds 1 to 99.", min=0, max=LAST_SEED)
    ] = UNFITTED,
    overrides: Overrides = None,
    plugins: Plugins = None,
    page: Annotated[
        bool, typer.Option("--page", help="Also write the validation card, a page with charts, to --out.")
    ] = False,
    out: Out = None,
) -> None:
    """Hold the baseline against published figures."""
    if page and out is None:
        raise UserError("--page needs --out FOLDER, where the page goes.")
    from sim.experiments.validation.validate import validate as validate_baseline
    from sim.report.validation.terminal import print_validation

    file = out / PAGE if page and out is not None else None
    write_page = page_to(file, "sim.report.validation.page", "write_card", what="--page")
    baseline = load("baseline", overrides, plugins, people=people)
    story = load("neutral", overrides, plugins)
    result = validate_baseline(
        baseline, ai_scenario=story, years=years, seeds=seeds, first_seed=first_seed, out=out
    )
    print_validation(result)
    write_page(result)
    say_where(out)
