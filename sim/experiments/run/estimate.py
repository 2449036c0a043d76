"""What a run will take, before it starts: time, memory and disk.

Memory and disk follow from the columns. Time is measured on this machine with a small economy of the same
scenario, and only for runs long enough that the measurement does not matter.
"""

from __future__ import annotations

import shutil
import sys
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.country import UNITED_STATES, folder_of
from sim.errors import UserError
from sim.experiments.run.progress import show_duration
from sim.experiments.run.resources import available_memory
from sim.parameters.firms import FirmParameters
from sim.records.columns import TABLES
from sim.scenario import Scenario

__all__ = ["Estimate", "announce", "estimate", "memory_of", "refuse_without_space"]

PROBE = 100_000  # persons of the economy that is timed
PROBE_MONTHS = 3
LONG = 2e9  # person-months from which a run is worth an estimate: about a minute
LARGE = 2e9  # bytes, likewise
PROGRAM = 350e6  # bytes of Python, its packages and the compiled code
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
    columns = _bytes_of_columns(people, scenario.firms.spare_rows, scenario.run.data)
    return Estimate(
        people=people,
        months=months,
        seconds=_seconds(scenario) if measure else None,
        memory=memory_of(people, scenario.firms.spare_rows, scenario.run.data),
        results=_bytes_of_results(scenario),
        checkpoint=columns if checkpoints else 0.0,
    )


def memory_of(
    people: int, spare_rows: float = FirmParameters().spare_rows, data: str = UNITED_STATES
) -> float:
    """Return the peak memory in bytes of a run with ``people`` persons in the country of ``run.data``."""
    return PROGRAM + SCRATCH * _bytes_of_columns(people, spare_rows, data)


def announce(scenario: Scenario, folder: Path | None, *, checkpoints: bool = False) -> None:
    """Print on the error stream what a long or large run will take, and what this machine has."""
    large = memory_of(scenario.run.people, scenario.firms.spare_rows, scenario.run.data) > LARGE
    long = scenario.run.people * (scenario.run.burn_in_months + scenario.run.months) > LONG
    if not (large or long):
        return
    expected = estimate(scenario, checkpoints=checkpoints, measure=long)
    print(f"Estimate: {expected}.", file=sys.stderr)
    free = available_memory()
    if free is not None and expected.memory > free:
        print(f"This machine has {_size(free)} of memory to spare: the run may be ended.", file=sys.stderr)
    if folder is not None and expected.results > (space := _free_space(folder)):
        print(f"{folder} has {_size(space)} of space left: too little.", file=sys.stderr)


def refuse_without_space(scenario: Scenario, folder: Path) -> None:
    """Make sure, before hours are spent, that two checkpoints fit: one replaces the other.

    Raises
    ------
    UserError
        They do not.
    """
    needed, space = (
        2.0 * _bytes_of_columns(scenario.run.people, scenario.firms.spare_rows, scenario.run.data),
        _free_space(folder),
    )
    if needed > space:
        raise UserError(
            f"{folder}: checkpoints need {_size(needed)} of space, but {_size(space)} are left; "
            "give another folder, or run without checkpoints."
        )


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


def _bytes_of_columns(people: int, spare_rows: float, data: str) -> float:
    from sim.base_year.calibration import load
    from sim.base_year.firms import firm_rows

    person, firm = _bytes_of_rows()
    return float(person * people + firm * firm_rows(people, spare_rows, load(folder_of(data)))[1])


def _bytes_of_results(scenario: Scenario) -> float:
    """Return the size of the tables: eight bytes a number, which compression makes up for by other things."""
    from sim.base_year.calibration import load

    months = scenario.run.months + (scenario.run.burn_in_months if scenario.records.burn_in else 0)
    sizes, more = load(folder_of(scenario.run.data)).sizes, _rows_of_scenario(scenario)
    rows = {name: table.rows(sizes) + more.get(name, 0) for name, table in TABLES.items()}
    return 8.0 * months * sum((2 + len(table.columns)) * rows[name] for name, table in TABLES.items())


def _rows_of_scenario(scenario: Scenario) -> dict[str, int]:
    """Return the rows a month of tables that some scenarios leave empty."""
    from sim.base_year.calibration import load
    from sim.indicators.households import KINDS, TENURES
    from sim.indicators.policies import PROGRAMMES

    calibration = load(folder_of(scenario.run.data))
    population, rows = scenario.population, {"policies": len(scenario.policy)}
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
