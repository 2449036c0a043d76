"""What a scenario chooses among policies and market rules, with all parameters of what it chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, ValidationError

from sim.errors import ScenarioError
from sim.parameters import Section
from sim.parameters.explain import explain, listed, nearest, show
from sim.parameters.rules import RuleParameters

if TYPE_CHECKING:
    from sim.plugins.extensions import Extensions
    from sim.plugins.plugin import Plugin

__all__ = ["UnknownPolicy", "complete_rules", "make_policies"]


MOST_POLICIES = 100
"""Policies of one scenario."""


class UnknownPolicy(Section):
    """A policy of a plugin whose text is not there: it can be looked at, not run."""

    model_config = ConfigDict(extra="allow")

    kind: str

    @property
    def is_null(self) -> bool:
        """Whether it is of size zero: nobody can tell."""
        return False


def make_policies(tables: Any, plugins: tuple[Plugin, ...], context: Any = None) -> tuple[Any, ...]:
    """Return the policies that tables describe; those that are policies already are taken as they are.

    Parameters
    ----------
    tables : list of mappings or policies
        Under ``[[policy]]``.
    plugins : tuple of Plugin
        Where further kinds may be defined.
    context : mapping, optional
        Of the validation: ``data``, what ``run.data`` names.

    Raises
    ------
    ScenarioError
        They are no list of tables, there is no such kind, or a parameter is not valid.
    """
    if not isinstance(tables, list | tuple) or not all(isinstance(one, Mapping | Section) for one in tables):
        raise ScenarioError(f"policy is {show(tables)}; it must be a list of tables, each under [[policy]].")
    if not tables:
        return ()
    if len(tables) > MOST_POLICIES:
        raise ScenarioError(f"policy: there are {len(tables):,} policies; {MOST_POLICIES} is the most.")
    from sim.plugins.extensions import extensions

    found = extensions(plugins)
    made = tuple(
        _make_policy(one if isinstance(one, Section) else dict(one), found, context) for one in tables
    )
    if len(made) > 1:
        from sim.policies import Policy, policy_names

        policy_names([one for one in made if isinstance(one, Policy)])
    return made


def _make_policy(table: Section | dict[str, Any], found: Extensions, context: Any) -> Section:
    kinds = found.kinds()
    kind = getattr(table, "kind", None) if isinstance(table, Section) else table.get("kind")
    short = found.short_names()
    if isinstance(table, dict) and isinstance(kind, str) and kind.lower() in short:  # as on the command line
        kind = table["kind"] = short[kind.lower()]
    if not isinstance(kind, str) or kind not in kinds:
        if isinstance(kind, str) and found.missing:
            return table if isinstance(table, Section) else UnknownPolicy.model_validate(table)
        close = nearest(kind.lower(), (*kinds, *short)) if isinstance(kind, str) else None
        offer = f"the nearest is {close}" if close else f"it must be one of {listed(kinds)}"
        wrong = "is missing" if kind is None else f"is {show(kind)}"
        raise ScenarioError(f"policy.kind {wrong}; {offer}.")
    model = found.policy(kind)
    try:
        if isinstance(table, model):
            return table
        tables = table.model_dump() if isinstance(table, Section) else table
        return model.model_validate(tables, context=context)
    except ValidationError as error:
        raise ScenarioError(explain(error, model, prefix=("policy", kind))) from None


def complete_rules(choices: Any, plugins: tuple[Plugin, ...]) -> Any:
    """Return the choices of rules, each with every parameter of the rule's own; default rules have none.

    Raises
    ------
    ScenarioError
        There is no such rule, or a parameter is not valid.
    """
    if not isinstance(choices, Mapping):
        return choices
    defaults = RuleParameters().model_dump()
    completed = dict(choices)
    for slot, choice in choices.items():
        if slot in defaults and choice != defaults[slot]:
            from sim.plugins.extensions import extensions
            from sim.rules.slots import complete

            found = extensions(plugins)
            name = choice.get("rule") if isinstance(choice, Mapping) else choice
            if not (found.missing and isinstance(name, str) and name not in found.rule_names(slot)):
                completed[slot] = complete(slot, choice, found.rules)
    return completed
