"""What a policy comparison found, as the report uses it: every figure by its place in the result tables."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sim.experiments.lab_measures import MEASURES
from sim.experiments.packages import NONE
from sim.experiments.policy_results import NO_AI, PolicyComparison
from sim.report.facts import Estimate
from sim.report.looks import COLOURS, DASHES, GREY, MARKERS, Story, readable

__all__ = ["PolicyFacts", "gather_policies"]

Key = tuple[str, str, int, str]


@dataclass(frozen=True)
class PolicyFacts:
    """A policy comparison with its figures by story, policy, year and measure.

    Attributes
    ----------
    comparison : PolicyComparison
        The runs.
    arms : tuple of Story
        Looks of the packages that were run, in their order.
    labels : dict of str to str
        Packages and stories in words.
    levels, changes : dict
        Estimates by story, policy, year and measure; changes are in ``change_units``.
    """

    comparison: PolicyComparison
    arms: tuple[Story, ...]
    labels: dict[str, str]
    levels: dict[Key, Estimate]
    changes: dict[Key, Estimate]
    change_units: dict[str, str]

    @property
    def stories(self) -> tuple[str, ...]:
        """Names of the stories."""
        return self.comparison.stories

    @property
    def last(self) -> int:
        """The last horizon, in years."""
        return self.comparison.horizons[-1]

    @property
    def seeds(self) -> int:
        """Number of seeds."""
        return len(self.comparison.seeds)

    @property
    def has_bands(self) -> bool:
        """Whether there are enough seeds for intervals."""
        return self.seeds > 1

    @property
    def has_no_ai(self) -> bool:
        """Whether the economy without AI was run too."""
        return NO_AI in self.comparison.scenarios and NO_AI not in self.stories

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the packages that were run."""
        return tuple(arm.name for arm in self.arms)

    def change(self, story: str, policy: str, measure: str, year: int | None = None) -> Estimate:
        """Return the change that a package makes; an empty estimate where there is none."""
        return self.changes.get((story, policy, year or self.last, measure), Estimate(None, None, None))

    def level(self, story: str, policy: str, measure: str, year: int | None = None) -> Estimate:
        """Return the level of a figure."""
        return self.levels.get((story, policy, year or self.last, measure), Estimate(None, None, None))

    def digits(self, measure: str) -> int:
        """Return the decimals of a change: one where it is in per cent."""
        about = MEASURES[measure]
        return 1 if about.relative else about.digits


def gather_policies(comparison: PolicyComparison) -> PolicyFacts:
    """Index the figures of a comparison."""
    effects = comparison.effects()
    levels: dict[Key, Estimate] = {}
    changes: dict[Key, Estimate] = {}
    for row in effects.iter_rows(named=True):
        key = (row["story"], row["policy"], row["year"], row["measure"])
        levels[key] = Estimate(row["level"], row["level_low"], row["level_high"])
        if row["policy"] != NONE:
            changes[key] = Estimate(row["change"], row["change_low"], row["change_high"])
    units = dict(effects.select("measure", "change_unit").unique().iter_rows())
    arms = tuple(_arm(place, p.name, p.label) for place, p in enumerate(active(comparison)))
    labels = {p.name: p.label for p in comparison.packages} | {NONE: "No policy"}
    labels |= {name: readable(name) for name in comparison.scenarios} | {NO_AI: "No AI"}
    return PolicyFacts(comparison, arms, labels, levels, changes, units)


def active(comparison: PolicyComparison) -> list:  # type: ignore[type-arg]
    """Return the packages that were run."""
    ran = set(comparison.values["policy"].unique())
    return [package for package in comparison.packages if package.name in ran]


def _arm(place: int, name: str, label: str) -> Story:
    """Give a package its look: colours repeat after six, dashes and markers then move by one."""
    turn = place // len(COLOURS)
    shifted = (place + turn) % len(DASHES)
    return Story(
        name=name,
        label=label,
        title=label,
        question="",
        colour=COLOURS[place % len(COLOURS)] if turn < 2 else GREY,
        dash=DASHES[shifted],
        marker=MARKERS[shifted],
        is_counterfactual=False,
        has_ai=True,
        claimed_ratio=0.0,
    )


def rows(frame: pl.DataFrame, **where: object) -> pl.DataFrame:
    """Return the rows of a table whose columns have these values."""
    for column, value in where.items():
        frame = frame.filter(pl.col(column) == pl.lit(value))
    return frame
