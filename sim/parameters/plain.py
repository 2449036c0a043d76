"""What is given in Python, by a user or a plugin, as plain values."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from sim.errors import ScenarioError
from sim.toml import DEEPEST, TOO_DEEP, UNSHOWABLE

__all__ = ["PLAIN", "plain", "refuse_unshowable"]

PLAIN = frozenset({bool, int, float, str, type(None)})
"""Types of values that are plain already."""
SENTENCE = "{key} has the character {letter}, which cannot be shown; leave it out"


def plain(value: Any, depth: int = 0) -> Any:
    """Turn numpy numbers and arrays, tuples and mappings into the plain values that TOML has.

    Raises
    ------
    ScenarioError
        More than ``DEEPEST`` tables or lists lie within each other, or one lies in itself.
    """
    if depth > DEEPEST:
        raise ScenarioError(TOO_DEEP)
    match value:
        case bool() | str():
            return value
        case Mapping():
            return {str(key): plain(item, depth + 1) for key, item in value.items()}
        case list() | tuple():
            items = (plain(item, depth + 1) for item in value)
            return type(value)(items) if type(value) in (list, tuple) else value
        case numbers.Integral():
            return int(value)
        case numbers.Real():
            return float(value)
        case _ if type(value).__module__ == "numpy" and hasattr(value, "tolist"):  # arrays, flags
            return value.tolist()
        case _:
            return value


def refuse_unshowable(key: str, value: Any) -> None:
    """Refuse text with a character that no page, picture or document can hold; lists of texts likewise.

    Raises
    ------
    ValueError
        There is one; the message names it.
    """
    for text in value if isinstance(value, list | tuple) else (value,):
        if isinstance(text, str) and (odd := UNSHOWABLE.search(text)):
            found = {"key": key, "letter": f"U+{ord(odd[0]):04X}"}
            raise PydanticCustomError("unshowable", SENTENCE, found)
