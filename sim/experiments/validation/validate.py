"""Hold the baseline against published figures: targets with value, band and verdict, and a test for drift.

The baseline runs for 25 years after its burn-in on several seeds, a story with AI for one year; ``measures``
computes the figures, ``targets.toml`` holds the published ones with their sources.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.arguments import count_of, seed_of
from sim.country import UNITED_STATES
from sim.errors import UserError
from sim.experiments.evidence import UNFITTED
from sim.experiments.figures.statistics import trend
from sim.experiments.run.pool import run_jobs
from sim.experiments.run.run import Results, ScenarioLike, as_scenario, show_number
from sim.experiments.validation.cross_sections import SCHEMA, Observed, ObservedJob
from sim.experiments.validation.measures import AI_MEASURES, MEASURES, drift_series, evaluate
from sim.experiments.validation.measures_of_people import PEOPLE_MEASURES
from sim.records.figures import figure
from sim.records.provenance import Stopwatch, manifest_of
from sim.records.tables import results_folder, write_file, write_results
from sim.units import MONTHS_PER_YEAR

__all__ = [
    "WITHOUT_AI",
    "WITH_AI",
    "Validation",
    "assess",
    "digits_of",
    "read_targets",
    "show_target",
    "validate",
]

INSIDE, BELOW, ABOVE = "inside", "below", "above"
NO_BAND, UNKNOWN, NOT_MODELLED = "no band", "not available", "not modelled"
STABLE, DRIFT = "no drift", "drift"
WITHOUT_AI, WITH_AI = "without AI", "with AI"
"""Which runs a cross-section is of."""

CLEAR = 2.58
"""|t| beyond which a slope is statistically clear (1 per cent level)."""
LAGS = 8
"""Quarters over which the standard error of a slope allows for autocorrelation."""
SECTIONS = {"runs": pl.String, "seed": pl.Int64, **SCHEMA}


@dataclass(frozen=True, eq=False)
class Validation:
    """The baseline held against published figures.

    Attributes
    ----------
    targets : polars.DataFrame
        ``id``, ``group``, ``label``, ``unit``, ``published``, ``low``, ``high``, ``value`` (mean over seeds),
        ``standard_error``, ``verdict``, ``period``, ``source``, ``reason`` (of a miss, where known).
        What people are not modelled to have in the scenario (ages, households, hours) has no value and counts
        neither as hit nor as miss.
    drift : polars.DataFrame
        ``id``, ``label``, ``unit``, ``slope`` (a decade), ``t``, ``tolerance``, ``verdict``, ``source``,
        ``reason``.
    runs : list of Results
        The runs of the baseline.
    manifest : dict
        Scenarios, seeds, versions, wall time.
    story : list of Results
        The runs of the story with AI.
    sections : polars.DataFrame
        Cross-sections at the end of every run: ``runs`` (without AI, with AI), ``seed``, and the columns of
        ``cross_sections.cross_section``.
    """

    targets: pl.DataFrame
    drift: pl.DataFrame
    runs: list[Results]
    manifest: dict[str, Any]
    story: list[Results] = field(default_factory=list)
    sections: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SECTIONS))

    def __repr__(self) -> str:
        return f"Validation({self.sentence()})"

    @property
    def reported(self) -> int:
        """Targets with a value and a band."""
        return self.targets.filter(pl.col("verdict").is_in([INSIDE, BELOW, ABOVE])).height

    @property
    def inside(self) -> int:
        """Targets whose value lies inside the band."""
        return self.targets.filter(pl.col("verdict") == INSIDE).height

    @property
    def drifting(self) -> list[str]:
        """Series that drift."""
        return self.drift.filter(pl.col("verdict") == DRIFT)["label"].to_list()

    def sentence(self) -> str:
        """Say the outcome in one sentence."""
        drift = f"drift in {', '.join(self.drifting)}" if self.drifting else "no drift"
        return f"{self.inside} of {self.reported} targets are inside their band; {drift}."

    def write(self, folder: Path | str) -> Path:
        """Write the tables as Parquet, the manifest, and ``validation.md`` to ``folder``."""
        tables = {"targets": self.targets, "drift": self.drift, "cross_sections": self.sections}
        folder = write_results(folder, tables, self.manifest)
        write_file(folder / "validation.md", self.to_markdown().encode())
        return folder

    def to_markdown(self) -> str:
        """Return both tables as Markdown."""
        lines = ["# Validation", "", self.sentence(), ""]
        lines += _markdown(
            ["Target", "Unit", "Model", "Standard error", "Published", "Band", "Verdict", "Source"]
        )
        for row in self.targets.iter_rows(named=True):
            cells = [
                row["label"],
                row["unit"],
                *show_target(row),
                row["verdict"],
                f"{row['source']} ({row['period']})",
            ]
            lines += _markdown(cells, header=False)
        lines += ["", *_markdown(["Series", "Unit", "Slope", "t", "Tolerance", "Verdict"])]
        for row in self.drift.iter_rows(named=True):
            cells = [
                row["label"],
                row["unit"],
                *(show_number(row[key], 2) for key in ("slope", "t", "tolerance")),
            ]
            lines += _markdown([*cells, row["verdict"]], header=False)
        return "\n".join(lines) + "\n"


def validate(
    scenario: ScenarioLike = "baseline",
    *,
    ai_scenario: ScenarioLike = "neutral",
    years: int = 25,
    seeds: int = 3,
    people: int | None = None,
    first_seed: int = UNFITTED,
    progress: bool = True,
    processes: int | None = None,
    out: Path | str | None = None,
) -> Validation:
    """Run the baseline and hold it against the published figures.

    Parameters
    ----------
    scenario, ai_scenario : Scenario, str or Path
        The baseline, and the story whose first year is held against the figures about AI.
    years : int
        Length of the baseline's runs after the burn-in; at least 5.
    seeds : int
        Runs of each scenario.
    people : int or None
        Instead of the scenario's own size; the story with AI has the same.
    first_seed : int
        First seed; fits use seeds 1 to 99.
    progress : bool
        Show a progress bar on a terminal.
    processes : int or None
        Runs at the same time; by default as many as there are processors.
    out : path or None
        Folder for the results; checked before the first run.

    Raises
    ------
    UserError
        If a scenario is not valid or of another country, the run is too short, or the folder cannot be used.
    """
    if years < 5:
        raise UserError(f"years is {years}; it must be at least 5, for shorter runs show no cycle.")
    seeds, first_seed = count_of("seeds", seeds), seed_of(first_seed)
    with results_folder(out) as folder:
        base = as_scenario(scenario, people=people, months=MONTHS_PER_YEAR * years)
        story = as_scenario(ai_scenario, people=base.run.people, months=MONTHS_PER_YEAR)
        for one in (base, story):
            if one.run.data != UNITED_STATES:
                raise UserError(
                    f'{one.name}: run.data is "{one.run.data}"; there are published figures to be held '
                    f"against for {UNITED_STATES} alone."
                )
        numbers = tuple(range(first_seed, first_seed + seeds))
        stopwatch = Stopwatch.start()
        jobs = [ObservedJob(one, seed) for one in (base, story) for seed in numbers]
        observed = run_jobs(jobs, processes=processes, progress=progress, label="Validation")
        results = [one.results for one in observed]
        ran = {job.scenario.name: job.scenario for job in jobs}
        validation = replace(
            assess(results[:seeds], results[seeds:], manifest_of(ran, numbers, stopwatch, kind="validation")),
            sections=_stacked({WITHOUT_AI: observed[:seeds], WITH_AI: observed[seeds:]}),
        )
        if folder is not None:
            validation.write(folder)
        return validation


def assess(baseline: list[Results], story: list[Results], provenance: dict[str, Any]) -> Validation:
    """Compute every target and the drift from finished runs, one a seed."""
    tables = read_targets()
    targets = []
    for target in tables["target"]:
        runs, measure = (story, AI_MEASURES) if target["id"] in AI_MEASURES else (baseline, MEASURES)
        values = np.array([evaluate(measure[target["id"]], results) for results in runs])
        value = float(values.mean())
        error = float(values.std(ddof=1)) / math.sqrt(values.size) if values.size > 1 else None
        low, high = target.get("low"), target.get("high")
        row = {key: target[key] for key in ("id", "group", "label", "unit")}
        row |= {
            "published": float(target["value"]),
            "low": low,
            "high": high,
            "value": value,
            "standard_error": error,
        }
        missing = NOT_MODELLED if target["id"] in PEOPLE_MEASURES else UNKNOWN
        verdict = {"verdict": _verdict(value, low, high, missing)}
        words = {key: target.get(key, "") for key in ("period", "source", "reason")}
        targets.append(row | verdict | words)
    drift = [_drift(test, baseline) for test in tables["drift"]]
    return Validation(pl.DataFrame(targets), pl.DataFrame(drift), baseline, provenance, story)


def _stacked(observed: dict[str, list[Observed]]) -> pl.DataFrame:
    """Put the cross-sections of all runs into one table."""
    return pl.concat(
        one.section.select(
            pl.lit(runs).alias("runs"), pl.lit(one.results.seed, pl.Int64).alias("seed"), pl.all()
        )
        for runs, ones in observed.items()
        for one in ones
    )


def read_targets() -> dict[str, list[dict[str, Any]]]:
    """Return the tables of ``targets.toml``: ``target`` and ``drift``."""
    return tomllib.loads(
        files("sim.experiments.validation").joinpath("targets.toml").read_text(encoding="utf-8")
    )


def show_target(row: dict[str, Any]) -> tuple[str, str, str, str]:
    """Return model value, standard error, published value and band with digits that suit their size."""
    digits = digits_of(row["published"], row["unit"])
    band = "-"
    if row["low"] is not None:
        band = f"{show_number(row['low'], digits)} to {show_number(row['high'], digits)}"
    value, published = show_number(row["value"], digits), show_number(row["published"], digits)
    return value, show_number(row["standard_error"], digits + 1), published, band


def digits_of(published: float, unit: str) -> int:
    """Return the digits behind the point that suit the size of a published figure."""
    size = abs(published)
    if size < 1 and unit == "0 to 1":
        return 3
    return 0 if size >= 500 else 1 if size >= 20 else 2


def _verdict(value: float, low: float | None, high: float | None, missing: str = UNKNOWN) -> str:
    """Compare a value with its band; ``missing`` says why there may be no value."""
    if not math.isfinite(value):
        return missing
    if low is None or high is None:
        return NO_BAND
    return BELOW if value < low else ABOVE if value > high else INSIDE


def _drift(test: dict[str, Any], runs: list[Results]) -> dict[str, Any]:
    """Test the mean series over seeds for a slope that is both clear and large."""
    mean = np.mean([drift_series(results, test["id"]) for results in runs], axis=0)
    slope = trend(mean, LAGS)
    per_decade = 40.0 * slope.value
    is_drift = abs(slope.t) > CLEAR and abs(per_decade) > test["tolerance"]
    about = figure(test["id"])
    unit = "percentage points" if about.words.time == "rate" else "%"
    return {
        "id": test["id"],
        "label": about.label,
        "unit": f"{unit} per decade",
        "slope": per_decade,
        "t": slope.t,
        "tolerance": test["tolerance"],
        "verdict": DRIFT if is_drift else STABLE,
        "source": test["source"],
        "reason": test.get("reason", ""),
    }


def _markdown(cells: list[str], header: bool = True) -> list[str]:
    line = "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
    return [line, "|" + " --- |" * len(cells)] if header else [line]
