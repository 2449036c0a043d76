"""Skill of a person as a 16-bit fixed point number."""

import numpy as np
from numba import njit

from sim.kernels.elementary import exp
from sim.kernels.row_rule import row_rule
from sim.state.columns import FULL_TIME, SKILL_ONE


@row_rule
def skill_units(z: float, sd: float) -> int:
    """Return a lognormal skill with mean 1 as fixed point."""
    return np.uint16(min(max(exp(sd * z - 0.5 * sd * sd) * SKILL_ONE, 64.0), 65_000.0))


@row_rule
def trained_skill(skill: int, worth: float, quality: float) -> int:
    """Return the skill after retraining: it saves ``quality`` of what a change of occupation costs.

    ``worth`` is what a unit of the old skill is worth in the new occupation without training.
    """
    brought = int(min(max(64.0, skill * worth), 65_000.0))
    return brought + int(quality * max(0, skill - brought))


@njit(cache=True, inline="always")
def effective_skill(skill: int, hours: int) -> int:
    """Return what a person brings to a team: skill times hours, rounded down the same way everywhere.

    ``teams.skill_sum`` is the sum of it over the people of the team; with full-time hours it is the skill.
    """
    return np.int64(skill) * np.int64(hours) // FULL_TIME
