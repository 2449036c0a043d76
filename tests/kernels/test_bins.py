"""Logarithmic bins: every amount lies between the edges of its bin, sixteen bins an octave."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from sim.kernels.bins import BINS, bin_of, lower_edges

EDGES = lower_edges()
LARGEST = 2.0**47


@given(st.floats(1.0, LARGEST))
@example(1.0)
@example(LARGEST)
def test_an_amount_lies_in_its_bin(cents):
    b = bin_of(cents)
    rounded = float(np.float32(cents))  # amounts are binned as float32, which rounds by at most 6e-8
    assert EDGES[b] <= rounded
    assert b == BINS - 1 or rounded < EDGES[b + 1]


@given(st.floats(-1e15, 1.0, exclude_max=True))
def test_less_than_a_cent_is_in_the_first_bin(cents):
    assert bin_of(cents) == 0


@given(st.integers(1, 10**14), st.integers(0, 10**12))
def test_bins_do_not_fall(cents, more):
    assert bin_of(float(cents)) <= bin_of(float(cents + more))


def test_edges():
    assert EDGES.size == BINS
    assert EDGES[0] == 0.0
    assert EDGES[1] == 1.0
    assert EDGES[-1] >= 2.0**47
    ratio = EDGES[2:] / EDGES[1:-1]
    # sixteen equal steps an octave: the widest bin is 1/16 of its lower edge, the narrowest 1/31
    assert ratio.max() == 1.0 + 1.0 / 16.0
    assert ratio.min() > 1.0 + 1.0 / 32.0
    np.testing.assert_array_equal(EDGES[17:], 2.0 * EDGES[1:-16])
    assert [bin_of(float(edge)) for edge in EDGES[1:]] == list(range(1, BINS))


def test_amounts_beyond_the_last_edge_stay_in_the_last_bin():
    assert bin_of(1e30) == BINS - 1
