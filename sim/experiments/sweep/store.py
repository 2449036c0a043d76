"""The folder of a sweep: design, finished runs, failures; written by one process, read by any.

::

    sweep.json      what the sweep is, versions, when it ran
    design.parquet  which run belongs to which point and seed
    summaries/      one row a finished run
    series/TABLE/   the monthly series of finished runs
    failures/       one row a failure
    shards/         parts of the sweep that other machines do, each such a folder

A run counts as finished once its row is in ``summaries``; its series are written before. What is there is
never changed, so a sweep may be killed at any moment and goes on where it was. Files that were deleted are
missed: batches are numbered without gaps, a summary lists the series that were kept of its run, and
``sweep.json`` says how many batches there were when the sweep ended.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from sim.errors import UserError
from sim.experiments.run.task import Failure
from sim.experiments.sweep.append_only import BATCH, Segment, Segments
from sim.experiments.sweep.plan import SweepJob
from sim.experiments.sweep.task import Record
from sim.paths import is_file
from sim.records.files import (
    as_sealed_json,
    as_sealed_parquet,
    is_left_over,
    is_sealed,
    read_sealed_json,
    reason_of,
    write_file,
)
from sim.records.tables import MANIFEST, refuse_odd_folder

__all__ = ["ABOUT", "BATCHES", "FORMAT", "SHARDS", "Store", "prepare_folder"]

FORMAT = "tenfold sweep 2"
OURS = b"tenfold sweep"
"""What a ``sweep.json`` of ours holds, whatever else became of it."""
ABOUT, DESIGN = "sweep.json", "design.parquet"
SHARDS = "shards"
ANEW = "run the sweep again there, which writes it anew and keeps the runs that are finished."
BATCHES = "batches"
"""Key of ``sweep.json``: batches of summaries and of failures when the sweep last ended."""
SERIES = "series_kept"
"""Column of a summary: tables of the run of which series are kept."""
FINISHED = pl.Datetime("ms", "UTC")
_FAILURES: dict[str, Any] = {
    "run": pl.String,
    "seed": pl.Int64,
    "model": pl.String,
    "kind": pl.String,
    "message": pl.String,
    "details": pl.String,
    "failed": FINISHED,
}
_SUMMARY: dict[str, Any] = {
    "run": pl.String,
    "seed": pl.Int64,
    "model": pl.String,
    "seconds": pl.Float64,
    "memory_mb": pl.Float64,
    "finished": FINISHED,
}
NO_RUNS = pl.Series("run", [], pl.String)


class Store:
    """What is known about the runs of a sweep.

    Parameters
    ----------
    folder : Path
        Folder of the sweep.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._summaries = Segments(folder / "summaries")
        self._failures = Segments(folder / "failures")
        self._next = 0
        self._next_failure = 0

    @property
    def tables(self) -> list[str]:
        """Names of the tables whose monthly series are kept."""
        rows = self._summaries.read()
        listed = rows[SERIES].explode().drop_nulls().unique() if SERIES in rows.columns else ()
        return sorted({*listed, *(one.folder.name for one in self._all_series())})

    def about(self) -> dict[str, Any]:
        """Return what ``sweep.json`` says.

        Raises
        ------
        UserError
            If the folder holds no sweep.
        """
        found = _read_about(self.folder)
        if found is None and _is_ours(self.folder):
            raise UserError(f"{self.folder / ABOUT}: is not there; {ANEW}")
        if found is None and is_file(self.folder / MANIFEST):
            raise UserError(
                f"{self.folder}: holds results, but not of a sweep; tenfold export {self.folder} writes them "
                "as CSV, xlsx and Stata."
            )
        if found is None:
            if (self.folder / SHARDS).is_dir():
                parts = f"{self.folder}: holds parts of a sweep that are not brought together yet"
                raise UserError(f"{parts}; tenfold merge {self.folder} does it, also while they run.")
            raise UserError(f"{self.folder}: holds no sweep of tenfold (no readable {ABOUT}).")
        return found

    def design(self) -> pl.DataFrame:
        """Return which run belongs to which point and seed.

        Raises
        ------
        UserError
            There is no design yet, or it is damaged.
        """
        path = self.folder / DESIGN
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise UserError(f"{path}: is not there; {ANEW}") from None
        except OSError as error:
            raise UserError(f"{path}: cannot be read ({reason_of(error)}).") from None
        if not is_sealed(content):
            raise UserError(f"{path}: is damaged; run the sweep again, which writes it anew.")
        return pl.read_parquet(io.BytesIO(content))

    def summaries(self) -> pl.DataFrame:
        """Return one row a finished run: ``run``, ``seed``, ``model``, cost, and its figures."""
        rows = self._read_whole(self._summaries)
        return rows.drop(BATCH, SERIES, strict=False) if rows.height else pl.DataFrame(schema=_SUMMARY)

    def failures(self) -> pl.DataFrame:
        """Return the last failure of every run that is not finished."""
        rows = self._read_whole(self._failures)
        if not rows.height:
            return pl.DataFrame(schema=_FAILURES)
        last = rows.drop(BATCH).unique("run", keep="last", maintain_order=True)
        return last.join(self.summaries().select("run"), on="run", how="anti", maintain_order="left")

    def series(self, table: str) -> pl.LazyFrame:
        """Return a table of monthly series, lazily: ``run``, ``month``, and its columns.

        Raises
        ------
        UserError
            If no such series are kept, or a file is damaged or missing.
        """
        self._series(table).refuse_missing(self._batches_of(table))
        rows = self._series(table).scan()
        if rows is None:
            kept = ", ".join(self.tables) or "none"
            raise UserError(f"{self.folder}: there are no series of {table!r}; kept are {kept}.")
        return rows.drop(BATCH)

    def begin(self, about: dict[str, Any]) -> list[str]:
        """Make the folder ready to be written: remove what an interruption left, set damaged files aside.

        Parameters
        ----------
        about : dict
            What ``sweep.json`` is to say, without format and times.

        Returns
        -------
        list of str
            A sentence a file that was damaged or missing; the runs in it count as not done.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        sentences = []
        try:
            earlier = _read_about(self.folder) or {}
        except UserError:
            earlier = {}
            sentences.append(f"{self.folder / ABOUT}: is damaged, and written anew.")
        created = earlier.get("created", now)
        self.folder.mkdir(parents=True, exist_ok=True)
        facts = {"format": FORMAT, "created": created, "updated": now, BATCHES: earlier.get(BATCHES, {})}
        write_file(self.folder / ABOUT, as_sealed_json({**facts, **about}))
        sentences += [f"{said}; its runs are repeated." for said in self._repair()]
        confirmed = max((one.last for one in self._summaries.files()), default=-1)
        for table in self._all_series():
            table.clean(confirmed)
        self._next = 1 + confirmed
        self._next_failure = 1 + max((one.last for one in self._failures.files()), default=-1)
        return sentences

    def write_design(self, design: pl.DataFrame) -> None:
        """Write which run belongs to which point and seed."""
        write_file(self.folder / DESIGN, as_sealed_parquet(design))

    def add(self, record: Record) -> None:
        """Write a finished run: when this returns, it is on the disk."""
        for table, frame in record.series.items():
            rows = frame.select(pl.lit(record.run).alias("run"), pl.all())
            self._series(table).append(self._next, rows)
        cost = (record.seconds, record.memory / 1e6, datetime.now(UTC))
        first = dict(zip(_SUMMARY, (record.run, record.seed, record.model, *cost), strict=True))
        schema = {**_SUMMARY, SERIES: pl.List(pl.String), **dict.fromkeys(record.summary, pl.Float64)}
        row = {**first, SERIES: list(record.series), **record.summary}
        self._summaries.append(self._next, pl.DataFrame([row], schema))
        self._next += 1

    def fail(self, job: SweepJob, failure: Failure) -> None:
        """Write a failure."""
        what = (job.run, job.seed, job.model, failure.kind, failure.message, failure.details)
        row = pl.DataFrame([(*what, datetime.now(UTC))], _FAILURES, orient="row")
        self._failures.append(self._next_failure, row)
        self._next_failure += 1

    def absorb(self, other: Store) -> None:
        """Write what another folder has and this one lacks: its finished runs, their series, its failures."""
        new = _beside(other._read_whole(other._summaries), self.summaries()["run"])
        if new.height:
            for table in other.tables:
                other._series(table).refuse_missing(other._batches_of(table))
                rows = other._series(table).read()
                self._series(table).append(self._next, _beside(rows, new["run"], without=False))
            self._summaries.append(self._next, new)
            self._next += 1
        known = self._failures.read().get_column("run", default=NO_RUNS)
        failures = _beside(other._read_whole(other._failures), known)
        if failures.height:
            self._failures.append(self._next_failure, failures)
            self._next_failure += 1

    def tidy(self) -> None:
        """Merge the files of every table into few, and note in ``sweep.json`` what there is."""
        for table in (self._summaries, self._failures, *self._all_series()):
            table.tidy()
        batches = {one.folder.name: self._written(one) for one in (self._summaries, self._failures)}
        write_file(self.folder / ABOUT, as_sealed_json({**self.about(), BATCHES: batches}))

    def _series(self, table: str) -> Segments:
        return Segments(self.folder / "series" / table)

    def _all_series(self) -> list[Segments]:
        """Return the tables of series that have a folder."""
        home = self.folder / "series"
        return [Segments(path) for path in sorted(home.iterdir()) if path.is_dir()] if home.is_dir() else []

    def _written(self, table: Segments) -> int:
        """Return how many batches of summaries, or of failures, were written as far as is known."""
        noted: dict[str, int] = (_read_about(self.folder) or {}).get(BATCHES, {})
        return max([noted.get(table.folder.name, 0), *(1 + one.last for one in table.files())])

    def _read_whole(self, table: Segments) -> pl.DataFrame:
        """Return all rows of summaries, or of failures, after making sure that no file is missing."""
        table.refuse_missing(range(self._written(table)))
        return table.read()

    def _batches_of(self, table: str) -> list[int]:
        """Return the batches in which there are runs with series of ``table``."""
        rows = self._summaries.read()
        if SERIES not in rows.columns:  # written before summaries listed them
            return []
        return rows.filter(pl.col(SERIES).list.contains(table))[BATCH].unique().sort().to_list()

    def _repair(self) -> list[str]:
        """Forget the runs of which a file is damaged or missing, in all tables alike, and say which."""
        tables = [self._summaries, *self._all_series(), self._failures]
        for table in tables:
            table.clean()
        damaged = [(table, one) for table in tables for one in table.damaged()]
        self._forget(damaged)
        written: list[tuple[Segments, Iterable[int]]] = [
            *((table, range(self._written(table))) for table in (self._summaries, self._failures)),
            *((self._series(name), self._batches_of(name)) for name in self.tables),
        ]
        missing = [(table, one) for table, batches in written for one in table.missing(batches)]
        self._forget(missing)
        set_aside = [f"{one.path}: is damaged and set aside" for _, one in damaged]
        return [*set_aside, *(f"{one.path}: is missing" for _, one in missing)]

    def _forget(self, found: Sequence[tuple[Segments, Segment]]) -> None:
        """Drop the runs in files that are damaged or missing, set the damaged ones aside, close the gaps."""
        lost = [one for table, one in found if table is not self._failures]
        for table in (self._summaries, *self._all_series()):
            table.drop(lost)
        for table, one in found:
            if one.path.is_file():
                one.path.rename(one.path.with_suffix(".damaged"))
            if table in (self._summaries, self._failures):
                table.leave_empty(one)


def _beside(rows: pl.DataFrame, runs: pl.Series, *, without: bool = True) -> pl.DataFrame:
    """Return rows of a table that are not of ``runs``, or those that are, without their batch."""
    if not rows.width:
        return rows
    known = pl.col("run").is_in(runs.implode())
    return rows.filter(~known if without else known).drop(BATCH)


def prepare_folder(folder: Path | str) -> Path:
    """Make sure that a sweep can be written to ``folder``, and that nothing else is in it.

    Raises
    ------
    UserError
        If it is a file, cannot be written to, or holds something other than a sweep.
    """
    folder = Path(folder)
    refuse_odd_folder(folder)
    try:
        if (
            folder.is_dir()
            and any(path.name != SHARDS and not is_left_over(path) for path in folder.iterdir())
            and not _is_ours(folder)
        ):
            raise UserError(f"{folder}: is not empty and holds no sweep of tenfold.")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: results cannot be written there ({reason_of(error)}).") from error
    return folder


def _is_ours(folder: Path) -> bool:
    """Tell whether a sweep lies in ``folder``, even if what says so is damaged."""
    path = folder / ABOUT
    described = is_file(path) and OURS in path.read_bytes()
    return described or (is_file(folder / DESIGN) and (is_file(path) or (folder / "summaries").is_dir()))


def _read_about(folder: Path) -> dict[str, Any] | None:
    """Return what ``sweep.json`` says, None if there is none of ours.

    Raises
    ------
    UserError
        It is ours and damaged.
    """
    return read_sealed_json(folder / ABOUT, FORMAT, OURS, ANEW)
