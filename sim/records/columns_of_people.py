"""The part of the dictionary about people: the labour market, time in the job, births, incomes and wealth."""

from __future__ import annotations

from sim.records.columns_of_homes import HOME_MOVES
from sim.records.words import Column, amount, income, index, millions, moves, name, people, share

__all__ = ["INCOME_DECILES", "LABOUR_FLOWS", "POPULATION", "TENURE", "WEALTH_GROUPS"]

_TENURE: dict[str, Column] = {
    "median_tenure": Column(
        "Median tenure", "Years that half of the employed have been in their job", "years"
    ),
    "tenure_under_a_year": share(
        "Jobs of less than a year",
        "Employed who have been in their job for less than a year",
        "of the employed",
    ),
    "tenure_ten_years": share(
        "Jobs of ten years and more",
        "Employed who have been in their job for ten years or more",
        "of the employed",
    ),
}

LABOUR_FLOWS: dict[str, Column] = {
    "eu": moves("Employment to unemployment", "From employment to unemployment"),
    "ue": moves("Unemployment to employment", "From unemployment to employment"),
    "en": moves("Employment to outside", "From employment out of the labour force"),
    "un": moves("Unemployment to outside", "From unemployment out of the labour force"),
    "ne": moves("Outside to employment", "From outside the labour force into employment"),
    "nu": moves("Outside to unemployment", "From outside the labour force into unemployment"),
    "ee": moves("Employer to employer", "From one employer to another"),
    "hires": moves("Hires", "Hires of all kinds"),
    "quits": moves("Quits", "Quits, moves to another employer included"),
    "layoffs": moves("Layoffs", "Layoffs and discharges, closures included"),
    "other_separations": moves("Other separations", "Separations that are neither quits nor layoffs"),
    "openings": millions("Job openings", "Jobs open on a day of the month"),
    "seekers": people("Job seekers", "People who looked for a job this month, employed ones included"),
    "unemployed": people("Unemployed people", "Unemployed people", better=-1),
    "outside": people("Outside the labour force", "Adults outside the labour force"),
    "retraining": people("In retraining", "Adults in retraining"),
    "mean_unemployment_months": Column("Duration of unemployment", "Mean so far", "months"),
    "median_unemployment_weeks": Column("Median duration of unemployment", "Median so far", "weeks"),
    "long_term_unemployed": share(
        "Long-term unemployed", "Unemployed for 27 weeks or more so far", "of the unemployed", better=-1
    ),
    "job_creation": millions("Jobs created", "Jobs created by growing firms over the last 12 months"),
    "job_destruction": millions("Jobs lost", "Jobs lost in shrinking firms over the last 12 months"),
    "job_creation_age0": millions(
        "Jobs created in the youngest firms", "Part of job creation in firms younger than one year"
    ),
    "job_creation_age0_5": millions(
        "Jobs created in young firms", "Part of job creation in firms of age 0 to 5"
    ),
    "employment_age0_5": millions("Jobs in firms up to five years old", "Employment in firms of age 0 to 5"),
    "firm_entries": Column(
        "New firms", "Firms founded", "millions a month", "thousands a month", 1e3, time="flow"
    ),
    "firm_exits": Column(
        "Closed firms", "Firms closed", "millions a month", "thousands a month", 1e3, time="flow"
    ),
    "occupation_changers": moves(
        "Changers of occupation", "People who changed the occupation group with the job"
    ),
    "weekly_hours": Column("Hours of work", "Hours a week of those employed by firms", "hours a week"),
    "weekly_hours_per_adult": Column(
        "Hours of work per adult", "Hours a week of work for firms over all adults", "hours a week", digits=2
    ),
    "part_time_share": share(
        "Part-time work", "Employed by firms who work less than five sixths of full time", "of employees"
    ),
    **_TENURE,
    "mean_skill": index(
        "Skill of the employed", "Mean skill of the employed, 1 is the mean of the base year", digits=3
    ),
}

POPULATION: dict[str, Column] = {
    "newcomers": moves("Newcomers", "People who take the place of those who died: as many"),
    "deaths_employed": moves("Deaths of the employed", "People who died while they had a job"),
    "deaths_unemployed": moves("Deaths of the unemployed", "People who died while they looked for a job"),
    "deaths_outside": moves("Deaths outside", "People who died outside the labour force"),
    "births": moves("Births", "Children born"),
    "children_grown_up": moves("Children grown up", "Children who became one of the newcomers"),
    "leaving_home": moves("Leaving home", "Young adults who left the household of their parents"),
    "couples_formed": moves("Couples formed", "Single people who joined another one, counted once"),
    "couples_parted": moves("Couples parted", "Couples that parted"),
    "estates": amount("Estates", "Deposits that people left who lived alone"),
    "estate_tax": amount("Estate tax", "Tax on what people left who lived alone"),
    "claims_sold": amount("Claims sold", "What younger households paid old ones for part of their claims"),
    **HOME_MOVES,
}

INCOME_DECILES: dict[str, Column] = {
    "decile": Column("Tenth", "Decile of income, 1 is the poorest", "number", kind="integer"),
    "income": income("Income", "Mean income before taxes"),
    "disposable_income": income("Disposable income", "Mean income after taxes and transfers"),
    "taxes": income("Taxes", "Mean taxes and contributions"),
    "transfers": income("Transfers", "Mean transfers received"),
    "consumption": income("Consumption", "Mean consumption"),
    "wealth": income("Wealth", "Mean wealth", "dollars"),
}

WEALTH_GROUPS: dict[str, Column] = {
    "group": name("Group by wealth", "Group by wealth: bottom50, next40, next9, next0_9, top0_1"),
    "wealth_share": share("Wealth", "Share of all wealth", "of wealth"),
    "equity_share": share("Equity", "Share of all equity", "of equity"),
    "income_share": share("Income", "Share of all income", "of income"),
}

TENURE: dict[str, Column] = {
    "age_group": name("Age group", "Age group of adults"),
    "employment": people("Employment", "People with a job", better=1),
    **_TENURE,
    "median_full_time_pay": income(
        "Median pay of full-time work", "Median pay of those who work full time", better=1
    ),
}
"""Columns of the table ``tenure``."""
