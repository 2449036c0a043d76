"""Indicators of the technology: fleet, rent, use, and the terms of the employment decomposition."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.phases import firm_accounts as firm
from sim.phases.flows import MonthFlows

if TYPE_CHECKING:
    from sim.simulation import Simulation


def gpus(simulation: "Simulation", flows: MonthFlows, gdp: float) -> dict[str, float]:
    """Return the GPU figures of the month; all zero while AI is off."""
    scale = simulation.weight / 1e6
    compute = simulation.scenario.compute
    on = 1.0 if flows.frontier.technology.active else 0.0
    fleet = float(simulation.state.providers.fleet.sum()) * scale * on
    market, made = flows.market, flows.production
    rent = float(flows.firms.sums[firm.RENT]) * 12.0 * simulation.weight / 1e11
    return {
        "gpus": fleet,
        "gpus_inference": fleet * (1.0 - compute.training_share),
        "gpus_used": market.used * scale * on,
        "gpu_rent": market.rent / 100.0 * on,
        "gpu_utilisation": (market.used / market.capacity if market.capacity > 0.0 else 0.0) * on,
        "gpu_rent_share": rent / max(gdp, 1e-9),
        "gpu_worker_ratio": float(simulation.state.macro.gpu_worker_ratio[0]),
        "capability": flows.frontier.capability,
        "new_task_index": float(simulation.state.macro.new_task_index[0]),
        "compute_hhi": market.herfindahl,
        "gpu_power": fleet * compute.gpu_power,
        "displaced_jobs": made.displaced * scale,
        "reinstated_jobs": made.reinstated * scale,
        "assisted_jobs": made.assisted * scale,
        "entrant_jobs": made.entrant_jobs * scale,
        "foreign_rent": flows.providers.foreign * 12.0 * simulation.weight / 1e11,
    }


def providers(simulation: "Simulation", flows: MonthFlows) -> dict[str, Any]:
    """Return fleet, share, revenue and capability of every provider."""
    providers = simulation.state.providers
    on = 1.0 if flows.frontier.technology.active else 0.0
    return {
        "provider": np.array(simulation.calibration.owner_names),
        "gpus": providers.fleet * (simulation.weight / 1e6 * on),
        "share": providers.fleet / max(float(providers.fleet.sum()), 1e-12),
        "revenue": providers.revenue * (12.0 * simulation.weight / 1e11),
        "capability": providers.capability.copy(),
    }
