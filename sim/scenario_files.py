"""The files of scenarios, sweeps and studies: where they lie, what they are based on, points of the grid.

A point of the grid is a technology and institutions, ``consensus/closed``: the file of the technology, with
that of the institutions on top.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from sim.country import folder_of
from sim.errors import ScenarioError, UserError
from sim.parameters.explain import listed, nearest, show
from sim.paths import is_file, is_folder
from sim.toml import read_source, read_toml

__all__ = [
    "FOLDERS",
    "GRADES",
    "USUAL_INSTITUTIONS",
    "Part",
    "Point",
    "Source",
    "built_in_names",
    "grid_in_words",
    "locate",
    "pair_of",
    "parts",
    "point_of",
    "read_chain",
    "with_country",
]

FOLDERS = {
    "scenario": "scenarios",
    "sweep": "scenarios/sweeps",
    "study": "scenarios/studies",
    "technology": "scenarios/technologies",
    "institutions": "scenarios/institutions",
}
"""Where built-in files lie, by what they are."""
USUAL_INSTITUTIONS = "middle"
"""What a technology named alone is paired with."""
COUNTRY_VALUES = "parameters.toml"
"""The file of a data folder with values for keys of scenarios."""
FITTED = "fitted"
"""The built-in scenario whose values are fitted to the United States."""
GRADES = {"technology": ("gpu_worker_ratio", "ratio_growth"), "institutions": ("concentration",)}
"""Keys of ``[compute]`` by which the parts of the grid are put in order, from the least to the most."""
WORDS = frozenset({"name", "title", "question"})
"""Keys of a file that say what it is about and change nothing."""


class Source(NamedTuple):
    """One file of a chain of ``based_on``."""

    path: Path
    place: str
    tables: dict[str, Any]
    pair: tuple[str, str] | None = None
    """Technology and institutions, where the source stands for a point of the grid."""
    text: str = ""
    """The file as it was written, comments and all."""


class Part(NamedTuple):
    """A technology, or institutions: half of a point of the grid."""

    name: str
    title: str
    question: str


class Point(NamedTuple):
    """The point of the grid that a scenario is, or starts from."""

    technology: str
    institutions: str
    is_exact: bool
    """Whether the scenario sets no value of its own on top."""


def read_chain(path_or_name: str | Path) -> list[Source]:
    """Read a scenario file and those it is based on, the most basic last."""
    chain: list[Source] = []
    pair = pair_of(str(path_or_name))
    if pair is not None:
        chain.append(_institutions(*pair))
    path, place = locate(pair[0], "technology") if pair else locate(str(path_or_name))
    while True:
        seen = [source.path for source in chain]
        if path in seen:
            circle = " -> ".join(source.place for source in chain[seen.index(path) :])
            raise ScenarioError(f"{chain[-1].place}: based_on goes round in a circle: {circle} -> {place}.")
        tables, text = read_source(path, place)
        parent = tables.pop("based_on", None)
        chain.append(Source(path, place, tables, None, text))
        if parent is None:
            return chain
        if not isinstance(parent, str):
            allowed = "the name of a built-in scenario or of a file"
            raise ScenarioError(f"{place}: based_on is {show(parent)}; it must be {allowed}.")
        pair = pair_of(parent, path.parent)
        if pair is not None:
            chain.append(_institutions(*pair))
            path, place = locate(pair[0], "technology")
        else:
            path, place = locate(parent, folder=path.parent, asked_by=place)


def with_country(chain: list[Source], data: str) -> list[Source]:
    """Return the chain with the values that the folder of a country sets for all scenarios.

    They lie over those that were fitted to the United States and below everything that a scenario says
    itself.

    Parameters
    ----------
    chain : list of Source
        The most basic last.
    data : str
        What ``run.data`` names; a folder that is not there sets nothing, and is refused elsewhere.

    Raises
    ------
    ScenarioError
        If the file of values cannot be read.
    """
    try:
        path = folder_of(data) / COUNTRY_VALUES
    except UserError:
        return chain
    if not path.is_file():
        return chain
    tables, text = read_source(path, str(path))
    fitted = _built_in_folder("scenario").resolve() / f"{FITTED}.toml"
    place = next((k for k, source in enumerate(chain) if source.path == fitted), len(chain))
    return [*chain[:place], Source(path, str(path), tables, None, text), *chain[place:]]


def pair_of(text: str, folder: Path = Path()) -> tuple[str, str] | None:
    """Return the technology and the institutions that a name stands for, None if it is that of a file.

    ``consensus/closed`` is a point of the grid and ``consensus`` alone stands for ``consensus/middle``; a
    file of that path, or a scenario of that name, comes first.
    """
    technology, _, institutions = text.partition("/")
    if is_file(folder / text) or technology not in built_in_names("technology"):
        return None
    if not institutions and "/" not in text:
        named = is_file(_built_in_folder("scenario") / f"{technology}.toml")
        return None if named else (technology, USUAL_INSTITUTIONS)
    return (technology, institutions) if institutions in built_in_names("institutions") else None


def _institutions(technology: str, institutions: str) -> Source:
    """Return the source that stands for a point of the grid: its institutions, and the pair's name."""
    path, place = locate(institutions, "institutions")
    tables, text = read_source(path, place)
    found, where = locate(technology, "technology")
    other = read_toml(found, where)
    name = f"{technology}-{institutions}"
    words = {
        "name": name,
        "title": f"{other.get('title', technology)}; {tables.get('title', institutions)}",
        "question": f"{other.get('question', '')} {tables.get('question', '')}".strip(),
    }
    return Source(path.with_name(f"{name}.toml"), place, tables | words, (technology, institutions), text)


def point_of(path_or_name: str | Path) -> Point | None:
    """Return the point of the grid that a scenario is or starts from, None if there is none."""
    is_exact = True
    for source in read_chain(path_or_name):
        if source.pair is not None:
            return Point(*source.pair, is_exact)
        is_exact = is_exact and source.tables.keys() <= WORDS
    return None


def parts(kind: str) -> list[Part]:
    """Return the technologies or the institutions of the grid, from the least to the most (``GRADES``)."""
    found = []
    for name in built_in_names(kind):
        tables = read_toml(*locate(name, kind))
        title = str(tables.get("title", name))
        part = Part(name, title[:1].upper() + title[1:], str(tables.get("question", "")))
        compute = tables.get("compute", {})
        found.append(([float(compute.get(key, 0.0)) for key in GRADES[kind]], part))
    return [part for _, part in sorted(found)]


def grid_in_words() -> str:
    """Return what a point of the grid is put together from, for a sentence that offers one."""
    technologies, institutions = ([part.name for part in parts(kind)] for kind in GRADES)
    example = f"as in {technologies[0]}/{institutions[0]}"
    return (
        f"a technology ({', '.join(technologies)}) with institutions ({', '.join(institutions)}), {example}"
    )


def built_in_names(kind: str = "scenario") -> list[str]:
    """Return the names of the built-in scenarios, sorted; or of another ``kind`` of ``FOLDERS``."""
    return sorted(path.stem for path in _built_in_folder(kind).glob("*.toml"))


def _built_in_folder(kind: str) -> Path:
    """Return the folder of built-in files: in the package if it is installed, else beside it."""
    package = Path(__file__).parent
    inside = package / FOLDERS[kind]
    return inside if inside.is_dir() else package.parent / FOLDERS[kind]


def locate(
    text: str, kind: str = "scenario", *, folder: Path = Path(), asked_by: str = ""
) -> tuple[Path, str]:
    """Find the file of a scenario, a sweep or a study, and the name that errors call it by.

    A name without folder and ending is looked up among the built-in ones first; anything else is a path
    relative to ``folder``, and a bare file name that is not there may still be a built-in one.

    Parameters
    ----------
    text : str
        Name or path, as it was typed.
    kind : str
        What it is: a key of ``FOLDERS``.
    folder : Path
        Where relative paths begin.
    asked_by : str
        The file that is based on it, if one is.

    Raises
    ------
    ScenarioError
        There is none.
    """
    name = text.removesuffix(".toml")
    given = (folder / text, str(folder / text))
    built_in = (_built_in_folder(kind) / f"{name}.toml", f"{FOLDERS[kind]}/{name}.toml")
    if "/" in text or "\\" in text:
        choices = [given]
    else:
        choices = [built_in, given] if name == text else [given, built_in]
    for path, place in choices:
        if text and is_file(path):
            return path.resolve(), place
    if text and _is_pipe(folder / text):
        return folder / text, text
    if text and is_folder(folder / text):
        asked = f"{asked_by}: based_on is {show(text)}, which" if asked_by else f"{show(text)}:"
        raise ScenarioError(f"{asked} is a folder; name a file in it.")
    usual = text.replace("\\", "/")
    if usual != text and is_file(folder / usual):
        asked = f"{asked_by}: based_on" if asked_by else kind
        raise ScenarioError(
            f'{asked} is {show(text)}; folders are separated by "/", not by a backslash: write "{usual}".'
        )
    names = built_in_names(kind)
    close = nearest(name, names)
    offer = f"the nearest built-in {kind} is {close}" if close else f"built in are {listed(names)}"
    if kind == "scenario" and "/" in text and name.partition("/")[0] in built_in_names("technology"):
        names = built_in_names("institutions")
        offer = f"institutions are {', '.join(names)}, as in {name.partition('/')[0]}/{names[0]}"
    start = f"{asked_by}: based_on is {show(text)}, but there" if asked_by else f"{show(text)}: there"
    raise ScenarioError(f"{start} is no such {kind} or file; {offer}.")


def _is_pipe(path: Path) -> bool:
    """Tell whether a program writes there what is to be read: ``/dev/stdin``, ``<(…)`` of a shell."""
    try:
        return path.is_fifo() or path.is_socket() or path.is_char_device()
    except (OSError, ValueError):
        return False
