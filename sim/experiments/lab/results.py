"""What policy packages change in stories: every figure of every arm, and summaries over seeds.

Differences are taken seed by seed against the same story without the packages; intervals are 95 per cent t
intervals over seeds.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sim.errors import UserError
from sim.experiments.figures.asked import words_from
from sim.experiments.figures.regret import rank_by_regret
from sim.experiments.figures.statistics import over_seeds
from sim.experiments.lab.glance import at_a_glance, jobs_given, labels_apart, prices_of
from sim.experiments.lab.measures import OF_PAIRS, change_unit, measures
from sim.experiments.lab.packages import NONE, Package
from sim.experiments.lab.tables import effects_of_groups, shares_beside_luck
from sim.experiments.public_finance.coverage import ArmLabel, Coverage, coverage_table, coverages, payers
from sim.experiments.public_finance.reconciliation import gap_closed, mean_reconciliation, reconcile
from sim.plugins.choices import make_policies
from sim.records.figures import Figure, plain_words
from sim.records.safe_text import as_csv
from sim.records.tables import check_folder, read_results, write_file, write_results
from sim.scenario import Scenario

__all__ = ["KIND", "NO_AI", "PolicyComparison", "load_policy_comparison"]

NO_AI = "baseline"
"""The story without AI, run without packages: what the stories themselves change."""
KIND = "policy comparison"
CSV = (
    "at_a_glance", "effects", "group_effects", "winner_shares", "policy_costs", "reconciliation", "coverage",
    "fiscal_hole", "regret", "arms",
)  # fmt: skip
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
        By group of people, by class of gain, by policy of an arm (see ``sim.experiments.lab.tables``).
    books : polars.DataFrame
        Books of the state by arm, seed and year (see ``sim.experiments.public_finance.books``).
    scenarios : dict of str to Scenario
        The stories.
    manifest : dict
        Scenarios, seeds, versions, wall time.
    figures : tuple of str
        Figures of the report beside those of every report, by name.
    """

    stories: tuple[str, ...]
    packages: tuple[Package, ...]
    horizons: tuple[int, ...]
    seeds: tuple[int, ...]
    values: pl.DataFrame
    groups: pl.DataFrame
    winners: pl.DataFrame
    policies: pl.DataFrame
    books: pl.DataFrame
    scenarios: dict[str, Scenario]
    manifest: dict[str, Any]
    figures: tuple[str, ...] = ()

    @functools.cached_property
    def measures(self) -> dict[str, Figure]:
        """Every figure of the tables by its name."""
        known = measures(words_from(self.manifest))
        names = self.values["measure"].unique(maintain_order=True)
        return known | {name: Figure(name, plain_words(name)) for name in names if name not in known}

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
            [(name, m.label, m.unit, change_unit(m), m.digits) for name, m in self.measures.items()],
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
        relative = [name for name, measure in self.measures.items() if measure.relative]
        change = pl.col("value") - pl.col("base")
        share = 100.0 * change / pl.col("base")
        value = (
            pl.when(pl.col("measure").is_in(list(OF_PAIRS)))
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
            ``place``: places in the distribution, ``now``: groups by age, kind of household and state,
            whoever is in them then), ``grouping``, ``group``, ``measure``,
            ``reference``, ``change``, ``change_low``, ``change_high``, and the change in per cent of the
            reference, ``percent``, ``percent_low``, ``percent_high``.
        """
        return effects_of_groups(self.groups)

    def winner_shares(self) -> pl.DataFrame:
        """Return the shares of people who gain and lose, and those that luck alone would give.

        Returns
        -------
        polars.DataFrame
            ``story``, ``policy``, ``year``, ``grouping``, ``group``, ``change``; ``mean``, ``low``, ``high``
            in per cent of the group, against a life without the package and with other luck; ``chance``: the
            same of a life without it; ``beyond``, ``beyond_low``, ``beyond_high``: the first less the second.
        """
        return shares_beside_luck(self.winners)

    def at_a_glance(self, year: int | None = None) -> pl.DataFrame:
        """Return cost, change of poverty and jobs, who loses and how sure that is, a row a package and story.

        Parameters
        ----------
        year : int or None
            A horizon; by default the last.

        Returns
        -------
        polars.DataFrame
            The columns of ``sim.experiments.lab.glance.GLANCE``.
        """
        year = self.horizons[-1] if year is None else year
        of_year = pl.col("year") == year
        ran = set(self.values["policy"].unique())
        labels = {place: label for place, label in self._labels_by_story().items() if place[1] in ran}
        missing = {place: paid.missing for place, paid in self.coverage.items() if not paid.is_covered}
        return at_a_glance(
            self.effects().filter(of_year),
            self.group_effects().filter(of_year),
            self.winner_shares().filter(of_year),
            labels,
            prices_of(self.books, year),
            missing,
            jobs_given(self.policies, self.packages, year),
            len(self.seeds),
        )

    def fiscal_hole(self) -> pl.DataFrame:
        """Return what AI does to the budget and which part of that a package undoes.

        Returns
        -------
        polars.DataFrame
            ``story``, ``policy``, ``year``; ``hole``: budget balance of the story without packages less that
            of the economy without AI, billion dollars of the base year, a year, so that prices that differ
            are no part of it; ``closed``, ``closed_low``, ``closed_high``:
            what the package adds to the balance, in per cent of the hole. Empty if the economy without AI was
            not run.
        """
        return gap_closed(self.books, self.horizons, (NO_AI, NONE))

    def regret(self, measures: Sequence[str] | None = None) -> pl.DataFrame:
        """Rank packages, and no policy, by their regret over the stories, at the last horizon.

        Only packages whose cost is covered in every story are ranked: what is on credit looks better than
        what is paid for as long as nobody pays.

        Parameters
        ----------
        measures : sequence of str or None
            Figures of which more is better or worse; by default all such.

        Returns
        -------
        polars.DataFrame
            ``measure``, ``unit``, ``policy``, and what ``figures.regret.rank_by_regret`` returns, figure by
            figure; a story, or the variant of one with another value of a key, is a point.
        """
        last = self.values.filter(pl.col("year") == self.horizons[-1], pl.col("story").is_in(self.stories))
        last = last.filter(~pl.col("policy").is_in(self.on_credit()))
        parts = []
        for name in measures if measures is not None else self.measures:
            about = self.measures[name]
            values = last.filter(pl.col("measure") == name).drop_nulls("value")
            if about.words.better == 0 or values.is_empty():
                continue
            if name in OF_PAIRS:  # known of arms against the reference only, which is at zero
                zero = values.unique(["story", "seed"], maintain_order=True)
                values = pl.concat([zero.with_columns(policy=pl.lit(NONE), value=pl.lit(0.0)), values])
            ranks = rank_by_regret(values, ["story"], "policy", about.words.better)
            named = [pl.lit(name).alias("measure"), pl.lit(about.difference_unit).alias("unit")]
            parts.append(ranks.select(*named, pl.all()))
        nothing = pl.DataFrame(schema=dict.fromkeys(("measure", "unit", "policy"), pl.String))
        return pl.concat(parts) if parts else nothing

    @functools.cached_property
    def coverage(self) -> dict[tuple[str, str], Coverage]:
        """Who really paid for each package, by story and package."""
        return coverages(reconcile(self.books, NONE))

    def on_credit(self, story: str | None = None) -> list[str]:
        """Return the packages that are not covered in a story, or in one of all."""
        borrowed = [place for place, paid in self.coverage.items() if not paid.is_covered]
        found = {policy for where, policy in borrowed if story is None or where == story}
        return [package.name for package in self.packages if package.name in found]

    def label(self, package: Package, story: str | None = None) -> str:
        """Return what a package is called after its run: what it is, and who paid in a story, or in all."""
        return self.labels(story)[package.name].whole

    def labels(self, story: str | None = None) -> dict[str, ArmLabel]:
        """Return what all packages are called after their run, by name; no two of those that ran alike."""
        where = self.stories if story is None else (story,)
        paid = {p.name: payers(*(self.coverage.get((one, p.name)) for one in where)) for p in self.packages}
        return labels_apart(self.packages, paid)

    def _labels_by_story(self) -> dict[tuple[str, str], str]:
        return {
            (story, name): label.whole for story in self.stories for name, label in self.labels(story).items()
        }

    def reconciliation(self) -> pl.DataFrame:
        """Return the books of every arm less those without it, means over seeds.

        A year, and the first ten together: see ``sim.experiments.public_finance.reconciliation``.
        """
        return mean_reconciliation(reconcile(self.books, NONE))

    def policy_costs(self) -> pl.DataFrame:
        """Return cost, revenue and rate of every policy of every arm by year, means over seeds."""
        columns = ["cost", "own_revenue", "tax_revenue", "rate", "unfunded_share", "recipients"]
        keys = ["story", "policy", "year", "part"]
        return self.policies.group_by(keys, maintain_order=True).agg(pl.col(columns).mean())

    def arms(self) -> pl.DataFrame:
        """Return the packages: ``policy``, ``label``, ``size_zero`` (the reference itself)."""
        rows = [(NONE, "No policy", True)] + [(p.name, self.label(p), p.is_null) for p in self.packages]
        return pl.DataFrame(rows, ["policy", "label", "size_zero"], orient="row")

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return every table that ``write`` writes."""
        return {
            "at_a_glance": self.at_a_glance(),
            "effects": self.effects(),
            "group_effects": self.group_effects(),
            "winner_shares": self.winner_shares(),
            "policy_costs": self.policy_costs(),
            "reconciliation": self.reconciliation(),
            "coverage": coverage_table(self.coverage, self._labels_by_story()),
            "fiscal_hole": self.fiscal_hole(),
            "regret": self.regret(),
            "arms": self.arms(),
            "values": self.values,
            "groups": self.groups,
            "winners": self.winners,
            "policies": self.policies,
            "books": self.books,
        }

    def write(self, folder: Path | str) -> Path:
        """Write all tables as Parquet, the summaries as CSV too, and the manifest to ``folder``."""
        tables = self.tables()
        for name in CSV:  # while tables are replaced none of another run stands beside them
            (check_folder(folder) / f"{name}.csv").unlink(missing_ok=True)
        folder = write_results(folder, tables, self.manifest)
        for name in CSV:
            write_file(folder / f"{name}.csv", as_csv(tables[name]))
        return folder


def load_policy_comparison(folder: Path | str) -> PolicyComparison:
    """Read the results that ``PolicyComparison.write`` wrote.

    Raises
    ------
    UserError
        If there are none, or they are unfinished, damaged, or of another kind.
    """
    import tomllib

    frames, record = read_results(folder, KIND)
    if "books" not in frames or "beyond" not in frames["winner_shares"]:  # of an earlier form
        raise UserError(f"{folder}: these results lack what a report says today; run the comparison again.")
    texts = record["scenarios"].items()
    scenarios = {name: Scenario.from_tables(tomllib.loads(text)) for name, text in texts}
    plugins = scenarios[record["stories"][0]].plugins
    packages = [
        Package(one["name"], one["label"], make_policies(one["policy"], plugins))
        for one in record["packages"]
    ]
    return PolicyComparison(
        tuple(record["stories"]),
        tuple(packages),
        tuple(record["horizons"]),
        tuple(record["seeds"]),
        frames["values"],
        frames["groups"],
        frames["winners"],
        frames["policies"],
        frames["books"],
        scenarios,
        record,
        tuple(record.get("figures", ())),
    )
