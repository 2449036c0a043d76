"""The mechanisms that are switched off, from ``catalogue.toml``: what each is, and by which keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from sim.errors import UserError
from sim.scenario import Scenario

__all__ = ["FORCES", "GAMES", "MECHANISMS", "Mechanism", "catalogue", "chosen", "switched_off"]

MECHANISMS, FORCES = "mechanism", "force"
GAMES = (MECHANISMS, FORCES)
"""Lists of the catalogue: what could make pay fall, and what moves jobs."""


@dataclass(frozen=True)
class Mechanism:
    """A group of keys that are switched off together.

    Attributes
    ----------
    name, label : str
        In results, and in words.
    condition : str
        When the literature expects it to matter, or what it does.
    off : dict of str to value
        Its keys and the values that switch it off; empty where it is not modelled.
    without_ai : bool
        The economy without AI changes with it too, so that it is run anew to hold the story against.
    note : str
        What the reader must know of the switch.
    """

    name: str
    label: str
    condition: str
    off: Mapping[str, Any] = field(default_factory=dict)
    without_ai: bool = False
    note: str = ""

    def values(self, story: Scenario) -> dict[str, Any]:
        """Return what the story gives its keys."""
        return {key: _of(story, key) for key in self.off}

    def is_on(self, story: Scenario) -> bool:
        """Tell whether one of its keys differs from the value that switches it off."""
        return any(_of(story, key) != value for key, value in self.off.items())

    def status(self, story: Scenario) -> str:
        """Say whether it is ``on``, ``off`` or ``not modelled``."""
        return "not modelled" if not self.off else "on" if self.is_on(story) else "off"


@cache
def catalogue(game: str = MECHANISMS) -> tuple[Mechanism, ...]:
    """Return the mechanisms of one list, in its order."""
    text = files("sim.experiments.mechanisms").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return tuple(Mechanism(**table) for table in tomllib.loads(text)[game])


def chosen(names: Sequence[str], game: str = MECHANISMS) -> tuple[Mechanism, ...]:
    """Return mechanisms by name, all of the list if none is named.

    Raises
    ------
    UserError
        If there is no such mechanism.
    """
    known = {one.name: one for one in catalogue(game)}
    for name in names:
        if name not in known:
            raise UserError(f"there is no {game} {name!r}; there are {', '.join(known)}.")
    return tuple(one for one in known.values() if not names or one.name in names)


def switched_off(story: Scenario, off: Sequence[Mechanism]) -> Scenario:
    """Return the story with mechanisms switched off."""
    changes = {key: value for one in off for key, value in one.off.items()}
    return story.with_(changes) if changes else story


def _of(story: Scenario, key: str) -> Any:
    section, _, name = key.partition(".")
    return getattr(getattr(story, section), name)
