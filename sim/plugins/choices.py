"""What a scenario chooses among policies and market rules, with all parameters of what it chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.parameters.explain import explain, nearest, show
from sim.parameters.rules import RuleParameters

if TYPE_CHECKING:
    from sim.plugins.extensions import Extensions
    from sim.plugins.plugin import Plugin

__all__ = ["complete_policies", "complete_rules"]


def complete_policies(tables: Any, plugins: tuple[Plugin, ...]) -> tuple[dict[str, Any], ...]:
    """Return the tables of policies, each with every parameter of its kind.

    Raises
    ------
    ScenarioError
        They are no list of tables, there is no such kind, or a parameter is not valid.
    """
    if not isinstance(tables, list | tuple) or not all(isinstance(table, Mapping) for table in tables):
        raise ScenarioError(f"policy is {show(tables)}; it must be a list of tables, each under [[policy]].")
    if not tables:
        return ()
    from sim.plugins.extensions import extensions

    found = extensions(plugins)
    return tuple(_complete_policy(dict(table), found) for table in tables)


def _complete_policy(table: dict[str, Any], found: Extensions) -> dict[str, Any]:
    kinds = found.kinds()
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        if isinstance(kind, str) and found.missing:
            return table
        close = nearest(kind, kinds) if isinstance(kind, str) else None
        offer = f"the nearest is {close}" if close else f"it must be one of {', '.join(kinds)}"
        wrong = "is missing" if "kind" not in table else f"is {show(kind)}"
        raise ScenarioError(f"policy.kind {wrong}; {offer}.")
    model = found.policy(kind)
    try:
        return model.model_validate(table).model_dump()
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
