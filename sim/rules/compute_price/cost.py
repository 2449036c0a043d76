"""A task done by a machine costs a given share of people's pay for it, and machines are never scarce.

So studies of AI state what it saves (docs/docking.md). A GPU takes more time for a task that is better paid;
its rent is the cost of ``gpu_worker_ratio`` workers' tasks at mean pay, which only says how many GPUs that
makes. The share is of today's pay, or of pay in month 0 on its trend at the price of capital: then a machine
is capital, and gets dearer beside people where capital is scarce and pay falls.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from sim.kernels.elementary import exp, power
from sim.kernels.sums import weighted
from sim.parameters import parameter
from sim.rules.compute_price import ComputePriceRule, GpuMarket
from sim.rules.slots import Moment
from sim.state.levers import labour_cost
from sim.state.structure import PRICE_BASE
from sim.units import MONTHS_PER_YEAR


class Cost(ComputePriceRule):
    """The cost of a task is a share of people's pay for it, which falls at a constant rate."""

    elastic: ClassVar[bool] = True
    keeps: ClassVar[Mapping[str, int | str]] = {"real_pay": 1}

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

    follows: Literal["pay", "capital"] = parameter(
        "pay",
        "What the cost of a machine follows: people's pay, or as all capital the price of capital goods "
        "times its scarcity, from pay in month 0 on its trend",
        source="pay: Acemoglu 2024; capital: Korinek et al. 2026, eq. 14 to 18",
    )

    def share_of_pay(self, moment: Moment) -> float:
        """Return the share in this month; keep what pay buys of capital goods in the first month with AI."""
        years = max(0, moment.month) / MONTHS_PER_YEAR
        share = self.cost_ratio * exp(self.cost_ratio_growth * years)
        if self.follows == "pay" or moment.month < 0:
            return share
        macro, structure, kept = moment.state.macro, moment.structure, moment.kept["real_pay"]
        goods = _price_of_capital_goods(moment)
        exposed = structure.jobs * structure.exposure
        real_pay = float((exposed * macro.occupation_wage).sum()) / (float(exposed.sum()) * goods)
        if kept[0] <= 0.0:
            kept[0] = real_pay
        trend = power(1.0 + moment.parameters.wages.productivity_growth, years)
        return share * float(macro.capital_price[0] * kept[0]) * trend / real_pay

    def use_cost(self, moment: Moment, rent: float) -> float:
        """Return the rent at the base year's price of capital where machines are capital, else 0: wear."""
        if self.follows == "pay":
            return super().use_cost(moment, rent)
        return rent / float(moment.state.macro.capital_price[0] * _price_of_capital_goods(moment))

    def next_rent(self, moment: Moment, market: GpuMarket) -> float:
        """Return the rent of the next month."""
        macro = moment.state.macro
        pay = moment.structure.mean_wage(labour_cost(macro.occupation_wage, moment.levers))
        return self.share_of_pay(moment) * pay * float(macro.gpu_worker_ratio[0])


def _price_of_capital_goods(moment: Moment) -> float:
    return weighted(moment.structure.investment, moment.state.macro.sector_price) / PRICE_BASE
