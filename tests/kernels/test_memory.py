"""Room for columns: of the size asked for, apart from each other, and in large pages where there are any."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.kernels.memory import LARGE, LINE, allocate, side_by_side

TYPES = {"one": np.uint8, "two": np.float64, "three": np.int16}
PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")


@pytest.mark.parametrize("n", [0, 1, LARGE // 8 - 1, LARGE // 8, LARGE // 8 + 1])
def test_size_and_type(n):
    column = allocate(n, np.int64)
    column[:] = np.arange(n)
    assert column.shape == (n,)
    assert column.dtype == np.int64
    assert n == 0 or column.ctypes.data % LINE == 0
    np.testing.assert_array_equal(column, np.arange(n))


@pytest.mark.parametrize("n", [0, 1, 7, 1_000, LARGE])
def test_columns_do_not_touch(n):
    columns = side_by_side(TYPES, n)
    assert {name: column.dtype for name, column in columns.items()} == TYPES
    for value, column in enumerate(columns.values()):
        assert column.shape == (n,)
        column.fill(value)
    for value, column in enumerate(columns.values()):
        assert np.all(column == value)
    if n > 0:
        places = [column.ctypes.data for column in columns.values()]
        assert len({place % LINE for place in places}) == 1


@pytest.mark.skipif(
    not PAGES.exists() or "[never]" in PAGES.read_text(encoding="ascii"),
    reason="the system has no large pages",
)
def test_big_columns_may_lie_in_large_pages():
    column = allocate(4 * LARGE, np.uint8)
    column.fill(1)
    maps = Path("/proc/self/smaps").read_text(encoding="ascii")
    regions = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) .*?^VmFlags:(.*?)$", maps, re.DOTALL | re.MULTILINE)
    place = column.ctypes.data
    flags = next(flags for low, high, flags in regions if int(low, 16) <= place < int(high, 16))
    assert "hg" in flags.split()  # asked for; whether the system has one free is its affair
