"""Finding where a response with common noise crosses zero: interval, miss, and the reason for none."""

import numpy as np
import pytest

from sim.experiments.lab.crossing import find_crossing

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
