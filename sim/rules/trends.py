"""The trends of prices and of nominal magnitudes that keys in money follow, relative to the base year."""

from sim.kernels.elementary import power
from sim.parameters import Parameters


def first_month(parameters: Parameters) -> int:
    """Return the first month of the burn-in, before which the economy is created."""
    return -parameters.run.burn_in_months


def months_from_base_year(parameters: Parameters, month: int) -> int:
    """Return how many months after the first one of the base year ``month`` is; negative before it."""
    run = parameters.run
    return month if run.base_year_after_burn_in else month + run.burn_in_months


def trend(parameters: Parameters, month: int) -> float:
    """Return the nominal trend relative to the base year: trend inflation and productivity growth."""
    wages = parameters.wages
    growth = (1.0 + wages.trend_inflation) * (1.0 + wages.productivity_growth)
    return float(power(growth, months_from_base_year(parameters, month) / 12.0))


def price_trend(parameters: Parameters, month: int) -> float:
    """Return the trend of prices relative to the base year."""
    inflation = 1.0 + parameters.wages.trend_inflation
    return float(power(inflation, months_from_base_year(parameters, month) / 12.0))


def productivity_trend(parameters: Parameters, month: int) -> float:
    """Return the trend of productivity relative to the base year."""
    growth = power(1.0 + parameters.wages.productivity_growth, 1.0 / 12.0)
    return float(power(growth, float(months_from_base_year(parameters, month))))
