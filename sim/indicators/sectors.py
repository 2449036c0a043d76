"""Tables by occupation and by sector."""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.units import CENTS_PER_BILLION, CENTS_PER_DOLLAR, MONTHS_PER_YEAR


@indicator("occupations")
def occupations(seen: Observation) -> dict[str, Any]:
    """Return jobs, unemployed, openings, wages and exposure of every occupation group."""
    flows, scale = seen.flows, seen.weight / 1e6
    return {
        "occupation": np.array(seen.titles.occupations),
        "employment": flows.household.employed * scale,
        "unemployed": flows.household.unemployed * scale,
        "vacancies": flows.labour.open_jobs * scale,
        "wage": seen.state.macro.occupation_wage / CENTS_PER_DOLLAR,
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
        "value_added": flows.spending.by_sector * (MONTHS_PER_YEAR * weight / CENTS_PER_BILLION),
        "price": seen.state.macro.sector_price / CENTS_PER_DOLLAR,
        "output": firms.output * (CENTS_PER_DOLLAR * MONTHS_PER_YEAR * weight / CENTS_PER_BILLION),
        "firms": firms.firms * weight / 1e6,
        "ai_share": firms.with_ai / np.maximum(firms.firms, 1),
        "gpus": firms.gpus * weight / 1e6,
    }
