"""Levels of a story: the arithmetic on made-up months, and one small pair of real economies."""

import math

import numpy as np
import polars as pl
import pytest

from sim.experiments.ledger.levels import (
    LEVELS,
    Pair,
    Seen,
    growth_by_ai,
    in_2028,
    measure_levels,
    use_of_sizes,
    users_that,
)
from sim.scenario import Scenario

MONTHS = 120


def seen(with_ai: np.ndarray, without: np.ndarray, sizes=(1,), uses=(True,), staff=()) -> Seen:
    frames = (pl.DataFrame({"level": values}) for values in (with_ai, without))
    return Seen(*frames, np.array(sizes, np.int64), np.array(uses), np.array(staff, float))


def test_growth_by_ai_is_the_rate_at_which_the_two_futures_part() -> None:
    years = (np.arange(MONTHS) + 0.5) / 12.0
    without = 100.0 * np.exp(0.02 * years)
    with_ai = without * np.exp(0.011 * years)
    found = growth_by_ai(lambda frame: frame["level"])(seen(with_ai, without))
    # means over the last year, not its middle: exponents of 3 % bend by less than 1e-3 of a point over a year
    assert found == pytest.approx(1.1, abs=1e-3)
    assert growth_by_ai(lambda frame: frame["level"])(seen(without, without)) == 0.0


def test_use_is_counted_among_firms_of_the_size_alone() -> None:
    firms = seen(np.ones(1), np.ones(1), (1, 99, 100, 249, 250, 9000), (True, True, True, False, True, True))
    assert use_of_sizes(100, 249)(firms) == 50.0
    assert use_of_sizes(250)(firms) == 100.0
    assert math.isnan(use_of_sizes(10_000)(firms))


def test_a_user_cuts_or_raises_staff_where_ai_moves_the_work_of_a_person() -> None:
    firms = seen(np.ones(1), np.ones(1), staff=(-30.0, -1.0, -0.99, 0.0, 0.5, 1.0, 2.0, 2.0))
    assert users_that(-1.0)(firms) == 25.0
    assert users_that(1.0)(firms) == 37.5
    assert math.isnan(users_that(1.0)(seen(np.ones(1), np.ones(1))))


def test_2028_is_a_year_and_a_half_after_the_middle_of_2026() -> None:
    months = np.arange(MONTHS, dtype=float)
    assert in_2028("level", 2.0)(seen(months, months)) == 2.0 * np.arange(18, 30).mean()


def test_a_pair_has_one_past_and_every_level() -> None:
    small = {"run.people": 2_000, "run.burn_in_months": 2, "run.months": MONTHS}
    story, without = Scenario.load("neutral").with_(small), Scenario.load("baseline").with_(small)
    told: list[tuple[int, int]] = []
    found = Pair(story, without, 1001).run(lambda done, total: told.append((done, total)))
    assert found.keys() == LEVELS.keys()
    assert told[-1] == (2 + 2 * MONTHS, 2 + 2 * MONTHS)
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert found["levels.fleet_2028"] > 1.0
    # power of a fleet: between 0.5 and 3 kW a GPU, day and night
    kilowatts = found["levels.fleet_energy_2028"] / 8.766 / found["levels.fleet_2028"]
    assert 0.5 < kilowatts < 3.0


def test_a_pair_that_differs_in_nothing_has_no_effect() -> None:
    same = Scenario.load("baseline").with_({"run.people": 1_000, "run.burn_in_months": 1})
    (productivity, output, *_) = measure_levels(same, same, seeds=1, processes=1, progress=False)
    assert (productivity.value, output.value) == (0.0, 0.0)
