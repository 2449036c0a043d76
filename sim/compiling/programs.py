"""Further programs of this package: on the same Python and the same sources as the one that starts them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["THREADS", "command", "environment"]

THREADS = (
    "NUMBA_NUM_THREADS",
    "POLARS_MAX_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
)
"""What the libraries read their number of threads from; each takes all processors otherwise."""


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of the package, not one of that name in the folder we are in."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment(threads: int | None = None) -> dict[str, str]:
    """Return an environment in which Python finds this package, and the libraries take so many threads."""
    path = [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
    limits = {} if threads is None else dict.fromkeys(THREADS, str(threads))
    return {**os.environ, **limits, "PYTHONPATH": os.pathsep.join(part for part in path if part)}
