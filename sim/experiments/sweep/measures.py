"""What a sweep keeps of a run: figures of its first and last year, and chosen monthly series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from sim.experiments.figures.headlines import HEADLINES, means, window
from sim.experiments.figures.ratios import BASE, NEEDED, values
from sim.records.figures import NOTHING, OF_POLICIES, PER_GPU, Figure, figure, figures, plain_words
from sim.records.words import Column

__all__ = ["MEASURES", "UNFUNDED", "asked", "kept_series", "outputs", "summarise", "with_effects"]

EXTRAS = (
    "displaced_jobs", "reinstated_jobs", "assisted_jobs", "gpus_inference", "gpus_used",
    "gpu_worker_ratio_reached", "capability",
)  # fmt: skip
"""Figures of every sweep beside the headlines."""

MEASURES: tuple[Figure, ...] = (*HEADLINES, *map(figure, EXTRAS))

UNFUNDED = "policy_unfunded"
"""Part of the cost of all policies of a run that their taxes did not cover in its last year."""

START, EFFECT, CHANGE = "_start", "_effect", "_change"
"""Endings of columns: level in the first year; last year against the counterfactual on the same seed; last
year against the first year, in per cent."""


def asked(extra: Sequence[str] = (), own: Mapping[str, Column] = NOTHING) -> tuple[Figure, ...]:
    """Return the figures of a sweep: those of every sweep, and its own ones (``macro.inflation``).

    Parameters
    ----------
    extra : sequence of str
        The sweep's own.
    own : mapping of str to Column
        Words of columns that plugins fill; where these are not known, the name has to do.
    """
    known = {one.name for one in MEASURES}
    words = {name: plain_words(name) for name in extra if "." in name} | dict(own)
    return (*MEASURES, *(one for one in figures(extra, own=words) if one.name not in known))


def outputs(extra: Sequence[str] = (), own: Mapping[str, Column] = NOTHING) -> dict[str, Figure]:
    """Return every output that the results of a sweep have, by column.

    Parameters
    ----------
    extra : sequence of str
        The sweep's own outputs.
    own : mapping of str to Column
        Words of columns that plugins fill.
    """
    found: dict[str, Figure] = {}
    for one in asked(extra, own):
        unit = one.difference_unit
        variants = (
            one,
            one.called(one.name + EFFECT, f"{one.label} against no AI", unit),
            one.called(one.name + CHANGE, f"{one.label} since year 0", "%", 1),
            one.called(one.name + START, f"{one.label} in year 0"),
        )
        found |= {other.name: other for other in variants}
    return found | {UNFUNDED: OF_POLICIES[UNFUNDED]} | PER_GPU


def summarise(
    frames: Mapping[str, pl.DataFrame], extra: Sequence[str] = (), own: Mapping[str, Column] = NOTHING
) -> dict[str, float | None]:
    """Return the figures of one run: means over its last and its first year, and ``UNFUNDED``.

    Parameters
    ----------
    frames : mapping of str to polars.DataFrame
        Result tables of the run.
    extra : sequence of str
        The sweep's own outputs.
    own : mapping of str to Column
        Words of columns that plugins fill.
    """
    chosen = asked(extra, own)
    found = means(frames, chosen)
    found |= {f"{name}{START}": value for name, value in means(frames, chosen, at_end=False).items()}
    found[UNFUNDED] = _unfunded(frames)
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


def with_effects(
    runs: pl.DataFrame, counterfactuals: pl.DataFrame, extra: Sequence[str] = ()
) -> pl.DataFrame:
    """Add what follows from a run and its counterfactual.

    Parameters
    ----------
    runs : polars.DataFrame
        ``counterfactual`` (a run, or null) and the figures that ``summarise`` returns.
    counterfactuals : polars.DataFrame
        ``run`` and the same figures.
    extra : sequence of str
        The sweep's own outputs.

    Returns
    -------
    polars.DataFrame
        With ``x_effect`` (last year less that of the counterfactual on the same seed), ``x_change`` (last
        year against the first, in per cent), ``jobs_displaced_per_gpu`` and ``jobs_lost_per_gpu``.
    """
    names = [one.name for one in asked(extra) if one.name in runs.columns]
    base = counterfactuals.select(
        pl.col("run").alias("counterfactual"), *(pl.col(name).alias(f"{name} base") for name in names)
    )
    joined = runs.join(base, on="counterfactual", how="left", maintain_order="left")
    effects = [(pl.col(name) - pl.col(f"{name} base")).alias(name + EFFECT) for name in names]
    changes = [(100.0 * (pl.col(name) / pl.col(name + START) - 1.0)).alias(name + CHANGE) for name in names]
    missing = [name for name in (*NEEDED, BASE) if name not in joined.columns]
    known = joined.with_columns(pl.lit(None, pl.Float64).alias(name) for name in missing)
    ratios = known.select(
        jobs_displaced_per_gpu=values("gross", "used"), jobs_lost_per_gpu=values("net", "used")
    )
    added = joined.with_columns(*effects, *changes).drop([f"{name} base" for name in names])
    new = [name + ending for ending in (EFFECT, CHANGE) for name in names]
    clean = [pl.when(pl.col(c).is_finite()).then(pl.col(c)) for c in new]
    return added.with_columns(*clean).hstack(ratios)


def _unfunded(frames: Mapping[str, pl.DataFrame]) -> float:
    """Return the part of the cost of all policies that was borrowed in the last year, per cent."""
    if "policies" not in frames:
        return 0.0
    months = frames["macro"]["month"]
    last_year = pl.col("month") > months[-1] - window(months.len())
    paid = frames["policies"].filter(last_year).select("cost", "own_revenue", "tax_revenue").sum()
    cost, own, raised = (paid.item(0, column) or 0.0 for column in paid.columns)
    return 100.0 * max(0.0, 1.0 - (own + raised) / cost) if cost > 0.0 else 0.0


def _finite(value: float | None) -> float | None:
    return value if value is not None and abs(value) < float("inf") else None
