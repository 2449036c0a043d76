"""The text of a class that was given in Python: its file, or the definitions that it needs."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from sim.errors import ScenarioError
from sim.plugins.plugin import Plugin, read_plugin

__all__ = ["plugin_of"]

PLAIN = (bool, int, float, str, type(None))


def plugin_of(kind: type) -> Plugin:
    """Return the plugin that a class is.

    A class of a module is the file of the module, all that is in it. A class of a script or of a notebook is
    its own text, with the imports, functions, classes and constants that it names.

    Raises
    ------
    ScenarioError
        It comes with the program, or its text cannot be found.
    """
    module = sys.modules.get(kind.__module__)
    known = getattr(module, "PLUGIN", None)
    if isinstance(known, Plugin):
        return known
    if kind.__module__.partition(".")[0] == "sim":
        raise ScenarioError(f"plugins: {kind.__name__} comes with the program; it needs no plugin.")
    if kind.__module__ == "__main__":
        return Plugin.of(f"{kind.__name__}.py", _Definitions(kind, vars(module)).text())
    try:
        file = inspect.getsourcefile(kind)
    except TypeError:
        file = None
    if file is None or not Path(file).is_file():
        raise _without_text(kind)
    return read_plugin(Path(file), file)


def _without_text(kind: type) -> ScenarioError:
    return ScenarioError(
        f"plugins: the text of {kind.__name__} cannot be found; save the class in a file and name the file."
    )


class _Definitions:
    """The definitions that a class of the main module needs."""

    def __init__(self, kind: type, names: dict[str, Any]) -> None:
        self.kind = kind
        self.names = names
        self.imports: dict[str, str] = {}
        self.pieces: dict[str, str] = {}

    def text(self) -> str:
        """Return them as the text of a module."""
        self._define(self.kind.__name__, self.kind)
        imports = sorted(self.imports.values(), key=lambda line: ("__future__" not in line, line))
        return "\n".join(imports) + "\n\n\n" + "\n\n\n".join(self.pieces.values()) + "\n"

    def _define(self, name: str, value: Any) -> None:
        """Add the text of a class or function, after what it names."""
        node, text = self._find(name, value)
        self.pieces[name] = ""  # it may name itself
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and part.id in self.names:
                self._need(part.id, self.names[part.id])
        del self.pieces[name]
        self.pieces[name] = text

    def _need(self, name: str, value: Any) -> None:
        if name in self.pieces or name in self.imports:
            return
        home = getattr(value, "__module__", None)
        origin = getattr(value, "__qualname__", getattr(value, "__name__", None))
        if isinstance(value, ModuleType):
            self.imports[name] = f"import {value.__name__} as {name}"
        elif all(isinstance(part, PLAIN) for part in (value if isinstance(value, tuple) else [value])):
            self.pieces[name] = f"{name} = {value!r}"
        elif home == "__main__" and origin is not None:
            self._define(name, value)
        elif home and origin and getattr(sys.modules.get(home), origin, None) is value:
            self.imports[name] = f"from {home} import {origin} as {name}"
        else:
            raise ScenarioError(
                f"plugins: {self.kind.__name__} uses {name}, which is neither imported nor a function, class "
                "or constant; save the class in a file and name the file."
            )

    def _find(self, name: str, value: Any) -> tuple[ast.AST, str]:
        """Return the definition of a class or function in the script or the cell where it was typed."""
        functions = [getattr(value, "py_func", value), *vars(value).values()]
        codes = [one.__code__ for one in map(inspect.unwrap, functions) if isinstance(one, FunctionType)]
        for code in codes:
            lines = linecache.getlines(code.co_filename)
            try:
                tree = ast.parse("".join(lines))
            except SyntaxError:  # of a notebook's own commands
                continue
            for node in tree.body:
                if getattr(node, "name", None) == name:
                    decorators = getattr(node, "decorator_list", [])
                    first = min([node.lineno, *(one.lineno for one in decorators)])
                    return node, "".join(lines[first - 1 : node.end_lineno]).rstrip("\n")
        raise _without_text(self.kind)
