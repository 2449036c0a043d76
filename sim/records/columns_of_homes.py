"""The part of the dictionary about homes: who owns and who rents, and what housing costs."""

from __future__ import annotations

from sim.records.words import Column, income, millions, moves, name, people, share

__all__ = ["HOMES", "HOMES_BY_AGE", "HOME_FIGURES", "HOME_MOVES"]

_AFTER_TAXES = "of income after taxes"

HOME_FIGURES: dict[str, Column] = {
    "homeowners": share("Homeowners", "Households that own their home", "of households"),
    "homeowners_bottom50": share(
        "Homeowners in the poorer half",
        "Households of the poorer half by wealth that own their home",
        "of them",
        better=1,
    ),
    "homeowners_top10": share(
        "Homeowners in the richest tenth", "Households of the richest tenth that own their home", "of them"
    ),
    "rent_of_tenants": share(
        "Rent of tenants", "Rent of all tenants over their income after taxes", _AFTER_TAXES, better=-1
    ),
    "median_rent_burden": share(
        "Median rent burden",
        "Rent over income after taxes of the tenants in the middle",
        _AFTER_TAXES,
        better=-1,
    ),
    "rent_burdened": share(
        "Tenants with a high rent", "Tenants whose rent takes over 30 % of income after taxes", "of tenants",
        better=-1,
    ),
    "rent_severely_burdened": share(
        "Tenants with a very high rent",
        "Tenants whose rent takes over half of income after taxes",
        "of tenants",
        better=-1,
    ),
}  # fmt: skip
"""Columns of the table ``macro``."""

HOME_MOVES: dict[str, Column] = {
    "homes_bought": moves("Homes bought", "Households that were tenants and own their home from now on"),
    "homes_left": moves("Homes given up", "Households that owned their home and rent from now on"),
}
"""Columns of the table ``population``."""

HOMES: dict[str, Column] = {
    "tenure": name("Tenants and owners", "Tenants or owners of the home"),
    "households": millions("Households", "Households"),
    "persons": people("People", "People in them, children included"),
    "median_income": income(
        "Median household income after taxes",
        "Median income of a household after taxes and transfers",
        better=1,
    ),
    "housing_cost": income(
        "Cost of housing", "Mean rent of tenants, mean taxes and upkeep of owners", better=-1
    ),
    "housing_cost_share": share(
        "Part for housing", "Costs of housing of all over their income after taxes", _AFTER_TAXES, better=-1
    ),
    "median_burden": share(
        "Median part for housing",
        "Costs of housing over income after taxes of the household in the middle",
        _AFTER_TAXES,
        better=-1,
    ),
    "burdened": share(
        "High cost of housing",
        "Households whose home takes over 30 % of income after taxes",
        "of households",
        better=-1,
    ),
    "severely_burdened": share(
        "Very high cost of housing",
        "Households whose home takes over half of income after taxes",
        "of households",
        better=-1,
    ),
    "net_income": income(
        "Real income net of housing",
        "Mean over people of their household's income after taxes, less costs of housing, over the root of "
        "its size, at base-year prices of all else",
        better=1,
    ),
    "median_net_income": income(
        "Median real income net of housing",
        "Median over people of their household's income after taxes, less costs of housing, over the root of "
        "its size, at base-year prices of all else",
        better=1,
    ),
}
"""Columns of the table ``homes``."""

HOMES_BY_AGE: dict[str, Column] = {
    "age_group": name("Age group", "Age group of the eldest of a household"),
    "households": millions("Households", "Households"),
    "homeowners": share("Homeowners", "Households that own their home", "of them"),
}
"""Columns of the table ``homes_by_age``."""
