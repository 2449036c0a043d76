"""One story on one seed with all coalitions of its mechanisms: the unit of work of ``tenfold mechanisms``.

The burn-in is run once; every coalition goes on from a copy of it, and so does the economy without AI, anew
for every coalition that changes it. Keys that matter before month 0 too are thus switched in month 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import polars as pl

from sim.experiments.mechanisms.catalogue import Mechanism, switched_off
from sim.experiments.mechanisms.shapley import Coalition
from sim.experiments.run.fork import burn_in, counted, fork
from sim.experiments.run.task import ProgressCallback
from sim.scenario import Scenario
from sim.simulation import Simulation

__all__ = ["OUTCOMES", "Cell", "Outcome", "Played", "effects"]


class Outcome(NamedTuple):
    """What mechanisms move: a mean over months, against the economy without AI."""

    label: str
    short: str
    """For heads of narrow columns."""
    unit: str
    digits: int
    value: pl.Expr
    """Of the macro table, by month."""
    relative: bool
    """Whether the effect is told in per cent of the economy without AI."""


OUTCOMES = {
    "employment": Outcome("Employment", "Jobs", "million people", 1, pl.col("employment"), False),
    "pay": Outcome(
        "Average pay",
        "Pay",
        "%, real compensation a job",
        1,
        pl.col("compensation") / pl.col("price_level") / pl.col("employment"),
        True,
    ),
    "median": Outcome("Median income", "Median", "%, real", 1, pl.col("real_median_income"), True),
    "bottom_fifth": Outcome(
        "Bottom fifth", "P20", "%, real income at P20", 1, pl.col("real_p20_income"), True
    ),
    "top_share": Outcome(
        "Top 1 % of income", "Top 1 %", "percentage points", 2, 100.0 * pl.col("income_top1_share"), False
    ),
}
"""By name, in the order of tables."""

Means = dict[str, float]
Played = dict[Coalition, Means]


class Cell(NamedTuple):
    """A story, a seed and the coalitions that are played.

    Parameters
    ----------
    story : Scenario
        With all its mechanisms.
    seed : int
        Names the random numbers.
    players : tuple of Mechanism
        Those that are on in the story.
    coalitions : tuple of Coalition
        Of places among ``players``: who stays on.
    first_month : int
        From which outcomes count, from 0.
    """

    story: Scenario
    seed: int
    players: tuple[Mechanism, ...]
    coalitions: tuple[Coalition, ...]
    first_month: int

    @property
    def months(self) -> int:
        """Months to simulate, burn-in included."""
        runs = len(self.coalitions) + len({self._changes_base(one) for one in self.coalitions})
        return self.story.run.burn_in_months + runs * self.story.run.months

    def __str__(self) -> str:
        return f"{self.story.name} (seed {self.seed})"

    def run(self, progress: ProgressCallback | None = None) -> Played:
        """Run the burn-in and every coalition; return their effects by outcome."""
        step = counted(progress, self.months)
        past = burn_in(self.story, self.seed, step)
        bases: dict[Coalition, Means] = {}
        played: Played = {}
        for coalition in self.coalitions:
            switched = self._changes_base(coalition)
            if switched not in bases:
                plain = self._scenario(switched).with_({"compute.enabled": False, "policy": []})
                bases[switched] = self._means(past, plain, step)
            with_ai = self._means(past, self._scenario(self._off(coalition)), step)
            played[coalition] = effects(with_ai, bases[switched])
        return played

    def _off(self, coalition: Coalition) -> Coalition:
        return frozenset(range(len(self.players))) - coalition

    def _changes_base(self, coalition: Coalition) -> Coalition:
        """Return the players that are off and change the economy without AI as well."""
        return frozenset(one for one in self._off(coalition) if self.players[one].without_ai)

    def _scenario(self, off: Coalition) -> Scenario:
        return switched_off(self.story, [self.players[one] for one in sorted(off)])

    def _means(self, past: Simulation, scenario: Scenario, step: Callable[[Simulation], None]) -> Means:
        simulation = fork(past, scenario)
        for _ in range(scenario.run.months):
            step(simulation)
        months = simulation.records.frames()["macro"].filter(pl.col("month") >= self.first_month)
        row = months.select(**{name: one.value.mean() for name, one in OUTCOMES.items()}).row(0, named=True)
        return {name: float(value) for name, value in row.items()}


def effects(with_ai: Means, without: Means) -> Means:
    """Return outcomes against those without AI: a difference, or per cent."""
    return {
        name: 100.0 * (with_ai[name] / without[name] - 1.0) if one.relative else with_ai[name] - without[name]
        for name, one in OUTCOMES.items()
    }
