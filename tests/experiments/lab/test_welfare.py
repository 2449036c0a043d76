"""Consumption equivalents: closed forms and limits."""

import numpy as np
import pytest

from sim.experiments.lab.welfare import AVERSIONS, consumption_equivalent, least_consumption, mean_utility


@pytest.mark.parametrize("aversion", [*AVERSIONS, 0.5, 3.0])
def test_ten_per_cent_more_for_everybody_is_worth_ten_per_cent(aversion):
    consumption = np.random.default_rng(1).lognormal(8.0, 0.7, 1_000) + least_consumption()
    years = [consumption * growth for growth in (1.0, 1.05, 0.9)]
    reference = [mean_utility(year, aversion) for year in years]
    arm = [mean_utility(1.1 * year, aversion) for year in years]
    assert consumption_equivalent(arm, reference, aversion) == pytest.approx(0.1)
    assert consumption_equivalent(reference, reference, aversion) == 0.0


@pytest.mark.parametrize("aversion", AVERSIONS)
def test_equality_is_worth_something_and_more_to_the_averse(aversion):
    unequal, equal = np.array([1_000.0, 3_000.0]), np.array([2_000.0, 2_000.0])
    gain = consumption_equivalent(
        [mean_utility(equal, aversion)], [mean_utility(unequal, aversion)], aversion
    )
    # the certainty equivalent is the geometric mean for 1, the harmonic mean for 2
    certain = np.sqrt(3e6) if aversion == 1.0 else 2.0 / (1.0 / 1_000.0 + 1.0 / 3_000.0)
    assert gain == pytest.approx(2_000.0 / certain - 1.0)


def test_later_years_count_less():
    low, high = mean_utility(np.array([1_000.0]), 1.0), mean_utility(np.array([2_000.0]), 1.0)
    early = consumption_equivalent([high, low], [low, low], 1.0)
    late = consumption_equivalent([low, high], [low, low], 1.0)
    assert early > late > 0.0


def test_nobody_lives_on_less_than_the_least():
    assert mean_utility(np.array([0.0]), 2.0) == mean_utility(np.array([least_consumption()]), 2.0)
