"""Compiling every kernel before the first run, by two programs at a time where there are two processors.

A small economy that runs into the years of AI compiles all kernels. Once it is created, a second program
makes the same one and goes through the second half of its first month while this one goes through the first
half; then this one runs on, and loads from the disk what the other compiled. Should the other fail, it
compiles the rest. A second small economy, of people who live alone, then adds the few kernels by which only
that one is created, so that every scenario finds its kernels, whatever the defaults are.
"""

import contextlib
import copy
import pickle
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from numba import get_num_threads

from sim.compiling.folder import LOCK
from sim.compiling.programs import command, environment
from sim.compiling.seal import CompiledCode
from sim.kernels.parallel import ChunkRule

__all__ = ["ALONE", "SMALL", "compile_all", "first_half", "second_half"]


def _small(people: bool) -> dict[str, dict[str, Any]]:
    """Return a small economy, in which people have a past, an age and a household, or live alone without."""
    return {
        "run": {"people": 1_000, "burn_in_months": 0, "months": 2},
        "compute": {"enabled": True},
        "population": dict.fromkeys(("households", "life_cycle", "homes"), people),
        "government": {"household_benefits": people},
        "careers": {"seniority": float(people)},
    }


SMALL, ALONE = _small(True), _small(False)
"""Scenarios of the small economies: of people in households, and of people who live alone."""
HALF = 8
"""Steps of a month, up to the labour market, that take half of the compiling."""
OTHER = "sim.compiling.other_half"
"""The second program."""


def compile_all(simulation: Any, code: CompiledCode) -> None:
    """Compile all kernels that are not there yet, by running a small economy, a ``Simulation`` just created.

    Then the economy of people who live alone is run.
    """
    month = simulation.steps()
    if get_num_threads() > 1:
        with _other_program(simulation, code):
            _go_through(first_half(month))
    _go_through(month)
    simulation.run()
    type(simulation)(type(simulation.scenario).from_tables(ALONE)).run()


def first_half(month: Iterator[str]) -> Iterator[str]:
    """Return the first half of the steps of a month."""
    return islice(month, HALF)


def second_half(simulation: Any) -> None:
    """Go through a month of which only the second half takes place; compile no rule of the first."""
    month, before = simulation.steps(), copy.deepcopy(simulation.state)
    ChunkRule.at_rest = True
    _go_through(first_half(month))
    ChunkRule.at_rest = False
    for column, kept in zip(_columns(simulation.state), _columns(before), strict=True):
        column[:] = kept  # what steps do with lists that no rule has filled
    _go_through(month)


def _go_through(steps: Iterable[str]) -> None:
    for _ in steps:
        pass


def _columns(state: Any) -> list[Any]:
    """Return all arrays of a state."""
    return [column for table in state for column in (table if isinstance(table, tuple) else [table])]


@contextlib.contextmanager
def _other_program(simulation: Any, code: CompiledCode) -> Iterator[None]:
    """Let another program compile the second half meanwhile, in a folder of its own, and take it over."""
    quiet = subprocess.DEVNULL
    with contextlib.ExitStack() as stack:
        try:
            folder = tempfile.TemporaryDirectory(prefix="tenfold-", ignore_cleanup_errors=True)
            place, before = Path(stack.enter_context(folder)), code.indices()
            copied = shutil.copytree(code.folder, place / "code", ignore=shutil.ignore_patterns(LOCK))
            kind: Any = type(simulation)
            (place / "economy").write_bytes(pickle.dumps(partial(kind, simulation.scenario)))
            economy = stack.enter_context(open(place / "economy", "rb"))
            settings = {**environment(), "NUMBA_CACHE_DIR": str(copied)}
            other = subprocess.Popen(command(OTHER), env=settings, stdin=economy, stdout=quiet, stderr=quiet)
        except OSError:  # no room for a copy, or no second program: this one compiles all
            yield
            return
        with other:
            try:
                yield
            except BaseException:
                other.kill()
                raise
        with contextlib.suppress(OSError):  # a full disk: what is missing is compiled here
            code.take_over(copied, before)
