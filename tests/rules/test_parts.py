"""Parts of the population whose budgets are settled together hold whole households, and every row once."""

import numpy as np
import pytest

from sim.rules.purse import PART, end_of_part
from sim.state.households import HOUSEHOLD_BLOCK, WIDEST


def purses(size, alone, seed):
    """Return households whose rows lie among those of others; ``alone`` keep their own purse, about."""
    rng = np.random.default_rng(seed)
    purse = np.zeros(size, np.uint8)
    for k in range(size):
        first = max(k // HOUSEHOLD_BLOCK * HOUSEHOLD_BLOCK, k - WIDEST)
        keepers = [row for row in range(first, k) if purse[row] == 0]
        if keepers and rng.random() > alone:
            purse[k] = k - rng.choice(keepers)
    return purse


@pytest.mark.parametrize("alone", [0.05, 0.5, 1.0])
@pytest.mark.parametrize("size", [1, 700, HOUSEHOLD_BLOCK, 2 * HOUSEHOLD_BLOCK + 300])
def test_parts_hold_whole_households_and_every_row_once(size, alone):
    purse = purses(size, alone, seed=size)
    keeper = np.arange(size) - purse.astype(np.int64)
    start, sizes = 0, []
    while start < size:
        end = end_of_part(purse, start, size)
        assert start < end <= size
        assert (keeper[start:end] >= start).all()
        assert not ((keeper[end:] < end) & (keeper[end:] >= start)).any()
        assert start // HOUSEHOLD_BLOCK == (end - 1) // HOUSEHOLD_BLOCK
        sizes.append(end - start)
        start = end
    assert sum(sizes) == size
    if alone == 1.0:  # there is an edge behind every row
        assert max(sizes) <= PART + PART // 2


def test_a_household_that_reaches_over_every_edge_is_settled_with_its_block():
    purse = np.zeros(HOUSEHOLD_BLOCK, np.uint8)
    purse[1:] = 1  # not a form that moves can make: each with the one before
    assert end_of_part(purse, 0, HOUSEHOLD_BLOCK) == HOUSEHOLD_BLOCK
