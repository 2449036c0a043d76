"""The benchmark: what a month costs from ten thousand persons to a hundred million, and the machine's limits.

Every size is measured in a process of its own (``sim.experiments.benchmark.month_cost``). On a machine that
others use too, the fastest of several months is compared with the fastest of several passes over memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sim.compiling.programs import command, environment
from sim.errors import UserError
from sim.experiments.benchmark.peers import PEER_SIZES, PEERS, Report, at_full_speed, run_peers
from sim.experiments.run.estimate import memory_of
from sim.experiments.run.resources import available_memory, processors
from sim.records.provenance import Stopwatch, manifest
from sim.records.tables import results_folder, write_results
from sim.scenario import Scenario

__all__ = ["PEER_SIZES", "SIZES", "Benchmark", "benchmark", "start_up"]

SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
SPARE = 0.95  # part of the free memory that a size may take
YARDSTICKS = 0.4e9  # bytes that the bandwidth measurement takes besides


@dataclass(frozen=True, eq=False)
class Benchmark:
    """What was measured.

    Attributes
    ----------
    sizes : polars.DataFrame
        One row a size and number of threads: the fastest month, with and without the distributions recorded.
    steps : polars.DataFrame
        The fastest month by step.
    start_up : polars.DataFrame
        Seconds of the command's start, of compiling, of a small run.
    peers : polars.DataFrame
        Agent-steps a second of tenfold and its peers; empty where there is none.
    skipped : tuple of str
        What could not be measured, and why.
    manifest : dict
        Versions and machine.
    """

    sizes: pl.DataFrame
    steps: pl.DataFrame
    start_up: pl.DataFrame
    peers: pl.DataFrame
    skipped: tuple[str, ...]
    manifest: dict[str, Any]

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """All tables by name."""
        return {name: getattr(self, name) for name in ("sizes", "steps", "start_up", "peers")}

    def write(self, folder: Path | str) -> Path:
        """Write every table as Parquet, and the manifest, to ``folder``."""
        return write_results(folder, self.frames, self.manifest)


def benchmark(
    *,
    sizes: Sequence[int] = SIZES,
    seconds: float = 20.0,
    threads: Sequence[int] | None = None,
    peers: bool = True,
    peer_sizes: Sequence[int] = PEER_SIZES,
    out: Path | str | None = None,
    report: Report = lambda line: None,
) -> Benchmark:
    """Measure this machine.

    Parameters
    ----------
    sizes : sequence of int
        Numbers of persons; one that does not fit into memory is left out, and said to be.
    seconds : float
        Time for the months of one size; at least three months on every number of threads are timed.
    threads : sequence of int or None
        Numbers of threads, by default 1 and all.
    peers : bool
        Whether to run the programs in ``scripts/peers``, where they and their packages are there.
    peer_sizes : sequence of int
        Numbers of persons for them.
    out : path or None
        Folder for the tables.
    report : callable
        Told in a line what is being measured.

    Raises
    ------
    UserError
        If the folder cannot be used.
    """
    with results_folder(out) as folder:
        stopwatch = Stopwatch.start()
        counts = list(threads or sorted({1, processors()}))
        skipped: list[str] = []
        report("start-up and compilation")
        started = start_up()
        measured = []
        for people in sorted(sizes):
            needed, free = memory_of(people) + YARDSTICKS, available_memory()
            if free is not None and needed > SPARE * free:
                skipped.append(
                    f"{people:,} persons need {needed / 1e9:.1f} GB of memory, {free / 1e9:.1f} GB are free"
                )
                continue
            report(f"{people:,} persons")
            measured.append(_measure(people, counts, seconds))
        beside = pl.DataFrame(schema=PEERS)
        if peers:
            beside, missing = run_peers(peer_sizes, max(counts), report)
            skipped += missing
        scenario = Scenario.load("neutral")
        result = Benchmark(
            sizes=_sizes(measured),
            steps=_steps(measured),
            start_up=started,
            peers=beside,
            skipped=tuple(skipped),
            manifest=manifest(
                {scenario.name: scenario.to_toml()}, (scenario.run.seed,), stopwatch, kind="benchmark"
            ),
        )
        if folder is not None:
            result.write(folder)
    return result


def start_up() -> pl.DataFrame:
    """Time the command's help, the compilation of everything in an empty folder, and a run of 10,000 people.

    Returns
    -------
    polars.DataFrame
        ``what``, ``seconds``.
    """
    warm_up = [sys.executable, "-P", "-c", "from sim.simulation import Simulation; Simulation.warm_up()"]
    tenfold = command("sim")
    small = [*tenfold, "run", "neutral", "--people", "10000", "--months", "180"]
    with tempfile.TemporaryDirectory(prefix="tenfold-benchmark-") as empty:
        fresh = {**environment(), "XDG_CACHE_HOME": empty}
        fresh.pop("NUMBA_CACHE_DIR", None)
        cold = _timed(warm_up, fresh)
        warm = _timed(warm_up, fresh)
    _timed(warm_up)
    rows = [
        ("tenfold --help", min(_timed([*tenfold, "--help"]) for _ in range(5))),
        ("compile everything", cold - warm),
        ("load what is compiled", warm),
        ("tenfold run, 10,000 people, burn-in and 15 years", min(_timed(small) for _ in range(2))),
    ]
    return pl.DataFrame(rows, {"what": pl.String, "seconds": pl.Float64}, orient="row")


def _measure(people: int, threads: Sequence[int], seconds: float) -> dict[str, Any]:
    request = {"people": people, "threads": list(threads), "seconds": seconds}
    done = subprocess.run(
        command("sim.experiments.benchmark.month_cost", json.dumps(request)),
        env=at_full_speed(),
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise UserError(f"the measurement with {people:,} persons ended with status {done.returncode}.")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _sizes(measured: list[dict[str, Any]]) -> pl.DataFrame:
    rows = []
    for size in measured:
        people = size["people"]
        single = min(int(count) for count in size["read_write_seconds"])
        limit = size["read_write_seconds"][str(max(int(count) for count in size["read_write_seconds"]))]
        for count in map(int, size["read_write_seconds"]):
            seconds = sum(_fastest_month(size, count, recorded=False).values())
            rows.append(
                {
                    "people": people,
                    "threads": count,
                    "seconds": seconds,
                    "median_seconds": _median_month(size, count),
                    "recorded_seconds": sum(_fastest_month(size, count, recorded=True).values()),
                    "ns_per_person": 1e9 * seconds / people,
                    "read_write_seconds": size["read_write_seconds"][str(count)],
                    "times_read_write": seconds / limit,
                    "speed_up": sum(_fastest_month(size, single, recorded=False).values()) / seconds,
                    "triad_gb_per_second": size["triad_bytes_a_second"][str(count)] / 1e9,
                    "person_bytes": size["person_bytes"] / people,
                    "other_bytes": size["other_bytes"] / people,
                    "peak_memory_gb": size["peak_memory_bytes"] / 1e9,
                    "creation_seconds": size["creation_seconds"],
                    "months": _count(size, count),
                }
            )
    return pl.DataFrame(rows)


def _steps(measured: list[dict[str, Any]]) -> pl.DataFrame:
    rows = []
    for size in measured:
        limit = size["read_write_seconds"][str(max(int(count) for count in size["read_write_seconds"]))]
        for count in map(int, size["read_write_seconds"]):
            bandwidth = size["triad_bytes_a_second"][str(count)]
            for step, seconds in _fastest_month(size, count, recorded=False).items():
                moved = size["bytes"].get(step, 0)
                rows.append(
                    {
                        "people": size["people"],
                        "threads": count,
                        "step": step,
                        "seconds": seconds,
                        "ns_per_person": 1e9 * seconds / size["people"],
                        "times_read_write": seconds / limit,
                        "bytes_per_person": moved / size["people"],
                        "gb_per_second": moved / seconds / 1e9,
                        "bandwidth_share": moved / seconds / bandwidth,
                    }
                )
    return pl.DataFrame(rows)


def _months(size: dict[str, Any], threads: int, *, recorded: bool) -> list[dict[str, float]]:
    wanted = {"threads": threads, "recorded": recorded}
    return [m["seconds"] for m in size["months"] if {key: m[key] for key in wanted} == wanted]


def _fastest_month(size: dict[str, Any], threads: int, *, recorded: bool) -> dict[str, float]:
    return min(_months(size, threads, recorded=recorded), key=lambda seconds: sum(seconds.values()))


def _median_month(size: dict[str, Any], threads: int) -> float:
    totals = sorted(sum(seconds.values()) for seconds in _months(size, threads, recorded=False))
    return totals[len(totals) // 2]


def _count(size: dict[str, Any], threads: int) -> int:
    return len(_months(size, threads, recorded=False))


def _timed(call: list[str], settings: dict[str, str] | None = None) -> float:
    """Return the seconds that a command takes from its start to its end."""
    start = time.perf_counter()
    done = subprocess.run(call, env=settings or environment(), capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise UserError(f"{' '.join(call[1:])} ended with status {done.returncode}: {''.join(last)}")
    return seconds
