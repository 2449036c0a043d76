"""Stories against a counterfactual on the same random numbers: what a story changes, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from sim.arguments import count_of, seed_of
from sim.errors import UserError
from sim.experiments.compare import splits
from sim.experiments.compare.inputs import flat, refuse
from sim.experiments.compare.kept import KEPT
from sim.experiments.compare.notebook import InNotebooks
from sim.experiments.compare.own_paths import SCHEMA, WatchedRun, own_paths
from sim.experiments.compare.ratio_paths import headline_ratio, paths, summary
from sim.experiments.figures.asked import asked_for
from sim.experiments.figures.decomposition import Weights, without_policies
from sim.experiments.figures.headlines import RATIOS, headline_table, means, with_headlines
from sim.experiments.figures.ratios import peak
from sim.experiments.figures.statistics import over_seeds
from sim.experiments.run.kept import forget, run_kept
from sim.experiments.run.progress import say_idle
from sim.experiments.run.run import Results, ScenarioLike, as_compared
from sim.records.figures import OF_OWN_PATHS, Figure
from sim.records.provenance import Stopwatch, manifest_of
from sim.records.tables import results_folder, write_results
from sim.scenario import Scenario

__all__ = ["Comparison", "compare"]

CLOCK = ["month", "year"]
LAST_INCOME = "real_p80_income"
"""Headline figure behind which those of persons stand."""


@dataclass(frozen=True, eq=False)
class Comparison(InNotebooks):
    """Runs of stories and of their counterfactual on common seeds.

    Every interval is a 95 per cent t interval over seeds; with one seed its ends are null.

    Attributes
    ----------
    stories : tuple of str
        Names of the scenarios compared, in the order given.
    counterfactual : str
        Name of the scenario they are held against.
    scenarios : dict of str to Scenario
        Everything that was run by name: stories, counterfactual, and stories without their policies.
    seeds : tuple of int
        Seeds that all scenarios share.
    runs : dict of (str, int) to Results
        Results by scenario and seed.
    manifest : dict
        Scenarios, seeds, versions, wall time.
    asked : tuple of Figure
        Figures shown beside the headlines.
    own_paths : polars.DataFrame
        ``scenario``, ``seed``, ``measure``, ``value``: adults and places with less than in the
        counterfactual; of the counterfactual itself, what luck alone does.
    """

    stories: tuple[str, ...]
    counterfactual: str
    scenarios: dict[str, Scenario]
    seeds: tuple[int, ...]
    runs: dict[tuple[str, int], Results]
    manifest: dict[str, Any]
    asked: tuple[Figure, ...] = ()
    own_paths: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))

    def __repr__(self) -> str:
        return f"Comparison({', '.join(self.stories)} against {self.counterfactual}, seeds {[*self.seeds]})"

    @property
    def names(self) -> tuple[str, ...]:
        """The counterfactual, then the stories."""
        return (self.counterfactual, *self.stories)

    def frame(self, table: str = "macro") -> pl.DataFrame:
        """Return one table of all runs: ``scenario``, ``seed``, then its columns."""
        parts = []
        for (name, seed), results in self.runs.items():
            if table not in results.frames:
                raise UserError(f"there is no table {table!r}; the tables are {', '.join(results.frames)}.")
            key = [pl.lit(name).alias("scenario"), pl.lit(seed, pl.Int64).alias("seed")]
            parts.append(results.frames[table].select(*key, pl.all()))
        return pl.concat(parts, how="diagonal")  # plugins may give a scenario columns of its own

    def bands(
        self, column: str, *, table: str = "macro", where: Mapping[str, object] | None = None
    ) -> pl.DataFrame:
        """Return the level of ``column`` by month for the counterfactual and every story.

        Parameters
        ----------
        column, table : str
            What to look at.
        where : mapping or None
            Picks rows in a table with several a month: ``{"sector": "Retail trade"}``.

        Returns
        -------
        polars.DataFrame
            ``scenario``, ``month``, ``year``, ``mean``, ``low``, ``high``.
        """
        values = self._values(column, table, where)
        return over_seeds(values.filter(pl.col("scenario").is_in(self.names)), ["scenario", *CLOCK])

    def paired(
        self,
        column: str,
        *,
        table: str = "macro",
        where: Mapping[str, object] | None = None,
        relative: bool = False,
    ) -> pl.DataFrame:
        """Return story less counterfactual by month, taken seed by seed before averaging.

        Parameters
        ----------
        column, table : str
            What to look at.
        where : mapping or None
            Picks rows in a table with several a month.
        relative : bool
            Divide by the counterfactual.

        Returns
        -------
        polars.DataFrame
            ``scenario``, ``month``, ``year``, ``mean``, ``low``, ``high``.
        """
        values = self._values(column, table, where)
        base = values.filter(pl.col("scenario") == self.counterfactual)
        base = base.select("seed", "month", base="value")
        paired = values.filter(pl.col("scenario").is_in(self.stories)).join(
            base, on=["seed", "month"], how="left", maintain_order="left"
        )
        change = pl.col("value") - pl.col("base")
        paired = paired.with_columns(value=change / pl.col("base") if relative else change)
        return over_seeds(paired, ["scenario", *CLOCK])

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The headline figures, those of persons among them, and those that were asked for."""
        of_persons = OF_OWN_PATHS.values() if self.own_paths.height else ()
        found: list[Figure] = []
        for one in with_headlines(self.asked):
            found += [one, *(of_persons if one.name == LAST_INCOME else ())]
        return tuple(found)

    def last_year(self, name: str, seed: int) -> dict[str, float | None]:
        """Return every figure of ``figures`` over the last year of a run, None where there is none."""
        found = means(self.runs[name, seed].frames, with_headlines(self.asked))
        mine = self.own_paths.filter(pl.col("scenario") == name, pl.col("seed") == seed)
        found |= dict.fromkeys(OF_OWN_PATHS) | dict(mine.select("measure", "value").iter_rows())
        return found

    def headline(self) -> pl.DataFrame:
        """Return the headline figures of the last year, and those that were asked for.

        Returns
        -------
        polars.DataFrame
            ``scenario``, ``measure``, ``label``, ``unit``, ``digits``, ``mean``, ``low``, ``high``: the
            counterfactual first, then the stories, which also have the realised ratio of the last year and
            of its highest year, for each GPU that is rented.
        """
        years = paths(self.runs, self.names, by_year=True)
        rows: list[tuple[str, Figure, list[float | None]]] = []
        for name in self.names:
            last_years = [self.last_year(name, seed) for seed in self.seeds]
            rows += [(name, one, [values[one.name] for values in last_years]) for one in self.figures]
            if name != self.counterfactual:
                rows += [(name, ratio, headline_ratio(years, name, ratio.name)) for ratio in RATIOS]
        return headline_table(rows)

    def realised_ratio(self, *, by_year: bool = False) -> pl.DataFrame:
        """Return what becomes of the claim, month by month or year by year: jobs for each GPU.

        ``counted``, ``gross`` and ``net`` (:mod:`sim.experiments.figures.ratios`), each for a GPU that is
        rented (``used``) and for one in service (``owned``).

        Parameters
        ----------
        by_year : bool
            Jobs of a year over GPUs of that year, instead of every month. ``year`` counts from 1.

        Returns
        -------
        polars.DataFrame
            ``scenario``, ``month`` (or not), ``year``, ``measure``, ``gpus``, ``mean``, ``low``, ``high``.
        """
        return summary(paths(self.runs, self.names, by_year=by_year), self.stories, by_year=by_year)

    def peak_ratio(self) -> pl.DataFrame:
        """Return the rows of ``realised_ratio(by_year=True)`` in which the mean over seeds is highest."""
        return peak(self.realised_ratio(by_year=True))

    def decomposition(self, *, by_seed: bool = False, weights: Weights = "no_ai") -> pl.DataFrame:
        """Split the change of employment against the counterfactual into its parts, in millions of jobs.

        They add up without a remainder (``PART_MEANINGS``); policy needs ``compare(policy_effect=True)``.

        Parameters
        ----------
        by_seed : bool
            Return the figures of each seed, ``seed`` and ``value``, instead of their mean and interval.
        weights : {"no_ai", "shapley"}
            At which output shares count: that without AI, or the mean of both, which is free of order.

        Returns
        -------
        polars.DataFrame
            ``scenario``, ``month``, ``year``, ``part``, then ``mean``, ``low``, ``high``.
        """
        return splits.split_jobs(self.runs, self.names, weights, by_seed=by_seed)

    def demand(self, *, by_seed: bool = False, weights: Weights = "no_ai") -> pl.DataFrame:
        """Split income, demand and entry of ``decomposition`` by who buys (``BUYER_MEANINGS``); as there."""
        return splits.split_demand(self.runs, self.names, self.scenarios, weights, by_seed=by_seed)

    def pay(self, *, by_seed: bool = False) -> pl.DataFrame:
        """Split the change of real pay a job (``WAGE_MEANINGS``), in log points times 100; as there."""
        return splits.split_pay(self.runs, self.names, by_seed=by_seed)

    def write(self, folder: Path | str) -> Path:
        """Write every table of all runs, the summaries and the manifest to ``folder``."""
        tables = {table: self.frame(table) for table in next(iter(self.runs.values())).frames}
        summaries = {
            "own_paths": self.own_paths,
            "headline": self.headline(),
            "realised_ratio": self.realised_ratio(),
            "realised_ratio_by_year": self.realised_ratio(by_year=True),
            "decomposition": self.decomposition(),
            "decomposition_shapley": self.decomposition(weights="shapley"),
            "demand_by_buyer": self.demand(),
            "pay_by_force": self.pay(),
        }
        return write_results(folder, {**tables, **summaries}, self.manifest)

    def _values(self, column: str, table: str, where: Mapping[str, object] | None) -> pl.DataFrame:
        frame = self.frame(table)
        for key in (column, *(where or {})):
            if key not in frame.columns:
                raise UserError(
                    f"table {table} has no column {key!r}; its columns are {', '.join(frame.columns[2:])}."
                )
        for key, value in (where or {}).items():
            frame = frame.filter(pl.col(key) == pl.lit(value))
        if frame.select(pl.struct("scenario", "seed", "month").is_duplicated().any()).item():
            raise UserError(
                f"table {table} has several rows a month; say which with where={{column: value}}."
            )
        return frame.select("scenario", "seed", *CLOCK, pl.col(column).alias("value"))


def compare(
    *scenarios: ScenarioLike | Sequence[ScenarioLike],
    counterfactual: ScenarioLike = "baseline",
    seeds: int = 10,
    people: int | None = None,
    months: int | None = None,
    first_seed: int = 1,
    progress: bool = True,
    processes: int | None = None,
    policy_effect: bool = False,
    chance: bool = True,
    figures: Sequence[str] = (),
    out: Path | str | None = None,
    anyway: bool = False,
) -> Comparison:
    """Run every story and the counterfactual on the same seeds.

    Parameters
    ----------
    *scenarios : Scenario, str or Path
        The stories, one by one or as a list; the counterfactual itself may be among them.
    counterfactual : Scenario, str or Path
        What they are held against; one that is read from its name or file has the stories' plugins too.
    seeds, first_seed : int
        Runs of each scenario: ``first_seed``, ``first_seed + 1``, and so on.
    people, months : int or None
        Instead of each scenario's own size and length; those of the default size have 20,000 people here.
    progress : bool
        Show a progress bar on a terminal.
    processes : int or None
        Runs at the same time; by default as many as there are processors.
    policy_effect : bool
        Also run every story without its policies, to single out their effect in ``decomposition``.
    chance : bool
        Also run the counterfactual with other luck in its first month: what luck alone does to persons.
    figures : sequence of str
        Figures to show beside the headlines, by name: ``inflation``, ``layoffs``, ``debt_gdp``.
    out : path or None
        Folder for results; it keeps finished runs, and the same call goes on with them if interrupted.
    anyway : bool
        Start also where memory or disk do not suffice.

    Returns
    -------
    Comparison
        All runs, and what they say about the stories.

    Raises
    ------
    UserError
        If a scenario is not valid, two have one name, sizes or lengths differ, or the folder cannot be used.
    """
    seeds, first_seed = count_of("seeds", seeds), seed_of(first_seed)
    with results_folder(out) as folder:
        stories = [as_compared(scenario, people=people, months=months) for scenario in flat(scenarios)]
        plugins = {plugin.name: plugin for story in stories for plugin in story.plugins}
        base = as_compared(counterfactual, people=people, months=months, plugins=list(plugins.values()))
        stories = [story for story in stories if story != base]
        refuse(stories, base)
        asked = asked_for(figures, [base, *stories])
        everything = {scenario.name: scenario for scenario in (base, *stories)}
        plain = map(without_policies, stories if policy_effect else ())
        everything |= {one.name: one for one in plain if one is not None}
        numbers = tuple(range(first_seed, first_seed + seeds))
        jobs = [WatchedRun(scenario, seed) for seed in numbers for scenario in everything.values()]
        jobs += [WatchedRun(base, seed, is_twin=True) for seed in numbers if chance]
        say_idle([one.resolved() for one in everything.values()], show=progress)
        stopwatch, options = Stopwatch.start(), {"processes": processes, "progress": progress}
        watched = run_kept(jobs, KEPT, folder, label="Comparison", anyway=anyway, **options)
        pairs = list(zip(jobs, watched, strict=True))
        twins = {job.seed: one.income for job, one in pairs if job.is_twin}
        by_key = {(job.scenario.name, job.seed): one for job, one in pairs if not job.is_twin}
        memory = max(one.results.manifest["peak_memory_bytes"] or 0 for one in watched) or None
        names = tuple(story.name for story in stories)
        comparison = Comparison(
            stories=names,
            counterfactual=base.name,
            scenarios=everything,
            seeds=numbers,
            runs={(name, seed): by_key[name, seed].results for name in everything for seed in numbers},
            manifest=manifest_of(everything, numbers, stopwatch, kind="comparison", memory=memory),
            asked=asked,
            own_paths=own_paths({key: one.income for key, one in by_key.items()}, base.name, twins, names),
        )
        if folder is not None:
            comparison.write(folder)
            forget(folder)
        return comparison
