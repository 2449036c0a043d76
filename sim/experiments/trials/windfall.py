"""A windfall: the share that households spend in a quarter and in a year, by how much money they have.

Two kinds, since the literature has two: a prize lies on the account of a household drawn by lot (Fagereng,
Holm and Natvik 2021: Norwegian lotteries, a year), and a payment by the state arrives as income of a month
(Kueng 2018: Alaska's dividend, a quarter). What those drawn spend more than in a branch without the windfall,
less what those not drawn do, is what they spend of it. A third are the households with the least deposits,
the middle and the most, before the windfall.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.experiments.trials.trial import Effects, Setting, Trial, means
from sim.rules.grants import treated
from sim.simulation import Simulation
from sim.state.accounts import GOVERNMENT

__all__ = ["PAYMENT", "PRIZE", "TRIAL", "give", "spent_of"]

LOT, SHARE = 11, 0.1
PRIZE = 5_000.0  # dollars; the middle of the Norwegian prizes is about 8,000
PAYMENT = 1_500.0  # dollars to each person drawn; Alaska pays 1,000 to 2,000 a head
QUARTER, YEAR = 3, 12
THIRDS = ("low", "middle", "high")


def purses(simulation: Simulation) -> np.ndarray:
    """Return the row of the person who keeps each person's purse (int64)."""
    rows: np.ndarray = np.arange(simulation.state.workers.purse.size) - simulation.state.workers.purse
    return rows


def give(simulation: Simulation, rows: np.ndarray, dollars: float) -> float:
    """Let the state pay some households a prize, onto their accounts; return the cents to each."""
    cents = round(100.0 * dollars * float(simulation.state.macro.price_level[0]))
    simulation.state.workers.deposits[rows] += cents
    simulation.state.accounts[GOVERNMENT] -= cents * rows.size
    return float(cents)


def spent(setting: Setting, simulation: Simulation, months: int) -> np.ndarray:
    """Go on for some months; return what every household has spent by each (months, people), cents."""
    path = []
    for _ in range(months):
        setting.step(simulation, by_person=True)
        assert simulation.flows is not None
        path.append(simulation.flows.household.consumption.copy())
    total: np.ndarray = np.cumsum(path, axis=0)
    return total


def spent_of(
    with_it: np.ndarray, without: np.ndarray, received: np.ndarray, of: np.ndarray | None = None
) -> float:
    """Return the share spent: what receivers spend more, less what others of the group do, over the windfall.

    ``received`` is in cents, zero for those not drawn; ``of`` says who belongs to the group.
    """
    group = np.ones(received.size, bool) if of is None else of
    more, drawn = (with_it - without).astype(float), received > 0.0
    luck = more[group & ~drawn].mean()
    return float((more[group & drawn] - luck).sum() / received[group & drawn].sum())


def measure(setting: Setting) -> Effects:
    """Make the experiment on a seed."""
    past = setting.past()
    keeper, adults = purses(past), past.state.workers.purse.size
    keeps = keeper == np.arange(adults)
    drawn = treated(SHARE, LOT, adults, setting.seed)
    deposits = past.state.workers.deposits.astype(float)
    place = np.zeros(adults)
    place[keeps] = np.argsort(np.argsort(deposits[keeps], kind="stable")) / keeps.sum()
    thirds = {name: keeps & (place >= k / 3) & (place < (k + 1) / 3) for k, name in enumerate(THIRDS)}
    without = spent(setting, setting.branch(past, setting.scenario()), YEAR)

    prize = setting.branch(past, setting.scenario())
    winners = np.flatnonzero(keeps & drawn)
    received = np.zeros(adults)
    received[winners] = give(prize, winners, PRIZE)
    kinds: dict[str, tuple[np.ndarray, np.ndarray]] = {"prize": (spent(setting, prize, YEAR), received)}

    grant: Mapping[str, Any] = {
        "kind": "universal_basic_income", "amount": PAYMENT, "treated_share": SHARE, "lottery": LOT,
        "duration": 1,
    }  # fmt: skip
    payment = setting.branch(past, setting.scenario(**grant))
    cents = round(100.0 * PAYMENT * float(past.state.macro.price_level[0]))
    by_household = cents * np.bincount(keeper[drawn], minlength=adults).astype(float)
    kinds["payment"] = spent(setting, payment, YEAR), by_household

    found = {}
    for kind, (path, paid) in kinds.items():
        for period, months in (("quarter", QUARTER), ("year", YEAR)):
            pair = path[months - 1], without[months - 1], paid
            found[f"{kind}_{period}"] = spent_of(*pair, keeps)
            found |= {f"{kind}_{period}_{name}": spent_of(*pair, third) for name, third in thirds.items()}
        found[f"{kind}_falls"] = found[f"{kind}_year_low"] - found[f"{kind}_year_high"]
    return found


TRIAL = Trial(
    name="windfall",
    question="How much of a windfall is spent within a quarter and within a year, by the money people have?",
    people=20_000,
    months=3 * YEAR,
    measure=measure,
    findings=means,
)
