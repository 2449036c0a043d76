"""Slots for market rules: a folder a slot, a file a rule; the section ``rules`` of a scenario names the file.

A rule is a class derived from its slot's contract, which stands in the folder's ``__init__.py``. It looks at
the economy and answers; the step that asks writes the answer. So a rule changes no column of the state but
the numbers that it ``keeps`` from month to month, which checkpoints hold, and what its contract ``writes``.
"""

import importlib
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import numpy as np
from pydantic import ValidationError

from sim.errors import ScenarioError, UserError
from sim.parameters import Parameters, Section
from sim.parameters.explain import explain, nearest, show
from sim.parameters.given_numbers import as_numbers
from sim.parameters.rules import RuleChoice, rule_names
from sim.state.columns import Array, State
from sim.state.levers import Levers
from sim.state.structure import Structure

__all__ = ["NO_OTHERS", "Moment", "Rule", "checked", "complete", "find", "make"]


class Moment(NamedTuple):
    """What a rule may look at in a month, and what it keeps."""

    state: State
    structure: Structure
    parameters: Parameters
    levers: Levers
    seed: int
    month: int
    kept: Mapping[str, Array]
    """Float64 columns by name: what the rule keeps from month to month."""


class Rule(Section):
    """A market rule; its fields are parameters of its own, declared as those of a section are."""

    slot: ClassVar[str] = ""
    """The slot that the rule fits: a key of the section ``rules``."""
    keeps: ClassVar[Mapping[str, int | str]] = {}
    """What the rule keeps from month to month: the name of each column and how many numbers it has, or the
    table whose rows it has, ``"occupations"`` or ``"sectors"``."""

    writes: ClassVar[tuple[str, ...]] = ()
    """Columns of the state that the rule itself changes, beside what it keeps."""

    def begin(self, moment: Moment) -> None:
        """Fill what the rule keeps before the first month; it is zero otherwise."""


NO_OTHERS: Mapping[tuple[str, str], type[Rule]] = {}
"""No rules but those of the program; others are named by slot and name."""


def find(slot: str, name: str, others: Mapping[tuple[str, str], type[Rule]] = NO_OTHERS) -> type[Rule]:
    """Return the class of a rule.

    Raises
    ------
    KeyError
        The slot has no rule of that name.
    """
    if (slot, name) in others:
        return others[slot, name]
    if name not in rule_names(slot):
        raise KeyError(name)
    module = importlib.import_module(f"sim.rules.{slot}.{name}")
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
            return value
    raise KeyError(name)


def complete(
    slot: str, choice: object, others: Mapping[tuple[str, str], type[Rule]] = NO_OTHERS
) -> RuleChoice:
    """Return the choice of a rule with every parameter of its own: a name where it has none, else a table.

    Raises
    ------
    ScenarioError
        There is no such rule, or a parameter of its own is not valid.
    """
    table = dict(choice) if isinstance(choice, Mapping) else {"rule": choice}
    name = table.pop("rule", None)
    names = sorted({*rule_names(slot), *(other for place, other in others if place == slot)})
    if not isinstance(name, str) or name not in names:
        close = nearest(name, names) if isinstance(name, str) else None
        offer = f"the nearest is {close}" if close else f"it must be one of {', '.join(names)}"
        wrong = f"rules.{slot} is {show(name)}" if name is not None else f"rules.{slot}.rule is missing"
        raise ScenarioError(f"{wrong}; {offer}.")
    model = find(slot, name, others)
    try:
        values = model.model_validate(table).model_dump()
    except ValidationError as error:
        raise ScenarioError(explain(error, model, prefix=("rules", slot))) from None
    return {"rule": name, **values} if values else name


def make(slot: str, choice: RuleChoice, others: Mapping[tuple[str, str], type[Rule]] = NO_OTHERS) -> Any:
    """Return the rule of a completed choice."""
    table = dict(choice) if isinstance(choice, Mapping) else {"rule": choice}
    name = str(table.pop("rule"))
    return find(slot, name, others).model_validate(table)


def checked(rule: Rule, what: str, answer: Any, month: int, size: int = 0) -> Any:
    """Return what a rule answered, one number or ``size`` of them, as float64.

    Raises
    ------
    UserError
        The answer has another size, or a number in it is negative or not finite.
    """
    numbers, shape = as_numbers(answer), (size,) if size else ()
    if numbers is not None and numbers.shape == shape and (np.isfinite(numbers) & (numbers >= 0.0)).all():
        return numbers if size else float(numbers)
    allowed = f"{size} finite numbers of at least 0" if size else "a finite number of at least 0"
    raise UserError(
        f"rules.{rule.slot}: {what} of {type(rule).__name__} gave {show(answer)} in month {month}; "
        f"it must give {allowed}."
    )
