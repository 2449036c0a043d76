"""The economy as a Mesa model: scenario, state and records behind the interface that Mesa's users know.

>>> model = Economy("pessimistic", seed=1, people=10_000)
>>> model.step()
>>> model.agents_by_type[Worker].select(lambda worker: worker.employed).agg("wage", np.mean)

A step is one month, computed by ``sim.simulation`` without Mesa and without an object per agent.
"""

from __future__ import annotations

import sys
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import mesa
import networkx as nx
import numpy as np
import polars as pl
from mesa.datacollection import DataCollector

from sim.base_year.networks import firm_graph, neighbours_from_graph, occupational_mobility
from sim.errors import UserError
from sim.mesa_model import ColumnAgentSet, Firm, GPUProvider, Kind, ModelOwner, Names, View, Worker
from sim.mesa_model.arguments import drawn, full_keys, warn_of_iterations
from sim.mesa_model.own_agents import OwnAgent
from sim.mesa_model.own_columns import made
from sim.mesa_model.persons import names_of_persons
from sim.records.figures import HEADLINES
from sim.records.recorder import Recorder
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.columns import EMPTY, State

__all__ = ["COLLECTED", "Economy"]

MANY = 2**40
"""Agents of their own that users may register."""
COLLECTED = ("gdp", *HEADLINES)
"""Columns of the macro table that the data collector reports every month."""


class Economy(mesa.Model):  # type: ignore[misc]  # Mesa has no types
    """An economy that a user of Mesa can step, inspect and change.

    The burn-in has been run when the model is made: step 1 is month 0, the first month of the scenario.

    Parameters
    ----------
    scenario : str, Path or Scenario
        Name of a built-in scenario, a file, or a scenario.
    seed, rng : int, numpy.random.Generator or None
        Names the random numbers; by default the scenario's ``run.seed``. Two models with one seed share them.
        A generator draws the seed.
    mobility : networkx.DiGraph or None
        Occupational mobility in place of the measured one; start from ``mobility_network()``.
    simulation : Simulation or None
        One to go on with instead of a new one; it is taken over, not copied, and must have the same scenario.
    **kwargs
        Other values of the scenario: ``people=10_000``, ``gpu_worker_ratio=3``; a key that several sections
        have is written ``**{"wages.trend_inflation": 0.03}`` or ``wages={"trend_inflation": 0.03}``.

    Attributes
    ----------
    simulation : Simulation
        What computes the months.
    datacollector : mesa.DataCollector
        Collects the headline figures at the end of every step; may be replaced by one of your own.
    running : bool
        False once the months of the scenario are over.

    Raises
    ------
    UserError
        If the scenario or an override is not valid.
    """

    views = (Worker, GPUProvider, ModelOwner, Firm)

    def __init__(
        self,
        scenario: str | Path | Scenario = "baseline",
        seed: int | None = None,
        *,
        rng: int | np.random.Generator | None = None,
        mobility: nx.Graph | None = None,
        simulation: Simulation | None = None,
        **kwargs: Any,  # Mesa's pages look for this name
    ) -> None:
        resolved = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
        resolved = resolved.with_(full_keys(kwargs)) if kwargs else resolved
        if seed is not None and rng is not None:
            raise UserError("give either seed or rng, not both.")
        if seed is None and rng is None:
            warn_of_iterations(sys._getframe(1))
        chosen = next((drawn(given) for given in (seed, rng) if given is not None), resolved.run.seed)
        self._own_agents: dict[int, mesa.Agent] = {}
        super().__init__(rng=chosen)
        self._own_columns: dict[type[View], dict[str, np.ndarray]] = {}
        self.simulation = simulation or Simulation(resolved, seed=chosen, mobility=mobility)
        self._tenfold_scenario = self.simulation.scenario
        self._mobility = mobility
        known = self.simulation.calibration
        titles = (
            known.occupation_titles, known.sector_titles, known.owner_names, known.model_owner_names,
            known.people.type_names, known.people.group_titles,
        )  # fmt: skip
        names = Names(*(np.array(words, object) for words in titles))
        self.names = names_of_persons(names, known.folder, households=bool(resolved.population.households))
        while self.simulation.month < 0:
            self.simulation.step()
        state = self.simulation.state
        sizes = (
            (Worker, state.workers.status.size),
            (GPUProvider, state.providers.fleet.size),
            (ModelOwner, state.model_owners.gpus.size),
            (Firm, state.firms.status.size),
        )
        firsts = np.cumsum([0, *(size for _, size in sizes)])
        self.kinds = tuple(
            Kind(view, int(first), size)
            for (view, size), first in zip((*sizes, (OwnAgent, MANY)), firsts, strict=True)
        )
        self._first_ids: dict[type, int] = {kind.agent_type: kind.first for kind in self.kinds}
        self._next_id = self.first_id(OwnAgent)
        self.datacollector = DataCollector(
            model_reporters={column: partial(Economy.indicator, column=column) for column in COLLECTED}
        )

    def __repr__(self) -> str:
        people = self.simulation.state.workers.status.size
        return f"Economy({self.scenario.name!r}, people={people}, month={self.month})"

    def step(self) -> None:
        """Simulate one month and collect its data."""
        self.simulation.step()
        self.running = self.month < self.scenario.run.months
        self.datacollector.collect(self)

    @property
    def scenario(self) -> Scenario:
        """What is run, every key resolved."""
        return self._tenfold_scenario

    @scenario.setter
    def scenario(self, scenario: Any) -> None:
        # Mesa 3.5 gives every model a scenario of its own kind; it stays Mesa's affair
        self._scenario = scenario
        scenario.model = self

    @property
    def month(self) -> int:
        """Month about to be simulated, counted from the end of the burn-in."""
        return self.simulation.month

    @property
    def state(self) -> State:
        """The columns."""
        return self.simulation.state

    @property
    def records(self) -> Recorder:
        """What has been recorded so far."""
        return self.simulation.records

    @property
    def weight(self) -> float:
        """Real people, or firms, that one simulated one stands for."""
        return float(self.simulation.weight)

    @property
    def full_time(self) -> float:
        """Hours a week of a person who works full time."""
        return float(self.simulation.calibration.figure("weekly_hours"))

    @property
    def generation(self) -> int:
        """Years between the two eldest of a household from which they are parent and child, not a couple."""
        return int(self.scenario.life.generation)

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return all result tables so far; ``sim.records.columns`` documents them."""
        return self.records.frames()

    def indicator(self, column: str, table: str = "macro") -> Any:
        """Return the newest value of a column of the result tables.

        Raises
        ------
        LookupError
            If no month has been simulated yet, or there is no such column.
        """
        return self.records.last(table, column)

    @property
    def agents(self) -> ColumnAgentSet:
        """All workers, firms, GPU providers and owners of models; then agents of your own."""
        parts = (self.workers, self.firms, self.providers, self.model_owners)
        own = np.array(list(self._own_agents), np.int64)
        return ColumnAgentSet(self, np.concatenate([*(part.ids for part in parts), own]))

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """Workers, firms, providers and owners of models; then agents of your own, if you registered some."""
        own = {kind: members for kind, members in self._agents_by_type.items() if kind not in self.views}
        known = {Worker: self.workers, Firm: self.firms, GPUProvider: self.providers}
        return {**known, ModelOwner: self.model_owners, **own}

    @property
    def agent_types(self) -> list[type]:
        """Classes of agents."""
        return list(self.agents_by_type)

    @property
    def workers(self) -> ColumnAgentSet:
        """Everybody aged 16 and over, in the order of rows."""
        return self._all(Worker)

    @property
    def firms(self) -> ColumnAgentSet:
        """The firms that exist, in the order of rows; those about to close are still among them."""
        return self.agent_set(Firm, np.flatnonzero(self.state.firms.status != EMPTY))

    @property
    def providers(self) -> ColumnAgentSet:
        """The GPU providers, in the order of rows."""
        return self._all(GPUProvider)

    @property
    def model_owners(self) -> ColumnAgentSet:
        """The owners of models, in the order of rows."""
        return self._all(ModelOwner)

    def mobility_network(self) -> nx.DiGraph:
        """Return the network over which people change their occupation group."""
        measured = occupational_mobility(self.simulation.calibration)
        return measured if self._mobility is None else self._mobility.copy()

    def firm_network(self) -> nx.DiGraph:
        """Return the network over which the use of AI spreads; nodes are rows of firms."""
        return firm_graph(self.state.firms.neighbours, np.flatnonzero(self.state.firms.status != EMPTY))

    def replace_firm_network(self, graph: nx.Graph) -> None:
        """Put a network of your own in its place; a firm without a node has no neighbours."""
        neighbours = self.state.firms.neighbours
        neighbours[:] = neighbours_from_graph(graph, len(neighbours), seed=self.simulation.seed)

    def register_agent(self, agent: mesa.Agent) -> None:
        """Keep an agent of your own class; Mesa calls this. Its number follows those of the economy."""
        agent.unique_id = self._next_id
        self._next_id += 1
        self._own_agents[agent.unique_id] = agent
        super().register_agent(agent)

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Forget an agent of your own class; Mesa calls this."""
        super().deregister_agent(agent)
        del self._own_agents[agent.unique_id]

    def __copy__(self) -> Economy:
        """Return what :func:`copy.deepcopy` does: half a copy would move the columns of both."""
        return deepcopy(self)

    def agent(self, unique_id: int) -> Any:
        """Return the agent with this ``unique_id``.

        Raises
        ------
        KeyError
            If there is none.
        """
        if unique_id in self._own_agents:
            return self._own_agents[unique_id]
        kind = self.kind_of(unique_id)
        if kind.agent_type is OwnAgent:
            raise KeyError(unique_id)
        return kind.agent_type(self, unique_id - kind.first)

    def agent_set(self, agent_type: type[View], rows: np.ndarray) -> ColumnAgentSet:
        """Return a set of agents of one class by their rows."""
        return ColumnAgentSet(self, np.asarray(rows, np.int64) + self.first_id(agent_type))

    def first_id(self, agent_type: type) -> int:
        """Return the ``unique_id`` of row 0."""
        return self._first_ids[agent_type]

    def kind_of(self, unique_id: int) -> Kind:
        """Return the class of agents that ``unique_id`` belongs to."""
        for kind in self.kinds:
            if kind.first <= unique_id < kind.first + kind.size:
                return kind
        raise KeyError(unique_id)

    def own_columns(self, agent_type: type[View]) -> dict[str, np.ndarray]:
        """Return the columns that ``add_column`` made for a class of agents."""
        return self._own_columns.get(agent_type, {})

    def add_column(self, agent_type: type[View], name: str, initial: Any) -> None:
        """Give every agent of a class, present or to come, an attribute of your own.

        Parameters
        ----------
        agent_type : type
            ``Worker``, ``Firm``, ``GPUProvider`` or ``ModelOwner``.
        name : str
            Name of the attribute.
        initial : number, flag, text or array
            Value at the start: one for all, or one a row. A column that starts at one number takes numbers,
            one that starts at a flag takes flags, one made of an array what fits the type of the array.

        Raises
        ------
        UserError
            If the class has no columns, or already has an attribute of this name.
        """
        if agent_type not in self.views:
            known = ", ".join(view.__name__ for view in self.views)
            name_of = getattr(agent_type, "__name__", str(agent_type))
            raise UserError(f"add_column: agent_type is {name_of}; it must be one of {known}.")
        if hasattr(agent_type, name) or name in self.own_columns(agent_type):
            raise UserError(f"{agent_type.__name__} already has an attribute {name!r}.")
        size = next(kind.size for kind in self.kinds if kind.agent_type is agent_type)
        self._own_columns.setdefault(agent_type, {})[name] = made(initial, size, name)

    def _all(self, agent_type: type[View]) -> ColumnAgentSet:
        kind = next(kind for kind in self.kinds if kind.agent_type is agent_type)
        return ColumnAgentSet(self, range(kind.first, kind.first + kind.size))
