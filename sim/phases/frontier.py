"""Step 1, compute: training moves each provider's capability, the frontier of automatable tasks follows.

A_p rises by ``frontier_per_doubling`` for each doubling of cumulative effective compute; laggards close a
share of the gap a month (open models); kappa grows with algorithmic progress up to the claim. Physical tasks
meet what models can do only later, failures become rarer as capability rises (docs/model.md, section 4).
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.elementary import LN2, exp, log, power
from sim.kernels.row_rule import entry_rule
from sim.parameters import Parameters
from sim.parameters.compute import ComputeParameters
from sim.rules.deployment import deployed_share
from sim.rules.owners_of_models import begin, training_part
from sim.rules.royalty import royalty_rate
from sim.rules.tasks import (
    Technology,
    automatable_shares,
    bounded_capability,
    effective_oversight,
    intensity_of_trial,
)
from sim.state.columns import Array, State
from sim.state.levers import Levers
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR

READS = (
    "providers.fleet", "providers.capability", "providers.compute", "macro.gpu_worker_ratio",
    "macro.new_task_index", "macro.physical_capability", "macro.mean_adoption", "macro.gpu_rent",
    "macro.open_capability", "macro.royalty_rate", "macro.ai_era", "macro.base_gdp", "macro.output_ratio",
    "macro.price_level",
    "model_owners.gpus", "model_owners.capability", "model_owners.compute",
)  # fmt: skip
WRITES = (
    "providers.power", "providers.capability", "providers.compute", "model_owners.gpus",
    "model_owners.capability", "model_owners.compute", "macro.gpu_worker_ratio", "macro.new_task_index",
    "macro.physical_capability", "macro.open_capability", "macro.royalty_rate", "macro.compute_budget",
)  # fmt: skip


class Frontier(NamedTuple):
    """What AI can do this month."""

    technology: Technology
    automatable: Array  # float64 (o,): Phi by occupation
    quality: Array  # float64 (p,): effective GPUs in a GPU of each provider
    capability: float  # A, of the best provider


def train(
    state: State,
    structure: Structure,
    parameters: Parameters,
    levers: Levers,
    month: int,
    pay_share: float = 0.0,
) -> Frontier:
    """Train for one month and return the frontier; before month 0 AI is off.

    ``pay_share``: what a task done by a GPU costs over people's pay for it, where the rule for rents says so.
    """
    compute = parameters.compute
    macro = state.macro
    active = bool(compute.enabled and month >= 0)
    if active and macro.ai_era[0] == 0.0:
        state.providers.power[:] = compute.gpu_power * state.providers.fleet
        if parameters.models.separate:
            begin(state, structure, parameters)
    if active:
        progress = power(compute.algorithmic_progress, month / MONTHS_PER_YEAR)
        per_doubling, spillover = float(compute.frontier_per_doubling), float(levers.model_spillover)
        if parameters.models.separate:
            owners = state.model_owners
            added = owners.gpus * (progress * training_part(parameters))
            _train(owners.capability, owners.compute, added, per_doubling, spillover)
            best = float(owners.capability.max())
            macro.open_capability[0] += spillover * (best - float(macro.open_capability[0]))
            macro.royalty_rate[0] = royalty_rate(owners, structure, parameters, levers, macro, month)
        else:
            fleet = state.providers.fleet
            added = np.array([float(compute.training_share) * gpus * progress for gpus in fleet])
            _train(state.providers.capability, state.providers.compute, added, per_doubling, spillover)
        macro.gpu_worker_ratio[0] = min(
            compute.gpu_worker_ratio,
            compute.gpu_worker_ratio_start * power(compute.ratio_growth, month / MONTHS_PER_YEAR),
        )
        macro.new_task_index[0] *= 1.0 + compute.new_tasks_rate * macro.mean_adoption[0] / MONTHS_PER_YEAR
    if parameters.models.separate:  # any machine runs any model
        capability, quality = float(state.model_owners.capability.max()), np.ones(state.providers.fleet.size)
    else:
        capability = float(state.providers.capability.max())
        quality = np.array(
            [exp(-compute.quality_sensitivity * (capability - own)) for own in state.providers.capability]
        )
    oversight, of_hands = float(compute.oversight), capability
    if active:
        oversight = effective_oversight(
            oversight, float(compute.success_start), float(compute.failure_halving), capability,
            float(compute.capability_start), float(compute.capability_bound),
        )  # fmt: skip
        of_hands = _reach_hands(state, capability, MONTHS_PER_YEAR * float(compute.physical_delay))
    technology = Technology(
        active=active and macro.gpu_worker_ratio[0] > 0.0,
        ratio=float(macro.gpu_worker_ratio[0]),
        rent=float(macro.gpu_rent[0]) * (1.0 + levers.gpu_tax),
        oversight=oversight,
        substitution_share=float(compute.substitution_share),
        assist_speedup=float(compute.assist_speedup),
        assist_gpu_share=float(compute.assist_gpu_share),
        task_elasticity=float(compute.task_elasticity),
        automation_tax=float(levers.automation_tax),
        royalty=float(macro.royalty_rate[0]),
        adjustment=float(parameters.adoption.adjustment),
        trial=intensity_of_trial(parameters.adoption),
        pay_share=pay_share * (1.0 + levers.gpu_tax) if macro.gpu_rent[0] > 0.0 else 0.0,
    )
    automatable = _automatable(structure, compute, capability, of_hands, float(macro.new_task_index[0]))
    automatable *= deployed_share(compute, month)
    return Frontier(technology, automatable, quality, capability)


def _reach_hands(state: State, capability: float, delay: float) -> float:
    """Let what models can do reach physical tasks, B += (A - B) / delay with a delay in months; return B."""
    reached = state.macro.physical_capability
    if state.macro.ai_era[0] == 0.0 or delay <= 1.0:  # both begin at what models can do today
        reached[0] = capability
    else:
        reached[0] += (capability - reached[0]) / delay
    return float(reached[0])


def _automatable(
    structure: Structure, compute: ComputeParameters, capability: float, of_hands: float, new_tasks: float
) -> Array:
    """Return Phi (o,): physical tasks of an occupation meet the capability ``of_hands`` (section 4.3)."""
    essential, bound = float(compute.human_essential), float(compute.capability_bound)
    shares = automatable_shares(
        structure.exposure, bounded_capability(capability, bound), essential, new_tasks
    )
    if of_hands != capability:
        physical = automatable_shares(
            structure.exposure, bounded_capability(of_hands, bound), essential, new_tasks
        )
        shares += structure.physical_share * (physical - shares)
    return shares


@entry_rule
def _train(capability: Array, compute: Array, added: Array, per_doubling: float, spillover: float) -> None:
    """Add a month of training to every owner's compute, then let the laggards learn from the best."""
    best = 0.0
    for p in range(capability.size):
        if compute[p] > 0.0:
            doublings = log((compute[p] + added[p]) / compute[p]) / LN2
            capability[p] += per_doubling * doublings
        compute[p] += added[p]
        best = max(best, capability[p])
    for p in range(capability.size):
        capability[p] += spillover * (best - capability[p])
