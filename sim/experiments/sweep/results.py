"""The results of a sweep: runs with their factors and figures, means over replicates, series, failures."""

from __future__ import annotations

import functools
import io
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl

from sim.arguments import path_of
from sim.errors import UserError
from sim.experiments.figures.asked import words_from
from sim.experiments.run.progress import show_duration
from sim.experiments.sweep.file import Sweep
from sim.experiments.sweep.measures import outputs, with_effects
from sim.experiments.sweep.store import Store
from sim.parameters.explain import nearest, show
from sim.records.figures import Figure
from sim.records.files import holder
from sim.records.safe_text import as_csv
from sim.records.tables import write_file
from sim.records.words import Column
from sim.units import MONTHS_PER_YEAR

__all__ = ["Status", "SweepResults", "open_sweep"]

COST = ("seconds", "memory_mb", "finished", "model")
"""Columns of a run that say how it was done, not what came out."""
RATE_WINDOW = timedelta(minutes=30)
"""Newest part of a sweep from which the rate is taken."""


class Status(NamedTuple):
    """How far a sweep is."""

    runs: int
    """Runs that the design needs, those of the counterfactual included."""
    counterfactuals: int
    """Of these, those that points are only held against."""
    finished: int
    failed: int
    running: bool
    runs_per_minute: float | None
    minutes_left: float | None
    outdated: int
    """Finished runs in the folder that the design does not need: of another version, or of earlier points."""
    part: str = ""
    """Which part of the sweep the folder is for, ``3/10``; empty for the whole."""

    def sentence(self) -> str:
        """Say it in one sentence."""
        own = f" ({self.counterfactuals:,} of the counterfactual)" if self.counterfactuals else ""
        own = f" of part {self.part}{own}" if self.part else own
        words = [f"{self.finished:,} of {self.runs:,} runs{own} finished"]
        if self.failed:
            words.append(f"{self.failed:,} failed")
        if self.runs_per_minute is not None and self.running:
            words.append(f"{self.runs_per_minute:,.1f} runs a minute")
        if self.minutes_left is not None and self.running:
            words.append(f"about {show_duration(60.0 * self.minutes_left)} left")
        if self.outdated:
            words.append(f"{self.outdated:,} runs of another version or design are kept beside them")
        return ", ".join(words) + (", running." if self.running else ".")


class SweepResults:
    """What a sweep found; opened by ``open_sweep``, at any time, also while it runs.

    Parameters
    ----------
    folder : Path
        Folder of the sweep.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder)
        self.about = self.store.about()
        self.sweep = Sweep.from_tables(tomllib.loads(self.about["sweep"]), str(folder))

    def __repr__(self) -> str:
        status = self.status()
        return f"SweepResults({self.sweep.name!r}, {status.finished} of {status.runs} runs)"

    @functools.cached_property
    def design(self) -> pl.DataFrame:
        """Which run belongs to which point: ``point``, ``seed``, ``run``, ``counterfactual``, factors."""
        return self.store.design()

    @functools.cached_property
    def runs(self) -> pl.DataFrame:
        """One row a finished run of the design.

        ``point``, ``seed``, the factors, then the figures: of the last year (``employment``), of the first
        (``employment_start``), the last against the counterfactual on the same seed (``employment_effect``)
        and against the first in per cent (``employment_change``), the cost of the run, and its identity.
        """
        summaries = self.store.summaries()
        rows = self.design.join(summaries.drop("seed"), on="run", how="inner", maintain_order="left")
        if rows.is_empty():
            return rows
        rows = with_effects(rows, summaries, self.sweep.outputs)
        last = [*COST, "run", "counterfactual"]
        return rows.select(pl.exclude(last), *last)

    @property
    def factors(self) -> list[str]:
        """Columns of the factors."""
        return [factor.column for factor in self.sweep.factor]

    @functools.cached_property
    def outputs(self) -> list[str]:
        """Columns of the figures."""
        known = {"point", "seed", *self.factors, *COST, "run", "counterfactual"}
        return [column for column in self.runs.columns if column not in known]

    def points(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return means over the replicates of every point.

        Parameters
        ----------
        columns : sequence of str or None
            Outputs; by default all.

        Returns
        -------
        polars.DataFrame
            ``point``, the factors, ``replicates``, and for each output its mean, ``x_se`` (standard error of
            the mean, null with one replicate) and the values by seed in order (``x_values``).
        """
        chosen = list(columns) if columns is not None else self.outputs
        for column in chosen:
            self.check_output(column)
        figures = [
            expression
            for column in chosen
            for expression in (
                pl.col(column).mean(),
                (pl.col(column).std() / pl.col(column).count().sqrt()).alias(f"{column}_se"),
                pl.col(column).alias(f"{column}_values"),
            )
        ]
        ordered = self.runs.sort("point", "seed")
        factors = [pl.col(factor).first() for factor in self.factors]
        grouped = ordered.group_by("point", maintain_order=True)
        return grouped.agg(*factors, pl.len().alias("replicates"), *figures)

    def series(self, table: str = "macro") -> pl.LazyFrame:
        """Return monthly series, lazily: ``point``, ``seed``, the factors, ``month``, ``year``, columns."""
        keys = self.design.lazy().select("point", "seed", "run", *self.factors)
        rows = self.store.series(table)
        joined = keys.join(rows, on="run", how="inner", maintain_order="left")
        year = (pl.col("month") / MONTHS_PER_YEAR).alias("year")
        return joined.select(
            "point",
            "seed",
            *self.factors,
            "month",
            year,
            pl.exclude("point", "seed", "run", "month", *self.factors),
        )

    def failures(self) -> pl.DataFrame:
        """Return every run of the design that failed, with its point, seed, factors and what went wrong."""
        failed = self.store.failures().drop("seed", "model")
        points = self.design.join(failed, on="run", how="inner", maintain_order="left")
        others = self.design.filter(pl.col("counterfactual").is_not_null())
        others = others.with_columns(pl.col("counterfactual").alias("run")).unique("run", maintain_order=True)
        others = others.join(failed, on="run", how="inner", maintain_order="left")
        return pl.concat([points, others]).unique("run", keep="first", maintain_order=True)

    def status(self) -> Status:
        """Return how far the sweep is."""
        design = self.store.design()
        needed = pl.concat([design["run"], design["counterfactual"].drop_nulls()]).unique()
        own = design["run"].unique()
        if shard := self.about.get("shard"):
            part = pl.Series(shard["runs"], dtype=pl.String)
            needed, own = (runs.filter(runs.is_in(part.implode())) for runs in (needed, own))
        summaries = self.store.summaries().select("run", "finished")
        done = summaries.filter(pl.col("run").is_in(needed.implode()))
        failed = self.store.failures().filter(pl.col("run").is_in(needed.implode())).height
        rate = _rate(done["finished"])
        left = needed.len() - done.height - failed
        return Status(
            runs=needed.len(),
            counterfactuals=needed.len() - own.len(),
            finished=done.height,
            failed=failed,
            running=bool(holder(self.folder)),
            runs_per_minute=rate,
            minutes_left=left / rate if rate else None,
            outdated=summaries.height - done.height,
            part=shard["part"] if shard else "",
        )

    def filter(self, where: str | None) -> pl.DataFrame:
        """Return the runs for which ``where`` holds, a condition as in SQL: ``"gpu_worker_ratio > 5"``.

        Raises
        ------
        UserError
            If the condition cannot be understood.
        """
        if not where:
            return self.runs
        try:
            return self.runs.filter(pl.sql_expr(where))
        except pl.exceptions.PolarsError as error:
            columns = ", ".join(["seed", *self.factors, *self.outputs[:3]])
            reason = str(error).splitlines()[0].partition(";")[0].rstrip(".")
            raise UserError(
                f"--where {where}: {reason}; conditions are like those of SQL, on columns such as {columns}."
            ) from None

    def check_output(self, column: str) -> None:
        """Make sure that there is an output ``column``.

        Raises
        ------
        UserError
            If there is none.
        """
        if column not in self.outputs:
            close = nearest(column, self.outputs)
            offer = f"the nearest is {close}" if close else f"there are {', '.join(self.outputs[:8])}, …"
            raise UserError(f"{self.folder}: there is no output {show(column)}; {offer}.")

    @property
    def own_words(self) -> Mapping[str, Column]:
        """Words of columns that the sweep's plugins fill."""
        return words_from(self.about)

    def words(self, column: str) -> Figure:
        """Return what is known of an output: label, unit, digits."""
        return outputs(self.sweep.outputs, self.own_words)[column]


def open_sweep(folder: Path | str) -> SweepResults:
    """Open the results of a sweep.

    Parameters
    ----------
    folder : path
        Where ``run_sweep`` wrote it.

    Raises
    ------
    UserError
        If there is no sweep.
    """
    return SweepResults(path_of("the folder of a sweep", folder))


def export(frame: pl.DataFrame, path: Path | str) -> None:
    """Write a table as CSV or Parquet, by the ending of ``path``.

    Raises
    ------
    UserError
        If the ending is another, or the file cannot be written.
    """
    path = Path(path)
    buffer = io.BytesIO()
    flat = frame.select(pl.exclude(pl.List))
    match path.suffix.lower():
        case ".csv":
            buffer.write(as_csv(flat))
        case ".parquet":
            flat.write_parquet(buffer)
        case _:
            raise UserError(f"{path}: the file must end in .csv or .parquet.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, buffer.getvalue())
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror or error}).") from error


def _rate(finished: pl.Series) -> float | None:
    """Return runs a minute over the newest part of the sweep."""
    newest = finished.max()
    if not isinstance(newest, datetime):
        return None
    recent = finished.filter(finished >= newest.astimezone(UTC) - RATE_WINDOW)
    oldest = recent.min()
    if not isinstance(oldest, datetime) or recent.len() < 2 or newest <= oldest:
        return None
    return (recent.len() - 1) / ((newest - oldest).total_seconds() / 60.0)
