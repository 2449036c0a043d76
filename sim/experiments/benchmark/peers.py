"""Other programs on the same machine: agent-steps a second of tenfold and of what ``scripts/peers`` holds.

Such a program is started with ``--people``, ``--steps``, ``--at-most-seconds`` and prints one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

import sim
from sim.compiling.programs import environment

__all__ = ["PEERS", "PEER_SIZES", "Report", "peer_folder", "run_peers"]

Report = Callable[[str], None]
PEER_SIZES = (100_000, 1_000_000)
STEPS = 24
SECONDS = 60.0  # for the steps of one program
PEERS = {
    "people": pl.Int64,
    "program": pl.String,
    "threads": pl.Int64,
    "agents": pl.Int64,
    "steps": pl.Int64,
    "seconds": pl.Float64,
    "agent_steps_per_second": pl.Float64,
    "tenfold_ratio": pl.Float64,
    "tenfold_ratio_all": pl.Float64,
    "check": pl.String,
}
"""Columns of the table."""


def peer_folder() -> Path | None:
    """Return the folder of these programs: they are part of the repository, not of the package."""
    folder = Path(sim.__file__).parents[1] / "scripts" / "peers"
    return folder if folder.is_dir() else None


def run_peers(
    sizes: Sequence[int], threads: int, report: Report = lambda line: None
) -> tuple[pl.DataFrame, list[str]]:
    """Run every program in ``scripts/peers``: tenfold on one thread and on all, the others as they are.

    Returns
    -------
    polars.DataFrame
        One row a program, size and number of threads: ``agent_steps_per_second``; ``tenfold_ratio``, how many
        times as many tenfold does on one thread; and ``tenfold_ratio_all``, on all threads.
    list of str
        What could not be run, and why.
    """
    folder = peer_folder()
    if folder is None:
        return pl.DataFrame(schema=PEERS), ["there is no folder scripts/peers beside the package"]
    rows, missing = [], []
    for people in sizes:
        for script in sorted(folder.glob("*.py")):
            ours = script.stem.startswith("tenfold")
            for count in sorted({1, threads}) if ours else [1]:
                report(f"{script.stem}, {people:,} persons")
                found = _run_peer(script, people, count)
                if isinstance(found, str):
                    missing.append(f"{script.stem} with {people:,} persons: {found}")
                else:
                    speed = found["agents"] * found["steps"] / found["seconds"]
                    rows.append({**found, "people": people, "ours": ours, "agent_steps_per_second": speed})
    return _beside(rows), missing


def _beside(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Hold every program against tenfold at the same size."""
    for row in rows:
        own = {
            r["threads"]: r["agent_steps_per_second"]
            for r in rows
            if r["ours"] and r["people"] == row["people"]
        }
        row["tenfold_ratio"] = own[1] / row["agent_steps_per_second"] if 1 in own else None
        row["tenfold_ratio_all"] = own[max(own)] / row["agent_steps_per_second"] if own else None
    return pl.DataFrame([{name: row[name] for name in PEERS} for row in rows], PEERS)


def _run_peer(script: Path, people: int, threads: int) -> dict[str, Any] | str:
    """Return what a program measured, or why it did not."""
    size = ["--people", str(people), "--steps", str(STEPS), "--at-most-seconds", str(SECONDS)]
    done = subprocess.run(
        [sys.executable, str(script), *size],
        env={**at_full_speed(), "NUMBA_NUM_THREADS": str(threads)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def at_full_speed() -> dict[str, str]:
    """Return an environment for a program that has the machine to itself.

    Threads wait for the next loop for some twenty microseconds before they sleep; waking them takes up to a
    hundred. It saves a little from 100,000 people on, and costs twice the time where others want the
    processor.
    """
    return {"GOMP_SPINCOUNT": "10000", **environment()}
