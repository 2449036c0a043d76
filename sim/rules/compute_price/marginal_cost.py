"""Perfect competition without scarcity: the rent is what a GPU costs its owner."""

from sim.rules.compute_price import ComputePriceRule, GpuMarket, gpu_cost
from sim.rules.slots import Moment


class MarginalCost(ComputePriceRule):
    """The rent is power, operation and depreciation, at the prices of the month."""

    def next_rent(self, moment: Moment, market: GpuMarket) -> float:
        """Return the rent of the next month."""
        return gpu_cost(moment.parameters) * float(moment.state.macro.price_level[0])
