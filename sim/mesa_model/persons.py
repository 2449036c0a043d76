"""What a person has beside work and money: an age, a past, a household, a state, a home.

Reads for many persons at once, and the household as a light view. What a household shares (children, the
home, deposits and claims) stands in the row of the person who keeps its purse (``sim.state.households``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sim.country import state_codes, state_names
from sim.mesa_model.host import Host, Names
from sim.state.columns import EMPLOYED, FULL_TIME, TYPES
from sim.state.households import WIDEST, large_children, middle_children, number_of_children, small_children
from sim.units import CENTS_PER_DOLLAR

__all__ = ["Household", "names_of_persons"]

HOMES = ("tenant", "owner")
CLAIMS = ("equity", "property", "provider_equity")
"""Columns, in the order of ``macro.claim_price``."""


def names_of_persons(names: Names, folder: Path, *, households: bool) -> Names:
    """Add what codes of persons stand for; without households nobody has a state or a home.

    Parameters
    ----------
    names : Names
        Names of all else.
    folder : Path
        Of the tables of the country.
    households : bool
        Whether people live in real households, ``population.households``.
    """
    texts = {"states": state_names(folder), "state_codes": state_codes(folder), "homes": HOMES}
    arrays = {name: np.array(words, object) for name, words in texts.items()}
    if not households:
        arrays = {name: np.full(words.size, None, object) for name, words in arrays.items()}
    return names._replace(**arrays)


def keepers(economy: Host, rows: Any) -> Any:
    """Return the rows of those who keep the purses of persons' households."""
    purse = economy.state.workers.purse
    own = np.arange(purse.size)[rows] if isinstance(rows, slice) else rows
    return own - purse[rows].astype(np.int64)


def tenure(economy: Host, rows: Any) -> Any:
    """Return the months that persons have been in their present job; NaN without one."""
    workers = economy.state.workers
    months = economy.month - workers.status_month[rows].astype(np.float64)
    return np.where(workers.status[rows] == EMPLOYED, months, np.nan)[()]


def children(economy: Host, rows: Any) -> Any:
    """Return the children under 16 in the households of persons."""
    packed = economy.state.workers.children[keepers(economy, rows)]
    return number_of_children(packed.astype(np.int64))


def weekly_hours(economy: Host, rows: Any) -> Any:
    """Return the hours a week that persons work; 0 without a job."""
    workers = economy.state.workers
    hours = workers.hours[rows] * (economy.full_time / FULL_TIME)
    return np.where(workers.status[rows] == EMPLOYED, hours, 0.0)[()]


def home(economy: Host, rows: Any) -> Any:
    """Return whether the household owns its home, as a name."""
    return economy.names.homes[economy.state.workers.home[keepers(economy, rows)]]


def worker_type(economy: Host, rows: Any) -> Any:
    """Return the names of the latent worker types."""
    return economy.names.worker_types[economy.state.workers.cell[rows] % TYPES]


def age_group(economy: Host, rows: Any) -> Any:
    """Return the names of the age groups."""
    return economy.names.age_groups[economy.state.workers.cell[rows] // TYPES]


def partners(economy: Host, rows: Any) -> Any:
    """Return the rows of the partners of persons, -1 of those who have none.

    The two eldest of a household are a couple if less than a generation lies between them, as the rules by
    which households change have it (``sim.rules.household_moves``). One person after the other: for a few.
    """
    workers = economy.state.workers
    own = np.arange(workers.purse.size)[rows] if isinstance(rows, slice) else np.asarray(rows)
    found = np.full(own.shape, -1)
    for place, row in np.ndenumerate(own):
        first, second = couple(economy, int(row) - int(workers.purse[row]))
        if second >= 0 and row in (first, second):
            found[place] = first + second - row
    return found[()]


def couple(economy: Host, keeper: int) -> tuple[int, int]:
    """Return the rows of the couple at the head of a household, or its eldest and -1."""
    workers = economy.state.workers
    rows = members(economy, keeper)
    ages = workers.age[rows].astype(np.int64)
    order = np.argsort(-ages, kind="stable")[:2]
    if order.size < 2 or ages[order[0]] - ages[order[1]] >= economy.generation:
        return int(rows[order[0]]), -1
    return int(rows[order[0]]), int(rows[order[1]])


def members(economy: Host, keeper: int) -> np.ndarray:
    """Return the rows of a household, the keeper's first."""
    purse = economy.state.workers.purse[keeper : keeper + WIDEST + 1]
    return keeper + np.flatnonzero(purse == np.arange(purse.size))


def claim(column: str) -> Callable[[Host, Any], Any]:
    """Read the value in dollars of the units of a claim that persons own; ``column`` is one of ``CLAIMS``."""

    def read(economy: Host, rows: Any) -> Any:
        price = economy.state.macro.claim_price[CLAIMS.index(column)]
        return getattr(economy.state.workers, column)[rows] * price / CENTS_PER_DOLLAR

    return read


def wealth(economy: Host, rows: Any) -> Any:
    """Return deposits and claims in dollars."""
    held = sum(claim(column)(economy, rows) for column in CLAIMS)
    return held + economy.state.workers.deposits[rows] / CENTS_PER_DOLLAR


class Household:
    """The persons who share a purse, as they are now; two views with one keeper are equal.

    Parameters
    ----------
    keeper : Worker
        Who keeps the purse: the member of the lowest row.

    Attributes
    ----------
    keeper : Worker
        The same.
    row : int
        Of the keeper; the household's name until another one keeps the purse.
    """

    __slots__ = ("keeper", "row")

    def __init__(self, keeper: Any) -> None:
        self.keeper, self.row = keeper, int(keeper.row)

    @property
    def members(self) -> Any:
        """Everybody aged 16 and over, the keeper first."""
        model = self.keeper.model
        return model.agent_set(type(self.keeper), members(model, self.row))

    @property
    def adults(self) -> int:
        """Members aged 16 and over."""
        return len(self.members)

    @property
    def children(self) -> int:
        """Children under 16."""
        return int(self.keeper.children)

    @property
    def children_by_age(self) -> tuple[int, int, int]:
        """Children under 6, from 6 to 12, and from 13 to 15."""
        packed = int(self._own("children"))
        return small_children(packed), middle_children(packed), large_children(packed)

    @property
    def size(self) -> int:
        """Persons of all ages."""
        return self.adults + self.children

    @property
    def deposits(self) -> float:
        """Dollars in the purse."""
        return float(self.keeper.deposits)

    @property
    def wealth(self) -> float:
        """Dollars: deposits and claims."""
        return float(self.keeper.wealth)

    @property
    def income(self) -> float:
        """Dollars a month, after taxes and transfers, of all members."""
        return float(self.members.agg("income", sum))

    @property
    def home(self) -> str | None:
        """``"owner"`` or ``"tenant"``."""
        found: str | None = self.keeper.home
        return found

    @property
    def state(self) -> str | None:
        """Name of the state where it lives."""
        found: str | None = self.keeper.state
        return found

    def _own(self, column: str) -> Any:
        return getattr(self.keeper.model.state.workers, column)[self.row]

    def __contains__(self, person: object) -> bool:
        return getattr(person, "household", None) == self

    def __len__(self) -> int:
        return self.size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Household) and self.keeper == other.keeper

    def __hash__(self) -> int:
        return hash((Household, self.keeper))

    def __repr__(self) -> str:
        return f"<Household {self.row}: {self.adults} adults, {self.children} children>"
