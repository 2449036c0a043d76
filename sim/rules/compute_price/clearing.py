"""Capacity first, then price: the rent at which firms want what there is, above a Cournot floor.

Demand at other rents comes from the closed forms of firms' plans (``sim.rules.derived_demand``); what the
state wants for people comes first, whatever the rent. Where
capacity is slack, the rent is at least variable cost / (1 - L), L = MHHI / elasticity of that demand,
with MHHI = sum s (s + lambda (1 - s)) (O'Brien and Salop 2000) and lambda how far the owners' conduct is
joint (docs/model.md, section 8).
"""

from collections.abc import Mapping
from typing import ClassVar

from sim.kernels.elementary import exp, log
from sim.rules.compute_price import ComputePriceRule, GpuMarket
from sim.rules.conduct import joint_conduct
from sim.rules.crossing import crossing
from sim.rules.derived_demand import DemandCurve
from sim.rules.hardware import running_cost_now
from sim.rules.slots import Moment

SPEED = 0.35  # of the log gap to the rent that clears, a month
SMOOTHING = 0.1  # a month, of the elasticity
ELASTICITIES = (0.05, 10.0)
LARGEST_LERNER = 0.9


class Clearing(ComputePriceRule):
    """The rent closes on the one that clears the market."""

    wants_curve: ClassVar[bool] = True
    keeps: ClassVar[Mapping[str, int | str]] = {"elasticity": 1}

    def begin(self, moment: Moment) -> None:
        """Start from an elasticity of one."""
        moment.kept["elasticity"][0] = 1.0

    def next_rent(self, moment: Moment, market: GpuMarket) -> float:
        """Return the rent of the next month."""
        compute, curve = moment.parameters.compute, market.curve
        if curve is None or market.rent <= 0.0:
            return market.rent
        elasticity = usual_elasticity(moment, market)
        conduct = joint_conduct(moment)
        concentration = market.herfindahl + conduct * (1.0 - market.herfindahl)
        lerner = min(LARGEST_LERNER, concentration / elasticity)
        variable = running_cost_now(moment) * float(moment.state.macro.price_level[0])
        supply = compute.target_utilisation * market.capacity - moment.levers.public_compute
        target = max(clearing_rent(curve, supply, market.budget), variable / (1.0 - lerner))
        return market.rent * exp(SPEED * log(target / market.rent))


def usual_elasticity(moment: Moment, market: GpuMarket) -> float:
    """Return the mean elasticity of some months, kept as ``elasticity`` by a rule, with this month in it."""
    kept = moment.kept["elasticity"]
    now = min(max(market_elasticity(market), ELASTICITIES[0]), ELASTICITIES[1])
    kept[0] += SMOOTHING * (now - kept[0])
    return float(kept[0])


def market_elasticity(market: GpuMarket) -> float:
    """Return the elasticity of all demand at this month's rent; that of owners of models, a budget, is 1."""
    if market.curve is None:
        return 1.0
    customers = market.curve.at(market.rent)
    both = customers + market.training
    if both <= 0.0:
        return 1.0
    return (market.curve.elasticity(market.rent) * customers + market.training) / both


def clearing_rent(curve: DemandCurve, supply: float, budget: float) -> float:
    """Return the rent, between the ends of the curve, at which firms and owners of models want ``supply``."""
    low, high = float(curve.rent[0]), float(curve.rent[-1])
    if curve.at(low) + budget / low <= supply:
        return low
    if curve.at(high) + budget / high >= supply:
        return high
    low, high = crossing(lambda rent: curve.at(rent) + budget / rent > supply, low, high)
    return exp(0.5 * (log(low) + log(high)))
