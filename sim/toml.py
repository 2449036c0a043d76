"""TOML in and out: hostile bytes in, one-sentence errors; plain tables out."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError

__all__ = [
    "DEEPEST",
    "LARGEST_FILE",
    "TOO_DEEP",
    "UNSHOWABLE",
    "parse_override",
    "parse_overrides",
    "parse_toml",
    "parse_value",
    "read_source",
    "read_toml",
    "write_toml",
    "write_value",
]

LARGEST_FILE = 1_000_000
"""Bytes; a scenario is a page of text."""

QUOTE, APOSTROPHE = "a typographic quotation mark", "a typographic apostrophe"
UNSHOWABLE = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""What is no character of XML (version 1.0, section 2.2), of which pages, pictures and documents are made."""
LOOK_ALIKES = {
    "\u00a0": "a no-break space", "\u202f": "a narrow no-break space", "\u2003": "an em space",
    "\u200b": "a space of no width", "\u201c": QUOTE, "\u201d": QUOTE, "\u2018": APOSTROPHE,
    "\u2019": APOSTROPHE, "\u2212": "a minus sign of text", "\u2013": "a dash",
    "\uff1d": "a wide equals sign",
}  # fmt: skip
"""Characters that word processors and web pages put in place of those of a program."""
DEEPEST = 32
"""Tables and lists within each other; a scenario has five."""
TOO_DEEP = f"more than {DEEPEST} tables or lists lie within each other, the most allowed."
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_toml(path: Path, place: str) -> dict[str, Any]:
    """Read the TOML file ``path``, called ``place`` in errors.

    Raises
    ------
    ScenarioError
        If it cannot be read, is too large, is not UTF-8 or is not TOML.
    """
    return read_source(path, place)[0]


def read_source(path: Path, place: str) -> tuple[dict[str, Any], str]:
    """Read the TOML file ``path`` as :func:`read_toml` does; return its tables and its whole text."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(f"{place}: the file cannot be read ({reason}).") from None
    return parse_toml(content, place), content.decode("utf-8-sig")


def parse_toml(content: bytes, place: str) -> dict[str, Any]:
    """Parse ``content``, called ``place`` in errors; a byte-order mark is accepted."""
    if len(content) > LARGEST_FILE:
        raise ScenarioError(f"{place}: the file is larger than {LARGEST_FILE:,} bytes, the most allowed.")
    if content.startswith(UTF16_MARKS):
        raise ScenarioError(f"{place}: the file is UTF-16; save it as UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ScenarioError(f"{place}: line {line} is not UTF-8 text; save the file as UTF-8.") from None
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = _odd_character(text) or f"not valid TOML: {str(error).rstrip('.')}"
        raise ScenarioError(f"{place}: {reason}.") from None
    except RecursionError:
        raise ScenarioError(f"{place}: not valid TOML: brackets are nested too deeply.") from None
    except ValueError:  # an integer of more digits than Python converts, a date that does not exist
        raise ScenarioError(
            f"{place}: not valid TOML: a number is too long or a date is impossible."
        ) from None
    if _is_too_deep(tables):
        raise ScenarioError(f"{place}: {TOO_DEEP}")
    return tables


def _is_too_deep(value: Any) -> bool:
    """Tell whether more than ``DEEPEST`` tables and lists lie within each other, as dotted keys make too."""
    level = [value]
    for _ in range(DEEPEST):
        tables = [one.values() for one in level if isinstance(one, Mapping)]
        lists = [one for one in level if isinstance(one, list)]
        level = [item for one in (*tables, *lists) for item in one]
    return any(isinstance(one, Mapping | list) for one in level)


def _odd_character(text: str) -> str:
    """Name the first character outside text in quotes and comments that only looks like an ordinary one."""
    for number, line in enumerate(text.splitlines(), 1):
        bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", line)
        for odd, words in LOOK_ALIKES.items():
            if odd in bare:
                return f"line {number} has {words} (U+{ord(odd):04X}), which looks like an ordinary one"
    return ""


def parse_value(text: str) -> Any:
    """Read ``text`` as one TOML value; what is not one is taken as the text itself."""
    try:
        tables = tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return text
    return tables["value"] if set(tables) == {"value"} and not _is_too_deep(tables) else text


def parse_override(text: str) -> tuple[str, Any, str]:
    """Read ``section.key=value``, as it is typed after ``--set``: key, value, and what errors call it.

    Raises
    ------
    ScenarioError
        It is of another form.
    """
    key, equals, value = text.partition("=")
    shown = " ".join(text.split())
    place = f"--set {shown if len(shown) <= 80 else shown[:79] + '…'}"
    if not equals or not key.strip():
        raise ScenarioError(f"{place}: this is not of the form section.key=value.")
    if key.count(".") >= DEEPEST:
        raise ScenarioError(f"{place}: {TOO_DEEP}")
    return key.strip(), parse_value(value.strip()), place


def parse_overrides(texts: Iterable[str]) -> list[tuple[str, Any, str]]:
    """Read several overrides as :func:`parse_override` does.

    Raises
    ------
    ScenarioError
        One is of another form, or two set one key.
    """
    found: dict[str, tuple[str, Any, str]] = {}
    for key, value, place in map(parse_override, texts):
        if key in found:
            raise ScenarioError(
                f"{place}: {key} is set twice, before by {found[key][2]}; leave one of them out."
            )
        found[key] = key, value, place
    return list(found.values())


def write_toml(tables: Mapping[str, Any]) -> str:
    """Write ``tables`` (numbers, flags, text, lists, tables, lists of tables) as TOML."""
    return "\n".join(_lines(tables, ())).strip("\n") + "\n"


def write_value(value: Any) -> str:
    """Write one value as TOML does, tables inline."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case int() | float():
            return repr(value)
        case Mapping():
            return (
                "{"
                + ", ".join(f"{_write_key(key)} = {write_value(item)}" for key, item in value.items())
                + "}"
            )
        case list() | tuple():
            return "[" + ", ".join(write_value(item) for item in value) + "]"
        case _:
            return str(value)


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    values = {
        key: value for key, value in table.items() if not _is_table(value) and not _is_list_of_tables(value)
    }
    lines = [f"{_write_key(key)} = {write_value(value)}" for key, value in values.items()]
    for key, value in table.items():
        name = ".".join(_write_key(part) for part in (*path, key))
        if _is_table(value):
            lines += ["", f"[{name}]", *_lines(value, (*path, key))]
        elif _is_list_of_tables(value):
            for row in value:
                lines += ["", f"[[{name}]]", *_lines(row, (*path, key))]
    return lines


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value)


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _write_key(key: str) -> str:
    bare = bool(key) and all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in key)
    return key if bare else write_value(key)
