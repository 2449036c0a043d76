"""Indicators of the technology: fleet, rent, use, and the terms of the employment decomposition."""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.indicators.macro import output
from sim.phases import firm_accounts as firm
from sim.units import CENTS_PER_BILLION, CENTS_PER_DOLLAR, MONTHS_PER_YEAR


@indicator("macro")
def gpus(seen: Observation) -> dict[str, float]:
    """Return the GPU figures of the month; all zero while AI is off."""
    state, flows, scale = seen.state, seen.flows, seen.weight / 1e6
    compute = seen.parameters.compute
    on = 1.0 if flows.frontier.technology.active else 0.0
    fleet = float(state.providers.fleet.sum()) * scale * on
    market, made = flows.market, flows.production
    rent = float(flows.firms.sums[firm.RENT]) * MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION
    gdp = output(seen) * (MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION)
    apart = seen.parameters.models.separate
    training = market.training * scale * on
    yearly = MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION
    employed = int(flows.household.employed.sum())
    # production counts work in efficiency units; the same work in jobs is that of the people there are
    jobs = scale * employed / made.labour if made.labour > 0.0 else scale
    return {
        "gpus": fleet,
        "gpus_inference": fleet - training if apart else fleet * (1.0 - compute.training_share),
        "gpus_used": market.used * scale * on,
        "gpu_rent": market.rent / CENTS_PER_DOLLAR * on,
        "rent_over_pay": market.rent * employed / max(1, int(flows.firms.sums[firm.LABOUR_COST])) * on,
        "gpu_utilisation": market.in_use * on,
        "royalty_rate": float(state.macro.royalty_rate[0]) * on,
        "royalties": flows.model_owners.royalties * yearly,
        "compute_investment": flows.providers.ordered * yearly,
        "chip_margins": flows.providers.chip_margin * yearly,
        "model_spending": flows.model_owners.spending * yearly,
        "gpu_rent_share": rent / max(gdp, 1e-9),
        "gpu_worker_ratio": float(state.macro.gpu_worker_ratio[0]),
        "capability": flows.frontier.capability,
        "new_task_index": float(state.macro.new_task_index[0]),
        "compute_hhi": market.herfindahl,
        "gpu_power": float(state.providers.power.sum()) * scale * on,
        "displaced_jobs": made.displaced * jobs,
        "reinstated_jobs": made.reinstated * jobs,
        "assisted_jobs": made.assisted * jobs,
        "entrant_jobs": made.entrant_jobs * scale,
    }


@indicator("providers")
def providers(seen: Observation) -> dict[str, Any]:
    """Return fleet, share, revenue and capability of every provider."""
    providers = seen.state.providers
    on = 1.0 if seen.flows.frontier.technology.active else 0.0
    return {
        "provider": np.array(seen.titles.providers),
        "gpus": providers.fleet * (seen.weight / 1e6 * on),
        "share": providers.fleet / max(float(providers.fleet.sum()), 1e-12),
        "revenue": providers.revenue * (MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION),
        "capability": providers.capability.copy(),
    }


@indicator("model_owners")
def model_owners(seen: Observation) -> dict[str, Any]:
    """Return what every owner of models can do, earns and spends."""
    owners = seen.state.model_owners
    yearly = MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION
    on = 1.0 if seen.flows.frontier.technology.active and seen.parameters.models.separate else 0.0
    return {
        "owner": np.array(seen.titles.model_owners),
        "training": owners.gpus * (seen.weight / 1e6 * on),
        "royalties": owners.revenue * yearly,
        "spending": owners.spending * yearly,
        "model_capability": owners.capability * on,
    }
