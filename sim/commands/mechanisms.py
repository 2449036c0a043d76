"""What a story hangs on, on the command line."""

from typing import Annotated

import typer

from sim.commands.inputs import (
    Months,
    Out,
    Overrides,
    People,
    Plugins,
    ScenarioName,
    Seeds,
    load,
    page_to,
    say_where,
    split,
)

__all__ = ["mechanisms"]

PAGE = "page.html"
"""File in the folder of results that shows them."""


def mechanisms(
    story: ScenarioName,
    forces: Annotated[
        bool,
        typer.Option(
            "--forces", help="What moves jobs, down to AI that does nothing, instead of what lowers pay."
        ),
    ] = False,
    only: Annotated[
        str, typer.Option(metavar="A,B,…", help="Only these mechanisms, separated by commas; others stay on.")
    ] = "",
    seeds: Seeds = 20,
    orders: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="Orders sampled on each seed where more than five are on; 0 for no Shapley values.",
            min=0,
            max=1_000,
        ),
    ] = 2,
    people: People = None,
    months: Months = None,
    overrides: Overrides = None,
    plugins: Plugins = None,
    out: Out = None,
) -> None:
    """Switch off the mechanisms that could make pay fall, alone and in coalitions.

    Says which are on in the story, by which keys, and what each adds to what the story does against the same
    economy without AI, mean of years 6 on: to all others, and by Shapley value.
    """
    from sim.experiments.mechanisms.catalogue import FORCES, MECHANISMS
    from sim.experiments.mechanisms.run import mechanisms as switch_off
    from sim.report.mechanisms.terminal import print_mechanisms

    write_page = page_to(out and out / PAGE, "sim.report.mechanisms.page", "write_mechanisms_page")
    found = switch_off(
        load(story, overrides, plugins, people=people, months=months),
        game=FORCES if forces else MECHANISMS,
        names=split(only),
        seeds=seeds,
        orders=orders,
        out=out,
    )
    print_mechanisms(found)
    write_page(found)
    say_where(out)
