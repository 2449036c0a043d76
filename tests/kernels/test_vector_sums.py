"""Adding to cells side by side is the same as adding to one after the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba.core.errors import TypingError

from sim.kernels.vector_sums import add_columns

CENTS = st.integers(-(2**62), 2**62)
ENTRIES = st.lists(
    st.tuples(st.integers(0, 4), CENTS, CENTS, st.integers(0, 2**32 - 1), st.integers(-(2**31), 2**31 - 1)),
    max_size=20,
)


@given(ENTRIES, CENTS)
def test_columns_add_up(entries, same):
    # column 2 is in no lane and must stay what it is; the sums wrap around as those of int64 do
    table = np.full((5, 7), 7, np.int64)
    expected = table.copy()
    for row, *numbers in entries:
        expected[row, :2] += np.array([1, numbers[0]])
        expected[row, 3:] += np.array([*numbers[1:], same])
    listed = list(zip(*entries, strict=True)) or [()] * 5
    kinds = (np.int64, np.int64, np.int64, np.uint32, np.int32)
    rows, first, *others = (np.array(column, kind) for column, kind in zip(listed, kinds, strict=True))
    add_columns(table, rows, 0, (1, first))
    add_columns(table, rows, 3, (*others, same))
    np.testing.assert_array_equal(table, expected)


def test_only_columns_whose_numbers_lie_side_by_side_are_taken():
    table, rows, numbers = np.zeros((4, 2), np.int64), np.arange(4), np.arange(8)[::2]
    with pytest.raises(TypingError, match="side by side"):
        add_columns(table, rows, 0, (1, numbers))
    assert not table.any()
