"""Where every value of a scenario comes from: file, line, and the reason that stands beside it there.

The reason for a value is the comment on its line, else the comment lines right above it, else those right
above the heading of its table. TOML readers tell no lines and drop comments, so the text is cut into its
statements here: a statement is the shortest run of lines that is TOML by itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Key", "Origin", "Origins", "locate_values", "origins_of", "shown_place"]

MOST_LINES = 400
"""Longest statement that is looked for; what follows a longer one has no line."""
Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Origin:
    """Where a value was set.

    Attributes
    ----------
    place : str
        File, or option of the command line.
    line : int
        Line in the file, from 1; 0 where it is no file, or not known.
    reason : str
        The comment beside the value; empty where there is none.
    """

    place: str
    line: int = 0
    reason: str = ""

    def __str__(self) -> str:
        """Return file and line."""
        return f"{self.place}, line {self.line}" if self.line else self.place


@dataclass(frozen=True, eq=False)
class Origins:
    """Where the values of one scenario come from.

    Two are equal whatever they say: where a value comes from is no part of what it is.

    Attributes
    ----------
    values : mapping
        By key: ``("compute", "gpu_worker_ratio")``; of policies by place, ``("policy", 0, "amount")``.
    files : tuple of tuple of str
        Name and whole text, comments and all, of the files read, the most basic last.
    """

    values: Mapping[Key, Origin] = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()

    def __eq__(self, other: object) -> bool:
        """Tell whether the other is one as well."""
        return isinstance(other, Origins)

    def __hash__(self) -> int:
        """Return the same for all."""
        return hash(Origins)

    def of(self, *key: str | int) -> Origin | None:
        """Return where a value was set: by itself, in a table around it or by a key within it."""
        for size in range(len(key), 0, -1):
            if (found := self.values.get(key[:size])) is not None:
                return found
        within = [origin for name, origin in self.values.items() if name[: len(key)] == key]
        return within[-1] if within else None

    def table(self) -> dict[str, Any]:
        """Return them as a manifest keeps them: the files whole, and place and reason by key."""
        values = {written(key): origin for key, origin in self.values.items()}
        return {
            "files": [{"name": name, "text": text} for name, text in self.files],
            "values": {
                key: {"place": one.place, "line": one.line, "reason": one.reason}
                for key, one in values.items()
            },
        }

    def with_change(self, key: Key, place: str) -> Origins:
        """Return them with one value set elsewhere."""
        kept = {name: origin for name, origin in self.values.items() if name[: len(key)] != key}
        return Origins({**kept, key: Origin(place)}, self.files)


def written(key: Key) -> str:
    """Return a key as people write it: ``compute.gpu_worker_ratio``, ``policy[0].amount``."""
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)
    return words.removeprefix(".")


def shown_place(place: str) -> str:
    """Return the name of a file without the folders of the machine: relative to here, or its last part."""
    path = Path(place)
    if not path.is_absolute():
        return place
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.name


def origins_of(files: Sequence[tuple[str, str, int]]) -> Origins:
    """Return where the values of a chain of files come from.

    Parameters
    ----------
    files : sequence of tuple
        Name, text and number of policies of each file, the most basic last.
    """
    values: dict[Key, Origin] = {}
    policies = 0
    for place, text, own in reversed(files):
        values |= locate_values(text, shown_place(place), policies)
        policies += own
    return Origins(values, tuple((shown_place(place), text) for place, text, _ in files))


def locate_values(text: str, place: str, policies: int = 0) -> dict[Key, Origin]:
    """Return line and reason of every value that a TOML text sets.

    Parameters
    ----------
    text : str
        Valid TOML.
    place : str
        Name of the file.
    policies : int
        Policies of the files that this one is based on: its own come behind them.
    """
    found: dict[Key, Origin] = {}
    prefix: Key = ()
    counts: dict[Key, int] = {("policy",): policies}
    heading = ""
    for line, statement, above in _statements(text.removeprefix("\ufeff")):
        parsed = tomllib.loads(statement)
        beside = _comment(statement, parsed)
        if statement.lstrip().startswith("["):
            prefix = _prefix(parsed, counts)
            heading = beside or above
            continue
        for key in _leaves(parsed):
            found[(*prefix, *key)] = Origin(place, line, beside or above or heading)
    return found


def _statements(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, text and the comment right above of every statement."""
    lines = text.replace("\r\n", "\n").split("\n")  # splitlines would also cut at letters that TOML allows
    above: list[str] = []
    row = 0
    while row < len(lines):
        bare = lines[row].strip()
        if bare.startswith("#"):
            above.append(bare.lstrip("#").strip())
        elif not bare:
            above = []
        else:
            end = _end(lines, row)
            if end is None:
                return
            yield row + 1, "\n".join(lines[row:end]), " ".join(filter(None, above))
            above, row = [], end
            continue
        row += 1


def _end(lines: list[str], start: int) -> int | None:
    """Return the line behind the statement that begins at ``start``; None where it is too long."""
    for end in range(start + 1, min(len(lines), start + MOST_LINES) + 1):
        try:
            tomllib.loads("\n".join(lines[start:end]))
        except (ValueError, RecursionError):
            continue
        return end
    return None


def _comment(statement: str, parsed: Mapping[str, Any]) -> str:
    """Return the comment at the end of a statement: what can be cut off without changing the value."""
    last = statement.rfind("\n") + 1
    for place, letter in enumerate(statement[last:], start=last):
        if letter == "#":
            try:
                if tomllib.loads(statement[:place]) == parsed:
                    return statement[place:].lstrip("#").strip()
            except ValueError:
                continue
    return ""


def _prefix(parsed: Mapping[str, Any], counts: dict[Key, int]) -> Key:
    """Return the key of a table by its heading; tables in lists are numbered in their order."""
    prefix: Key = ()
    inner: Any = parsed
    while isinstance(inner, Mapping) and inner:
        ((name, inner),) = inner.items()
        prefix = (*prefix, name)
        if isinstance(inner, list):
            counts[prefix] = counts.get(prefix, 0) + 1
            return (*prefix, counts[prefix] - 1)
        if counts.get(prefix):
            prefix = (*prefix, counts[prefix] - 1)  # a table within the last one of a list
    return prefix


def _leaves(table: Mapping[str, Any]) -> Iterator[Key]:
    """Yield the keys of the values in nested tables; a list is one value."""
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            yield from ((key, *rest) for rest in _leaves(value))
        else:
            yield (key,)
