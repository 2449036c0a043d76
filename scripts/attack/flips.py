"""Flip bits in everything that is kept, cut it short or delete it, and read it by every command that can.

    python scripts/attack/flips.py --count 2000 --seed 1

A run, a comparison, a policy comparison, a sweep, parts of a sweep, a checkpoint and half of a comparison are
made once, small. Every attempt spoils one file of one of them in a copy and reads it by one way of reading.
What is read must be what it was without the damage, or a sentence must name the file or the folder: damage
that goes unnoticed and a traceback are faults.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import random
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from report import Report

from sim.errors import UserError
from sim.experiments.compare.compare import compare
from sim.experiments.lab.results import load_policy_comparison
from sim.experiments.lab.run import compare_policies
from sim.experiments.run import checkpoint, kept
from sim.experiments.run.run import load_results, run
from sim.experiments.sweep.file import Sweep
from sim.experiments.sweep.run import open_sweep, run_sweep
from sim.experiments.sweep.shards import merge_shards
from sim.experiments.sweep.store import Store
from sim.records.tables import UNFINISHED, read_results
from sim.report.take_away.holdings import read_holding
from sim.simulation import Simulation

FAULTS = ("silent", "traceback", "nothing named")
PEOPLE, MONTHS = 1_000, 12
SWEEP = {
    "name": "flips",
    "people": PEOPLE,
    "months": 2,
    "burn_in_months": 1,
    "replicates": 1,
    "series": ["macro.gdp", "sectors"],
    "factor": [{"key": "compute.gpu_worker_ratio", "values": [2.0, 4.0, 8.0]}],
}
UNREAD = frozenset({".html", ".csv"})
"""Endings of what is made from results for people, and read by no command."""


def digest_of(value: Any) -> str:
    """Return a hash of what was read: of tables by their rows, of anything else by what it says."""
    digest = hashlib.sha256()

    def add(one: Any) -> None:
        if isinstance(one, pl.DataFrame):
            buffer = io.BytesIO()
            one.write_ipc(buffer)
            digest.update(buffer.getvalue())
        elif isinstance(one, dict):
            for key in sorted(one, key=str):
                digest.update(str(key).encode())
                add(one[key])
        elif isinstance(one, list | tuple):
            for item in one:
                add(item)
        else:
            digest.update(repr(one).encode())

    add(value)
    return digest.hexdigest()


def read_run(folder: Path) -> Any:
    """Return the tables of a run and where they come from."""
    found = load_results(folder)
    return found.frames, found.scenario.to_toml(), found.manifest


def read_policies(folder: Path) -> Any:
    """Return the tables of a policy comparison."""
    found = load_policy_comparison(folder)
    return found.tables(), found.manifest


def read_export(folder: Path) -> Any:
    """Return what an export writes."""
    found = read_holding(folder)
    facts = {key: value for key, value in found.facts.items() if key != "Runs"}
    return found.tables, facts


def read_sweep(folder: Path) -> Any:
    """Return what the results of a sweep show."""
    found = open_sweep(folder)
    series = {table: found.series(table).collect() for table in found.store.tables}
    return found.runs, found.points(), found.failures(), series, found.status()._replace(running=False)


def merge(folder: Path) -> Any:
    """Merge the parts of a sweep and return what came of it, without the time."""
    found = merge_shards(folder)
    return found.runs.sort("run"), found.failures()


def resume(folder: Path) -> Any:
    """Return the state that a run would go on with."""
    simulation, journey = checkpoint.load(folder)
    return [column.tobytes() for column in simulation.state.workers], simulation.records.frames(), journey[:3]


def kept_runs(folder: Path) -> Any:
    """Return the kept runs of a comparison; a damaged one is named and repeated."""
    found = {}
    for place in sorted((folder / UNFINISHED).iterdir()):
        try:
            parts = kept.Parts.read(place)
        except kept.DamagedError as damage:
            raise UserError(f"{damage}: is damaged or missing; its run is repeated.") from None
        if parts is None:
            raise UserError(f"{place}: is not there, so that its run is repeated.")
        found[place.name] = parts.tables, {k: v.tobytes() for k, v in parts.columns.items()}, parts.facts
    return found


def make(base: Path) -> dict[str, Path]:
    """Make one folder of every kind."""
    size = {"people": PEOPLE, "progress": False}
    short = {"run.burn_in_months": 1, "run.people": PEOPLE, "run.months": MONTHS}
    from sim.scenario import Scenario

    story, plain = Scenario.load("pessimistic").with_(short), Scenario.load("baseline").with_(short)
    folders = {
        name: base / name for name in ("run", "compare", "policies", "sweep", "parts", "checkpoint", "kept")
    }
    run(story, out=folders["run"], progress=False)
    compare(story, counterfactual=plain, seeds=1, chance=False, out=folders["compare"], **size)
    options = {"replicates": 1, "no_ai": False, "chance": False, "progress": False}
    compare_policies([story], ["gpu_tax:tax_rate=0.5"], out=folders["policies"], **options)
    sweep = Sweep.from_tables(SWEEP)
    run_sweep(sweep, out=folders["sweep"], processes=1, progress=False)
    for number in (1, 2):
        run_sweep(sweep, out=folders["parts"], shard=f"{number}/2", processes=1, progress=False)
    folders["checkpoint"].mkdir()
    simulation = Simulation(story.with_({"run.people": PEOPLE}))
    simulation.run(2)
    checkpoint.save(simulation, folders["checkpoint"], checkpoint.Journey(1, "2026-01-01T00:00:00+00:00"))
    with contextlib.suppress(KeyboardInterrupt):
        compare(story, counterfactual=plain, seeds=1, chance=False, out=folders["kept"], **size, figures=[])
    _keep(story, plain, folders["kept"])
    return folders


def _keep(story: Any, plain: Any, folder: Path) -> None:
    """Leave a comparison as it is before its results are written."""
    from sim.experiments.compare.kept import KEPT
    from sim.experiments.compare.own_paths import WatchedRun

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    jobs = [WatchedRun(one, 1) for one in (story, plain)]
    kept.run_kept(jobs, KEPT, folder, processes=1, progress=False)


def going_on(folder: Path) -> Any:
    """Return what a sweep that goes on says and holds, before it repeats anything."""
    store = Store(folder)
    said = store.begin(
        {"name": "flips", "sweep": Sweep.from_tables(SWEEP).to_toml(), "model": "", "versions": {}}
    )
    if said:
        raise UserError(" ".join(said))
    return store.summaries(), {table: store.series(table).collect() for table in store.tables}


READERS: dict[str, tuple[Callable[[Path], Any], ...]] = {
    "run": (read_run, read_results, read_export),
    "compare": (read_results, read_export),
    "policies": (read_policies, read_results, read_export),
    "sweep": (read_sweep, read_export, going_on),
    "parts": (merge,),
    "checkpoint": (resume,),
    "kept": (kept_runs,),
}


def spoil(path: Path, chance: random.Random) -> str:
    """Spoil a file and say how."""
    content = bytearray(path.read_bytes())
    match chance.randrange(10):
        case 0:
            end = chance.randrange(len(content))
            path.write_bytes(content[:end])
            return f"cut after {end} bytes"
        case 1:
            path.write_bytes(content + chance.randbytes(chance.choice([1, 8, 500])))
            return "longer"
        case 2:
            path.write_bytes(b"")
            return "empty"
        case 3:
            path.unlink()
            return "deleted"
        case _:
            place, bit = chance.randrange(len(content)), chance.randrange(8)
            content[place] ^= 1 << bit
            path.write_bytes(content)
            return f"bit {bit} of byte {place}"


def attempt(
    report: Report, folder: Path, read: Callable[[Path], Any], whole: str, chance: random.Random
) -> None:
    """Spoil one file of a copy, read it, and count what came of it."""
    files = [
        p for p in sorted(folder.rglob("*")) if p.is_file() and p.suffix not in UNREAD and p.name != ".lock"
    ]
    path = chance.choice(files)
    kind = f"{folder.name}: {path.name if path.suffix in ('.json', '.tenfold') else path.suffix}"
    kind = f"{kind} by {read.__name__}"
    inside = path.relative_to(folder)
    how = spoil(path, chance)
    report.count(kind, "tried")
    try:
        found = digest_of(read(folder))
    except UserError as error:
        said = str(error)
        report.count(kind, "named")
        if path.name not in said and str(folder) not in said:
            report.count(kind, "nothing named", f"{inside}, {how}: {said}")
        return
    except Exception:
        report.count(kind, "traceback", f"{inside}, {how}\n{traceback.format_exc(limit=-3)}")
        return
    if found == whole:
        report.count(kind, "no matter")
    else:
        report.count(kind, "silent", f"{inside}, {how}")


def main() -> int:
    """Attack and report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=READERS, help="Only files of one kind of results.")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    report = Report(f"{given.count:,} damaged files, seed {given.seed}", FAULTS)
    with tempfile.TemporaryDirectory() as temporary:
        folders = make(Path(temporary))
        work = Path(temporary) / "work"
        expected: dict[tuple[str, str], str] = {}
        for _ in range(given.count):
            name = given.only or chance.choice(list(READERS))
            read = chance.choice(READERS[name])
            if (name, read.__name__) not in expected:
                copy = Path(shutil.copytree(folders[name], work / name))
                expected[name, read.__name__] = digest_of(read(copy))
                shutil.rmtree(copy)
            copy = Path(shutil.copytree(folders[name], work / name))
            attempt(report, copy, read, expected[name, read.__name__], chance)
            shutil.rmtree(copy)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
