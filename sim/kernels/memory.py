"""Memory in large pages, in which a processor finds rows that chance picks sooner.

It must know where a page lies before it can ask for a row, and it remembers some thousand pages: of 4 KiB
that is less than the firms of a million persons, of 2 MiB more than those of the United States.
"""

import contextlib
import mmap
from typing import Any

import numpy as np

LARGE = 4 << 20  # bytes from which on large pages pay
LINE = 64  # bytes that memory delivers at a time

__all__ = ["allocate", "side_by_side"]


def allocate(n: int, dtype: Any) -> np.ndarray:
    """Return room for ``n`` numbers, not initialised, from the begin of a line of memory on.

    It lies in large pages if it is big and the system has them.
    """
    size = n * np.dtype(dtype).itemsize
    if size < LARGE or not hasattr(mmap, "MADV_HUGEPAGE"):
        more = np.empty(size + LINE, np.uint8)
        begin = -more.ctypes.data % LINE
        return more[begin : begin + size].view(dtype)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with contextlib.suppress(OSError):  # a system built without them
        memory.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(memory, dtype)


def side_by_side(types: dict[str, Any], n: int) -> dict[str, np.ndarray]:
    """Return room for columns of ``n`` rows each (name to type) in one piece of memory."""
    dtypes = {name: np.dtype(kind) for name, kind in types.items()}
    room = {name: -(-n * dtype.itemsize // LINE) * LINE for name, dtype in dtypes.items()}
    memory = allocate(sum(room.values()), np.uint8)
    columns, begin = {}, 0
    for name, dtype in dtypes.items():
        columns[name] = memory[begin : begin + n * dtype.itemsize].view(dtype)
        begin += room[name]
    return columns
