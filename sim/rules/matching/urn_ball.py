"""Every seeker applies to one vacancy, and every vacancy with applicants hires one of them by chance.

With V vacancies and S seekers in an occupation the expected hires are M = V (1 - (1 - 1/V)^S), the urn-ball
function (Petrongolo and Pissarides 2001; docs/model.md, section 9.4).
"""

from sim.rules.matching import LabourFlows, LabourMarket, MatchingRule
from sim.rules.slots import Moment


class UrnBall(MatchingRule):
    """Seekers do not know of each other: some vacancies get several applications, others none."""

    def match(self, moment: Moment, market: LabourMarket) -> LabourFlows:
        """Move persons through separations, search and hiring."""
        market.apply()
        return market.hire()
