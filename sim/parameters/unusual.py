"""Which values of a scenario lie furthest from the defaults: where to look first when a month fails."""

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
    """A value that is not the default."""

    key: str
    value: Any
    default: Any
    distance: float
    """Parts of the allowed range, or logarithm of the ratio where that is more."""

    def __str__(self) -> str:
        return f"{self.key} = {self.value:.6g} (by default {self.default:.6g})"


def unusual_values(parameters: BaseModel) -> list[Unusual]:
    """Return the numbers of a scenario that differ from the defaults, policies included, furthest first."""
    found = []
    for name, section in parameters:
        if isinstance(section, BaseModel) and name not in HARMLESS:
            found += list(_of_section(name, section))
        elif name == "policy":
            for policy in section:
                found += list(_of_section(f"policy.{policy.kind}", policy))
    return sorted(found, key=lambda one: -one.distance)


def _of_section(name: str, section: BaseModel) -> Iterator[Unusual]:
    for key, known in declarations(type(section)).items():
        value, default = getattr(section, key), known.default
        if known.kind in ("number", "whole number") and value != default and default is not None:
            yield Unusual(f"{name}.{key}", value, default, _distance(float(value), known))


def _distance(value: float, known: Declaration) -> float:
    default, low, high = float(known.default), float(known.at_least or 0.0), float(known.at_most or 1.0)
    parts = abs(value - default) / (high - low) if isfinite(high - low) and high > low else 0.0
    ratio = abs(log(value / default)) if value > 0.0 and default > 0.0 and isfinite(default) else 0.0
    return max(parts, ratio)
