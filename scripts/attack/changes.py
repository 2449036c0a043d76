"""One wrong sign, number or line at a time: where a source can be changed, and the source so changed.

A change concerns one node of the syntax tree: a sign or an operator, a comparison, a number, ``min`` for
``max``, ``and`` for ``or``, the first two arguments of a call swapped, a statement dropped. Texts, types,
imports and what only raises an error are left as they are.
"""

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["Change", "changed", "changes_of"]

SWAPPED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Lt: "<", ast.GtE: ">=",
    ast.Gt: ">", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=", ast.And: "and", ast.Or: "or",
}  # fmt: skip
OTHER_NAME = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}


class Change(NamedTuple):
    """A place in a source and what becomes of it."""

    path: str
    line: int
    function: str
    """Qualified name of the outermost function or method around it; empty at the level of module or class."""
    node: int
    """Number of the node in the order of ``ast.walk``."""
    kind: str
    words: str
    """What is changed, as a reader sees it."""


def changes_of(path: Path, root: Path) -> list[Change]:
    """List what may be changed in a source."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    numbers = {node: number for number, node in enumerate(ast.walk(tree))}
    return [
        Change(path.relative_to(root).as_posix(), node.lineno, function, numbers[node], kind, words)
        for node, function in _places(tree, "")
        for kind, words in _kinds(node)
    ]


def _places(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield the nodes that may be changed, each with the function around it."""
    inside = isinstance(node, ast.FunctionDef)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params", "bases", "keywords") and inside:
            continue
        if name == "annotation" or (isinstance(node, ast.Call) and name == "func"):
            if isinstance(value, ast.Attribute):
                yield from _places(value, function)
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, LEFT_ALONE) or _is_left_alone(child):
                continue
            around = function
            if isinstance(child, ast.FunctionDef | ast.ClassDef) and not _is_function(function):
                around = f"{function.rstrip('.')}.{child.name}".lstrip(".")
                around += "." if isinstance(child, ast.ClassDef) else ""
            yield child, around if _is_function(around) else ""
            yield from _places(child, around)


LEFT_ALONE = (ast.Import, ast.ImportFrom, ast.Raise, ast.Assert, ast.JoinedStr, ast.arguments)


def _is_function(name: str) -> bool:
    return bool(name) and not name.endswith(".")


def _is_left_alone(node: ast.AST) -> bool:
    """Say whether a node is a text, or decides only what a checker of types reads."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ("purpose", "range")
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _kinds(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the kinds of change that fit a node, in words."""
    text = ast.unparse(node).split("\n")[0] if isinstance(node, ast.expr | ast.stmt) else ""
    match node:
        case ast.BinOp(op=op) | ast.AugAssign(op=op) | ast.BoolOp(op=op) if type(op) in SWAPPED:
            if not (isinstance(node, ast.BinOp) and _is_text(node)):
                yield "operator", f"{SIGNS[type(op)]} is {SIGNS[SWAPPED[type(op)]]} in: {text}"
        case ast.Compare(ops=[op]) if type(op) in SWAPPED:
            yield "comparison", f"{SIGNS[type(op)]} is {SIGNS[SWAPPED[type(op)]]} in: {text}"
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield "sign", f"dropped: the sign of {text}"
        case ast.Constant(value=bool()):
            yield "constant", f"{node.value} is {not node.value}"
        case ast.Constant(value=int() | float()):
            yield "constant", f"{node.value} is {_other(node.value)}"
        case ast.Call(func=func, args=[first, second, *_]):
            name = func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")
            if name in OTHER_NAME:
                yield "least or most", f"{name} is {OTHER_NAME[name]} in: {text}"
            elif ast.dump(first) != ast.dump(second) and not any(map(_cannot_be_swapped, (first, second))):
                yield "arguments", f"first two arguments swapped in: {text}"
    match node:
        case ast.AugAssign() | ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield "statement", f"dropped: {text}"
        case ast.Expr(value=ast.Call()):
            yield "statement", f"dropped: {text}"


def _is_text(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(node))


def _cannot_be_swapped(argument: ast.AST) -> bool:
    """Say whether an argument is a text, or many: swapped, the module could not even be loaded."""
    return isinstance(argument, ast.Starred) or _is_text(argument)


def _other(value: float) -> float:
    return 1 - value if value in (0, 1) else (value + 1 if isinstance(value, int) else 2.0 * value)


def changed(source: str, change: Change) -> ast.Module:
    """Return the syntax tree of a source after a change."""
    tree = copy.deepcopy(ast.parse(source))
    node = next(node for number, node in enumerate(ast.walk(tree)) if number == change.node)
    return ast.fix_missing_locations(_Replace(node, _after(node, change.kind)).visit(tree))


def _after(node: ast.AST, kind: str) -> ast.AST:
    """Return what stands in the place of a node."""
    if kind == "statement":
        return ast.copy_location(ast.Pass(), node)
    if kind == "sign":
        return node.operand  # type: ignore[attr-defined]
    other = copy.deepcopy(node)
    match other:
        case ast.BinOp() | ast.AugAssign() | ast.BoolOp():
            other.op = SWAPPED[type(other.op)]()
        case ast.Compare():
            other.ops = [SWAPPED[type(other.ops[0])]()]
        case ast.Constant(value=bool()):
            other.value = not other.value
        case ast.Constant(value=int() | float()):
            other.value = _other(other.value)
        case ast.Call(func=ast.Name()) if kind == "least or most":
            other.func.id = OTHER_NAME[other.func.id]
        case ast.Call(func=ast.Attribute()) if kind == "least or most":
            other.func.attr = OTHER_NAME[other.func.attr]
        case ast.Call():
            other.args[:2] = other.args[1::-1]
    return other


class _Replace(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        """Visit a node."""
        return self.new if node is self.old else super().visit(node)
