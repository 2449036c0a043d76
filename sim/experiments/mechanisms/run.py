"""What a story hangs on: each mechanism switched off alone, and by Shapley value, on paired seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.arguments import count_of, seed_of
from sim.errors import UserError
from sim.experiments.figures.statistics import interval
from sim.experiments.mechanisms.catalogue import MECHANISMS, Mechanism, chosen
from sim.experiments.mechanisms.play import OUTCOMES, Cell, Played
from sim.experiments.mechanisms.shapley import (
    EXACT_UP_TO,
    Coalition,
    Order,
    along,
    coalitions,
    sampled_orders,
    shapley,
)
from sim.experiments.run.pool import run_jobs
from sim.experiments.run.run import ScenarioLike, as_scenario
from sim.records.provenance import Stopwatch, manifest_of
from sim.records.tables import results_folder, write_results
from sim.scenario import Scenario
from sim.units import MONTHS_PER_YEAR

__all__ = ["ALONE", "KIND", "LATE", "REST", "SHAPLEY", "STORY", "Hangs", "mechanisms"]

KIND = "mechanisms"
ALONE, SHAPLEY = "alone", "shapley"
"""What a mechanism adds: to all others, and as the mean over all orders in which they may come."""
STORY, REST = "story", "rest"
"""What the story does against no AI, and what is left of that with all of its mechanisms off."""
LATE = 5
"""Years that are left out: outcomes are means from year 6 on."""
SCHEMA = {
    "seed": pl.Int64, "mechanism": pl.String, "measure": pl.String, "outcome": pl.String, "value": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Hangs:
    """What the mechanisms of a story add to what it does.

    Attributes
    ----------
    story : Scenario
        What was run.
    game : str
        List of the catalogue.
    listed : tuple of Mechanism
        All that were asked for, also those that are off or not modelled.
    values : polars.DataFrame
        ``seed``, ``mechanism`` (or "story", "rest"), ``measure`` ("alone", "shapley"), ``outcome``,
        ``value``: the effect of the story with it less that without it.
    years : tuple of int
        First and last year of which outcomes are means, from 1.
    orders : int
        Orders sampled a seed; 0 where all coalitions were played, so that Shapley values are exact.
    manifest : dict
        Scenario, seeds, versions, wall time.
    """

    story: Scenario
    game: str
    listed: tuple[Mechanism, ...]
    values: pl.DataFrame
    years: tuple[int, int]
    orders: int
    manifest: dict[str, Any]

    @property
    def players(self) -> tuple[Mechanism, ...]:
        """The mechanisms that are on."""
        return tuple(one for one in self.listed if one.is_on(self.story))

    @property
    def seeds(self) -> int:
        """Number of seeds."""
        return int(self.values["seed"].n_unique())

    def summary(self) -> pl.DataFrame:
        """Return means over seeds: ``mechanism``, ``measure``, ``outcome``, ``mean``, ``standard_error``,
        ``low``, ``high`` (95 per cent t interval); no error with one seed.
        """  # noqa: D205
        keys = ["mechanism", "measure", "outcome"]
        rows = []
        for key, part in self.values.group_by(keys, maintain_order=True):
            values = part["value"].to_numpy()
            mean, low, high = interval(values)
            error = float(values.std(ddof=1)) / np.sqrt(values.size) if values.size > 1 else None
            rows.append((*key, mean, error, low, high))
        names = ("mean", "standard_error", "low", "high")
        schema = {name: SCHEMA[name] for name in keys} | dict.fromkeys(names, pl.Float64)
        return pl.DataFrame(rows, schema, orient="row")

    def switches(self) -> pl.DataFrame:
        """Return every key: ``mechanism``, ``status``, ``key``, ``story`` (its value there), ``off``."""
        rows = [
            (one.name, one.status(self.story), key, str(value), str(one.off[key]))
            for one in self.listed
            for key, value in (one.values(self.story) or {"": ""}).items()
            if key
        ]
        return pl.DataFrame(
            rows, dict.fromkeys(("mechanism", "status", "key", "story", "off"), pl.String), orient="row"
        )

    def write(self, folder: Path | str) -> Path:
        """Write values, summary, switches and manifest to ``folder``."""
        tables = {"mechanisms": self.summary(), "by_seed": self.values, "switches": self.switches()}
        return write_results(folder, tables, self.manifest)


def mechanisms(
    story: ScenarioLike,
    *,
    game: str = MECHANISMS,
    names: Sequence[str] = (),
    seeds: int = 20,
    orders: int = 2,
    first_seed: int = 1,
    people: int | None = None,
    months: int | None = None,
    processes: int | None = None,
    progress: bool = True,
    out: Path | str | None = None,
) -> Hangs:
    """Switch off the mechanisms of a story, alone and in coalitions.

    Parameters
    ----------
    story : Scenario, str or Path
        What they are taken from.
    game : str
        ``mechanism``: what could make pay fall; ``force``: what moves jobs.
    names : sequence of str
        Of the list, those that are looked at; all if empty.
    seeds : int
        Paired seeds: ``first_seed``, ``first_seed + 1``, and so on.
    orders : int
        Orders sampled on each seed where more than five mechanisms are on, half of them reverses of the
        others; 0 for no Shapley values.
    first_seed : int
        First seed.
    people, months : int or None
        Instead of the story's own size and length.
    processes : int or None
        Runs at the same time; by default as many as there are processors.
    progress : bool
        Show a progress bar on a terminal.
    out : path or None
        Folder for the results; checked before the first run.

    Raises
    ------
    UserError
        If the story has no AI or none of the mechanisms, is shorter than two years, or a name, a number or
        the folder is not valid.
    """
    with results_folder(out) as folder:
        scenario = as_scenario(story, people=people, months=months)
        seeds, first_seed = count_of("seeds", seeds), seed_of(first_seed)
        if orders < 0:
            raise UserError(f"orders is {orders}; it must be at least 0.")
        if not scenario.compute.enabled:
            raise UserError(f"{scenario.name} has no AI (compute.enabled is false); name a story that has.")
        years = scenario.run.months // MONTHS_PER_YEAR
        if years < 2:
            raise UserError(f"run.months is {scenario.run.months}; mechanisms need at least 24 months.")
        late = LATE if years > LATE else years // 2
        listed = chosen(names, game)
        players = tuple(one for one in listed if one.is_on(scenario))
        if not players:
            raise UserError(
                f"{scenario.name} has none of the mechanisms {', '.join(one.name for one in listed)}."
            )
        is_exact = len(players) <= EXACT_UP_TO
        numbers = tuple(range(first_seed, first_seed + seeds))
        sampled = {seed: [] if is_exact else sampled_orders(len(players), orders, seed) for seed in numbers}
        cells = [
            Cell(
                scenario,
                seed,
                players,
                _needed(len(players), sampled[seed], is_exact),
                late * MONTHS_PER_YEAR,
            )
            for seed in numbers
        ]
        stopwatch = Stopwatch.start()
        results = run_jobs(cells, processes=processes, progress=progress, label="Mechanisms")
        rows: list[tuple[int, str, str, str, float]] = []
        for seed, played in zip(numbers, results, strict=True):
            adds = added(played, players, sampled[seed], with_shapley=is_exact or orders > 0)
            rows += [(seed, *row) for row in adds]
        found = Hangs(
            scenario,
            game,
            listed,
            pl.DataFrame(rows, SCHEMA, orient="row"),
            (late + 1, years),
            0 if is_exact else orders,
            manifest_of({scenario.name: scenario}, numbers, stopwatch, kind=KIND)
            | {"game": game, "orders": 0 if is_exact else orders, "people": scenario.run.people},
        )
        if folder is not None:
            found.write(folder)
        return found


def added(
    played: Played, players: Sequence[Mechanism], orders: Sequence[Order], *, with_shapley: bool = True
) -> list[tuple[str, str, str, float]]:
    """Return what each mechanism adds on one seed: mechanism, measure, outcome, value.

    Parameters
    ----------
    played : dict of coalition to dict of str to float
        Effects of coalitions by outcome.
    players : sequence of Mechanism
        Who plays.
    orders : sequence of orders
        Those that were sampled; empty where all coalitions were played.
    with_shapley : bool
        Whether there are enough coalitions for Shapley values.
    """
    everybody = frozenset(range(len(players)))
    rows: list[tuple[str, str, str, float]] = []
    for outcome in OUTCOMES:
        values = {coalition: found[outcome] for coalition, found in played.items()}
        whole, rest = values[everybody], values[frozenset()]
        rows += [(STORY, ALONE, outcome, whole), (REST, ALONE, outcome, rest)]
        for place, one in enumerate(players):
            rows.append((one.name, ALONE, outcome, whole - values[everybody - {place}]))
        if with_shapley:
            parts = shapley(values, len(players), orders)
            rows += [(one.name, SHAPLEY, outcome, part) for one, part in zip(players, parts, strict=True)]
            rows += [(STORY, SHAPLEY, outcome, whole), (REST, SHAPLEY, outcome, rest)]
    return rows


def _needed(players: int, orders: Sequence[Order], is_exact: bool) -> tuple[Coalition, ...]:
    """Return the coalitions to play, all and none of the players first."""
    everybody = frozenset(range(players))
    wanted = [everybody, frozenset(), *(everybody - {one} for one in range(players))]
    wanted += coalitions(players) if is_exact else [one for order in orders for one in along(order)]
    return tuple(dict.fromkeys(wanted))
