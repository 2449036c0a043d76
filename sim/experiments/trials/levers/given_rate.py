"""A policy rate that is given month by month: that of an economy of which this one is a small part."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.rules.policy_rate.inflation_target import InflationTarget
from sim.rules.slots import Moment


class GivenRate(InflationTarget):
    """The rates of a path from month ``first`` on; before it and behind its end that of ``inflation_target``.

    A place inside a currency area has the rate of the area, which does not answer what happens in the place.
    """

    first: int = parameter(
        0, "Month of the first rate of the path", unit="months", at_least=0, at_most=1200, source=CHOICE
    )
    path: tuple[float, ...] = parameter((), "Rates by month", unit="share a year", source=CHOICE)

    def next_rate(self, moment: Moment) -> float:
        """Return the rate of the path, or the one that the rule asks for."""
        rate = super().next_rate(moment)
        row = moment.month + 1 - self.first  # asked at the end of a month for the month after it
        return self.path[row] if 0 <= row < len(self.path) else rate
