"""What a policy comparison found, as the report uses it: every figure by its place in the result tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from sim.experiments.figures.statistics import Estimate
from sim.experiments.lab.measures import MEASURES
from sim.experiments.lab.packages import NONE, Package
from sim.experiments.lab.results import NO_AI, PolicyComparison
from sim.experiments.public_finance.coverage import ArmLabel
from sim.policies.framework.financing import DEFICIT, PAYERS
from sim.records.figures import Figure
from sim.report.on_seeds import OnSeeds
from sim.report.story_looks import COLOURS, DASHES, MARKERS, Story, readable
from sim.report.wording import money, number

__all__ = ["ArmGroup", "PolicyFacts", "gather_policies", "rows"]

Key = tuple[str, str, int, str]
MOST_IN_A_CHART = 6


class ArmGroup(NamedTuple):
    """Packages that one chart shows, with labels short enough for it, and what they have in common."""

    heading: str
    arms: tuple[Story, ...]


@dataclass(frozen=True)
class PolicyFacts(OnSeeds):
    """A policy comparison with its figures by story, policy, year and measure.

    Attributes
    ----------
    comparison : PolicyComparison
        The runs.
    packages : tuple of Package
        The packages that were run, in their order.
    arms : tuple of Story
        Their looks.
    labels : dict of str to str
        Stories in words, and packages as they are called over all stories (``looks`` for one story).
    arm_labels : dict
        Packages by story and name, short and whole; those over all stories under None.
    levels, changes : dict
        Estimates by story, policy, year and measure; changes are in ``change_units``.
    group_effects, winner_shares, glance : polars.DataFrame
        Result tables of the comparison, at the last horizon.
    """

    comparison: PolicyComparison
    packages: tuple[Package, ...]
    arms: tuple[Story, ...]
    labels: dict[str, str]
    arm_labels: dict[str | None, dict[str, ArmLabel]]
    levels: dict[Key, Estimate]
    changes: dict[Key, Estimate]
    change_units: dict[str, str]
    group_effects: pl.DataFrame
    winner_shares: pl.DataFrame
    glance: pl.DataFrame

    @property
    def stories(self) -> tuple[str, ...]:
        """Names of the stories."""
        return self.comparison.stories

    @property
    def last(self) -> int:
        """The last horizon, in years."""
        return self.comparison.horizons[-1]

    @property
    def has_no_ai(self) -> bool:
        """Whether the economy without AI was run too."""
        return NO_AI in self.comparison.scenarios and NO_AI not in self.stories

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the packages that were run."""
        return tuple(arm.name for arm in self.arms)

    @property
    def null_labels(self) -> tuple[str, ...]:
        """What the packages of size zero are, which are the reference itself and were not run."""
        labels = [p.unpaid_label for p in self.comparison.packages if p.name not in self.names]
        return tuple(dict.fromkeys(labels))

    @property
    def families(self) -> tuple[tuple[Package, ...], ...]:
        """Packages that differ only in what pays for them; those without such a sibling are left out."""
        found: dict[object, list[Package]] = {}
        for package in self.packages:
            found.setdefault(package.unpaid, []).append(package)
        return tuple(tuple(family) for family in found.values() if len(family) > 1)

    def looks(self, story: str) -> tuple[Story, ...]:
        """Return the packages as they are called in a story, by who paid for them there; on credit last."""
        named = [replace(arm, label=self.arm_labels[story][arm.name].whole) for arm in self.arms]
        return tuple(sorted(named, key=lambda arm: self.is_on_credit(story, arm.name)))

    def is_on_credit(self, story: str, policy: str) -> bool:
        """Whether the cost of a package is not covered within three years in a story."""
        paid = self.comparison.coverage.get((story, policy))
        return paid is not None and not paid.is_covered

    def missing(self, story: str, policy: str) -> str:
        """Say what is missing of the cost of a package on credit; empty where it is covered."""
        if not self.is_on_credit(story, policy):
            return ""
        paid = self.comparison.coverage[story, policy]
        return f"on credit: missing {money(number(paid.missing, 0))} billion a year at base-year prices"

    def groups(self, story: str) -> list[ArmGroup]:
        """Return the packages chart by chart, as they are called in a story (``_charts_of``)."""
        looks = {look.name: look for look in self.looks(story)}
        return [
            ArmGroup(heading, _brief([looks[name] for name in names]))
            for heading, names in _charts_of(self.packages)
        ]

    def brief(self, story: str) -> tuple[Story, ...]:
        """Return the packages of a story with labels without what all begin with."""
        return _brief(self.looks(story))

    def short(self, story: str, names: Sequence[str] = ()) -> dict[str, str]:
        """Return the shortest labels that tell some packages of a story apart: who paid only if needed.

        ``names`` are those of the packages; by default all.
        """
        labels = {name: self.arm_labels[story][name] for name in names or self.names}
        found = {}
        for name in labels:
            for kind in ("what", "brief", "whole"):
                found[name] = getattr(labels[name], kind)
                if [getattr(one, kind) for one in labels.values()].count(found[name]) == 1:
                    break
        return found

    def change(self, story: str, policy: str, measure: str, year: int | None = None) -> Estimate:
        """Return the change that a package makes; an empty estimate where there is none."""
        return self.changes.get((story, policy, year or self.last, measure), Estimate())

    def level(self, story: str, policy: str, measure: str, year: int | None = None) -> Estimate:
        """Return the level of a figure."""
        return self.levels.get((story, policy, year or self.last, measure), Estimate())

    @property
    def shown(self) -> dict[str, Figure]:
        """The figures of every report, and those that were asked for."""
        return MEASURES | {name: self.about(name) for name in self.comparison.figures}

    @property
    def asked(self) -> tuple[str, ...]:
        """Figures that are in no table of every report."""
        return tuple(name for name in self.comparison.figures if name not in MEASURES)

    def about(self, measure: str) -> Figure:
        """Return label, unit and digits of a figure."""
        return self.comparison.measures[measure]

    def digits(self, measure: str) -> int:
        """Return the decimals of a change: one where it is in per cent."""
        about = self.about(measure)
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
    ran = set(comparison.values["policy"].unique())
    packages = tuple(package for package in comparison.packages if package.name in ran)
    arm_labels = {story: comparison.labels(story) for story in (None, *comparison.stories)}
    labels = {name: label.whole for name, label in arm_labels[None].items()} | {NONE: "No policy"}
    labels |= {name: readable(name).replace("=", " ") for name in comparison.scenarios} | {NO_AI: "No AI"}
    last = comparison.horizons[-1]
    return PolicyFacts(
        comparison,
        packages,
        _dress(packages, labels),
        labels,
        arm_labels,
        levels,
        changes,
        units,
        rows(comparison.group_effects(), year=last),
        rows(comparison.winner_shares(), year=last),
        comparison.at_a_glance(),
    )


def _financing(payer: str) -> str:
    """Return the heading of packages that one tax was to pay for; who paid stands in their labels."""
    return "no tax that pays" if payer == PAYERS[DEFICIT].label else f"tax: {payer}"


def _charts_of(packages: Sequence[Package]) -> list[tuple[str, list[str]]]:
    """Return heading and packages of each chart: by what was to pay if that is what tells them apart.

    Not where that makes many charts of few packages each. The same in all stories, so that a package keeps
    its look and no two in a chart share one.
    """
    fewest = -(-len(packages) // MOST_IN_A_CHART)
    names = [package.name for package in packages]
    if len(packages) > MOST_IN_A_CHART - 2 and len({one.unpaid for one in packages}) < len(packages):
        payers = list(dict.fromkeys(package.payer for package in packages))
        parts = [[one.name for one in packages if one.payer == payer] for payer in payers]
        if max(map(len, parts)) <= MOST_IN_A_CHART and len(parts) <= 2 * fewest:
            return [(_financing(payer), part) for payer, part in zip(payers, parts, strict=True)]
    size = -(-len(names) // max(1, fewest)) or 1
    pieces = [names[k : k + size] for k in range(0, len(names), size)]
    return [("" if len(pieces) == 1 else f"part {k}", one) for k, one in enumerate(pieces, start=1)]


def _dress(packages: Sequence[Package], labels: Mapping[str, str]) -> tuple[Story, ...]:
    """Give each package its look; those that differ only in what pays for them share a colour.

    Where these stand in one chart, or there are more kinds than colours, a package has the colour of its
    place in its chart instead. Dash and marker tell charts apart.
    """
    kinds = list(dict.fromkeys(package.unpaid for package in packages))
    payers = list(dict.fromkeys(package.payer for package in packages))
    charts = [names for _, names in _charts_of(packages)]
    places = {name: (names.index(name), chart) for chart, names in enumerate(charts) for name in names}
    paired = {p.name: (kinds.index(p.unpaid), payers.index(p.payer)) for p in packages}
    if len(kinds) <= len(COLOURS) and all(
        len({paired[name][0] for name in names}) == len(names) for names in charts
    ):
        places = paired
    return tuple(
        Story(
            name=package.name,
            label=labels[package.name],
            title=labels[package.name],
            question="",
            colour=COLOURS[places[package.name][0]],
            dash=DASHES[sum(places[package.name]) % len(DASHES)],
            marker=MARKERS[sum(places[package.name]) % len(MARKERS)],
            is_counterfactual=False,
            has_ai=True,
            claimed_ratio=0.0,
        )
        for package in packages
    )


def _brief(arms: Sequence[Story]) -> tuple[Story, ...]:
    """Drop the words that all labels begin with."""
    words = [arm.label.split(" ") for arm in arms]
    cut = 0
    while len(words) > 1 and all(len(one) > cut + 1 and one[cut] == words[0][cut] for one in words):
        cut += 1
    return tuple(replace(arm, label=" ".join(one[cut:])) for arm, one in zip(arms, words, strict=True))


def rows(frame: pl.DataFrame, **where: object) -> pl.DataFrame:
    """Return the rows of a table whose columns have these values."""
    for column, value in where.items():
        frame = frame.filter(pl.col(column) == pl.lit(value))
    return frame
