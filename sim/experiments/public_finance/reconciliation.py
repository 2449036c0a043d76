"""The books of an arm held against those of the same seed without the policy, a year and over ten years.

What the policy did is its line less that of the reference: in dollars of the year, in dollars of the base
year, and in per cent of GDP, each over its own GDP. Lines add up to the balance in all three. Two runs have
different price levels, so a difference in dollars of the year holds inflation, too: the two others do not.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sim.experiments.figures.statistics import over_seeds
from sim.experiments.public_finance.books import BALANCE, DEBT, GDP, LINES

__all__ = ["LONGEST", "UNITS", "gap_closed", "mean_reconciliation", "reconcile"]

LONGEST = 10
"""Years that are cumulated, fewer where the runs are shorter."""
UNITS = {"real": "billion dollars of the base year", "nominal": "billion dollars", "gdp_share": "% of GDP"}
"""Columns of amounts and their units; those of a period are sums over its years, or over all its GDP."""
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
    there = there.rename({one: f"{one}_there" for one in ("cents", *UNITS)})
    keys = [key for key in entry if key != "policy"]
    arms = known.filter(pl.col("policy") != reference).join(there, on=keys, how="left", maintain_order="left")
    columns = ("cents", *UNITS)
    return arms.select(*entry, *(pl.col(one) - pl.col(f"{one}_there").fill_null(0) for one in columns))


def periods(books: pl.DataFrame) -> pl.DataFrame:
    """Return the books of every year and those of the first ten together, with their share of GDP."""
    apart = ["story", "policy", "seed", "line", "source"]
    yearly = books.with_columns(first_year=pl.col("year"))
    within = books.filter(pl.col("year") <= LONGEST)
    last = pl.col("year") == pl.col("year").max().over("story", "policy", "seed")
    sums = within.group_by(apart, maintain_order=True).agg(pl.col("cents", "nominal", "real").sum())
    stocks = within.filter(last & (pl.col("line") == DEBT)).select(*apart, "cents", "nominal", "real")
    ends = within.group_by("story", "policy", "seed").agg(year=pl.col("year").max())
    whole = pl.concat([sums.filter(pl.col("line") != DEBT), stocks])
    whole = whole.join(ends, on=["story", "policy", "seed"]).with_columns(first_year=pl.lit(1, pl.Int32))
    both = pl.concat([yearly, whole.filter(pl.col("year") > 1).select(yearly.columns)])
    gdp = both.filter(pl.col("line") == GDP).select(*KEYS, gdp="nominal")
    of_year = yearly.filter(pl.col("line") == GDP).select(*KEYS[:3], "year", gdp_of_year="nominal")
    both = both.join(gdp, on=KEYS, maintain_order="left")
    both = both.join(of_year, on=[*KEYS[:3], "year"], maintain_order="left")
    over = pl.when(pl.col("line") == DEBT).then("gdp_of_year").otherwise("gdp")
    return both.with_columns(gdp_share=100.0 * pl.col("nominal") / over).drop("gdp", "gdp_of_year")


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
