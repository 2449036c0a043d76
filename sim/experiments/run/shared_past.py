"""Runs that differ only in what matters from month 0 on have one past: it is run once, and kept.

What shapes the past are the seed and every key that is not declared ``late`` (``sim.parameters.declare``; a
test changes each late key and compares the bits at month 0). Policies begin at month 0 at the earliest. All
else counts as shaping it, known or not: a key that nobody has marked, and plugins, of which nobody knows what
they do before month 0. A run that goes on from the kept past (``fork``) has the bits of one from the start.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.experiments.run.run import Results, collect
from sim.experiments.run.task import ProgressCallback
from sim.parameters import SECTIONS, declarations
from sim.records.provenance import Stopwatch
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.simulation import Simulation

__all__ = ["early_values", "past_of", "simulate_from_past"]

NO_PART = frozenset({"name", "title", "question", "policy"})
"""Parts of a scenario that no month before month 0 sees: words, and policies, which begin later."""

_KEPT: dict[str, Simulation] = {}
"""The last past of this process: runs that share one are done one after the other."""


def early_values(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what shapes the months before month 0, of a resolved scenario, but for the seed.

    Parameters
    ----------
    tables : mapping
        As ``Scenario.resolved`` returns them.
    """
    late = _late_keys()
    kept: dict[str, Any] = {}
    for part, values in tables.items():
        if part in NO_PART:
            continue
        if part not in SECTIONS:
            kept[part] = values
            continue
        kept[part] = {key: value for key, value in values.items() if f"{part}.{key}" not in late}
    kept["run"].pop("seed", None)  # of the scenario; a run is given one of its own
    return kept


def past_of(tables: Mapping[str, Any], seed: int) -> str:
    """Return the identity of the past of a run: runs with the same one are the same up to month 0.

    Parameters
    ----------
    tables : mapping
        The resolved scenario.
    seed : int
        Names the random numbers.

    Returns
    -------
    str
        24 hexadecimal digits; empty if the run shares its past with none: there are no months before month
        0, or they are recorded (a table has a row for every policy), or there are plugins.
    """
    if tables.get("plugins") or tables["records"]["burn_in"] or not tables["run"]["burn_in_months"]:
        return ""
    text = json.dumps([early_values(tables), seed], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def simulate_from_past(
    scenario: Scenario, seed: int, past: str, progress: ProgressCallback | None = None
) -> Results:
    """Run ``scenario`` in this process; its past is taken from the run before, if that had the same one.

    Parameters
    ----------
    scenario : Scenario
        What is run.
    seed : int
        Names the random numbers.
    past : str
        From ``past_of``.
    progress : callable or None
        Told the months done and their total, burn-in included.
    """
    from sim.experiments.run.fork import burn_in, fork

    stopwatch = Stopwatch.start()
    burnt_in, months = int(scenario.run.burn_in_months), int(scenario.run.months)

    def tell(done: int) -> None:
        if progress is not None:
            progress(done, burnt_in + months)

    if past not in _KEPT:
        _KEPT.clear()  # first, so that there are never two
        _KEPT[past] = burn_in(scenario, seed, _telling(tell, burnt_in))
    simulation = fork(_KEPT[past], scenario)
    simulation.run(progress=lambda done, _: tell(burnt_in + done))
    return collect(simulation, stopwatch)


def _telling(tell: Callable[[int], None], burnt_in: int) -> Callable[[Simulation], None]:
    def step(simulation: Simulation) -> None:
        simulation.step()
        tell(burnt_in + simulation.month)

    return step


@cache
def _late_keys() -> frozenset[str]:
    return frozenset(
        f"{section}.{key}"
        for section, model in SECTIONS.items()
        for key, declared in declarations(model).items()
        if declared.late
    )
