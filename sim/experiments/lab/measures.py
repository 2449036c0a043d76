"""The figures of the policy lab by where each comes from, and what a break-even question makes of one.

Their words stand in the dictionary of figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import UserError
from sim.experiments.figures.asked import asked_for, own_words
from sim.records.figures import (
    NOTHING,
    OF_OWN_PATHS,
    OF_PAIRS,
    OF_PERSONS,
    OF_POLICIES,
    POVERTY,
    Figure,
    figure,
    names,
)
from sim.records.words import Column
from sim.scenario import Scenario

__all__ = ["MEASURES", "OF_PAIRS", "Goal", "change_unit", "goal", "measures", "named_measures"]

Real = NDArray[np.float64]

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
    *POVERTY,
)  # fmt: skip
"""Figures that follow from the tables of a run: from the means of their columns over a year."""

MEASURES: dict[str, Figure] = {
    **{name: figure(name) for name in MACRO}, **OF_POLICIES, **OF_PERSONS, **OF_OWN_PATHS, **OF_PAIRS,
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


class Goal(NamedTuple):
    """A figure with a better and a worse side that is to be no worse than in the economy without AI."""

    about: Figure

    @property
    def words(self) -> str:
        """Its label in a sentence, up to a comma."""
        label = self.about.label.partition(",")[0]
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]

    @property
    def unit(self) -> str:
        """Unit in which it is compared."""
        points = self.about.change_unit.startswith("percentage points")
        return "percentage points" if points else self.about.change_unit

    @property
    def worsens(self) -> str:
        """What it does where it gets worse than without AI."""
        return "falls below" if self.about.words.better > 0 else "rises above"

    def no_crossing(self, gains: Sequence[float]) -> str:
        """Return why gains along a range do not end there, in a sentence."""
        worst, best = min(gains), max(gains)
        if worst >= 0.0:
            return f"{self.words} is nowhere worse than without AI (at least {worst:.1f} {self.unit} better)."
        if best < 0.0:
            return f"{self.words} is everywhere worse than without AI (by at least {-best:.1f} {self.unit})."
        return f"{self.words} is worse than without AI at small ratios and does not become so again."

    def gain(self, found: Real, without_ai: Real) -> Real:
        """Return by how much it is better than without AI, seed by seed; below zero it is worse."""
        change = 100.0 * (found / without_ai - 1.0) if self.about.relative else found - without_ai
        return np.asarray(self.about.words.better * change)


def change_unit(measure: Figure) -> str:
    """Return the unit of what a package changes; figures of pairs are changes themselves."""
    return measure.unit if measure.name in OF_PAIRS else measure.change_unit


def goal(name: str, story: Scenario) -> Goal:
    """Return the goal that a figure makes.

    Raises
    ------
    UserError
        There is no such figure, or nothing says whether more or less of it is better.
    """
    (about,) = named_measures([name], [story])
    if about.words.better == 0 or name in OF_PAIRS:
        raise UserError(
            f"figure {name}: nothing says which way it is better; choose one such as poverty_rate, "
            "median_income or employment_rate."
        )
    return Goal(about)
