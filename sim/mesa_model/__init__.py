"""Mesa's view of the economy: a model, agents that are views on rows of the state, and sets of them."""

from sim.mesa_model.agent_sets import ColumnAgentSet, ColumnGroupBy
from sim.mesa_model.agents import Firm, View, Worker
from sim.mesa_model.host import Kind, Names
from sim.mesa_model.owners import GPUProvider, ModelOwner
from sim.mesa_model.persons import Household

__all__ = [
    "ColumnAgentSet",
    "ColumnGroupBy",
    "Firm",
    "GPUProvider",
    "Household",
    "Kind",
    "ModelOwner",
    "Names",
    "View",
    "Worker",
]
