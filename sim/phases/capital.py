"""Step 12, what is scarce next month: capital, its stock in every sector and what its use costs.

A unit of output needs capital whose use costs replacement and a normal return, times q, what it earns in the
sector over its user cost, q_s = (need_s / K_s)^(1 / sigma). Where it is short, more labour makes the same
output (``sim.rules.capital``). All capital costs R, which rises with its stock relative to its trend, R = (K
/ (K0 (1 + g)^t))^(1 / eps). Firms order (q_s / R - 1) / phi a year beyond the trend (Hayashi 1982), less
where the real rate is above its usual level, and together at most ``largest_growth``; orders are built, and
paid for, over ``time_to_build``. Of what firms charge for capital they spend the replacement; the rest is
profit and reaches their owners (docs/model.md, section 13).
"""

import numpy as np

from sim.kernels.elementary import power, powers
from sim.parameters import Parameters
from sim.phases.firm_accounts import FirmFlows
from sim.rules.capital import output_per_worker
from sim.rules.compute_price import GpuMarket
from sim.state.columns import Array, Macro, State
from sim.state.structure import Structure
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR

READS = (
    "macro.capital", "macro.base_capital", "macro.capital_rent", "macro.expansion", "macro.capital_gain",
    "macro.capital_price", "macro.usual_real_rate", "macro.real_rate", "macro.inflation", "macro.policy_rate",
    "providers.fleet",
)  # fmt: skip
WRITES = (
    "macro.capital", "macro.base_capital", "macro.capital_rent", "macro.capital_price", "macro.output_limit",
    "macro.expansion", "macro.capital_gain", "macro.usual_real_rate", "macro.deepening",
)  # fmt: skip
RENTS = (0.3, 4.0)  # least and most that capital earns in a sector over its user cost
PRICES = (0.3, 8.0)  # least and most of its user cost relative to the base years
RENT_SMOOTHING = 1.0 / 6.0  # a month: prices follow what capital earns over half a year
LARGEST_ORDER = 0.6  # of a sector's stock a year beyond the trend, either way


def adjust(
    state: State,
    structure: Structure,
    firms: FirmFlows,
    market: GpuMarket,
    parameters: Parameters,
    month: int,
) -> None:
    """Let every sector's stock follow what it earns, and set what capital costs next month."""
    macro = state.macro
    need = firms.output * structure.user_cost
    if parameters.capital.adjustment_cost <= 0.0:
        macro.capital[:] = need
    elif month < 0:  # the base year begins at rest
        _rest(macro, need, parameters)
    else:
        before = output_per_worker(macro, structure, parameters)
        _invest(macro, need, firms.expected_demand * structure.user_cost, parameters)
        macro.deepening[:] = output_per_worker(macro, structure, parameters) / before
    total = float(macro.capital.sum()) + machines(state, market, parameters)
    if month < 0:
        macro.base_capital[0] += (total - macro.base_capital[0]) / parameters.supply.lag
    elif parameters.capital.supply_elasticity < np.inf:
        growth = parameters.wages.productivity_growth
        trend = power(1.0 + growth, (month + parameters.supply.lag) / MONTHS_PER_YEAR)
        due = float(macro.base_capital[0] * trend)
        relative = min(max(total / due, 1e-3), 1e3) if due > 0.0 else 1.0
        price = power(relative, 1.0 / parameters.capital.supply_elasticity)
        macro.capital_price[0] = min(max(price, PRICES[0]), PRICES[1])


def _rest(macro: Macro, need: Array, parameters: Parameters) -> None:
    """Let the stocks be what output needs, on a trend that follows it."""
    trend = macro.capital * (1.0 + parameters.wages.productivity_growth / MONTHS_PER_YEAR)
    macro.capital[:] = np.where(trend > 0.0, trend + (need - trend) / parameters.supply.lag, need)


def _invest(macro: Macro, need: Array, wanted: Array, parameters: Parameters) -> None:
    """Let the stocks earn what their use brings, be ordered, and grow by what is built."""
    section = parameters.capital
    begun = macro.capital > 0.0  # a sector's first firms bring what they need
    macro.capital[:] = np.where(begun, macro.capital, need)
    use = need / np.maximum(macro.capital, 1e-9)
    earned = np.clip(powers(np.maximum(use, 1e-6), 1.0 / section.substitution), *RENTS)
    macro.capital_rent[:] += RENT_SMOOTHING * (earned - macro.capital_rent)
    gap = _real_rate(macro, parameters) - float(macro.usual_real_rate[0])
    gain = earned / macro.capital_price[0] - 1.0 - section.interest_response * gap
    macro.capital_gain[:] += (gain - macro.capital_gain) / section.gain_memory
    macro.usual_real_rate[0] += gap / section.gain_memory
    expected = macro.capital_gain + section.passing_gain * (gain - macro.capital_gain)
    ordered = np.clip(expected / section.adjustment_cost, -LARGEST_ORDER, LARGEST_ORDER)
    together = float((macro.capital * ordered).sum()) / max(float(macro.capital.sum()), 1e-9)
    if together > section.largest_growth:
        ordered *= section.largest_growth / together
    macro.expansion[:] += (ordered - macro.expansion) / section.time_to_build
    macro.capital[:] *= 1.0 + (parameters.wages.productivity_growth + macro.expansion) / MONTHS_PER_YEAR
    limit = np.minimum(1.0, section.largest_use * macro.capital / np.maximum(wanted, 1e-9))
    macro.output_limit[:] = np.where(begun, limit, 1.0)


def _real_rate(macro: Macro, parameters: Parameters) -> float:
    """Return the policy rate over expected inflation, a share a year, as savers have learned it.

    Where they learn it at once, inflation of at least the bank's goal is expected.
    """
    if parameters.households.rate_memory > 1.0:
        return float(macro.real_rate[0])
    expected = max(float(macro.inflation[0]), parameters.wages.trend_inflation)
    return float(macro.policy_rate[0]) - expected


def machines(state: State, market: GpuMarket, parameters: Parameters) -> float:
    """Return what GPUs in use wear out, or their use costs, in a month, cents at base-year prices."""
    compute = parameters.compute
    if not compute.enabled or market.capacity <= 0.0:
        return 0.0
    in_use = float(state.providers.fleet.sum()) * market.in_use
    if market.use_cost > 0.0:
        return in_use * market.use_cost
    return in_use * CENTS_PER_DOLLAR * compute.gpu_price / compute.gpu_life_months
