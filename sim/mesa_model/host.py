"""What agents and sets of agents ask of the economy they belong to."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.state.columns import State

__all__ = ["Host", "Kind", "Names"]


NOTHING = np.zeros(0, object)


class Names(NamedTuple):
    """Names by row number: arrays of text (object)."""

    occupations: np.ndarray
    sectors: np.ndarray
    providers: np.ndarray
    model_owners: np.ndarray
    worker_types: np.ndarray
    age_groups: np.ndarray
    states: np.ndarray = NOTHING
    state_codes: np.ndarray = NOTHING
    homes: np.ndarray = NOTHING


class Kind(NamedTuple):
    """One class of agents: its ``unique_id`` is ``first`` + row."""

    agent_type: Any
    first: int
    size: int


class Host(Protocol):
    """An economy, as far as its agents know it."""

    random: Random
    views: Any
    """Classes of agents that are rows of the state."""
    kinds: tuple[Kind, ...]
    names: Names

    @property
    def state(self) -> State:
        """The columns."""

    @property
    def month(self) -> int:
        """Month about to be simulated."""

    @property
    def full_time(self) -> float:
        """Hours a week of a person who works full time."""

    @property
    def generation(self) -> int:
        """Years between the two eldest of a household from which they are parent and child, not a couple."""

    @property
    def weight(self) -> float:
        """Real people, or firms, that one simulated one stands for."""

    def agent(self, unique_id: int) -> Any:
        """Return the agent with this ``unique_id``."""

    def agent_set(self, agent_type: Any, rows: np.ndarray) -> Any:
        """Return a set of agents of one class by their rows."""

    def first_id(self, agent_type: Any) -> int:
        """Return the ``unique_id`` of row 0."""

    def kind_of(self, unique_id: int) -> Kind:
        """Return the class of agents that ``unique_id`` belongs to."""

    def own_columns(self, agent_type: Any) -> dict[str, np.ndarray]:
        """Return the columns that the user added to a class of agents."""
