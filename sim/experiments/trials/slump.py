"""A slump set by hand: a shock to demand, month by month, in the economy as it is.

It has to deepen, since firms, wages and the bank get used to one that stays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, UNEMPLOYED

__all__ = ["Slump", "unemployment"]


class Slump(NamedTuple):
    """When it is and how deep: log deviations of spending, a line between the first month and the last."""

    first: float
    last: float
    lasts: int
    begins: int = 0

    def scaled(self, depth: float) -> Slump:
        """Return the same slump at another depth; 0 is none."""
        return self._replace(first=depth * self.first, last=depth * self.last)

    def path(self) -> dict[int, float]:
        """Return the shock by month."""
        values = np.linspace(self.first, self.last, self.lasts)
        return {self.begins + month: float(value) for month, value in enumerate(values)}

    def hold(self, simulation: Simulation) -> None:
        """Set the shock of the month that is about to begin, if there is one; none at depth 0."""
        if self.first == self.last == 0.0:
            return
        value = self.path().get(simulation.month)
        if value is not None:
            simulation.state.macro.demand_shock[0] = value


def unemployment(simulation: Simulation) -> float:
    """Return the unemployed over the labour force."""
    status = simulation.state.workers.status
    seekers, works = int((status == UNEMPLOYED).sum()), int((status == EMPLOYED).sum())
    return seekers / max(1, seekers + works)
