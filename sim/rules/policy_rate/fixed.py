"""A central bank that leaves its rate where it is."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.rules.policy_rate import PolicyRateRule
from sim.rules.slots import Moment


class Fixed(PolicyRateRule):
    """The rate is the same in every month."""

    rate: float = parameter(
        0.03, "The policy rate", unit="share a year", at_least=0.0, at_most=0.5, source=CHOICE
    )

    def next_rate(self, moment: Moment) -> float:
        """Return the rate that the rule asks for."""
        return self.rate
