"""Compiled functions on rows of columns: they allocate nothing.

numba counts references to every column of a table each time that a table is passed on, some hundred
instructions a person; functions that allocate nothing do not need the counts and are compiled without them.
Nor do they check divisors: dividing by zero gives what IEEE 754 says, and loops that divide become vectors.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

__all__ = ["row_rule"]

Rule = TypeVar("Rule", bound=Callable[..., Any])


def row_rule(function: Rule) -> Rule:
    """Compile a function that allocates nothing; numba refuses it if it does."""
    compiled: Rule = njit(cache=True, _nrt=False, error_model="numpy")(function)
    return compiled
