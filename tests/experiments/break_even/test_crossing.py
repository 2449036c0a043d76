"""Finding where a response with common noise crosses zero: interval, miss, and the reason for none."""

import numpy as np
import pytest

from sim.experiments.break_even.crossing import find_crossing

SEEDS = 12


def noisy(response, spread, seed=3):
    """Return a response with an offset for each seed, the same at every point; and note the points asked."""
    offsets = np.random.default_rng(seed).normal(0.0, spread, SEEDS)
    asked = []

    def evaluate(points):
        asked.extend(points)
        return {x: response(x) + offsets for x in points}

    return evaluate, offsets, asked


@pytest.mark.parametrize("rising", [True, False])
def test_a_crossing_is_found_within_the_tolerance(rising):
    sign = 1.0 if rising else -1.0
    evaluate, offsets, asked = noisy(lambda x: sign * (x**3 - 20.0), 0.5)
    root = find_crossing(evaluate, [0.0, 2.5, 5.0], rising=rising, tolerance=0.5)
    exact = (20.0 - sign * offsets.mean()) ** (1.0 / 3.0)
    assert root.exists
    assert not root.missed
    assert root.value == pytest.approx(exact, abs=0.05)
    assert abs(root.residual) <= 0.5
    assert root.residual_low < root.residual < root.residual_high
    assert len(asked) == len(set(asked)) == root.curve.height  # no point is paid for twice


def test_the_interval_is_that_of_the_common_offset():
    # a straight line of slope 2: the root moves by half the mean offset, whose spread is known
    evaluate, offsets, _ = noisy(lambda x: 2.0 * x - 10.0, 1.0)
    root = find_crossing(evaluate, np.linspace(0.0, 10.0, 5), rising=True, tolerance=0.2)
    half = 1.96 * offsets.std() / np.sqrt(SEEDS) / 2.0
    assert root.value == pytest.approx(5.0 - offsets.mean() / 2.0, abs=0.05)
    assert root.high - root.low == pytest.approx(2.0 * half, rel=0.15)
    assert root.low < root.value < root.high


def test_a_crossing_in_the_other_direction_is_not_the_answer():
    evaluate, _, _ = noisy(lambda x: x - 5.0, 0.0)
    assert find_crossing(evaluate, [0.0, 10.0], rising=True, tolerance=0.1).exists
    none = find_crossing(evaluate, [0.0, 10.0], rising=False, tolerance=0.1)
    assert not none.exists
    assert not none.missed
    assert none.curve["mean"].to_list() == pytest.approx([-5.0, 5.0])


def test_the_first_of_several_crossings_is_taken_and_they_are_counted():
    evaluate, _, _ = noisy(lambda x: np.sin(x), 0.0)
    root = find_crossing(evaluate, np.linspace(0.5, 12.0, 9), rising=False, tolerance=0.01, rounds=4)
    assert root.value == pytest.approx(np.pi, abs=0.02)
    assert root.sign_changes == 3


def test_a_jump_over_zero_is_a_miss():
    evaluate, _, _ = noisy(lambda x: 3.0 if x >= 4.2 else -3.0, 0.0)
    root = find_crossing(evaluate, [0.0, 5.0, 10.0], rising=True, tolerance=0.5, rounds=6)
    assert root.exists
    assert root.missed
    assert root.value == pytest.approx(4.2, abs=0.2)
    assert abs(root.residual) == 3.0


def test_an_interval_may_reach_beyond_the_range():
    evaluate, _, _ = noisy(lambda x: 0.1 * x - 0.5, 1.0)
    root = find_crossing(evaluate, np.linspace(0.0, 10.0, 5), rising=True, tolerance=0.05)
    assert root.exists
    assert None in (root.low, root.high)


def test_one_seed_has_no_interval():
    root = find_crossing(
        lambda points: {x: np.array([x - 1.0]) for x in points}, [0.0, 3.0], rising=True, tolerance=0.1
    )
    assert root.value == pytest.approx(1.0, abs=0.1)
    assert (root.low, root.high, root.residual_low) == (None, None, None)


def test_either_direction_will_do_where_none_is_said():
    for sign in (1.0, -1.0):
        evaluate, _, _ = noisy(lambda x, sign=sign: sign * (x - 7.0), 0.0)
        root = find_crossing(evaluate, [0.0, 5.0, 10.0], tolerance=0.01)
        assert root.value == pytest.approx(7.0)
        assert (root.sign_changes, root.missed) == (1, False)


def test_without_a_tolerance_a_fiftieth_of_what_the_response_moves_is_near_enough():
    evaluate, _, _ = noisy(lambda x: 100.0 * (x - 3.0), 0.0)
    assert find_crossing(evaluate, [0.0, 10.0]).tolerance == pytest.approx(0.02 * 1000.0)


def test_whole_numbers_are_tried_where_a_key_takes_no_others():
    evaluate, _, asked = noisy(lambda x: x**2 - 30.0, 0.0)
    root = find_crossing(evaluate, [0.0, 10.0], tolerance=0.1, rounds=6, snap=round)
    assert all(isinstance(x, int) for x in asked)
    assert root.at in (5, 6)
    assert root.missed  # no whole number is near enough, which is said
    assert 5.0 < root.value < 6.0


def test_the_band_of_the_whole_curve_is_that_of_a_point_where_all_points_move_together():
    evaluate, _, _ = noisy(lambda x: 2.0 * x - 10.0, 1.0)  # an offset a seed, the same at every point
    root = find_crossing(evaluate, np.linspace(0.0, 10.0, 5), tolerance=0.2)
    curve = root.curve
    assert curve["band_high"].to_list() == pytest.approx(curve["high"].to_list(), rel=0.02)
    # a line of slope 2: where the band holds zero is where the line is within half the band
    half = (curve["band_high"][0] - curve["mean"][0]) / 2.0
    assert root.sure_low == pytest.approx(root.value - half, abs=0.05)
    assert root.sure_high == pytest.approx(root.value + half, abs=0.05)


def test_the_band_of_the_whole_curve_is_wider_where_points_move_apart():
    noise = np.random.default_rng(5).normal(0.0, 1.0, (9, SEEDS))
    root = find_crossing(
        lambda points: {x: x - 4.0 + noise[round(x)] for x in points}, np.arange(9.0), rounds=0
    )
    width = (root.curve["band_high"] - root.curve["mean"]) / (root.curve["high"] - root.curve["mean"])
    assert width.min() > 1.2
    assert root.sure_low < root.value < root.sure_high
