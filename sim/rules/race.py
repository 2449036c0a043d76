"""What owners believe AI to be worth: part of output, as long as they are patient."""

from sim.kernels.elementary import power
from sim.parameters import Parameters
from sim.rules.trends import price_trend
from sim.state.columns import Macro
from sim.state.structure import Structure
from sim.units import MONTHS_PER_YEAR


def belief(macro: Macro, structure: Structure, parameters: Parameters, month: int) -> float:
    """Return output, as far as owners believe in AI, cents a month at base-year prices.

    Belief halves with patience, and is nothing where a machine, once mature, costs as much as the people
    whose work it does: nobody burns money on a race that cannot be won.
    """
    compute = parameters.compute
    growth = power(1.0 + parameters.wages.productivity_growth, month / MONTHS_PER_YEAR)
    prices = price_trend(parameters, month) / float(macro.price_level[0])  # the ratio is a nominal one
    output = float(macro.base_gdp[0]) * float(macro.output_ratio[0]) * growth * prices
    cost = 100.0 * (compute.gpu_price / compute.gpu_life_months + compute.gpu_running_cost)
    saved = compute.gpu_worker_ratio * structure.mean_wage(structure.base_wage)
    useful = max(0.0, 1.0 - cost / max(saved, 1e-9))
    return power(2.0, -max(month, 0) / parameters.investors.patience) * useful * output
