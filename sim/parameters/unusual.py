"""Which values of a scenario lie furthest from the usual ones: where to look first when a month fails."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, log
from typing import Any, NamedTuple

from pydantic import BaseModel

from sim.parameters.declare import Declaration, declarations

__all__ = ["Unusual", "unusual_values"]

HARMLESS = ("run", "records")
"""Sections that no month fails by."""


class Unusual(NamedTuple):
    """A value that is not the usual one."""

    key: str
    value: Any
    usual: Any
    distance: float
    """Part of the allowed range that lies between the two."""

    def __str__(self) -> str:
        return f"{self.key} = {self.value:.6g} (usually {self.usual:.6g})"


def unusual_values(parameters: BaseModel, usual: BaseModel) -> list[Unusual]:
    """Return the numbers of a scenario that differ from those of another, furthest first.

    Those of policies are held against their defaults.
    """
    found: list[Unusual] = []
    for name, section in parameters:
        if isinstance(section, BaseModel) and name not in HARMLESS:
            found += _of_section(name, section, getattr(usual, name))
        elif name == "policy":
            for policy in section:
                found += _of_section(f"policy.{policy.kind}", policy, None)
    return sorted(found, key=lambda one: -one.distance)


def _of_section(name: str, section: BaseModel, others: BaseModel | None) -> Iterator[Unusual]:
    for key, known in declarations(type(section)).items():
        value = getattr(section, key)
        usual = known.default if others is None else getattr(others, key)
        if known.kind in ("number", "whole number") and value != usual and None not in (value, usual):
            yield Unusual(f"{name}.{key}", value, usual, _distance(float(value), float(usual), known))


def _distance(value: float, usual: float, known: Declaration) -> float:
    """Return the part of the allowed range between two values, of its logarithm where that is more."""
    low, high = float(known.at_least or 0.0), float(known.at_most or 0.0)
    if not isfinite(high - low):
        return 0.0  # an elasticity without limit, which may be anything
    parts = abs(value - usual) / (high - low) if high > low else 0.0
    if low <= 0.0 or usual <= 0.0:
        return parts
    return max(parts, abs(log(value / usual)) / log(high / low))
