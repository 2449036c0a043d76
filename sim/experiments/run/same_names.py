"""Scenarios that stand side by side are told apart by their names."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import UserError
from sim.scenario import Scenario

__all__ = ["refuse_same_names"]


def refuse_same_names(
    scenarios: Sequence[Scenario], one: str, two: str, *, beside: Sequence[str] = ()
) -> None:
    """Refuse one scenario twice, and two of one name.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Those that stand side by side.
    one, two : str
        What errors call one of them, and two.
    beside : sequence of str
        Names that are taken.

    Raises
    ------
    UserError
        There is one twice, or two have one name.
    """
    for scenario in scenarios:
        if scenarios.count(scenario) > 1:
            raise UserError(f"the {one} {scenario.name} is named twice; leave one of them out.")
    names = [*beside, *(scenario.name for scenario in scenarios)]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"{two} are called {name!r}; give one of them another name.")
