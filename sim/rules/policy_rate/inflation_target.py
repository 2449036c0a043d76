"""A bank that holds inflation and unemployment, and goes on below zero: the rate that it would need.

i* = r + pi* + (1 + phi_pi) (pi_s - pi*) + phi_u (u* - u) + phi_c c + X, with pi_s the mean of the last half
year's inflation, at a yearly rate, and last year's; c is what capital earns over what the growth that is
being built asks for: unemployment beside it is no slack; X learns what neutral rate the economy needs, dX =
drift (pi_s - pi*) / 12; u* follows unemployment over years, so that money does not chase jobs that demand
cannot bring. The rate is smoothed, and the real rate is at most ``largest_real_rate`` above its neutral
level. The numbers stand in the sections ``monetary`` and ``wages`` of a scenario (docs/model.md, section
15.2).
"""

from collections.abc import Mapping
from typing import ClassVar

from sim.rules.policy_rate import PolicyRateRule
from sim.rules.slots import Moment
from sim.units import MONTHS_PER_YEAR

FORGETTING = 0.05 / MONTHS_PER_YEAR  # of X a month, so that it has no bound to run to
LARGEST_DRIFT, SMALLEST_DRIFT = 0.08, -1.0  # of X
HALF_A_YEAR = 6  # months


class InflationTarget(PolicyRateRule):
    """The rate that would hold inflation at its trend, below zero too."""

    keeps: ClassVar[Mapping[str, int | str]] = {"rate": 1, "drift": 1, "natural": 1}

    def begin(self, moment: Moment) -> None:
        """Start from the rate in force."""
        moment.kept["rate"][0] = moment.state.macro.policy_rate[0]
        moment.kept["natural"][0] = moment.parameters.wages.natural_unemployment_rate

    def next_rate(self, moment: Moment) -> float:
        """Return the rate that the rule asks for."""
        macro, bank, wages = moment.state.macro, moment.parameters.monetary, moment.parameters.wages
        goal, unemployment = wages.trend_inflation, float(macro.unemployment_rate[0])
        before = float(macro.prices_last_year[(moment.month - HALF_A_YEAR) % MONTHS_PER_YEAR])
        recent = (float(macro.price_level[0]) / before) ** 2 - 1.0
        inflation = bank.recent_weight * recent + (1.0 - bank.recent_weight) * float(macro.inflation[0])
        kept = moment.kept
        learned = kept["natural"][0] + bank.natural_rate_learning * (unemployment - kept["natural"][0])
        kept["natural"][0] = max(learned, wages.natural_unemployment_rate)
        jobs = float(kept["natural"][0]) - unemployment
        drift = (1.0 - FORGETTING) * kept["drift"][0] + bank.drift * (inflation - goal) / MONTHS_PER_YEAR
        if moment.month >= 0:  # the burn-in begins far from rest and would teach it nothing
            kept["drift"][0] = min(LARGEST_DRIFT, max(SMALLEST_DRIFT, drift))
        neutral = bank.neutral_real_rate + goal
        wanted = neutral + (1.0 + bank.inflation_response) * (inflation - goal)
        wanted += bank.unemployment_response * jobs + kept["drift"][0]
        wanted += bank.capacity_response * _shortage_of_capital(moment)
        rate = bank.rate_smoothing * kept["rate"][0] + (1.0 - bank.rate_smoothing) * wanted
        highest = bank.neutral_real_rate + max(goal, inflation) + bank.largest_real_rate
        kept["rate"][0] = min(rate, highest)
        return float(kept["rate"][0])


def _shortage_of_capital(moment: Moment) -> float:
    """Return how much more the stock of capital earns than the growth that is being built asks for."""
    macro, section = moment.state.macro, moment.parameters.capital
    stock = float(macro.capital.sum())
    if stock <= 0.0 or section.adjustment_cost <= 0.0:  # a stock that follows its use earns what it costs
        return 0.0
    short = macro.capital_rent / macro.capital_price[0] - 1.0 - section.adjustment_cost * macro.expansion
    return float((macro.capital * short).sum()) / stock
