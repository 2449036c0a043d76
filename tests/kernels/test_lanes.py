"""Adding to cells side by side is the same as adding to one after the other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from sim.kernels.lanes import add_lanes

CENTS = st.integers(-(2**62), 2**62)
ROWS = st.lists(st.tuples(st.integers(0, 4), st.tuples(CENTS, CENTS, CENTS, CENTS)), max_size=20)


@njit
def _add(table, rows, amounts):
    for k in range(rows.size):
        add_lanes(table, rows[k], 0, (1, amounts[k, 0]))
        add_lanes(table, rows[k], 3, (amounts[k, 0], amounts[k, 1], amounts[k, 2], amounts[k, 3]))


@given(ROWS)
def test_lanes_add_up(entries):
    # column 2 is in no lane and must stay what it is; the sums wrap around as those of int64 do
    table = np.full((5, 7), 7, np.int64)
    expected = table.copy()
    for row, amounts in entries:
        expected[row, :2] += np.array([1, amounts[0]])
        expected[row, 3:] += np.array(amounts)
    _add(
        table,
        np.array([row for row, _ in entries], np.int64),
        np.array([amounts for _, amounts in entries], np.int64).reshape(-1, 4),
    )
    np.testing.assert_array_equal(table, expected)
