"""Skill of a person as a 16-bit fixed point number."""

import numpy as np
from numba import njit

from sim.kernels.elementary import exp, log, normal_quantile
from sim.kernels.row_rule import entry_rule, row_rule
from sim.state.columns import FULL_TIME, SKILL_ONE, Array

LEAST_SKILL, MOST_SKILL = 64.0, 65_000.0
LONGEST_DECAY = 24
"""Months without a job in which skill decays."""
POINTS = 2_000  # of the normal distribution, for a mean


@row_rule
def skill_units(z: float, spread: Array) -> int:
    """Return a skill with mean 1 as fixed point: lognormal, with a longer tail above one deviation.

    ``spread`` (3,) is a row of ``Structure.skill_spread``.
    """
    above = max(0.0, z - 1.0)
    skill = exp(spread[0] * z - 0.5 * spread[0] * spread[0] + spread[1] * above * above - spread[2])
    return np.uint16(min(max(skill * SKILL_ONE, LEAST_SKILL), MOST_SKILL))


def spread_of(log_wage_sd: Array, top_pay: float) -> Array:
    """Return what :func:`skill_units` takes, by occupation (o, 3).

    The standard deviation of the log; by how much pay rises faster with the square of what a person is above
    one deviation; the log of the mean that this alone would give.
    """
    rows = np.zeros((len(log_wage_sd), 3))
    rows[:, 0] = log_wage_sd
    _add_tails(rows, float(top_pay))
    return rows


@entry_rule
def _add_tails(rows: Array, top_pay: float) -> None:
    """Write the second and the third column of ``rows`` (o, 3), of which the first is known."""
    for row in range(rows.shape[0] if top_pay > 0.0 else 0):
        sd = rows[row, 0]
        tail, total = top_pay * sd, 0.0
        for point in range(POINTS):
            z = normal_quantile((point + 0.5) / POINTS)
            above = max(0.0, z - 1.0)
            total += min(exp(sd * z - 0.5 * sd * sd + tail * above * above), MOST_SKILL / SKILL_ONE)
        rows[row, 1], rows[row, 2] = tail, log(total / POINTS)


@row_rule
def first_skill_of(z: float, spread: Array, factor: float) -> int:
    """Return the skill of a first job: ``factor`` times one drawn from the spread of the occupation."""
    return np.int64(min(max(factor * skill_units(z, spread), LEAST_SKILL), MOST_SKILL))


@row_rule
def trained_skill(skill: int, worth: float, quality: float) -> int:
    """Return the skill after retraining: it saves ``quality`` of what a change of occupation costs.

    ``worth`` is what a unit of the old skill is worth in the new occupation without training.
    """
    brought = int(min(max(LEAST_SKILL, skill * worth), MOST_SKILL))
    return brought + int(quality * max(0, skill - brought))


@njit(cache=True, inline="always")
def effective_skill(skill: int, hours: int) -> int:
    """Return what a person brings to a team: skill times hours, rounded down the same way everywhere.

    ``teams.skill_sum`` is the sum of it over the people of the team; with full-time hours it is the skill.
    """
    return np.int64(skill) * np.int64(hours) // FULL_TIME
