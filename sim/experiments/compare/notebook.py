"""A comparison as a notebook shows it: headline figures of all stories, lines with bands, units."""

from __future__ import annotations

from typing import Any, Protocol

import polars as pl

from sim.country import speaking_of
from sim.experiments.figures.asked import asked_for, own_words
from sim.experiments.figures.notebook import FIRST_LOOK, charts, html_table, units_of, written
from sim.experiments.figures.statistics import over_seeds
from sim.experiments.run.run import Results
from sim.scenario import Scenario

__all__ = ["InNotebooks"]


class Compared(Protocol):
    """What is asked of a comparison."""

    scenarios: dict[str, Scenario]
    seeds: tuple[int, ...]
    runs: dict[tuple[str, int], Results]

    @property
    def names(self) -> tuple[str, ...]: ...

    def headline(self) -> pl.DataFrame: ...

    def frame(self, table: str = "macro") -> pl.DataFrame: ...


class InNotebooks:
    """What a comparison has for notebooks; it brings the runs."""

    @property
    def units(self: Compared) -> dict[str, dict[str, str]]:
        """Unit of every column of every table: ``comparison.units["macro"]["real_gdp"]``."""
        first = next(iter(self.runs.values()))
        with speaking_of(first.scenario.run.data):
            return units_of(first.frames, own_words([*self.scenarios.values()]))

    def plot(self: Compared, *figures: str) -> Any:
        """Draw figures over the years: a line for each story, with its 95 per cent interval over seeds.

        Parameters
        ----------
        *figures : str
            Names, ``"inflation"``, ``"debt_gdp"``; by default a few to begin with.

        Returns
        -------
        altair.Chart or altair.ConcatChart
            One chart a figure.

        Raises
        ------
        UserError
            One of them is no figure, or altair is not installed.
        """
        drawn = []
        for about in asked_for(figures or FIRST_LOOK, [*self.scenarios.values()], "plot"):
            frame = self.frame(about.table).filter(pl.col("scenario").is_in(self.names))
            values = frame.select("scenario", "seed", "year", value=about.value("scenario", "seed"))
            drawn.append((about, over_seeds(values, ["scenario", "year"])))
        return charts(drawn)

    def _repr_html_(self: Compared) -> str:
        """Show the headline figures of the last year, a column for each story."""
        found = self.headline()
        columns = [
            {row["measure"]: row for row in found.filter(pl.col("scenario") == name).iter_rows(named=True)}
            for name in self.names
        ]
        rows = []
        for measure in found["measure"].unique(maintain_order=True):
            cells = [column.get(measure) for column in columns]
            about = next(cell for cell in cells if cell)
            ends = [
                written(cell["mean"], cell["digits"], cell["low"], cell["high"]) if cell else "-"
                for cell in cells
            ]
            rows.append([f"{about['label']}, {about['unit']}", *ends])
        caption = f"Last year, {len(self.seeds)} seeds: mean and 95 % interval"
        return html_table(caption, ["Figure", *self.names], rows)
