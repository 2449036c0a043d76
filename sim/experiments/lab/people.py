"""What each person received, spent and owned in a year: the figures behind every distributional result.

Rows are persons, the same ones in all arms of a story with one seed. Consumption is what the budget rule says
that each of them spent, whatever else moves their deposits. Who shares a purse has what all who share it
have: income and consumption for each equivalent adult, the sum over the square root of the members, children
included (OECD 2011, Divided We Stand, p. 26); wealth in equal parts for each adult.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, PROVIDERS, Array, Workers
from sim.state.households import number_of_children
from sim.state.levers import bought_of_a_dollar

__all__ = ["People", "PersonYear", "price_paid"]

Real = NDArray[np.float64]


class PersonYear(NamedTuple):
    """A year of every person, in dollars of year 0."""

    income: Real  # float64 (n,): disposable income of the household by equivalent adult, dollars a month
    consumption: Real  # float64 (n,): likewise
    wealth: Real  # float64 (n,): the equal part of each adult of the household, dollars at the end
    worked: Real  # float64 (n,): share of the months with a job
    poverty: Real  # float64 (n,): share of the months in a household that is poor by the official measure
    supplemental: Real  # float64 (n,): the same by the supplemental measure
    status: Array  # uint8 (n,): at the end
    occupation: Array  # uint8 (n,): at the end
    wage: Array  # int32 (n,): cents a month at the end, the last one without a job


def price_paid(simulation: Simulation) -> float:
    """Return the price level of the month's purchases, tax included.

    It is ``macro.price_level``, which counts list prices, times what sellers received over the list value of
    what they sold: where orders exceed the stock, buyers pay more. A sector that had next to nothing to sell
    counts for what it sold.
    """
    assert simulation.flows is not None
    macro, flows = simulation.state.macro, simulation.flows
    paid = float(macro.price_level[0]) * flows.spending.over_list(macro.sector_price)
    return paid / bought_of_a_dollar(flows.levers.consumption_tax)


class People:
    """Watches a simulation month by month and adds up every person's year.

    Parameters
    ----------
    simulation : Simulation
        What is watched.
    base_price : float or None
        Price level in whose dollars figures are given; None takes the mean of the months watched, for the
        year before the policy.
    """

    def __init__(self, simulation: Simulation, base_price: float | None = None) -> None:
        self.base_price = base_price
        self.prices: list[float] = []
        self.mean_price = 1.0
        size = simulation.state.workers.team.size
        self.sums = np.zeros((3, size))
        self.poor = np.zeros((2, size))
        self.months = self.months_of_poverty = 0

    def step(self, simulation: Simulation) -> None:
        """Move the simulation by a month and add what happened to everybody."""
        simulation.step(by_person=True)
        assert simulation.flows is not None
        price = price_paid(simulation)
        self.prices.append(price)
        deflator = 100.0 * price / (self.base_price or 1.0)
        _add(simulation.state.workers, simulation.flows.household.consumption, deflator, self.sums)
        self.months += 1
        poor = simulation.flows.household.poor
        if poor.size:  # the month's distributions were recorded
            self.poor += (poor & 1, poor >> 1)
            self.months_of_poverty += 1

    def close_year(self, simulation: Simulation) -> PersonYear:
        """Return the year since the last call and begin a new one."""
        state, months = simulation.state, max(1, self.months)
        if self.base_price is None:
            self.base_price = sum(self.prices) / len(self.prices) if self.prices else 1.0
            self.sums[:2] *= self.base_price
        self.mean_price = sum(self.prices) / max(1, len(self.prices)) / self.base_price
        deflator = 100.0 * (self.prices[-1] if self.prices else 1.0) / self.base_price
        workers = state.workers
        year = PersonYear(
            income=self.sums[0] / months,
            consumption=self.sums[1] / months,
            wealth=_wealth(workers, state.macro.claim_price) / deflator,
            worked=self.sums[2] / months,
            poverty=self.poor[0] / max(1, self.months_of_poverty),
            supplemental=self.poor[1] / max(1, self.months_of_poverty),
            status=workers.status.copy(),
            occupation=workers.occupation.copy(),
            wage=workers.wage.copy(),
        )
        self.sums[:] = self.poor[:] = 0.0
        self.prices, self.months, self.months_of_poverty = [], 0, 0
        return year


@njit(cache=True)
def _keeper(workers: Workers, worker: int) -> int:
    """Return the row of the person who keeps somebody's purse."""
    return max(0, worker - int(workers.purse[worker]))


@njit(cache=True)
def _add(workers: Workers, consumption: Array, deflator: float, sums: Array) -> None:
    """Add a month of income and consumption for each equivalent adult, and of work (3, n)."""
    shared, members = np.zeros((2, consumption.size)), np.zeros(consumption.size)
    for worker in range(consumption.size):
        keeper = _keeper(workers, worker)
        shared[0, keeper] += workers.income[worker]
        shared[1, keeper] += consumption[worker]
        members[keeper] += 1 + number_of_children(np.int64(workers.children[worker]))
    for worker in range(consumption.size):
        keeper = _keeper(workers, worker)
        equivalent = deflator * np.sqrt(members[keeper])
        sums[0, worker] += shared[0, keeper] / equivalent
        sums[1, worker] += shared[1, keeper] / equivalent
        sums[2, worker] += 1.0 if workers.status[worker] == EMPLOYED else 0.0


@njit(cache=True)
def _wealth(workers: Workers, prices: Array) -> Array:
    """Return deposits and claims, of every adult of a household an equal part, cents (float64)."""
    wealth, adults = np.zeros(workers.deposits.size), np.zeros(workers.deposits.size)
    for worker in range(wealth.size):
        keeper = _keeper(workers, worker)
        adults[keeper] += 1.0
        wealth[keeper] += (
            workers.deposits[worker]
            + workers.equity[worker] * prices[0]
            + workers.property[worker] * prices[1]
            + workers.provider_equity[worker] * prices[PROVIDERS]
        )
    parts = np.empty_like(wealth)
    for worker in range(wealth.size):
        keeper = _keeper(workers, worker)
        parts[worker] = wealth[keeper] / adults[keeper]
    return parts
