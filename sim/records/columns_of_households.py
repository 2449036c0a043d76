"""The part of the dictionary about households, ages and states."""

from __future__ import annotations

from sim.records.words import Column, amount, gini, income, millions, name, people, share

__all__ = ["AGES", "BENEFITS", "HOUSEHOLDS", "KINDS", "STATES"]

_POVERTY = share(
    "Poverty", "People in households below the poverty line of their size", "of people", better=-1
)
_SUPPLEMENTAL = share(
    "Supplemental poverty",
    "People in households whose income after taxes, credits and benefits is below the supplemental line",
    "of people",
    better=-1,
    short="Supplemental",
)
_EMPLOYMENT = people("Employment", "People with pay", better=1)
_UNEMPLOYED = people("Unemployed people", "Unemployed people", better=-1)

HOUSEHOLDS: dict[str, Column] = {
    "child_poverty": share(
        "Poverty of children",
        "People under 18 in poor households over all under 18",
        "of them",
        better=-1,
        short="Children",
    ),
    "working_age_poverty": share(
        "Poverty from 18 to 64",
        "People of 18 to 64 in poor households over all of them",
        "of them",
        better=-1,
    ),
    "poverty_65": share(
        "Poverty from 65 on",
        "People of 65 and over in poor households over all of them",
        "of them",
        better=-1,
    ),
    "supplemental_poverty": _SUPPLEMENTAL,
    "median_household_income": income(
        "Median household income", "Median money income of households before taxes", better=1
    ),
    "median_household_disposable_income": income(
        "Median household income after taxes",
        "Median income of households after taxes and transfers",
        better=1,
    ),
    "homeowner_share": share(
        "Homeowners", "Households that own their home over all households", "of households", better=1
    ),
    "gini_households": gini(
        "Gini of households", "Gini coefficient of the money income of households before taxes"
    ),
    "gini_equivalised": gini(
        "Gini of equivalised income",
        "Gini coefficient over people of their household's income after taxes over the root of its size",
    ),
}
"""Columns of the table ``macro``."""

AGES: dict[str, Column] = {
    "age_group": name("Age group", "Age group of adults"),
    "persons": people("People", "Adults of the age"),
    "employment": _EMPLOYMENT,
    "unemployed": _UNEMPLOYED,
    "median_pay": income("Median pay", "Median pay of the employed of the age", better=1),
    "mean_pay": income("Mean pay", "Mean pay of the employed of the age", better=1),
    "disposable_income": income(
        "Disposable income", "Mean disposable income of an adult of the age", better=1
    ),
    "poverty": _POVERTY,
    "supplemental": _SUPPLEMENTAL,
}

_OF_HOUSEHOLDS: dict[str, Column] = {
    "households": millions("Households", "Households"),
    "persons": people("People", "People in them, children included"),
    "income": income("Household income", "Mean money income of a household before taxes", better=1),
    "disposable_income": income(
        "Household income after taxes", "Mean income of a household after taxes and transfers", better=1
    ),
    "poverty": _POVERTY,
    "supplemental": _SUPPLEMENTAL,
}

KINDS: dict[str, Column] = {
    "household_type": name(
        "Kind of household",
        "Kind of household by its members of 18 and over (single, pair, more), those under 18 (children) and "
        "whether all grown-ups are 65 or over (older)",
    ),
    **_OF_HOUSEHOLDS,
    "children": people("Children", "People under 18 in them"),
    "child_poverty": share("Poverty of children", "Part of these in poor households", "of them", better=-1),
}

STATES: dict[str, Column] = {
    "state": name("State", "State of the country"),
    **_OF_HOUSEHOLDS,
    "employment": _EMPLOYMENT,
    "unemployed": _UNEMPLOYED,
}

BENEFITS: dict[str, Column] = {
    "programme": name("Programme", "Programme of benefits to households, the old and the disabled"),
    "paid": amount("Benefits paid", "What it paid"),
}
"""Columns of the table ``benefits``."""
