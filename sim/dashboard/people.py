"""The people of the page: a few who are followed through every future, and all of them by wealth group.

Where people live in households, the few are followed with theirs, and wealth is the household's.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sim.mesa_model import Worker, persons
from sim.mesa_model.economy import Economy
from sim.state.columns import EMPLOYED, FULL_TIME, OWNER, TYPES, UNEMPLOYED
from sim.state.households import number_of_children
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR

__all__ = ["GROUPS", "Followed", "Gains", "Month"]

SHOWN = 6
"""Persons on the page at a time, one of each kind below."""

SETS = 10
"""How many times other six can be asked for."""

GROUPS = ("Poorer half", "Next 40 %", "Next 9 %", "Next 0.9 %", "Richest 0.1 %")
"""Adults by what they, or their households, owned in month 0."""

LONG, YOUNG = 60, 30
"""Months in a job that is told as a long one; age up to which somebody is young."""

EDGES = (0.0, 0.5, 0.9, 0.99, 0.999, 1.0)


class Month(IntEnum):
    """Columns of a life: what is written down of a person in a month; those from AGE on with households."""

    STATUS = 0
    OCCUPATION = 1
    INCOME = 2
    """Disposable, of the whole household where there are households; dollars of month 0, as all money."""
    WAGE = 3
    AGE = 4
    KIND = 5
    """Latent worker type: with the age it tells a newcomer from the person whose row it was."""
    TENURE = 6
    """Months in the job, or in the present status without one."""
    HOURS = 7
    PARTNER = 8
    """Row, -1 without one."""
    PARTNER_STATUS = 9
    PARTNER_AGE = 10
    PARTNER_INCOME = 11
    PARTNER_DIED = 12
    """Whether the partner of the month before has died."""
    CHILDREN = 13
    ADULTS = 14
    HEAD = 15
    """Whether the person is the eldest of the household or of the couple at its head."""
    OWNER = 16
    PLACE = 17


class Followed:
    """Persons whose months are written down, the same rows in every future.

    They are drawn in month 0, one of each kind in turn: office work much exposed to AI, other exposed work,
    work with the hands, work with people, somebody without a job, and an owner among the richest hundredth.
    With households the first has long been in the job, the second is young, the third a parent in a couple.

    Parameters
    ----------
    economy : Economy
        In month 0.
    seed : int
        Draws the persons.

    Attributes
    ----------
    rows : int array (n,)
        Rows of the persons, ``SHOWN`` for each set.
    start : float array (n, columns)
        What they are before the first month; columns as in ``Month``.
    """

    def __init__(self, economy: Economy, seed: int) -> None:
        self.rows = _draw(economy, seed)
        self.start = _month(economy, self.rows, None)
        self._months: dict[int, list[np.ndarray]] = {}

    def see(self, economy: Economy) -> None:
        """Write down the month that was just simulated."""
        months = self._months.setdefault(id(economy), [])
        months.append(_month(economy, self.rows, months[-1] if months else self.start))

    def copy(self, source: Economy, twin: Economy) -> None:
        """Give a future that split off the months it shares with its source."""
        self._months[id(twin)] = list(self._months.get(id(source), ()))

    def shown(self, turn: int) -> list[int]:
        """Return the places in ``rows`` of the persons of one set."""
        first = turn % SETS * SHOWN
        return list(range(first, min(first + SHOWN, self.rows.size)))

    def life(self, economy: Economy, place: int) -> np.ndarray:
        """Return a person's months; columns as in ``Month``, the first four where there are no households."""
        months = self._months.get(id(economy), [])
        return np.array([month[place] for month in months]).reshape(-1, self.start.shape[1])


class Gains:
    """Real disposable income by wealth group of month 0, in every future.

    Parameters
    ----------
    economy : Economy
        In month 0.

    Attributes
    ----------
    group : int array (n_workers,)
        Wealth group of every person, for good.
    provider_shares : float array (5,)
        Part of the shares in GPU companies that each group holds at home.
    """

    def __init__(self, economy: Economy) -> None:
        wealth = _wealth(economy)
        order = np.argsort(wealth, kind="stable")
        cuts = (np.array(EDGES) * wealth.size).round().astype(int)
        self.group = np.empty(wealth.size, np.uint8)
        for place in range(len(GROUPS)):
            self.group[order[cuts[place] : cuts[place + 1]]] = place
        self.people = np.bincount(self.group, minlength=len(GROUPS))
        held = np.bincount(self.group, economy.state.workers.provider_equity, minlength=len(GROUPS))
        self.provider_shares = held / max(held.sum(), 1.0)
        self._months: dict[int, list[np.ndarray]] = {}

    def see(self, economy: Economy) -> None:
        """Write down the month that was just simulated."""
        price = float(economy.state.macro.price_level[0]) / economy.simulation.indicators.real_base
        income = np.bincount(self.group, economy.state.workers.income, minlength=len(GROUPS))
        means = income / np.maximum(1, self.people) / (CENTS_PER_DOLLAR * price)
        self._months.setdefault(id(economy), []).append(means)

    def copy(self, source: Economy, twin: Economy) -> None:
        """Give a future that split off the months it shares with its source."""
        self._months[id(twin)] = list(self._months.get(id(source), ()))

    def recent(self, economy: Economy, months: int = MONTHS_PER_YEAR) -> np.ndarray:
        """Return mean dollars a month and person over the last year, in prices of month 0."""
        seen = self._months.get(id(economy), [])
        return np.mean(seen[-months:], axis=0) if seen else np.zeros(len(GROUPS))


def _month(economy: Economy, rows: np.ndarray, before: np.ndarray | None) -> np.ndarray:
    """Return what is written down of persons; ``before`` is the same of the month before."""
    workers, macro = economy.state.workers, economy.state.macro
    base = economy.simulation.indicators.real_base if economy.month > 0 else float(macro.price_level[0])
    real = CENTS_PER_DOLLAR * float(macro.price_level[0]) / base
    columns = [
        workers.status[rows],
        workers.occupation[rows],
        workers.income[rows] / real,
        workers.wage[rows] / real,
    ]
    if economy.scenario.population.households:
        homes = [persons.members(economy, int(keeper)) for keeper in persons.keepers(economy, rows)]
        heads = [persons.couple(economy, int(home[0])) for home in homes]
        partner = persons.partners(economy, rows)
        keeper = np.array([home[0] for home in homes])
        columns[Month.INCOME] = np.array([workers.income[home].sum() for home in homes]) / real
        columns += [
            workers.age[rows],
            workers.cell[rows] % TYPES,
            economy.month - workers.status_month[rows],
            workers.hours[rows] / FULL_TIME,
            partner,
            workers.status[partner],  # of nobody where there is no partner
            workers.age[partner],
            workers.income[partner] / real,
            _died(economy, rows, before),
            number_of_children(workers.children[keeper].astype(np.int64)),
            [home.size for home in homes],
            [row in head for row, head in zip(rows, heads, strict=True)],
            workers.home[keeper] == OWNER,
            workers.place[rows],
        ]
    return np.column_stack(columns).astype(np.float64)


def _died(economy: Economy, rows: np.ndarray, before: np.ndarray | None) -> np.ndarray:
    """Return whether those who were partners a month ago have died: somebody younger is in their row."""
    if before is None:
        return np.zeros(rows.size)
    partner = before[:, Month.PARTNER].astype(np.int64)
    younger = economy.state.workers.age[partner] < before[:, Month.PARTNER_AGE]
    died: np.ndarray = (partner >= 0) & younger
    return died


def _draw(economy: Economy, seed: int) -> np.ndarray:
    """Draw ``SETS`` persons of each kind."""
    workers = economy.state.workers
    exposure = economy.simulation.structure.exposure[workers.occupation]
    calibration = economy.simulation.calibration
    office, food, care = (
        np.array([kind in kinds for kinds in calibration.occupation_kinds])[workers.occupation]
        for kind in ("office", "food", "care")
    )
    wealth = _wealth(economy)
    employed = workers.status == EMPLOYED
    rich = wealth >= np.quantile(wealth, 0.99)
    kinds = [
        employed & office,
        employed & (exposure > 0.4) & ~office,
        employed & (exposure < 0.15) & ~food,
        employed & care,
        workers.status == UNEMPLOYED,
        rich,
    ]
    closer = [np.ones(employed.size, bool)] * len(kinds)
    if economy.scenario.population.households:
        children = np.asarray(Worker.read_column(economy, "children", slice(None)))
        keeps = np.bincount(persons.keepers(economy, slice(None)), minlength=employed.size)
        adults = keeps[persons.keepers(economy, slice(None))]
        closer[0] = economy.month - workers.status_month >= LONG
        closer[1] = workers.age < YOUNG
        closer[2] = (children > 0) & (adults == 2) & (workers.age >= YOUNG)
        closer[5] = keeps > 0
    luck = np.random.default_rng([seed, 5])
    drawn = []
    for kind, close in zip(kinds, closer, strict=True):
        rows = np.flatnonzero(kind & close)
        rows = rows if rows.size >= SETS else np.flatnonzero(kind)
        rows = rows if rows.size >= SETS else np.arange(workers.status.size)
        drawn.append(luck.choice(rows, SETS, replace=False))
    return np.column_stack(drawn).ravel()


def _wealth(economy: Economy) -> np.ndarray:
    """Return what the households of all persons own: their own wealth where everybody has a purse."""
    wealth = np.asarray(Worker.read_column(economy, "wealth", slice(None)), np.float64)
    of_household: np.ndarray = wealth[persons.keepers(economy, slice(None))]
    return of_household
