"""A task done by a machine costs a given share of people's pay for it, and machines are never scarce.

So studies of AI state what it saves (docs/docking.md). A GPU takes more time for a task that is better paid;
its rent is the cost of ``gpu_worker_ratio`` workers' tasks at mean pay, which only says how many GPUs that
makes.
"""

from typing import ClassVar

from sim.kernels.elementary import exp
from sim.parameters import parameter
from sim.rules.compute_price import ComputePriceRule, GpuMarket
from sim.rules.slots import Moment
from sim.state.levers import labour_cost
from sim.units import MONTHS_PER_YEAR


class Cost(ComputePriceRule):
    """The cost of a task is a share of people's pay for it, which falls at a constant rate."""

    elastic: ClassVar[bool] = True

    cost_ratio: float = parameter(
        0.73,
        "Cost of a task done by a machine over people's pay for it in month 0; nobody buys at 1 or more",
        unit="share of pay",
        at_least=0.001,
        at_most=100.0,
        source="Acemoglu 2024: 27 % of labour costs are saved",
    )
    cost_ratio_growth: float = parameter(
        0.0,
        "Growth of that share",
        unit="log points a year",
        at_least=-2.0,
        at_most=2.0,
        source="0 = none; Korinek et al. 2026: 0, -0.028 and -0.1",
    )

    def share_of_pay(self, moment: Moment) -> float:
        """Return the share in this month."""
        years = max(0, moment.month) / MONTHS_PER_YEAR
        return self.cost_ratio * exp(self.cost_ratio_growth * years)

    def next_rent(self, moment: Moment, market: GpuMarket) -> float:
        """Return the rent of the next month."""
        macro = moment.state.macro
        pay = moment.structure.mean_wage(labour_cost(macro.occupation_wage, moment.levers))
        return self.share_of_pay(moment) * pay * float(macro.gpu_worker_ratio[0])
