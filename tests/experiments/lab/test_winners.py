"""Inequality, mobility, winners and losers against hand-made economies."""

import numpy as np
import pytest

from sim.experiments.lab import groupings, winners
from sim.experiments.lab.people import PersonYear


def year(income, wealth=None):
    income = np.asarray(income, np.float64)
    size = income.size
    wealth = np.zeros(size) if wealth is None else np.asarray(wealth, np.float64)
    status, occupation = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    return PersonYear(
        income,
        income.copy(),
        wealth,
        np.ones(size),
        np.zeros(size),
        np.zeros(size),
        status,
        occupation,
        np.zeros(size, np.int32),
    )


def test_equality_and_inequality():
    equal = winners.inequality(year(np.full(1_000, 2_000.0)))
    assert equal["gini_year"] == pytest.approx(0.0, abs=1e-9)
    assert equal["palma"] == pytest.approx(0.25)
    assert equal["income_middle60_year_share"] == pytest.approx(0.6)
    one = np.zeros(1_000)
    one[17] = 1.0
    assert winners.inequality(year(one))["gini_year"] == pytest.approx(0.999, abs=1e-9)
    rich = winners.inequality(year(np.ones(1_000), wealth=np.arange(1_000.0) ** 3))
    top = (np.arange(990.0, 1_000.0) ** 3).sum() / (np.arange(1_000.0) ** 3).sum()
    assert rich["wealth_top1_year_share"] == pytest.approx(top)


def test_gini_of_a_uniform_distribution_is_a_third():
    assert winners.inequality(year(np.linspace(0.0, 1.0, 20_001)))["gini_year"] == pytest.approx(
        1 / 3, abs=1e-3
    )


def test_tenths_are_of_equal_size_and_ordered():
    income = np.random.default_rng(2).lognormal(size=1_000)
    tenth = groupings.tenths(income)
    assert np.bincount(tenth).tolist() == [100] * 10
    assert all(income[tenth == k].max() <= income[tenth == k + 1].min() for k in range(9))
    assert np.bincount(groupings.tenths(np.ones(95)), minlength=10).sum() == 95


def test_wealth_groups_have_their_sizes():
    groups = groupings.places(np.random.default_rng(3).normal(size=10_000))
    assert np.bincount(groups.codes).tolist() == [5_000, 4_000, 900, 90, 10]
    assert groups.names[0] == "bottom50"


def test_winners_and_losers_by_class():
    reference = np.full(6, 1_000.0)
    arm = np.array([1_100.0, 1_020.0, 1_000.5, 999.5, 970.0, 500.0])
    shares = winners.changes(arm, reference)
    assert list(shares) == list(winners.CHANGES)
    assert shares == pytest.approx(
        {
            "gain_over_5": 1 / 6,
            "gain_under_5": 1 / 6,
            "none": 2 / 6,
            "loss_under_5": 1 / 6,
            "loss_over_5": 1 / 6,
        }
    )
    assert sum(shares.values()) == pytest.approx(1.0)
    within = np.array([True, False, False, False, False, False])
    assert winners.changes(arm, reference, within)["gain_over_5"] == 1.0


def test_nobody_gains_from_nothing_to_almost_nothing():
    assert winners.changes(np.array([5.0]), np.array([0.0]))["none"] == 1.0


def test_group_means():
    grouping = groupings.Grouping(np.array([0, 0, 2, 2]), ("a", "b", "c"))
    means = groupings.group_means(np.array([1.0, 3.0, 5.0, 9.0]), grouping)
    assert means[[0, 2]].tolist() == [2.0, 7.0]
    assert np.isnan(means[1])


def test_mobility():
    before = year(np.arange(100.0))
    start = groupings.tenths(before.income)
    same = winners.mobility(before, start)
    assert same["moved_up_share"] == same["moved_down_share"] == 0.0
    assert same["rank_correlation"] == pytest.approx(1.0)
    assert same["poorest_fifth_stays_share"] == 1.0
    turned = winners.mobility(year(np.arange(100.0)[::-1]), start)
    assert turned["moved_up_share"] == turned["moved_down_share"] == 0.5
    assert turned["rank_correlation"] == pytest.approx(-1.0)
    assert turned["poorest_fifth_stays_share"] == 0.0


def test_hundredths_add_up_to_the_whole():
    income = np.random.default_rng(4).lognormal(size=3_333)
    means = winners.percentiles(income)
    sizes = np.diff((np.arange(101) * income.size) // 100)
    assert (means * sizes).sum() == pytest.approx(income.sum())
    assert (np.diff(means) >= 0.0).all()
