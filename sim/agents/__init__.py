"""Agents for people who know Mesa: views on rows of the state, and sets of them."""

from sim.agents.sets import ColumnAgentSet, ColumnGroupBy, Kind
from sim.agents.views import Firm, GPUProvider, View, Worker

__all__ = ["ColumnAgentSet", "ColumnGroupBy", "Firm", "GPUProvider", "Kind", "View", "Worker"]
