"""The tenfold command: its subcommands, and what becomes of an error of the user.

A command imports what it needs when it runs, so that ``tenfold --help`` loads neither numba nor Mesa. What it
takes is annotated by types, not by text, which typer would evaluate on every start.
"""

import contextlib
import os
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
from sim.commands.inputs import INTERRUPTED, said
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
    app.command()(said(command))
for question in break_even.registered_commands:
    if question.callback is not None:
        question.callback = said(question.callback)
app.add_typer(break_even, name="break-even")
app.add_typer(data, name="data")


def main() -> None:
    """Run the command; an error of the user is one sentence and exit status 2."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows another one
    try:
        _refuse_odd_threads()
        try:
            app()
        finally:
            sys.stdout.flush()
    except UserError as error:
        print(f"tenfold: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        print("tenfold: interrupted.", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    except MemoryError:
        print("tenfold: the memory does not suffice; use fewer people or fewer processes.", file=sys.stderr)
        raise SystemExit(2) from None
    except OSError as error:
        _silence()
        # without a number it is no answer of the system: a library that is not found, for example
        written = "the output cannot be written: " if error.errno else ""
        place = f"{str(error.filename)[:200]}: " if error.filename else written
        print(f"tenfold: {place}{(error.strerror or str(error)).lower()}.", file=sys.stderr)
        raise SystemExit(2) from None
    except BaseException as error:
        sentence = _fault_of_a_plugin(error)
        if sentence is None:
            raise
        print(f"tenfold: {sentence}", file=sys.stderr)
        raise SystemExit(2) from None


def _fault_of_a_plugin(error: BaseException) -> str | None:
    """Say where in a plugin an error arose, or an exit; None where in none, and where none was loaded."""
    if "sim.plugins.extensions" not in sys.modules:
        return None
    from sim.plugins.extensions import explain_any_fault

    return explain_any_fault(error)


def _open_what_is_closed() -> None:
    """Let output and errors go nowhere where the caller has closed them: no file may take their place."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, os.fdopen(number, "w", closefd=False))


def _refuse_odd_threads() -> None:
    """Refuse a number of threads that numba takes from the environment and cannot use.

    Raises
    ------
    UserError
        It is below 1.
    """
    given = os.environ.get("NUMBA_NUM_THREADS", "").strip()
    if given.lstrip("+-").isdigit() and int(given) < 1:
        raise UserError(f"NUMBA_NUM_THREADS is {given[:40]}; it must be at least 1, or not set.")


def _silence() -> None:
    """Write what is left of the output to nowhere: a full device would refuse it once more at the end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@app.callback(invoke_without_command=True)
def _start(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        print(f"tenfold {sim.__version__}")
        raise typer.Exit
