"""A table that only grows, as a few Parquet files: nothing written is ever changed, and nothing is lost.

Rows come in numbered batches. A file is called ``FIRST-LAST-HASH.parquet`` after the batches in it and the
hash of its content, and is written whole or not at all. When there are many small files they are merged into
a larger one, which replaces them: a file whose batches lie within those of another is left over from an
interruption and does not count. So at any moment the files of the longest ranges hold every row once. Which
batches there have to be is known to the reader; one that no file holds was deleted.
"""

from __future__ import annotations

import hashlib
import io
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from sim.errors import UserError
from sim.records.tables import write_file

__all__ = ["BATCH", "FAN", "LARGEST", "Segment", "Segments", "concatenate"]

FAN = 64
"""Small files that are merged into one."""
LARGEST = FAN * FAN
"""Batches in the largest file."""
PATIENCE = 20
"""Times that a table is read which changes meanwhile."""
BATCH = "batch"
"""Column that says to which batch a row belongs."""
_NAME = re.compile(r"(\d{8})-(\d{8})-([0-9a-f]{16})\.parquet")


class Segment(NamedTuple):
    """One file: the first and the last batch in it."""

    first: int
    last: int
    path: Path

    @property
    def size(self) -> int:
        """Batches in it."""
        return self.last - self.first + 1

    def holds(self, other: Segment) -> bool:
        """Whether all batches of ``other`` are in this file."""
        return self.first <= other.first and other.last <= self.last


class Segments:
    """The files of one table in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> list[Segment]:
        """Return the files that count, in order; of two with the same batches only one."""
        found = []
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                match = _NAME.fullmatch(path.name)
                if match:
                    found.append(Segment(int(match[1]), int(match[2]), path))
        found.sort(key=lambda one: (one.first, -one.last, one.path.name))
        kept: list[Segment] = []
        for one in found:
            if not (kept and kept[-1].holds(one)):
                kept.append(one)
        return kept

    def append(self, number: int, rows: pl.DataFrame) -> None:
        """Write batch ``number``, and merge files when there are many."""
        self._write(number, number, rows.with_columns(pl.lit(number, pl.Int32).alias(BATCH)))
        self._merge_full()

    def read(self) -> pl.DataFrame:
        """Return all rows, after checking every file against its hash.

        Raises
        ------
        UserError
            If a file is damaged.
        """
        for _ in range(PATIENCE):
            try:
                return concatenate(self._load(one) for one in self.files())
            except FileNotFoundError:  # merged meanwhile by a sweep that is running: look again
                continue
        raise self._restless()

    def missing(self, batches: Iterable[int]) -> list[Segment]:
        """Return the files that should be there and are not, by a pattern of their name.

        Parameters
        ----------
        batches : iterable of int
            Those that were written, in order.
        """
        for _ in range(PATIENCE):  # a listing may fall between a merged file and those that it replaces
            files = self.files()
            ends = [one.last for one in files]
            lost: list[Segment] = []
            for batch in batches:
                next_file = bisect_left(ends, batch)
                if next_file < len(files) and files[next_file].first <= batch:
                    continue
                first = lost.pop().first if lost and lost[-1].last == batch - 1 else batch
                pattern = f"{first:08d}-{batch:08d}-*.parquet"
                lost.append(Segment(first, batch, self.folder / pattern))
            if not lost:
                break
        return lost

    def refuse_missing(self, batches: Iterable[int]) -> None:
        """Make sure that the files of ``batches`` are there.

        Raises
        ------
        UserError
            If one is not.
        """
        for one in self.missing(batches):
            raise UserError(
                f"{one.path}: is missing; run the sweep again, and it repeats the runs of that file only."
            )

    def scan(self) -> pl.LazyFrame | None:
        """Return the table to be read lazily, None if there are no rows.

        Raises
        ------
        UserError
            If a file is damaged.
        """
        for _ in range(PATIENCE):
            files = self.files()
            try:
                for one in files:
                    self._refuse_damaged(one, one.path.read_bytes())
            except FileNotFoundError:  # merged meanwhile
                continue
            scans = [pl.scan_parquet(one.path) for one in files]
            return pl.concat(scans, how="diagonal_relaxed") if scans else None
        raise self._restless()

    def clean(self, last: int | None = None) -> None:
        """Remove what an interruption left.

        Parameters
        ----------
        last : int or None
            Later batches were never confirmed, and are removed too.
        """
        if not self.folder.is_dir():
            return
        for path in self.folder.glob(".*.partial"):
            path.unlink(missing_ok=True)
        kept = {one.path for one in self.files() if last is None or one.first <= last}
        for path in self.folder.glob("*.parquet"):
            if path not in kept:
                path.unlink(missing_ok=True)

    def damaged(self) -> list[Segment]:
        """Return the files whose content does not agree with their hash."""
        return [one for one in self.files() if not _is_whole(one.path, one.path.read_bytes())]

    def drop(self, lost: Sequence[Segment]) -> None:
        """Drop the rows of the batches in ``lost`` from every file that is whole."""
        for one in self.files():
            overlaps = any(one.first <= other.last and other.first <= one.last for other in lost)
            if overlaps and _is_whole(one.path, one.path.read_bytes()):
                rows = self._load(one)
                gone = [pl.col(BATCH).is_between(other.first, other.last) for other in lost]
                kept = rows.filter(~pl.any_horizontal(gone))
                if kept.height < rows.height:
                    self._write(one.first, one.last, kept)
                    one.path.unlink(missing_ok=True)

    def leave_empty(self, lost: Segment) -> None:
        """Write a file without rows for batches that are lost, so that they are missed no longer."""
        self._write(lost.first, lost.last, pl.DataFrame(schema={BATCH: pl.Int32}))

    def tidy(self) -> None:
        """Merge all files into as few as the largest size allows."""
        group: list[Segment] = []
        for one in self.files():
            if group and one.last - group[0].first + 1 > LARGEST:
                self._merge(group)
                group = []
            group.append(one)
        self._merge(group)

    def _merge_full(self) -> None:
        """Merge the newest files of one order of size while there are ``FAN`` of them."""
        while True:
            files = self.files()
            tail: list[Segment] = []
            for one in reversed(files):
                if tail and _order(one) != _order(tail[-1]):
                    break
                tail.append(one)
            if len(tail) < FAN or sum(one.size for one in tail) > LARGEST:
                return
            self._merge(tail[::-1])

    def _merge(self, group: list[Segment]) -> None:
        if len(group) < 2:
            return
        self._write(group[0].first, group[-1].last, concatenate(self._load(one) for one in group))
        for one in group:
            one.path.unlink(missing_ok=True)

    def _write(self, first: int, last: int, rows: pl.DataFrame) -> None:
        buffer = io.BytesIO()
        rows.write_parquet(buffer)
        content = buffer.getvalue()
        digest = hashlib.sha256(content).hexdigest()[:16]
        self.folder.mkdir(parents=True, exist_ok=True)
        write_file(self.folder / f"{first:08d}-{last:08d}-{digest}.parquet", content)

    def _load(self, one: Segment) -> pl.DataFrame:
        content = one.path.read_bytes()
        self._refuse_damaged(one, content)
        return pl.read_parquet(io.BytesIO(content))

    def _refuse_damaged(self, one: Segment, content: bytes) -> None:
        if not _is_whole(one.path, content):
            raise UserError(
                f"{one.path}: is damaged; run the sweep again, and it repeats the runs of that file only."
            )

    def _restless(self) -> UserError:
        return UserError(f"{self.folder}: the files change faster than they can be read; try again.")


def concatenate(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put tables one below the other; a column that one lacks is null there."""
    parts = list(frames)
    return pl.concat(parts, how="diagonal_relaxed") if parts else pl.DataFrame()


def _order(one: Segment) -> int:
    return 0 if one.size < FAN else 1 if one.size < LARGEST else 2


def _is_whole(path: Path, content: bytes) -> bool:
    match = _NAME.fullmatch(path.name)
    digest = hashlib.sha256(content).hexdigest()[:16]
    return match is not None and digest == match[3]
