"""Tables by occupation and by sector."""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator


@indicator("occupations")
def occupations(seen: Observation) -> dict[str, Any]:
    """Return jobs, unemployed, openings, wages and exposure of every occupation group."""
    flows, scale = seen.flows, seen.weight / 1e6
    return {
        "occupation": np.array(seen.titles.occupations),
        "employment": flows.household.employed * scale,
        "unemployed": flows.household.unemployed * scale,
        "vacancies": flows.labour.openings * scale,
        "wage": seen.state.macro.occupation_wage / 100.0,
        "exposure_now": flows.frontier.automatable.copy(),
    }


@indicator("sectors")
def sectors(seen: Observation) -> dict[str, Any]:
    """Return jobs, value added, prices, output, firms and GPUs of every sector."""
    flows, weight = seen.flows, seen.weight
    firms = flows.firms
    return {
        "sector": np.array(seen.titles.sectors),
        "employment": firms.employed * weight / 1e6,
        "value_added": flows.spending.by_sector * (12.0 * weight / 1e11),
        "price": seen.state.macro.sector_price / 100.0,
        "output": firms.output * (100.0 * 12.0 * weight / 1e11),
        "firms": firms.firms * weight / 1e6,
        "ai_share": firms.with_ai / np.maximum(firms.firms, 1),
        "gpus": firms.gpus * weight / 1e6,
    }
