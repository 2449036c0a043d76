"""Compiling every kernel before the first run, by two programs at a time where there are two processors.

A small economy that runs from the burn-in into the years of AI compiles all kernels. Once it is created, a
second program takes the second half of the month while this one takes the first; then the small economy runs,
and loads from the disk what the other compiled. Should the other fail, this one compiles the rest.
"""

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numba import get_num_threads

from sim.compiling.programs import command, environment
from sim.compiling.seal import CompiledCode
from sim.phases import (
    adoption,
    firm_accounts,
    frontier,
    goods_market,
    hiring,
    incomes,
    planning,
    production,
    public_finance,
)
from sim.rules.compute_price import GpuMarket

__all__ = ["SMALL", "compile_all", "first_half", "second_half"]

SMALL = {"run": {"people": 1_000, "burn_in_months": 1, "months": 2}, "compute": {"enabled": True}}
"""Scenario of the small economy."""
OTHER = "sim.experiments.run.compile_half"
"""The second program."""


def compile_all(simulation: Any, code: CompiledCode) -> None:
    """Compile all that a small economy, a ``Simulation`` just created, does not have yet, by running it."""
    if get_num_threads() > 1:
        with _other_program(code):
            first_half(simulation)
    simulation.run()


def first_half(simulation: Any) -> None:
    """Go through the first half of month 0, in which firms plan and hire."""
    state, structure, parameters, seed = _parts(simulation)
    levers = simulation.policies.levers_in_force(state, 0)
    ai = frontier.train(state, structure, parameters, levers, 0)
    rules = simulation.rules.in_month(state, structure, parameters, levers, seed, 0)
    adoption.adopt(state, structure, ai, parameters, levers, rules, seed, 0)
    plans = planning.plan(state, structure, ai, parameters, levers, seed, 0)
    hiring.employ(plans, rules)


def second_half(simulation: Any) -> None:
    """Go through the second half of month 0, in which goods are made and paid, as if nobody rented GPUs."""
    state, structure, parameters, seed = _parts(simulation)
    levers = simulation.policies.levers_in_force(state, 0)
    ai = frontier.train(state, structure, parameters, levers, 0)
    market = GpuMarket(1.0, 0.0, 0.0, 0.0, np.zeros(state.providers.fleet.size), 0.0, 0.0)
    production.produce(state, structure, ai, market, parameters, levers)
    household = incomes.receive_and_spend(state, structure, parameters, levers, seed, 0, record=True)
    rules = simulation.rules.in_month(state, structure, parameters, levers, seed, 0)
    goods_market.sell(state, structure, parameters, levers, rules, seed, 0)
    firm_accounts.settle(state, structure, market, parameters, levers, seed, 0)
    public_finance.settle(state, structure, household, parameters, rules, seed, 0)


def _parts(simulation: Any) -> tuple[Any, Any, Any, int]:
    return simulation.state, simulation.structure, simulation.scenario, simulation.seed


@contextlib.contextmanager
def _other_program(code: CompiledCode) -> Iterator[None]:
    """Let another program compile the second half meanwhile, in a folder of its own, and take it over."""
    quiet = subprocess.DEVNULL
    with contextlib.ExitStack() as stack:
        try:
            folder = tempfile.TemporaryDirectory(prefix="tenfold-", ignore_cleanup_errors=True)
            copy, before = Path(stack.enter_context(folder)) / "code", code.indices()
            shutil.copytree(code.folder, copy)
            settings = {**environment(), "NUMBA_CACHE_DIR": str(copy)}
            other = subprocess.Popen(command(OTHER), env=settings, stdin=quiet, stdout=quiet, stderr=quiet)
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
            code.take_over(copy, before)
