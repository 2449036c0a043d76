"""The books of an arm held against those of the same seed without the policy, a year and over ten years.

What the policy did is its line less that of the reference: in dollars of the year, in dollars of the base
year, and these in per cent of the GDP without the policy, so that a line has one sign in both. Lines add up
to the balance in all three, and the debt is what the balance lacks and its revaluation: prices that rise with
the policy shrink what is owed in dollars of the base year, and leave it alone in those of the year. Two runs
have different price levels, so a difference in dollars of the year holds inflation, too.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sim.experiments.figures.statistics import over_seeds
from sim.experiments.public_finance.books import BALANCE, DEBT, GDP, LINES, REVALUATION

__all__ = ["LONGEST", "UNITS", "gap_closed", "mean_reconciliation", "reconcile"]

LONGEST = 10
"""Years that are cumulated, fewer where the runs are shorter."""
UNITS = {
    "real": "billion dollars of the base year",
    "nominal": "billion dollars of the years themselves",
    "gdp_share": "% of a year's GDP without the policy",
}
"""Columns of amounts and their units; those of a period are sums over its years, over the GDP of its last."""
AMOUNTS = ("cents", "nominal", "real")
KEYS = ["story", "policy", "seed", "first_year", "year"]


def reconcile(books: pl.DataFrame, reference: str) -> pl.DataFrame:
    """Return the books of every arm less those of the reference, seed by seed.

    Parameters
    ----------
    books : polars.DataFrame
        ``story``, ``policy``, ``seed`` and the columns of ``books.BOOKS``.
    reference : str
        The policy that arms are held against.

    Returns
    -------
    polars.DataFrame
        ``story``, ``policy``, ``seed``, ``first_year`` and ``year`` (the same for a year; 1 and 10 for the
        sum over ten years), ``line``, ``source``, ``cents`` (int64, of the simulated people), ``nominal``,
        ``real``, ``gdp_share``.
    """
    known = periods(books)
    entry = [*KEYS, "line", "source"]
    there = known.filter(pl.col("policy") == reference).drop("policy")
    there = there.rename({one: f"{one}_there" for one in AMOUNTS})
    keys = [key for key in entry if key != "policy"]
    arms = known.filter(pl.col("policy") != reference).join(there, on=keys, how="left", maintain_order="left")
    changes = arms.select(*entry, *(pl.col(one) - pl.col(f"{one}_there").fill_null(0) for one in AMOUNTS))
    changes = pl.concat([changes, _revaluation(changes)])
    output = books.filter(pl.col("policy") == reference, pl.col("line") == GDP)
    output = output.select("story", "seed", "year", gdp="real")
    both = changes.join(output, on=["story", "seed", "year"], how="left", maintain_order="left")
    return both.with_columns(gdp_share=100.0 * pl.col("real") / pl.col("gdp")).drop("gdp")


def _revaluation(changes: pl.DataFrame) -> pl.DataFrame:
    """Return what prices make of the debt: its change beyond what the balance lacks."""
    debt, balance = (
        changes.filter(pl.col("line") == line).drop("line", "source") for line in (DEBT, BALANCE)
    )
    of_a_year = debt.filter(pl.col("first_year") == pl.col("year"))
    before = of_a_year.with_columns(first_year=pl.col("year") + 1).drop("year")
    both = debt.join(balance, on=KEYS, suffix="_balance", maintain_order="left")
    both = both.join(before, on=KEYS[:-1], how="left", suffix="_before", maintain_order="left")
    return both.select(
        *KEYS,
        pl.lit(REVALUATION).alias("line"),
        pl.lit("").alias("source"),
        *(pl.col(one) + pl.col(f"{one}_balance") - pl.col(f"{one}_before").fill_null(0) for one in AMOUNTS),
    )


def periods(books: pl.DataFrame) -> pl.DataFrame:
    """Return the books of every year and those of the first ten together."""
    apart = ["story", "policy", "seed", "line", "source"]
    yearly = books.with_columns(first_year=pl.col("year"))
    within = books.filter(pl.col("year") <= LONGEST)
    last = pl.col("year") == pl.col("year").max().over("story", "policy", "seed")
    sums = within.group_by(apart, maintain_order=True).agg(pl.col(AMOUNTS).sum())
    stocks = within.filter(last & (pl.col("line") == DEBT)).select(*apart, *AMOUNTS)
    ends = within.group_by("story", "policy", "seed").agg(year=pl.col("year").max())
    whole = pl.concat([sums.filter(pl.col("line") != DEBT), stocks])
    whole = whole.join(ends, on=["story", "policy", "seed"]).with_columns(first_year=pl.lit(1, pl.Int32))
    return pl.concat([yearly, whole.filter(pl.col("year") > 1).select(yearly.columns)])


def mean_reconciliation(changes: pl.DataFrame) -> pl.DataFrame:
    """Return the means over seeds of what ``reconcile`` returned.

    Returns
    -------
    polars.DataFrame
        ``story``, ``policy``, ``first_year``, ``year``, ``line``, ``label``, ``source``; ``real``,
        ``nominal`` and ``gdp_share``, each with ``_low`` and ``_high``, the ends of its 95 per cent interval.
    """
    keys = ["story", "policy", "first_year", "year", "line", "source"]
    parts = [
        over_seeds(changes.with_columns(value=pl.col(unit)), keys).select(
            *keys, pl.col("mean").alias(unit), pl.col("low").alias(f"{unit}_low"),
            pl.col("high").alias(f"{unit}_high"),
        )
        for unit in UNITS
    ]  # fmt: skip
    found = parts[0]
    for part in parts[1:]:
        found = found.join(part, on=keys, how="left", maintain_order="left")
    return found.select(*keys[:5], pl.col("line").replace_strict(LINES).alias("label"), pl.exclude(keys[:5]))


def gap_closed(books: pl.DataFrame, years: Sequence[int], plain: tuple[str, str]) -> pl.DataFrame:
    """Return what stories do to the budget and which part of that each policy undoes.

    Parameters
    ----------
    books : polars.DataFrame
        As for ``reconcile``.
    years : sequence of int
        Years that are looked at.
    plain : tuple of str
        Story and policy of the economy that stories are held against; its policy is the reference of arms.

    Returns
    -------
    polars.DataFrame
        ``story``, ``policy``, ``year``, ``hole``, ``closed``, ``closed_low``, ``closed_high``: billion
        dollars of the base year a year, so that prices that differ are no part of it; per cent of the hole.
    """
    story, reference = plain
    balance = books.filter(pl.col("line") == BALANCE, pl.col("year").is_in(list(years)))
    balance = balance.select("story", "policy", "seed", "year", value="real")
    keys = ["seed", "year"]
    none = balance.filter(pl.col("policy") == reference).select("story", *keys, none="value")
    without = none.filter(pl.col("story") == story).select(*keys, plain="none")
    arms = balance.filter(pl.col("policy") != reference).join(none, on=["story", *keys], how="inner")
    arms = arms.join(without, on=keys, how="inner").with_columns(hole=pl.col("none") - pl.col("plain"))
    by = ["story", "policy", "year"]
    hole = over_seeds(arms.with_columns(value="hole"), by).select(*by, hole="mean")
    added = over_seeds(arms.with_columns(value=pl.col("value") - pl.col("none")), by)
    both = hole.join(added, on=by, how="left", maintain_order="left")
    scale = pl.when(pl.col("hole") < 0.0).then(-100.0 / pl.col("hole"))
    ends = {"closed": "mean", "closed_low": "low", "closed_high": "high"}
    return both.select(*by, "hole", *((pl.col(end) * scale).alias(name) for name, end in ends.items()))
