"""Lists that people write in files and in Python: of names, and of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.parameters.declare import Section
from sim.parameters.explain import explain, listed, nearest, show

__all__ = ["MOST_ENTRIES", "read_names", "read_tables"]

AnySection = TypeVar("AnySection", bound=Section)

MOST_ENTRIES = 10_000
"""Entries of a list; more are a mistake of a program."""


def read_names(given: Any, valid: Sequence[str] = ()) -> tuple[str, ...]:
    """Return a list of names, blanks around them left out.

    Parameters
    ----------
    given : list or tuple
        As a file has it.
    valid : sequence of str
        What they may be; empty for anything.

    Raises
    ------
    ValueError
        It is no list of names, there are too many, one comes twice, or one is not valid.
    """
    if not isinstance(given, list | tuple):
        raise ValueError(f"it is {show(given)}; it must be a list of names")
    for one in given:
        if not isinstance(one, str):
            raise ValueError(f"it has {show(one)}; it must be a list of names")
    if len(given) > MOST_ENTRIES:
        raise ValueError(f"it has {len(given):,} entries; {MOST_ENTRIES:,} is the most")
    names = tuple(one.strip() for one in given)
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{show(name)} is there twice")
        if valid and name not in valid:
            close = nearest(name, valid)
            raise ValueError(
                f"it has {show(name)}; "
                + (f"the nearest is {close}" if close else f"there are {listed(valid)}")
            )
        seen.add(name)
    return names


def read_tables(given: Any, model: type[AnySection], name: str) -> list[AnySection]:
    """Make a list of ``model`` from tables under ``[[name]]``; errors say which of them is wrong.

    Raises
    ------
    ScenarioError
        If one of them is not valid, or there are too many.
    """
    if not isinstance(given, list | tuple):
        raise ScenarioError(f"{name} is {show(given)}; it must be a list of tables, each under [[{name}]].")
    if len(given) > MOST_ENTRIES:
        raise ScenarioError(f"{name}: there are {len(given):,} tables; {MOST_ENTRIES:,} is the most.")
    made: list[AnySection] = []
    for number, table in enumerate(given, start=1):
        if isinstance(table, model):
            made.append(table)
            continue
        if not isinstance(table, Mapping):
            raise ScenarioError(f"{name} {number} is {show(table)}; it must be a table under [[{name}]].")
        called = table.get("key", table.get("name", table.get("output", number)))
        prefix = (f"{name} {called if isinstance(called, str) and len(called) <= 60 else number}",)
        try:
            made.append(model.model_validate(dict(table)))
        except ValidationError as error:
            raise ScenarioError(explain(error, model, prefix=prefix)) from None
        except ScenarioError as error:
            raise ScenarioError(f"{prefix[0]}: {error}") from None
    return made
