"""What the plugins of a scenario add to the program, and how it is found."""

from __future__ import annotations

import linecache
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

from sim import policies
from sim.errors import ScenarioError, UserError
from sim.indicators.base import Indicator, declared
from sim.parameters.declare import name_of
from sim.parameters.plain import refuse_unshowable
from sim.parameters.rules import SLOTS, rule_names
from sim.plugins.contained import contained
from sim.plugins.plugin import Plugin
from sim.policies import Policy
from sim.rules.slots import Rule

__all__ = ["Extensions", "blamed", "explain_any_fault", "explain_fault", "extensions"]

MODULE = "tenfold_plugin_"
"""How the names of the modules begin in which plugins are run."""
LONGEST_FAULT = 300
"""Characters of the message of an error that a sentence repeats."""


class Extensions(NamedTuple):
    """Policies, rules, indicators and words for columns that do not come with the program."""

    policies: Mapping[str, type[Policy]] = {}
    """By kind: the name of the class in small letters, ``RobotTax`` is ``robot_tax``."""
    rules: Mapping[tuple[str, str], type[Rule]] = {}
    """By slot and name."""
    indicators: tuple[Indicator, ...] = ()
    columns: Mapping[str, Any] = {}
    """Words and unit of the columns that the indicators fill, ``"macro.my_figure"``."""
    missing: tuple[str, ...] = ()
    """Names of plugins without a text: what they add is not known."""

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of policy."""
        return tuple(sorted({*policies.kinds(), *self.policies}))

    def policy(self, kind: str) -> type[Policy]:
        """Return the class of a kind of policy.

        Raises
        ------
        KeyError
            There is none.
        """
        return self.policies[kind] if kind in self.policies else policies.find(kind)

    def short_names(self) -> dict[str, str]:
        """Return the kinds that have a short name, by that name."""
        shorts = {self.policy(kind).short: kind for kind in self.kinds()}
        return {short: kind for short, kind in shorts.items() if short}

    def column_names(self) -> set[str]:
        """Return the columns that are known to be filled: those with words, and one-valued indicators'."""
        return {*self.columns, *(f"{one.table}.{one.function.__name__}" for one in self.indicators)}

    def refuse_missing(self, scenario: str) -> None:
        """Make sure that all plugins of a scenario are there.

        Raises
        ------
        UserError
            The scenario comes from results, which hold no programs.
        """
        if self.missing:
            raise UserError(
                f"{scenario}: it needs the plugin {self.missing[0]}, and results hold no programs; load the "
                "scenario from its own file, or give the plugin."
            )

    def rule_names(self, slot: str) -> tuple[str, ...]:
        """Return the names of the rules of a slot."""
        return tuple(sorted({*rule_names(slot), *(name for place, name in self.rules if place == slot)}))


@lru_cache(maxsize=64)
def extensions(plugins: tuple[Plugin, ...]) -> Extensions:
    """Return what plugins add.

    Raises
    ------
    ScenarioError
        A plugin cannot be run, has nothing in it, names something that is there already, or has words for
        columns that it does not fill.
    """
    found = Extensions({}, {}, (), {}, tuple(plugin.name for plugin in plugins if plugin.text is None))
    owners: dict[tuple[str, str], str] = {}
    for plugin in plugins:
        if plugin.text is not None:
            module = _run(plugin)
            before = len(owners)
            _check_words(plugin, module)
            for what, name, value in _contents(module):
                _refuse_known(plugin, what, name, owners)
                owners[what, name] = plugin.name
                found = _with(found, what, name, value)
            if len(owners) == before:
                raise ScenarioError(
                    f"{plugin.name}: there is no policy, rule or indicator in the plugin; docs/extending.md "
                    "says what one looks like."
                )
    return found


def explain_fault(error: BaseException, plugins: tuple[Plugin, ...]) -> str | None:
    """Say where in a plugin an error arose, in one sentence; None if it arose in none."""
    steps = traceback.extract_tb(error.__traceback__)
    for plugin in plugins:
        place = _place(plugin)
        lines = [step.lineno for step in steps if step.filename == place]
        message = " ".join(str(error).split())
        if isinstance(error, SyntaxError) and error.filename == place:
            lines, message = [error.lineno], str(error.msg)
        if not lines and place in message:  # numba tells the line in words
            lines += [int(number) for number in re.findall(re.escape(place) + r'", line (\d+)', message)]
            message = message.split(place)[0].removesuffix('File "').strip()
        if lines:
            short = message if len(message) <= LONGEST_FAULT else message[: LONGEST_FAULT - 1] + "…"
            what = f"{type(error).__name__}: {short}".rstrip(": ").rstrip(".")
            return f"{plugin.name}, line {lines[-1]}: {what}."
    return None


@contextmanager
def blamed(plugins: tuple[Plugin, ...], month: int | None) -> Iterator[None]:
    """Turn an error of a plugin in a month, or before the first one (None), into one sentence; an exit too.

    Raises
    ------
    UserError
        It says the line of the plugin, what went wrong there, and the month.
    """
    try:
        yield
    except (UserError, KeyboardInterrupt):
        raise
    except BaseException as error:
        sentence = explain_fault(error, plugins)
        if sentence is None:
            raise
        when = "before the first month" if month is None else f"in month {month}"
        raise UserError(f"{sentence.removesuffix('.')} ({when}).") from error


def explain_any_fault(error: BaseException) -> str | None:
    """Say where an error arose if in a plugin that this program has run, whichever; None if in none."""
    run = [module for name, module in sys.modules.items() if name.startswith(MODULE)]
    return explain_fault(error, tuple(vars(module)["PLUGIN"] for module in run))


@lru_cache(maxsize=64)
def _run(plugin: Plugin) -> ModuleType:
    """Run the text of a plugin as a module of its own, once a program."""
    assert plugin.text is not None
    module = ModuleType(MODULE + plugin.sha256[:16])
    module.__dict__["PLUGIN"] = plugin
    sys.modules[module.__name__] = module  # pydantic and numba look there for the names of a class
    place = _place(plugin)
    linecache.cache[place] = (len(plugin.text), None, plugin.text.splitlines(keepends=True), place)
    try:
        # what a plugin prints is no part of a schema or a table
        with contained((plugin,)), redirect_stdout(sys.stderr):
            exec(compile(plugin.text, place, "exec"), module.__dict__)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        del sys.modules[module.__name__]
        sentence = explain_fault(error, (plugin,)) or f"{plugin.name}: {type(error).__name__}: {error}."
        raise ScenarioError(sentence) from None
    for _, _, kind in _contents(module):
        if isinstance(kind, type) and issubclass(kind, Policy):
            kind.__reduce__ = _reduce  # type: ignore[method-assign, assignment]  # they travel with their text
    return module


def _reduce(policy: Policy) -> tuple[Any, ...]:
    """Say how another process makes the policy of a plugin again: it has no file to import."""
    plugin = sys.modules[type(policy).__module__].__dict__["PLUGIN"]
    return _revive, (plugin, type(policy).__name__, policy.model_dump())


def _revive(plugin: Plugin, name: str, values: dict[str, Any]) -> Policy:
    policy: Policy = vars(_run(plugin))[name].model_validate(values)
    return policy


def _place(plugin: Plugin) -> str:
    """Return what Python calls the file of a plugin: none that exists, so nothing compiled of it is kept."""
    return f"<{plugin.name} {plugin.sha256[:8]}>"


def _contents(module: ModuleType) -> Iterator[tuple[str, str, Any]]:
    """Return what is defined in a plugin: ``policy``, ``rule``, ``indicator`` or ``column``, its name, it."""
    for name, value in vars(module).items():
        own = getattr(value, "__module__", None) == module.__name__ and not name.startswith("_")
        if isinstance(value, type) and own:
            if issubclass(value, Policy):
                yield "policy", name_of(value), value
            elif issubclass(value, Rule):
                yield "rule", f"{value.slot}.{name_of(value)}", value
        elif name == "COLUMNS" and isinstance(value, Mapping):
            for column, words in value.items():
                yield "column", str(column), words
    for one in declared(module):
        yield "indicator", f"{one.table}.{one.function.__name__}", one


def _refuse_known(plugin: Plugin, what: str, name: str, owners: Mapping[tuple[str, str], str]) -> None:
    slot, _, short = name.rpartition(".")
    if what == "rule" and slot not in SLOTS:
        raise ScenarioError(
            f"{plugin.name}: the rule {short} has no slot; derive its class from the contract of one of "
            f"{', '.join(SLOTS)}."
        )
    built_in = {"policy": policies.kinds(), "rule": rule_names(slot)}
    if short in built_in.get(what, ()):
        raise ScenarioError(f"{plugin.name}: the {what} {short} is built in; give yours another name.")
    if (what, name) in owners:
        raise ScenarioError(f"{plugin.name}: {owners[what, name]} has a {what} {short} too; rename one.")


def _check_words(plugin: Plugin, module: ModuleType) -> None:
    """Make sure that words are of columns of the plugin's own indicators."""
    tables = {one.table for one in declared(module)}
    for what, name, words in _contents(module):
        if what != "column":
            continue
        table, _, column = name.partition(".")
        if not column or table not in tables:
            raise ScenarioError(
                f'{plugin.name}: COLUMNS has "{name}"; a key is the table of an indicator of the plugin and '
                f'the column, like "{min(tables, default="macro")}.{column or table}".'
            )
        if not {"label", "unit_shown", "digits"} <= set(dir(words)):
            raise ScenarioError(
                f"{plugin.name}: the words of {name} are of the type {type(words).__name__}; they must be a "
                "Column of sim.records.columns."
            )
        try:
            refuse_unshowable(name, words)
        except ValueError as error:
            raise ScenarioError(f"{plugin.name}: {error}.") from None


def _with(found: Extensions, what: str, name: str, value: Any) -> Extensions:
    match what:
        case "policy":
            return found._replace(policies={**found.policies, name: value})
        case "rule":
            slot, _, short = name.partition(".")
            return found._replace(rules={**found.rules, (slot, short): value})
        case "indicator":
            return found._replace(indicators=(*found.indicators, value))
        case _:
            return found._replace(columns={**found.columns, name: value})
