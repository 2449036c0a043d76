"""From the keys of a section to the tuple of numbers that compiled code takes."""

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
    types = _types(kind)
    values = dict(others)
    for section in sections:
        for field in (name for name in types if name in type(section).model_fields):
            if field in values and field not in others:
                raise TypeError(f"{kind.__name__}.{field} is a key of two sections; give it by name")
            values.setdefault(field, getattr(section, field))
    if odd := values.keys() ^ types.keys():
        raise TypeError(f"{kind.__name__} and what it is filled from differ in {', '.join(sorted(odd))}")
    plain = (float, int, bool)
    return kind(**{f: to(values[f]) if to in plain else values[f] for f, to in types.items()})


@cache
def _types(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field: hints[field] for field in kind._fields}  # type: ignore[attr-defined]  # a NamedTuple
