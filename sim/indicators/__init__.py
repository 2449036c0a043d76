"""Indicators: what the result tables report of each month, one family a file."""

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.indicators import compute, inequality, labour, macro, policies, sectors
from sim.phases.flows import MonthFlows

if TYPE_CHECKING:
    from sim.simulation import Simulation

__all__ = ["Indicators"]


class Indicators:
    """The indicators of a run, and the last twelve months that yearly sums need.

    Attributes
    ----------
    jobs : deque of int64 arrays (4,)
        Jobs created, destroyed, created at firms of age 0 and of age 0 to 5, by month.
    distribution : dict of str to float
        Inequality figures of the last month whose distribution was recorded.
    tables : dict of str to dict
        Income deciles and wealth groups of that month.
    real_base : float
        Price level of month 0, in which real figures are stated.
    """

    def __init__(self) -> None:
        self.jobs: deque[Any] = deque(maxlen=12)
        self.distribution: dict[str, float] = {}
        self.tables: dict[str, dict[str, Any]] = {}
        self.real_base = 0.0

    def observe(self, flows: MonthFlows) -> None:
        """Take in a month, recorded or not."""
        self.jobs.append(flows.firms.jobs[:4].copy())

    def collect(self, simulation: "Simulation", flows: MonthFlows) -> dict[str, dict[str, Any]]:
        """Return the month's rows of every result table (table, column, value)."""
        state = simulation.state
        if self.real_base == 0.0:
            self.real_base = float(state.macro.price_level[0])
        if flows.household.distribution.by_gross.shape[0] > 1:
            self.distribution, self.tables = inequality.measure(flows.household.distribution, state)
        aggregate = macro.aggregates(simulation, flows, self.real_base)
        return {
            "macro": {
                **aggregate,
                **self.distribution,
                "real_median_wage": self.distribution["median_wage"]
                / aggregate["price_level"]
                * self.real_base,
                **compute.gpus(simulation, flows, aggregate["gdp"]),
            },
            "labour_flows": labour.flows(simulation, flows, np.sum(self.jobs, axis=0)),
            "occupations": sectors.occupations(simulation, flows),
            "sectors": sectors.sectors(simulation, flows),
            "income_deciles": self.tables["income_deciles"],
            "wealth_groups": self.tables["wealth_groups"],
            "providers": compute.providers(simulation, flows),
            "policies": policies.policies(simulation, flows),
        }
