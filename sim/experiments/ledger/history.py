"""The history of the ledger: which status of which record was accepted, and why. Lines are only ever added.

The last line of a record is what is accepted. Each line carries a hash of itself and of the line before, so
that a line that was changed, moved or taken out of the middle shows.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from sim.errors import UserError
from sim.experiments.evidence.findings import INSIDE, OUTSIDE, UNMEASURED
from sim.experiments.evidence.numbers import FIXED
from sim.records.tables import write_file

__all__ = ["FILE", "GONE", "STATUSES", "Line", "accept", "problems", "read_history"]

FILE = Path(__file__).with_name("history.csv")
GONE = "gone"
"""Status of the closing line of a record that was taken out."""
STATUSES = (INSIDE, OUTSIDE, UNMEASURED, *FIXED)
COLUMNS = ("id", "status", "why", "chain")
DIGITS = 12


class Line(NamedTuple):
    """A status that was accepted, and why."""

    id: str
    status: str
    why: str


def read_history(file: Path = FILE) -> list[Line]:
    """Return all lines, the oldest first; none if there is no file.

    Raises
    ------
    UserError
        If a line was changed, moved or taken out, has a status that does not exist, or lacks its why.
    """
    if not file.exists():
        return []
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise UserError(f"{file}: the first line must be {','.join(COLUMNS)}.")
    lines: list[Line] = []
    chain, known = "", set[str]()
    for number, row in enumerate(rows[1:], start=2):
        place = f"{file}, line {number}"
        if len(row) != len(COLUMNS):
            raise UserError(f"{place}: has {len(row)} entries; a line has {', '.join(COLUMNS)}.")
        line = Line(*row[:-1])
        chain = _chained(chain, line)
        if row[-1] != chain:
            raise UserError(
                f"{place}: the line or one before it was changed after it was written; "
                "lines are only added, by tenfold ledger --accept."
            )
        if problem := _fault(line, first=line.id not in known):
            raise UserError(f"{place}: {problem}")
        known.add(line.id)
        lines.append(line)
    return lines


def accept(new: Iterable[Line], file: Path = FILE) -> list[Line]:
    """Add lines to the history and return all of it.

    Raises
    ------
    UserError
        If one lacks its why; then none is added.
    """
    old = read_history(file)
    known = {line.id for line in old}
    lines = list(new)
    for line in lines:
        if problem := _fault(line, first=line.id not in known):
            raise UserError(problem)
        known.add(line.id)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    chain = ""
    for line in old + lines:
        chain = _chained(chain, line)
        writer.writerow((*line, chain))
    write_file(file, buffer.getvalue().encode())
    return old + lines


def problems(statuses: Mapping[str, str], history: Iterable[Line]) -> list[str]:
    """Return in sentences where records and history disagree; none if every status is the accepted one.

    Parameters
    ----------
    statuses : mapping of str to str
        Status of every record, by its name.
    history : iterable of Line
        The history, the oldest line first.
    """
    accepted = {line.id: line.status for line in history}
    found = []
    for name, status in statuses.items():
        if name not in accepted:
            found.append(f"{name} is new ({status}): no line of the history says so.")
        elif accepted[name] == GONE:
            found.append(f"{name} is back ({status}): its last line says that it is gone.")
        elif accepted[name] != status:
            found.append(f"{name} is {status}, and {accepted[name]} by the last line of the history.")
    found += [
        f"{name} has disappeared: no record has this name, and no closing line says why."
        for name, status in accepted.items()
        if name not in statuses and status != GONE
    ]
    return found


def _fault(line: Line, *, first: bool) -> str:
    """Return what is wrong with a line in a sentence; nothing if nothing is."""
    if line.status not in (*STATUSES, GONE):
        return f"{line.id} has status {line.status!r}; allowed are {', '.join((*STATUSES, GONE))}."
    if not line.why.strip() and not (first and line.status == INSIDE):
        return f"{line.id} is {line.status}: say why; only a record that is inside at first needs no why."
    return ""


def _chained(before: str, line: Line) -> str:
    """Return the hash of a line and of all lines before it."""
    text = "\0".join((before, *line))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
