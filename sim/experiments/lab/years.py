"""The figures of each year that follow from the result tables of an arm."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from sim.records.figures import Figure
from sim.units import MONTHS_PER_YEAR

__all__ = ["POLICIES", "policy_figures", "table_figures", "yearly_policies"]

POLICIES = {
    "policy": pl.String,
    "year": pl.Int32,
    "part": pl.String,
    "cost": pl.Float64,
    "own_revenue": pl.Float64,
    "tax_revenue": pl.Float64,
    "rate": pl.Float64,
    "unfunded_share": pl.Float64,
    "recipients": pl.Float64,
}
"""Columns of the table of policies of all arms."""


def yearly_policies(monthly: pl.DataFrame, years: int) -> pl.DataFrame:
    """Return the means of each year by policy of the arm (``part``)."""
    columns = [column for column in POLICIES if column not in ("policy", "year", "part", "unfunded_share")]
    within = monthly.filter(pl.col("month").is_between(0, MONTHS_PER_YEAR * years, closed="left"))
    year = (pl.col("month") // MONTHS_PER_YEAR + 1).cast(pl.Int32).alias("year")
    yearly = within.group_by(year, pl.col("policy").alias("part"), maintain_order=True).agg(
        pl.col(columns).mean()
    )
    covered = pl.min_horizontal("cost", pl.col("own_revenue") + pl.col("tax_revenue"))
    unfunded = pl.when(pl.col("cost") > 0.0).then(1.0 - covered / pl.col("cost")).otherwise(0.0)
    return yearly.with_columns(unfunded_share=unfunded).select([c for c in POLICIES if c != "policy"])


def table_figures(
    frames: dict[str, pl.DataFrame], years: int, known: Mapping[str, Figure]
) -> list[dict[str, float]]:
    """Return the figures of each year that follow from tables, before their scale; ``known`` by name."""
    within = pl.col("month").is_between(0, MONTHS_PER_YEAR * years, closed="left")
    year = pl.col("month") // MONTHS_PER_YEAR
    tables = frames.keys() & {about.table for about in known.values()}
    yearly = {
        table: frames[table].filter(within).group_by(year, maintain_order=True).mean().to_dicts()
        for table in tables
    }
    found: list[dict[str, float]] = [{} for _ in range(years)]
    for measure, about in known.items():
        for figures, row in zip(found, yearly.get(about.table, ()), strict=False):
            over_nothing = about.over != "" and not row[about.over]
            if row[about.column] is not None and not over_nothing:
                figures[measure] = row[about.column] / (row[about.over] if about.over else 1.0)
                figures[measure] *= yearly[about.table][0][about.over] if about.real else 1.0
    return found


def policy_figures(costs: pl.DataFrame, year: int) -> dict[str, float]:
    """Return what all policies of an arm together cost and brought in a year."""
    rows = costs.filter(pl.col("year") == year)
    cost, own, raised = (float(rows[c].sum()) for c in ("cost", "own_revenue", "tax_revenue"))
    figures = {
        "policy_cost": cost,
        "policy_own_revenue": own,
        "policy_revenue": raised,
        "policy_unfunded": max(0.0, 1.0 - (own + raised) / cost) if cost > 0.0 else 0.0,
        "policy_recipients": float(rows["recipients"].to_numpy().max(initial=0.0)),
    }
    paying = rows.filter(pl.col("tax_revenue") > 0.0)
    if paying.height:
        rates = paying["rate"].to_numpy()
        figures["policy_rate_of_tax"] = float(rates.mean())
    return figures
