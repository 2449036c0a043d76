"""Figures as people read them: every column of a table of one row a month, and what follows from columns.

A page, a terminal, a sweep or a comparison names the figures that it shows; their words, unit, scale and
digits are those of this module and of ``sim.records.columns``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from sim.errors import UserError
from sim.parameters.explain import nearest, show
from sim.records.columns import TABLES
from sim.records.words import BILLIONS, Column, gini, income, share
from sim.units import MONTHS_PER_YEAR

__all__ = [
    "HEADLINES", "NOTHING", "OF_OWN_PATHS", "OF_PAIRS", "OF_PERSONS", "OF_POLICIES", "PER_GPU",
    "PER_GPU_PEAK", "POVERTY", "Figure", "figure", "figures", "names", "plain_words",
]  # fmt: skip

HEADLINES = (
    "unemployment_rate", "employment", "employment_rate", "labour_share", "real_gdp", "real_median_wage",
    "real_mean_income", "real_p10_income", "real_p20_income", "real_median_income", "real_p80_income",
    "price_level", "income_gini", "income_top1_share", "income_middle60_share", "wealth_top1_share",
    "poverty_rate", "gpus", "gpu_rent", "firms", "ai_firm_share",
)  # fmt: skip
"""Figures that head every summary."""
POVERTY = (
    "poverty_rate", "poverty_gap", "just_above_poverty", "child_poverty", "working_age_poverty", "poverty_65",
    "supplemental_poverty",
)  # fmt: skip
"""Figures of poverty, which stand together: the official rate, against which the economy is validated, what
the poor miss, who is just above the line; by age; the supplemental measure."""


NOTHING: Mapping[str, Column] = MappingProxyType({})
"""No columns beside those that come with the program."""


class Figure(NamedTuple):
    """A figure: its words, and how it follows from the columns of a result table.

    Attributes
    ----------
    name : str
        In results, options and addresses.
    words : Column
        What is known of it; its unit and scale are those shown.
    table, column : str
        Where it comes from; empty for figures that an experiment works out by itself.
    over : str
        Column by which it is divided.
    real : bool
        ``over`` is a price level: the figure is stated at prices of the first year.
    indexed : bool
        Divided by its own mean over the first year.
    """

    name: str
    words: Column
    table: str = ""
    column: str = ""
    over: str = ""
    real: bool = False
    indexed: bool = False

    @property
    def label(self) -> str:
        """A few words."""
        return self.words.label

    @property
    def short(self) -> str:
        """A word, or the label."""
        return self.words.short or self.words.label

    @property
    def unit(self) -> str:
        """Unit in which people read it."""
        return self.words.unit_shown

    @property
    def scale(self) -> float:
        """Shown units for one unit of the table."""
        return self.words.scale

    @property
    def digits(self) -> int:
        """Decimals."""
        return self.words.digits

    @property
    def relative(self) -> bool:
        """Whether changes are told in per cent."""
        return self.words.relative

    @property
    def difference_unit(self) -> str:
        """Unit of a difference between two values."""
        points = "percentage points" + self.unit.removeprefix("%")
        return points if self.unit.startswith("%") else self.unit

    @property
    def change_unit(self) -> str:
        """Unit of a change as it is told: per cent, or that of a difference."""
        return "%" if self.relative else self.difference_unit

    def value(self, *runs: str) -> pl.Expr:
        """Return the figure month by month from the columns of its table; null where it is over nothing.

        Parameters
        ----------
        *runs : str
            Columns that tell the runs of a frame apart; none for a frame of one run.
        """

        def first_year(values: pl.Expr) -> pl.Expr:
            mean = values.head(MONTHS_PER_YEAR).mean()
            return mean.over(runs) if runs else mean

        value = pl.col(self.column) * self.scale
        if self.over:
            value = pl.when(pl.col(self.over) != 0.0).then(value / pl.col(self.over))
        if self.real:
            value = value * first_year(pl.col(self.over))
        return value / first_year(value) if self.indexed else value

    def as_index(self) -> Figure:
        """Return the figure divided by its mean over the first year."""
        words = self.words._replace(unit="year 0 = 1", shown="", scale=1.0, digits=2, relative=False)
        return self._replace(words=words, indexed=True)

    def called(self, name: str, label: str, unit: str | None = None, digits: int | None = None) -> Figure:
        """Return the figure under another name, with other words where they are given."""
        words = self.words._replace(label=label)
        words = words if unit is None else words._replace(unit=unit, shown="")
        return self._replace(name=name, words=words if digits is None else words._replace(digits=digits))


def figure(name: str, place: str = "", own: Mapping[str, Column] = NOTHING) -> Figure:
    """Return the figure called ``name``: ``inflation``, ``macro.inflation``, ``layoffs``, ``debt_gdp``.

    Parameters
    ----------
    name : str
        Its name.
    place : str
        What an error calls the place where it was named: ``--figures``.
    own : mapping of str to Column
        Columns that do not come with the program, ``"macro.my_figure"``.

    Raises
    ------
    UserError
        If there is no such figure; the sentence offers the nearest.
    """
    if not isinstance(name, str):
        raise UserError(f"{place}{': ' if place else ''}{show(name)} is no name of a figure; names are text.")
    if name in _FOLLOWING:
        return _FOLLOWING[name]
    given, _, column = name.rpartition(".")
    for table in (given,) if given else _MONTHLY:
        known = TABLES[table].columns if table in _MONTHLY else {}
        if words := known.get(column, own.get(f"{table}.{column}")):
            return Figure(column, words, table, column)
    every = names(own)
    headline = next((one for one in HEADLINES if one.startswith(column)), None) if column else None
    close = headline or nearest(name, every) or nearest(column, every)
    listed = f"there are {', '.join(every[:8])} and {len(every) - 8} more"
    offer = f"the nearest is {close}" if close else listed
    raise UserError(f"{place}{': ' if place else ''}there is no figure {show(name)}; {offer}.")


def figures(chosen: Sequence[str], place: str = "", own: Mapping[str, Column] = NOTHING) -> list[Figure]:
    """Return several figures, each once, as :func:`figure` does."""
    return list({one.name: one for one in (figure(name, place, own) for name in chosen)}.values())


def plain_words(name: str) -> Column:
    """Return words for a column that has none: those of its name."""
    label = name.rpartition(".")[2].replace("_", " ")
    return Column(label[:1].upper() + label[1:], label, "", digits=3)


def names(own: Mapping[str, Column] = NOTHING) -> list[str]:
    """Return the names of all figures that follow from the tables of a run."""
    columns = [column for table in _MONTHLY for column in TABLES[table].columns]
    others = [name.partition(".")[2] for name in own if name.partition(".")[0] in _MONTHLY]
    return list(dict.fromkeys([*columns, *others, *_FOLLOWING]))


_MONTHLY = tuple(name for name, table in TABLES.items() if table.rows_a_month == 1)


def _macro(
    name: str, column: str, words: Column, over: str = "", *, real: bool = False, indexed: bool = False
) -> Figure:
    return Figure(name, words, "macro", column, over, real, indexed)


def _of_gdp(name: str, column: str, digits: int = 1, short: str = "") -> Figure:
    """Return a figure in per cent of GDP; its other words are those of its column."""
    about = TABLES["macro"].columns[column]
    words = share(about.label, f"{about.description}, over GDP", "of GDP", digits=digits, short=short)
    return _macro(name, column, words._replace(with_ai=about.with_ai), "gdp")


def _real(name: str, column: str, label: str, unit: str) -> Figure:
    """Return a figure at prices of year 0; its other words are those of its column."""
    about = TABLES["macro"].columns[column]
    words = about._replace(label=label, description=f"{about.description}, at prices of year 0", unit=unit)
    return _macro(name, column, words, "price_level", real=True)


_MACRO = TABLES["macro"].columns
_FOLLOWING: dict[str, Figure] = {
    one.name: one
    for one in (
        _real("real_consumption", "consumption", "Real consumption", "billion dollars of year 0 a year"),
        _real("real_mean_wage", "mean_wage", "Real mean wage", "dollars of year 0 a month"),
        _macro(
            "gpu_work_cost",
            "rent_over_pay",
            share(
                "Cost of a GPU's work",
                "Rent of a GPU over the pay of the workers whose tasks it does; no oversight, no royalty",
                "of that pay",
                with_ai=True,
            ),
            "gpu_worker_ratio",
        ),
        _of_gdp("tax_revenue_gdp", "tax_revenue"),
        _of_gdp("transfers_gdp", "transfers_paid"),
        _of_gdp("purchases_gdp", "government_purchases"),
        _of_gdp("budget_balance_gdp", "budget_balance", short="Budget"),
        _of_gdp("debt_gdp", "government_debt", 0),
        _of_gdp("foreign_rent_gdp", "foreign_rent", 2),
        _of_gdp("royalties_gdp", "royalties", 2),
        _of_gdp("kept_savings_gdp", "kept_savings", 2),
        _of_gdp("model_spending_gdp", "model_spending", 2),
        _of_gdp("compute_investment_gdp", "compute_investment", 2),
        _of_gdp("chip_margins_gdp", "chip_margins", 2),
        _of_gdp("running_costs_gdp", "running_costs", 2),
        _of_gdp("owners_income_gdp", "owners_income", 2),
        _of_gdp("owners_money_gdp", "owners_money", 2),
        _of_gdp("operating_surplus_gdp", "operating_surplus"),
        _macro("gpu_rent_gdp", "gpu_rent_share", _MACRO["gpu_rent_share"]),
        _macro("gpu_worker_ratio_reached", "gpu_worker_ratio", _MACRO["gpu_worker_ratio"]),
    )
}
"""Figures that follow from columns of a table, or stand for one under a name of their own."""


def _dictionary(**words: Column) -> dict[str, Figure]:
    return {name: Figure(name, about) for name, about in words.items()}


def _percent(label: str, shown: str, **more: Any) -> Column:
    """Return a share over persons or payments, which people read in per cent."""
    return share(label, label, shown, **more)


def _plain(label: str, unit: str, digits: int, **more: Any) -> Column:
    return Column(label, label, unit, digits=digits, **more)


def _dollars(label: str, unit: str = "dollars of year 0 a month", **more: Any) -> Column:
    return income(label, label, unit, better=1, **more)


OF_PERSONS = _dictionary(
    price_paid=_plain(
        "Prices paid, taxes included", "1 in the year before the policy", 3, relative=True, short="Prices"
    ),
    gini_year=gini("Gini of disposable income", "Gini coefficient of the year's disposable income"),
    palma=_plain("Palma ratio", "top 10 % over bottom 40 %", 2, better=-1),
    income_top1_year_share=_percent("Income of the top 1 %", "of disposable income", better=-1),
    income_top10_year_share=_percent("Income of the top 10 %", "of disposable income", better=-1),
    income_middle60_year_share=_percent("Income of the middle 60 %", "of disposable income", better=1),
    income_bottom50_year_share=_percent("Income of the poorer half", "of disposable income", better=1),
    wealth_top1_year_share=_percent("Wealth of the top 1 %", "of wealth", better=-1),
    wealth_top10_year_share=_percent("Wealth of the top 10 %", "of wealth", better=-1),
    mean_income=_dollars("Mean disposable income", short="Mean"),
    p10_income=_dollars("Disposable income, P10", short="P10"),
    p20_income=_dollars("Disposable income, P20", short="P20"),
    median_income=_dollars("Median disposable income", short="Median"),
    p80_income=_dollars("Disposable income, P80", short="P80"),
    mean_real_consumption=_dollars("Mean consumption"),
    mean_wealth=_dollars("Mean wealth", "dollars of year 0"),
    moved_up_share=_percent("Moved up a tenth or more since year 0", "of adults"),
    moved_down_share=_percent("Moved down a tenth or more since year 0", "of adults"),
    poorest_fifth_stays_share=_percent("Poorest fifth of year 0 still there", "of them"),
    rank_correlation=_plain("Correlation of income ranks with year 0", "-1 to 1", 3),
    marginal_tax_rate=_percent("Marginal tax rate on pay", "of pay"),
    participation_tax_rate=_percent("Participation tax rate", "of pay"),
    high_marginal_share=_percent("Keep less than half of a raise", "of the employed"),
)
"""Figures over the persons of a year, which the policy lab works out."""

OF_POLICIES = _dictionary(
    policy_cost=_plain("Cost of the policy", BILLIONS, 0),
    policy_revenue=_plain("Revenue of its tax", BILLIONS, 0),
    policy_own_revenue=_plain("Revenue of the policy itself", BILLIONS, 0),
    policy_rate_of_tax=_percent("Rate of the tax that pays", "(of its base)"),
    policy_unfunded=_percent(
        "Part of the cost that its taxes did not raise in the year", "of the cost", digits=0
    ),
    policy_recipients=_plain("People reached", "million people", 1),
)
"""Figures of all policies of an arm together."""

OF_CONSUMPTION = "of consumption; no leisure, the poorest weigh most"
"""Unit of welfare, which is never shown without what it leaves out."""
OF_PAIRS = _dictionary(
    welfare_2=_percent("Welfare, risk aversion 2", OF_CONSUMPTION, better=1, short="Welfare"),
    welfare_1=_percent("Welfare, risk aversion 1 (ln)", OF_CONSUMPTION, better=1),
    price_response=_percent("Part of the payments that higher prices eat", "of the payments"),
    price_loss=_percent("Buying power that prices take from all consumption", "of the payments", digits=0),
)
"""Figures of an arm against its reference."""

OF_OWN_PATHS = _dictionary(
    below_own_path=_percent("Adults below their own path", "of adults", better=-1, short="Below own path"),
    places_below=_percent("Places with less income", "of places", better=-1, short="Places below"),
)
"""Figures of the persons and places of a run against those of its counterfactual."""

PER_GPU = _dictionary(
    jobs_displaced_per_gpu=_plain("Realised ratio, gross", "jobs' worth a GPU in use", 2),
    jobs_lost_per_gpu=_plain("Realised ratio, net", "jobs a GPU in use", 2),
)
"""The realised ratio, gross and net: what becomes of the claim against an economy without AI."""

PER_GPU_PEAK = _dictionary(
    realised_ratio_gross_peak=_plain("Realised ratio, gross: highest year", "jobs' worth a GPU in use", 2),
    realised_ratio_net_peak=_plain("Realised ratio, net: highest year", "jobs a GPU in use", 2),
)
"""The highest year on the path of each."""
