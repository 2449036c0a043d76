"""Sets of agents as row numbers: Mesa's ``AgentSet``, without an object per agent.

An agent is made when a loop or a function of the user's asks for it, and forgotten afterwards. What concerns
an attribute that is a column (``agg``, ``get``, ``set``, ``sort``, ``groupby``) works on whole columns.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Any

import numpy as np
from mesa.agent import Agent, AgentSet
from numpy.typing import NDArray

try:
    from mesa.agentset import GroupBy  # Mesa 3.4 and later
except ImportError:
    from mesa.agent import GroupBy

from sim.mesa_model.host import Host, Kind
from sim.mesa_model.own_agents import of_class

__all__ = ["ColumnAgentSet", "ColumnGroupBy"]

Ids = NDArray[np.int64] | range
Filter = Callable[[Any], bool] | NDArray[np.bool_]

_WHOLE_COLUMN: dict[Any, Callable[[Any], Any]] = {
    builtins.sum: np.sum,
    builtins.min: np.min,
    builtins.max: np.max,
}


class ColumnAgentSet(AgentSet):  # type: ignore[misc]  # Mesa has no types
    """An ordered set of workers, firms or GPU providers of one economy; all that Mesa's ``AgentSet`` offers.

    Parameters
    ----------
    model : Economy
        The economy.
    ids : int array or range
        ``unique_id`` of the members, each once.
    random : random.Random or None
        Where shuffles come from; by default ``model.random``.
    """

    def __init__(self, model: Host, ids: Ids, random: Random | None = None) -> None:
        self.model = model
        self.random = random if random is not None else model.random
        self._ids = ids

    @property
    def ids(self) -> NDArray[np.int64]:
        """``unique_id`` of the members, in order."""
        return np.asarray(self._ids, np.int64)

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Any]:
        for part, rows in self._runs():
            for row in rows.tolist():
                yield part.agent_type(self.model, row)

    def __contains__(self, agent: object) -> bool:
        identity = self._id_of(agent)
        return identity is not None and bool((self.ids == identity).any())

    def __getitem__(self, item: int | slice) -> Any:
        """Return the agent at a place, or the list of agents in a slice, as Mesa does."""
        if isinstance(item, slice):
            return list(self._with(self.ids[item]))
        return self.model.agent(int(self._ids[item]))

    def __repr__(self) -> str:
        return f"ColumnAgentSet({len(self)} agents)"

    def to_list(self) -> list[Any]:
        """Return the members as a list."""
        return list(self)

    def values(self, attribute: str) -> NDArray[Any]:
        """Return the column ``attribute`` of all members, in order.

        Raises
        ------
        AttributeError
            If a member has no such column.
        """
        parts = self._parts()
        if len(parts) == 1:
            (kind, _, rows) = parts[0]
            return self._read(kind, attribute, rows)
        pieces = [(places, self._read(kind, attribute, rows)) for kind, places, rows in parts]
        joined = np.empty(
            len(self), np.result_type(*(piece for _, piece in pieces)) if pieces else np.float64
        )
        for places, piece in pieces:
            joined[places] = piece
        return joined

    def select(
        self,
        filter_func: Filter | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> ColumnAgentSet:
        """Return the members that ``filter_func`` accepts, at most so many.

        Parameters
        ----------
        filter_func : callable or bool array
            A function of one agent, as in Mesa; or one flag a member, which needs no loop:
            ``workers.select(workers.values("wage") > 5000)``.
        at_most : int or float
            Largest number of members; a float up to 1 is a share of this set.
        inplace : bool
            Change this set instead of making a new one.
        agent_type : type
            Only agents of this class.
        """
        limit = int(len(self) * at_most) if isinstance(at_most, float) and at_most <= 1.0 else at_most
        ids = self.ids
        flags = np.asarray(filter_func) if filter_func is not None and not callable(filter_func) else None
        if flags is not None:
            if flags.dtype != bool or flags.shape != ids.shape:
                raise ValueError(f"a filter that is an array needs one flag for each of {ids.size} agents")
            ids = ids[flags]
        if agent_type is not None:
            ids = ids[of_class(self.model, agent_type, ids)]
        if callable(filter_func):
            found: list[int] = []
            for agent in self._with(ids):
                if len(found) >= limit:
                    break
                if filter_func(agent):
                    found.append(agent.unique_id)
            ids = np.array(found, np.int64)
        elif limit < ids.size:
            ids = ids[: max(int(limit), 0)]
        return self._become(ids) if inplace else self._with(ids)

    def shuffle(self, inplace: bool = False) -> ColumnAgentSet:
        """Return the members in random order."""
        order = np.random.default_rng(self.random.getrandbits(64)).permutation(len(self))
        ids = self.ids[order]
        return self._become(ids) if inplace else self._with(ids)

    def sort(
        self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> ColumnAgentSet:
        """Return the members in the order of ``key``, an attribute or a function; the largest first."""
        keys = (
            np.asarray(self.get(key)) if isinstance(key, str) else np.asarray([key(agent) for agent in self])
        )
        if ascending:
            order = np.argsort(keys, kind="stable")
        else:  # members that are equal keep their order, as in Mesa
            order = len(self) - 1 - np.argsort(keys[::-1], kind="stable")[::-1]
        ids = self.ids[order]
        return self._become(ids) if inplace else self._with(ids)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ColumnAgentSet:
        """Call a method, by its name, or a function on each member."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ColumnAgentSet:
        """Do as ``do`` in random order; the order of this set stays."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method, by its name, or a function on each member and return the results."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def agg(self, attribute: str, func: Callable[..., Any] | Iterable[Callable[..., Any]]) -> Any:
        """Apply one function, or each of several, to the values of ``attribute``; a column is an array."""
        values = self._values_or_list(attribute)
        if callable(func):
            return _apply(func, values)
        return [_apply(function, values) for function in func]

    def get(
        self, attr_names: str | list[str], handle_missing: str = "error", default_value: Any = None
    ) -> list[Any]:
        """Return the attribute of each member as a list; for several attributes a list a member."""
        if handle_missing not in ("error", "default"):
            raise ValueError(
                f"Unknown handle_missing option: {handle_missing}, should be one of 'error' or 'default'"
            )
        default = (default_value,) if handle_missing == "default" else ()
        if not isinstance(attr_names, str):
            columns = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(row) for row in zip(*columns, strict=True)]
        if self.has_column(attr_names):
            values: list[Any] = self.values(attr_names).tolist()
            return values
        return [getattr(agent, attr_names, *default) for agent in self]

    def set(self, attr_name: str, value: Any) -> ColumnAgentSet:
        """Give the attribute of every member a value; for a column also one value a member."""
        parts = self._parts()
        if not all(kind.agent_type.has_column(self.model, attr_name) for kind, _, _ in parts):
            for agent in self:
                setattr(agent, attr_name, value)
            return self
        for kind, places, rows in parts:
            own = value if np.ndim(value) == 0 else np.asarray(value)[places]
            kind.agent_type.write_column(self.model, attr_name, rows, own)
        return self

    def groupby(self, by: Callable[[Any], Any] | str, result_type: str = "agentset") -> ColumnGroupBy:
        """Group the members by an attribute or by what a function returns."""
        keys = self.get(by) if isinstance(by, str) else [by(agent) for agent in self]
        places: dict[Any, list[int]] = {}
        for place, key in enumerate(keys):
            places.setdefault(key, []).append(place)
        ids = self.ids
        groups = {key: self._with(ids[found]) for key, found in places.items()}
        if result_type == "agentset":
            return ColumnGroupBy(groups)
        return ColumnGroupBy({key: list(group) for key, group in groups.items()})

    def has_column(self, attribute: str) -> bool:
        """Say whether ``attribute`` is a column for every member."""
        return all(kind.agent_type.has_column(self.model, attribute) for kind, _, _ in self._parts())

    def add(self, agent: Any) -> None:
        """Add an agent of the same economy."""
        identity = self._id_of(agent)
        if identity is None:
            raise TypeError(f"{agent!r} is not an agent of this economy")
        if agent not in self:
            self._ids = np.append(self.ids, identity)

    def discard(self, agent: Any) -> None:
        """Take an agent out of the set, if it is in."""
        self._ids = self.ids[self.ids != self._id_of(agent)]

    def remove(self, agent: Any) -> None:
        """Take an agent out of the set."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def clear(self) -> None:
        """Take everybody out of the set."""
        self._ids = np.zeros(0, np.int64)

    def __copy__(self) -> ColumnAgentSet:
        return self._with(self._ids)

    def __deepcopy__(self, memo: dict[int, Any]) -> ColumnAgentSet:
        return self._with(self.ids.copy())

    def __getstate__(self) -> dict[str, Any]:
        return {"model": self.model, "random": self.random, "_ids": self._ids}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def _with(self, ids: Ids) -> ColumnAgentSet:
        return ColumnAgentSet(self.model, ids, self.random)

    def _become(self, ids: Ids) -> ColumnAgentSet:
        self._ids = ids
        return self

    def _update(self, agents: Iterable[Any]) -> ColumnAgentSet:
        return self._become(self._from_iterable(agents).ids)

    def _from_iterable(self, agents: Iterable[Any]) -> ColumnAgentSet:
        """Make a set from agents: what the operators of Python's sets call."""
        return self._with(np.array(list(dict.fromkeys(agent.unique_id for agent in agents)), np.int64))

    def _id_of(self, agent: Any) -> int | None:
        own = isinstance(agent, Agent) and getattr(agent, "model", None) is self.model
        return agent.unique_id if own else None

    def _parts(self) -> list[tuple[Kind, Any, NDArray[np.int64]]]:
        """Split the members by kind: kind, their places in this set, their rows."""
        if isinstance(self._ids, range) and len(self._ids):
            kind = self.model.kind_of(self._ids[0])
            return [(kind, slice(None), self.ids - kind.first)]
        ids = self.ids
        parts: list[tuple[Kind, Any, NDArray[np.int64]]] = []
        for kind in self.model.kinds:
            members = (ids >= kind.first) & (ids < kind.first + kind.size)
            if members.any():
                places = slice(None) if members.all() else np.flatnonzero(members)
                parts.append((kind, places, ids[places] - kind.first))
        return parts

    def _runs(self) -> Sequence[tuple[Kind, NDArray[np.int64]]]:
        """Split the members, in order, into runs of one kind."""
        parts = self._parts()
        if len(parts) <= 1:
            return [(kind, rows) for kind, _, rows in parts]
        ids = self.ids
        codes = np.zeros(ids.size, np.int8)
        for code, (_, places, _) in enumerate(parts):
            codes[places] = code
        cuts = np.flatnonzero(np.diff(codes)) + 1
        pieces = np.split(ids, cuts)
        kinds = [parts[codes[start]][0] for start in (0, *cuts.tolist())]
        return [(kind, piece - kind.first) for kind, piece in zip(kinds, pieces, strict=True)]

    def _read(self, kind: Kind, attribute: str, rows: NDArray[np.int64]) -> NDArray[Any]:
        if not kind.agent_type.has_column(self.model, attribute):
            raise AttributeError(f"{kind.agent_type.__name__} has no column {attribute!r}")
        return np.asarray(kind.agent_type.read_column(self.model, attribute, rows))

    def _values_or_list(self, attribute: str) -> Any:
        return self.values(attribute) if self.has_column(attribute) else self.get(attribute)


class ColumnGroupBy(GroupBy):  # type: ignore[misc]
    """Groups of agents; ``agg`` works on whole columns."""

    def agg(self, attr_name: str, func: Callable[..., Any]) -> dict[Any, Any]:
        """Apply ``func`` to the attribute's values in each group."""
        return {
            key: group.agg(attr_name, func)
            if isinstance(group, ColumnAgentSet)
            else func([getattr(agent, attr_name) for agent in group])
            for key, group in self.groups.items()
        }


def _apply(func: Callable[..., Any], values: Any) -> Any:
    """Call ``func``; Python's sum, min and max are replaced by those that know arrays. Text stays a list."""
    if not isinstance(values, np.ndarray):
        return func(values)
    if values.dtype == object:
        return func(values.tolist())
    try:
        result = _WHOLE_COLUMN.get(func, func)(values)
    except TypeError:  # an unhashable callable
        result = func(values)
    return result.item() if isinstance(result, np.generic) else result
