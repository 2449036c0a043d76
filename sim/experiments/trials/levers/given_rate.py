"""A policy rate that is given month by month: that of an economy of which this one is a small part."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.rules.policy_rate.inflation_target import InflationTarget
from sim.rules.slots import Moment


class GivenRate(InflationTarget):
    """The rates of a path; in months that it leaves out that of ``inflation_target``.

    A place inside a currency area has the rate of the area, which does not answer what happens in the place.
    """

    path: dict[str, float] = parameter({}, "The rates", unit="of month to share a year", source=CHOICE)

    def next_rate(self, moment: Moment) -> float:
        """Return the rate of the path, or the one that the rule asks for."""
        rate = super().next_rate(moment)
        return self.path.get(
            str(moment.month + 1), rate
        )  # asked at the end of a month for the month after it
