"""Put the sweep to the test: kill it, run it on a cluster, measure its speed, share pasts, open many results.

    .venv/bin/python scripts/sweep_trial.py kill --runs 1000 --people 10000 --months 180 --kills 20
    .venv/bin/python scripts/sweep_trial.py dask --runs 1000 --people 10000 --months 180
    .venv/bin/python scripts/sweep_trial.py throughput --runs 100 --people 10000 --months 180
    .venv/bin/python scripts/sweep_trial.py sharing --runs 12 --people 2000 --months 180
    .venv/bin/python scripts/sweep_trial.py opening --runs 10000

``kill`` runs a sweep undisturbed, then again with the whole process tree killed (SIGKILL) at random moments
and started anew; nothing may be lost, repeated or different. ``dask`` runs it through a scheduler and two
workers on loopback, and kills one of them in the middle. Both compare with the undisturbed sweep, which is
kept between calls. ``sharing`` does every run of a sweep over the ratio and policies twice, side by side in
one process: once with the past that all share, once from the start; the figures must agree to the bit.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from sim.experiments.run.resources import processors
from sim.experiments.sweep.append_only import Segments
from sim.experiments.sweep.design import lay_out
from sim.experiments.sweep.measures import MEASURES
from sim.experiments.sweep.plan import make_plan, with_pasts
from sim.experiments.sweep.run import Sweep, SweepResults, open_sweep, run_sweep
from sim.experiments.sweep.store import Store
from sim.experiments.sweep.task import Record, simulate_job

COST = ("seconds", "memory_mb", "finished")
RATIO = {"key": "compute.gpu_worker_ratio", "distribution": "loguniform", "low": 0.5, "high": 100}
INCOME = {"kind": "universal_basic_income", "amount": 500, "financed_by": "gpu_tax"}


def make_sweep(runs: int, people: int, months: int) -> Sweep:
    """Return a sweep of exactly ``runs`` runs."""
    return Sweep.from_tables(
        {
            "name": "trial",
            "scenario": "neutral",
            "counterfactual": "",
            "people": people,
            "months": months,
            "design": "latin_hypercube",
            "points": max(2, runs // 2),
            "replicates": 2,
            "factor": [
                RATIO,
                {"key": "compute.substitution_share", "distribution": "uniform", "low": 0, "high": 1},
            ],
        }
    )


def undisturbed(sweep: Sweep, folder: Path) -> SweepResults:
    """Run the sweep once, or take the one that is there."""
    return run_sweep(sweep, out=folder / "undisturbed")


def compare(first: SweepResults, second: SweepResults) -> None:
    """Print whether two sweeps hold the same runs with the same numbers, and exit with status 1 if not."""
    verdicts = {
        "design": first.design.equals(second.design),
        "figures": first.runs.drop(COST).equals(second.runs.drop(COST)),
        "series": first.series().collect().equals(second.series().collect()),
        "no run twice": second.store.summaries()["run"].is_unique().all(),
        "no run missing": second.status().finished == second.status().runs,
        "no failure": second.failures().is_empty(),
    }
    for what, holds in verdicts.items():
        print(f"{'yes' if holds else 'NO ':<4} {what}")
    if not all(verdicts.values()):
        raise SystemExit(1)


def kill(arguments: argparse.Namespace) -> None:
    """Kill the process tree at random moments and go on each time."""
    sweep = make_sweep(arguments.runs, arguments.people, arguments.months)
    expected = undisturbed(sweep, arguments.out)
    folder = arguments.out / f"killed-{arguments.seed}"
    file = arguments.out / "trial.toml"
    file.write_text(sweep.to_toml())
    draws = random.Random(arguments.seed)
    total = expected.status().runs
    moments = sorted(draws.sample(range(total), arguments.kills))
    command = [sys.executable, "-m", "sim", "sweep", str(file), "--out", str(folder)]
    known: dict[str, object] = {}
    for number, moment in enumerate(moments, start=1):
        process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        while finished(folder) < moment and process.poll() is None:
            time.sleep(0.05)
        time.sleep(draws.uniform(0.0, 2.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        now = dict(Store(folder).summaries().select("run", "finished").iter_rows())
        lost = [run for run in known if now.get(run) != known[run]]
        print(f"kill {number}: {len(now):,} of {total:,} finished, {len(lost)} lost or repeated", flush=True)
        if lost:
            raise SystemExit(1)
        known = now
    subprocess.run(command, check=True)
    after = dict(Store(folder).summaries().select("run", "finished").iter_rows())
    if any(after[run] != known[run] for run in known):
        raise SystemExit("a finished run was repeated")
    compare(expected, open_sweep(folder))


def finished(folder: Path) -> int:
    """Count finished runs by the names of the files."""
    return sum(one.size for one in Segments(folder / "summaries").files())


def dask(arguments: argparse.Namespace) -> None:
    """Run on a scheduler and two workers, of which one is killed in the middle."""
    sweep = make_sweep(arguments.runs, arguments.people, arguments.months)
    expected = undisturbed(sweep, arguments.out)
    folder = arguments.out / "dask"
    with loopback_cluster() as (address, workers):
        file = arguments.out / "trial.toml"
        file.write_text(sweep.to_toml())
        command = [sys.executable, "-m", "sim", "sweep", str(file), "--out", str(folder), "--dask", address]
        process = subprocess.Popen(command)
        half = expected.status().runs // 2
        while process.poll() is None:
            time.sleep(1.0)
            if finished(folder) >= half and workers[0].poll() is None:
                workers[0].kill()
                print(f"one of two workers killed after {finished(folder):,} runs", flush=True)
        if process.returncode:
            raise SystemExit(process.returncode)
    compare(expected, open_sweep(folder))


@contextmanager
def loopback_cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers as processes of their own on 127.0.0.1."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "scheduler.json")
        local = ["--host", "127.0.0.1", "--no-dashboard"]
        start = [sys.executable, "-m", "dask"]
        quiet = {"stderr": subprocess.DEVNULL, "cwd": place}
        scheduler = subprocess.Popen(
            [*start, "scheduler", *local, "--port", "0", "--scheduler-file", str(file)], **quiet
        )
        single = {**os.environ, "NUMBA_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
        worker = [*start, "worker", *local, "--nthreads", "1", "--no-nanny", "--scheduler-file", str(file)]
        workers = [subprocess.Popen(worker, env=single, **quiet) for _ in range(2)]
        try:
            while not file.exists():
                time.sleep(0.1)
            yield json.loads(file.read_text())["address"], workers
        finally:
            for process in (*workers, scheduler):
                process.kill()
                process.wait()


def throughput(arguments: argparse.Namespace) -> None:
    """Hold the speed of a sweep on all processors against that of single runs."""
    sweep = make_sweep(arguments.runs, arguments.people, arguments.months)
    cores = processors()
    with tempfile.TemporaryDirectory() as place:
        few = sweep.with_(points=max(2, arguments.runs // 10), replicates=1)
        alone = run_sweep(few, out=Path(place, "alone"), processes=1).runs["seconds"]
        seconds = float(alone.sort().head(max(1, alone.len() * 9 // 10)).median())
        started = time.monotonic()
        results = run_sweep(sweep, out=Path(place, "all"))
        wall = time.monotonic() - started
        finished = results.runs["finished"].sort()
        steady = (finished[-1] - finished[0]).total_seconds() / (finished.len() - 1)
    print(f"one run alone: {seconds:.2f} s; {cores} processors")
    print(f"steady: {steady:.2f} s a run, {seconds / cores / steady:.2f} of processors x single-run speed")
    whole = seconds * results.runs.height / cores / wall
    print(f"with start and probe: {wall:.0f} s for {results.runs.height} runs, {whole:.2f} of it")


def sharing(arguments: argparse.Namespace) -> None:
    """Hold the time of runs that share their past against that of the same runs from the start."""
    names = ("with the shared past", "from the start")
    options = [{"name": "none"}, {"name": "income", "policy": [INCOME]}]
    sweep = make_sweep(arguments.runs, arguments.people, arguments.months).with_(
        design="grid",
        replicates=1,
        factor=[
            {**RATIO, "levels": max(2, arguments.runs // 2)},
            {"key": "options", "name": "policy", "option": options},
        ],
    )
    jobs = with_pasts(list(make_plan(sweep, lay_out(sweep)).jobs.values()))
    short = {**jobs[0].tables, "run": {**jobs[0].tables["run"], "months": 2, "burn_in_months": 1}}
    simulate_job(jobs[0]._replace(tables=short, past=""))  # loads the compiled code
    spent = dict.fromkeys(names, 0.0)
    for number, job in enumerate(jobs, start=1):
        records = []
        for name, one in zip(names, (job, job._replace(past="")), strict=True):
            started = time.process_time()  # of this process alone: others do not count
            records.append(simulate_job(one))
            spent[name] += time.process_time() - started
        if records[0].summary != records[1].summary or not all(
            frame.equals(records[1].series[table]) for table, frame in records[0].series.items()
        ):
            raise SystemExit(f"run {job.run}: the shared past gives other figures")
        told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items())
        print(f"{number} of {len(jobs)} runs: {told}", flush=True)
    shared, alone = spent.values()
    print(f"{alone / shared:.2f} times as fast, and the same figures to the bit")


def opening(arguments: argparse.Namespace) -> None:
    """Time how long it takes to open the summaries of many runs, in a process of its own."""
    sweep = make_sweep(arguments.runs, 1000, 12)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "many")
        write_many(sweep, folder)
        code = (
            "import time; started = time.perf_counter()\n"
            "from sim.experiments.sweep.run import open_sweep\n"
            "imported = time.perf_counter()\n"
            f"runs = open_sweep({str(folder)!r}).runs\n"
            "print(f'{runs.height:,} runs, {runs.width} columns: {time.perf_counter() - imported:.2f} s, '\n"
            "      f'after {imported - started:.2f} s of imports')"
        )
        for _ in range(3):
            subprocess.run([sys.executable, "-c", code], check=True)


def write_many(sweep: Sweep, folder: Path) -> None:
    """Write made-up results of every run of ``sweep``."""
    plan = make_plan(sweep, lay_out(sweep))
    store = Store(folder)
    store.begin({"name": sweep.name, "sweep": sweep.to_toml(), "model": "made up", "versions": {}})
    store.write_design(plan.design)
    draws = np.random.default_rng(1)
    names = [f"{one.name}{ending}" for one in MEASURES for ending in ("", "_start")]
    for job in plan.jobs.values():
        figures = dict(zip(names, draws.random(len(names)).tolist(), strict=True))
        store.add(Record(job.run, job.seed, job.model, figures, {}, 1.0, 10**8))


TRIALS = {"kill": kill, "dask": dask, "throughput": throughput, "sharing": sharing, "opening": opening}


def main() -> None:
    """Read what was typed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("trial", choices=list(TRIALS))
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=180)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("results/sweeps/trial"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    TRIALS[arguments.trial](arguments)


if __name__ == "__main__":
    main()
