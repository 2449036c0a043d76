"""A monetary shock: for some months the policy rate is above what the bank's rule asks for."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.rules.policy_rate.inflation_target import InflationTarget
from sim.rules.slots import Moment


class ShockedRate(InflationTarget):
    """The rate of ``inflation_target``, and ``rise`` on top of it from month ``first`` on.

    The rule itself smooths and learns from the rate without the shock, so the deviation lasts as long as it
    is told to and not longer; what the economy then does to inflation and jobs the rule answers as always.
    """

    rise: float = parameter(
        0.01, "Deviation of the rate", unit="share a year", at_least=-0.2, at_most=0.2, source=CHOICE
    )
    first: int = parameter(
        0, "Month in which it begins", unit="months", at_least=0, at_most=1200, source=CHOICE
    )
    lasts: int = parameter(12, "Months that it lasts", unit="months", at_least=0, at_most=1200, source=CHOICE)

    def next_rate(self, moment: Moment) -> float:
        """Return the rate that the rule asks for, and the deviation."""
        rate = super().next_rate(moment)
        # asked at the end of a month for the month after it
        shocked = self.first <= moment.month + 1 < self.first + self.lasts
        return rate + self.rise if shocked else rate
