"""A policy at a glance: what it costs, what it does to poverty and jobs, who loses, and how sure that is.

One row a package and story, at one year; pages, memos and the terminal say the same figures in a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from sim.experiments.figures.statistics import FEWEST_SEEDS, Estimate
from sim.experiments.lab.packages import Package
from sim.experiments.lab.winners import LOSS
from sim.experiments.public_finance.books import GDP
from sim.experiments.public_finance.coverage import ArmLabel

__all__ = ["CHANGED", "GLANCE", "at_a_glance", "estimate_of", "jobs_given", "labels_apart", "prices_of"]

CHANGED = {"poverty": "poverty_rate", "employment": "employment"}
"""What a row says of a package, and the figure that is meant."""
GLANCE = {
    **dict.fromkeys(("story", "policy", "label"), pl.String),
    "year": pl.Int64,
    "seeds": pl.Int64,
    **dict.fromkeys(
        (
            "cost", "own_revenue", "missing", "poverty", "poverty_low", "poverty_high", "employment",
            "employment_low", "employment_high",
        ),
        pl.Float64,
    ),
    "loser": pl.String,
    **dict.fromkeys(
        (
            "loss", "loss_low", "loss_high", "losing", "losing_low", "losing_high", "losing_by_luck",
            "beyond_luck", "beyond_luck_low", "beyond_luck_high",
        ),
        pl.Float64,
    ),
    "told": pl.String,
    "given_jobs": pl.Float64,
    "losing_tenths": pl.Int64,
}  # fmt: skip
"""Columns of the table.

``label``: the package by who paid for it in the story. ``cost``, ``own_revenue``: billion dollars of the base
year a year. ``missing``: what is not covered of the cost of a package on credit, in the same unit;
empty where the cost is covered. ``poverty``: change of the poverty rate, percentage points.
``employment``: its change, millions. ``loser``: the tenth of people by income before the policy whose
income falls most, where the interval excludes zero; ``loss``: its change, per cent. ``losing``: adults with
over 5 per cent less than in a life without the policy and with other luck, per cent; ``losing_by_luck``: the
same of two lives without it; ``beyond_luck``: the first less the second, percentage points. ``told``: which
of poverty, employment and the loss are told from chance. ``given_jobs``: people in jobs
that a policy of the package gives, which employment counts, millions; empty where none gives any.
``losing_tenths``: how many tenths of people lose, each told from chance by itself; empty with few seeds.
"""


def at_a_glance(
    effects: pl.DataFrame,
    groups: pl.DataFrame,
    shares: pl.DataFrame,
    labels: Mapping[tuple[str, str], str],
    prices: Mapping[tuple[str, str], float],
    missing: Mapping[tuple[str, str], float],
    jobs: Mapping[tuple[str, str], float],
    seeds: int,
) -> pl.DataFrame:
    """Return the row of every package in every story (``GLANCE``), from the tables of one year.

    Packages on credit come last in their story.

    Parameters
    ----------
    effects, groups, shares : polars.DataFrame
        What ``PolicyComparison.effects``, ``.group_effects`` and ``.winner_shares`` return, of that year.
    labels : mapping of (str, str) to str
        The packages that were run, in words, by story and package.
    prices : mapping of (str, str) to float
        What ``prices_of`` returns.
    missing : mapping of (str, str) to float
        What is not covered of those on credit, by story and package.
    jobs : mapping of (str, str) to float
        What ``jobs_given`` returns.
    seeds : int
        Number of seeds.
    """
    known = {(row["story"], row["policy"], row["measure"]): row for row in effects.iter_rows(named=True)}
    tenths = groups.filter(
        pl.col("basis") == "start", pl.col("grouping") == "tenth", pl.col("measure") == "income"
    )
    losing = shares.filter(pl.col("grouping") == "all", pl.col("change") == LOSS)
    rows = []
    found = effects.select("story", "policy", "year").unique(maintain_order=True).rows()
    stories = list(dict.fromkeys(story for story, _, _ in found))
    for story, policy, year in sorted(found, key=lambda one: (stories.index(one[0]), one[:2] in missing)):
        if (story, policy) not in labels:
            continue
        row: dict[str, Any] = dict.fromkeys(GLANCE)
        row |= {"story": story, "policy": policy, "label": labels[story, policy], "year": year}
        row |= {"seeds": seeds, "missing": missing.get((story, policy))}
        row["given_jobs"] = jobs.get((story, policy))
        for name, measure in (("cost", "policy_cost"), ("own_revenue", "policy_own_revenue")):
            amount = known.get((story, policy, measure), {}).get("level")
            row[name] = None if amount is None else amount / prices[story, policy]
        for name, measure in CHANGED.items():
            row |= _ends(name, known.get((story, policy, measure), {}), "change")
        here = (pl.col("story") == story) & (pl.col("policy") == policy)
        row |= _worst(tenths.filter(here), seeds)
        for share in losing.filter(here).iter_rows(named=True):
            row |= _ends("losing", share, "") | {"losing_by_luck": share["chance"]}
            row |= _ends("beyond_luck", share, "beyond")
        row["told"] = ", ".join(
            name
            for name in (*CHANGED, "loss")
            if seeds >= FEWEST_SEEDS and estimate_of(row, name).is_told_from_zero
        )
        rows.append(row)
    return pl.DataFrame(rows, GLANCE)


def labels_apart(packages: Sequence[Package], paid: Mapping[str, str]) -> dict[str, ArmLabel]:
    """Return the label of every package by its name, no two of those that are run alike.

    Parameters
    ----------
    packages : sequence of Package
        Packages whose labels would be the same have what was to pay, too, or else their name.
    paid : mapping of str to str
        Who paid for each, in words.
    """
    labels = {one.name: ArmLabel(one.unpaid_label, paid[one.name]) for one in packages}
    ran = [one for one in packages if not one.is_null]
    count = Counter(labels[one.name] for one in ran)
    payers = Counter((labels[one.name], one.payer) for one in ran)
    for one in packages:
        label = labels[one.name]
        if count[label] > 1:
            apart = one.name if payers[label, one.payer] > 1 else f"tax: {one.payer}"
            labels[one.name] = label._replace(what=f"{label.what}, {apart}")
    return labels


def prices_of(books: pl.DataFrame, year: int) -> dict[tuple[str, str], float]:
    """Return the prices of a year over those of the base year by story and package, means over seeds."""
    output = books.filter(pl.col("line") == GDP, pl.col("year") == year)
    level = pl.col("nominal").sum() / pl.col("real").sum()
    found = output.group_by("story", "policy").agg(level)
    return {(story, policy): prices for story, policy, prices in found.iter_rows()}


def jobs_given(
    policies: pl.DataFrame, packages: Sequence[Package], year: int
) -> dict[tuple[str, str], float]:
    """Return the people in jobs that a package gives, millions, means over seeds, by story and package."""
    giving = {one.name: {policy.kind for policy in one.policies if policy.gives_jobs} for one in packages}
    found: dict[tuple[str, str], float] = {}
    for name, kinds in giving.items():
        here = (pl.col("policy") == name) & (pl.col("year") == year) & pl.col("part").is_in(kinds)
        means = policies.filter(here).group_by("story", "part").agg(pl.col("recipients").mean())
        for story, jobs in means.group_by("story").agg(pl.col("recipients").sum()).iter_rows():
            found[story, name] = jobs
    return found


def estimate_of(row: Mapping[str, Any], name: str) -> Estimate:
    """Return a figure of a row with its interval."""
    return Estimate(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _worst(tenths: pl.DataFrame, seeds: int) -> dict[str, Any]:
    """Return the tenth whose income falls most, of those whose fall is told from chance, and their number."""
    if seeds < FEWEST_SEEDS:
        return {}
    falling = tenths.drop_nulls("percent_high").filter(
        pl.col("percent_high") < 0.0, pl.col("percent_low") < pl.col("percent_high")
    )
    found: dict[str, Any] = {"losing_tenths": falling.height}
    for row in falling.sort("percent").head(1).iter_rows(named=True):
        found |= {"loser": row["group"], **_ends("loss", row, "percent")}
    return found


def _ends(name: str, row: Mapping[str, Any], column: str) -> dict[str, float | None]:
    """Return mean and ends of ``column``, or, where it is empty, of the row itself, under another name."""
    mean = column or "mean"
    ends = {end: f"{column}_{end}" if column else end for end in ("low", "high")}
    return {name: row.get(mean), **{f"{name}_{end}": row.get(place) for end, place in ends.items()}}
