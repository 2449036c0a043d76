"""Which lines the page shows, in which order, and what a reader should know about each."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from sim.units import MONTHS_PER_YEAR

__all__ = ["CHAPTERS", "Chapter", "Plot"]


class Plot(NamedTuple):
    """One chart of a figure over years.

    Parameters
    ----------
    key : str
        Identifies the chart on the page.
    title, unit : str
        Over the chart; the unit also chooses how figures are written in words.
    table : str
        Result table.
    value : polars.Expr
        The figure, in ``unit``.
    digits : int
        Decimals in words and tables.
    axis : str
        d3 format of the axis.
    scale : str
        ``linear`` or ``log``.
    from_zero : bool
        The axis includes zero.
    only_with_ai : bool
        Stories without GPUs are left out.
    relative : bool
        Divided by the mean of its own first year.
    period : int
        Months averaged into one point.
    note : str
        One sentence under the chart, if it needs one.
    """

    key: str
    title: str
    unit: str
    table: str
    value: pl.Expr
    digits: int = 1
    axis: str = ",~f"
    scale: str = "linear"
    from_zero: bool = False
    only_with_ai: bool = False
    relative: bool = False
    period: int = 3
    note: str = ""


class Chapter(NamedTuple):
    """A group of charts with a heading and a sentence or two on what they show."""

    key: str
    title: str
    text: str
    plots: tuple[Plot, ...]


def _share(column: str) -> pl.Expr:
    return 100.0 * pl.col(column)


def _real(column: str) -> pl.Expr:
    return pl.col(column) / pl.col("price_level")


def _of_gdp(column: str) -> pl.Expr:
    return 100.0 * pl.col(column) / pl.col("gdp")


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "work",
        "Work",
        "Whether people who want a job have one. The unemployment rate leaves out those who stop "
        "looking; the employment rate counts every adult, so read the two together.",
        (
            Plot(
                "unemployment",
                "Unemployment rate",
                "% of the labour force",
                "macro",
                _share("unemployment_rate"),
                from_zero=True,
            ),
            Plot("employment-rate", "Employment rate", "% of adults", "macro", _share("employment_rate")),
            Plot(
                "layoffs",
                "Layoffs",
                "millions of people a month, yearly means",
                "labour_flows",
                pl.col("layoffs"),
                digits=2,
                from_zero=True,
                period=MONTHS_PER_YEAR,
            ),
        ),
    ),
    Chapter(
        "pay",
        "Pay",
        "Who gets what is produced. The labour share is the part of output that is paid for work. The "
        "real median wage is what the worker in the middle buys with a month's pay: it counts only "
        "those who have a job, so it can rise while many lose theirs. Disposable income counts every "
        "adult.",
        (
            Plot("labour-share", "Labour share", "% of GDP", "macro", _share("labour_share")),
            Plot(
                "median-wage",
                "Real median wage",
                "dollars of year 0 a month",
                "macro",
                pl.col("real_median_wage"),
                digits=0,
                axis="$,.0f",
            ),
            Plot(
                "median-income",
                "Real median disposable income",
                "dollars of the base period a month, all adults",
                "macro",
                _real("median_disposable_income"),
                digits=0,
                axis="$,.0f",
            ),
        ),
    ),
    Chapter(
        "inequality",
        "Inequality",
        "Incomes of all adults, in work or not. The middle 60 % are the three middle fifths by "
        "income, a common measure of the middle class.",
        (
            Plot(
                "gini",
                "Inequality of disposable income",
                "Gini coefficient: 0 all equal, 1 one has all",
                "macro",
                pl.col("disposable_income_gini"),
                digits=3,
                axis=".3~f",
            ),
            Plot(
                "top1",
                "Income of the top 1 %",
                "% of all income before taxes",
                "macro",
                _share("income_top1_share"),
                from_zero=True,
            ),
            Plot(
                "middle60",
                "Income of the middle 60 %",
                "% of all income before taxes",
                "macro",
                _share("income_middle60_share"),
            ),
            Plot("poverty", "Poverty", "% of adults", "macro", _share("poverty_rate"), from_zero=True),
            Plot(
                "wealth-top1",
                "Wealth of the top 1 %",
                "% of all wealth",
                "macro",
                _share("wealth_top1_share"),
            ),
        ),
    ),
    Chapter(
        "compute",
        "GPUs",
        "The machines: how many are in service in the United States, what a month of one costs, how "
        "far firms have taken them up, and what they absorb of output and leave to owners abroad.",
        (
            Plot(
                "gpus",
                "GPUs in service",
                "millions of H100 equivalents",
                "macro",
                pl.col("gpus"),
                from_zero=True,
                only_with_ai=True,
            ),
            Plot(
                "gpu-rent",
                "Rent of a GPU",
                "dollars a month",
                "macro",
                pl.col("gpu_rent"),
                digits=0,
                axis="$,.0f",
                from_zero=True,
                only_with_ai=True,
            ),
            Plot(
                "utilisation",
                "GPUs in use",
                "% of those that serve inference",
                "macro",
                _share("gpu_utilisation"),
                from_zero=True,
                only_with_ai=True,
            ),
            Plot(
                "ai-firms",
                "Firms that use AI",
                "% of firms",
                "macro",
                _share("ai_firm_share"),
                from_zero=True,
                only_with_ai=True,
            ),
            Plot(
                "rent-share",
                "Spending on GPU rent",
                "% of GDP",
                "macro",
                _share("gpu_rent_share"),
                digits=2,
                from_zero=True,
                only_with_ai=True,
            ),
            Plot(
                "foreign-rent",
                "Rent and profit that go abroad",
                "% of GDP",
                "macro",
                _of_gdp("foreign_rent"),
                digits=2,
                from_zero=True,
                only_with_ai=True,
            ),
        ),
    ),
    Chapter(
        "firms",
        "Firms and entry",
        "Whether cheaper tools let more firms start, or larger ones crowd them out.",
        (
            Plot("firms-number", "Firms", "millions", "macro", pl.col("firms"), digits=2),
            Plot(
                "entry",
                "New firms",
                "thousands a month, yearly means",
                "labour_flows",
                1000.0 * pl.col("firm_entries"),
                from_zero=True,
                period=MONTHS_PER_YEAR,
            ),
            Plot(
                "young-firms",
                "Jobs in firms up to five years old",
                "millions",
                "labour_flows",
                pl.col("employment_age0_5"),
                from_zero=True,
            ),
        ),
    ),
    Chapter(
        "output",
        "Output and prices",
        "What the economy produces, what people consume of it, and what it costs; each is 1 in the "
        "first year.",
        (
            Plot(
                "real-gdp",
                "Real GDP",
                "first year = 1",
                "macro",
                pl.col("real_gdp"),
                digits=2,
                axis=".3~f",
                relative=True,
            ),
            Plot(
                "consumption",
                "Real consumption",
                "first year = 1",
                "macro",
                _real("consumption"),
                digits=2,
                axis=".3~f",
                relative=True,
            ),
            Plot(
                "prices",
                "Price level",
                "first year = 1",
                "macro",
                pl.col("price_level"),
                digits=2,
                axis=".3~f",
                relative=True,
            ),
        ),
    ),
    Chapter(
        "government",
        "Government and central bank",
        "All levels of government together. Taxes on work follow the labour share, transfers follow "
        "unemployment, base taxes react slowly to debt, and the central bank sets its rate by "
        "inflation and unemployment.",
        (
            Plot("revenue", "Taxes and contributions", "% of GDP", "macro", _of_gdp("tax_revenue")),
            Plot("purchases", "Government purchases", "% of GDP", "macro", _of_gdp("government_purchases")),
            Plot("transfers", "Transfers to persons", "% of GDP", "macro", _of_gdp("transfers_paid")),
            Plot("balance", "Budget balance", "% of GDP", "macro", _of_gdp("budget_balance"), from_zero=True),
            Plot("debt", "Government debt", "% of annual GDP", "macro", _of_gdp("government_debt"), digits=0),
            Plot("policy-rate", "Policy rate", "% a year", "macro", _share("policy_rate"), from_zero=True),
        ),
    ),
)
