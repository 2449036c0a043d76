"""Conversions by additions to bits against those of the processor, over the whole range they promise."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numba import njit

from sim.kernels.conversions import LARGEST, real_of_53_bits, to_real, whole_part


@given(st.floats(-LARGEST, LARGEST, exclude_min=True, exclude_max=True))
@example(-0.0)
@example(np.nextafter(1.0, 0.0))
@example(-np.nextafter(1.0, 0.0))
@example(np.nextafter(float(LARGEST), 0.0))
@example(-np.nextafter(float(LARGEST), 0.0))
def test_whole_part(amount):
    assert whole_part(amount) == int(amount)


@given(st.integers(-LARGEST, LARGEST - 1))
@example(-LARGEST)
@example(LARGEST - 1)
def test_real(number):
    assert to_real(number) == float(number)


@given(st.integers(0, 2**53 - 1))
@example(2**53 - 1)
@example(2**32)
@example(2**32 - 1)
def test_real_of_53_bits(number):
    assert real_of_53_bits(np.uint64(number)) == float(number)


@njit(error_model="numpy")
def convert(amounts, wholes, reals):
    for k in range(amounts.size):
        wholes[k] = whole_part(amounts[k])
    for k in range(amounts.size):
        reals[k] = to_real(wholes[k])


@pytest.mark.parametrize("n", [1, 3, 1_000])
def test_lists_give_what_single_amounts_give(n):
    # as vector instructions and in the remainder
    amounts = np.random.default_rng(5).normal(0.0, 1e12, n)
    wholes, reals = np.zeros(n, np.int64), np.zeros(n)
    convert(amounts, wholes, reals)
    np.testing.assert_array_equal(wholes, np.trunc(amounts).astype(np.int64))
    np.testing.assert_array_equal(reals, np.trunc(amounts))
