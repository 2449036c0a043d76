"""What is found once and given again: answers that no month of a year changes."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

__all__ = ["remembered"]

Function = TypeVar("Function", bound=Callable[..., Any])
KEPT = 32
"""Answers of a function that are kept: those of a few years of a few economies at the same time."""


class _TheSame:
    """A thing that equals itself only, as arrays and tables of arrays cannot be keys."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _TheSame) and self.thing is other.thing


def remembered(function: Function) -> Function:
    """Let a function give its answer again for the same objects and equal whole numbers.

    It must be a pure one of things that nobody writes to, like its answers: a month of a small economy would
    spend more time on such tables than on its people.
    """

    @lru_cache(maxsize=KEPT)
    def find(*given: Any) -> Any:
        return function(*(one.thing if isinstance(one, _TheSame) else one for one in given))

    @wraps(function)
    def find_or_remember(*given: Any) -> Any:
        return find(*[one if isinstance(one, int) else _TheSame(one) for one in given])

    return find_or_remember
