"""Agents of a user's own classes, beside those that are rows of the economy."""

from __future__ import annotations

from typing import Any

from sim.mesa_model.host import Host

__all__ = ["OwnAgent"]


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
