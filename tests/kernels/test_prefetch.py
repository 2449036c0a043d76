"""Requests for memory ahead of its use change nothing, wherever they point."""

import numpy as np
from numba import njit

from sim.kernels.prefetch import prefetch, prefetch_rows


@njit
def _ask(column, row, start, end):
    prefetch(column, row)
    prefetch_rows(column, start, end)


def test_requests_change_nothing_even_for_rows_that_do_not_exist():
    for dtype in (np.uint8, np.int16, np.float32, np.int64):
        column = np.arange(100).astype(dtype)
        for row in (-1, 0, 99, 100, 2**40):
            _ask(column, row, row, row + 3_000)
        np.testing.assert_array_equal(column, np.arange(100).astype(dtype))
