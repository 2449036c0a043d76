"""Owners of models in month 0: the compute that they use, and how far those with less are behind."""

from sim.kernels.elementary import LN2, log
from sim.parameters import Parameters
from sim.rules.race import belief
from sim.state.columns import State
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR


def training_part(parameters: Parameters) -> float:
    """Return the part of owners' compute that trains; the rest serves products of their own."""
    trains, own = parameters.compute.training_share, parameters.models.own_use
    return float(trains / max(trains + own, 1e-9))


def begin(state: State, structure: Structure, parameters: Parameters) -> None:
    """Split the GPUs that train by the owners' shares; a year of training lies behind them.

    Who has trained with less is behind by the doublings that this makes. Nobody has more to spend than all
    that owners believe AI to be worth.
    """
    owners, compute, fleet = state.model_owners, parameters.compute, float(state.providers.fleet.sum())
    owners.gpus[:] = (
        (compute.training_share + parameters.models.own_use) * fleet * structure.model_owner_share
    )
    owners.compute[:] = MONTHS_PER_YEAR * compute.training_share * fleet * structure.model_owner_share
    best = float(structure.model_owner_share.max())
    for row, share in enumerate(structure.model_owner_share):
        doublings = log(best / max(float(share), 1e-9)) / LN2
        owners.capability[row] = max(
            compute.capability_start - compute.frontier_per_doubling * doublings, 0.0
        )
    used = compute.training_share + parameters.models.own_use
    today = used * 100.0 * compute.start_rent * fleet
    believed = belief(state.macro, structure, parameters, 0)
    state.macro.compute_budget[0] = min(today, max(believed, 1.0))
    behind = max(compute.capability_start - parameters.models.open_gap_start, 0.0)
    state.macro.open_capability[0] = behind
