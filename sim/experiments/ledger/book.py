"""The ledger: every record with our figure, a status, and how far from its band it lies; worst first."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

import sim
from sim.errors import UserError
from sim.experiments.evidence.findings import INSIDE, OUTSIDE, UNMEASURED, read_findings, verdict
from sim.experiments.evidence.numbers import USES, OutsideNumber, read_numbers
from sim.experiments.ledger.history import FILE, GONE, Line, problems, read_history
from sim.experiments.ledger.targets import AREA, target_numbers
from sim.experiments.validation.held_out import digest_of
from sim.experiments.validation.validate import read_targets
from sim.scenario_files import locate

__all__ = ["ORDER", "Ledger", "all_numbers", "distance", "evidence_folder", "open_ledger", "read_checks"]

ORDER = (OUTSIDE, UNMEASURED, "not modelled", "by construction", INSIDE)
"""Statuses, worst first."""


@dataclass(frozen=True, eq=False)
class Ledger:
    """Every figure that the project is held against.

    Attributes
    ----------
    table : polars.DataFrame
        One row a record, worst first: ``id``, ``area``, ``label``, ``unit``, ``published``, ``band_low``,
        ``band_high``, ``value``, ``standard_error``, ``low``, ``high``, ``seeds``, ``people``, ``status``,
        ``distance`` (from the middle of the band, in half bands; 1 is its edge), ``use``, ``certainty``,
        ``check``, ``reason``, ``band``, ``source``, ``command``.
    history : list of Line
        Statuses that were accepted.
    strays : list of str
        Findings that belong to no record.
    """

    table: pl.DataFrame
    history: list[Line]
    strays: list[str]

    @property
    def statuses(self) -> dict[str, str]:
        """Status of every record."""
        return dict(zip(self.table["id"], self.table["status"], strict=True))

    def problems(self) -> list[str]:
        """Say where statuses and history disagree, which findings have no record, which misses no reason."""
        found = problems(self.statuses, self.history)
        found += [f"{name} was measured, and no record has this name." for name in self.strays]
        found += [f"{name} is {self.statuses[name]}, and no reason says why." for name in self.unexplained()]
        return found

    def unexplained(self) -> list[str]:
        """Return the records that are not inside and have no reason."""
        bare = self.table.filter((pl.col("status") != INSIDE) & (pl.col("reason").str.strip_chars() == ""))
        return bare["id"].to_list()

    def only(
        self, area: Sequence[str] = (), status: Sequence[str] = (), use: Sequence[str] = ()
    ) -> pl.DataFrame:
        """Return the rows of some areas, statuses and uses; of all where none is named.

        Raises
        ------
        UserError
            If there is no such area, status or use.
        """
        part = self.table
        known = {"area": self.table["area"].unique().sort().to_list(), "status": ORDER, "use": tuple(USES)}
        for column, chosen in (("area", area), ("status", status), ("use", use)):
            if unknown := [name for name in chosen if name not in known[column]]:
                raise UserError(f"--{column} is {unknown[0]!r}; allowed are {', '.join(known[column])}.")
            if chosen:
                part = part.filter(pl.col(column).is_in(list(chosen)))
        return part

    def lines_for(self, patterns: Sequence[str], why: str) -> list[Line]:
        """Return the lines that would accept the present status of records.

        A pattern such as ``target.*`` stands for all whose status is not the accepted one. A first line says
        why by the record's own reason where none is given; a change needs a why of its own.

        Raises
        ------
        UserError
            If nothing has the name, or nothing is left to accept.
        """
        accepted = {line.id: line.status for line in self.history}
        reasons = dict(zip(self.table["id"], self.table["reason"], strict=True))
        lines: list[Line] = []
        for pattern in patterns:
            named = [name for name in (*self.statuses, *accepted) if fnmatchcase(name, pattern)]
            if not named:
                raise UserError(f"--accept {pattern}: no record and no line of the history has such a name.")
            for name in dict.fromkeys(named):
                status = self.statuses.get(name, GONE)
                if accepted.get(name) == status or name in [line.id for line in lines]:
                    continue
                own = reasons.get(name, "") if name not in accepted else ""
                lines.append(Line(name, status, why.strip() or own))
        if not lines:
            raise UserError(f"--accept {', '.join(patterns)}: every status there is the accepted one.")
        return lines

    def share(self, use: str) -> tuple[int, int]:
        """Return how many targets of a use are inside, of how many that a run decides."""
        part = self.table.filter((pl.col("area") == AREA) & (pl.col("use") == use))
        decided = part.filter(pl.col("status").is_in([INSIDE, OUTSIDE]))
        return decided.filter(pl.col("status") == INSIDE).height, decided.height

    def checks(self) -> pl.DataFrame:
        """Return ``number``, ``words``, ``records``, ``inside``, ``outside``, ``open``, and ``passed``.

        A check is passed if it has records and all of them are inside; ``open`` counts those that are not
        measured, not modelled or there by construction.
        """
        rows = []
        for check in read_checks():
            part = self.table.filter(pl.col("check") == check["number"])["status"]
            inside, outside = (int((part == status).sum()) for status in (INSIDE, OUTSIDE))
            rows.append(
                {
                    "number": check["number"],
                    "words": check["words"],
                    "records": part.len(),
                    "inside": inside,
                    "outside": outside,
                    "open": part.len() - inside - outside,
                    "passed": 0 < inside == part.len(),
                }
            )
        return pl.DataFrame(rows)

    def sentences(self) -> list[str]:
        """Say the outcome in a few sentences."""
        counts = {status: int((self.table["status"] == status).sum()) for status in ORDER}
        checks = self.checks()
        passed, whole = int(checks["passed"].sum()), checks.height
        listed = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
        said = [f"{self.table.height} records: {listed}."]
        parts = (_part(self.share(use), use) for use in ("fitted", "held out"))
        said.append(f"Targets: {', '.join(parts)}.")
        if not fit_left_out():
            said.append("The fit in force was made before targets were held out: it had seen them all.")
        said.append(f"Checks: {passed} of {whole} are passed.")
        without = len(self.unexplained())
        said.append(
            f"{without or 'No'} record{'' if without == 1 else 's'} outside or open without a reason."
        )
        return said


def open_ledger(evidence: Path | None = None, history: Path = FILE) -> Ledger:
    """Return the ledger of all records with what was measured.

    Parameters
    ----------
    evidence : Path or None
        Folder of findings; by default that of the checkout.
    history : Path
        File of accepted statuses.

    Raises
    ------
    UserError
        If a record, a finding or a line of the history is not valid.
    """
    numbers = all_numbers()
    lines = read_history(history)
    found = {row["id"]: row for row in read_findings(evidence or evidence_folder()).iter_rows(named=True)}
    whys = {line.id: line.why for line in lines if line.status != GONE}
    rows = [_row(number, found.get(number.id), whys.get(number.id, "")) for number in numbers]
    rows.sort(key=lambda row: (ORDER.index(row["status"]), -(row["distance"] or 0.0)))
    strays = sorted(found.keys() - {number.id for number in numbers})
    return Ledger(pl.DataFrame(rows, infer_schema_length=None), lines, strays)


def all_numbers() -> list[OutsideNumber]:
    """Return every record: the targets of the validation, and the areas that have a file.

    Raises
    ------
    UserError
        If two have the same name.
    """
    numbers = target_numbers() + read_numbers()
    seen = set[str]()
    for number in numbers:
        if number.id in seen:
            raise UserError(f"two files hold the record {number.id}; names are unique.")
        seen.add(number.id)
    return numbers


def evidence_folder() -> Path:
    """Return the folder of findings of this checkout.

    Raises
    ------
    UserError
        If there is none, as in an installed package.
    """
    folder = Path(sim.__file__).resolve().parents[1] / "results" / "reference" / "evidence"
    if not folder.is_dir():
        raise UserError(f"{folder}: there are no stored findings; name a folder with --evidence FOLDER.")
    return folder


def read_checks() -> list[dict[str, Any]]:
    """Return number and words of every check of the list."""
    text = files("sim.experiments.ledger").joinpath("checks.toml").read_text(encoding="utf-8")
    checks: list[dict[str, Any]] = tomllib.loads(text)["check"]
    return checks


def fit_left_out() -> bool:
    """Say whether the fit in force left out just the targets that are held out now."""
    path, _ = locate("fitted")
    return f"# held out: {digest_of(read_targets()['target'])}" in path.read_text(encoding="utf-8")


def distance(number: OutsideNumber, value: float | None) -> float | None:
    """Return how far a value is from the middle of its band, in half bands; the edge is at 1.

    A band with one end has no middle: half of it is then the distance from the end to the published figure,
    or the size of the end where no figure was published or it is the end.
    """
    if value is None or not math.isfinite(value) or (number.low is None and number.high is None):
        return None
    if number.low is not None and number.high is not None:
        half = 0.5 * (number.high - number.low)
        away = abs(value - 0.5 * (number.low + number.high))
        return away / half if half > 0.0 else (math.inf if away > 0.0 else 0.0)
    end, beyond = (number.low, -1.0) if number.high is None else (number.high, 1.0)
    assert end is not None
    half = abs(end - number.value) if number.value is not None and number.value != end else abs(end)
    return max(0.0, 1.0 + beyond * (value - end) / (half or 1.0))


def _row(number: OutsideNumber, found: Mapping[str, Any] | None, why: str) -> dict[str, Any]:
    """Return the row of a record; where it has no reason of its own, the accepted why stands for it."""
    ours = found or dict.fromkeys(("value", "standard_error", "low", "high", "seeds", "people"))
    status = verdict(number, ours["value"])
    return {
        "id": number.id,
        "area": number.area,
        "label": number.label,
        "unit": number.unit,
        "published": number.value,
        "band_low": number.low,
        "band_high": number.high,
        **{key: ours[key] for key in ("value", "standard_error", "low", "high", "seeds", "people")},
        "status": status,
        "distance": distance(number, ours["value"]),
        "use": number.use,
        "certainty": number.certainty,
        "check": number.check,
        "reason": "" if status == INSIDE else number.reason or why,
        "band": number.band,
        "source": number.source,
        "command": number.command,
    }


def _part(found: Sequence[int], use: str) -> str:
    inside, of = found
    share = f" ({100.0 * inside / of:.0f} %)" if of else ""
    return f"{inside} of {of} {use} inside{share}"
