"""The people of the page: a few who are followed through every future, and all of them by wealth group."""

from __future__ import annotations

import numpy as np

from sim.mesa_model import Worker
from sim.mesa_model.economy import Economy
from sim.report.wording import money, number
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR

__all__ = ["GROUPS", "Followed", "Gains"]

SHOWN = 6
"""Persons on the page at a time, one of each kind below."""

SETS = 10
"""How many times other six can be asked for."""

GROUPS = ("Poorer half", "Next 40 %", "Next 9 %", "Next 0.9 %", "Richest 0.1 %")
"""Adults by what they owned in month 0."""

EDGES = (0.0, 0.5, 0.9, 0.99, 0.999, 1.0)


class Followed:
    """Persons whose months are written down, the same rows in every future.

    They are drawn in month 0, one of each kind in turn: office work much exposed to AI, other exposed work,
    work with the hands, work with people, somebody without a job, and an owner among the richest hundredth.

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
    """

    def __init__(self, economy: Economy, seed: int) -> None:
        self.rows = _draw(economy, seed)
        self._months: dict[int, list[np.ndarray]] = {}

    def see(self, economy: Economy) -> None:
        """Write down the month that was just simulated."""
        workers, macro = economy.state.workers, economy.state.macro
        rows = self.rows
        price = float(macro.price_level[0]) / economy.simulation.indicators.real_base
        month = np.column_stack(
            [
                workers.status[rows].astype(float),
                workers.occupation[rows].astype(float),
                workers.income[rows] / (CENTS_PER_DOLLAR * price),
                workers.wage[rows] / (CENTS_PER_DOLLAR * price),
            ]
        )
        self._months.setdefault(id(economy), []).append(month)

    def copy(self, source: Economy, twin: Economy) -> None:
        """Give a future that split off the months it shares with its source."""
        self._months[id(twin)] = list(self._months.get(id(source), ()))

    def shown(self, turn: int) -> list[int]:
        """Return the places in ``rows`` of the persons of one set."""
        first = turn % SETS * SHOWN
        return list(range(first, min(first + SHOWN, self.rows.size)))

    def life(self, economy: Economy, place: int) -> np.ndarray:
        """Return a person's months: status, occupation, income and wage in dollars of month 0 (months, 4)."""
        months = self._months.get(id(economy), [])
        return np.array([month[place] for month in months]).reshape(-1, 4)


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
        wealth = np.asarray(Worker.read_column(economy, "wealth", slice(None)), np.float64)
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


def _draw(economy: Economy, seed: int) -> np.ndarray:
    """Draw ``SETS`` persons of each kind."""
    workers = economy.state.workers
    exposure = economy.simulation.structure.exposure[workers.occupation]
    calibration = economy.simulation.calibration
    office, food, care = (
        np.array([kind in kinds for kinds in calibration.occupation_kinds])[workers.occupation]
        for kind in ("office", "food", "care")
    )
    wealth = np.asarray(Worker.read_column(economy, "wealth", slice(None)), np.float64)
    employed = workers.status == EMPLOYED
    rich = wealth >= np.quantile(wealth, 0.99)
    kinds = (
        employed & office,
        employed & (exposure > 0.4) & ~office,
        employed & (exposure < 0.15) & ~food,
        employed & care,
        workers.status == UNEMPLOYED,
        rich,
    )
    luck = np.random.default_rng([seed, 5])
    drawn = []
    for kind in kinds:
        rows = np.flatnonzero(kind)
        rows = rows if rows.size >= SETS else np.arange(workers.status.size)
        drawn.append(luck.choice(rows, SETS, replace=False))
    return np.column_stack(drawn).ravel()


def tell(life: np.ndarray, other: np.ndarray, names: tuple[str, ...], against: str) -> str:
    """Tell a person's months in a few sentences.

    Parameters
    ----------
    life, other : float array (months, 4)
        From :meth:`Followed.life`, in the chosen future and in the one it is held against.
    names : tuple of str
        Names of the occupation groups.
    against : str
        Words for the other future: ``"without AI"``.
    """
    if not len(life):
        return "Nothing has happened yet."
    sentences = _events(life, names)
    now, then = _last_year(life), _last_year(other)
    gap = now - then
    lived = f"Lived on {money(number(now, 0))} a month over the last year"
    if abs(gap) < max(25.0, 0.02 * abs(then)):
        lived += f", about the same as {against}."
    else:
        lived += f", {money(number(abs(gap), 0))} {'more' if gap > 0 else 'less'} than {against}."
    return " ".join([*sentences, lived])


def _events(life: np.ndarray, names: tuple[str, ...]) -> list[str]:
    """Return what happened to work and occupation, the last of it where there was much."""
    status, occupation = life[:, 0].astype(int), life[:, 1].astype(int)
    starts = [0, *(np.flatnonzero(np.diff(status)) + 1)]
    ends = [*starts[1:], len(status)]
    losses = sum(1 for start in starts[1:] if status[start] == UNEMPLOYED and status[start - 1] == EMPLOYED)
    idle = int(np.isin(status, (UNEMPLOYED, RETRAINING)).sum())
    away = int((status == OUTSIDE).sum())
    sentences = []
    if (status == EMPLOYED).all():
        sentences.append("Never without a job.")
    elif losses:
        times = {1: "once", 2: "twice"}.get(losses, f"{losses} times")
        sentences.append(f"Lost the job {times}, {_months(idle)} looking for work in all.")
    if away and status[-1] == EMPLOYED:
        sentences.append(f"Stayed away from work for {_months(away)}.")
    if RETRAINING in status:
        sentences.append(f"Retrained for {_months(int((status == RETRAINING).sum()))}.")
    if occupation[-1] != occupation[0] and status[-1] == EMPLOYED:
        sentences.append(f"Changed to {_lower(names[occupation[-1]])}.")
    spell = ends[-1] - starts[-1]
    if status[-1] == UNEMPLOYED:
        sentences.append(f"Looking for work for {_months(spell)} now.")
    elif status[-1] == OUTSIDE:
        sentences.append(f"Not looking for work for {_months(spell)} now.")
    elif status[-1] == RETRAINING:
        sentences.append("In retraining now.")
    return sentences


def _last_year(life: np.ndarray) -> float:
    return float(life[-MONTHS_PER_YEAR:, 2].mean()) if len(life) else 0.0


def _months(count: int) -> str:
    if count < 24:
        return "a month" if count == 1 else f"{count} months"
    return f"{number(count / MONTHS_PER_YEAR, 0)} years"


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
