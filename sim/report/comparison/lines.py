"""Which lines the page shows, in which order, and what a reader should know about each."""

from __future__ import annotations

from typing import NamedTuple

from sim.units import MONTHS_PER_YEAR

__all__ = ["CHAPTERS", "Chapter", "Plot"]


class Plot(NamedTuple):
    """One chart of a figure over years; its words are those of the dictionary of figures.

    Parameters
    ----------
    name : str
        Of the figure.
    from_zero : bool
        The axis includes zero.
    indexed : bool
        Divided by the mean of its own first year.
    period : int
        Months averaged into one point.
    note : str
        One sentence under the chart, if it needs one.
    bands : bool
        Draw bands over seeds; without them where the figure is yes or no.
    """

    name: str
    from_zero: bool = False
    indexed: bool = False
    period: int = 3
    note: str = ""
    bands: bool = True


class Chapter(NamedTuple):
    """A group of charts with a heading and a sentence or two on what they show."""

    key: str
    title: str
    text: str
    plots: tuple[Plot, ...]


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "work",
        "Work",
        "Whether people who want a job have one. The unemployment rate leaves out those who stop "
        "looking; the employment rate counts every adult, so read the two together.",
        (
            Plot("unemployment_rate", from_zero=True),
            Plot("employment_rate"),
            Plot("layoffs", from_zero=True, period=MONTHS_PER_YEAR),
        ),
    ),
    Chapter(
        "pay",
        "Pay",
        "Who gets what is produced. The labour share is the part of output that is paid for work. The "
        "real median wage is what the worker in the middle buys with a month's pay: it counts only "
        "those who have a job, so it can rise while many lose theirs. Median and mean income count every "
        "adult, after taxes and transfers.",
        (
            Plot("labour_share"),
            Plot("real_median_wage"),
            Plot("real_median_income"),
            Plot("real_mean_income"),
        ),
    ),
    Chapter(
        "gains",
        "Who gets the gains",
        "What AI saves and earns goes through three doors to owners and adopters: rents that customers "
        "pay for GPUs, royalties to owners of models, and savings that adopters keep in their prices. "
        "Workers get wages, buyers what prices leave them. All are parts of output, held against the "
        "same seeds without AI where there is something to hold them against.",
        (
            Plot("royalties_gdp", from_zero=True),
            Plot("gpu_rent_share", from_zero=True, note="Rents that firms pay; training is not in it."),
            Plot("kept_savings_gdp", from_zero=True),
            Plot("model_spending_gdp", from_zero=True, note="Paid out of royalties and new money of owners."),
            Plot("chip_margins_gdp", from_zero=True),
            Plot("running_costs_gdp", from_zero=True),
            Plot("owners_income_gdp", from_zero=True),
            Plot("owners_money_gdp", from_zero=True, note="New GPUs and training beyond what AI earns."),
            Plot("foreign_rent_gdp", from_zero=True),
            Plot(
                "gpu_payback",
                from_zero=True,
                note="Below 12 a GPU pays itself back within a year; 120 stands for ten years or never.",
            ),
            Plot(
                "supply_at_cap",
                from_zero=True,
                period=MONTHS_PER_YEAR,
                note="Months in which chips cost more than list price or the grid is full; means over seeds.",
                bands=False,
            ),
            Plot(
                "rent_over_pay",
                from_zero=True,
                note="Nobody rents a GPU that does less than this many average workers.",
            ),
        ),
    ),
    Chapter(
        "inequality",
        "Inequality",
        "Incomes of all adults, in work or not. A tenth of them have less than P10 after taxes and "
        "transfers, a fifth less than P20, four fifths less than P80. The middle 60 % are the three middle "
        "fifths by income, a common measure of the middle class.",
        (
            Plot("real_p10_income"),
            Plot("real_p20_income"),
            Plot("real_p80_income"),
            Plot("disposable_income_gini", note="0: all have the same; 1: one has all."),
            Plot("income_top1_share", from_zero=True, note="Of income before taxes."),
            Plot("income_middle60_share", note="Of income before taxes."),
            Plot("poverty_rate", from_zero=True),
            Plot("wealth_top1_share"),
        ),
    ),
    Chapter(
        "compute",
        "GPUs",
        "The machines: how many are in service in the country (H100 equivalents), what a month of one "
        "costs, and how far firms have taken them up.",
        (
            Plot("gpus", from_zero=True),
            Plot("gpu_rent", from_zero=True),
            Plot("gpu_utilisation", from_zero=True),
            Plot("ai_firm_share", from_zero=True),
        ),
    ),
    Chapter(
        "entry",
        "Firms and entry",
        "Whether cheaper tools let more firms start, or larger ones crowd them out.",
        (
            Plot("firms"),
            Plot("firm_entries", from_zero=True, period=MONTHS_PER_YEAR),
            Plot("employment_age0_5", from_zero=True),
        ),
    ),
    Chapter(
        "output",
        "Output and prices",
        "What the economy produces, what people consume of it, and what it costs; each is 1 in the "
        "first year.",
        (
            Plot("real_gdp", indexed=True),
            Plot("real_consumption", indexed=True),
            Plot("price_level", indexed=True),
        ),
    ),
    Chapter(
        "government",
        "Government and central bank",
        "All levels of government together. Taxes on work follow the labour share, transfers follow "
        "unemployment, base taxes react slowly to debt, and the central bank sets its rate by "
        "inflation and unemployment.",
        (
            Plot("tax_revenue_gdp"),
            Plot("purchases_gdp"),
            Plot("transfers_gdp"),
            Plot("budget_balance_gdp", from_zero=True),
            Plot("debt_gdp"),
            Plot("policy_rate", from_zero=True),
        ),
    ),
)
