"""What this economy has where a figure is published: value, error, verdict, and a table beside the figures.

Findings are stored as CSV, one file a command, with what made them; ``Comparison`` rows of documents and the
ledger read them from there, so that no figure is typed by hand.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from sim.errors import UserError
from sim.experiments.evidence.numbers import OutsideNumber
from sim.experiments.figures.statistics import t_quantile
from sim.records.tables import write_file

__all__ = [
    "INSIDE", "OUTSIDE", "UNMEASURED", "Finding", "read_findings", "side_by_side", "summarise", "verdict",
    "with_interval", "write_findings", "written",
]  # fmt: skip

INSIDE, OUTSIDE, UNMEASURED = "inside", "outside", "not measured"
SCHEMA = {
    "id": pl.String, "value": pl.Float64, "standard_error": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "seeds": pl.Int64, "people": pl.Int64, "command": pl.String, "version": pl.String,
}  # fmt: skip


class Finding(NamedTuple):
    """One figure of ours: a mean over seeds with its standard error and the interval of 95 per cent."""

    id: str
    value: float
    standard_error: float
    low: float
    high: float
    seeds: int


def summarise(name: str, values: Sequence[float]) -> Finding:
    """Return mean, standard error and Student's interval over seeds (one value: no interval)."""
    array = np.asarray(values, dtype=float)
    mean, count = float(array.mean()), array.size
    if count < 2:
        return Finding(name, mean, math.nan, math.nan, math.nan, count)
    return with_interval(name, mean, float(array.std(ddof=1)) / math.sqrt(count), count)


def with_interval(name: str, value: float, error: float, count: int) -> Finding:
    """Return a figure of ``count`` seeds with Student's interval that follows from its standard error."""
    reach = t_quantile(count - 1) * error
    return Finding(name, value, error, value - reach, value + reach, count)


def written(finding: Finding, spec: str, marks: str = "") -> str:
    """Return a finding as text.

    Parameters
    ----------
    finding : Finding
        What is written.
    spec : str
        Format of Python for one number.
    marks : str
        Any of ``e`` (with the standard error in brackets), ``i`` (with the interval) and ``%`` (a ratio as a
        change in per cent).
    """
    scale, start = (100.0, 1.0) if "%" in marks else (1.0, 0.0)
    ends = (finding.value, finding.low, finding.high)
    text, low, high = (f"{scale * (end - start):{spec}}" for end in ends)
    if "e" in marks:
        text += f" ({scale * finding.standard_error:{spec.lstrip('+')}})"
    return f"{text} ({low} to {high})" if "i" in marks else text


def verdict(number: OutsideNumber, value: float | None) -> str:
    """Return the status of a figure given ours: its own where no run decides, else inside or outside."""
    if number.status:
        return number.status
    if value is None or not math.isfinite(value):
        return UNMEASURED
    low = -math.inf if number.low is None else number.low
    high = math.inf if number.high is None else number.high
    return INSIDE if low <= value <= high else OUTSIDE


def write_findings(
    file: Path, findings: Iterable[Finding], *, people: int, command: str, version: str
) -> Path:
    """Write findings with what made them as CSV; the folder must exist."""
    rows = [
        finding._asdict() | {"people": people, "command": command, "version": version} for finding in findings
    ]
    buffer = io.BytesIO()
    pl.DataFrame(rows, schema=SCHEMA).sort("id").write_csv(buffer, float_precision=6)
    write_file(file, buffer.getvalue())
    return file


def read_findings(folder: Path) -> pl.DataFrame:
    """Return the findings of all files of a folder, one row a figure.

    Raises
    ------
    UserError
        If a file is no table of findings, or two files hold the same figure.
    """
    frames = []
    for file in sorted(folder.glob("*.csv")):
        try:
            frames.append(pl.read_csv(file, schema=SCHEMA))
        except (pl.exceptions.PolarsError, OSError) as error:
            first = str(error).partition("\n")[0]
            raise UserError(f"{file}: not a table of findings ({first}).") from None
    found = pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)
    twice = found.filter(pl.col("id").is_duplicated())["id"]
    if twice.len():
        raise UserError(f"{folder}: two files hold {twice[0]}; a figure is measured by one command.")
    return found


def side_by_side(numbers: Iterable[OutsideNumber], findings: Iterable[Finding]) -> pl.DataFrame:
    """Return published figures and ours in one table, in the order of ``numbers``.

    Columns: ``id``, ``label``, ``unit``, ``published``, ``band_low``, ``band_high``, ``value``,
    ``standard_error``, ``low``, ``high``, ``seeds``, ``verdict``, ``reason`` (of a miss), ``source``.
    """
    ours = {finding.id: finding for finding in findings}
    rows = []
    for number in numbers:
        found = ours.get(number.id)
        said = verdict(number, found.value if found else None)
        rows.append(
            {
                "id": number.id,
                "label": number.label,
                "unit": number.unit,
                "published": number.value,
                "band_low": number.low,
                "band_high": number.high,
                "value": found.value if found else None,
                "standard_error": found.standard_error if found else None,
                "low": found.low if found else None,
                "high": found.high if found else None,
                "seeds": found.seeds if found else None,
                "verdict": said,
                "reason": "" if said == INSIDE else number.reason,
                "source": number.source,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)
