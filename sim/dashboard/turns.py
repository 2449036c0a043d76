"""One month at a time in the whole process, on as many threads as pay."""

from __future__ import annotations

import threading
from typing import Any

from numba import config, set_num_threads

__all__ = ["advance"]

ENGINE = threading.Lock()

ALONE_BELOW = 300_000
"""People below whom one thread is as fast as two, and leaves a processor to the browser."""


def advance(model: Any, people: int) -> None:
    """Step an economy; sessions take turns month by month, and a run is the same on any number of threads."""
    with ENGINE:
        set_num_threads(1 if people < ALONE_BELOW else config.NUMBA_NUM_THREADS)
        model.step()
