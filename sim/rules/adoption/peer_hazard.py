"""A firm adopts with hazard (base + peer x share of adopters among its neighbours) x relative cost saving.

After Bass (1969); the numbers stand in the section ``adoption`` of a scenario (docs/model.md, section 6).
"""

from typing import NamedTuple

from sim.kernels.row_rule import row_rule
from sim.rules.adoption import AdoptionRule, Prospect
from sim.rules.slots import Moment


class Numbers(NamedTuple):
    """Numbers of the scenario."""

    base: float  # hazard a month without adopters among the neighbours
    peer: float  # more where all neighbours are adopters
    response: float  # of the hazard to the saving


class PeerHazard(AdoptionRule):
    """Firms that would save something learn of AI by themselves and from their neighbours."""

    def numbers(self, moment: Moment) -> Numbers:
        """Return the numbers of the scenario."""
        adoption = moment.parameters.adoption
        return Numbers(
            float(adoption.base_hazard), float(adoption.peer_hazard), float(adoption.saving_response)
        )

    @staticmethod
    @row_rule
    def hazard(numbers: Numbers, prospect: Prospect) -> float:
        """Return the probability that the firm begins to use AI this month."""
        hazard = numbers.base + numbers.peer * prospect.adopters
        return hazard * min(1.0, max(0.0, numbers.response * prospect.saving))
