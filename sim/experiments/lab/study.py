"""Ready-made comparisons: a file that names stories, what varies between them, and policy packages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from pydantic import ValidationError, field_validator, model_validator

from sim.errors import ScenarioError, UserError
from sim.experiments.lab.packages import (
    Package,
    PackageTable,
    as_package_tables,
    packages_of,
    parse_packages,
    refuse_twice,
)
from sim.parameters import Section, parameter
from sim.parameters.declare import CHOICE
from sim.parameters.explain import explain, show
from sim.parameters.lists import read_names
from sim.plugins.plugin import Plugin, as_plugins
from sim.scenario import Scenario, locate
from sim.toml import read_toml, write_value

__all__ = ["SUBJECTS", "Study", "load_study"]

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
MOST_STORIES = 100
"""Stories of a study, variants included."""


class Variation(Section):
    """What differs between the variants of a story."""

    key: str = parameter(..., "Key that is varied, section.key", source=CHOICE)
    values: tuple[bool | int | float | str, ...] = ()
    """Its values, one a variant."""

    @field_validator("values", mode="before")
    @classmethod
    def _as_values(cls, values: Any) -> Any:
        if not isinstance(values, list | tuple) or not values:
            given = "empty" if values in ([], ()) else show(values)
            raise ValueError(f"it is {given}; it must be a list of at least one value")
        if any(not isinstance(one, bool | int | float | str) for one in values):
            raise ValueError(f"it has {show(values)}; it must be a list of numbers, flags or texts")
        if len({(isinstance(one, bool), one) for one in values}) < len(values):
            raise ValueError("a value is there twice")
        return tuple(values)


class StudyFile(Section):
    """A file of a study, as it is written."""

    title: str = parameter("", "What the study is, in a few words", at_most=200, source=CHOICE)
    question: str = parameter("", "The question it answers", at_most=1_000, source=CHOICE)
    about: tuple[str, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    stories: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    package: tuple[PackageTable, ...] = ()
    vary: Variation | None = None
    on_credit: bool = parameter(False, "Also compare packages that their tax cannot cover", source=CHOICE)

    @field_validator("about", "stories", "policies", mode="before")
    @classmethod
    def _as_names(cls, names: Any, info: Any) -> Any:
        if info.field_name == "stories" and names in ([], ()):
            raise ValueError("it is empty; it must be a list of at least one scenario")
        return read_names(names, SUBJECTS if info.field_name == "about" else ())

    @field_validator("package", mode="before")
    @classmethod
    def _as_tables(cls, tables: Any) -> Any:
        return as_package_tables(tables)

    @model_validator(mode="after")
    def _check(self) -> Self:
        stories = len(self.stories) * (len(self.vary.values) if self.vary else 1)
        if not 1 <= stories <= MOST_STORIES:
            raise ValueError(f"there are {stories:,} stories; a study has from 1 to {MOST_STORIES}")
        if not self.policies and not self.package:
            raise ValueError("there is neither policies nor [[package]]; a study compares at least one")
        return self


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
    given = as_plugins(plugins)
    try:
        known = as_plugins([*given, *as_plugins(tables.get("plugins", []), path.parent)])
        file = StudyFile.model_validate({**tables, "plugins": known})
    except ValidationError as error:
        raise ScenarioError(f"{place}: {explain(error, StudyFile)}") from None
    except ScenarioError as error:
        raise ScenarioError(f"{place}: {error}") from None
    try:
        lines = parse_packages(file.policies, "policies", known)
        packages = [*lines, *packages_of(file.package, "", known)]
        refuse_twice(packages, "package")
        stories = _stories(file)
    except UserError as error:
        raise ScenarioError(f"{place}: {str(error).removeprefix(': ')}") from None
    return Study(file.title, file.question, file.about, tuple(stories), tuple(packages), file.on_credit)


def _stories(file: StudyFile) -> list[Scenario]:
    stories = [Scenario.load(name, plugins=file.plugins) for name in file.stories]
    if file.vary is None:
        return stories
    key, short = file.vary.key, file.vary.key.rpartition(".")[2]
    return [
        story.with_({key: value, "name": f"{story.name} {short}={write_value(value)}"[:100]}, place="vary")
        for story in stories
        for value in file.vary.values
    ]
