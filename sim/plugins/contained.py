"""What the code of a plugin may move in the whole process, and is put back after it."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np

from sim.plugins.plugin import Plugin

__all__ = ["contained"]


@contextmanager
def contained(plugins: tuple[Plugin, ...]) -> Iterator[None]:
    """Put back the working folder, numpy's answers to odd numbers, the locale and the depth of calls.

    Paths of results are relative to the folder in which the command was given, and every other plugin and the
    program itself count on the rest. Without plugins nothing is done.
    """
    if not plugins:
        yield
        return
    folder, language, depth = _folder(), locale.setlocale(locale.LC_ALL), sys.getrecursionlimit()
    try:
        with np.errstate():
            yield
    finally:
        if folder is not None and _folder() != folder:
            with suppress(OSError):  # it was removed
                os.chdir(folder)
        if locale.setlocale(locale.LC_ALL) != language:
            locale.setlocale(locale.LC_ALL, language)
        if sys.getrecursionlimit() != depth:
            sys.setrecursionlimit(depth)


def _folder() -> str | None:
    """Return the working folder; None where it was removed."""
    try:
        return os.getcwd()
    except OSError:
        return None
