"""Effective tax rates on work: what is left of a little more pay, and of working at all.

The month's own step of incomes settles the budgets of persons who have nothing but their pay, so that every
tax and grant on pay counts as it does in the month. What a member of a household earns changes the benefits
of all who share the purse: one earner of each household at a time is looked at, and what all of them have
left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.phases.incomes import receive_and_spend
from sim.phases.money import Money
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, UNEMPLOYED, Array
from sim.state.levers import Levers

__all__ = ["effective_rates", "take_home"]

Real = NDArray[np.float64]
STEP = 100  # cents of more pay at which the marginal rate is taken
CLAIMS = ("deposits", "equity", "property", "provider_equity")
WRITTEN = ("income", "credits", "support")  # by the month, beside deposits


def effective_rates(simulation: Simulation) -> Mapping[str, float]:
    """Return mean effective rates of the employed this month.

    Returns
    -------
    mapping of str to float
        ``marginal_tax_rate``: income tax and withdrawn grants for one more dollar of pay;
        ``participation_tax_rate``: income tax on the pay, and grants lost, by those who work against not
        working, unemployment benefit apart. Both rise by the tax on what the pay buys.
        ``high_marginal_share``: the employed who keep less than half of one more dollar.
    """
    assert simulation.flows is not None
    workers, levers = simulation.state.workers, simulation.flows.levers
    employed = workers.status == EMPLOYED
    if not employed.any():
        return dict.fromkeys(("marginal_tax_rate", "participation_tax_rate", "high_marginal_share"), 0.0)
    keeper = np.arange(employed.size) - workers.purse
    now = _of_households(take_home(simulation, 0), keeper)
    kept, gained = np.zeros((2, employed.size))
    for one in _earners(employed, keeper):
        more = _of_households(take_home(simulation, STEP, whose=one), keeper)
        none = _of_households(take_home(simulation, 0, works=False, whose=one), keeper)
        kept[one] = (more - now)[keeper[one]]
        gained[one] = (now - none)[keeper[one]]
    bought = 1.0 - levers.consumption_tax
    kept = kept[employed] / STEP * bought
    gained = gained[employed] / np.maximum(workers.wage[employed], 1) * bought
    return {
        "marginal_tax_rate": float(1.0 - kept.mean()),
        "participation_tax_rate": float(1.0 - gained.mean()),
        "high_marginal_share": float((kept < 0.5).mean()),
    }


def _of_households(net: Real, keeper: Array) -> Real:
    """Return what all who share a purse have left, in the row of who keeps it."""
    return np.asarray(np.bincount(keeper, net, net.size), np.float64)


def _earners(employed: Array, keeper: Array) -> Iterator[Array]:
    """Yield who are the first earners of their households, then the second ones, and so on (bool)."""
    before = np.cumsum(employed) - employed  # earners in the rows before
    rank = before - before[keeper]
    for place in range(int(rank[employed].max()) + 1):
        yield employed & (rank == place)


def take_home(simulation: Simulation, more: int, *, works: bool = True, whose: Array | None = None) -> Real:
    """Return pay less taxes plus grants of everybody, had they no other income.

    Means are tested anew, whenever the month itself tests them. Nothing of the economy changes.

    Parameters
    ----------
    simulation : Simulation
        After the month whose rules hold.
    more : int
        Cents of pay on top of the wage; limits of earnings move with it.
    works : bool
        False for the same persons without a job, unemployment benefit apart.
    whose : bool array (n_workers,) or None
        The employed whom the two concern, by default all; everybody else is as in the month.

    Returns
    -------
    float64 array (n_workers,)
        Cents a month.
    """
    assert simulation.flows is not None
    state, scenario = simulation.state, simulation.scenario
    concerned = state.workers.status == EMPLOYED if whose is None else whose
    nothing = {name: np.zeros_like(getattr(state.workers, name)) for name in (*CLAIMS, *WRITTEN)}
    wage = _clear_of_limits(state.workers.wage, simulation.flows.levers, more)
    workers = state.workers._replace(
        status=state.workers.status if works else np.where(concerned, UNEMPLOYED, state.workers.status),
        wage=np.where(concerned, state.workers.wage + np.int32(more), wage),
        **nothing,
    )
    apart = state._replace(
        workers=workers,
        macro=type(state.macro)(*(column.copy() for column in state.macro)),
        accounts=np.zeros_like(state.accounts),
    )
    receive_and_spend(
        apart,
        simulation.structure,
        scenario.with_({"government.months_between_tests": 1}),
        _on_pay_alone(simulation.flows.levers, more),
        Money(0, 0),
        simulation.seed,
        simulation.month - 1,
        record=False,
    )
    net: Array = workers.income.astype(np.float64)
    return net


def _clear_of_limits(wage: Array, levers: Levers, more: int) -> Array:
    """Return wages of those whose pay stays, which a limit of earnings that moves on by ``more`` spares."""
    for grant in levers.grants:
        passed = (wage >= grant.earnings_below) & (wage < grant.earnings_below + more)
        wage = np.where(passed, wage.dtype.type(grant.earnings_below + more), wage) if passed.any() else wage
    return wage


def _on_pay_alone(levers: Levers, more: int) -> Levers:
    """Return the levers without what is paid for having no job."""
    grants = tuple(grant._replace(earnings_below=grant.earnings_below + more) for grant in levers.grants)
    return levers._replace(grants=grants, benefit_take_up=0.0, job_guarantee_wage=0, citizens_dividend=0.0)
