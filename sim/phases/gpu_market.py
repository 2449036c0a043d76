"""Step 4, the GPU market: the providers' inference capacity meets the firms' demand; rationing and rent.

How the rent moves is the rule in the slot ``compute_price`` (docs/model.md, section 8).
"""

import numpy as np

from sim.parameters import Parameters
from sim.phases.frontier import Frontier
from sim.phases.planning import Plans
from sim.rules.compute_price import GpuMarket
from sim.rules.derived_demand import DemandCurve, demand_curve
from sim.rules.rules_in_force import RulesOfMonth
from sim.rules.slots import Moment, checked
from sim.rules.tasks import Tasks
from sim.state.columns import State
from sim.state.levers import Levers, labour_cost

READS = (
    "providers.fleet", "providers.power", "macro.gpu_rent", "macro.gpu_worker_ratio", "macro.price_level",
    "macro.capital_price", "macro.kept_by_rules", "macro.compute_budget", "macro.occupation_wage",
    "firms.status", "firms.adoption", "firms.ai_saving", "firms.premium", "firms.productivity",
    "firms.unit_cost", "firms.planned_output", "teams.weight", "teams.occupation",
)  # fmt: skip
WRITES = (
    "macro.gpu_rent", "macro.gpu_rationing", "macro.kept_by_rules", "model_owners.gpus",
)  # fmt: skip


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
    apart = parameters.models.separate
    trains = 0.0 if apart else compute.training_share  # who owns machines and models trains on a part of them
    offered = providers.fleet * (1.0 - trains) * frontier.quality
    capacity = float(offered.sum())
    demand = plans.gpu_demand + levers.public_compute
    served = compute.target_utilisation * capacity if apart else capacity
    if rule.elastic:
        served = demand
    market = GpuMarket(
        rationing=1.0 if demand <= served or demand <= 0.0 else served / demand,
        demand=demand,
        capacity=capacity,
        used=min(demand, served),
        share=offered / max(capacity, 1e-12),
        herfindahl=float(np.sum((fleet_share * fleet_share)[moment.structure.provider_single])),
        rent=float(macro.gpu_rent[0]),
        use_cost=rule.use_cost(moment, float(macro.gpu_rent[0])),
    )
    if frontier.technology.active and apart:
        market = _rent_to_train(moment, market)
    if frontier.technology.active and rule.wants_curve:
        market = market._replace(curve=_curve(moment, frontier, plans.gpu_demand, market.rent))
    if frontier.technology.active:  # also where nobody wants GPUs: their rent falls until somebody does
        macro.gpu_rent[0] = checked(rule, "next_rent", rule.next_rent(moment, market), moment.month)
        macro.gpu_rationing[0] = market.rationing
    return market


def _rent_to_train(moment: Moment, market: GpuMarket) -> GpuMarket:
    """Let owners of models rent, with what they have to spend, the GPUs that customers leave."""
    owners, macro, compute = moment.state.model_owners, moment.state.macro, moment.parameters.compute
    budget = float(macro.compute_budget[0]) * float(macro.price_level[0])
    free = compute.target_utilisation * market.capacity - market.used
    # less than a cent for each owner buys nothing
    bought = budget / max(market.rent, 1e-9) if budget >= owners.gpus.size else 0.0
    training = max(0.0, min(bought, free))
    owners.gpus[:] = training * moment.structure.model_owner_share
    return market._replace(training=training, budget=budget)


def _curve(moment: Moment, frontier: Frontier, wanted: float, rent: float) -> DemandCurve:
    """Return what firms would want at other rents."""
    macro, levers, parameters = moment.state.macro, moment.levers, moment.parameters
    return demand_curve(
        moment.state,
        Tasks(frontier.technology, labour_cost(macro.occupation_wage, levers), frontier.automatable),
        moment.structure.base_wage * (1.0 + levers.employer_contributions),
        rent=rent,
        wanted=wanted,
        team_elasticity=float(parameters.firms.team_elasticity),
        demand_elasticity=float(parameters.households.sector_elasticity),
        month=moment.month,
    )
