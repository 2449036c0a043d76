"""What this machine offers to runs: processors and memory, and how several processes share them out."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import NamedTuple

from sim.errors import UserError

__all__ = ["GIGABYTE", "Resources", "available_memory", "find_resources", "processors"]

GIGABYTE = 1024**3
LEAST_MEMORY = GIGABYTE
FAIR_PART = 0.8
"""Part of the memory that is free which the processes may take together."""


class Resources(NamedTuple):
    """What the machine offers: processes, and the bound on the memory of each in bytes (0 for none)."""

    processes: int
    memory: int


def find_resources(processes: int | None = None, memory_gb: float | None = None) -> Resources:
    """Return how many processes to use and what each may hold.

    Parameters
    ----------
    processes : int or None
        As many as given; by default one for every processor this program may use.
    memory_gb : float or None
        Bound for each; by default a fair part of the memory that is free, at least 1 GB.
    """
    if processes is not None and processes < 1:
        raise UserError(f"processes is {processes}; it must be at least 1.")
    number = processes or processors()
    if memory_gb is not None:
        return Resources(number, round(memory_gb * GIGABYTE))
    free = available_memory()
    return Resources(number, max(LEAST_MEMORY, round(FAIR_PART * free / number)) if free else 0)


def processors() -> int:
    """Return how many processors this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def available_memory() -> float | None:
    """Return the bytes of memory that this program may still take; None where the system does not tell."""
    found = []
    with contextlib.suppress(OSError, KeyError, ValueError):
        lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        found.append(1024.0 * float(lines["MemAvailable"].split()[0]))
    with contextlib.suppress(OSError, ValueError):  # the bound of a container, if there is one
        bound = float(Path("/sys/fs/cgroup/memory.max").read_text("ascii"))
        found.append(max(0.0, bound - float(Path("/sys/fs/cgroup/memory.current").read_text("ascii"))))
    if not found:
        with contextlib.suppress(AttributeError, OSError, ValueError):
            found.append(float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")))
    return min(found, default=None)
