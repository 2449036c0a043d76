"""Step 1, compute: training moves each provider's capability, the frontier of automatable tasks follows.

A_p rises by ``frontier_per_doubling`` for each doubling of cumulative effective compute; laggards close a
share of the gap a month (open models); kappa grows with algorithmic progress up to the claim (docs/model.md,
section 4).
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.elementary import exp, log, power
from sim.kernels.row_rule import entry_rule
from sim.parameters import Parameters
from sim.rules.tasks import Technology, automatable_shares
from sim.state.columns import Array, Providers, State
from sim.state.levers import Levers
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR

READS = (
    "providers.fleet", "providers.capability", "providers.compute", "macro.gpu_worker_ratio",
    "macro.new_task_index", "macro.mean_adoption", "macro.gpu_rent",
)  # fmt: skip
WRITES = ("providers.capability", "providers.compute", "macro.gpu_worker_ratio", "macro.new_task_index")


class Frontier(NamedTuple):
    """What AI can do this month."""

    technology: Technology
    automatable: Array  # float64 (o,): Phi by occupation
    quality: Array  # float64 (p,): effective GPUs in a GPU of each provider
    capability: float  # A, of the best provider


def train(state: State, structure: Structure, parameters: Parameters, levers: Levers, month: int) -> Frontier:
    """Train for one month and return the frontier; before month 0 AI is off."""
    compute = parameters.compute
    macro = state.macro
    active = bool(compute.enabled and month >= 0)
    if active:
        progress = power(compute.algorithmic_progress, month / MONTHS_PER_YEAR)
        _train(
            state.providers, float(compute.training_share), progress, float(compute.frontier_per_doubling),
            float(levers.model_spillover),
        )  # fmt: skip
        macro.gpu_worker_ratio[0] = min(
            compute.gpu_worker_ratio,
            compute.gpu_worker_ratio_start * power(compute.ratio_growth, month / MONTHS_PER_YEAR),
        )
        macro.new_task_index[0] *= 1.0 + compute.new_tasks_rate * macro.mean_adoption[0] / MONTHS_PER_YEAR
    capability = float(state.providers.capability.max())
    quality = np.array(
        [exp(-compute.quality_sensitivity * (capability - own)) for own in state.providers.capability]
    )
    technology = Technology(
        active=active and macro.gpu_worker_ratio[0] > 0.0,
        ratio=float(macro.gpu_worker_ratio[0]),
        rent=float(macro.gpu_rent[0]) * (1.0 + levers.gpu_tax),
        oversight=float(compute.oversight),
        substitution_share=float(compute.substitution_share),
        assist_speedup=float(compute.assist_speedup),
        assist_gpu_share=float(compute.assist_gpu_share),
        task_elasticity=float(compute.task_elasticity),
        automation_tax=float(levers.automation_tax),
    )
    automatable = automatable_shares(
        structure.exposure, capability, float(compute.human_essential), float(macro.new_task_index[0])
    )
    return Frontier(technology, automatable, quality, capability)


@entry_rule
def _train(
    providers: Providers, share: float, progress: float, per_doubling: float, spillover: float
) -> None:
    """Add a month of training to every provider, then let the laggards learn from the best."""
    best = 0.0
    for p in range(providers.fleet.size):
        added = share * providers.fleet[p] * progress
        if providers.compute[p] > 0.0:
            doublings = log((providers.compute[p] + added) / providers.compute[p]) / 0.6931471805599453
            providers.capability[p] += per_doubling * doublings
        providers.compute[p] += added
        best = max(best, providers.capability[p])
    for p in range(providers.fleet.size):
        providers.capability[p] += spillover * (best - providers.capability[p])
