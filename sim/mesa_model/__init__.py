"""Mesa's view of the economy: a model, agents that are views on rows of the state, and sets of them."""

from sim.mesa_model.agent_sets import ColumnAgentSet, ColumnGroupBy, Kind
from sim.mesa_model.agents import Firm, GPUProvider, View, Worker

__all__ = ["ColumnAgentSet", "ColumnGroupBy", "Firm", "GPUProvider", "Kind", "View", "Worker"]
