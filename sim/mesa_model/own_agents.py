"""Agents of a user's own classes, beside those that are rows of the economy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.mesa_model.host import Host

__all__ = ["OwnAgent", "of_class"]


class OwnAgent:
    """Stands for all classes of agents that Mesa keeps: none of their attributes is a column.

    Their ``unique_id`` begin where those of the rows of the economy end.
    """

    def __new__(cls, model: Host, row: int) -> Any:
        """Return the agent that was registered as the ``row``-th."""
        return model.agent(model.first_id(cls) + row)

    @classmethod
    def has_column(cls, model: Host, name: str) -> bool:
        """Say that there is none."""
        return False


def of_class(model: Host, agent_type: type, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each of ``ids`` whether the agent is of a class."""
    found = np.zeros(ids.size, bool)
    for kind in model.kinds:
        here = (ids >= kind.first) & (ids < kind.first + kind.size)
        if kind.agent_type is OwnAgent:
            found[here] = [isinstance(model.agent(one), agent_type) for one in ids[here].tolist()]
        elif issubclass(kind.agent_type, agent_type):
            found |= here
    return found
