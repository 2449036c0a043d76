"""The surface through noisy points: it finds the truth, knows its error, and splits chance correctly."""

import math

import numpy as np
import pytest

from sim.experiments.explore.surface import Noise, fit_surface, split_noise

DRAWS = np.random.default_rng(5)


def truth(places):
    return 3.0 * places[:, 0] * places[:, 1] - 1.0 + np.sin(4.0 * places[:, 0])


def sample(points=60, seeds=4, noise=0.2, common=0.0):
    places = np.random.default_rng(1).random((points, 2))
    draws = np.random.default_rng(2)
    values = truth(places)[:, None] + draws.normal(0.0, noise, (points, seeds))
    return places, values + draws.normal(0.0, common, seeds) if common else values


def test_without_noise_it_goes_through_the_points():
    places, values = sample(seeds=1, noise=0.0)
    surface = fit_surface(places, values[:, 0], np.ones(60), Noise(0.0, 0.0, 0.0))
    assert surface.at(places)[0] == pytest.approx(values[:, 0], abs=0.02)
    others = np.random.default_rng(3).random((200, 2))
    assert surface.at(others)[0] == pytest.approx(truth(others), abs=0.2)


def test_its_band_holds_the_truth_as_often_as_it_says():
    inside = []
    for seed in range(5):
        draws = np.random.default_rng(100 + seed)
        places = draws.random((50, 2))
        values = truth(places)[:, None] + draws.normal(0.0, 0.3, (50, 3))
        surface = fit_surface(places, values.mean(axis=1), np.full(50, 3), split_noise(values.tolist()))
        others = draws.random((200, 2))
        mean, sd = surface.at(others)
        inside.append(np.mean(np.abs(mean - truth(others)) < 1.96 * sd))
    assert 0.85 <= np.mean(inside) <= 1.0


def test_noise_is_found_and_what_seeds_share_is_kept_apart():
    _, values = sample(points=400, seeds=6, noise=0.2, common=0.5)
    noise = split_noise(values.tolist())
    assert noise.freedom == 399 * 5
    # the standard error of a standard deviation with n degrees of freedom is sd / sqrt(2 n)
    assert math.sqrt(noise.variance) == pytest.approx(0.2, abs=4 * 0.2 / math.sqrt(2 * noise.freedom))
    by_seed = values.mean(axis=0)
    assert noise.common == pytest.approx(by_seed.var(ddof=1) / 6, rel=0.01)
    assert split_noise([[1.0, 3.0], [2.0]]) == Noise(2.0, 1.0, 0.0)
    assert split_noise([[1.0], [2.0]]).variance == 0.0


def test_what_seeds_share_widens_the_band_everywhere_but_not_where_points_are_put():
    places, values = sample(seeds=3, common=1.0)
    noise = split_noise(values.tolist())
    surface = fit_surface(places, values.mean(axis=1), np.full(60, 3), noise)
    where = np.random.default_rng(4).random((50, 2))
    wide, narrow = surface.at(where)[1], surface.at(where, common=False)[1]
    assert wide**2 - narrow**2 == pytest.approx(noise.common)


def test_a_point_imagined_makes_the_surface_surer_there_and_moves_it_nowhere():
    places, values = sample(points=20, seeds=2)
    surface = fit_surface(places, values.mean(axis=1), np.full(20, 2), split_noise(values.tolist()))
    corner = np.array([1.0, 0.0])
    imagined = surface.imagine(corner, 2.0)
    assert imagined.at(corner)[1][0] < surface.at(corner)[1][0]
    where = np.random.default_rng(4).random((20, 2))
    assert imagined.at(where)[0] == pytest.approx(surface.at(where)[0], abs=0.05)


def test_the_same_points_give_the_same_surface():
    places, values = sample()
    noise = split_noise(values.tolist())
    first, second = (fit_surface(places, values.mean(axis=1), np.full(60, 4), noise) for _ in range(2))
    assert first.lengths.tolist() == second.lengths.tolist()
    assert first.at(places)[0].tolist() == second.at(places)[0].tolist()
