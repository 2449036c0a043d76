"""A plugin of pytest: run the tests that may notice a change, in a process of its own with the change in it.

All tests are collected once. For each change the process is forked; in the new one the code of the changed
function is put in the place of the old, in every copy of it, and the tests run until one fails. What tests
share is made again in each. Where the change is in no function, as in a constant or in what is declared, the
new process reads the package anew.
"""

import gc
import importlib.machinery
import os
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from changes import Change, changed
from reached import Compiled, keep_economies

LONGEST = 40
"""Processor seconds after which an endless loop is taken to have been noticed."""


class Judge:
    """Calls ``use`` once tests are collected, in place of running them; ``items`` are these, by name."""

    def __init__(self, root: Path, economies: Path, use: Callable[["Judge"], None]) -> None:
        self.root, self.economies, self.use = root, economies, use
        self.make = Compiled()
        self.make.start()
        self.items: dict[str, Any] = {}

    def pytest_configure(self) -> None:
        """Let economies be created once, by a program that compiles."""
        keep_economies(self.economies, self.make)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge."""
        self.items = {item.nodeid: item for item in session.items}
        gc.freeze()
        self.use(self)
        return True

    def noticed_by(self, change: Change, tests: Iterable[str]) -> str:
        """Return the first of the tests that fails after a change, empty if none does."""
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            try:
                failed = self._first_failure(change, tests)
            except BaseException as error:
                failed = f"not loaded: {type(error).__name__}"
            os.write(write, (failed or "-").encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            said = answer.read().decode()
        os.waitpid(child, 0)
        return "" if said == "-" else said or "out of time"

    def _first_failure(self, change: Change, tests: Iterable[str]) -> str:
        """Change this process, and return the first test that fails."""
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        if not change.function:
            return self._read_anew(change, tests)
        if not put_in_place(self.root, change):
            return ""
        chosen = [self.items[name] for name in tests if name in self.items]
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            reports = runtestprotocol(item, log=False, nextitem=following)
            if any(report.failed for report in reports):
                return str(item.nodeid)
        return ""

    def _read_anew(self, change: Change, tests: Iterable[str]) -> str:
        """Import the package with the change in it, and return the first test that fails."""
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None) or ""
            if file.startswith((str(self.root / "sim"), str(self.root / "tests"))):
                del sys.modules[name]
        path = str(self.root / change.path)
        code_of = importlib.machinery.SourceFileLoader.get_code

        def get_code(loader: Any, name: str) -> Any:
            if os.path.abspath(loader.path) != path:
                return code_of(loader, name)
            return compile(changed(Path(path).read_text(encoding="utf-8"), change), path, "exec")

        importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
        keep_economies(self.economies, self.make)
        first = _FirstFailure()
        status = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore", *tests], plugins=[first])
        return first.name or ("" if status == 0 else f"status {int(status)}")


class _FirstFailure:
    """The name of the first test that failed."""

    name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid


def put_in_place(root: Path, change: Change) -> bool:
    """Let every copy of the changed function run the changed code; say whether there is any."""
    path = str(root / change.path)
    source = Path(path).read_text(encoding="utf-8")
    old = _code_of(compile(source, path, "exec"), change.function)
    new = _code_of(compile(changed(source, change), path, "exec"), change.function)
    found = [
        one for one in _functions()
        if one.__code__.co_filename == path and one.__code__.co_firstlineno == old.co_firstlineno
        and one.__code__.co_name == old.co_name
    ]  # fmt: skip
    for one in found:
        one.__code__ = new
    return bool(found)


def _functions() -> Iterator[FunctionType]:
    gc.unfreeze()
    yield from (one for one in gc.get_objects() if type(one) is FunctionType)


def _code_of(code: CodeType, name: str) -> CodeType:
    """Return the code of a function or method, by its qualified name."""
    for part in code.co_consts:
        if isinstance(part, CodeType):
            if part.co_qualname == name:
                return part
            if name.startswith(f"{part.co_qualname}."):
                return _code_of(part, name)
    raise LookupError(name)
