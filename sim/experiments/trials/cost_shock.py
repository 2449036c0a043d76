"""A shock to the cost of one firm, and of a whole sector: how much of it reaches the price.

Firms become more productive by a tenth, and pass-through is the change of their log prices over that of their
log unit costs, against a twin. Published: Amiti, Itskhoki and Konings 2019, who find that a firm passes 0.6
of its own cost on and follows its competitors for the rest, small firms all of it and large ones half. Of a
small firm's 1 and a large one's 0.5 no plain mean over firms, most of which are small, is 0.6; weighted by
sales it can be (that theirs is weighted so is from memory). So the mean (``some``) is weighted by sales;
``by_firm`` is the plain one.
"""

from __future__ import annotations

from collections.abc import Callable
from math import nan

import numpy as np

from sim.experiments.trials.trial import Effects, Setting, Trial, means
from sim.simulation import Simulation
from sim.state.columns import ACTIVE

__all__ = ["TRIAL", "pass_through"]

SHOCK = 1.1  # factor on productivity
MONTHS = 24  # after which prices have followed
TWENTIETH = 0.05
Chooser = Callable[[Simulation, np.ndarray, np.random.Generator], np.ndarray]


def some(simulation: Simulation, old: np.ndarray, luck: np.random.Generator) -> np.ndarray:
    """Choose a twentieth of all firms."""
    return old[luck.random(old.size) < TWENTIETH]


def large(simulation: Simulation, old: np.ndarray, luck: np.random.Generator) -> np.ndarray:
    """Choose a fifth of the twentieth that sells most."""
    largest = old[np.argsort(-simulation.state.firms.expected_demand[old])[: int(TWENTIETH * old.size)]]
    chosen: np.ndarray = largest[luck.random(largest.size) < 0.2]
    return chosen


def sector(simulation: Simulation, old: np.ndarray, luck: np.random.Generator) -> np.ndarray:
    """Choose all firms of the sector that has most."""
    of = simulation.state.firms.sector[old]
    chosen: np.ndarray = old[of == np.bincount(of).argmax()]
    return chosen


ARMS: dict[str, Chooser] = {"some": some, "large": large, "sector": sector}


def pass_through(
    before: Simulation, plain: Simulation, shocked: Simulation, chosen: np.ndarray
) -> np.ndarray:
    """Return the changes of log price and of log unit cost of firms that live on in both (2, firms)."""
    birth = before.state.firms.birth[chosen]
    alive = np.ones(chosen.size, bool)
    for simulation in (plain, shocked):
        firms = simulation.state.firms
        alive &= (firms.status[chosen] == ACTIVE) & (firms.birth[chosen] == birth)
    rows = chosen[alive]
    here, there = shocked.state.firms, plain.state.firms
    price, cost = (
        np.log(here.price[rows] / there.price[rows]),
        np.log(here.unit_cost[rows] / there.unit_cost[rows]),
    )
    return np.vstack([price, cost, before.state.firms.expected_demand[rows] * before.state.firms.price[rows]])


def measure(setting: Setting) -> Effects:
    """Make the experiment on a seed."""
    past = setting.past()
    firms = past.state.firms
    old = np.flatnonzero((firms.status == ACTIVE) & (firms.sector != past.structure.role("government")))
    plain = setting.branch(past, setting.scenario(), months=MONTHS)
    found = {}
    for name, choose in ARMS.items():
        shocked = setting.branch(past, setting.scenario())
        chosen = choose(past, old, np.random.default_rng(setting.seed))
        shocked.state.firms.productivity[chosen] *= SHOCK
        setting.go(shocked, MONTHS)
        price, cost, sales = pass_through(past, plain, shocked, chosen)
        plainly = float(price.mean() / cost.mean()) if price.size else nan
        by_sales = float((sales * price).sum() / (sales * cost).sum()) if price.size else nan
        found[name] = by_sales if name == "some" else plainly
        if name == "some":
            small = sales <= np.median(sales)
            found["small"] = float(price[small].mean() / cost[small].mean())
            found["by_firm"] = plainly
        if name == "sector":
            found["sector_by_sales"] = by_sales
    return found


TRIAL = Trial(
    name="cost_shock",
    question="How much of a change of cost do prices pass on, of one firm's and of a whole sector's?",
    people=20_000,
    months=MONTHS * (1 + len(ARMS)),
    measure=measure,
    findings=means,
)
