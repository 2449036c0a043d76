"""The layout of the package: rooms small enough to read, modules of one idea, no ring of imports."""

import ast
import graphlib
from pathlib import Path

import pytest

import sim

PACKAGE = Path(sim.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted({path.parent for path in MODULES})
A_THING_A_FILE = ("parameters", "phases", "policies", "rules")
"""Rooms whose files are one thing of a kind each, however many there are."""
MOST_MODULES, MOST_LINES = 15, 350


def inside(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("room", ROOMS, ids=inside)
def test_a_room_has_at_most_fifteen_modules_and_says_in_a_sentence_what_it_is(room: Path) -> None:
    modules = [path for path in room.glob("*.py") if path.name != "__init__.py"]
    if inside(room) not in A_THING_A_FILE:
        assert len(modules) <= MOST_MODULES
    assert ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=inside)
def test_a_module_is_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES, "more lines than one idea needs"
    assert ast.get_docstring(ast.parse(text)), "no sentence says what the module is"
    assert path.stem not in ("utils", "helpers", "misc", "common")


def imports(path: Path) -> set[str]:
    """Return the modules of the package that a module imports when it is loaded or for its types."""
    names = {".".join(("sim", *p.relative_to(PACKAGE).with_suffix("").parts)) for p in MODULES}
    found = set()
    for node in _outside_functions(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return {name for name in found if name in names}


def _outside_functions(tree: ast.AST) -> list[ast.AST]:
    """List the nodes of a module that run when it is loaded, those under ``if TYPE_CHECKING`` too."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        found.append(node)
        inner = [] if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else ast.iter_child_nodes(node)
        waiting.extend(inner)
    return found


def test_modules_import_each_other_in_no_ring() -> None:
    graph = {
        ".".join(("sim", *path.relative_to(PACKAGE).with_suffix("").parts)): imports(path)
        for path in MODULES
        if path.name != "__init__.py"
    }
    assert sum(map(len, graph.values())) > 500, "the imports were not found"
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError with the ring
