"""What becomes of an error inside a month: one sentence with month, step, quantity and the likely cause."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import MonthError, UserError
from sim.guards.looks import first_fault
from sim.parameters.unusual import unusual_values
from sim.scenario import Scenario
from sim.state.columns import State

__all__ = ["in_one_sentence", "likely_cause"]

PACKAGE = Path(__file__).parents[1]
USUAL = "baseline"
"""The scenario that says which values are usual."""
SUSPECTS = 3
"""Values that a sentence names at most."""
SCHEDULE = "month.py"
LONGEST_MESSAGE = 160
"""Characters of the message of an error that a sentence repeats."""
ASSIGNED = re.compile(r"\s*([A-Za-z_][\w.]*)(?:\[[^\]]*\])?\s*(?::[^=]+)?[-+*/]{0,2}=[^=]")
"""What a line of source assigns to."""
NO_ROOM = (MemoryError, UserError)
"""Errors that say themselves what is to be done."""


@contextmanager
def in_one_sentence(scenario: Scenario, month: int | None, state: State | None) -> Iterator[None]:
    """Turn whatever goes wrong in a month, or before the first one (None), into one sentence.

    Raises
    ------
    MonthError
        It says month, step, quantity and the value that is furthest from the usual one.
    """
    try:
        yield
    except NO_ROOM:
        raise
    except Exception as error:
        step, quantity = _place(error)
        when = "before the first month" if month is None else f"month {month}"
        message = " ".join(str(error).split()) or "no reason given"
        short = message if len(message) <= LONGEST_MESSAGE else message[: LONGEST_MESSAGE - 1] + "…"
        fault = first_fault(state) if state is not None else None
        what = f"{quantity} cannot be worked out ({type(error).__name__}: {short.rstrip('.')})"
        also = f"; {fault.partition(';')[0]}" if fault else ""
        raise MonthError(
            f"{scenario.name}, {when}, step {step}: {what}{also}{likely_cause(scenario)}."
        ) from error


def likely_cause(scenario: Scenario) -> str:
    """Name plugins, then the values that are furthest from those of ``USUAL``, as the end of a sentence."""
    plugins = [f"the plugin {plugin.name}" for plugin in scenario.plugins]
    values = [str(one) for one in unusual_values(scenario, Scenario.load(USUAL))[:SUSPECTS]]
    first = (plugins + values)[:SUSPECTS]
    return f"; the likely cause is {' or '.join(first)}" if first else ""


def _place(error: BaseException) -> tuple[str, str]:
    """Return the step in which an error arose, and the quantity that the last line of the program assigns."""
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(PACKAGE)
    ]
    names = [Path(frame.filename).name for frame in own]
    if SCHEDULE in names and names.index(SCHEDULE) + 1 < len(own):
        first = own[names.index(SCHEDULE) + 1]
    else:
        first = next(
            (frame for frame in own if "indicators" in frame.filename or "base_year" in frame.filename),
            own[-1],
        )
    stem = Path(first.filename).stem
    step = f"policies.{first.name}" if stem == "policies_in_force" else stem
    assigned = ASSIGNED.match(own[-1].line or "")
    return step, assigned[1] if assigned else own[-1].name.strip("_").replace("_", " ")
