"""Ready-made comparisons: a file that names stories, what varies between them, and policy packages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import ScenarioError
from sim.experiments.lab.packages import Package, packages_of, parse_packages
from sim.parameters.explain import nearest, show
from sim.plugins.plugin import Plugin, as_plugins
from sim.scenario import Scenario, locate
from sim.toml import read_toml

__all__ = ["SUBJECTS", "Study", "load_study"]

KEYS = ("title", "question", "about", "plugins", "stories", "policies", "package", "vary", "on_credit")
SUBJECTS = (
    "poverty",
    "without_policy",
    "who_gains",
    "welfare",
    "coverage",
    "budget",
    "gap",
    "payers",
    "prices",
    "automation",
    "work",
)
"""What the answer of the report can be about, in the order of an answer about everything."""


class Study(NamedTuple):
    """What a file of a study says."""

    title: str
    question: str
    about: tuple[str, ...]
    stories: tuple[Scenario, ...]
    packages: tuple[Package, ...]
    on_credit: bool


def load_study(path_or_name: str | Path, plugins: Sequence[Any] = ()) -> Study:
    """Read a study from a file, or a built-in one by its name.

    Parameters
    ----------
    path_or_name : str or Path
        ``"basic_income"`` or ``"mine.toml"``.
    plugins : sequence of path or class
        Beside those that the file names, relative to itself.

    Raises
    ------
    ScenarioError
        One sentence that names file, key, value and what is allowed.
    """
    path, place = locate(str(path_or_name), "study")
    tables = read_toml(path, place)
    for key in tables:
        if key not in KEYS:
            raise ScenarioError(
                f'{place}: there is no key "{key}"; the nearest is {nearest(key, KEYS) or "stories"}.'
            )
    given = as_plugins(list(plugins))
    try:
        known = as_plugins([*given, *as_plugins(tables.get("plugins", []), path.parent)])
    except ScenarioError as error:
        raise ScenarioError(f"{place}: {error}") from None
    return Study(
        str(tables.get("title", "")),
        str(tables.get("question", "")),
        _about(tables, place),
        tuple(_stories(tables, place, known)),
        tuple(_packages(tables, place, known)),
        _on_credit(tables, place),
    )


def _on_credit(tables: dict[str, Any], place: str) -> bool:
    """Return whether packages that their tax cannot cover are compared, too."""
    given = tables.get("on_credit", False)
    if not isinstance(given, bool):
        raise ScenarioError(f"{place}: on_credit is {show(given)}; it must be true or false.")
    return given


def _about(tables: dict[str, Any], place: str) -> tuple[str, ...]:
    subjects = tables.get("about", [])
    if not isinstance(subjects, list) or not all(subject in SUBJECTS for subject in subjects):
        odd = next((one for one in subjects if one not in SUBJECTS), subjects) if subjects else subjects
        raise ScenarioError(f"{place}: about has {show(odd)}; there are {', '.join(SUBJECTS)}.")
    return tuple(subjects)


def _stories(tables: dict[str, Any], place: str, plugins: tuple[Plugin, ...]) -> list[Scenario]:
    names = tables.get("stories")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        given = "empty" if names == [] else show(names)
        raise ScenarioError(f"{place}: stories is {given}; it must be a list of at least one scenario.")
    stories = [Scenario.load(name, plugins=plugins) for name in names]
    vary = tables.get("vary")
    if vary is None:
        return stories
    if not isinstance(vary, dict) or set(vary) != {"key", "values"} or not isinstance(vary["values"], list):
        raise ScenarioError(
            f"{place}: vary must have key and values: what differs between the variants of a story."
        )
    key, short = str(vary["key"]), str(vary["key"]).rpartition(".")[2]
    return [
        story.with_({key: value, "name": f"{story.name} {short}={value}"}, place=f"{place}: vary")
        for story in stories
        for value in vary["values"]
    ]


def _packages(tables: dict[str, Any], place: str, plugins: tuple[Plugin, ...]) -> list[Package]:
    lines, packages = tables.get("policies", []), tables.get("package", [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise ScenarioError(f"{place}: policies is {show(lines)}; it must be a list of lines.")
    if not lines and not packages:
        raise ScenarioError(
            f"{place}: there is neither policies nor [[package]]; a study compares at least one."
        )
    several = packages_of(packages, place, plugins) if packages else []
    return [*parse_packages(lines, plugins=plugins), *several]
