"""The page of the two futures on the command line."""

from typing import Annotated

import typer

from sim.commands.inputs import Plugins

__all__ = ["dashboard"]


def dashboard(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="Story to start with: a built-in scenario or a TOML file."),
    ] = "pessimistic",
    people: Annotated[int, typer.Option(metavar="N", help="Simulated persons.")] = 100_000,
    plugins: Plugins = None,
    port: Annotated[int, typer.Option(metavar="P", help="Port on this machine; 0 takes a free one.")] = 8765,
    seeds: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Histories behind the bands, each with its own luck: 5; 1 for no bands."
        ),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Watch two futures in the browser and move the controls.

    The page is served on this machine only, and nothing is fetched from elsewhere.
    """
    from sim.dashboard.server import serve

    serve(scenario, people=people, port=port, show=browser, plugins=plugins or (), seeds=seeds)
