"""Worker and firm as Mesa agents: light views on rows of the state, made when asked for.

An agent knows its model and its row, no more; reading or writing an attribute reads or writes the column.
Agents are never registered with Mesa, so an economy of millions costs no more than its columns.

Figures are in dollars, people and GPUs. Each worker and each firm stands for ``model.weight`` real ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import mesa
import numpy as np

from sim.errors import UserError
from sim.mesa_model import persons
from sim.mesa_model.agent_sets import ColumnAgentSet
from sim.mesa_model.host import Host
from sim.mesa_model.own_columns import fitting
from sim.mesa_model.persons import Household
from sim.state.accounts import GOVERNMENT
from sim.state.columns import (
    ACTIVE,
    EMPLOYED,
    FULL_TIME,
    OUTSIDE,
    RETRAINING,
    SKILL_ONE,
    TEAMS_PER_FIRM,
    UNEMPLOYED,
)

__all__ = ["Column", "Firm", "View", "Worker"]

Read = Callable[[Any, Any], Any]
Write = Callable[[Any, Any, Any], None]

STATUS = np.array(["employed", "unemployed", "outside", "retraining"], object)


class Column:
    """An attribute that is a column of the state, for one agent or for many at once.

    Parameters
    ----------
    unit : str
        What the number counts.
    read : callable
        Of economy and row (or rows); NaN where there is no number, which is None for one agent.
    write : callable or None
        Of economy, rows and values; None where the value follows from others.
    """

    def __init__(self, unit: str, read: Read, write: Write | None = None) -> None:
        self.unit, self.read, self.write = unit, read, write
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, agent: View | None, owner: type | None = None) -> Any:
        if agent is None:
            return self
        value = self.read(agent.model, agent.row)
        value = value.item() if isinstance(value, np.generic) else value
        return None if isinstance(value, float) and np.isnan(value) else value

    def __set__(self, agent: View, value: Any) -> None:
        type(agent).write_column(agent.model, self.name, np.array([agent.row]), value)


class View(mesa.Agent):  # type: ignore[misc]  # Mesa has no types
    """One row of a table of the state; two views on one row are equal."""

    model: Host
    row: int
    table: ClassVar[str]

    def __init__(self, model: Host, row: int) -> None:
        # not Mesa's own: that would register the agent and keep it
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "row", row)

    @property
    def unique_id(self) -> int:
        """Number of the agent in its model: the same row has the same number for the whole run."""
        return self.model.first_id(type(self)) + self.row

    @property
    def pos(self) -> None:
        """Agents of an economy have no place in a space."""
        return None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, View) or type(self) is not type(other):
            return False
        return self.model is other.model and self.row == other.row

    def __hash__(self) -> int:
        return hash((type(self), id(self.model), self.row))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}>"

    def __copy__(self) -> View:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> View:
        return self

    def __getattr__(self, name: str) -> Any:
        if name in ("model", "row"):
            raise AttributeError(name)
        column = self.model.own_columns(type(self)).get(name)
        if column is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        value = column[self.row]
        return value.item() if isinstance(value, np.generic) else value

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(getattr(type(self), name, None), Column) or name in self.model.own_columns(type(self)):
            self.write_column(self.model, name, np.array([self.row]), value)
        else:
            raise AttributeError(
                f"{type(self).__name__} has no column {name!r} to set; agents are views that keep nothing "
                f"themselves: call model.add_column({type(self).__name__}, {name!r}, initial) first"
            )

    def remove(self) -> None:
        """Refuse: people, firms and providers come and go by the rules of the economy."""
        raise UserError(f"{type(self).__name__} {self.row} cannot be removed; the economy's rules do that.")

    @classmethod
    def has_column(cls, model: Host, name: str) -> bool:
        """Say whether ``name`` is a column."""
        return isinstance(getattr(cls, name, None), Column) or name in model.own_columns(cls)

    @classmethod
    def read_column(cls, model: Host, name: str, rows: Any) -> Any:
        """Return the values of many rows at once."""
        column = getattr(cls, name, None)
        return column.read(model, rows) if isinstance(column, Column) else model.own_columns(cls)[name][rows]

    @classmethod
    def write_column(cls, model: Host, name: str, rows: Any, values: Any) -> None:
        """Set the values of many rows at once; ``values`` is one for all or one a row."""
        column = getattr(cls, name, None)
        if not isinstance(column, Column):
            own = model.own_columns(cls)[name]
            own[rows] = fitting(own, name, values)
        elif column.write is None:
            raise AttributeError(
                f"{cls.__name__}.{name} cannot be set: it follows from the rest of the economy"
            )
        else:
            column.write(model, rows, values)


def plain(table: str, column: str, scale: float = 1.0) -> Read:
    """Read a column, divided by ``scale``."""
    if scale == 1.0:
        return lambda economy, rows: getattr(getattr(economy.state, table), column)[rows]
    return lambda economy, rows: getattr(getattr(economy.state, table), column)[rows] / scale


def _named(table: str, column: str, names: str) -> Read:
    """Read the name in ``economy.names`` that a column of row numbers stands for."""
    return lambda economy, rows: getattr(economy.names, names)[
        getattr(getattr(economy.state, table), column)[rows]
    ]


def _is(table: str, column: str, value: int) -> Read:
    return lambda economy, rows: getattr(getattr(economy.state, table), column)[rows] == value


def _write_plain(table: str, column: str, low: float, high: float) -> Write:
    def write(economy: Host, rows: Any, values: Any) -> None:
        getattr(getattr(economy.state, table), column)[rows] = _checked(column, values, low, high)

    return write


def _checked(name: str, values: Any, low: float, high: float) -> Any:
    """Return ``values`` as numbers between ``low`` and ``high``."""
    numbers = np.asarray(values, np.float64)
    if not bool(((numbers >= low) & (numbers <= high)).all()):
        raise UserError(f"{name} is {values}; it must be between {low:g} and {high:g}.")
    return numbers


def _cents(name: str, values: Any, low: float, high: float) -> Any:
    return np.rint(100.0 * _checked(name, values, low, high)).astype(np.int64)


def _write_deposits(table: str, low: float) -> Write:
    """Set deposits; the government pays or receives the difference, so that no money is made or lost."""

    def write(economy: Host, rows: Any, values: Any) -> None:
        deposits = getattr(economy.state, table).deposits
        before = int(deposits[rows].sum())
        deposits[rows] = _cents("deposits", values, low, 1e12)
        economy.state.accounts[GOVERNMENT] += before - int(deposits[rows].sum())

    return write


def _write_wage(economy: Host, rows: Any, values: Any) -> None:
    """Set wages, and with them the wage bills of the teams."""
    workers, teams = economy.state.workers, economy.state.teams
    wages = np.broadcast_to(_cents("wage", values, 0.0, 20e6), np.shape(rows))
    team = workers.team[rows]
    np.add.at(teams.wage_bill, team[team >= 0], (wages - workers.wage[rows])[team >= 0])
    workers.wage[rows] = wages


def _write_skill(economy: Host, rows: Any, values: Any) -> None:
    """Set skill, and with it what people bring to their teams."""
    workers, teams = economy.state.workers, economy.state.teams
    skill = np.rint(SKILL_ONE * _checked("skill", values, 0.0, 15.9)).astype(np.int64)
    skill = np.broadcast_to(skill, np.shape(rows))
    team = workers.team[rows]
    hours = workers.hours[rows].astype(np.int64)
    more = skill * hours // FULL_TIME - workers.skill[rows] * hours // FULL_TIME
    np.add.at(teams.skill_sum, team[team >= 0], more[team >= 0])
    workers.skill[rows] = skill


class Worker(View):
    """A person aged 16 or over, with or without a job."""

    table = "workers"

    occupation = Column("name", _named("workers", "occupation", "occupations"))
    status = Column("name", lambda economy, rows: STATUS[economy.state.workers.status[rows]])
    employed = Column("flag", _is("workers", "status", int(EMPLOYED)))
    unemployed = Column("flag", _is("workers", "status", int(UNEMPLOYED)))
    outside_labour_force = Column("flag", _is("workers", "status", int(OUTSIDE)))
    in_retraining = Column("flag", _is("workers", "status", int(RETRAINING)))
    wage = Column(
        "dollars a month, the last one of a person without a job",
        plain("workers", "wage", 100.0),
        _write_wage,
    )
    income = Column("dollars a month, after taxes and transfers", plain("workers", "income", 100.0))
    skill = Column("1 is the mean of new workers", plain("workers", "skill", float(SKILL_ONE)), _write_skill)
    deposits = Column("dollars", plain("workers", "deposits", 100.0), _write_deposits("workers", 0.0))
    equity = Column("dollars", persons.claim("equity"))
    real_estate = Column("dollars", persons.claim("property"))
    provider_equity = Column("dollars", persons.claim("provider_equity"))
    wealth = Column("dollars", persons.wealth)
    months_in_status = Column(
        "months", lambda economy, rows: economy.month - economy.state.workers.status_month[rows]
    )
    tenure = Column("months in the present job; None, in sets NaN, without one", persons.tenure)
    hours = Column("of full time, the last ones without a job", plain("workers", "hours", float(FULL_TIME)))
    weekly_hours = Column("hours a week, 0 without a job", persons.weekly_hours)
    age = Column("years", plain("workers", "age"))
    age_group = Column("name", persons.age_group)
    worker_type = Column("name", persons.worker_type)
    keeper = Column("row of the person who keeps the purse of the household", persons.keepers)
    children = Column("children under 16 in the household", persons.children)
    home = Column("owner or tenant, of the household", persons.home)
    state = Column("name", _named("workers", "place", "states"))
    state_code = Column("abbreviation", _named("workers", "place", "state_codes"))

    @property
    def partner(self) -> Worker | None:
        """The other one of the couple at the head of the household; None for all others."""
        row = int(persons.partners(self.model, self.row))
        return Worker(self.model, row) if row >= 0 else None

    @property
    def household(self) -> Household:
        """Those who share a purse with this person, who may be alone."""
        return Household(Worker(self.model, self.keeper))

    @property
    def firm(self) -> Firm | None:
        """The employer; None without a job."""
        team = int(self.model.state.workers.team[self.row])
        return Firm(self.model, team // TEAMS_PER_FIRM) if team >= 0 else None


def _team_sum(column: str, scale: float = 1.0) -> Read:
    """Sum a column over the teams of a firm."""

    def read(economy: Host, rows: Any) -> Any:
        per_team = getattr(economy.state.teams, column).reshape(-1, TEAMS_PER_FIRM)
        return per_team[rows].sum(axis=-1) / scale if scale != 1.0 else per_team[rows].sum(axis=-1)

    return read


class Firm(View):
    """A firm with up to four teams."""

    table = "firms"

    sector = Column("name", _named("firms", "sector", "sectors"))
    active = Column("flag", _is("firms", "status", int(ACTIVE)))
    age = Column("years", lambda economy, rows: (economy.month - economy.state.firms.birth[rows]) / 12.0)
    employees = Column("people", _team_sum("headcount"))
    vacancies = Column("jobs", _team_sum("vacancies"))
    wage_bill = Column("dollars a month", _team_sum("wage_bill", 100.0))
    productivity = Column(
        "output per unit of effort",
        plain("firms", "productivity"),
        _write_plain("firms", "productivity", 1e-9, 1e9),
    )
    premium = Column(
        "wage over the occupation's wage",
        plain("firms", "premium"),
        _write_plain("firms", "premium", 0.01, 100.0),
    )
    price = Column("1 in the base year", plain("firms", "price", 100.0))
    output = Column("units a month", plain("firms", "output"))
    inventory = Column("units", plain("firms", "inventory"))
    expected_demand = Column("units a month", plain("firms", "expected_demand"))
    sales = Column("dollars a month", plain("firms", "sales", 100.0))
    deposits = Column("dollars", plain("firms", "deposits", 100.0), _write_deposits("firms", -1e12))
    adoption = Column(
        "intensity of AI use, 0 to 1",
        plain("firms", "adoption"),
        _write_plain("firms", "adoption", 0.0, 1.0),
    )
    uses_ai = Column("flag", lambda economy, rows: economy.state.firms.adoption[rows] > 0)
    gpus = Column("GPUs", plain("firms", "gpus"))
    human_content = Column("share of the work done by people alone", plain("firms", "human_content"))

    @property
    def workers(self) -> ColumnAgentSet:
        """The people who work here."""
        employer = self.model.state.workers.team // TEAMS_PER_FIRM
        found: ColumnAgentSet = self.model.agent_set(Worker, np.flatnonzero(employer == self.row))
        return found

    @property
    def neighbours(self) -> ColumnAgentSet:
        """The firms from which it may take over the use of AI."""
        rows = self.model.state.firms.neighbours[self.row]
        found: ColumnAgentSet = self.model.agent_set(Firm, np.unique(rows[rows >= 0]))
        return found
