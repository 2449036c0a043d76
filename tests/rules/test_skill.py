"""Skill by occupation: mean 1 whatever the tail, which is longer the larger ``population.top_pay`` is."""

import math

import numpy as np
import pytest

from sim.kernels.elementary import normal_quantile
from sim.rules.skill import MOST_SKILL, POINTS, skill_units, spread_of
from sim.state.columns import SKILL_ONE

SPREADS = np.array([0.25, 0.5, 0.7])


def skills(spread):
    """Return the skills of people who are evenly placed over the distribution."""
    return np.array([skill_units(normal_quantile((k + 0.5) / POINTS), spread) for k in range(POINTS)])


def test_without_a_longer_tail_skill_is_lognormal():
    found = spread_of(SPREADS, 0.0)
    np.testing.assert_array_equal(found, np.stack([SPREADS, np.zeros(3), np.zeros(3)], axis=1))
    for z in (-2.0, 0.0, 1.0, 2.5):
        for row in found:
            expected = SKILL_ONE * math.exp(row[0] * z - 0.5 * row[0] ** 2)
            assert abs(float(skill_units(z, row)) - expected) <= 1.0  # cut to a whole number


@pytest.mark.parametrize("top_pay", [0.1, 0.3, 0.6])
def test_the_mean_stays_one_and_the_top_rises(top_pay):
    for plain, tailed in zip(spread_of(SPREADS, 0.0), spread_of(SPREADS, top_pay), strict=True):
        before, after = skills(plain), skills(tailed)
        # cut to whole numbers; where the tail reaches the largest skill that 16 bits hold, the mean is
        # divided by what it would be before that limit, which leaves it up to a hundredth above one
        at_the_limit = (after >= MOST_SKILL).mean()
        assert after.mean() / SKILL_ONE == pytest.approx(1.0, abs=1e-2 if at_the_limit > 0.0 else 1e-3)
        assert at_the_limit < 0.005
        ratios = [float(np.quantile(found, 0.99) / np.quantile(found, 0.5)) for found in (before, after)]
        assert ratios[1] > ratios[0]
        # below one deviation nothing changes but the level: the tail is of those above
        low, middle = int(0.1 * POINTS), int(0.6 * POINTS)
        assert after[middle] / after[low] == pytest.approx(before[middle] / before[low], rel=5e-3)
        assert (np.diff(after.astype(np.int64)) >= 0).all()


def test_the_tail_is_the_square_of_what_is_above_one_deviation():
    plain, tailed = spread_of(SPREADS, 0.0)[1], spread_of(SPREADS, 0.4)[1]
    level = float(skill_units(0.0, tailed)) / float(skill_units(0.0, plain))
    for z in (1.5, 2.0, 2.4):
        raised = float(skill_units(z, tailed)) / float(skill_units(z, plain)) / level
        assert raised == pytest.approx(math.exp(0.4 * SPREADS[1] * (z - 1.0) ** 2), rel=2e-3)  # whole numbers
