"""Turn what pydantic found wrong into the one sentence a user reads."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ValidationError

from sim.parameters.declare import Section, declarations

__all__ = ["explain", "listed", "nearest", "show"]

LONGEST_VALUE = 60
"""Characters of a wrong value that an error repeats."""
MOST_LISTED = 12
"""Valid words that an error lists."""


def explain(error: ValidationError, model: type[BaseModel], *, prefix: tuple[str, ...] = ()) -> str:
    """Say in one sentence what is wrong: key, value and what is allowed.

    Parameters
    ----------
    error : ValidationError
        What pydantic raised when it made ``model``; an unknown key is named before any other fault.
    model : type
        The model that refused its input; its declarations say what is allowed.
    prefix : tuple of str
        Put before the key, ``("policy", "gpu_tax")``.

    Returns
    -------
    str
        The sentence, without the name of the file.
    """
    faults = error.errors(include_url=False)
    fault = next((one for one in faults if one["type"] == "extra_forbidden"), faults[0])
    path = tuple(shortened(str(part)) for part in fault["loc"] if part != "[key]")
    owner, rest = _find(model, path)
    if fault["type"] == "extra_forbidden":
        return _unknown_key(model, owner, path, prefix, fault["input"])
    key = ".".join((*prefix, *path))
    known = declarations(owner)
    field, entry = rest[0] if rest else "", len(rest) > 1
    value = show(fault["input"])
    if fault["loc"][-1:] == ("[key]",):
        table, _, wrong = key.rpartition(".")
        codes = fault.get("ctx", {}).get("codes", [])
        return f"{table} has no entry {show(wrong)}{_offer(wrong, codes)}."
    if fault["type"] == "unshowable":
        return f"{key}.{fault['msg']}." if key else f"{fault['msg']}."
    if fault["type"] == "missing":
        return f"{key} is missing" + (f"; it must be {known[field].allowed}." if field in known else ".")
    if field in known and fault["type"] != "value_error":
        return (
            f"{key} is {value}; it must be {known[field].allowed_entry if entry else known[field].allowed}."
        )
    if fault["type"] == "model_type":
        return f"{key} is {value}; it must be a table of keys."
    message = fault["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{key}: {message}." if key else f"{message}."


def nearest(wrong: str, valid: Iterable[str]) -> str | None:
    """Return the valid word most like ``wrong``, if any is like it."""
    found = difflib.get_close_matches(wrong, list(valid), n=1, cutoff=0.6)
    return found[0] if found else None


def listed(valid: Iterable[str]) -> str:
    """Write valid words one after the other, the last of a long list left out."""
    words = list(valid)
    text = ", ".join(words[:MOST_LISTED])
    return text if len(words) <= MOST_LISTED else f"{text} and {len(words) - MOST_LISTED} more"


def show(value: object) -> str:
    """Write a value as in TOML, on one line and shortened where it is long."""
    match value:
        case bool():
            text = str(value).lower()
        case str():
            text = json.dumps(value, ensure_ascii=False)
        case Mapping():
            text = "a table"
        case list() | tuple():
            text = "a list"
        case _:
            try:
                text = str(value)
            except ValueError:  # more digits than Python writes
                text = "a number of thousands of digits"
            except Exception:  # an object of a user's that cannot be written
                text = f"a {type(value).__name__}"
    return shortened(text)


def shortened(text: str) -> str:
    """Return a text on one line, and without its end where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _find(model: type[BaseModel], path: tuple[str, ...]) -> tuple[type[BaseModel], tuple[str, ...]]:
    """Return the innermost section on ``path``, and the key in it with what follows it."""
    sections = _sections(model)
    if len(path) > 1 and path[0] in sections:
        return _find(sections[path[0]], path[1:])
    return model, path


def _unknown_key(
    root: type[BaseModel],
    owner: type[BaseModel],
    path: tuple[str, ...],
    prefix: tuple[str, ...],
    value: object,
) -> str:
    wrong = path[-1]
    where = ".".join((*prefix, *path[:-1]))
    if issubclass(owner, Section):
        key = f"{where}.{wrong}" if where else f"the section [{wrong}]"
        if wrong in owner.replaced:
            return f"{key} was replaced; write {owner.replaced[wrong].format(value=show(value))}."
        if wrong in owner.removed:
            return f"{key} was removed, since it changed nothing; leave it out."
    homes = [f"[{name}]" for name, section in _sections(root).items() if wrong in section.model_fields]
    if where or not isinstance(value, Mapping):
        offer = f"; the section {homes[0]} has it" if homes else _offer(wrong, owner.model_fields)
        outside = "outside the sections there is" if homes or _sections(root) else "there is"
        place = f"{where} has" if where else outside
        return f"{place} no key {show(wrong)}{offer}."
    return f"there is no section [{wrong}]{_offer(wrong, _sections(root))}."


def _offer(wrong: str, valid: Iterable[str]) -> str:
    """Say what could have been meant: the nearest word, else all of them."""
    close = nearest(wrong, valid)
    return f"; the nearest is {close}" if close else f"; valid are {listed(valid)}"


def _sections(root: type[BaseModel]) -> dict[str, type[BaseModel]]:
    annotations = {name: field.annotation for name, field in root.model_fields.items()}
    return {
        name: part
        for name, part in annotations.items()
        if isinstance(part, type) and issubclass(part, BaseModel)
    }
