"""The tables of one story on one seed: what each arm left, held against the reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from sim.experiments.figures.asked import own_words
from sim.experiments.figures.statistics import over_seeds
from sim.experiments.lab.groupings import Grouping, Start, group_means, group_sizes, places, tenths
from sim.experiments.lab.groups import NOW, GroupValue
from sim.experiments.lab.measures import measures
from sim.experiments.lab.packages import NONE
from sim.experiments.lab.people import PersonYear
from sim.experiments.lab.welfare import AVERSIONS, consumption_equivalent
from sim.experiments.lab.winners import CHANGES, below, changes, percentiles
from sim.experiments.lab.years import POLICIES
from sim.policies.framework import GrantPolicy
from sim.rules.grants import treated
from sim.scenario import Scenario
from sim.simulation import Simulation

__all__ = ["Arm", "CellResults", "Tables", "effects_of_groups", "shares_beside_luck"]


class CellResults(NamedTuple):
    """Summaries of one story on one seed, as columns of the lab's tables."""

    values: pl.DataFrame  # policy, year, measure, value
    groups: pl.DataFrame  # policy, year, basis, grouping, group, measure, reference, value
    winners: pl.DataFrame  # policy, year, grouping, group, change, share
    policies: pl.DataFrame  # policy, year, part, and the columns of the result table ``policies``
    books: pl.DataFrame  # policy, and the columns of ``public_finance.books.BOOKS``
    without_ai: pl.DataFrame  # year, measure, value of the economy without AI; empty if it was not run
    people: int
    months_simulated: int


class Arm(NamedTuple):
    """What one run left: the figures of every year, the persons and the groups of the horizons."""

    values: list[dict[str, float]]
    utilities: dict[float, list[float]]
    years: dict[int, PersonYear]
    policies: pl.DataFrame
    groups: dict[int, list[GroupValue]]
    books: pl.DataFrame


class Tables:
    """Collects the rows of all tables, each arm against the reference.

    Parameters
    ----------
    base : Simulation
        At month 0, from which the arms go on.
    start : Start
        Who was what then.
    reference : Arm
        The story without packages.
    without_ai : Arm or None
        The economy without AI, in which everybody's path is their own.
    twin : Arm or None
        The reference with other random numbers: what winners and losers are held against, so that an arm and
        the reference itself differ from it by as much luck. Without it they are held against the reference.
    """

    def __init__(
        self,
        base: Simulation,
        start: Start,
        reference: Arm,
        without_ai: Arm | None = None,
        twin: Arm | None = None,
    ) -> None:
        self.base, self.start, self.reference, self.without_ai = base, start, reference, without_ai
        self.twin = twin
        self.measures = measures(own_words([base.scenario]))
        self.values: list[tuple[Any, ...]] = []
        self.groups: list[tuple[Any, ...]] = []
        self.winners: list[tuple[Any, ...]] = []
        self.policies: list[pl.DataFrame] = []
        self.books: list[pl.DataFrame] = []

    def add(self, name: str, arm: Arm, scenario: Scenario) -> None:
        """Add the rows of an arm."""
        for number, figures in enumerate(arm.values):
            paired = self._paired(arm, number) | self._own_paths(arm, number + 1)
            self.values += [(name, number + 1, *one) for one in self._shown({**figures, **paired})]
        if arm.policies.height:
            self.policies.append(arm.policies.select(pl.lit(name).alias("policy"), pl.all()))
        self.books.append(arm.books.select(pl.lit(name).alias("policy"), pl.all()))
        for horizon, year in arm.years.items():
            self._add_groups(name, horizon, year, scenario)
            self._add_groups_of_tables(name, horizon, arm)
            if name != NONE or self.twin is not None:
                self._add_winners(name, horizon, year.income)

    def results(self, months: int) -> CellResults:
        """Return everything as frames."""
        number = {"value": pl.Float64}
        figures = {"year": pl.Int32, "measure": pl.String, **number}
        plain = enumerate(self.without_ai.values if self.without_ai is not None else ())
        without_ai = [(year + 1, *one) for year, values in plain for one in self._shown(values)]
        policies = pl.concat(self.policies) if self.policies else pl.DataFrame(schema=POLICIES)
        return CellResults(
            pl.DataFrame(
                self.values,
                {"policy": pl.String, **figures},
                orient="row",
            ),
            pl.DataFrame(
                self.groups,
                {
                    "policy": pl.String,
                    "year": pl.Int32,
                    "basis": pl.String,
                    "grouping": pl.String,
                    "group": pl.String,
                    "measure": pl.String,
                    "reference": pl.Float64,
                    **number,
                },
                orient="row",
            ),
            pl.DataFrame(
                self.winners,
                {
                    "policy": pl.String,
                    "year": pl.Int32,
                    "grouping": pl.String,
                    "group": pl.String,
                    "change": pl.String,
                    "share": pl.Float64,
                },
                orient="row",
            ),
            policies,
            pl.concat(self.books),
            pl.DataFrame(without_ai, figures, orient="row"),
            self.base.state.workers.team.size,
            months,
        )

    def _shown(self, figures: dict[str, float]) -> Iterator[tuple[str, float]]:
        """Return name and value of the figures of a year that are known, in the units shown."""
        for measure, about in self.measures.items():
            value = figures.get(measure)
            if value is not None and np.isfinite(value):
                yield measure, value * about.scale

    def _own_paths(self, arm: Arm, year: int) -> dict[str, float]:
        """Return the shares of adults and of places that have less than without AI, at a horizon."""
        if self.without_ai is None or year not in arm.years:
            return {}
        return below(arm.years[year].income, self.without_ai.years[year].income)

    def _paired(self, arm: Arm, number: int) -> dict[str, float]:
        """Return the figures of a year that compare the arm with the reference."""
        if arm is self.reference:
            return {}
        found = {}
        for aversion in AVERSIONS:
            here, there = (one.utilities[aversion][: number + 1] for one in (arm, self.reference))
            found[f"welfare_{aversion:.0f}"] = consumption_equivalent(here, there, aversion)
        mine, other = arm.values[number], self.reference.values[number]
        if mine["policy_cost"] > 0.0:
            found["price_response"] = 1.0 - other["price_paid"] / mine["price_paid"]
            lost = found["price_response"] * mine["consumption"]
            found["price_loss"] = lost / mine["policy_cost"]
        return found

    def _add_groups(self, name: str, horizon: int, year: PersonYear, scenario: Scenario) -> None:
        """Add means by group: of the same people (``start``), and of the same places (``place``)."""
        reference = self.reference.years[horizon]
        measures = ("income", "consumption", "wealth", "worked", "poverty", "supplemental")
        for grouping, groups in (*self.start.groupings(), *self._lottery(scenario)):
            sizes = group_sizes(groups) * self.base.weight / 1e6
            self._group_rows(name, horizon, ("start", grouping, "persons"), groups.names, sizes, sizes)
            for measure in measures:
                here = group_means(getattr(year, measure), groups)
                there = group_means(getattr(reference, measure), groups)
                self._group_rows(name, horizon, ("start", grouping, measure), groups.names, there, here)
        for measure in ("income", "consumption", "wealth"):
            for grouping, sort in (("tenth", _tenths_of), ("wealth", _places_of)):
                here, there = (group_means(getattr(one, measure), sort(one)) for one in (year, reference))
                names = sort(year).names
                self._group_rows(name, horizon, ("place", grouping, measure), names, there, here)
        names = tuple(str(place) for place in range(1, 101))
        here, there = percentiles(year.income), percentiles(reference.income)
        self._group_rows(name, horizon, ("place", "hundredth", "income"), names, there, here)

    def _add_groups_of_tables(self, name: str, horizon: int, arm: Arm) -> None:
        """Add the figures of those who are in a group then (``now``), by what the run recorded of it."""
        there = {one[:3]: one.value for one in self.reference.groups[horizon]}
        for one in arm.groups[horizon]:
            if one[:3] in there:
                what = (name, horizon, NOW, *one[:3])
                self.groups.append((*what, there[one[:3]], one.value))

    def _group_rows(
        self,
        name: str,
        horizon: int,
        what: tuple[str, str, str],
        names: tuple[str, ...],
        there: np.ndarray,
        here: np.ndarray,
    ) -> None:
        basis, grouping, measure = what
        for group, reference, value in zip(names, there, here, strict=True):
            if np.isfinite(value) and np.isfinite(reference):
                self.groups.append(
                    (name, horizon, basis, grouping, group, measure, float(reference), float(value))
                )

    def _add_winners(self, name: str, horizon: int, income: np.ndarray) -> None:
        other = self._another_life(horizon)
        groups: list[tuple[str, str, np.ndarray | None]] = [("all", "all", None)]
        for grouping, (codes, names) in self.start.groupings():
            groups += [(grouping, group, codes == code) for code, group in enumerate(names)]
        for grouping, group, within in groups:
            if within is None or within.any():
                shares = changes(income, other, within)
                self.winners += [(name, horizon, grouping, group, one, shares[one]) for one in CHANGES]

    def _another_life(self, horizon: int) -> np.ndarray:
        """Return the incomes of a life without the package: of the twin, at the mean of the reference."""
        reference = self.reference.years[horizon].income
        if self.twin is None:
            return reference
        income = self.twin.years[horizon].income
        return np.asarray(income * float(reference.mean()) / max(1e-9, float(income.mean())))

    def _lottery(self, scenario: Scenario) -> list[tuple[str, Grouping]]:
        """Return the people drawn and not drawn by the first lottery of an arm, if it has one."""
        for policy in scenario.policy:
            if isinstance(policy, GrantPolicy) and 0.0 < policy.treated_share < 1.0:
                size = self.base.state.workers.team.size
                drawn = treated(policy.treated_share, policy.lottery, size, self.base.seed)
                return [("treated", Grouping(drawn.astype(np.int64), ("not drawn", "drawn")))]
        return []


def _tenths_of(year: PersonYear) -> Grouping:
    return Grouping(tenths(year.income), tuple(str(tenth) for tenth in range(1, 11)))


def _places_of(year: PersonYear) -> Grouping:
    return places(year.wealth)


def effects_of_groups(groups: pl.DataFrame) -> pl.DataFrame:
    """Return reference, change and change in per cent by group of people, means over seeds with intervals."""
    keys = ["story", "policy", "year", "basis", "grouping", "group", "measure"]
    arms = groups.filter(pl.col("policy") != NONE)
    reference = over_seeds(arms.with_columns(value="reference"), keys).select(*keys, reference="mean")
    change = over_seeds(arms.with_columns(value=pl.col("value") - pl.col("reference")), keys)
    percent = arms.with_columns(value=100.0 * (pl.col("value") / pl.col("reference") - 1.0))
    percent = over_seeds(percent.filter(pl.col("value").is_finite()), keys)
    change = change.rename({"mean": "change", "low": "change_low", "high": "change_high"})
    percent = percent.rename({"mean": "percent", "low": "percent_low", "high": "percent_high"})
    both = reference.join(change, on=keys, how="left", maintain_order="left")
    return both.join(percent, on=keys, how="left", maintain_order="left")


def shares_beside_luck(winners: pl.DataFrame) -> pl.DataFrame:
    """Return the shares of winners and losers in per cent, by luck alone, and what is beyond luck."""
    keys = ["story", "policy", "year", "grouping", "group", "change"]
    by = [key for key in keys if key != "policy"]
    alone = winners.filter(pl.col("policy") == NONE).select(*by, "seed", luck="share")
    arms = winners.filter(pl.col("policy") != NONE)
    arms = arms.join(alone, on=[*by, "seed"], how="left", maintain_order="left")
    shares = over_seeds(arms.with_columns(value=100.0 * pl.col("share")), keys)
    chance = over_seeds(arms.with_columns(value=100.0 * pl.col("luck")), keys).select(*keys, chance="mean")
    beyond = over_seeds(arms.with_columns(value=100.0 * (pl.col("share") - pl.col("luck"))), keys)
    beyond = beyond.rename({"mean": "beyond", "low": "beyond_low", "high": "beyond_high"})
    for more in (chance, beyond):
        shares = shares.join(more, on=keys, how="left", maintain_order="left")
    return shares
