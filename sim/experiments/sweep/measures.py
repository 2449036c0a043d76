"""What a sweep keeps of a run: figures of its first and last year, and chosen monthly series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from sim.experiments.figures.headlines import HEADLINES, WINDOW, Headline, headline_values

__all__ = ["EXTRAS", "MEASURES", "Output", "kept_series", "outputs", "summarise"]

EXTRAS: tuple[Headline, ...] = (
    Headline(
        "real_median_income",
        "Real median income",
        "dollars of year 0 a month",
        "median_disposable_income",
        1.0,
        0,
    ),
    Headline("displaced_jobs", "Jobs' worth of tasks done by GPUs", "millions", "displaced_jobs"),
    Headline("gpus_inference", "GPUs that serve inference", "millions", "gpus_inference"),
    Headline("gpu_worker_ratio_reached", "Ratio reached", "workers a GPU", "gpu_worker_ratio", 1.0, 2),
    Headline("capability", "Capability of the best model", "index", "capability", 1.0, 2),
)
"""Figures of a sweep beyond the headlines."""

MEASURES = HEADLINES + EXTRAS

START, EFFECT, CHANGE = "_start", "_effect", "_change"
"""Endings of columns: level in the first year; last year against the counterfactual on the same seed; last
year against the first year, in per cent."""


class Output(NamedTuple):
    """One output of a sweep: its column, words, unit and digits."""

    column: str
    label: str
    unit: str
    digits: int


def outputs(extra: Sequence[str] = ()) -> dict[str, Output]:
    """Return every output that the results of a sweep have, by column.

    Parameters
    ----------
    extra : sequence of str
        The sweep's own outputs, ``macro.inflation``.
    """
    found: dict[str, Output] = {}
    for one in MEASURES:
        found[one.measure] = Output(one.measure, one.label, one.unit, one.digits)
        unit = (
            "percentage points" + one.unit.removeprefix("%") if one.unit.startswith("%") else one.unit
        ).replace("year 0 = 1", "against the same economy without AI")
        effect = Output(one.measure + EFFECT, f"{one.label} against no AI", unit, one.digits)
        change = Output(one.measure + CHANGE, f"{one.label} since year 0", "%", 1)
        start = Output(one.measure + START, f"{one.label} in year 0", one.unit, one.digits)
        found |= {other.column: other for other in (effect, change, start)}
    found["jobs_displaced_per_gpu"] = Output(
        "jobs_displaced_per_gpu", "Jobs displaced per inference GPU", "jobs a GPU", 2
    )
    found["jobs_lost_per_gpu"] = Output("jobs_lost_per_gpu", "Jobs lost per inference GPU", "jobs a GPU", 2)
    for name in extra:
        column = name.partition(".")[2]
        found.setdefault(column, Output(column, column.replace("_", " ").capitalize(), "", 3))
    return found


def summarise(frames: Mapping[str, pl.DataFrame], extra: Sequence[str] = ()) -> dict[str, float | None]:
    """Return the figures of one run: means over its first and its last year.

    Parameters
    ----------
    frames : mapping of str to polars.DataFrame
        Result tables of the run.
    extra : sequence of str
        Columns to average over the last year, ``macro.inflation``.
    """
    macro = frames["macro"]
    window = max(1, min(WINDOW, macro.height // 2))
    parts = {"": macro.tail(window), START: macro.head(window)}
    found: dict[str, float | None] = {}
    for ending, at_end in (("", True), (START, False)):
        values = headline_values(macro, at_end=at_end)
        found |= {f"{measure}{ending}": value for measure, value in values.items()}
        for one in EXTRAS:
            found[f"{one.measure}{ending}"] = _mean(parts[ending], one.column)
    # the price level of the first year is that of month 0 for all purposes of a ratio
    price = _mean(parts[START], "price_level")
    for ending, part in parts.items():
        real = (part["median_disposable_income"] / part["price_level"]).mean()
        found[f"real_median_income{ending}"] = _times(real, price)
    for name in extra:
        table, _, column = name.partition(".")
        found[column] = _mean(frames[table].tail(window), column)
    return {key: _finite(value) for key, value in found.items()}


def kept_series(frames: Mapping[str, pl.DataFrame], series: Sequence[str]) -> dict[str, pl.DataFrame]:
    """Return the tables that a sweep keeps of a run, with ``month`` and the chosen columns.

    Parameters
    ----------
    frames : mapping of str to polars.DataFrame
        Result tables of the run.
    series : sequence of str
        ``macro.gdp`` for a column, ``sectors`` for a whole table.
    """
    chosen: dict[str, list[str]] = {}
    for name in series:
        table, _, column = name.partition(".")
        columns = chosen.setdefault(table, [])
        columns += [column] if column else [one for one in frames[table].columns if one != "year"]
    return {
        table: frames[table].select(list(dict.fromkeys(["month", *columns])))
        for table, columns in chosen.items()
    }


def with_effects(runs: pl.DataFrame, counterfactuals: pl.DataFrame) -> pl.DataFrame:
    """Add what follows from a run and its counterfactual.

    Parameters
    ----------
    runs : polars.DataFrame
        ``counterfactual`` (a run, or null) and the figures that ``summarise`` returns.
    counterfactuals : polars.DataFrame
        ``run`` and the same figures.

    Returns
    -------
    polars.DataFrame
        With ``x_effect`` (last year less that of the counterfactual on the same seed), ``x_change`` (last
        year against the first, in per cent), ``jobs_displaced_per_gpu`` and ``jobs_lost_per_gpu``.
    """
    names = [one.measure for one in MEASURES]
    base = counterfactuals.select(
        pl.col("run").alias("counterfactual"), *(pl.col(name).alias(f"{name} base") for name in names)
    )
    joined = runs.join(base, on="counterfactual", how="left", maintain_order="left")
    effects = [(pl.col(name) - pl.col(f"{name} base")).alias(name + EFFECT) for name in names]
    changes = [(100.0 * (pl.col(name) / pl.col(name + START) - 1.0)).alias(name + CHANGE) for name in names]
    per_gpu = [
        (pl.col("displaced_jobs") / pl.col("gpus_inference")).alias("jobs_displaced_per_gpu"),
        ((pl.col("employment base") - pl.col("employment")) / pl.col("gpus_inference")).alias(
            "jobs_lost_per_gpu"
        ),
    ]
    added = joined.with_columns(*effects, *changes, *per_gpu).drop([f"{name} base" for name in names])
    new = [name + ending for ending in (EFFECT, CHANGE) for name in names]
    clean = [
        pl.when(pl.col(c).is_finite()).then(pl.col(c))
        for c in (*new, "jobs_displaced_per_gpu", "jobs_lost_per_gpu")
    ]
    return added.with_columns(*clean)


def _mean(frame: pl.DataFrame, column: str) -> float | None:
    value = frame[column].mean()
    return float(value) if isinstance(value, int | float) else None


def _times(first: object, second: float | None) -> float | None:
    return float(first) * second if isinstance(first, int | float) and second is not None else None


def _finite(value: float | None) -> float | None:
    return value if value is not None and abs(value) < float("inf") else None
