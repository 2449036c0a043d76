"""Ctrl-C while code is compiled: the compiler calls back into Python, where an interruption is swallowed."""

from __future__ import annotations

import _thread
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["heard"]

AGAIN = 0.05
"""Seconds after which an interruption that was swallowed is made again."""


@contextmanager
def heard() -> Iterator[None]:
    """Make an interruption that a callback of the compiler swallowed again; errors in its wake are one, too.

    Raises
    ------
    KeyboardInterrupt
        There was one.
    """
    swallowed, usual = [], sys.unraisablehook

    def keep(unraisable: Any) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            usual(unraisable)
            return
        again = threading.Timer(AGAIN, _thread.interrupt_main)
        again.daemon = True
        swallowed.append(again)
        again.start()

    sys.unraisablehook = keep
    try:
        yield
    except Exception:
        if swallowed:
            raise KeyboardInterrupt from None
        raise
    finally:
        sys.unraisablehook = usual
        for again in swallowed:
            again.cancel()
