"""What a comparison is given: scenarios one by one or in lists, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.arguments import list_of
from sim.errors import UserError
from sim.experiments.run.run import ScenarioLike
from sim.experiments.run.same_names import refuse_same_names
from sim.scenario import Scenario

__all__ = ["flat", "refuse"]


def flat(scenarios: Sequence[ScenarioLike | Sequence[ScenarioLike]]) -> list[ScenarioLike]:
    """Take stories one by one and in lists alike."""
    found: list[ScenarioLike] = []
    for item in scenarios:
        if isinstance(item, Scenario | str | Path):
            found.append(item)
        else:
            found += list_of("scenarios", item, "scenarios, each its name, a file or a Scenario")
    return found


def refuse(stories: list[Scenario], base: Scenario) -> None:
    """Refuse what cannot be compared.

    Raises
    ------
    UserError
        There is no story, one is named twice, two scenarios have one name, or sizes, lengths or countries
        differ.
    """
    if not stories:
        raise UserError(f"there is nothing to compare with {base.name}; name at least one other scenario.")
    refuse_same_names(stories, "scenario", "two different scenarios", beside=[base.name])
    for story in stories:
        for key in ("data", "people", "months", "burn_in_months"):
            one, other = getattr(story.run, key), getattr(base.run, key)
            if one != other:
                raise UserError(
                    f"{story.name}: run.{key} is {one}, but it is {other} in {base.name}; "
                    "scenarios that are compared must agree on it."
                )
