"""For every key another value that is allowed."""

from math import inf
from typing import Any

from sim.parameters import SECTIONS, Declaration, declarations

KEYS = {
    f"{section}.{key}": declared
    for section, model in SECTIONS.items()
    for key, declared in declarations(model).items()
}
TABLES = {"households.human_touch_by_sector": {"72": 2.0}}
"""Values of keys that are tables: what their entries are called is no part of a declaration."""


def another(key: str) -> Any:
    """Return a value that differs from the default of ``key``."""
    declared = KEYS[key]
    match declared.kind:
        case "flag":
            return not declared.default
        case "choice":
            return next(choice for choice in declared.choices if choice != declared.default)
        case "table":
            return TABLES[key]
        case _:
            return _number(declared)


def _number(declared: Declaration) -> float | int:
    low, high, default = declared.at_least, declared.at_most, declared.default
    assert low is not None
    assert high is not None
    if default == inf:
        return 2.0 * low
    value = 1.5 * default if default else low + 0.3 * (high - low)
    if not low <= value <= high:
        value = (low + default) / 2.0
    if declared.kind == "whole number":
        return round(value) if round(value) != default else default - 1
    return float(value)
