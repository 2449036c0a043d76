"""Runs of a comparison that are kept as soon as they are finished, so that an interrupted one goes on.

They lie in the folder of the results, below ``unfinished``, until the results are there. A finished run is
known by a hash of all that makes it, the sources of the program included: after any change it is done again.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import polars as pl

from sim.errors import UserError
from sim.experiments.run.estimate import refuse_too_large
from sim.experiments.run.pool import run_jobs
from sim.experiments.run.task import Task
from sim.records.files import as_sealed_json, is_sealed, write_file
from sim.records.provenance import sources_hash
from sim.records.tables import UNFINISHED

__all__ = ["Parts", "Storing", "forget", "run_kept"]

T = TypeVar("T")

DONE = "done.json"
"""Written last: what is without it was interrupted."""
KEPT_TWICE = 2
"""Times that a run lies in the folder in the end: by itself, and in the tables of all."""


class DamagedError(Exception):
    """A file of a kept run is not what was written."""


class Parts:
    """What is kept of a run: tables, columns, and plain facts, by name."""

    def __init__(
        self,
        tables: dict[str, pl.DataFrame],
        columns: dict[str, np.ndarray] | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        self.tables, self.columns, self.facts = tables, columns or {}, facts or {}

    def write(self, folder: Path) -> None:
        """Write everything to ``folder``, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        hashes = {}
        for name, content in self._files():
            write_file(folder / name, content)
            hashes[name] = hashlib.sha256(content).hexdigest()
        write_file(folder / DONE, as_sealed_json({"files": hashes, "facts": self.facts}))

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for name, table in self.tables.items():
            buffer = io.BytesIO()
            table.write_parquet(buffer)
            yield f"{name}.parquet", buffer.getvalue()
        for name, column in self.columns.items():
            buffer = io.BytesIO()
            np.save(buffer, column, allow_pickle=False)
            yield f"{name}.npy", buffer.getvalue()

    @classmethod
    def read(cls, folder: Path) -> Parts | None:
        """Return what ``folder`` holds; None if there is nothing.

        Raises
        ------
        DamagedError
            A file is not what was written.
        """
        done = folder / DONE
        if not done.is_file():
            return None
        content = done.read_bytes()
        if not is_sealed(content):
            raise DamagedError(done)
        what = json.loads(content)
        parts = cls({}, {}, what["facts"])
        for name, digest in what["files"].items():
            path = folder / name
            content = path.read_bytes() if path.is_file() else b""
            if hashlib.sha256(content).hexdigest() != digest:
                raise DamagedError(path)
            if path.suffix == ".npy":
                parts.columns[path.stem] = np.load(io.BytesIO(content), allow_pickle=False)
            else:
                parts.tables[path.stem] = pl.read_parquet(io.BytesIO(content))
        return parts


class Storing(Protocol[T]):
    """How the results of one kind of task are kept."""

    def identity(self, job: Any) -> Any:
        """Return all that makes the results of ``job``, in plain values."""

    def store(self, result: T) -> Parts:
        """Return what is kept of a result."""

    def restore(self, job: Any, parts: Parts) -> T:
        """Return the result again."""


def run_kept(jobs: Sequence[Task[T]], storing: Storing[T], folder: Path | None, **options: Any) -> list[T]:
    """Do all ``jobs`` that are not kept in ``folder``, and keep each when it is finished.

    Parameters
    ----------
    jobs : sequence of tasks
        What to run.
    storing : Storing
        How results are written and read.
    folder : Path or None
        Where the results of all go in the end; with None nothing is kept.
    **options : Any
        Of ``run_jobs``.

    Returns
    -------
    list
        The results, in the order of the jobs.

    Raises
    ------
    UserError
        If a run cannot be written.
    """
    if folder is None:
        return run_jobs(jobs, **options)
    whole = [job.scenario for job in jobs if hasattr(job, "scenario")]  # others keep a few figures
    refuse_too_large(whole, folder, kept=KEPT_TWICE, anyway=options.get("anyway"))
    home = folder / UNFINISHED
    places = [home / _name(storing.identity(job)) for job in jobs]
    found: dict[int, T] = {}
    for number, (job, place) in enumerate(zip(jobs, places, strict=True)):
        try:
            parts = Parts.read(place)
        except DamagedError as damage:
            print(f"{damage}: is damaged or missing; its run is repeated.", file=sys.stderr)
            continue
        if parts is not None:
            found[number] = storing.restore(job, parts)
    missing = [number for number in range(len(jobs)) if number not in found]

    def keep(place: int, result: T) -> None:
        try:
            storing.store(result).write(places[missing[place]])
        except OSError as error:
            raise UserError(f"{home}: a run cannot be written there ({error.strerror or error}).") from error

    new = run_jobs([jobs[number] for number in missing], keep=keep, **options) if missing else []
    found |= dict(zip(missing, new, strict=True))
    return [found[number] for number in range(len(jobs))]


def forget(folder: Path | None) -> None:
    """Remove the kept runs: the results are there."""
    if folder is not None:
        shutil.rmtree(folder / UNFINISHED, ignore_errors=True)


def _name(identity: Any) -> str:
    text = json.dumps([identity, sources_hash()], sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
