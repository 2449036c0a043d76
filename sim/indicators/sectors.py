"""Tables by occupation and by sector."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.phases.flows import MonthFlows

if TYPE_CHECKING:
    from sim.simulation import Simulation


def occupations(simulation: "Simulation", flows: MonthFlows) -> dict[str, Any]:
    """Return jobs, unemployed, openings, wages and exposure of the 22 groups."""
    scale = simulation.weight / 1e6
    return {
        "occupation": np.array(simulation.calibration.occupation_titles),
        "employment": flows.household.employed * scale,
        "unemployed": flows.household.unemployed * scale,
        "vacancies": flows.labour.openings * scale,
        "wage": simulation.state.macro.occupation_wage / 100.0,
        "exposure_now": flows.frontier.automatable.copy(),
    }


def sectors(simulation: "Simulation", flows: MonthFlows) -> dict[str, Any]:
    """Return jobs, value added, prices, output, firms and GPUs of the 20 sectors."""
    weight = simulation.weight
    firms = flows.firms
    return {
        "sector": np.array(simulation.calibration.sector_titles),
        "employment": firms.employed * weight / 1e6,
        "value_added": flows.spending.by_sector * (12.0 * weight / 1e11),
        "price": simulation.state.macro.sector_price / 100.0,
        "output": firms.output * (100.0 * 12.0 * weight / 1e11),
        "firms": firms.firms * weight / 1e6,
        "ai_share": firms.with_ai / np.maximum(firms.firms, 1),
        "gpus": firms.gpus * weight / 1e6,
    }
