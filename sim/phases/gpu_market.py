"""Step 4, the GPU market: the providers' inference capacity meets the firms' demand; rationing and rent.

The rent rises while use exceeds the target and falls below it, never under marginal cost / (1 - Lerner) with
Lerner = HHI / demand elasticity (Cournot; MODEL, section 4).
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.elementary import exp
from sim.parameters import Parameters
from sim.phases.frontier import Frontier
from sim.phases.planning import Plans
from sim.state.columns import Array, State
from sim.state.levers import Levers

WRITES = ("macro.gpu_rent", "macro.gpu_rationing")
RENT_RESPONSE = 0.15  # log change of the rent a month for a unit of excess use
LARGEST_LERNER = 0.9


class GpuMarket(NamedTuple):
    """The market for inference this month."""

    rationing: float  # share of the demand that is served
    demand: float  # effective GPUs
    capacity: float  # effective GPUs
    used: float
    share: Array  # float64 (p,): of each provider in the rent
    herfindahl: float  # of the fleet
    rent: float  # cents an effective GPU-month this month, before tax


def clear(
    state: State, plans: Plans, frontier: Frontier, parameters: Parameters, levers: Levers
) -> GpuMarket:
    """Serve the demand as far as capacity goes and set next month's rent."""
    compute = parameters.compute
    providers, macro = state.providers, state.macro
    total = float(providers.fleet.sum())
    fleet_share = providers.fleet / max(total, 1e-12)
    offered = providers.fleet * (1.0 - compute.training_share) * frontier.quality
    capacity = float(offered.sum())
    demand = plans.gpu_demand + levers.public_compute
    used = min(demand, capacity)
    rationing = 1.0 if demand <= capacity or demand <= 0.0 else capacity / demand
    herfindahl = float(np.sum((fleet_share * fleet_share)[:-1]))  # the last row are many small owners
    rent = float(macro.gpu_rent[0])
    if frontier.technology.active and demand > 0.0:
        concentration = herfindahl + levers.concentration_scale * compute.concentration * (1.0 - herfindahl)
        lerner = min(LARGEST_LERNER, concentration / compute.demand_elasticity)
        cost = marginal_cost(parameters) * macro.price_level[0]
        pressure = min(2.0, demand / max(capacity, 1e-12)) - compute.target_utilisation
        macro.gpu_rent[0] = max(cost / (1.0 - lerner), rent * exp(RENT_RESPONSE * pressure))
        macro.gpu_rationing[0] = rationing
    share = offered / max(capacity, 1e-12)
    return GpuMarket(rationing, demand, capacity, used, share, herfindahl, rent)


def marginal_cost(parameters: Parameters) -> float:
    """Return power, operation and depreciation of a GPU, cents a month at base-year prices."""
    compute = parameters.compute
    return 100.0 * (compute.gpu_running_cost + compute.gpu_price / compute.gpu_life_months)
