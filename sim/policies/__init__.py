"""Policies: one file each, found by file name; a scenario names them in ``[[policy]]`` tables."""

import importlib
import pkgutil
from functools import cache

from sim.policies.framework.base import Policy
from sim.policies.framework.policies_in_force import Policies, policy_names

__all__ = ["Policies", "Policy", "find", "kinds", "policy_names"]


@cache
def kinds() -> tuple[str, ...]:
    """Return the kinds of policy: the names of the files of this folder."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.ispkg))


@cache
def find(kind: str) -> type[Policy]:
    """Return the class of a kind of policy.

    Raises
    ------
    KeyError
        There is no file of that name.
    """
    if kind not in kinds():
        raise KeyError(kind)
    module = importlib.import_module(f"{__name__}.{kind}")
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Policy) and value.__module__ == module.__name__:
            return value
    raise KeyError(kind)
