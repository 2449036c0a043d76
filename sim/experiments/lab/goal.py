"""What a break-even question keeps at its level without AI: a figure with a better and a worse side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import UserError
from sim.experiments.lab.measures import OF_PAIRS, named_measures
from sim.records.figures import Figure
from sim.scenario import Scenario

__all__ = ["Goal", "goal"]

Real = NDArray[np.float64]


class Goal(NamedTuple):
    """A figure that is to be no worse than in the economy without AI."""

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
            f"figure {name}: nothing says which way it is better; choose one such as poverty_year_rate, "
            "median_income or employment_rate."
        )
    return Goal(about)
