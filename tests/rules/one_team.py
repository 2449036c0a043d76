"""What a single team needs, out of the rule that works on lists of them."""

from typing import NamedTuple

import numpy as np

from sim.rules.tasks import Needs, Technology, find_needs


class TeamNeed(NamedTuple):
    """Inputs of a unit of effort; the columns of ``sim.rules.tasks.Needs`` tell what they are."""

    cost: float
    people: float
    automated: float
    gpus: float
    assisted: float


def team_need(automatable: float, intensity: float, wage: float, technology: Technology) -> TeamNeed:
    """Find the needs of one team, in the middle of a list of others."""
    needs = Needs(*np.empty((len(Needs._fields), 9)))
    for column in needs:
        column[:] = 0.5
    needs.automatable[4], needs.intensity[4], needs.wage[4] = automatable, intensity, wage
    find_needs(needs, 9, technology)
    return TeamNeed(*(float(getattr(needs, name)[4]) for name in TeamNeed._fields))
