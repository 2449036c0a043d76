"""What a user of Mesa gives an economy: seeds, generators, values of the scenario by their short names."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Mapping
from types import FrameType
from typing import Any

import numpy as np

from sim.arguments import LARGEST_SEED, seed_of
from sim.errors import UserError
from sim.parameters import SECTIONS, declarations

__all__ = ["drawn", "full_keys", "warn_of_iterations"]


def drawn(given: Any) -> int:
    """Return a seed: the one given, or one that a generator draws."""
    if isinstance(given, np.random.Generator):
        return int(given.integers(LARGEST_SEED))
    return seed_of(given)


def warn_of_iterations(caller: FrameType | None) -> None:
    """Say that iterations of Mesa's ``batch_run`` without a seed are one and the same run."""
    if caller is None or caller.f_globals.get("__name__") != "mesa.batchrunner":
        return
    if caller.f_locals.get("iteration"):  # the first is as good as any
        warnings.warn(
            "iterations without a seed repeat the same run: give batch_run a seed for each, "
            'as {"seed": [1, 2, 3]} among the parameters.',
            stacklevel=3,
        )


def full_keys(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Complete the names of parameters with their section.

    Parameters
    ----------
    overrides : mapping
        ``"people"``, ``"run.people"`` and ``"run"`` with a mapping are all understood.

    Raises
    ------
    UserError
        If no section, or more than one, has such a key.
    """
    homes: dict[str, list[str]] = {}
    for section, model in SECTIONS.items():
        for key in (*declarations(model), *model.replaced):
            homes.setdefault(key, []).append(f"{section}.{key}")
    full: dict[str, Any] = {}
    for name, value in overrides.items():
        if "." in name or name in SECTIONS or name in ("policy", "plugins", "name", "title", "question"):
            full[name] = value
        elif len(homes.get(name, [])) == 1:
            full[homes[name][0]] = value
        elif name in homes:
            raise UserError(f"{name}: several sections have this key; write one of {', '.join(homes[name])}.")
        else:
            close = difflib.get_close_matches(name, homes, n=1)
            hint = f"; the nearest is {homes[close[0]][0]}" if close else ""
            raise UserError(f"{name}: there is no such parameter{hint}.")
    return full
