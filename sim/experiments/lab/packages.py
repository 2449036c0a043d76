"""Policy packages: what is compared with doing nothing, written in a line or in a file.

``universal_basic_income:amount=500/1000,financed_by=gpu_tax/deficit`` makes four packages, one for each
combination of values; ``+`` joins policies into one package: ``negative_income_tax:taper=0.4+wealth_tax``.
Where a package does not say what pays for it, a tax does; ``financed_by=deficit`` asks for debt.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError, field_validator

from sim.country import country_words
from sim.errors import ScenarioError, UserError
from sim.experiments.public_finance.financing import is_paid_for, with_payer
from sim.parameters import Section, declarations, parameter
from sim.parameters.declare import CHOICE
from sim.parameters.explain import explain, listed, nearest, show
from sim.parameters.lists import read_tables
from sim.plugins.extensions import extensions
from sim.plugins.plugin import Plugin
from sim.policies import Policy, policy_names
from sim.policies.framework.financing import PAYERS
from sim.scenario import Scenario
from sim.toml import parse_value, read_toml

__all__ = ["NONE", "Package", "package", "parse_packages", "read_packages", "with_policies"]

NONE = "none"
"""Name of the reference: the story without any policy."""

PAID_BY = " paid by "

MOST = 200
"""Packages that are compared at once."""
LONGEST_LINE = 80
"""Characters of a line that an error repeats."""


class PackageTable(Section):
    """A ``[[package]]`` table of a file: policies with a name of their own."""

    name: str = parameter("", "Name in result tables", at_most=100, source=CHOICE)
    label: str = parameter("", "Name in words", at_most=200, source=CHOICE)
    policy: tuple[dict[str, Any], ...] = ()
    """Policies as ``[[package.policy]]`` tables."""

    @field_validator("policy", mode="before")
    @classmethod
    def _as_tables(cls, tables: Any) -> Any:
        if not isinstance(tables, list | tuple) or not all(isinstance(one, Mapping) for one in tables):
            raise ValueError(
                f"it is {show(tables)}; it must be a list of tables, each under [[package.policy]]"
            )
        return tuple(map(dict, tables))


class PackageFile(Section):
    """A file of packages."""

    package: tuple[PackageTable, ...] = ()

    @field_validator("package", mode="before")
    @classmethod
    def _as_tables(cls, tables: Any) -> Any:
        if tables in ([], ()):
            raise ScenarioError("there is no [[package]]; a file of packages has at least one.")
        return as_package_tables(tables)


class Package(NamedTuple):
    """Policies that are in force together."""

    name: str  # in result tables
    label: str  # in words
    policies: tuple[Policy, ...]
    changes: tuple[tuple[str, Any], ...] = ()  # keys set beside them; none may matter before month 0

    @property
    def tables(self) -> list[dict[str, Any]]:
        """Its policies as ``[[policy]]`` tables, with every parameter."""
        return [policy.model_dump() for policy in self.policies]

    @property
    def is_null(self) -> bool:
        """Whether every policy is of size zero: the package is the reference itself."""
        return all(policy.is_null for policy in self.policies)

    @property
    def payer(self) -> str:
        """What pays for what the state pays for, in words; several are joined, in their order."""
        paid = [policy for policy in self.policies if is_paid_for(policy)] or self.policies
        return " and ".join(dict.fromkeys(PAYERS[policy.financed_by].label for policy in paid))

    @property
    def unpaid_label(self) -> str:
        """The label without what was to pay, as far as it says that."""
        label = self.label
        for policy in self.policies:
            label = label.replace(PAID_BY + PAYERS[policy.financed_by].label, "")
        return label

    @property
    def unpaid(self) -> tuple[tuple[tuple[str, Any], ...], ...]:
        """Its policies without what pays for them: the same for packages that differ in nothing else."""
        apart = ("financed_by", "largest_rate")
        return tuple(
            tuple((key, value) for key, value in table.items() if key not in apart) for table in self.tables
        )

    def apply(self, story: Scenario) -> Scenario:
        """Return the story with the package in place of its own policies."""
        return story.with_({"policy": list(self.policies), "name": f"{story.name} with {self.name}"[:100]})


def package(
    tables: Iterable[dict[str, Any]], name: str = "", label: str = "", *, plugins: tuple[Plugin, ...] = ()
) -> Package:
    """Make a package from tables as in a scenario file.

    What the state pays for, and names no ``financed_by``, the default payer of packages pays for.

    Parameters
    ----------
    tables : iterable of dict
        Its policies.
    name, label : str
        Name in result tables and in words; made from the policies if not given.
    plugins : tuple of Plugin
        What may define them beside the program.

    Raises
    ------
    UserError
        If a table is not valid, or a kind comes twice that can come only once.
    """
    tables = list(tables)
    base = Scenario(plugins=plugins)
    policies = base.with_({"policy": tables}, place="policies").policy
    paid = [with_payer(table, policy) for table, policy in zip(tables, policies, strict=True)]
    policies = base.with_({"policy": paid}, place="policies").policy
    policy_names(policies)
    short = {kind: short for short, kind in base.extensions.short_names().items()}
    written = "+".join(_write(table, short) for table in tables) or NONE
    words = " and ".join(_word(policy, given) for policy, given in zip(policies, tables, strict=True))
    return Package((name or written)[:100], label or words or "No policy", policies)


def parse_packages(
    texts: Sequence[str], option: str = "--policies", plugins: tuple[Plugin, ...] = ()
) -> list[Package]:
    """Read packages from lines as in the module's description, or from files that end in ``.toml``.

    Parameters
    ----------
    texts : sequence of str
        The lines or files.
    option : str
        What errors call the place where they were given.
    plugins : tuple of Plugin
        What may define policies beside the program.

    Raises
    ------
    UserError
        If a line cannot be read, a policy is not valid, two packages share a name, or there are too many.
    """
    found: list[Package] = []
    for text in map(str.strip, texts):
        if text.endswith(".toml"):
            found += read_packages(Path(text), plugins)
        elif text not in ("", NONE):
            found += _parse(text, option, plugins)
        _refuse_many(len(found), option)
    refuse_twice(found, option)
    return found


def refuse_twice(packages: Sequence[Package], place: str) -> None:
    """Refuse packages of one name.

    Raises
    ------
    UserError
        There are two.
    """
    seen: set[str] = set()
    for one in packages:
        if one.name in seen:
            raise UserError(f"{place}: the package {one.name} comes twice.")
        seen.add(one.name)


def _refuse_many(packages: int, place: str) -> None:
    if packages > MOST:
        raise UserError(f"{place}: these are {packages:,} packages; {MOST} is the most.")


def with_policies(story: Scenario, texts: Sequence[str], option: str) -> Scenario:
    """Return the story with the policies of some packages added to its own.

    Raises
    ------
    UserError
        As for ``parse_packages``, or if a line makes several packages.
    """
    added: list[Policy] = []
    for text in texts:
        packages = parse_packages([text], option, story.plugins)
        if len(packages) > 1:
            raise UserError(f"{option} {text}: these are {len(packages)} packages; one story takes one.")
        added += [policy for one in packages for policy in one.policies]
    policies = (*story.policy, *added)
    policy_names(policies)
    return story.with_({"policy": list(policies)}, place=option)


def read_packages(path: Path, plugins: tuple[Plugin, ...] = ()) -> list[Package]:
    """Read a file with one ``[[package]]`` a package: ``name``, ``label``, ``[[package.policy]]`` tables."""
    place = str(path)
    try:
        file = PackageFile.model_validate(read_toml(path, place))
    except ValidationError as error:
        raise ScenarioError(f"{place}: {explain(error, PackageFile)}") from None
    except ScenarioError as error:
        text = str(error)
        raise ScenarioError(text if text.startswith(place) else f"{place}: {text}") from None
    found = packages_of(file.package, place, plugins)
    refuse_twice(found, place)
    return found


def as_package_tables(tables: Any) -> tuple[PackageTable, ...]:
    """Return the ``[[package]]`` tables of a file, counted before they are looked at.

    Raises
    ------
    ScenarioError
        One of them is not valid, or there are too many.
    """
    if isinstance(tables, list | tuple) and len(tables) > MOST:
        raise ScenarioError(f"these are {len(tables):,} packages; {MOST} is the most.")
    return tuple(read_tables(tables, PackageTable, "package"))


def packages_of(
    tables: Iterable[PackageTable], place: str, plugins: tuple[Plugin, ...] = ()
) -> list[Package]:
    """Return packages from the ``[[package]]`` tables of a file called ``place`` in errors."""
    found = []
    for number, table in enumerate(tables, start=1):
        try:
            found.append(package(table.policy, table.name, table.label, plugins=plugins))
        except UserError as error:
            called = table.name or number
            raise ScenarioError(
                f"{place}: package {called}: {str(error).removeprefix('policies: ')}"
            ) from None
    return found


def _parse(text: str, option: str, plugins: tuple[Plugin, ...]) -> list[Package]:
    """Read one line: all combinations of the values of its policies, counted before they are made."""
    place = f"{option} {text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + '…'}"
    choices = [_policy_choices(part.strip(), place, plugins) for part in text.split("+")]
    _refuse_many(math.prod(len(values) for one in choices for values in one.values()), place)
    tables = [
        [dict(zip(one, values, strict=True)) for values in itertools.product(*one.values())]
        for one in choices
    ]
    try:
        return [package(combination, plugins=plugins) for combination in itertools.product(*tables)]
    except UserError as error:
        raise UserError(f"{place}: {str(error).removeprefix('policies: ')}") from None


def _policy_choices(part: str, place: str, plugins: tuple[Plugin, ...]) -> dict[str, list[Any]]:
    """Return the values of every key of one policy of a line."""
    kind, _, settings = part.partition(":")
    kinds, short = extensions(plugins).kinds(), extensions(plugins).short_names()
    kind = short.get(kind.strip(), kind.strip())
    if kind not in kinds:
        close = nearest(kind, (*kinds, *short))
        offer = f"the nearest is {close}" if close else f"it must be one of {listed(kinds)}"
        raise UserError(f"{place}: there is no policy {show(kind)}; {offer}.")
    values: dict[str, list[Any]] = {"kind": [kind]}
    for setting in filter(None, map(str.strip, settings.split(","))):
        key, equals, several = setting.partition("=")
        key = key.strip()
        if not equals or not key:
            raise UserError(f"{place}: {show(setting)} is not of the form key=value or key=value/value.")
        if key in values:
            raise UserError(f"{place}: {key} is there twice; write its values as {key}=value/value.")
        values[key] = [parse_value(value.strip()) for value in several.split("/")]
    return values


def _write(table: dict[str, Any], short: dict[str, str]) -> str:
    """Write a table as the line that makes it."""
    settings = ",".join(f"{key}={value}" for key, value in table.items() if key != "kind")
    kind = short.get(str(table.get("kind")), str(table.get("kind")))
    return f"{kind}:{settings}" if settings else kind


def _word(policy: Policy, given: dict[str, Any]) -> str:
    """Say in words what a policy is: its kind, the values that were given, and what pays for it."""
    about = declarations(type(policy))
    text, details = policy.on_charts(), []
    for key in given:
        if key in ("kind", "financed_by", "largest_rate"):
            continue
        shown = _value(getattr(policy, key), about[key].unit)
        if key == policy.size:
            text += f" {shown}"
        else:
            details.append(f"{key.replace('_', ' ')} {shown}")
    text += f" ({', '.join(details)})" if details else ""
    if "financed_by" in given:
        text += PAID_BY + PAYERS[policy.financed_by].label
    if given.get("largest_rate"):
        text += f", at most {100.0 * policy.largest_rate:g} %"
    return text


def _value(value: Any, unit: str) -> str:
    known = country_words()
    if isinstance(value, float | int) and unit.startswith(known.currency):
        return f"{known.currency_sign}{value:,.0f}"
    if isinstance(value, float) and unit.startswith("share"):
        return f"{100.0 * value:g} %"
    return f"{value:g}" if isinstance(value, float) else str(value)
