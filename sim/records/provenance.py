"""Where results come from: scenario, seed, versions, sources and cost of a run, written beside them."""

from __future__ import annotations

import ast
import functools
import hashlib
import platform
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import sim
from sim.country import UNITED_STATES, folder_of, table_hash
from sim.errors import UserError
from sim.records.columns import TABLES

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = [
    "FORMAT",
    "Stopwatch",
    "commit",
    "data_hash",
    "manifest",
    "manifest_of",
    "model_sources",
    "model_version",
    "own_version",
    "peak_memory",
    "sources_hash",
    "versions",
]

FORMAT = "tenfold results 2"
WITHOUT_NUMBERS = (
    "sim.compiling", "sim.data_flow", "sim.errors", "sim.guards", "sim.origins", "sim.parameters.explain",
    "sim.parameters.unusual", "sim.records.columns", "sim.records.words", "sim.toml",
)  # fmt: skip
"""What the simulation imports that changes no number: sentences, how files are read, how code is kept. Of the
dictionary of columns, which is mostly words, ``model_version`` takes what changes the tables."""
WORDS = "words.csv"
"""The data file that holds words alone."""
_PACKAGES = ("numpy", "numba", "polars", "mesa", "networkx", "pydantic")
_SOURCES = Path(__file__).resolve().parents[1]


class Stopwatch(NamedTuple):
    """When a run began, to tell afterwards how long it took."""

    started: datetime

    @classmethod
    def start(cls) -> Stopwatch:
        """Start measuring now."""
        return cls(datetime.now(UTC))

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return (datetime.now(UTC) - self.started).total_seconds()


@functools.cache
def commit() -> str:
    """Return the commit that runs, and whether files changed since; empty where it runs from no clone."""
    clone = _SOURCES.parent
    if not (clone / ".git").exists():  # git would look further up, and find a project that only uses this
        return ""
    words = ("describe", "--always", "--exclude=*", "--abbrev=12", "--dirty= and changes")
    try:
        done = subprocess.run(
            ("git", "-C", str(clone), *words), capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def own_version() -> str:
    """Return the version of tenfold, and of a clone the commit."""
    return f"{sim.__version__}, commit {commit()}" if commit() else sim.__version__


def versions() -> dict[str, str]:
    """Return the versions of Python, tenfold and the packages that shape results."""
    found = {"tenfold": own_version(), "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def sources_hash() -> str:
    """Return a hash over all Python sources and data files of the package: it changes when they do."""
    return _digest(path for path in _SOURCES.rglob("*") if path.suffix in {".py", ".csv", ".bz2", ".toml"})


def data_hash(data: str) -> str:
    """Return a hash of the tables that ``run.data`` names, the same wherever they lie; empty without them."""
    try:
        return table_hash(folder_of(data))
    except UserError:
        return ""


@functools.cache
def model_version(data: str = UNITED_STATES) -> str:
    """Return version and hash of what makes the numbers of a run: sources, data, how columns are stored.

    Parameters
    ----------
    data : str
        What ``run.data`` of its scenario names.
    """
    digest = hashlib.sha256(_digest(model_sources()).encode())
    if data != UNITED_STATES:
        digest.update(data_hash(data).encode())
    for name, table in TABLES.items():
        for column, known in table.columns.items():
            digest.update(f"{name}.{column} {known.kind}\n".encode())
    return f"{sim.__version__}+{digest.hexdigest()[:12]}"


def model_sources() -> set[Path]:
    """Return the files that make the numbers of a run: the figures, and what ``sim.simulation`` imports.

    Also what its imports import, and so on. A module that imports by name may mean any in its folder.
    """
    found: dict[str, Path] = {}
    waiting = ["sim.simulation"]
    while waiting:
        name = waiting.pop()
        path = _file_of(name)
        if path is None or name in found or name.startswith(WITHOUT_NUMBERS):
            continue
        found[name] = path
        source = path.read_bytes()
        waiting += [name.rpartition(".")[0], *_imports(ast.parse(source).body)]
        if b"import_module" in source:
            modules = (module.relative_to(_SOURCES).with_suffix("") for module in path.parent.rglob("*.py"))
            waiting += [".".join(("sim", *module.parts)).removesuffix(".__init__") for module in modules]
    data = (path for path in (_SOURCES / "data").rglob("*") if path.is_file() and path.name != WORDS)
    return {*found.values(), *data}


def _file_of(module: str) -> Path | None:
    """Return the file of a module of this package; None for one of another, and for what is no module."""
    package, *parts = module.split(".")
    path = _SOURCES.joinpath(*parts)
    files = (path.with_suffix(".py"), path / "__init__.py") if package == "sim" and parts else ()
    return next((file for file in files if file.is_file()), None)


def _imports(statements: Iterable[Any]) -> Iterator[str]:
    """Yield the names that statements import, those for types alone left out."""
    for statement in statements:
        match statement:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                continue
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=module, names=names):
                yield from (str(module), *(f"{module}.{name.name}" for name in names))
            case _:
                for block in ("body", "orelse", "handlers", "finalbody", "cases"):
                    yield from _imports(getattr(statement, block, ()))


def _digest(files: Iterable[Path]) -> str:
    """Return a hash of files of the package: of where they are in it, and of what they hold."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(_SOURCES).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _plugins(scenarios: Iterable[str]) -> list[dict[str, str]]:
    """Return name and hash of the plugins that scenarios (TOML) name, each once."""
    tables = [table for text in scenarios for table in tomllib.loads(text).get("plugins", [])]
    return [dict(known) for known in dict.fromkeys(tuple(table.items()) for table in tables)]


def peak_memory() -> int | None:
    """Return the largest memory this process has held in bytes; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            sizes = dict(line.split(":", 1) for line in file)
        return 1024 * int(sizes["VmHWM"].split()[0])  # of this program alone, not of the one that started it
    except (OSError, KeyError, ValueError):
        pass
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak) if sys.platform == "darwin" else int(peak) * 1024


def manifest(
    scenarios: Mapping[str, str],
    seeds: tuple[int, ...],
    stopwatch: Stopwatch,
    *,
    kind: str = "run",
    memory: int | None = None,
    origins: Mapping[str, Mapping[str, Any]] | None = None,
    data: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Describe where results come from.

    Parameters
    ----------
    scenarios : mapping of str to str
        Name and resolved text (TOML) of every scenario.
    seeds : tuple of int
        Seeds of the runs.
    stopwatch : Stopwatch
        Started before the first run.
    kind : str
        ``run``, ``comparison`` or ``validation``.
    memory : int or None
        Peak memory in bytes of the process that ran the model; by default of this one.
    origins : mapping or None
        Files of every scenario as they were written, comments and all, and where each value was set
        (``Scenario.origins.table()``).
    data : mapping of str to str, or None
        Hash of the tables of every country that was run, by what ``run.data`` calls it.

    Returns
    -------
    dict
        Ready to be written as JSON.
    """
    return {
        "format": FORMAT,
        "kind": kind,
        "complete": True,
        "scenarios": dict(scenarios),
        "origins": dict(origins or {}),
        "plugins": _plugins(scenarios.values()),
        "data_sha256": dict(data or {}),
        "seeds": list(seeds),
        "versions": versions(),
        "sources_sha256": sources_hash(),
        "platform": f"{platform.system()} {platform.machine()}",
        "started": stopwatch.started.isoformat(timespec="seconds"),
        "wall_seconds": round(stopwatch.seconds(), 3),
        "peak_memory_bytes": peak_memory() if memory is None else memory,
    }


def manifest_of(
    scenarios: Mapping[str, Scenario], seeds: tuple[int, ...], stopwatch: Stopwatch, **more: Any
) -> dict[str, Any]:
    """Describe where results come from, with the comments and reasons of the files of their scenarios.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        Everything that was run, by name.
    seeds, stopwatch, **more
        As for :func:`manifest`.
    """
    texts = {name: scenario.to_toml() for name, scenario in scenarios.items()}
    named = dict.fromkeys(scenario.run.data for scenario in scenarios.values())
    origins = {name: scenario.origins.table() for name, scenario in scenarios.items()}
    data = {one: data_hash(one) for one in named}
    return manifest(texts, seeds, stopwatch, origins=origins, data=data, **more)
