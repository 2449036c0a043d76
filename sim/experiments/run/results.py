"""What one run leaves: its tables, in Python, on the disk, in a notebook."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.country import speaking_of
from sim.experiments.figures.asked import asked_for, own_words
from sim.experiments.figures.headlines import means, with_headlines
from sim.experiments.figures.notebook import FIRST_LOOK, charts, html_table, units_of, written
from sim.records.tables import read_results, write_results
from sim.scenario import Scenario

__all__ = ["Results", "load_results"]


@dataclass(frozen=True, eq=False)
class Results:
    """What one run produced.

    Every table is also an attribute: ``results.macro``, ``results.sectors``. Their columns are documented in
    ``sim.records.columns``.

    Attributes
    ----------
    frames : dict of str to polars.DataFrame
        Tables by name; each starts with ``month`` and ``year``.
    scenario : Scenario
        What was run, every key resolved.
    seed : int
        Names the random numbers.
    manifest : dict
        Versions, sources, wall time and memory.
    firm_sizes : int array
        Employees of every active firm at the end, simulated people (not scaled).
    """

    frames: dict[str, pl.DataFrame]
    scenario: Scenario
    seed: int
    manifest: dict[str, Any]
    firm_sizes: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64), repr=False)

    def __getattr__(self, name: str) -> pl.DataFrame:
        """Return the table called ``name``."""
        frames = self.__dict__.get("frames", {})
        if name in frames:
            table: pl.DataFrame = frames[name]
            return table
        raise AttributeError(f"results have no table {name!r}; they have {', '.join(frames)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.frames]

    def __repr__(self) -> str:
        return f"Results({self.scenario.name!r}, seed={self.seed}, months={self.months})"

    def _repr_html_(self) -> str:
        """Show the headline figures of the first and the last year."""
        rows = []
        for row in self.summary().iter_rows(named=True):
            ends = (written(row[end], row["digits"]) for end in ("start", "end"))
            rows.append([f"{row['label']}, {row['unit']}", *ends])
        caption = f"{self.scenario.name}, seed {self.seed}, {self.months} months: means of a year"
        return html_table(caption, ["Figure", "First year", "Last year"], rows)

    @property
    def months(self) -> int:
        """Months recorded."""
        return self.frames["macro"].height

    @property
    def units(self) -> dict[str, dict[str, str]]:
        """Unit of every column of every table: ``results.units["macro"]["real_gdp"]``."""
        with speaking_of(self.scenario.run.data):
            return units_of(self.frames, own_words([self.scenario]))

    def plot(self, *figures: str) -> Any:
        """Draw figures over the years, one altair chart each.

        Parameters
        ----------
        *figures : str
            Names, ``"inflation"``, ``"debt_gdp"``; by default a few to begin with.
        """
        drawn = []
        for about in asked_for(figures or FIRST_LOOK, [self.scenario], "plot"):
            mean = self.frames[about.table].select("year", mean=about.value())
            none = pl.lit(None, pl.Float64)
            drawn.append((about, mean.with_columns(scenario=pl.lit(self.scenario.name), low=none, high=none)))
        return charts(drawn)

    def summary(self, figures: Sequence[str] = ()) -> pl.DataFrame:
        """Return the headline figures in the first and in the last year.

        Parameters
        ----------
        figures : sequence of str
            Figures to show beside them, by name.

        Returns
        -------
        polars.DataFrame
            ``measure``, ``label``, ``unit``, ``digits``, ``start``, ``end``.
        """
        shown = with_headlines(asked_for(figures, [self.scenario]))
        start, end = means(self.frames, shown, at_end=False), means(self.frames, shown)
        rows = [(one.name, one.label, one.unit, one.digits, start[one.name], end[one.name]) for one in shown]
        schema = {"measure": pl.String, "label": pl.String, "unit": pl.String, "digits": pl.Int32}
        return pl.DataFrame(rows, {**schema, "start": pl.Float64, "end": pl.Float64}, orient="row")

    def write(self, folder: Path | str) -> Path:
        """Write every table as Parquet and the manifest to ``folder``; see ``sim.records.tables``."""
        return write_results(folder, self.frames, self.manifest)


def load_results(folder: Path | str) -> Results:
    """Read the results of one run that ``Results.write`` wrote.

    Raises
    ------
    UserError
        If there are none, or they are unfinished, damaged, or of another kind.
    """
    frames, manifest = read_results(folder, "run", "single run")
    (text,) = manifest["scenarios"].values()
    return Results(frames, Scenario.from_tables(tomllib.loads(text)), manifest["seeds"][0], manifest)
