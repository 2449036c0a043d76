"""Compiled functions on rows of columns: they allocate nothing, and only compiled functions call them.

numba counts references to every column of a table each time that a table is passed on, some hundred
instructions a person; functions that allocate nothing do not need the counts and are compiled without them.
Nor do they check divisors: dividing by zero gives what IEEE 754 says, and loops that divide become vectors.
An entry for calls from Python would take as long to compile as most of the functions; one for calls from C,
which numba makes unless it is told not to, takes a tenth of the time to compile.
"""

import os
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

from numba import njit
from numba.core.registry import CPUDispatcher

__all__ = ["OPTIONS", "can_be_kept", "entry_rule", "row_rule", "variant"]

Rule = TypeVar("Rule", bound=Callable[..., Any])
OPTIONS: dict[str, Any] = {"_nrt": False, "error_model": "numpy", "no_cfunc_wrapper": True}


class _WithoutEntry(CPUDispatcher):  # type: ignore[misc]  # numba is not typed
    """A compiled function without an entry for Python."""

    with_entry: Any = None

    def __call__(self, *arguments: Any) -> Any:
        """Compile the function once more, with an entry: for tests and notebooks."""
        if self.with_entry is None:
            self.with_entry = njit(**OPTIONS)(self.py_func)
        return self.with_entry(*arguments)


def can_be_kept(function: Callable[..., Any]) -> bool:
    """Say whether numba can keep on the disk what it compiles of a function: only if all of it has a file."""
    home = sys.modules.get(getattr(function, "made_for", function.__module__))
    return os.path.isfile(function.__code__.co_filename) and getattr(home, "__file__", None) is not None


def variant(function: Callable[..., Any], rule: type, **names: Any) -> Callable[..., Any]:
    """Return a copy of a function, not compiled yet, in which global names stand for parts of a market rule.

    numba keeps what it compiles by the name of a function, so the copy has the rule's in its own.

    Parameters
    ----------
    function : function
        Plain Python.
    rule : type
        The rule for which it is made.
    **names : function
        What the global names stand for.
    """
    assert isinstance(function, FunctionType)
    copy: Any = FunctionType(function.__code__, {**function.__globals__, **names})
    copy.__qualname__ = f"{function.__name__}[{rule.__module__}.{rule.__qualname__}]"
    copy.__doc__ = function.__doc__
    copy.made_for = rule.__module__
    made: Callable[..., Any] = copy
    return made


def row_rule(function: Rule) -> Rule:
    """Compile a function for compiled ones; numba refuses it if it allocates."""
    compiled: Any = njit(cache=can_be_kept(function), no_cpython_wrapper=True, **OPTIONS)(function)
    compiled.__class__ = _WithoutEntry
    rule: Rule = compiled
    return rule


def entry_rule(function: Rule) -> Rule:
    """Compile a row rule that Python calls, too."""
    compiled: Rule = njit(cache=can_be_kept(function), **OPTIONS)(function)
    return compiled
