"""The targets of the validation as records of the ledger, and a validation as findings.

A target keeps its own file, ``targets.toml``: a record is what is read from it.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from sim.experiments.evidence.findings import Finding
from sim.experiments.evidence.numbers import OutsideNumber, numbers_from
from sim.experiments.figures.statistics import t_quantile
from sim.experiments.validation.validate import read_targets, validate
from sim.records.figures import figure
from sim.records.tables import read_results
from sim.scenario import Scenario

__all__ = [
    "AREA",
    "DRIFT_AREA",
    "drift_findings_of",
    "findings_of",
    "made_by",
    "measured_targets",
    "target_numbers",
    "validation_in",
]

AREA, DRIFT_AREA = "target", "drift"
COMMAND = "tenfold ledger --measure targets"
BAND = "range of the published series or estimates; about a tenth to either side of a single figure"
TWO_SIDED = 1.96
"""Standard errors to either side of a slope: a series of many quarters."""
TENTH = 0.1
"""Of a target without a band, to either side."""
GRADES = {
    "from memory": ("from memory", "assumption"),
    "secondary": ("secondary", "second hand"),
    "computed": ("computed",),
}
"""Certainty, weakest first, and the words of a source that say so; else it was read."""


def target_numbers() -> list[OutsideNumber]:
    """Return a record for every target, then for every series that must not drift, in their order."""
    tables = read_targets()
    records = [_record(target) for target in tables["target"]]
    return numbers_from(records + [_drift_record(test) for test in tables["drift"]], "targets.toml")


def findings_of(targets: pl.DataFrame, seeds: int) -> list[Finding]:
    """Return the findings of a validation's table of targets; what has no value is left out."""
    found = []
    for row in targets.iter_rows(named=True):
        value, error = row["value"], row["standard_error"]
        if value is None or not math.isfinite(value):
            continue
        if error is None or seeds < 2:
            error, reach = math.nan, math.nan
        else:
            reach = t_quantile(seeds - 1) * error
        found.append(Finding(f"{AREA}.{row['id']}", value, error, value - reach, value + reach, seeds))
    return found


def drift_findings_of(drift: pl.DataFrame, seeds: int) -> list[Finding]:
    """Return the slopes of a validation's table of drift; the error is that over time, of the mean series."""
    found = []
    for row in drift.iter_rows(named=True):
        slope, t = row["slope"], row["t"]
        error = abs(slope / t) if t and math.isfinite(t) else math.nan
        reach = TWO_SIDED * error
        found.append(Finding(f"{DRIFT_AREA}.{row['id']}", slope, error, slope - reach, slope + reach, seeds))
    return found


def validation_in(folder: Path) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """Return tables and manifest of a validation on disk.

    Raises
    ------
    UserError
        If the folder holds none.
    """
    return read_results(folder, "validation")


def measured_targets(
    base: Scenario, story: Scenario, seeds: int
) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """Validate the baseline and return tables and manifest."""
    found = validate(base, ai_scenario=story, seeds=seeds)
    return {"targets": found.targets, "drift": found.drift}, found.manifest


def made_by(written: Mapping[str, Any]) -> tuple[int, str]:
    """Return the simulated people of a validation and the version that made it, from its manifest."""
    (baseline, *_) = written["scenarios"].values()
    people = int(tomllib.loads(baseline)["run"]["people"])
    return people, f"{written['versions']['tenfold']}, sources {written['sources_sha256'][:12]}"


def certainty_of(source: str) -> str:
    """Return the grade that the words of a source give it, the weakest if there are several."""
    for grade, words in GRADES.items():
        if any(word in source for word in words):
            return grade
    return "read"


def _record(target: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table of a record for a target."""
    value = float(target["value"])
    tenth = TENTH * abs(value)
    return {
        "id": f"{AREA}.{target['id']}",
        **{key: target[key] for key in ("label", "unit", "use")},
        **{key: target[key] for key in ("check", "reason") if key in target},
        "value": value,
        "low": target.get("low", value - tenth),
        "high": target.get("high", value + tenth),
        "band": target.get("band", BAND),
        "source": f"{target['source']} ({target['period']})",
        "certainty": certainty_of(target["source"]),
        "command": COMMAND,
    }


def _drift_record(test: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table of a record for a series without a trend; ``use`` is "held out" unless it says so."""
    about = figure(test["id"])
    unit = "percentage points" if about.words.time == "rate" else "%"
    return {
        "id": f"{DRIFT_AREA}.{test['id']}",
        "label": f"Drift without AI: {about.label}",
        "unit": f"{unit} a decade",
        "value": 0.0,
        "low": -float(test["tolerance"]),
        "high": float(test["tolerance"]),
        "band": "tolerance of the validation, from how far the published series moves in a decade",
        "source": test["source"],
        "certainty": "from memory",
        "use": test.get("use", "held out"),
        "command": COMMAND,
        **{key: test[key] for key in ("reason",) if key in test},
    }
