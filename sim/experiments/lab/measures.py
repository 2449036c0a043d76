"""The figures of the policy lab by where each comes from; their words stand in the dictionary of figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.experiments.figures.asked import asked_for, own_words
from sim.records.figures import NOTHING, OF_PAIRS, OF_PERSONS, OF_POLICIES, Figure, figure, names
from sim.records.words import Column
from sim.scenario import Scenario

__all__ = ["MEASURES", "OF_PAIRS", "measures", "named_measures"]

MACRO = (
    # the labour market
    "unemployment_rate", "participation_rate", "employment_rate", "employment", "displaced_jobs",
    "labour_share", "mean_wage",
    # output and prices
    "real_gdp", "price_level", "inflation", "policy_rate", "gpu_rent", "gpus", "gpu_rent_gdp",
    "foreign_rent_gdp",
    # public finance
    "tax_revenue_gdp", "transfers_gdp", "budget_balance", "budget_balance_gdp", "debt_gdp",
    # persons, month by month
    "poverty_rate",
)  # fmt: skip
"""Figures that follow from the tables of a run: from the means of their columns over a year."""

MEASURES: dict[str, Figure] = {
    **{name: figure(name) for name in MACRO}, **OF_POLICIES, **OF_PERSONS, **OF_PAIRS,
}  # fmt: skip
"""The figures of the report by their names in the result tables."""


def measures(own: Mapping[str, Column] = NOTHING) -> dict[str, Figure]:
    """Return every figure that is recorded, in the unit shown: ``MEASURES``, and all others of the tables.

    Parameters
    ----------
    own : mapping of str to Column
        Words of columns that plugins fill.
    """
    return MEASURES | {name: figure(name, own=own) for name in names(own) if name not in MEASURES}


def named_measures(names: Sequence[str], scenarios: Sequence[Scenario]) -> list[Figure]:
    """Return the figures called ``names``, each once: of the tables, of plugins, or of the policy lab.

    Raises
    ------
    UserError
        One of them is no figure.
    """
    known = measures(own_words(scenarios))
    return [known.get(name) or asked_for([name], scenarios)[0] for name in dict.fromkeys(names)]
