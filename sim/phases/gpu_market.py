"""Step 4, the GPU market: the providers' inference capacity meets the firms' demand; rationing and rent.

How the rent moves is the rule in the slot ``compute_price`` (docs/model.md, section 8).
"""

import numpy as np

from sim.parameters import Parameters
from sim.phases.frontier import Frontier
from sim.phases.planning import Plans
from sim.rules.compute_price import GpuMarket
from sim.rules.rules_in_force import RulesOfMonth
from sim.rules.slots import checked
from sim.state.columns import State
from sim.state.levers import Levers

READS = (
    "providers.fleet", "macro.gpu_rent", "macro.price_level", "macro.capital_price", "macro.kept_by_rules",
)  # fmt: skip
WRITES = ("macro.gpu_rent", "macro.gpu_rationing", "macro.kept_by_rules")


def clear(
    state: State,
    plans: Plans,
    frontier: Frontier,
    parameters: Parameters,
    levers: Levers,
    rules: RulesOfMonth,
) -> GpuMarket:
    """Serve the demand as far as capacity goes and set next month's rent."""
    compute = parameters.compute
    providers, macro = state.providers, state.macro
    rule, moment = rules.compute_price, rules.moments["compute_price"]
    total = float(providers.fleet.sum())
    fleet_share = providers.fleet / max(total, 1e-12)
    offered = providers.fleet * (1.0 - compute.training_share) * frontier.quality
    capacity = float(offered.sum())
    demand = plans.gpu_demand + levers.public_compute
    market = GpuMarket(
        rationing=1.0 if demand <= capacity or demand <= 0.0 else capacity / demand,
        demand=demand,
        capacity=capacity,
        used=min(demand, capacity),
        share=offered / max(capacity, 1e-12),
        herfindahl=float(np.sum((fleet_share * fleet_share)[moment.structure.provider_single])),
        rent=float(macro.gpu_rent[0]),
    )
    if frontier.technology.active and demand > 0.0:
        macro.gpu_rent[0] = checked(rule, "next_rent", rule.next_rent(moment, market), moment.month)
        macro.gpu_rationing[0] = market.rationing
    return market
