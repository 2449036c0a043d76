"""Every column of every result table: what it is, in which unit, and how it is stored.

All figures are at the scale of the United States: people, jobs, firms and GPUs in millions, money a year in
billion dollars, pay and income of one person in dollars a month. Shares and rates lie between 0 and 1.
``month`` counts from the end of the burn-in; ``year`` is ``month / 12``.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["TABLES", "Column", "Table", "describe"]

MILLIONS = "millions"
BILLIONS = "billion dollars a year"
MONTHLY = "dollars a month"
SHARE = "share"
PEOPLE_FLOW = "millions of people a month"
INDEX = "index"


class Column(NamedTuple):
    """One documented column: its meaning and unit; ``kind`` is ``number``, ``integer`` or ``text``."""

    description: str
    unit: str
    kind: str = "number"


class Table(NamedTuple):
    """One result table: what a row stands for, how many rows a month, and its columns."""

    row: str
    rows_a_month: int
    columns: dict[str, Column]


_MACRO = {
    "unemployment_rate": Column("Unemployed over the labour force", SHARE),
    "participation_rate": Column("Labour force over all adults", SHARE),
    "employment_rate": Column("Employed over all adults", SHARE),
    "employment": Column("People with a job", MILLIONS),
    "gdp": Column("Gross domestic product at current prices", BILLIONS),
    "real_gdp": Column("Gross domestic product at prices of year 0", BILLIONS),
    "price_level": Column("Consumer prices, 1 in the base period", INDEX),
    "inflation": Column("Rise of the price level over 12 months", SHARE),
    "labour_share": Column("Compensation of employees over GDP", SHARE),
    "labour_share_nonfarm_business": Column("Compensation over output in nonfarm business", SHARE),
    "mean_wage": Column("Mean wage of the employed", MONTHLY),
    "median_wage": Column("Median wage of the employed", MONTHLY),
    "real_median_wage": Column("Median wage at prices of year 0", MONTHLY),
    "consumption": Column("Consumption of households", BILLIONS),
    "investment": Column("Investment of firms and GPU providers", BILLIONS),
    "government_purchases": Column("Purchases of the government", BILLIONS),
    "tax_revenue": Column("All taxes and contributions", BILLIONS),
    "transfers_paid": Column("All transfers to persons", BILLIONS),
    "budget_balance": Column("Revenue less spending of the government, interest included", BILLIONS),
    "government_debt": Column("Debt of the government", "billion dollars"),
    "policy_rate": Column("Policy rate of the central bank", "share a year"),
    "income_gini": Column("Gini coefficient of income before taxes", INDEX),
    "disposable_income_gini": Column("Gini coefficient of income after taxes and transfers", INDEX),
    "wealth_gini": Column("Gini coefficient of wealth", INDEX),
    "income_top1_share": Column("Income of the top 1 per cent over all income", SHARE),
    "income_middle60_share": Column("Income of the middle 60 per cent over all income", SHARE),
    "wealth_top0_1_share": Column("Wealth of the top 0.1 per cent over all wealth", SHARE),
    "wealth_top1_share": Column("Wealth of the top 1 per cent over all wealth", SHARE),
    "wealth_top10_share": Column("Wealth of the top 10 per cent over all wealth", SHARE),
    "wealth_bottom50_share": Column("Wealth of the bottom half over all wealth", SHARE),
    "equity_top10_share": Column("Equity held by the wealthiest 10 per cent", SHARE),
    "equity_bottom50_share": Column("Equity held by the poorer half by wealth", SHARE),
    "poverty_rate": Column("Adults below the poverty line over all adults", SHARE),
    "median_disposable_income": Column("Median disposable income of an adult", MONTHLY),
    "firms": Column("Active firms, government units left out", MILLIONS),
    "mean_firm_size": Column("Employees per firm, government units left out", "employees"),
    "ai_firm_share": Column("Firms that use AI over all firms", SHARE),
    "ai_employment_share": Column("Employment in firms that use AI over all employment", SHARE),
    "gpus": Column("GPUs in service, in H100 equivalents", MILLIONS),
    "gpus_inference": Column("GPUs that serve inference", MILLIONS),
    "gpus_used": Column("GPUs rented by firms", MILLIONS),
    "gpu_rent": Column("Rent of a GPU", "dollars a GPU-month"),
    "gpu_utilisation": Column("GPUs rented over GPUs that serve inference", SHARE),
    "gpu_rent_share": Column("GPU rent over GDP", SHARE),
    "gpu_worker_ratio": Column("Workers whose automatable tasks one GPU does", "workers a GPU"),
    "capability": Column("Capability of the best model (1: what exposure studies call exposed today)", INDEX),
    "new_task_index": Column("New human tasks, 1 at the start", INDEX),
    "compute_hhi": Column("Herfindahl index of the GPU fleets, 0 to 1", INDEX),
    "gpu_power": Column("Electric power of the GPUs in service", "GW"),
    "displaced_jobs": Column("Jobs' worth of tasks done by GPUs alone", MILLIONS),
    "reinstated_jobs": Column("Jobs' worth of new human tasks", MILLIONS),
    "assisted_jobs": Column("Jobs' worth of labour saved where people work faster with a GPU", MILLIONS),
    "entrant_jobs": Column("Jobs in firms founded since month 0", MILLIONS),
    "foreign_rent": Column("Rent and profit that leave for owners abroad", BILLIONS),
}

_LABOUR_FLOWS = {
    "eu": Column("From employment to unemployment", PEOPLE_FLOW),
    "ue": Column("From unemployment to employment", PEOPLE_FLOW),
    "en": Column("From employment out of the labour force", PEOPLE_FLOW),
    "un": Column("From unemployment out of the labour force", PEOPLE_FLOW),
    "ne": Column("From outside the labour force into employment", PEOPLE_FLOW),
    "nu": Column("From outside the labour force into unemployment", PEOPLE_FLOW),
    "ee": Column("From one employer to another", PEOPLE_FLOW),
    "hires": Column("Hires of all kinds", PEOPLE_FLOW),
    "quits": Column("Quits, moves to another employer included", PEOPLE_FLOW),
    "layoffs": Column("Layoffs and discharges, closures included", PEOPLE_FLOW),
    "other_separations": Column("Separations that are neither quits nor layoffs", PEOPLE_FLOW),
    "openings": Column("Job openings at the end of the month", MILLIONS),
    "seekers": Column("People who looked for a job this month, employed ones included", MILLIONS),
    "unemployed": Column("Unemployed people", MILLIONS),
    "outside": Column("Adults outside the labour force", MILLIONS),
    "retraining": Column("Adults in retraining", MILLIONS),
    "mean_unemployment_months": Column("Mean duration of unemployment so far", "months"),
    "median_unemployment_weeks": Column("Median duration of unemployment so far", "weeks"),
    "job_creation": Column("Jobs created by growing firms over the last 12 months", MILLIONS),
    "job_destruction": Column("Jobs lost in shrinking firms over the last 12 months", MILLIONS),
    "job_creation_age0": Column("Part of job creation in firms younger than one year", MILLIONS),
    "job_creation_age0_5": Column("Part of job creation in firms of age 0 to 5", MILLIONS),
    "employment_age0_5": Column("Employment in firms of age 0 to 5", MILLIONS),
    "firm_entries": Column("Firms founded", "millions a month"),
    "firm_exits": Column("Firms closed", "millions a month"),
    "occupation_changers": Column("People who changed the occupation group with the job", PEOPLE_FLOW),
}

_OCCUPATIONS = {
    "occupation": Column("Occupation group (SOC major group)", "name", "text"),
    "employment": Column("People working in the group", MILLIONS),
    "unemployed": Column("Unemployed people of the group", MILLIONS),
    "vacancies": Column("Job openings of the group", MILLIONS),
    "wage": Column("Going wage of the group", MONTHLY),
    "exposure_now": Column("Share of the group's tasks that AI can do this month", SHARE),
}

_SECTORS = {
    "sector": Column("Sector (NAICS)", "name", "text"),
    "employment": Column("People working in the sector", MILLIONS),
    "value_added": Column("Value added at current prices", BILLIONS),
    "price": Column("Price index of the sector, 1 in the base period", INDEX),
    "output": Column("Output at base prices", BILLIONS),
    "firms": Column("Active firms", MILLIONS),
    "ai_share": Column("Firms that use AI over the sector's firms", SHARE),
    "gpus": Column("GPUs rented", MILLIONS),
}

_INCOME_DECILES = {
    "decile": Column("Decile of income, 1 is the poorest", "number", "integer"),
    "income": Column("Mean income before taxes", MONTHLY),
    "disposable_income": Column("Mean income after taxes and transfers", MONTHLY),
    "taxes": Column("Mean taxes and contributions", MONTHLY),
    "transfers": Column("Mean transfers received", MONTHLY),
    "consumption": Column("Mean consumption", MONTHLY),
    "wealth": Column("Mean wealth", "dollars"),
}

_WEALTH_GROUPS = {
    "group": Column("Group by wealth: bottom50, next40, next9, next0_9, top0_1", "name", "text"),
    "wealth_share": Column("Share of all wealth", SHARE),
    "equity_share": Column("Share of all equity", SHARE),
    "income_share": Column("Share of all income", SHARE),
}

_PROVIDERS = {
    "provider": Column("GPU provider", "name", "text"),
    "gpus": Column("GPUs in service, in H100 equivalents", MILLIONS),
    "share": Column("Share of all GPUs in service", SHARE),
    "revenue": Column("Rent received", BILLIONS),
    "capability": Column("Capability of the provider's best model", INDEX),
}

_POLICIES = {
    "policy": Column("Kind of policy, numbered where a scenario has several of a kind", "name", "text"),
    "financed_by": Column("The tax whose rate follows its cost, or deficit", "name", "text"),
    "strength": Column("Part phased in", SHARE),
    "recipients": Column("People it reached", MILLIONS),
    "cost": Column("What it cost the government", BILLIONS),
    "own_revenue": Column("What it brought by itself", BILLIONS),
    "tax_revenue": Column("What the tax that pays for it brought", BILLIONS),
    "rate": Column(
        "Rate of that tax this month; of a policy that is a tax, its own rate", "share, or cents a unit"
    ),
    "unfunded_share": Column("Part of the cost that neither of the two covered", SHARE),
}

TABLES: dict[str, Table] = {
    "macro": Table("the economy in one month", 1, _MACRO),
    "labour_flows": Table("the labour market in one month", 1, _LABOUR_FLOWS),
    "occupations": Table("one of 22 occupation groups in one month", 22, _OCCUPATIONS),
    "sectors": Table("one of 20 sectors in one month", 20, _SECTORS),
    "income_deciles": Table("one tenth of all adults by income in one month", 10, _INCOME_DECILES),
    "wealth_groups": Table("one group of adults by wealth in one month", 5, _WEALTH_GROUPS),
    "providers": Table("one GPU provider in one month", 8, _PROVIDERS),
    "policies": Table("one policy of the scenario in one month, none without policies", 0, _POLICIES),
}

CLOCK: dict[str, Column] = {
    "month": Column("Month, counted from the end of the burn-in", "month", "integer"),
    "year": Column("Years since the end of the burn-in", "years"),
}


def describe(table: str, column: str) -> Column:
    """Return the description of ``column`` in ``table``.

    Raises
    ------
    KeyError
        If there is no such table or column.
    """
    return CLOCK[column] if column in CLOCK else TABLES[table].columns[column]
