"""The rent rises while use exceeds its target and falls below it, never under marginal cost / (1 - Lerner).

Lerner = HHI / demand elasticity (Cournot). The numbers stand in the section ``compute`` of a scenario
(docs/model.md, section 8).
"""

from sim.kernels.elementary import exp
from sim.rules.compute_price import ComputePriceRule, GpuMarket, gpu_cost
from sim.rules.slots import Moment

RENT_RESPONSE = 0.15  # log change of the rent a month for a unit of excess use
LARGEST_LERNER = 0.9


class Utilisation(ComputePriceRule):
    """The rent follows the use of the GPUs, above the Cournot price."""

    def next_rent(self, moment: Moment, market: GpuMarket) -> float:
        """Return the rent of the next month."""
        compute = moment.parameters.compute
        owned_together = moment.levers.concentration_scale * compute.concentration
        concentration = market.herfindahl + owned_together * (1.0 - market.herfindahl)
        lerner = min(LARGEST_LERNER, concentration / compute.demand_elasticity)
        macro = moment.state.macro
        cost = gpu_cost(moment.parameters) * macro.price_level[0] * macro.capital_price[0]
        pressure = min(2.0, market.demand / max(market.capacity, 1e-12)) - compute.target_utilisation
        return float(max(cost / (1.0 - lerner), market.rent * exp(RENT_RESPONSE * pressure)))
