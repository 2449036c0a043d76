"""Providers replace what wears out as far as it is used, and add GPUs to bring use to its target.

Growth is limited by the supply of chips. The numbers stand in the section ``compute`` of a scenario
(docs/model.md, section 14).
"""

from sim.rules.compute_investment import Books, ComputeInvestmentRule, Orders, list_price
from sim.rules.compute_price import GpuMarket
from sim.rules.slots import Moment


class Utilisation(ComputeInvestmentRule):
    """Orders follow the use of the GPUs."""

    def orders(self, moment: Moment, market: GpuMarket, books: Books) -> Orders:
        """Return the GPUs ordered this month."""
        compute = moment.parameters.compute
        wanted = market.demand / max(market.capacity * compute.target_utilisation, 1e-12)
        growth = min(max(wanted - 1.0, 0.0), compute.chip_supply_growth)
        gpus = books.wear * min(1.0, wanted) + growth * moment.state.providers.fleet
        return Orders(gpus, list_price(moment.parameters, float(moment.state.macro.price_level[0])))
