"""Run the checks, and show each the rule mixed with a wrong one at ever smaller doses."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import polars as pl

from sim.errors import ConservationError, UserError
from sim.experiments.evidence.findings import Finding, summarise
from sim.experiments.evidence.numbers import read_numbers
from sim.experiments.verification.check import FALSE_ALARM, Check, Measured
from sim.records.tables import write_file

__all__ = [
    "DOSES",
    "LARGEST_CAUGHT",
    "PARTS",
    "Verdict",
    "all_checks",
    "chosen",
    "findings",
    "sentence",
    "verify",
    "write",
]

PARTS = (
    "tasks", "firms", "labour", "compute", "capital", "government", "inequality", "population", "accounts",
    "whole",
)  # fmt: skip
"""Parts of the economy: the files of ``checks``, in the order of the table."""
DOSES = (1.0, 0.1, 0.01, 0.001, 0.0001)
"""Parts of a wrong rule that are mixed into the right one, largest first."""
LARGEST_CAUGHT = 0.1
"""Every check has to fail at this dose of its planted error, or it is a defect."""


class Verdict(NamedTuple):
    """What became of a check.

    Attributes
    ----------
    check : Check
        The check.
    measured : Measured
        What it expects and finds in the program as it is.
    caught : float or None
        Smallest dose of the planted error at which it fails, and at all larger ones; None where it fails at
        none, or no error was planted.
    planted : bool
        Whether errors were planted.
    seconds : float
        How long it took.
    """

    check: Check
    measured: Measured
    caught: float | None
    planted: bool
    seconds: float

    @property
    def word(self) -> str:
        """Return "holds", "FAILS", or "BLIND" where the check holds and does not see its planted error."""
        if not self.measured.passes:
            return "FAILS"
        blind = self.planted and (self.caught is None or self.caught > LARGEST_CAUGHT)
        return "BLIND" if blind else "holds"

    @property
    def detectable(self) -> float:
        """Smallest error that a check can see, relative to what it expects (absolute where that is zero)."""
        row = self.measured.worst
        size = abs(float(self.measured.expected[row]))
        tolerance = float(self.measured.tolerance[row])
        return tolerance / size if size > 0.0 else tolerance


def all_checks() -> tuple[Check, ...]:
    """Return all checks, in the order of parts and of their files."""
    found = []
    for part in PARTS:
        module = import_module(f"sim.experiments.verification.checks.{part}")
        found += [value for value in vars(module).values() if isinstance(value, Check)]
    return tuple(found)


def chosen(only: str | None) -> tuple[Check, ...]:
    """Return the checks of a part, or a single one by its name; all if ``only`` is None.

    Raises
    ------
    UserError
        If there is neither such a part nor such a check.
    """
    checks = all_checks()
    if only is None:
        return checks
    found = tuple(check for check in checks if only == (check.part if only in PARTS else check.name))
    if not found:
        raise UserError(
            f"--only is {only!r}; it must be a part ({', '.join(PARTS)}) or the name of a check, "
            "which tenfold verify --list shows."
        )
    return found


def verify(
    checks: Iterable[Check],
    *,
    planted: bool = False,
    tell: Callable[[int, str], None] | None = None,
) -> list[Verdict]:
    """Run the checks.

    Parameters
    ----------
    checks : iterable of Check
        Which.
    planted : bool
        Whether to plant errors: at doses that fall until the check does not see one.
    tell : function, optional
        Called with the number of checks done and the name of the next one.
    """
    found = []
    for number, check in enumerate(checks):
        if tell is not None:
            tell(number, check.name)
        begun = time.monotonic()
        measured = check.measure(0.0)
        caught = smallest_caught(check) if planted else None
        found.append(Verdict(check, measured, caught, planted, time.monotonic() - begun))
    return found


def smallest_caught(check: Check, doses: Iterable[float] = DOSES) -> float | None:
    """Return the smallest dose of the planted error that the check sees, as it sees all larger ones."""
    caught = None
    for dose in doses:
        if not is_caught(check, dose):
            break
        caught = dose
    return caught


def is_caught(check: Check, dose: float) -> bool:
    """Say whether a check fails at a dose of its planted error, or the program itself stops."""
    try:
        return not check.measure(dose).passes
    except ConservationError:
        return True


def sentence(verdicts: list[Verdict]) -> str:
    """Return what the checks say together."""
    wrong = [verdict.check.name for verdict in verdicts if verdict.word == "FAILS"]
    blind = [verdict.check.name for verdict in verdicts if verdict.word == "BLIND"]
    chance = sum(verdict.check.statistical for verdict in verdicts)
    said = f"{len(verdicts) - len(wrong)} of {len(verdicts)} checks hold"
    said += f"; {', '.join(wrong)} fail" if wrong else ""
    if any(verdict.planted for verdict in verdicts):
        said += f"; {len(verdicts) - len(blind)} see a tenth of their planted error or less"
        said += f", but not {', '.join(blind)}" if blind else ""
    if chance:
        said += (
            f". {chance} use chance: together they fail by it with a probability of at most {FALSE_ALARM:g}"
        )
    return said + "."


def table(verdicts: Iterable[Verdict]) -> pl.DataFrame:
    """Return the verdicts as a table, one row a check: the comparison nearest to its tolerance."""
    rows = []
    for verdict in verdicts:
        measured, row = verdict.measured, verdict.measured.worst
        rows.append(
            {
                "id": f"verify.{verdict.check.name}",
                "part": verdict.check.part,
                "kind": verdict.check.kind,
                "comparisons": measured.found.size,
                "expected": float(measured.expected[row]),
                "found": float(measured.found[row]),
                "tolerance": float(measured.tolerance[row]),
                "detectable": verdict.detectable,
                "smallest_dose_caught": verdict.caught,
                "verdict": verdict.word,
                "seconds": round(verdict.seconds, 1),
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def findings(verdicts: Iterable[Verdict]) -> list[Finding]:
    """Return what the checks found where a closed form is one of the outside numbers.

    A check makes several comparisons; of the one nearest to its tolerance what is found over what is expected
    is taken, times the figure of the record.
    """
    known = {number.id: number for number in read_numbers("verify")}
    found = []
    for verdict in verdicts:
        number = known.get(f"verify.{verdict.check.name}")
        if number is None or number.value is None:
            continue
        measured, row = verdict.measured, verdict.measured.worst
        value = number.value * float(measured.found[row]) / float(measured.expected[row])
        found.append(summarise(number.id, [value]))
    return found


def write(file: Path, verdicts: Iterable[Verdict], *, command: str, version: str) -> Path:
    """Write the table as CSV, with the command and version that made it; the folder must exist."""
    made = table(verdicts).with_columns(command=pl.lit(command), version=pl.lit(version))
    buffer = io.BytesIO()
    made.write_csv(buffer)
    write_file(file, buffer.getvalue())
    return file
