"""The rule of Taylor (1993) with the unemployment gap in place of the output gap, smoothed.

The numbers stand in the sections ``bank`` and ``wages`` of a scenario (docs/model.md, section 15.2).
"""

from sim.rules.policy_rate import PolicyRateRule
from sim.rules.slots import Moment


class Taylor(PolicyRateRule):
    """The rate rises with inflation above its trend and falls with unemployment above its natural rate."""

    def next_rate(self, moment: Moment) -> float:
        """Return the rate that the rule asks for."""
        macro, bank, wages = moment.state.macro, moment.parameters.monetary, moment.parameters.wages
        inflation, unemployment = float(macro.inflation[0]), float(macro.unemployment_rate[0])
        taylor = (
            bank.neutral_real_rate
            + inflation
            + bank.inflation_response * (inflation - wages.trend_inflation)
            + bank.unemployment_response * (wages.natural_unemployment_rate - unemployment)
        )
        rate = bank.rate_smoothing * macro.policy_rate[0] + (1.0 - bank.rate_smoothing) * taylor
        return float(rate)
