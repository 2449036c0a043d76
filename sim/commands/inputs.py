"""What several commands do with what was typed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import UserError

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["CHARTS", "Months", "Overrides", "People", "resized", "writer"]

CHARTS = "the page with charts"
"""What needs the packages of the extra ``report``, in words."""

People = Annotated[
    int | None, typer.Option(metavar="N", help="Simulated persons, instead of the scenario's.")
]
Months = Annotated[int | None, typer.Option(metavar="T", help="Months, instead of the scenario's.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change one value; may be repeated."),
]


def resized(scenario: Scenario, **options: int | None) -> Scenario:
    """Apply the options that set a key of ``[run]``."""
    for key, value in options.items():
        if value is not None:
            scenario = scenario.with_({f"run.{key}": value}, place=f"--{key} {value}")
    return scenario


def writer(what: str, module: str, name: str) -> Callable[[Any, Path], None]:
    """Import the function that draws a page, before hours are spent on the runs.

    Raises
    ------
    UserError
        If a package is missing that ``what`` needs.
    """
    try:
        found: Callable[[Any, Path], None] = getattr(importlib.import_module(module), name)
    except ImportError as error:
        missing = f"{what} needs the package {error.name}"
        raise UserError(f'{missing}; install it with pip install "tenfold[report]".') from None
    return found
