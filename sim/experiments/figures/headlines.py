"""The figures that head every summary, defined once: page, script and command show the same numbers."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

__all__ = ["HEADLINES", "RATIOS", "WINDOW", "Headline", "headline_series", "headline_values"]

WINDOW = 12
"""Months over which a headline figure is averaged: the last year of a run, or its first."""


class Headline(NamedTuple):
    """One headline figure: column of the macro table, words, unit, scale and digits.

    ``relative`` figures are divided by their own mean over the first year: year 0 is 1.
    """

    measure: str
    label: str
    unit: str
    column: str
    scale: float = 1.0
    digits: int = 1
    relative: bool = False


HEADLINES: tuple[Headline, ...] = (
    Headline("unemployment_rate", "Unemployment", "% of the labour force", "unemployment_rate", 100.0),
    Headline("employment", "Employment", "million people", "employment"),
    Headline("employment_rate", "Employment rate", "% of adults", "employment_rate", 100.0),
    Headline("labour_share", "Labour share", "% of GDP", "labour_share", 100.0),
    Headline("real_gdp", "Real GDP", "year 0 = 1", "real_gdp", 1.0, 2, True),
    Headline("real_median_wage", "Real median wage", "dollars of year 0 a month", "real_median_wage", 1.0, 0),
    Headline("price_level", "Price level", "year 0 = 1", "price_level", 1.0, 2, True),
    Headline("income_gini", "Income Gini", "0 to 1", "income_gini", 1.0, 3),
    Headline("income_top1_share", "Income of the top 1 %", "% of income", "income_top1_share", 100.0),
    Headline(
        "income_middle60_share", "Income of the middle 60 %", "% of income", "income_middle60_share", 100.0
    ),
    Headline("wealth_top1_share", "Wealth of the top 1 %", "% of wealth", "wealth_top1_share", 100.0),
    Headline("poverty_rate", "Poverty", "% of adults", "poverty_rate", 100.0),
    Headline("gpus", "GPUs in service", "millions", "gpus"),
    Headline("gpu_rent", "GPU rent", "dollars a month", "gpu_rent", 1.0, 0),
    Headline("firms", "Firms", "millions", "firms", 1.0, 2),
    Headline("ai_firm_share", "Firms that use AI", "% of firms", "ai_firm_share", 100.0),
)

RATIOS: tuple[Headline, ...] = (
    Headline("realised_ratio_gross", "Jobs displaced per inference GPU", "jobs a GPU", "", 1.0, 2),
    Headline("realised_ratio_net", "Jobs lost per inference GPU", "jobs a GPU", "", 1.0, 2),
)


def headline_series(macro: pl.DataFrame) -> pl.DataFrame:
    """Return ``month``, ``year`` and every headline figure in its own unit, from one run's macro table."""
    figures = []
    for headline in HEADLINES:
        figure = pl.col(headline.column) * headline.scale
        if headline.relative:
            figure = figure / pl.col(headline.column).head(WINDOW).mean()
        figures.append(figure.alias(headline.measure))
    return macro.select("month", "year", *figures)


def headline_values(macro: pl.DataFrame, *, at_end: bool = True) -> dict[str, float | None]:
    """Return the mean of every headline figure over the last year of a run, or over its first.

    A run shorter than two years is halved, so that its start and its end do not overlap.
    """
    window = max(1, min(WINDOW, macro.height // 2))
    series = headline_series(macro).drop("month", "year")
    part = series.tail(window) if at_end else series.head(window)
    return dict(part.mean().row(0, named=True))
