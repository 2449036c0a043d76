"""A scenario: the parameters of one economy, read from a TOML file that says only what differs, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import (
    PrivateAttr,
    SerializeAsAny,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from sim.arguments import texts_of
from sim.country import UNITED_STATES, countries, folder_of
from sim.errors import ScenarioError, UserError
from sim.origins import Origins, origins_of
from sim.parameters import Parameters, Section, parameter
from sim.parameters.combinations import refuse_combinations
from sim.parameters.declare import CHOICE
from sim.parameters.explain import explain
from sim.parameters.plain import plain
from sim.paths import is_folder, typed
from sim.plugins.choices import complete_rules, make_policies
from sim.plugins.plugin import Plugin, as_plugins
from sim.scenario_files import Source, built_in_names, locate, read_chain, with_country
from sim.toml import parse_overrides, write_toml

if TYPE_CHECKING:
    from sim.plugins.extensions import Extensions
    from sim.policies import Policy
else:  # sim.policies is loaded by the first scenario that has a policy: it loads numba
    Policy = Annotated[SerializeAsAny[Section], WithJsonSchema({"type": "object"})]

__all__ = ["Scenario", "built_in_names", "locate", "policy_kinds", "title_and_question"]


DEFAULT_PLACE = "scenario"
"""What errors call the origin of values that a program gives."""
IN_PYTHON = "set in Python"
"""What lists of sources call it."""


class Scenario(Parameters):
    """Parameters of every section, the policies in force, and what the scenario is about.

    Frozen: ``scenario.with_({"compute.gpu_worker_ratio": 3})`` makes a changed copy. Where policies are
    given, a table with its ``kind`` does as well as a :class:`~sim.policies.Policy`.
    """

    name: str = parameter("scenario", "Short name; the file name where not given", at_most=100, source=CHOICE)
    title: str = parameter("", "What the scenario is, in a few words", at_most=200, source=CHOICE)
    question: str = parameter("", "The question it answers", at_most=1_000, source=CHOICE)
    plugins: tuple[Plugin, ...] = ()
    """Files with policies, rules and indicators of the user's own."""
    policy: tuple[Policy, ...] = ()
    """The policies, in the order of their ``[[policy]]`` tables."""
    _origins: Origins = PrivateAttr(default_factory=Origins)

    @classmethod
    def load(
        cls, path_or_name: str | Path, overrides: Sequence[str] = (), *, plugins: Sequence[Any] = ()
    ) -> Self:
        """Read a scenario from a file, or a built-in one by its name.

        Parameters
        ----------
        path_or_name : str or Path
            ``"pessimistic"`` or ``"scenarios/mine.toml"``.
        overrides : sequence of str
            ``"section.key=value"`` with the value as in TOML, where a bare word is text.
            ``"policy.KIND.KEY=value"`` changes the policy of that kind, or adds it.
        plugins : sequence of path or class
            Python files with policies, rules or indicators, or classes of policies or rules; beside those
            that the scenario names itself, relative to its own file.

        Returns
        -------
        Scenario
            Validated, with the default of every key that neither the file nor those it is based on set.

        Raises
        ------
        ScenarioError
            One sentence that names file, key, value and what is allowed.
        """
        overrides = texts_of("overrides", overrides, 'texts, ["run.people=5000"]')
        chain = read_chain(path_or_name)
        data = _data_of(chain, overrides)
        chain = with_country(chain, data)
        _gather_plugins(chain, as_plugins(plugins))
        for source in chain:
            cls._validate(source.tables, source.place, data)
        merged: dict[str, Any] = {}
        for source in reversed(chain):
            merged = _merge(merged, source.tables)
        merged["name"] = chain[0].tables.get("name", chain[0].path.stem[:100])
        scenario = cls._validate(merged, chain[0].place)
        files = [(source.place, source.text, len(source.tables.get("policy", ()))) for source in chain]
        scenario._origins = origins_of(files)
        for key, value, set_by in parse_overrides(overrides):
            scenario = scenario.with_({key: value}, set_by)
        return scenario

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any], place: str = "scenario") -> Self:
        """Make a scenario from nested tables, as :meth:`resolved` returns them; errors call it ``place``."""
        return cls._validate(tables, place)

    def with_(self, overrides: Mapping[str, object], place: str = DEFAULT_PLACE) -> Self:
        """Return a copy with other values.

        Parameters
        ----------
        overrides : mapping
            Values by dotted key, ``{"compute.gpu_worker_ratio": 3}``; a section may be given as a table,
            which is merged, and ``policy`` and ``plugins`` as lists, which replace the scenario's.
        place : str
            What errors call the origin of these values.
        """
        tables = self.resolved() | {"plugins": list(self.plugins), "policy": list(self.policy)}
        if not isinstance(overrides, Mapping) or not all(isinstance(key, str) for key in overrides):
            raise ScenarioError(f'{place}: values are given by dotted key, as in {{"run.people": 20_000}}.')
        for key, value in overrides.items():
            _put(tables, key, value, place)
        changed = self._validate(tables, place)
        changed._origins = self._origins_with(changed, list(overrides), place)
        return changed

    @property
    def origins(self) -> Origins:
        """Where its values come from: files with their comments, options of the command line."""
        return self._origins

    def _origins_with(self, changed: Scenario, keys: Sequence[str], place: str) -> Origins:
        """Return the origins of a copy in which some keys were set elsewhere."""
        found, place = self._origins, IN_PYTHON if place == DEFAULT_PLACE else place
        for key in keys:
            first, *rest = key.split(".")
            if first != "policy":
                found = found.with_change((first, *rest), place)
        for row, policy in enumerate(changed.policy):
            if row >= len(self.policy):
                found = found.with_change(("policy", row), place)
            elif (before := self.policy[row]) != policy:
                old, new = before.model_dump(), policy.model_dump()
                for one in (one for one in new if new[one] != old.get(one)):
                    found = found.with_change(("policy", row, one), place)
        return found

    def with_seed(self, seed: int) -> Self:
        """Return the scenario as it is run with a seed: what is said to be run is what is run."""
        return self if seed == self.run.seed else self.with_({"run.seed": seed})

    def with_data(self, folder: Path) -> Self:
        """Return the scenario as it is run with the tables of a folder, likewise."""
        try:
            same = folder_of(self.run.data).resolve() == folder.resolve()
        except UserError:
            same = False
        return self if same else self.with_({"run.data": str(folder)})

    def resolved(self) -> dict[str, Any]:
        """Return every value as nested plain tables, the text of its plugins too: all that a run needs."""
        return self._tables(text=True)

    def to_toml(self) -> str:
        """Write every value as TOML that :meth:`load` reads back, of plugins the names and hashes only.

        Programs are no part of results: what is read back is an equal scenario if there are no plugins, else
        one that can be looked at and not run.
        """
        return write_toml(self._tables(text=False))

    @property
    def extensions(self) -> Extensions:
        """What its plugins add to the program."""
        from sim.plugins.extensions import extensions

        return extensions(self.plugins)

    def _tables(self, *, text: bool) -> dict[str, Any]:
        tables = self.model_dump(exclude={"plugins"})
        first = {key: tables.pop(key) for key in ("name", "title", "question")}
        if self.plugins:
            first["plugins"] = [plugin.table(text=text) for plugin in self.plugins]
        return first | tables | {"policy": list(tables["policy"])}

    def __str__(self) -> str:
        """Return name and title."""
        return f"{self.name}: {self.title}" if self.title else self.name

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, tables: Any, info: ValidationInfo) -> Any:
        """Complete what is chosen among policies and rules, which the plugins may define."""
        plugins = as_plugins(tables.get("plugins", ()))
        if plugins:
            from sim.plugins.extensions import extensions

            extensions(plugins)
        completed = {**tables, "plugins": plugins}
        if "rules" in tables:
            completed["rules"] = complete_rules(tables["rules"], plugins)
        completed["policy"] = make_policies(tables.get("policy", ()), plugins, info.context)
        return completed

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        """Refuse values that each may be, and not together."""
        refuse_combinations(self, self.policy)
        return self

    @classmethod
    def _validate(cls, tables: Mapping[str, Any], place: str, data: str = "") -> Self:
        run = tables.get("run")
        named = run.get("data") if isinstance(run, Mapping) else None
        context = {"data": data or (named if isinstance(named, str) else UNITED_STATES)}
        try:
            return cls.model_validate(plain(tables), context=context)
        except ValidationError as error:
            sentence = explain(error, cls)
        except ScenarioError as error:
            sentence = str(error)
        raise ScenarioError(f"{place}: {sentence}")


def title_and_question(path_or_name: str | Path) -> tuple[str, str]:
    """Return what a scenario file says it is about; the rest of the file is not looked at."""
    said: dict[str, Any] = {}
    for source in reversed(read_chain(path_or_name)):
        said |= source.tables
    return str(said.get("title", "")), str(said.get("question", ""))


def policy_kinds() -> tuple[str, ...]:
    """Return the kinds of policy that a ``[[policy]]`` table may name."""
    from sim import policies

    return policies.kinds()


def _data_of(chain: Sequence[Source], overrides: Sequence[str]) -> str:
    """Return what ``run.data`` says in the end, with the whole path of a folder that a file names by its own.

    The tables of the files get that path too.

    Raises
    ------
    ScenarioError
        If an override is no override; other faults are found where the scenario is validated.
    """
    found = UNITED_STATES
    for source in reversed(chain):
        run = source.tables.get("run")
        data = run.get("data") if isinstance(run, dict) else None
        if isinstance(data, str) and isinstance(run, dict):
            beside = source.path.parent / typed(data)
            if data not in countries() and is_folder(beside):
                run["data"] = str(beside.resolve())
            found = run["data"]
    for key, value, _ in parse_overrides(overrides):
        if key == "run.data" and isinstance(value, str):
            found = value
    return found


def _gather_plugins(chain: list[Source], given: tuple[Plugin, ...]) -> None:
    """Put the plugins of every file into its tables, with those of the files that it is based on."""
    if given:
        from sim.plugins.extensions import extensions

        extensions(given)  # a fault in them is none of the scenario
    known = given
    for source in reversed(chain):
        try:
            own = as_plugins(source.tables.get("plugins", []), source.path.parent)
            known = as_plugins([*known, *own])
        except ScenarioError as error:
            raise ScenarioError(f"{source.place}: {error}") from None
        source.tables["plugins"] = known


def _merge(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the values of ``change``; tables are merged, policies added."""
    merged = dict(base)
    for key, value in change.items():
        if key == "policy":
            merged[key] = [*merged.get(key, []), *value]
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = _merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def _put(tables: dict[str, Any], key: str, value: Any, place: str) -> None:
    """Set the value at a dotted key in nested tables, in place."""
    parts = key.split(".")
    if parts[0] == "policy" and len(parts) > 1:
        _put_policy(tables, parts[1:], value, place)
        return
    table = tables
    for part in parts[:-1]:
        below = table.setdefault(part, {})
        if not isinstance(below, dict):
            raise ScenarioError(f"{place}: {key} does not exist; {part} is a value, not a table of keys.")
        table = below
    old = table.get(parts[-1])
    table[parts[-1]] = _merge(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value


def _put_policy(tables: dict[str, Any], parts: list[str], value: Any, place: str) -> None:
    if len(parts) != 2:
        raise ScenarioError(f"{place}: a policy is changed as policy.KIND.KEY=value.")
    kind, key = parts
    policies = [policy if isinstance(policy, dict) else policy.model_dump() for policy in tables["policy"]]
    same_kind = [table for table in policies if table["kind"] == kind]
    if len(same_kind) > 1:
        many = f"there are {len(same_kind)} policies of kind {kind}"
        raise ScenarioError(f"{place}: {many}; change them in the scenario file.")
    if not same_kind:
        same_kind = [{"kind": kind}]
        policies.append(same_kind[0])
    same_kind[0][key] = value
    tables["policy"] = policies
