"""Skill of a person as a 16-bit fixed point number."""

import numpy as np
from numba import njit

from sim.kernels.elementary import exp
from sim.state.columns import SKILL_ONE


@njit(cache=True)
def skill_units(z: float, sd: float) -> int:
    """Return a lognormal skill with mean 1 as fixed point."""
    return np.uint16(min(max(exp(sd * z - 0.5 * sd * sd) * SKILL_ONE, 64.0), 65_000.0))
