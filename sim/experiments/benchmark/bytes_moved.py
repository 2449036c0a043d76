"""How many bytes a phase has to move: every column that its code names once, and again if it is written.

The columns are found in the sources of the functions that a month called and of those they call in turn. So
the figure follows the code; it counts a whole column also where a phase looks at part of its rows.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

from sim.state.columns import State

__all__ = ["Columns", "bytes_moved", "columns_named"]

TABLES = frozenset({"workers", "teams", "firms", "providers"})
NOT_DATA = frozenset({"size", "shape", "dtype", "itemsize", "nbytes"})
WRITERS = frozenset({"atomic_add", "atomic_max"})  # functions that write to their first argument


class Columns(NamedTuple):
    """Columns by dotted name, ``workers.wage``."""

    read: frozenset[str]
    written: frozenset[str]


def bytes_moved(functions: Iterable[Callable[..., Any]], state: State) -> int:
    """Return the bytes of the columns that ``functions`` name, written ones twice."""
    columns = columns_named(functions)

    def size(names: frozenset[str]) -> int:
        found = (name.split(".") for name in names)
        return sum(getattr(getattr(state, table), column).nbytes for table, column in found)

    return size(columns.read) + size(columns.written)


def columns_named(functions: Iterable[Callable[..., Any]]) -> Columns:
    """Return the columns named in ``functions`` and in those of the package that they call.

    A function of another phase that is called by its module's name has a time of its own and is left out.
    """
    read: set[str] = set()
    written: set[str] = set()
    waiting = [_plain(function) for function in functions]
    seen: set[FunctionType] = set()
    while waiting:
        function = waiting.pop()
        if function is None or function in seen:
            continue
        seen.add(function)
        named = _named_in(function)
        read |= named.read
        written |= named.written
        waiting += _called_by(function)
    return Columns(frozenset(read), frozenset(written))


@cache
def _tree(function: FunctionType) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _named_in(function: FunctionType) -> Columns:
    nodes = list(ast.walk(_tree(function)))
    sizes = {id(node.value) for node in nodes if isinstance(node, ast.Attribute) and node.attr in NOT_DATA}
    views = _views(nodes)
    read = {_column(node) for node in nodes if id(node) not in sizes}
    written: set[str | None] = set()
    for node in nodes:
        match node:
            case ast.Subscript(value=target, ctx=ast.Store()):
                written.add(_column(target) or _viewed(target, views))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                changed = _changed_by(name, function)
                written.update(
                    _viewed(arguments[place], views) for place in changed if place < len(arguments)
                )
    return Columns(frozenset(filter(None, read)), frozenset(filter(None, written)))


def _views(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """Return the local names of parts of columns: ``deposits = workers.deposits[start:end]``."""
    pairs: list[tuple[ast.expr, ast.expr]] = []
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs += zip(names, values, strict=True)
            case ast.Assign(targets=[target], value=value):
                pairs.append((target, value))
    found = ((target, _viewed(value, {})) for target, value in pairs)
    return {target.id: column for target, column in found if isinstance(target, ast.Name) and column}


def _viewed(node: ast.expr, views: dict[str, str]) -> str | None:
    """Return the column of which ``node`` is the whole, a part, or a local name."""
    match node:
        case ast.Name(id=name):
            return views.get(name)
        case ast.Subscript(value=value):
            return _viewed(value, views)
    return _column(node)


def _changed_by(name: str, caller: FunctionType) -> frozenset[int]:
    """Return the places of the arguments to which a function called by name writes."""
    if name in WRITERS:
        return frozenset({0})
    function = _plain(caller.__globals__.get(name))
    return _changed(function) if function is not None else frozenset()


@cache
def _changed(function: FunctionType) -> frozenset[int]:
    places = {name: place for place, name in enumerate(inspect.signature(function).parameters)}
    changed = set()
    for node in ast.walk(_tree(function)):
        match node:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()) if name in places:
                changed.add(places[name])
    return frozenset(changed)


def _column(node: ast.AST) -> str | None:
    """Return ``workers.wage`` for that expression or ``state.workers.wage``, None for anything else."""
    match node:
        case ast.Attribute(value=ast.Name(id=table) | ast.Attribute(attr=table), attr=column):
            fields = State.__annotations__[table]._fields if table in TABLES else ()
            return f"{table}.{column}" if column in fields else None
    return None


def _called_by(function: FunctionType) -> list[FunctionType | None]:
    """Return the functions of the package that ``function`` calls by name, and methods of what it makes."""
    called: list[FunctionType | None] = []
    for node in ast.walk(_tree(function)):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                one = function.__globals__.get(name)
                called += map(_plain, vars(one).values() if isinstance(one, type) else [one])
    return called


def _plain(function: Any) -> FunctionType | None:
    """Return the Python function, of compiled ones too, if it belongs to the package."""
    function = getattr(function, "py_func", function)
    function = getattr(function, "__func__", function)
    if isinstance(function, FunctionType) and function.__module__.startswith("sim."):
        return function
    return None
