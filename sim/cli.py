"""The tenfold command: its subcommands, and what becomes of an error of the user.

A command imports what it needs when it runs, so that ``tenfold --help`` loads neither numba nor Mesa. What it
takes is annotated by types, not by text, which typer would evaluate on every start.
"""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

import sim
from sim.commands.benchmark import benchmark
from sim.commands.compare import compare
from sim.commands.dashboard import dashboard
from sim.commands.data import data
from sim.commands.describe import parameters, scenarios, schema, sources
from sim.commands.dock import dock
from sim.commands.forecasts import forecast, hindcast
from sim.commands.ledger import ledger
from sim.commands.mechanisms import mechanisms
from sim.commands.policies import break_even
from sim.commands.run import export, resume, run
from sim.commands.sweeps import merge, results, sweep
from sim.commands.trial import trial
from sim.commands.validate import validate, verify
from sim.country import country_words
from sim.errors import UserError

__all__ = ["app", "main"]

app = typer.Typer(
    name="tenfold",
    help=f"An agent-based economy of {country_words().country} in which one GPU may replace ten employees.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS: tuple[Callable[..., None], ...] = (
    run, resume, compare, validate, verify, ledger, dock, trial, forecast, hindcast, mechanisms, benchmark,
    dashboard, sweep, merge, results, export, scenarios, parameters, sources, schema,
)  # fmt: skip
for command in COMMANDS:
    app.command()(command)
app.add_typer(break_even, name="break-even")
app.add_typer(data, name="data")


def main() -> None:
    """Run the command; an error of the user is one sentence and exit status 2."""
    try:
        app()
    except UserError as error:
        print(f"tenfold: {error}", file=sys.stderr)
        raise SystemExit(2) from None


@app.callback(invoke_without_command=True)
def _start(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        print(f"tenfold {sim.__version__}")
        raise typer.Exit
