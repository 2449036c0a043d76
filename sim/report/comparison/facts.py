"""What a comparison found in its last year, computed once for the whole page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from sim.experiments.compare.compare import Comparison
from sim.experiments.figures.decomposition import PART_WORDS, PARTS, Weights, without_policies
from sim.experiments.figures.headlines import window
from sim.experiments.figures.statistics import Estimate
from sim.report.comparison.series import paired_change, summarise
from sim.report.on_seeds import OnSeeds
from sim.report.story_looks import Story, dress
from sim.units import MONTHS_PER_YEAR

__all__ = ["Facts", "gather"]


@dataclass(frozen=True)
class Facts(OnSeeds):
    """A comparison, the looks of its stories and its figures of the last year.

    Parameters
    ----------
    comparison : Comparison
        The runs.
    looks : tuple of Story
        Counterfactual first.
    headline : polars.DataFrame
        From ``comparison.headline()``.
    levels, changes, relative_changes : dict of (str, str) to Estimate
        Headline figures by scenario and measure: level, paired difference from the counterfactual in the
        unit of the figure, and the same in per cent of the counterfactual.
    parts : dict of (str, str) to Estimate
        Parts of the employment change by scenario and part, in millions; ``total`` is their sum.
    shapley : dict of (str, str) to Estimate
        The same, free of order.
    """

    comparison: Comparison
    looks: tuple[Story, ...]
    headline: pl.DataFrame
    levels: dict[tuple[str, str], Estimate]
    changes: dict[tuple[str, str], Estimate]
    relative_changes: dict[tuple[str, str], Estimate]
    parts: dict[tuple[str, str], Estimate]
    shapley: dict[tuple[str, str], Estimate]

    @property
    def base(self) -> Story:
        """The counterfactual."""
        return self.looks[0]

    @property
    def stories(self) -> tuple[Story, ...]:
        """All but the counterfactual."""
        return self.looks[1:]

    @property
    def troughs(self) -> dict[str, tuple[int, float, float]]:
        """Year in which employment is lowest against the counterfactual, by story, and by how much.

        The change is in millions and in per cent of the counterfactual. A story has an entry only where its
        lowest year is at least 1 per cent below the counterfactual and a quarter further than its last year.
        """
        year = pl.col("month") // MONTHS_PER_YEAR + 1
        values = self.frame("macro").select("scenario", "seed", year=year, value=pl.col("employment"))
        means = values.group_by("scenario", "year", maintain_order=True).agg(pl.col("value").mean())
        base = means.filter(pl.col("scenario") == self.base.name).select("year", base=pl.col("value"))
        paired = means.join(base, on="year", maintain_order="left")
        paired = paired.with_columns(change=pl.col("value") - pl.col("base"))
        whole_years = self.months // MONTHS_PER_YEAR
        found = {}
        for story in self.stories:
            mine = paired.filter((pl.col("scenario") == story.name) & (pl.col("year") <= whole_years))
            lowest = mine.sort("change", maintain_order=True).head(1)
            for when, change, level in lowest.select("year", "change", "base").iter_rows():
                share = 100.0 * change / level
                end = self.changes[story.name, "employment"].mean or 0.0
                if share <= -1.0 and change < 1.25 * end and when < whole_years:
                    found[story.name] = (when, change, share)
        return found

    @property
    def months(self) -> int:
        """Months of every run after its burn-in."""
        return next(iter(self.comparison.runs.values())).months

    @property
    def years(self) -> float:
        """Length of every run in years."""
        return self.months / MONTHS_PER_YEAR

    @property
    def last_year(self) -> str:
        """Name the months that the figures of the last year average over."""
        months = window(self.months)
        if months == MONTHS_PER_YEAR and self.months % MONTHS_PER_YEAR == 0:
            return f"year {self.months // MONTHS_PER_YEAR}"
        return "the last month" if months == 1 else f"the last {months} months"

    @property
    def used_parts(self) -> dict[str, str]:
        """Parts that some story has, by name, with their words."""
        return {
            part: words
            for part, words in PART_WORDS.items()
            if any(self.parts[story.name, part].mean for story in self.stories)
        }

    @property
    def policies_not_singled_out(self) -> list[Story]:
        """Stories with policies that were not also run without them."""
        scenarios, runs = self.comparison.scenarios, self.comparison.runs
        ran = {name for name, _ in runs}
        return [
            story
            for story in self.stories
            if without_policies(scenarios[story.name]) is not None and without_policies(story.name) not in ran
        ]

    def frame(self, table: str) -> pl.DataFrame:
        """Return one table of the runs that the page shows."""
        return self.comparison.frame(table).filter(
            pl.col("scenario").is_in([look.name for look in self.looks])
        )


def gather(comparison: Comparison) -> Facts:
    """Compute the figures of the last year."""
    scenarios = [comparison.scenarios[name] for name in comparison.names]
    headline = comparison.headline()
    differences, quotients = _changes(comparison)
    return Facts(
        comparison=comparison,
        looks=dress(scenarios, comparison.counterfactual),
        headline=headline,
        levels=_estimates(headline, "measure"),
        changes=_estimates(differences, "measure"),
        relative_changes=_estimates(quotients, "measure"),
        parts=_parts(comparison, "no_ai"),
        shapley=_parts(comparison, "shapley"),
    )


def _changes(comparison: Comparison) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows: list[tuple[Any, ...]] = []
    for name in comparison.names:
        for seed in comparison.seeds:
            values = comparison.last_year(name, seed)
            rows += [(name, seed, measure, value) for measure, value in values.items()]
    schema = {"scenario": pl.String, "seed": pl.Int64, "measure": pl.String, "value": pl.Float64}
    last = pl.DataFrame(rows, schema, orient="row")
    keys = ["scenario", "measure"]
    both = []
    for relative in (False, True):
        change = paired_change(last, comparison.counterfactual, ["measure"], relative=relative)
        both.append(summarise(change.filter(pl.col("value").is_finite()), keys))
    return both[0], both[1].with_columns(pl.col("mean", "low", "high") * 100.0)


def _parts(comparison: Comparison, weights: Weights) -> dict[tuple[str, str], Estimate]:
    monthly = comparison.decomposition(by_seed=True, weights=weights)
    months = next(iter(comparison.runs.values())).months
    last = monthly.filter(pl.col("month") >= months - window(months))
    means = last.group_by("scenario", "seed", "part", maintain_order=True).agg(pl.col("value").mean())
    found = _estimates(summarise(means, ["scenario", "part"]), "part")
    return {
        (story, part): found.get((story, part), Estimate()) for story in comparison.stories for part in PARTS
    }


def _estimates(frame: pl.DataFrame, key: str) -> dict[tuple[str, str], Estimate]:
    return {
        (row["scenario"], row[key]): Estimate(row["mean"], row["low"], row["high"])
        for row in frame.iter_rows(named=True)
    }
