"""Kill runs, comparisons, policy comparisons, sweeps, exports and runs with checkpoints at any moment.

    python scripts/attack/kills.py --count 200 --seed 1

Each is killed some times in a row, at a moment of the time that it takes or when so many files are there,
goes on each time by the same call (or by ``resume``), and is then left to end. What was finished before a
kill must be there after it and not be done again, and what is there in the end must be what is there without
any kill. Every attempt is a process of its own, forked from one that has only imported the program.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import os
import pickle
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from report import Report

from sim.experiments.compare.compare import compare
from sim.experiments.lab.run import compare_policies
from sim.experiments.run.run import resume, run
from sim.experiments.sweep.file import Sweep
from sim.experiments.sweep.results import COST
from sim.experiments.sweep.run import open_sweep, run_sweep
from sim.experiments.sweep.store import ABOUT, Store
from sim.records.snapshot import CHECKPOINT, read_snapshot
from sim.records.tables import MANIFEST, UNFINISHED, read_manifest, read_results
from sim.report.take_away.files import export
from sim.report.take_away.holdings import read_holding
from sim.scenario import Scenario

FAULTS = ("lost", "repeated", "error")
PEOPLE = 1_000
MOST_IN_A_ROW = 6
PATIENCE = 1.2
"""Kills fall into the time of an undisturbed run, times this."""
GLANCE = 0.002
"""Seconds between two looks at what has been written."""
Finished = dict[str, int]
"""What is finished, with a number that changes when it is done again."""


def story(name: str = "pessimistic", months: int = 12) -> Scenario:
    """Return a small story."""
    return Scenario.load(name).with_({"run.people": PEOPLE, "run.months": months, "run.burn_in_months": 1})


def do_run(folder: Path) -> None:
    """Run one scenario."""
    run(story(), out=folder, progress=False)


def do_checkpoint(folder: Path) -> None:
    """Run with checkpoints, or go on from the last."""
    if (folder / CHECKPOINT).is_file():
        resume(folder, progress=False)
    elif not (folder / MANIFEST).is_file():
        run(story(), out=folder, checkpoint_every=1, progress=False)


def do_compare(folder: Path) -> None:
    """Compare a story with the economy without AI."""
    compare(
        story(),
        counterfactual=story("baseline"),
        seeds=2,
        chance=False,
        processes=1,
        progress=False,
        out=folder,
    )


def do_policies(folder: Path) -> None:
    """Compare policies."""
    packages = ["gpu_tax:tax_rate=0.5"]
    options: dict[str, Any] = {"replicates": 3, "no_ai": False, "chance": False, "processes": 1}
    compare_policies([story()], packages, progress=False, out=folder, **options)


def do_sweep(folder: Path) -> None:
    """Do a sweep."""
    factor = {"key": "compute.gpu_worker_ratio", "values": [1.0, 2.0, 4.0, 8.0]}
    size = {"people": PEOPLE, "months": 2, "burn_in_months": 1, "replicates": 2, "series": ["macro.gdp"]}
    run_sweep(
        Sweep.from_tables({"name": "kills", "factor": [factor], **size}),
        out=folder,
        processes=1,
        progress=False,
    )


def do_export(folder: Path) -> None:
    """Export results, which are there."""
    export(read_holding(folder), folder / "export", ("csv", "xlsx", "stata"), beside=folder)


def nothing(folder: Path) -> Finished:
    """Return that nothing is kept on the way."""
    return {}


def is_complete(folder: Path) -> bool:
    """Say whether results were written to the end."""
    return read_manifest(folder).get("complete") is True


def month_reached(folder: Path) -> Finished:
    """Return the month of the last checkpoint, which only grows; without one the run is at its end."""
    if (folder / CHECKPOINT).is_file():
        return {"month": -int(read_snapshot(folder / CHECKPOINT).facts["month"])}
    return {"month": -story().run.months} if (folder / MANIFEST).is_file() else {}


def kept_runs(folder: Path) -> Finished | None:
    """Return the runs that a comparison keeps; None once its results are there, which replace them."""
    if is_complete(folder):
        return None
    home = folder / UNFINISHED
    done = home.glob("*/done.json") if home.is_dir() else ()
    return {path.parent.name: path.stat().st_mtime_ns for path in done}


def sweep_runs(folder: Path) -> Finished:
    """Return the finished runs of a sweep, and fail where one is there twice."""
    if not (folder / ABOUT).is_file():
        return {}
    rows = Store(folder).summaries()
    assert rows["run"].n_unique() == rows.height, "a run is there twice"
    return {run: int(when.timestamp() * 1000) for run, when in rows.select("run", "finished").iter_rows()}


def tables_of(folder: Path) -> str:
    """Return a hash of the tables of results."""
    return _hash(read_results(folder)[0])


def sweep_of(folder: Path) -> str:
    """Return a hash of what a sweep found."""
    found = open_sweep(folder)
    series = found.series("macro").collect().sort("point", "seed", "month")
    return _hash({"runs": found.runs.drop(COST), "series": series})


def export_of(folder: Path) -> str:
    """Return a hash of results and of what was exported from them, workbooks by name for they have a date."""
    digest = hashlib.sha256(tables_of(folder).encode())
    for path in sorted((folder / "export").iterdir()):
        digest.update(path.name.encode() + (path.read_bytes() if path.suffix == ".csv" else b""))
    listed = json.loads((folder / MANIFEST).read_bytes())["beside"]
    return digest.hexdigest() + str(sorted(listed))


def _hash(frames: dict[str, pl.DataFrame]) -> str:
    digest = hashlib.sha256()
    for name, frame in sorted(frames.items()):
        buffer = io.BytesIO()
        frame.write_ipc(buffer)
        digest.update(name.encode() + buffer.getvalue())
    return digest.hexdigest()


class Kind(NamedTuple):
    """One kind of work: how it is done, what is finished on the way, what is there in the end."""

    do: Callable[[Path], None]
    finished: Callable[[Path], Finished | None]
    outcome: Callable[[Path], str]


KINDS = {
    "run": Kind(do_run, nothing, tables_of),
    "checkpoint": Kind(do_checkpoint, month_reached, tables_of),
    "compare": Kind(do_compare, kept_runs, tables_of),
    "policies": Kind(do_policies, kept_runs, tables_of),
    "sweep": Kind(do_sweep, sweep_runs, sweep_of),
    "export": Kind(do_export, nothing, export_of),
}


def begin(work: Callable[..., Any], *given: Any) -> tuple[int, int]:
    """Start a process that does ``work``; return its number and where its result is read."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    os.setsid()
    os.close(reading)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        result = True, work(*given)
    except BaseException:
        result = False, traceback.format_exc(limit=-3)
    with os.fdopen(writing, "wb") as pipe:
        pickle.dump(result, pipe)
    os._exit(0)


def end(started: tuple[int, int]) -> Any:
    """Wait for a process and return its result."""
    with os.fdopen(started[1], "rb") as pipe:
        content = pipe.read()
    os.waitpid(started[0], 0)
    is_done, result = pickle.loads(content) if content else (False, "the process died")
    if not is_done:
        raise RuntimeError(result)
    return result


def files_in(folder: Path) -> set[str]:
    """Return the files in a folder and those below, unfinished ones too."""
    return {f"{home}/{name}" for home, _, names in os.walk(folder) for name in names}


def kill(started: tuple[int, int], seconds: float, folder: Path, files: float) -> bool:
    """Kill a process, and those that it has started, after some time or files; say whether it was at work."""
    last, before = time.monotonic() + seconds, files_in(folder)
    seen = set(before)
    while os.waitpid(started[0], os.WNOHANG)[0] == 0:
        seen |= files_in(folder)
        if time.monotonic() > last or len(seen) - len(before) >= files:
            os.killpg(started[0], signal.SIGKILL)
            os.waitpid(started[0], 0)
            os.close(started[1])
            return True
        time.sleep(GLANCE)
    os.close(started[1])
    return False


class Undisturbed(NamedTuple):
    """A piece of work that nobody kills: what is there in the end, how long it takes, files it leaves."""

    outcome: str
    seconds: float
    files: int


def attack(report: Report, name: str, folder: Path, whole: Undisturbed, chance: random.Random) -> None:
    """Kill one piece of work some times, let it end, and count what came of it."""
    kind = KINDS[name]
    before: Finished = {}
    try:
        for _ in range(chance.randint(1, MOST_IN_A_ROW)):
            longest = PATIENCE * whole.seconds
            by_files = chance.random() < 0.5
            seconds = longest if by_files else chance.uniform(0.0, longest)
            files = chance.uniform(0.0, whole.files) if by_files else math.inf
            if kill(begin(kind.do, folder), seconds, folder, files):
                report.count(name, "tried")
            else:
                report.count(name, "had ended")
            found = end(begin(kind.finished, folder))
            if found is None:
                break
            compare_finished(report, name, before, found)
            before = found
        end(begin(kind.do, folder))
        if kind.finished is sweep_runs:
            compare_finished(report, name, before, end(begin(kind.finished, folder)))
        if end(begin(kind.outcome, folder)) != whole.outcome:
            report.count(name, "lost", f"{folder}: what is there in the end is not the same")
    except RuntimeError as error:
        report.count(name, "error", str(error))


def compare_finished(report: Report, name: str, before: Finished, after: Finished) -> None:
    """Count what was finished before a kill and is gone after it, or was done again."""
    for item, stamp in before.items():
        if item not in after:
            report.count(name, "lost", f"{item} was finished")
        elif after[item] > stamp:
            report.count(name, "repeated", f"{item} was done again")


def main() -> int:
    """Attack and report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS, help="Only one kind of work.")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    report = Report(f"at least {given.count:,} kills, seed {given.seed}", FAULTS)
    names = [given.only] if given.only else list(KINDS)
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        end(begin(do_run, base / "results"))
        undisturbed = {}
        for name in names:
            if name == "export":
                shutil.copytree(base / "results", base / name)
            started = time.monotonic()
            end(begin(KINDS[name].do, base / name))
            seconds, files = time.monotonic() - started, len(files_in(base / name))
            outcome = end(begin(KINDS[name].outcome, base / name))
            undisturbed[name] = Undisturbed(outcome, seconds, files)
        number = 0
        while sum(counts["tried"] for counts in report.counts.values()) < given.count:
            name = names[number % len(names)]
            number += 1
            folder = base / str(number) / name  # files are called after it
            if name == "export":
                shutil.copytree(base / "results", folder)
            attack(report, name, folder, undisturbed[name], chance)
            shutil.rmtree(folder.parent, ignore_errors=True)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
