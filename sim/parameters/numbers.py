"""From the keys of a section to the tuple of numbers that compiled code takes."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, get_type_hints

from sim.parameters.declare import Section

__all__ = ["numbers_of"]

Numbers = TypeVar("Numbers", bound=tuple[Any, ...])


def numbers_of(kind: type[Numbers], *sections: Section, **others: Any) -> Numbers:
    """Fill ``kind`` from the keys that have the names of its fields.

    A new key then reaches compiled code as a new field, with no third place to name it. Every number gets the
    type of its field, so that a whole number in a scenario compiles nothing anew.

    Parameters
    ----------
    kind : type
        A ``NamedTuple`` of numbers; its fields are annotated ``float``, ``int``, ``bool`` or an array.
    *sections : Section
        Where its fields are looked for.
    **others
        Fields that are no key, or whose unit changes.

    Raises
    ------
    TypeError
        A field has no value, or more than one; or one of ``others`` is no field: a mistake of the program.

    Examples
    --------
    >>> numbers_of(PlanNumbers, parameters.firms, price_level=1.0)
    """
    return kind(
        *[
            convert(others[field] if section is None else getattr(sections[section], field))
            for field, section, convert in _sources(kind, tuple(map(type, sections)), tuple(others))
        ]
    )


@cache
def _sources(
    kind: type, sections: tuple[type[Section], ...], others: tuple[str, ...]
) -> tuple[tuple[str, int | None, Callable[[Any], Any]], ...]:
    """Return by field in which section it is a key, None if it is given, and what makes it its type."""
    types = get_type_hints(kind)
    fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]  # a NamedTuple
    places: dict[str, int | None] = dict.fromkeys(others)
    for number, section in enumerate(sections):
        for field in (name for name in fields if name in section.model_fields and name not in others):
            if field in places:
                raise TypeError(f"{kind.__name__}.{field} is a key of two sections; give it by name")
            places[field] = number
    if odd := places.keys() ^ set(fields):
        raise TypeError(f"{kind.__name__} and what it is filled from differ in {', '.join(sorted(odd))}")
    plain: dict[Any, Callable[[Any], Any]] = {float: float, int: int, bool: bool}
    return tuple((field, places[field], plain.get(types[field], _as_it_is)) for field in fields)


def _as_it_is(value: Any) -> Any:
    return value
