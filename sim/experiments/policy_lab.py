"""The policy lab: stories crossed with policy packages on common random numbers, against doing nothing.

Every arm of a story and seed shares its burn-in and its random numbers with the reference, the same story
without the packages. Differences are taken seed by seed; intervals are 95 per cent t intervals over seeds.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sim.errors import UserError
from sim.experiments.lab_cell import CHANCE, Cell, CellResults
from sim.experiments.lab_measures import MEASURES
from sim.experiments.packages import NONE, Package, parse_packages
from sim.experiments.pool import run_jobs
from sim.experiments.run import ScenarioLike, as_scenario
from sim.experiments.statistics import over_seeds
from sim.records.provenance import Stopwatch, manifest
from sim.records.tables import check_folder, read_results, write_file, write_results
from sim.scenario import Scenario

__all__ = ["HORIZONS", "REPLICATES", "PolicyComparison", "compare_policies", "load_policy_comparison"]

HORIZONS = (1, 5, 10, 15)
"""Years at which effects are reported, as far as the runs reach."""
REPLICATES = 20
NO_AI = "baseline"
"""The story without AI, run without packages: what the stories themselves change."""
KIND = "policy comparison"
CSV = ("effects", "group_effects", "winner_shares", "policy_costs", "arms")
"""Tables that are also written as CSV."""


@dataclass(frozen=True, eq=False)
class PolicyComparison:
    """What packages change in stories, seed by seed and in the mean.

    Attributes
    ----------
    stories : tuple of str
        Names of the stories, in the order given.
    packages : tuple of Package
        What was compared; those of size zero are the reference and were not run.
    horizons, seeds : tuple of int
        Years and seeds.
    values : polars.DataFrame
        ``story``, ``policy``, ``seed``, ``year``, ``measure``, ``value``: every figure of every arm and year.
    groups, winners, policies : polars.DataFrame
        By group of people, by class of gain, by policy of an arm (see ``sim.experiments.lab_cell``).
    scenarios : dict of str to Scenario
        The stories.
    manifest : dict
        Scenarios, seeds, versions, wall time.
    """

    stories: tuple[str, ...]
    packages: tuple[Package, ...]
    horizons: tuple[int, ...]
    seeds: tuple[int, ...]
    values: pl.DataFrame
    groups: pl.DataFrame
    winners: pl.DataFrame
    policies: pl.DataFrame
    scenarios: dict[str, Scenario]
    manifest: dict[str, Any]

    def __repr__(self) -> str:
        packages, seeds = len(self.packages), len(self.seeds)
        return f"PolicyComparison({packages} packages in {', '.join(self.stories)}, {seeds} seeds)"

    def effects(self) -> pl.DataFrame:
        """Return level and paired change of every figure at every horizon.

        Returns
        -------
        polars.DataFrame
            ``story``, ``policy``, ``year``, ``measure``, ``label``, ``unit``; ``level``, ``level_low``,
            ``level_high``; ``change``, ``change_low``, ``change_high`` (in ``change_unit``): the arm less the
            reference on the same seed, in per cent of it where the measure says so.
        """
        keys = ["story", "policy", "year", "measure"]
        shown = self.values.filter(pl.col("year").is_in(self.horizons))
        levels = over_seeds(shown, keys).rename({"mean": "level", "low": "level_low", "high": "level_high"})
        changes = over_seeds(self.changes(), keys)
        changes = changes.rename({"mean": "change", "low": "change_low", "high": "change_high"})
        about = pl.DataFrame(
            [(name, m.label, m.unit, _change_unit(name), m.digits) for name, m in MEASURES.items()],
            ["measure", "label", "unit", "change_unit", "digits"],
            orient="row",
        )
        both = levels.join(changes, on=keys, how="left", maintain_order="left")
        both = both.join(about, on="measure", how="left", maintain_order="left")
        first = ["story", "policy", "year", "measure", "label", "unit", "digits", "change_unit"]
        return both.select(*first, pl.exclude(first))

    def changes(self, years: Sequence[int] | None = None) -> pl.DataFrame:
        """Return arm less reference: ``story``, ``policy``, ``seed``, ``year``, ``measure``, ``value``."""
        shown = self.values.filter(pl.col("year").is_in(list(years or self.horizons)))
        keys = ["story", "seed", "year", "measure"]
        base = shown.filter(pl.col("policy") == NONE).select(*keys, base="value")
        arms = shown.filter(pl.col("policy") != NONE).join(base, on=keys, how="left", maintain_order="left")
        relative = [name for name, measure in MEASURES.items() if measure.relative]
        paired = [name for name, measure in MEASURES.items() if measure.source == "paired"]
        change = pl.col("value") - pl.col("base")
        share = 100.0 * change / pl.col("base")
        value = (
            pl.when(pl.col("measure").is_in(paired))
            .then("value")
            .when(pl.col("measure").is_in(relative))
            .then(share)
            .otherwise(change)
        )
        known = arms.with_columns(value=value).filter(pl.col("value").is_finite())
        return known.select("story", "policy", "seed", "year", "measure", "value")

    def group_effects(self) -> pl.DataFrame:
        """Return level and paired change by group of people.

        Returns
        -------
        polars.DataFrame
            ``story``, ``policy``, ``year``, ``basis`` (``start``: people by what they were before the policy,
            ``place``: places in the distribution, whoever holds them), ``grouping``, ``group``, ``measure``,
            ``reference``, ``change``, ``change_low``, ``change_high``, and the change in per cent of the
            reference, ``percent``, ``percent_low``, ``percent_high``.
        """
        keys = ["story", "policy", "year", "basis", "grouping", "group", "measure"]
        arms = self.groups.filter(pl.col("policy") != NONE)
        reference = over_seeds(arms.with_columns(value="reference"), keys).select(*keys, reference="mean")
        change = over_seeds(arms.with_columns(value=pl.col("value") - pl.col("reference")), keys)
        percent = arms.with_columns(value=100.0 * (pl.col("value") / pl.col("reference") - 1.0))
        percent = over_seeds(percent.filter(pl.col("value").is_finite()), keys)
        change = change.rename({"mean": "change", "low": "change_low", "high": "change_high"})
        percent = percent.rename({"mean": "percent", "low": "percent_low", "high": "percent_high"})
        both = reference.join(change, on=keys, how="left", maintain_order="left")
        return both.join(percent, on=keys, how="left", maintain_order="left")

    def winner_shares(self) -> pl.DataFrame:
        """Return the shares of people who gain and lose, and those that luck alone would give.

        Returns
        -------
        polars.DataFrame
            ``story``, ``policy``, ``year``, ``grouping``, ``group``, ``change``; ``mean``, ``low``, ``high``
            in per cent of the group; ``chance``: the same with other luck and no policy.
        """
        keys = ["story", "policy", "year", "grouping", "group", "change"]
        shares = over_seeds(self.winners.with_columns(value=100.0 * pl.col("share")), keys)
        by = [key for key in keys if key != "policy"]
        luck = shares.filter(pl.col("policy") == CHANCE).select(*by, chance="mean")
        return shares.filter(pl.col("policy") != CHANCE).join(luck, on=by, how="left", maintain_order="left")

    def policy_costs(self) -> pl.DataFrame:
        """Return cost, revenue and rate of every policy of every arm by year, means over seeds."""
        columns = ["cost", "own_revenue", "tax_revenue", "rate", "unfunded_share", "recipients"]
        keys = ["story", "policy", "year", "part"]
        return self.policies.group_by(keys, maintain_order=True).agg(pl.col(columns).mean())

    def arms(self) -> pl.DataFrame:
        """Return the packages: ``policy``, ``label``, ``size_zero`` (the reference itself)."""
        rows = [(NONE, "No policy", True)] + [(p.name, p.label, p.is_null) for p in self.packages]
        return pl.DataFrame(rows, ["policy", "label", "size_zero"], orient="row")

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return every table that ``write`` writes."""
        return {
            "effects": self.effects(),
            "group_effects": self.group_effects(),
            "winner_shares": self.winner_shares(),
            "policy_costs": self.policy_costs(),
            "arms": self.arms(),
            "values": self.values,
            "groups": self.groups,
            "winners": self.winners,
            "policies": self.policies,
        }

    def write(self, folder: Path | str) -> Path:
        """Write all tables as Parquet, the summaries as CSV too, and the manifest to ``folder``."""
        tables = self.tables()
        folder = write_results(folder, tables, self.manifest)
        for name in CSV:
            write_file(folder / f"{name}.csv", tables[name].write_csv().encode())
        return folder


def compare_policies(
    stories: Sequence[ScenarioLike],
    policies: Sequence[str | Package],
    *,
    replicates: int = REPLICATES,
    people: int | None = None,
    months: int | None = None,
    horizons: Sequence[int] | None = None,
    first_seed: int = 1,
    no_ai: bool = True,
    chance: bool = True,
    processes: int | None = None,
    progress: bool = True,
    out: Path | str | None = None,
) -> PolicyComparison:
    """Cross stories with policy packages.

    Parameters
    ----------
    stories : sequence of Scenario, str or Path
        A story's own policies are part of its reference and of every arm.
    policies : sequence of str or Package
        Packages, or lines that make them: ``"universal_basic_income:amount=500/1000,financed_by=gpu_tax"``.
    replicates : int
        Seeds: ``first_seed``, ``first_seed + 1``, and so on.
    people, months : int or None
        Instead of the stories' own size and length.
    horizons : sequence of int or None
        Years at which effects are reported; by default 1, 5, 10 and 15.
    first_seed : int
        First seed.
    no_ai : bool
        Also run the economy without AI, which has no policy.
    chance : bool
        Also run each story's twin with other luck, which tells what luck does to winners and losers.
    processes : int or None
        Runs at the same time; by default as many as there are processors.
    progress : bool
        Show a progress bar on a terminal.
    out : path or None
        Folder for the results; checked before the first run.

    Returns
    -------
    PolicyComparison
        Every figure of every arm, and what the packages change.

    Raises
    ------
    UserError
        If a story, a package or the folder is not valid, or the runs are shorter than a year.
    """
    folder = check_folder(out) if out is not None else None
    if replicates < 1:
        raise UserError(f"replicates is {replicates}; it must be at least 1.")
    packages = as_packages(policies)
    scenarios = {scenario.name: scenario for scenario in _resolve(stories, people, months)}
    years = min(scenario.run.months for scenario in scenarios.values()) // 12
    if years < 1:
        raise UserError("the policy lab compares whole years; run at least 12 months.")
    shown = tuple(sorted({h for h in horizons or HORIZONS if h <= years} or {years}))
    seeds = tuple(range(first_seed, first_seed + replicates))
    active = tuple(one for one in packages if not one.is_null)
    cells = [Cell(story, seed, active, shown, chance) for seed in seeds for story in scenarios.values()]
    everything = dict(scenarios)
    if no_ai and NO_AI not in scenarios:
        plain = as_scenario(NO_AI, people=people, months=months)
        everything[NO_AI] = plain
        cells += [Cell(plain, seed, (), shown, False) for seed in seeds]
    stopwatch = Stopwatch.start()
    results = run_jobs(cells, processes=processes, progress=progress, label="Policy lab")
    texts = {name: scenario.to_toml() for name, scenario in everything.items()}
    record = manifest(texts, seeds, stopwatch, kind=KIND) | {
        "stories": list(scenarios),
        "horizons": list(shown),
        "packages": [{"name": p.name, "label": p.label, "policy": list(p.tables)} for p in packages],
        "months_simulated": sum(result.months_simulated for result in results),
        "people": results[0].people,
        "processes": processes or os.cpu_count(),
    }
    comparison = PolicyComparison(
        tuple(scenarios),
        tuple(packages),
        shown,
        seeds,
        _stack(cells, results, "values"),
        _stack(cells, results, "groups"),
        _stack(cells, results, "winners"),
        _stack(cells, results, "policies"),
        everything,
        record,
    )
    if folder is not None:
        comparison.write(folder)
    return comparison


def load_policy_comparison(folder: Path | str) -> PolicyComparison:
    """Read the results that ``PolicyComparison.write`` wrote.

    Raises
    ------
    UserError
        If there are none, or they are unfinished, damaged, or of another kind.
    """
    import tomllib

    frames, record = read_results(folder)
    if record.get("kind") != KIND:
        raise UserError(f"{folder}: holds the results of a {record.get('kind')}, not of a policy comparison.")
    packages = [Package(p["name"], p["label"], tuple(p["policy"])) for p in record["packages"]]
    texts = record["scenarios"].items()
    return PolicyComparison(
        tuple(record["stories"]),
        tuple(packages),
        tuple(record["horizons"]),
        tuple(record["seeds"]),
        frames["values"],
        frames["groups"],
        frames["winners"],
        frames["policies"],
        {name: Scenario.from_tables(tomllib.loads(text)) for name, text in texts},
        record,
    )


def as_packages(policies: Sequence[str | Package]) -> list[Package]:
    """Return packages from packages and from lines that make them, each name once."""
    found: list[Package] = []
    for one in policies:
        found += [one] if isinstance(one, Package) else parse_packages([one])
    if not found:
        raise UserError("there is no policy to compare; name at least one.")
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1 or name in (NONE, CHANCE):
            raise UserError(f"two packages are called {name}; give one of them another name.")
    return found


def _resolve(stories: Sequence[ScenarioLike], people: int | None, months: int | None) -> list[Scenario]:
    found = [as_scenario(story, people=people, months=months) for story in stories]
    if not found:
        raise UserError("there is no story to run the policies in; name at least one.")
    names = [story.name for story in found]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"two stories are called {name!r}; give one of them another name.")
    return found


def _stack(cells: Sequence[Cell], results: Sequence[CellResults], table: str) -> pl.DataFrame:
    parts = []
    for cell, result in zip(cells, results, strict=True):
        key = [pl.lit(cell.story.name).alias("story"), pl.lit(cell.seed, pl.Int64).alias("seed")]
        parts.append(getattr(result, table).select(*key, pl.all()))
    stacked: pl.DataFrame = pl.concat(parts)
    first = ["story", "policy", "seed"]
    return stacked.select(*first, pl.exclude(first))


def _change_unit(measure: str) -> str:
    about = MEASURES[measure]
    if about.relative:
        return "%"
    if about.source == "paired":
        return about.unit
    return "percentage points" + about.unit.removeprefix("%") if about.unit.startswith("%") else about.unit
