"""What a run will take, before it starts: time, memory and disk.

Memory and disk follow from the columns. Time is measured on this machine with a small economy of the same
scenario, and only for runs long enough that the measurement does not matter.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from functools import cache
from math import log10
from pathlib import Path
from typing import NamedTuple

from sim.errors import UserError
from sim.experiments.run.progress import show_duration
from sim.experiments.run.resources import available_memory
from sim.parameters.firms import FirmParameters
from sim.records.columns import TABLES
from sim.scenario import Scenario

__all__ = ["Estimate", "announce", "estimate", "memory_of", "refuse_missing", "refuse_too_large"]

PROBE = 100_000  # persons of the economy that is timed
PROBE_MONTHS = 3
LONG = 2e9  # person-months from which a run is worth an estimate: about a minute
LARGE = 2e9  # bytes, likewise
PROGRAM = 320e6  # bytes of Python, its packages and the compiled code
COLUMN = 370.0  # bytes of a column in a file of results, before its numbers: measured, as is what follows
NUMBER_BY_ITSELF = (
    4.1,
    1.7,
)  # bytes of a number of 1,000 people, and more of ten times as many: one row a month
NUMBER_AMONG_OTHERS = 1.9, 1.05  # likewise in tables of several rows a month
LONGEST_NUMBER = 8.0  # bytes
SCRATCH = 1.05  # peak over the columns, 1.03 at 3 to 9 million persons: what a month allocates and frees


class Estimate(NamedTuple):
    """What a run will take."""

    people: int
    months: int  # burn-in included
    seconds: float | None  # None where it was not measured
    memory: float  # bytes
    results: float  # bytes on the disk
    checkpoint: float  # bytes; twice as much while one replaces another

    def __str__(self) -> str:
        parts = [f"{self.people:,} persons, {self.months:,} months: "]
        if self.seconds is not None:
            parts.append(f"about {show_duration(self.seconds)}, ")
        parts.append(f"{_size(self.memory)} of memory, {_size(self.results)} of results")
        if self.checkpoint:
            parts.append(f", {_size(2.0 * self.checkpoint)} for checkpoints")
        return "".join(parts)


def estimate(scenario: Scenario, *, checkpoints: bool = False, measure: bool = True) -> Estimate:
    """Say what ``scenario`` will take.

    Parameters
    ----------
    scenario : Scenario
        With ``run.people``, ``run.months`` and ``run.burn_in_months``.
    checkpoints : bool
        Whether checkpoints are kept.
    measure : bool
        Whether to time a small economy (about two seconds).
    """
    people = scenario.run.people
    months = scenario.run.burn_in_months + scenario.run.months
    columns = _bytes_of_columns(people, scenario.firms.spare_rows)
    return Estimate(
        people=people,
        months=months,
        seconds=_seconds(scenario) if measure else None,
        memory=memory_of(people, scenario.firms.spare_rows),
        results=_bytes_of_results(scenario),
        checkpoint=columns if checkpoints else 0.0,
    )


def memory_of(people: int, spare_rows: float = FirmParameters().spare_rows) -> float:
    """Return the peak memory in bytes of a run with ``people`` persons."""
    return PROGRAM + SCRATCH * _bytes_of_columns(people, spare_rows)


def announce(scenario: Scenario, *, checkpoints: bool = False) -> None:
    """Print on the error stream what a long or large run will take."""
    large = memory_of(scenario.run.people, scenario.firms.spare_rows) > LARGE
    long = scenario.run.people * (scenario.run.burn_in_months + scenario.run.months) > LONG
    if large or long:
        expected = estimate(scenario, checkpoints=checkpoints, measure=long)
        print(f"Estimate: {expected}.", file=sys.stderr)


def refuse_too_large(
    scenarios: Sequence[Scenario],
    folder: Path | None = None,
    *,
    at_once: int = 1,
    checkpoints: bool = False,
    kept: int = 1,
    anyway: bool | None = None,
) -> None:
    """Make sure, before anything is allocated, that runs have the memory and the disk that they need.

    Parameters
    ----------
    scenarios : sequence of Scenario
        All runs.
    folder : Path or None
        Where results go.
    at_once : int
        Runs at the same time.
    checkpoints : bool
        Whether two checkpoints have to fit: one replaces the other.
    kept : int
        Times that each result lies in the folder until all are there.
    anyway : bool or None
        Only say on the error stream what is missing; None where the user has no such choice.

    Raises
    ------
    UserError
        Memory or disk is not there.
    """
    sizes = {(one.run.people, one.firms.spare_rows) for one in scenarios}
    memory = max((memory_of(*size) for size in sizes), default=0.0)
    disk = kept * sum(_bytes_of_results(one) for one in scenarios)
    if checkpoints:
        disk += 2.0 * max(_bytes_of_columns(*size) for size in sizes)
    refuse_missing(at_once * memory, disk, folder, anyway=anyway)


def refuse_missing(memory: float, disk: float, folder: Path | None, *, anyway: bool | None = None) -> None:
    """Make sure that this machine has so many bytes of memory, and of disk where ``folder`` is.

    Raises
    ------
    UserError
        It has not, and ``anyway`` is not true.
    """
    free = available_memory()
    missing = []
    if free is not None and memory > free:
        missing.append(f"{_size(memory)} of memory are needed, but {_size(free)} are free")
    if folder is not None and disk > (space := _free_space(folder)):
        missing.append(f"{_size(disk)} of disk are needed in {folder}, but {_size(space)} are free")
    if not missing:
        return
    what = " and ".join(missing)
    if not anyway:
        other = "" if anyway is None else "; --anyway starts it all the same"
        raise UserError(f"{what}; simulate fewer people or months, or fewer runs at a time{other}.")
    print(f"Starting anyway: {what}.", file=sys.stderr)


def _seconds(scenario: Scenario) -> float:
    """Time a small economy of the same scenario, from its creation to a typical month."""
    from sim.simulation import Simulation

    people = min(PROBE, scenario.run.people)
    small = scenario.with_({"run.people": people, "run.burn_in_months": 1, "run.months": PROBE_MONTHS})
    Simulation(small).step()  # loads the compiled code
    start = time.perf_counter()
    simulation = Simulation(small)
    creation = time.perf_counter() - start
    months = []
    while simulation.month < PROBE_MONTHS:
        start = time.perf_counter()
        simulation.step()
        months.append(time.perf_counter() - start)
    typical = sorted(months)[len(months) // 2]
    scale = scenario.run.people / people
    return scale * (creation + typical * (scenario.run.burn_in_months + scenario.run.months))


@cache
def _bytes_of_rows() -> tuple[int, int]:
    """Return the bytes of a person and of a row for a firm with its teams."""
    from sim.state.columns import empty_firms, empty_teams, empty_workers

    person = sum(column.nbytes for column in empty_workers(1))
    firm = sum(column.nbytes for table in (empty_firms(1), empty_teams(1)) for column in table)
    return person, firm


def _bytes_of_columns(people: int, spare_rows: float) -> float:
    from sim.base_year.calibration import load
    from sim.base_year.firms import firm_rows

    person, firm = _bytes_of_rows()
    return float(person * people + firm * firm_rows(people, spare_rows, load())[1])


def _bytes_of_results(scenario: Scenario) -> float:
    """Return the size of the tables: something for every column, and for every number what is left of it.

    The more people, the fewer numbers are alike, and the less of a file compression saves.
    """
    from sim.base_year.calibration import load

    months = scenario.run.months + (scenario.run.burn_in_months if scenario.records.burn_in else 0)
    sizes, more = load().sizes, _rows_of_scenario(scenario)
    decades = log10(scenario.run.people / 1_000)
    size = 0.0
    for name, table in TABLES.items():
        rows = table.rows(sizes) + more.get(name, 0)
        first, growth = NUMBER_BY_ITSELF if rows == 1 else NUMBER_AMONG_OTHERS
        each = min(LONGEST_NUMBER, first + growth * decades)
        size += (2 + len(table.columns)) * (COLUMN + each * months * rows)
    return size


def _rows_of_scenario(scenario: Scenario) -> dict[str, int]:
    """Return the rows a month of tables that some scenarios leave empty."""
    from sim.base_year.calibration import load
    from sim.indicators.households import KINDS, TENURES
    from sim.indicators.policies import PROGRAMMES

    calibration, population, rows = load(), scenario.population, {"policies": len(scenario.policy)}
    groups = calibration.people.group_from.size
    if population.life_cycle or population.households:
        rows |= dict.fromkeys(("ages", "tenure", "homes_by_age"), groups)
        rows |= {"household_types": len(KINDS), "homes": len(TENURES)}
    if population.households:
        rows["states"] = len(calibration.households.state_names)
    if scenario.government.household_benefits:
        rows["benefits"] = len(PROGRAMMES)
    return rows


def _free_space(folder: Path) -> float:
    there = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
    return float(shutil.disk_usage(there).free)


def _size(number: float) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e8 else f"{max(number, 1e5) / 1e6:.1f} MB"
