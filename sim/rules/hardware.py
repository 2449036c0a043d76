"""Supply of chips and power: what a new GPU costs and draws in a month, and how many can be made and run.

All follow paths whose growth halves after a half-life, G(t) = exp(g h / ln 2 (1 - 2^(-t / h))), with g the
growth at first and h the half-life (docs/model.md, section 14).
"""

from sim.kernels.elementary import LN2, exp, log, power
from sim.parameters import Parameters
from sim.rules.slots import Moment
from sim.units import MONTHS_PER_YEAR

HOURS = 730.0  # a month
FREE_GRID = 0.7  # part of the grid that is used at list price


def _grown(rate: float, half_life: float, month: int) -> float:
    """Return what grows by ``rate`` a month at first, and ever more slowly, relative to month 0."""
    return exp(rate * half_life / LN2 * (1.0 - power(2.0, -max(month, 0) / half_life)))


def chip_price(parameters: Parameters, month: int) -> float:
    """Return the list price of a GPU's work, cents at base-year prices."""
    hardware = parameters.hardware
    fall = log(1.0 - hardware.chip_price_decline) / MONTHS_PER_YEAR
    return 100.0 * parameters.compute.gpu_price * _grown(fall, hardware.chip_price_half_life, month)


def chip_price_growth(parameters: Parameters, month: int) -> float:
    """Return the growth of that price a month (negative: it falls)."""
    hardware = parameters.hardware
    fall = log(1.0 - hardware.chip_price_decline) / MONTHS_PER_YEAR
    return fall * power(2.0, -max(month, 0) / hardware.chip_price_half_life)


def chip_capacity(parameters: Parameters, fleet: float, month: int) -> float:
    """Return the GPUs that can be delivered at list price; ``fleet`` is that of month 0."""
    hardware = parameters.hardware
    return (
        hardware.chip_capacity
        * fleet
        * _grown(hardware.chip_capacity_growth, hardware.chip_capacity_half_life, month)
    )


def new_power(parameters: Parameters, month: int) -> float:
    """Return the power of a new GPU with server and cooling, kilowatts."""
    hardware = parameters.hardware
    fall = log(1.0 - hardware.power_progress) / MONTHS_PER_YEAR
    return hardware.new_power * _grown(fall, hardware.chip_price_half_life, month)


def grid(parameters: Parameters, weight: float, month: int) -> float:
    """Return the power that the GPUs of the simulated economy can draw, kilowatts."""
    hardware = parameters.hardware
    growth = log(1.0 + hardware.grid_growth) / MONTHS_PER_YEAR
    return 1e6 * hardware.grid / weight * _grown(growth, hardware.grid_half_life, month)


def power_price(parameters: Parameters, load: float, available: float) -> float:
    """Return the price of power, cents a kilowatt-hour at base-year prices."""
    hardware = parameters.hardware
    scarce = max(1.0, load / max(FREE_GRID * available, 1e-9))
    return 100.0 * hardware.power_price * power(scarce, 1.0 / hardware.power_elasticity)


def grid_now(moment: Moment) -> float:
    """Return the kilowatts that the GPUs of a month can draw."""
    weight = moment.structure.figure("population") / moment.parameters.run.people
    return grid(moment.parameters, weight, moment.month)


def running_cost_now(moment: Moment) -> float:
    """Return power and operation of a GPU in use, cents a month at base-year prices.

    Operation gets cheaper with GPUs.
    """
    providers, parameters = moment.state.providers, moment.parameters
    compute, hardware = parameters.compute, parameters.hardware
    load = float(providers.power.sum())
    list_price = 100.0 * hardware.power_price * HOURS
    operation = max(0.0, 100.0 * compute.gpu_running_cost - list_price * compute.gpu_power)
    cheaper = chip_price(parameters, moment.month) / chip_price(parameters, 0)
    each = load / max(float(providers.fleet.sum()), 1e-12)
    return operation * cheaper + HOURS * power_price(parameters, load, grid_now(moment)) * each
