"""Who owns the home, by age and wealth, and what it costs: rules on households without an economy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.bins import BINS, bin_of, lower_edges
from sim.rules.homes import chances_to_own, odds_at
from sim.state.structure import HomeOwners

HOMES = HomeOwners(
    np.array([0.125, 0.375, 0.7, 0.95]), np.array([0.2, 1.3, 12.0, 20.0]), np.array([0.4, 0.75])
)


def counted(seed, people=4_000):
    """Return households by two age groups and bin of wealth; the older ones are richer."""
    rng = np.random.default_rng(seed)
    counts = np.zeros((2, BINS), np.int64)
    for group, mean in enumerate((12.0, 15.0)):
        for wealth in np.exp(rng.normal(mean, 2.0, people)):
            counts[group, bin_of(wealth)] += 1
    counts[0, 0] += people // 4  # who own nothing
    return counts


@given(st.integers(0, 1_000), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_each_age_group_has_its_share_of_owners_and_the_rich_own_more(seed, young, old):
    counts, chance = counted(seed % 20, 400), np.zeros((2, BINS))
    chances_to_own(counts, HOMES._replace(share=np.array([young, old])), chance)
    shares = (counts * chance).sum(axis=1) / counts.sum(axis=1)
    np.testing.assert_allclose(shares, (young, old), rtol=1e-9)  # halved down to the last digits
    assert (np.diff(chance, axis=1) >= 0.0).all()
    assert chance.min() >= 0.0
    assert chance.max() <= 1.0


@pytest.mark.parametrize("share", [(0.3, 0.6), (0.05, 0.95)])
def test_the_chance_is_odds_over_one_more_in_every_age_group(share):
    """Households of two age groups in four bins: odds of the rank, times the factor of the group."""
    counts, chance = np.zeros((2, BINS), np.int64), np.zeros((2, BINS))
    bins, rows = np.array([40, 41, 90, 300]), np.array([[30, 20, 40, 10], [5, 45, 20, 30]])
    counts[:, bins] = rows
    chances_to_own(counts, HOMES._replace(share=np.array(share)), chance)
    here = rows.sum(axis=0)
    odds = np.array([odds_at(rank, HOMES) for rank in (np.cumsum(here) - 0.5 * here) / here.sum()])
    for group in range(2):
        found = chance[group, bins]
        assert (rows[group] * found).sum() / 100 == pytest.approx(share[group], rel=1e-9)
        factor = found / (1.0 - found) / odds  # the same for the poor and the rich
        np.testing.assert_allclose(factor, factor[0], rtol=1e-6)


def test_shares_do_not_depend_on_the_unit_of_wealth():
    """Only ranks count: where everybody has twice as much, an octave of bins further, nobody moves."""
    counts, chance, doubled = counted(1), np.zeros((2, BINS)), np.zeros((2, BINS))
    chances_to_own(counts, HOMES, chance)
    moved = np.zeros_like(counts)
    moved[:, 17:] = counts[:, 1:-16]
    moved[:, 0] = counts[:, 0]
    chances_to_own(moved, HOMES, doubled)
    np.testing.assert_array_equal(doubled[:, 17:], chance[:, 1:-16])
    assert lower_edges()[17] == 2.0 * lower_edges()[1]


def test_odds_of_ranks_lie_between_those_of_the_bands():
    """The logarithm is a line between the middles, and constant beyond them."""
    assert odds_at(0.0, HOMES) == 0.2
    assert odds_at(1.0, HOMES) == 20.0
    assert odds_at(0.25, HOMES) == pytest.approx(math.sqrt(0.2 * 1.3))
    for rank, odds in zip(HOMES.rank, HOMES.odds, strict=True):
        assert odds_at(rank, HOMES) == pytest.approx(odds)


def test_an_age_without_households_has_chances_all_the_same():
    counts, chance = counted(2), np.zeros((2, BINS))
    counts[1] = 0
    chances_to_own(counts, HOMES, chance)
    assert np.isfinite(chance).all()
