"""What is looked for in a column is found wherever it stands, and sums do not wrap."""

import numpy as np
import pytest

from sim.kernels.looking import BLOCK, FEW, HALF, first_outside, parts_of_sum

ROWS = 2 * BLOCK + 7


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.int32, np.int64, np.float32, np.float64])
@pytest.mark.parametrize("row", [0, BLOCK - 1, BLOCK, ROWS - 1])
def test_the_first_row_outside_is_found(kind: type, row: int) -> None:
    column = np.full(ROWS, 5, kind)
    low, high = kind(3), kind(9)
    assert first_outside(column, 0, ROWS, low, high) == -1
    column[row:] = 10
    assert first_outside(column, 0, ROWS, low, high) == row
    column[row:] = 2
    assert first_outside(column, 0, ROWS, low, high) == row
    assert first_outside(column, 0, row, low, high) == -1


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_outside(wrong: float) -> None:
    column = np.zeros(ROWS)
    column[11] = wrong
    largest = np.finfo(np.float64).max
    assert first_outside(column, 0, ROWS, -largest, largest) == 11


@pytest.mark.parametrize("rows", [6, FEW + 3])
def test_sums_are_exact_beyond_64_bits(rows: int) -> None:
    column = np.full(rows, 2**62, np.int64)
    column[1], column[2] = -(2**62), -7
    high, low, size = parts_of_sum(column)
    assert (int(high) << HALF) + int(low) == (rows - 3) * 2**62 - 7
    assert size == pytest.approx((rows - 1) << (62 - HALF), abs=rows)
