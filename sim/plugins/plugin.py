"""A plugin as a scenario carries it: the name, the hash and the text of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import ScenarioError
from sim.parameters.explain import show

__all__ = ["LARGEST_FILE", "Plugin", "as_plugins", "read_plugin"]

LARGEST_FILE = 1_000_000
"""Bytes; a plugin is a page or two of text."""


@dataclass(frozen=True)
class Plugin:
    """A file with policies, rules or indicators.

    Attributes
    ----------
    name : str
        Of the file, ``"mine.py"``.
    sha256 : str
        Hash of the text: a plugin with another text is another one.
    text : str or None
        None in what was read from results, which hold no programs: such a scenario can be looked at, not run.
    path : str
        Where the file was read; empty where there is none.
    """

    name: str
    sha256: str
    text: str | None = field(default=None, repr=False)
    path: str = field(default="", compare=False, repr=False)

    @classmethod
    def of(cls, name: str, text: str, path: str = "") -> Plugin:
        """Make a plugin of a text."""
        return cls(name, hashlib.sha256(text.encode()).hexdigest(), text, path)

    def table(self, *, text: bool) -> dict[str, str]:
        """Return the plugin in plain values, with its text or without."""
        known = {"name": self.name, "sha256": self.sha256}
        return known if self.text is None or not text else {**known, "text": self.text}


def read_plugin(path: Path, place: str) -> Plugin:
    """Read a plugin from a file, called ``place`` in errors.

    Raises
    ------
    ScenarioError
        It is not there, no Python file, too large or not UTF-8.
    """
    if path.suffix != ".py":
        raise ScenarioError(f"{place}: is no Python file; a plugin is a file that ends in .py.")
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(f"{place}: the plugin cannot be read ({reason}).") from None
    if len(content) > LARGEST_FILE:
        raise ScenarioError(f"{place}: the plugin is larger than {LARGEST_FILE:,} bytes, the most allowed.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ScenarioError(f"{place}: line {line} is not UTF-8 text; save the file as UTF-8.") from None
    return Plugin.of(path.name, text.replace("\r\n", "\n"), str(path.resolve()))


def as_plugins(given: Any, folder: Path | None = None) -> tuple[Plugin, ...]:
    """Return the plugins that a scenario names, each once.

    Parameters
    ----------
    given : list or tuple
        Names of files, classes, plugins, or plugins in plain values.
    folder : Path or None
        To which names of files are relative; by default the working directory.

    Raises
    ------
    ScenarioError
        It is no list of these, a file cannot be read, or two have one name.
    """
    if not isinstance(given, list | tuple):
        raise ScenarioError(f"plugins is {show(given)}; it must be a list of Python files.")
    found: dict[str, Plugin] = {}
    for one in given:
        plugin = _as_plugin(one, folder)
        known = found.setdefault(plugin.name, plugin)
        if known.sha256 != plugin.sha256:  # nothing could tell them apart in words
            raise ScenarioError(f"plugins: two different files are called {plugin.name}; rename one.")
        if known.text is None:
            found[plugin.name] = plugin
    return tuple(found.values())


def _as_plugin(given: Any, folder: Path | None) -> Plugin:
    match given:
        case Plugin():
            return given
        case str() | Path():
            return read_plugin((folder or Path()) / given, str(given))
        case type():
            from sim.plugins.classes import plugin_of

            return plugin_of(given)
        case {"name": str(name), "sha256": str(digest), **rest} if set(rest) <= {"text"}:
            text = rest.get("text")
            if text is None:
                return Plugin(name, digest)
            plugin = Plugin.of(name, str(text))
            if plugin.sha256 == digest:
                return plugin
            raise ScenarioError(f"plugins: the text of {name} does not have the hash {digest}.")
        case Mapping():
            raise ScenarioError("plugins: a table is no Python file; write the name of one.")
        case _:
            raise ScenarioError(f"plugins: {show(given)} is no Python file.")
