"""Step 12, what is scarce next month: capital, its stock in every sector and what its use costs.

A unit of output needs capital whose use costs replacement and a normal return, times two prices: R, which
rises with all capital relative to its trend, R = (K / (K0 (1 + g)^t))^(1 / eps); and q_s, what capital earns
in the sector over its user cost, q_s = (need_s / K_s)^rho. A stock grows by its trend and (q_s - 1) / phi a
year (Hayashi 1982); what it grows beyond its trend firms pay for over ``time_to_build``. They cannot plan for
more than ``largest_use`` of it. Of what they charge for capital they spend the replacement; the rest is
profit and reaches their owners (docs/model.md, section 13).
"""

import numpy as np

from sim.kernels.elementary import power, powers
from sim.parameters import Parameters
from sim.phases.firm_accounts import FirmFlows
from sim.rules.compute_price import GpuMarket
from sim.state.columns import State
from sim.state.structure import Structure
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR

READS = (
    "macro.capital", "macro.base_capital", "macro.capital_rent", "macro.expansion", "providers.fleet",
)  # fmt: skip
WRITES = (
    "macro.capital", "macro.base_capital", "macro.capital_rent", "macro.capital_price", "macro.output_limit",
    "macro.expansion",
)  # fmt: skip
RENTS = (0.3, 4.0)  # least and most that capital earns in a sector over its user cost
PRICES = (0.3, 8.0)  # least and most of its user cost relative to the base years
RENT_SMOOTHING = 1.0 / 6.0  # a month: prices follow what capital earns over half a year
LARGEST_GROWTH = 0.05  # of a sector's stock a month, either way


def adjust(
    state: State,
    structure: Structure,
    firms: FirmFlows,
    market: GpuMarket,
    parameters: Parameters,
    month: int,
) -> None:
    """Let every sector's stock follow what it earns, and set what capital costs next month."""
    macro, section = state.macro, parameters.capital
    growth = parameters.wages.productivity_growth
    need = firms.output * structure.user_cost
    if section.adjustment_cost > 0.0:
        begun = macro.capital > 0.0  # a sector's first firms bring what they need
        macro.capital[:] = np.where(begun, macro.capital, need)
        use = need / np.maximum(macro.capital, 1e-9)
        earned = np.clip(powers(np.maximum(use, 1e-6), section.utilisation_response), *RENTS)
        macro.capital_rent[:] += RENT_SMOOTHING * (earned - macro.capital_rent)
        step = (growth + (earned - 1.0) / section.adjustment_cost) / MONTHS_PER_YEAR
        step = np.clip(step, -LARGEST_GROWTH, LARGEST_GROWTH)
        macro.capital[:] *= 1.0 + step
        net = (MONTHS_PER_YEAR * step - growth) * section.years_of_investment
        macro.expansion[:] += (net - macro.expansion) / section.time_to_build
        wanted = np.maximum(firms.expected_demand * structure.user_cost, 1e-9)
        limit = np.minimum(1.0, section.largest_use * macro.capital / wanted)
        macro.output_limit[:] = np.where(begun, limit, 1.0)
    else:
        macro.capital[:] = need
    total = float(macro.capital.sum()) + _machines(state, market, parameters)
    if month < 0:
        macro.base_capital[0] += (total - macro.base_capital[0]) / parameters.supply.lag
    elif section.supply_elasticity < np.inf:
        trend = power(1.0 + growth, (month + parameters.supply.lag) / MONTHS_PER_YEAR)
        relative = min(max(total / (macro.base_capital[0] * trend), 1e-3), 1e3)
        price = power(relative, 1.0 / section.supply_elasticity)
        macro.capital_price[0] = min(max(price, PRICES[0]), PRICES[1])


def _machines(state: State, market: GpuMarket, parameters: Parameters) -> float:
    """Return what the GPUs in use wear out in a month, cents at base-year prices."""
    compute = parameters.compute
    if not compute.enabled or market.capacity <= 0.0:
        return 0.0
    in_use = float(state.providers.fleet.sum()) * market.used / market.capacity
    return in_use * CENTS_PER_DOLLAR * compute.gpu_price / compute.gpu_life_months
