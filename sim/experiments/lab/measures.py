"""The figures of the policy lab, defined once: where each comes from, its words, unit and digits."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["MEASURES", "LabMeasure"]

SHARE = "%"
MONTHLY = "dollars of year 0 a month"


class LabMeasure(NamedTuple):
    """A figure of an arm in a year.

    ``source`` is ``macro`` (mean of a column over the year), ``people`` (over persons, from the year's sums),
    ``policies`` or ``paired`` (against the reference). ``relative`` figures are compared in per cent of the
    reference, others by their difference.
    """

    label: str
    unit: str
    source: str
    column: str = ""
    scale: float = 1.0
    digits: int = 1
    relative: bool = False
    of_gdp: bool = False


def _macro(
    label: str,
    unit: str,
    column: str,
    scale: float = 1.0,
    digits: int = 1,
    *,
    relative: bool = False,
    of_gdp: bool = False,
) -> LabMeasure:
    return LabMeasure(label, unit, "macro", column, scale, digits, relative, of_gdp)


def _people(
    label: str, unit: str, scale: float = 1.0, digits: int = 1, *, relative: bool = False
) -> LabMeasure:
    return LabMeasure(label, unit, "people", "", scale, digits, relative)


def _policy(label: str, unit: str, scale: float = 1.0, digits: int = 1) -> LabMeasure:
    return LabMeasure(label, unit, "policies", "", scale, digits)


MEASURES: dict[str, LabMeasure] = {
    # the labour market
    "unemployment_rate": _macro("Unemployment", "% of the labour force", "unemployment_rate", 100.0),
    "participation_rate": _macro("Participation", "% of adults", "participation_rate", 100.0),
    "employment_rate": _macro("Employment rate", "% of adults", "employment_rate", 100.0),
    "employment": _macro("Employment", "million people", "employment"),
    "displaced_jobs": _macro("Jobs' worth of tasks done by GPUs alone", "millions", "displaced_jobs"),
    "labour_share": _macro("Labour share", "% of GDP", "labour_share", 100.0),
    "mean_wage": _macro("Mean wage", "dollars a month", "mean_wage", 1.0, 0, relative=True),
    # output and prices
    "real_gdp": _macro("Real GDP", "billion dollars of year 0", "real_gdp", 1.0, 0, relative=True),
    "price_level": _macro("List prices", "1 in the base year", "price_level", 1.0, 3, relative=True),
    "price_paid": _people("Prices paid", "1 in the year before the policy", 1.0, 3, relative=True),
    "inflation": _macro("Inflation", "% a year", "inflation", 100.0),
    "policy_rate": _macro("Policy rate", "% a year", "policy_rate", 100.0),
    "gpu_rent": _macro("GPU rent", "dollars a month", "gpu_rent", 1.0, 0, relative=True),
    "gpus": _macro("GPUs in service", "millions", "gpus", 1.0, 1, relative=True),
    "gpu_rent_gdp": _macro("Spending on GPU rent", "% of GDP", "gpu_rent_share", 100.0),
    "foreign_rent_gdp": _macro(
        "Rent and profit that go abroad", "% of GDP", "foreign_rent", 100.0, of_gdp=True
    ),
    # public finance
    "tax_revenue_gdp": _macro("Taxes and contributions", "% of GDP", "tax_revenue", 100.0, of_gdp=True),
    "transfers_gdp": _macro("Transfers to persons", "% of GDP", "transfers_paid", 100.0, of_gdp=True),
    "budget_balance": _macro("Budget balance", "billion current dollars a year", "budget_balance", 1.0, 0),
    "budget_balance_gdp": _macro("Budget balance", "% of GDP", "budget_balance", 100.0, of_gdp=True),
    "debt_gdp": _macro("Government debt", "% of GDP", "government_debt", 100.0, of_gdp=True),
    "policy_cost": _policy("Cost of the policy", "billion current dollars a year", 1.0, 0),
    "policy_revenue": _policy("Revenue of its tax", "billion current dollars a year", 1.0, 0),
    "policy_own_revenue": _policy("Revenue of the policy itself", "billion current dollars a year", 1.0, 0),
    "policy_rate_of_tax": _policy("Rate of the tax that pays", "% (of its base)", 100.0, 1),
    "policy_unfunded": _policy("Part of the cost not covered", "%", 100.0, 0),
    "policy_recipients": _policy("People reached", "millions", 1.0, 1),
    # persons
    "poverty_rate": _macro("Poverty, by the month's income", "% of adults", "poverty_rate", 100.0),
    "poverty_year_rate": _people("Poverty", "% of adults", 100.0),
    "poverty_gap": _people("Poverty gap", "% of the poverty line", 100.0, 2),
    "gini_year": _people("Gini of disposable income", "0 to 1", 1.0, 3),
    "palma": _people("Palma ratio", "top 10 % over bottom 40 %", 1.0, 2),
    "income_top1_year_share": _people("Income of the top 1 %", "% of disposable income", 100.0),
    "income_top10_year_share": _people("Income of the top 10 %", "% of disposable income", 100.0),
    "income_middle60_year_share": _people("Income of the middle 60 %", "% of disposable income", 100.0),
    "income_bottom50_year_share": _people("Income of the poorer half", "% of disposable income", 100.0),
    "wealth_top1_year_share": _people("Wealth of the top 1 %", "% of wealth", 100.0),
    "wealth_top10_year_share": _people("Wealth of the top 10 %", "% of wealth", 100.0),
    "mean_income": _people("Mean disposable income", MONTHLY, 1.0, 0, relative=True),
    "median_income": _people("Median disposable income", MONTHLY, 1.0, 0, relative=True),
    "mean_real_consumption": _people("Mean consumption", MONTHLY, 1.0, 0, relative=True),
    "mean_wealth": _people("Mean wealth", "dollars of year 0", 1.0, 0, relative=True),
    "moved_up_share": _people("Moved up a tenth or more since year 0", "% of adults", 100.0),
    "moved_down_share": _people("Moved down a tenth or more since year 0", "% of adults", 100.0),
    "poorest_fifth_stays_share": _people("Poorest fifth of year 0 still there", "%", 100.0),
    "rank_correlation": _people("Correlation of income ranks with year 0", "-1 to 1", 1.0, 3),
    "marginal_tax_rate": _people("Marginal tax rate on pay", "%", 100.0),
    "participation_tax_rate": _people("Participation tax rate", "%", 100.0),
    "high_marginal_share": _people("Keep less than half of a raise", "% of the employed", 100.0),
    # against the reference
    "welfare_2": LabMeasure("Welfare, risk aversion 2", "% of consumption", "paired", "", 100.0, 1),
    "welfare_1": LabMeasure("Welfare, risk aversion 1 (ln)", "% of consumption", "paired", "", 100.0, 1),
    "price_response": LabMeasure("Part of the payments that higher prices eat", "%", "paired", "", 100.0, 1),
    "price_loss": LabMeasure(
        "Buying power that higher prices take from all consumption",
        "% of the payments",
        "paired",
        "",
        100.0,
        0,
    ),
}
"""Every figure by its name in the result tables; values there are in ``unit``."""
