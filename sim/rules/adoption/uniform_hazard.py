"""Every firm that would save something adopts with one hazard: AI spreads without a network."""

from typing import NamedTuple

from sim.kernels.row_rule import row_rule
from sim.parameters import parameter
from sim.parameters.declare import ASSUMPTION
from sim.rules.adoption import AdoptionRule, Prospect
from sim.rules.slots import Moment


class Numbers(NamedTuple):
    """Numbers of the scenario."""

    rate: float


class UniformHazard(AdoptionRule):
    """Firms that would save something adopt at the same rate, whatever their neighbours do."""

    rate: float = parameter(
        0.01, "Hazard of adoption", unit="share a month", at_least=0.0, at_most=1.0, source=ASSUMPTION
    )

    def numbers(self, moment: Moment) -> Numbers:
        """Return the numbers of the scenario."""
        return Numbers(self.rate)

    @staticmethod
    @row_rule
    def hazard(numbers: Numbers, prospect: Prospect) -> float:
        """Return the probability that the firm begins to use AI this month."""
        return numbers.rate if prospect.saving > 0.0 else 0.0
