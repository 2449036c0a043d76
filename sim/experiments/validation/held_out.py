"""Which targets no fit may read: drawn by a hash of their names, so that nobody can choose them.

A target of ``targets.toml`` is "fitted", "held out" or "set" (a key or a table of the economy was made from
it, so that being near is no evidence). The file says which; a test draws them anew and compares.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

__all__ = ["HELD_OUT_PART", "digest_of", "draw_held_out", "fitted_targets"]

HELD_OUT_PART = 3
"""One target in so many is held out."""


def draw_held_out(targets: Sequence[Mapping[str, Any]], kept: Collection[str]) -> set[str]:
    """Return the names of the targets that are held out.

    Of each group, a third of those with a band, rounded up: the first ones in the order of the SHA-256 of
    their names, those passed over that are "set" or stay with the fit.

    Parameters
    ----------
    targets : sequence of mappings
        ``id``, ``group``, ``use`` and, where there is a band, ``low``.
    kept : collection of str
        Names that stay with the fit: what the economy without AI must do whatever else it does.
    """
    drawn: set[str] = set()
    for group in dict.fromkeys(target["group"] for target in targets):
        banded = [target for target in targets if target["group"] == group and target.get("low") is not None]
        free = [one["id"] for one in banded if one["use"] != "set" and one["id"] not in kept]
        free.sort(key=lambda name: hashlib.sha256(name.encode()).hexdigest())
        drawn.update(free[: math.ceil(len(banded) / HELD_OUT_PART)])
    return drawn


def fitted_targets(targets: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the targets that a fit may read: fitted, and with a band."""
    return [target for target in targets if target["use"] == "fitted" and target.get("low") is not None]


def digest_of(targets: Sequence[Mapping[str, Any]]) -> str:
    """Return a short hash of the names held out, which a fit leaves in what it writes."""
    names = sorted(target["id"] for target in targets if target["use"] == "held out")
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]
