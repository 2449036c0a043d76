"""The dictionary of columns: what each is called, what it counts, and how it is shown.

All figures are at the scale of the country: people, jobs, firms and GPUs in millions, money a year in
billion dollars, pay and income of one person in dollars a month. Shares and rates lie between 0 and 1.
``month`` counts from the end of the burn-in; ``year`` is ``month / 12``. Pages, terminals and exports take
their words from here and from ``sim.records.figures``, which has the figures that follow from columns.
"""

from __future__ import annotations

from sim.records.columns_of_compute import COMPUTE
from sim.records.columns_of_homes import HOME_FIGURES, HOMES, HOMES_BY_AGE
from sim.records.columns_of_households import AGES, BENEFITS, HOUSEHOLDS, KINDS, STATES
from sim.records.columns_of_people import INCOME_DECILES, LABOUR_FLOWS, POPULATION, TENURE, WEALTH_GROUPS
from sim.records.words import (
    Column,
    Table,
    amount,
    gini,
    income,
    index,
    millions,
    name,
    people,
    real_income,
    share,
)  # fmt: skip

__all__ = ["CLOCK", "TABLES", "Column", "Table", "describe"]

_MACRO = {
    "unemployment_rate": share(
        "Unemployment", "Unemployed over the labour force", "of the labour force", better=-1
    ),
    "participation_rate": share("Participation", "Labour force over all adults", "of adults"),
    "employment_rate": share(
        "Employment rate", "Employed over all adults", "of adults", better=1, short="Employment"
    ),
    "employment": people("Employment", "People with a job", better=1),
    "government_employment": people("Government jobs", "People who work for the government"),
    "gdp": amount("GDP", "Gross domestic product at current prices", better=1),
    "real_gdp": amount(
        "Real GDP", "Gross domestic product at prices of year 0", "billion dollars of year 0 a year", better=1
    ),
    "price_level": index(
        "Price level", "Consumer prices, 1 in the first month run", "1 in the first month run", relative=True
    ),
    "inflation": share("Inflation", "Rise of the price level over 12 months", "a year"),
    "labour_share": share("Labour share", "Compensation of employees over GDP", "of GDP"),
    "labour_share_nonfarm_business": share(
        "Labour share in nonfarm business",
        "Labour compensation over output in nonfarm business, self-employed imputed, as the BLS defines both",
        "of its output",
    ),
    "factor_productivity": index(
        "Total factor productivity",
        "Real output over employed people and capital, weighted by their shares in the base year, less what "
        "the rent of GPUs takes of output",
        relative=True,
        better=1,
    ),
    "mean_wage": income("Mean wage", "Mean wage of the employed", better=1),
    "median_wage": income("Median wage", "Median wage of the employed", better=1),
    "real_median_wage": income(
        "Real median wage", "Median wage at prices of year 0", "dollars of year 0 a month", better=1
    ),
    "consumption": amount("Consumption", "Consumption of households", better=1),
    "investment": amount("Investment", "Investment of firms and GPU providers"),
    "government_purchases": amount("Government purchases", "Purchases of the government"),
    "compensation": amount("Compensation", "Wages and salaries, and all contributions of employers"),
    "wages_and_salaries": amount("Wages and salaries", "Wages and salaries that employers pay"),
    "social_contributions": amount(
        "Social contributions", "Contributions for social insurance by employers and the employed"
    ),
    "benefits_of_employers": amount(
        "Benefits of employers", "Contributions of employers to health insurance and pensions"
    ),
    "production_taxes": amount(
        "Taxes on production", "Taxes less subsidies on production and imports, on consumption too"
    ),
    "profit_taxes": amount("Taxes on profits", "Taxes on the profits of firms and GPU providers"),
    "operating_surplus": amount(
        "Gross operating surplus", "GDP less compensation and taxes on production and imports"
    ),
    "personal_taxes": amount("Personal taxes", "Taxes of persons on income and wealth"),
    "personal_income": amount(
        "Personal income", "Income of persons before taxes, less social contributions, in cash and in kind"
    ),
    "disposable_personal_income": amount("Disposable personal income", "Personal income less personal taxes"),
    "disposable_cash_income": amount(
        "Disposable cash income", "Disposable personal income less benefits of employers: what persons see"
    ),
    "personal_saving": amount(
        "Personal saving", "Disposable personal income less consumption", relative=False
    ),
    "saving_rate": share(
        "Saving rate", "Personal saving over disposable personal income", "of disposable income"
    ),
    "tax_revenue": amount("Taxes and contributions", "All taxes and contributions"),
    "transfers_paid": amount("Transfers to persons", "All transfers to persons"),
    "budget_balance": amount(
        "Budget balance", "Revenue less spending of the government, interest included", relative=False
    ),
    "government_debt": amount(
        "Government debt", "Debt of the government", "billion dollars", time="stock", relative=False
    ),
    "money_issued": amount(
        "Money issued", "Money that the central bank issues at a rate of zero", relative=False
    ),
    "central_bank_money": amount(
        "Money of the central bank",
        "All that the central bank has issued",
        "billion dollars",
        time="stock",
        relative=False,
    ),
    "tax_scale": index("Factor on tax rates", "What debt makes of tax rates, 1 in the scenario", digits=2),
    "capital_price": index("Cost of capital", "User cost of capital relative to the base years", digits=2),
    "real_estate_price": index(
        "Price of real estate", "Price of real estate, 1 in the first month run", digits=2
    ),
    "saving_kept": share(
        "Saving by AI that is kept",
        "Part of the saving that users of AI keep in their price",
        "of the saving",
        with_ai=True,
    ),
    "real_wage_index": index(
        "Real wage of new hires", "At the base year's mix of occupations, 1 in the base year", digits=2
    ),
    "policy_rate": Column("Policy rate", "Rate of the central bank", "share a year", "% a year", 100.0),
    "income_gini": gini("Income Gini", "Gini coefficient of income before taxes"),
    "disposable_income_gini": gini(
        "Gini of disposable income", "Gini coefficient of income after taxes and transfers"
    ),
    "wealth_gini": gini("Wealth Gini", "Gini coefficient of wealth"),
    "income_top1_share": share(
        "Income of the top 1 %", "Income of the top 1 per cent over all income", "of income", better=-1
    ),
    "income_middle60_share": share(
        "Income of the middle 60 %", "Income of the middle 60 per cent over all income", "of income", better=1
    ),
    "wealth_top0_1_share": share(
        "Wealth of the top 0.1 %", "Wealth of the top 0.1 per cent over all wealth", "of wealth", better=-1
    ),
    "wealth_top1_share": share(
        "Wealth of the top 1 %", "Wealth of the top 1 per cent over all wealth", "of wealth", better=-1
    ),
    "wealth_top10_share": share(
        "Wealth of the top 10 %", "Wealth of the top 10 per cent over all wealth", "of wealth", better=-1
    ),
    "wealth_bottom50_share": share(
        "Wealth of the poorer half", "Wealth of the bottom half over all wealth", "of wealth", better=1
    ),
    "equity_top10_share": share(
        "Equity of the top 10 %", "Equity held by the wealthiest 10 per cent", "of equity", better=-1
    ),
    "equity_bottom50_share": share(
        "Equity of the poorer half", "Equity held by the poorer half by wealth", "of equity", better=1
    ),
    "poverty_rate": share(
        "Poverty",
        "People below the poverty line this month: in households by money income before taxes; by "
        "disposable income where everybody lives alone",
        "of people",
        better=-1,
    ),
    "poverty_gap": share(
        "Poverty gap",
        "What the poor miss up to the poverty line, over the line times all people (Foster, Greer and "
        "Thorbecke 1984)",
        "of the poverty line",
        digits=2,
        better=-1,
        short="Gap",
    ),
    "just_above_poverty": share(
        "Just above the poverty line",
        "People whose income is from 100 to 125 per cent of the poverty line",
        "of people",
        short="Just above",
    ),
    **HOUSEHOLDS,
    **HOME_FIGURES,
    "median_disposable_income": income(
        "Median disposable income, nominal", "Median disposable income of an adult", better=1
    ),
    "real_mean_income": real_income("Real income, mean", "Mean disposable income of an adult"),
    "real_p10_income": real_income("Real income, P10", "Disposable income that a tenth of adults stay below"),
    "real_p20_income": real_income("Real income, P20", "Disposable income that a fifth of adults stay below"),
    "real_median_income": real_income(
        "Real income, median", "Disposable income that half of all adults stay below"
    ),
    "real_p80_income": real_income(
        "Real income, P80", "Disposable income that four fifths of adults stay below"
    ),
    "firms": millions("Firms", "Active firms, government units left out", digits=2),
    "mean_firm_size": Column(
        "Size of firms", "Employees per firm, government units left out", "employees", time="stock"
    ),
    "ai_firm_share": share("Firms that use AI", "Firms that use AI over all firms", "of firms", with_ai=True),
    "ai_employment_share": share(
        "Jobs in firms that use AI", "Employment in firms that use AI over all", "of employment", with_ai=True
    ),
    **COMPUTE,
    "young_exposed_employment": share(
        "Young in exposed occupations",
        "Employed under 25 in the most exposed occupations, those with two fifths of jobs",
        "of the employed under 25",
    ),
}

_OCCUPATIONS = {
    "occupation": name("Occupation group", "Occupation group"),
    "employment": people("Employment", "People working in the group"),
    "unemployed": people("Unemployed people", "Unemployed people of the group"),
    "vacancies": millions("Job openings", "Job openings of the group"),
    "wage": income("Going wage", "Going wage of the group"),
    "exposure_now": share(
        "Tasks AI can do", "Share of the group's tasks that AI can do this month", "of tasks", with_ai=True
    ),
}

_SECTORS = {
    "sector": name("Sector", "Sector"),
    "employment": people("Jobs by sector", "People working in the sector"),
    "value_added": amount("Value added", "Value added at current prices"),
    "price": index(
        "Price", "Price index of the sector, 1 in the first month run", "1 in the first month run"
    ),
    "output": amount("Output by sector", "Output at base prices"),
    "firms": millions("Firms", "Active firms", digits=2),
    "ai_share": share(
        "Firms that use AI", "Firms that use AI over the sector's firms", "of firms", with_ai=True
    ),
    "gpus": millions("GPUs rented", "GPUs rented", with_ai=True),
}

_PROVIDERS = {
    "provider": name("GPU provider", "GPU provider"),
    "gpus": millions("GPUs in service", "GPUs in service, in H100 equivalents", with_ai=True),
    "share": share("Share of the GPUs", "Share of all GPUs in service", "of all in service", with_ai=True),
    "revenue": amount("Rent received", "Rent received", with_ai=True),
    "capability": index("Capability", "Capability of the provider's best model", digits=2, with_ai=True),
}

_MODEL_OWNERS = {
    "owner": name("Owner of models", "Owner of models"),
    "training": millions("GPUs rented", "GPUs that it rents, in H100 equivalents", with_ai=True),
    "royalties": amount("Royalties", "Royalties received", with_ai=True),
    "spending": amount("Spending on compute", "What it pays for GPUs", with_ai=True),
    "model_capability": index("Capability", "Capability of its best model", digits=2, with_ai=True),
}

_POLICIES = {
    "policy": name("Policy", "Kind of policy, numbered where a scenario has several of a kind"),
    "financed_by": name("Paid by", "The tax whose rate follows its cost, or deficit"),
    "strength": share("Phased in", "Part phased in", "of its full size"),
    "recipients": people("People reached", "People it reached"),
    "cost": amount("Cost", "What it cost the government"),
    "own_revenue": amount("Own revenue", "What it brought by itself"),
    "tax_revenue": amount("Revenue of the tax that pays", "What the tax that pays for it brought"),
    "rate": Column(
        "Rate",
        "Rate of that tax this month; of a policy that is a tax, its own rate",
        "share, or cents a unit",
    ),
    "unfunded_share": share("Not covered", "Part of the cost that neither of the two covered", "of the cost"),
}

TABLES: dict[str, Table] = {
    "macro": Table("the economy in one month", 1, _MACRO),
    "labour_flows": Table("the labour market in one month", 1, LABOUR_FLOWS),
    "population": Table("births, deaths and moves of people in one month", 1, POPULATION),
    "occupations": Table("one occupation group in one month", "occupations", _OCCUPATIONS),
    "sectors": Table("one sector in one month", "sectors", _SECTORS),
    "income_deciles": Table("one tenth of all adults by income in one month", 10, INCOME_DECILES),
    "wealth_groups": Table(
        "one group of households by wealth in one month, of adults where all live alone", 5, WEALTH_GROUPS
    ),
    "providers": Table("one GPU provider in one month", "providers", _PROVIDERS),
    "model_owners": Table("one owner of models in one month", "model_owners", _MODEL_OWNERS),
    "ages": Table("one age group of adults in one month, none where people have no age", 0, AGES),
    "tenure": Table("the employed of one age group in one month, none where people have no age", 0, TENURE),
    "household_types": Table("one kind of household in one month, none where all live alone", 0, KINDS),
    "states": Table("one state of the country in one month, none where all live alone", 0, STATES),
    "homes": Table("tenants or owners in one month, none where all live alone", 0, HOMES),
    "homes_by_age": Table(
        "one age group of households in one month, none where all live alone", 0, HOMES_BY_AGE
    ),
    "benefits": Table("one programme of benefits in one month, none where there is none", 0, BENEFITS),
    "policies": Table("one policy of the scenario in one month, none without policies", 0, _POLICIES),
}

CLOCK: dict[str, Column] = {
    "month": Column("Month", "Month, counted from the end of the burn-in", "month", kind="integer"),
    "year": Column("Year", "Years since the end of the burn-in", "years"),
}


def describe(table: str, column: str) -> Column:
    """Return the description of ``column`` in ``table``.

    Raises
    ------
    KeyError
        If there is no such table or column.
    """
    return CLOCK[column] if column in CLOCK else TABLES[table].columns[column]
