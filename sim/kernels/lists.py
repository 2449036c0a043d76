"""Lists that grow without a branch.

Chance decides who leaves, who applies and who is picked, and a processor that guesses such a branch wrong
loses some twenty cycles a row. ``append_if`` has no branch: it writes the row behind the last entry in any
case, and the list ends behind it only if the row belongs to the list; else the next row is written over it. A
list therefore needs room for one entry more than it can ever hold.
"""

from typing import Any

from numba import njit

__all__ = ["append_if"]


@njit(cache=True, inline="always")
def append_if(belongs: bool, rows: Any, n: int, row: int) -> int:
    """Append ``row`` to the ``n`` entries of ``rows`` if it ``belongs`` to them; return their number."""
    rows[n] = row
    return n + belongs
