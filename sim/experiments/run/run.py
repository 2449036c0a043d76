"""One run of one scenario, from its name to its results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.arguments import count_of, path_of
from sim.errors import MonthError, UserError
from sim.experiments.run.checkpoint import (
    Journey,
    discard,
    load,
    refuse_unfinished,
    refuse_without_checkpoint,
    save,
)
from sim.experiments.run.estimate import announce, refuse_too_large
from sim.experiments.run.progress import Report, loading, reporting, say_idle
from sim.experiments.run.results import Results, load_results
from sim.experiments.run.task import ProgressCallback
from sim.records.provenance import Stopwatch, manifest_of
from sim.records.tables import results_folder
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.simulation import Simulation

__all__ = [
    "Results",
    "as_compared",
    "as_scenario",
    "load_results",
    "resume",
    "run",
    "simulate",
]

ScenarioLike = Scenario | str | Path


def run(
    scenario: ScenarioLike = "baseline",
    *,
    seed: int | None = None,
    people: int | None = None,
    months: int | None = None,
    out: Path | str | None = None,
    checkpoint_every: int | None = None,
    progress: bool = True,
    check: bool = False,
    anyway: bool = False,
) -> Results:
    """Run ``scenario``.

    A run that ends early keeps its months in the folder.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, the name of a built-in one, or a file.
    seed : int or None
        Instead of the scenario's ``run.seed``.
    people, months : int or None
        Instead of the scenario's ``run.people`` and ``run.months``.
    out : path or None
        Folder for the results; checked before the first month is simulated.
    checkpoint_every : int or None
        Months after which the folder gets a checkpoint, from which :func:`resume` goes on with the run.
    progress : bool
        Show a progress bar on a terminal, and what a long run will take.
    check : bool
        Look at every balance and every column after each step: slow, names the step that went wrong.
    anyway : bool
        Start also where memory or disk do not suffice.

    Returns
    -------
    Results
        Tables, scenario, seed and manifest.

    Raises
    ------
    UserError
        If the scenario is not valid, the folder cannot be used, or memory or disk are not there.
    MonthError
        If a month cannot be simulated; the months before it are in the folder.
    """
    resolved = as_scenario(scenario, people=people, months=months)
    say_idle([resolved.resolved()], show=progress)
    if checkpoint_every is not None:
        return _run_with_checkpoints(resolved, seed, out, checkpoint_every, progress, check, anyway)
    if out is not None:
        refuse_unfinished(path_of("out", out))
    with results_folder(out) as folder:
        refuse_too_large([resolved], folder, anyway=anyway)
        _warm_up(progress)
        if progress:
            announce(resolved)
        total = resolved.run.burn_in_months + resolved.run.months
        with reporting(resolved.name, total, show=progress) as report:
            results = simulate(
                resolved,
                seed=seed,
                progress=lambda done, _: report.update(done),
                check=check,
                keep=folder,
            )
        if folder is not None:
            results.write(folder)
    return results


def resume(folder: Path | str, *, plugins: Sequence[Any] = (), progress: bool = True) -> Results:
    """Go on with an interrupted run from its last checkpoint, to the same bits as without the interruption.

    Parameters
    ----------
    folder : path
        The folder that :func:`run` was told to write to, with ``checkpoint_every``.
    plugins : sequence of path or class
        Those of the run, where their files are no longer where they were.
    progress : bool
        Show a progress bar on a terminal.

    Returns
    -------
    Results
        They are in the folder too.

    Raises
    ------
    UserError
        If there is no checkpoint, or it cannot be used.
    """
    folder = path_of("the folder of results", folder)
    refuse_without_checkpoint(folder)
    with results_folder(folder):
        _warm_up(progress)
        simulation, journey = load(folder, plugins)
        return _travel(simulation, folder, journey, progress)


def simulate(
    scenario: Scenario,
    *,
    seed: int | None = None,
    progress: ProgressCallback | None = None,
    check: bool = False,
    keep: Path | None = None,
) -> Results:
    """Run ``scenario`` in this process without showing anything.

    Parameters
    ----------
    scenario, seed, progress, check
        As for :func:`run`.
    keep : Path or None
        Folder for the months of a run that ends early.
    """
    from sim.simulation import Simulation

    stopwatch = Stopwatch.start()
    simulation = Simulation(scenario, seed=seed, check=check)
    with keeping(simulation, stopwatch, keep):
        simulation.run(progress=progress)
    return collect(simulation, stopwatch)


@contextmanager
def keeping(simulation: Simulation, stopwatch: Stopwatch, folder: Path | None) -> Iterator[None]:
    """Write what is recorded to ``folder`` where a month cannot be simulated.

    Raises
    ------
    MonthError
        That of the month, with a word on where the months before it are.
    """
    try:
        yield
    except MonthError as error:
        months = len(simulation.records)
        if folder is None or not months:
            raise
        results = collect(simulation, stopwatch)
        results.manifest["ended_early"] = str(error)
        results.write(folder)
        kept = "the month before it is" if months == 1 else f"the {months:,} months before it are"
        raise type(error)(f"{str(error).rstrip('.')}; {kept} in {folder}.") from error


def _warm_up(show: bool) -> None:
    """Load the compiled code, and say why if that takes long."""
    from sim.simulation import Simulation

    with loading(Report("", 0, show=show)):
        Simulation.warm_up()


def _run_with_checkpoints(
    scenario: Scenario,
    seed: int | None,
    out: Path | str | None,
    every: int,
    progress: bool,
    check: bool,
    anyway: bool,
) -> Results:
    from sim.simulation import Simulation

    if out is None:
        raise UserError("--checkpoint-every needs --out FOLDER, where the checkpoints go.")
    every, folder = count_of("checkpoint_every", every), path_of("out", out)
    refuse_unfinished(folder)
    with results_folder(folder):
        refuse_too_large([scenario], folder, checkpoints=True, anyway=anyway)
        _warm_up(progress)
        if progress:
            announce(scenario, checkpoints=True)
        started = Stopwatch.start().started.isoformat(timespec="seconds")
        simulation = Simulation(scenario, seed=seed, check=check)
        return _travel(simulation, folder, Journey(every, started), progress)


def _travel(simulation: Simulation, folder: Path, journey: Journey, progress: bool) -> Results:
    """Run to the end with checkpoints on the way, write the results, and remove the checkpoint."""
    stopwatch = Stopwatch.start()
    burn_in, last = simulation.scenario.run.burn_in_months, simulation.scenario.run.months
    before = burn_in + simulation.month
    with reporting(simulation.scenario.name, burn_in + last, done=before, show=progress) as report:

        def show(done: int, total: int, *, stop: int) -> None:
            report.update(burn_in + stop - total + done)

        while simulation.month < last:
            stop = min(last, simulation.month + journey.every)
            with keeping(simulation, stopwatch, folder):
                simulation.run(stop, progress=partial(show, stop=stop))
            if stop < last:
                spent = journey.seconds + stopwatch.seconds()
                save(simulation, folder, journey._replace(seconds=spent))
    results = collect(simulation, stopwatch)
    results.manifest["started"] = journey.started
    results.manifest["wall_seconds"] = round(journey.seconds + stopwatch.seconds(), 3)
    results.manifest["resumed_at"] = list(journey.resumed_at)
    results.write(folder)
    discard(folder)
    return results


def collect(simulation: Simulation, stopwatch: Stopwatch) -> Results:
    """Gather what ``simulation`` recorded."""
    scenario, seed = simulation.scenario, simulation.seed
    return Results(
        frames=simulation.records.frames(),
        scenario=scenario,
        seed=seed,
        manifest=manifest_of({scenario.name: scenario}, (seed,), stopwatch),
        firm_sizes=_firm_sizes(simulation),
    )


COMPARED_PEOPLE = 20_000
"""People of an economy of a comparison, where neither its scenario nor the call says how many: many small
economies tell an effect from chance as well as a few large ones."""


def as_scenario(
    scenario: ScenarioLike,
    *,
    people: int | None = None,
    months: int | None = None,
    plugins: Sequence[Any] = (),
) -> Scenario:
    """Return ``scenario``, read from its name or file if need be, with another size or length if given.

    ``plugins`` are for a scenario that is read; one that is given has its own.
    """
    resolved = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario, plugins=plugins)
    changes = {
        key: value for key, value in (("run.people", people), ("run.months", months)) if value is not None
    }
    return resolved.with_(changes) if changes else resolved


def as_compared(
    scenario: ScenarioLike,
    *,
    people: int | None = None,
    months: int | None = None,
    plugins: Sequence[Any] = (),
) -> Scenario:
    """Return a scenario as ``as_scenario`` does, for a comparison of many seeds.

    One that leaves its size at the default has ``COMPARED_PEOPLE`` where no size is given.
    """
    found = as_scenario(scenario, people=people, months=months, plugins=plugins)
    if people is None and found.run.people == Scenario().run.people:
        return found.with_({"run.people": COMPARED_PEOPLE})
    return found


def show_number(value: float | None, digits: int) -> str:
    """Write a number for people: thousands separated, a hyphen where there is none, zero without a sign."""
    if value is None or not np.isfinite(value):
        return "-"
    text = f"{value:,.{digits}f}"
    return text if text.strip("-0.") else text.lstrip("-")


def _firm_sizes(simulation: Simulation) -> np.ndarray:
    """Return the employees of every active firm outside government."""
    from sim.state.columns import ACTIVE, TEAMS_PER_FIRM

    firms, teams = simulation.state.firms, simulation.state.teams
    sizes = teams.headcount.reshape(-1, TEAMS_PER_FIRM).sum(axis=1)
    private = (firms.status == ACTIVE) & (firms.sector != simulation.structure.role("government"))
    return np.asarray(sizes[private], np.int64)
