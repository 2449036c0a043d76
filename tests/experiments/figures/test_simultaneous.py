"""The quantile of a band that holds several means at once, against what is known of it."""

import numpy as np
import pytest
from scipy import stats

from sim.experiments.figures.statistics import simultaneous_quantile, t_quantile


def test_one_mean_and_means_that_move_together_have_students_t():
    offsets = np.random.default_rng(1).normal(size=8)
    for several in (offsets[None, :], np.stack([offsets, 3.0 * offsets + 1.0, -offsets])):
        found, alone = simultaneous_quantile(several)
        assert alone == t_quantile(7)
        assert found == pytest.approx(alone, rel=0.03)


def test_means_that_do_not_move_together_have_that_of_the_largest_of_several():
    # Sidak's bound is exact for independent normal means; 400 seeds are as good as normal
    values = np.random.default_rng(2).normal(size=(10, 400))
    found, _ = simultaneous_quantile(values)
    assert found == pytest.approx(stats.norm.ppf((1.0 + 0.95**0.1) / 2.0), rel=0.03)


def test_the_band_holds_the_whole_curve_as_often_as_it_says():
    random = np.random.default_rng(3)
    points, seeds, trials = 6, 10, 150
    mix = np.tril(np.ones((points, points)))  # neighbours move alike, as along a key
    held = 0
    for _ in range(trials):
        sample = mix @ random.normal(size=(points, seeds))
        wide, _ = simultaneous_quantile(sample)
        error = sample.std(axis=1, ddof=1) / np.sqrt(seeds)
        held += bool((np.abs(sample.mean(axis=1)) <= wide * error).all())
    assert held / trials == pytest.approx(0.95, abs=0.055)  # three standard errors of a share


def test_points_without_noise_and_single_seeds_have_no_band_of_their_own():
    assert simultaneous_quantile(np.full((3, 5), 2.0)) == (t_quantile(4), t_quantile(4))
    assert np.isnan(simultaneous_quantile([[1.0], [2.0]])).all()
