"""Run a sweep: thousands of runs that survive anything, on this machine or on a cluster.

>>> from sim.experiments.sweep.run import Sweep, run_sweep
>>> results = run_sweep(Sweep.load("gpu_ratio"), out="results/gpu_ratio")
>>> results.points(["employment_effect"])
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import UserError
from sim.experiments.figures.asked import words_to_keep
from sim.experiments.run.pool import Pool
from sim.experiments.run.progress import Report, loading, reporting, say_idle
from sim.experiments.run.resources import find_resources
from sim.experiments.run.task import Event, Failed, Failure, Finished, MonthsDone
from sim.experiments.sweep.design import Row, lay_out
from sim.experiments.sweep.file import Sweep
from sim.experiments.sweep.plan import Plan, SweepJob, make_plan, months_in_all, with_pasts
from sim.experiments.sweep.progress import SweepEstimate, SweepReport, disk_of, refuse_too_large
from sim.experiments.sweep.results import SweepResults, open_sweep
from sim.experiments.sweep.shards import Shard
from sim.experiments.sweep.store import Store, prepare_folder
from sim.experiments.sweep.task import OTHER_MODEL, Record, Simulate, SweepTask, simulate_job
from sim.plugins.extensions import extensions
from sim.records.files import held
from sim.records.provenance import model_version, versions
from sim.records.tables import refuse_odd_folder

__all__ = ["Sweep", "SweepResults", "estimate_sweep", "open_sweep", "run_sweep"]

PROBE_MONTHS = 12
TOLD = 5
"""Failures that are written out."""
HOPELESS = 20
"""Failures without a success after which a sweep stops: something is wrong with all of it."""

MorePoints = Callable[[SweepResults], Sequence[Row]]
"""Where to look next, given what was found: ``sim.experiments.explore.map.next_points``."""


class _Options(NamedTuple):
    processes: int | None
    dask: str
    simulate: Simulate
    progress: bool
    shard: Shard | None = None
    anyway: bool = False


def run_sweep(
    sweep: Sweep | str | Path,
    *,
    out: Path | str | None = None,
    processes: int | None = None,
    dask: str = "",
    retry: bool = False,
    progress: bool = True,
    more_points: MorePoints | None = None,
    simulate: Simulate = simulate_job,
    shard: str = "",
    anyway: bool = False,
) -> SweepResults:
    """Do every run of ``sweep`` that is not done yet.

    Runs are known by the hash of their resolved scenario, seed and model version. Those in the folder are
    never repeated, so the same call goes on with a sweep that was interrupted, at whatever moment and
    however, and a changed sweep does only what is new.

    Parameters
    ----------
    sweep : Sweep, str or Path
        A sweep, the name of a built-in one, or a file.
    out : path or None
        Folder for the results; by default ``results/sweeps/NAME``.
    processes : int or None
        Runs at the same time on this machine; by default one a processor.
    dask : str
        Address of a Dask scheduler, instead of what the sweep says.
    retry : bool
        Try runs again that failed before.
    progress : bool
        Write estimate, rate and time left on the error stream.
    more_points : callable or None
        Chooses the points that a sweep of the design ``adaptive`` adds after each round.
    simulate : callable
        Does one run: a function of a module that processes can import.
    shard : str
        ``"3/10"``: do the third of ten parts only, in a folder of its own below ``out``; ``merge_shards``
        brings the parts together.
    anyway : bool
        Start also where memory or disk do not suffice.

    Returns
    -------
    SweepResults
        What was found; ``failures()`` has the runs that could not be done.

    Raises
    ------
    UserError
        If sweep or folder are not valid, a sweep is running in the folder, the cluster cannot be used, or
        memory or disk are not there.
    """
    sweep = sweep if isinstance(sweep, Sweep) else Sweep.load(sweep)
    if _rounds(sweep) and more_points is None:
        raise UserError(
            f"sweep {sweep.name}: the design adaptive adds points, but more_points does not say which; "
            "give it next_points of sim.experiments.explore.map."
        )
    part = Shard.parse(shard) if shard else None
    folder = _folder(sweep, out)
    refuse_odd_folder(folder)
    rows = lay_out(sweep)
    plan = _part_of(sweep, make_plan(sweep, rows), part)
    say_idle([job.tables for job in plan.jobs.values()], show=progress)
    if part:
        prepare_folder(folder)
        folder = part.folder(folder)
    prepare_folder(folder)
    options = _Options(processes, dask, simulate, progress, part, anyway)
    with held(folder):
        store = Store(folder)
        damaged = store.begin(_about(sweep, options, plan))
        tried = set() if retry else set(store.failures()["run"])
        with _backend(sweep, options, folder) as backend:
            for sentence in damaged:
                print(sentence)
            for number in range(_rounds(sweep) + 1):
                if number and more_points is not None:
                    rows = [*rows, *more_points(SweepResults(folder))]
                    plan = make_plan(sweep, rows)
                store.write_design(plan.design)
                _do(backend, store, plan, tried, options)
        store.tidy()
    return open_sweep(folder)


def estimate_sweep(
    sweep: Sweep | str | Path,
    *,
    out: Path | str | None = None,
    processes: int | None = None,
    shard: str = "",
) -> SweepEstimate:
    """Return what ``run_sweep`` would take, after a short probe on this machine; nothing is written."""
    sweep = sweep if isinstance(sweep, Sweep) else Sweep.load(sweep)
    part = Shard.parse(shard) if shard else None
    plan = _part_of(sweep, make_plan(sweep, lay_out(sweep)), part)
    folder = _folder(sweep, out)
    refuse_odd_folder(folder)
    store = Store(part.folder(folder) if part else folder)
    missing = with_pasts(_missing(store, plan, set(store.failures()["run"])))
    with _backend(sweep, _Options(processes, "", simulate_job, False), folder) as backend:
        return _estimate(backend, store, plan, missing)


def _folder(sweep: Sweep, out: Path | str | None) -> Path:
    return Path(out if out is not None else Path("results", "sweeps", sweep.name))


def _part_of(sweep: Sweep, plan: Plan, part: Shard | None) -> Plan:
    """Return the plan with the runs of a part only.

    Raises
    ------
    UserError
        If the sweep cannot be done in parts.
    """
    if part is None:
        return plan
    if _rounds(sweep):
        raise UserError(
            f"sweep {sweep.name}: the design adaptive chooses points by what all runs have found, so it "
            "cannot be done in parts; use --dask, or one machine."
        )
    return plan._replace(jobs={job.run: job for job in part.part(list(plan.jobs.values()))})


class _Backend(NamedTuple):
    """Who does the runs."""

    run: Callable[[Sequence[SweepTask]], Iterator[Event[Record]]]
    probe: Callable[[SweepTask], Record | Failure] | None
    workers: int


@contextmanager
def _backend(sweep: Sweep, options: _Options, folder: Path) -> Iterator[_Backend]:
    """Start what does the runs."""
    cluster = sweep.dask
    if options.dask:
        cluster = type(cluster)(address=options.dask)
    if cluster.address or cluster.scheduler_file or cluster.slurm:
        from sim.experiments.sweep.cluster import connect

        with connect(cluster, folder) as client:
            yield _Backend(client.run, None, client.workers)
        return
    resources = find_resources(options.processes, sweep.limits.memory_gb)
    with Pool(resources, minutes=sweep.limits.minutes) as pool:
        yield _Backend(pool.run, pool.probe, resources.processes)


def _do(backend: _Backend, store: Store, plan: Plan, tried: set[str], options: _Options) -> None:
    """Do what is missing of ``plan`` and not in ``tried``, and write each run when it is finished."""
    missing = with_pasts(_missing(store, plan, tried))
    if not missing:
        return
    tried.update(job.run for job in missing)
    at_once = min(backend.workers, len(missing)) if backend.probe is not None else 0
    refuse_too_large(missing, at_once, store.folder, anyway=options.anyway)
    estimate = _estimate(backend, store, plan, missing, options.simulate)
    with reporting(f"{len(missing):,} runs", estimate.in_all, show=options.progress) as bar:
        report = SweepReport(len(missing), bar)
        report.say(estimate.sentence())
        for event in backend.run([SweepTask(job, options.simulate) for job in missing]):
            _take(event, store, missing[event.number], report)
            if report.done == 0 and report.failed == HOPELESS < len(missing):
                raise UserError(
                    f"the first {HOPELESS} runs all failed, and the sweep stopped; the table of failures "
                    "says why, and --retry tries them again."
                )


def _take(event: Event[Record], store: Store, job: SweepJob, report: SweepReport) -> None:
    match event:
        case MonthsDone(_, months):
            report.advance(job.run, months)
        case Finished(_, record):
            _write(store.add, record)
            report.finish(job.run, job.months)
        case Failed(_, failure):
            if failure.kind == OTHER_MODEL:
                raise UserError(
                    f"the sources changed while the sweep was running: {failure.message}; what is finished "
                    "is kept, and the same command starts anew with the new version."
                )
            _write(store.fail, job, failure)
            report.finish(job.run, job.months, failed=True)
            if report.failed <= TOLD:
                kind = "" if failure.kind == failure.message else f"{failure.kind}: "
                more = "; further failures are in the table only" if report.failed == TOLD else ""
                report.say(f"Run {job.run} (seed {job.seed}) failed: {kind}{failure.message}{more}")


def _write(write: Callable[..., None], *content: Any) -> None:
    try:
        write(*content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            f"{error.filename or 'the folder of the sweep'}: results cannot be written ({reason}); "
            "what is finished is kept, and the same command goes on from there."
        ) from error


def _missing(store: Store, plan: Plan, tried: set[str]) -> list[SweepJob]:
    """Return the jobs that are not finished and were not tried."""
    over = tried | set(store.summaries()["run"])
    return [job for run, job in plan.jobs.items() if run not in over]


def _estimate(
    backend: _Backend,
    store: Store,
    plan: Plan,
    missing: Sequence[SweepJob],
    simulate: Simulate = simulate_job,
) -> SweepEstimate:
    """Say what the missing runs will take: from earlier runs of the same size, else from a probe."""
    summaries = store.summaries()
    earlier = summaries.filter(summaries["run"].is_in(list(plan.jobs)))
    workers = min(backend.workers, max(1, len(missing)))
    months = months_in_all(missing, workers)
    seconds = memory = None
    if earlier.height:
        seconds = float(statistics.median(earlier["seconds"]))
        memory = float(statistics.median(earlier["memory_mb"]))
    if missing and backend.probe is not None:
        # first to compile what is not in the cache; the others then find it there
        job = missing[-1]
        with loading(Report("", 0)):
            backend.probe(SweepTask(_shortened(job, 1), simulate))
        if seconds is None:
            record = backend.probe(SweepTask(_shortened(job, PROBE_MONTHS), simulate))
            if not isinstance(record, Failure):
                seconds = record.seconds / (1 + PROBE_MONTHS) * (1 + months / len(missing))
                memory = record.memory / 1e6
    kept = sum(int(job.tables["run"]["months"]) for job in missing)
    return SweepEstimate(
        runs=len(missing),
        kept=earlier.height,
        without_ai=len(plan.only_counterfactuals & {job.run for job in missing}),
        recorded=kept,
        in_all=sum(job.months for job in missing),
        months=months,
        workers=workers,
        seconds_a_run=seconds,
        memory_mb=memory,
        disk_mb=disk_of(missing) / 1e6,
    )


def _shortened(job: SweepJob, months: int) -> SweepJob:
    tables = {**job.tables, "run": {**job.tables["run"], "months": months, "burn_in_months": 1}}
    return job._replace(run="probe", tables=tables, past="")


def _rounds(sweep: Sweep) -> int:
    return sweep.adaptive.rounds if sweep.design == "adaptive" else 0


def _about(sweep: Sweep, options: _Options, plan: Plan) -> dict[str, Any]:
    where = options.dask or sweep.dask.address or sweep.dask.scheduler_file
    part = {"shard": {"part": str(options.shard), "runs": list(plan.jobs)}} if options.shard else {}
    return {
        "name": sweep.name,
        "sweep": sweep.to_toml(),
        "origins": {sweep.name: sweep.origins.table()},
        "words": words_to_keep(extensions(sweep.plugins).columns),
        "model": model_version(),
        "versions": versions(),
        "backend": "dask" if where else "slurm" if sweep.dask.slurm else "processes",
        **part,
    }
