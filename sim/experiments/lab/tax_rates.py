"""Effective tax rates on work: what is left of a little more pay, and of working at all.

The month's own step of incomes settles the budgets of persons who have nothing but their pay, so that every
tax and grant on pay counts as it does in the month.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    pay = workers.wage[employed].astype(np.float64)
    now = take_home(simulation, 0)[employed]
    more = take_home(simulation, STEP)[employed]
    none = take_home(simulation, 0, works=False)[employed]
    bought = 1.0 - levers.consumption_tax
    kept = (more - now) / STEP * bought
    gained = (now - none) / np.maximum(pay, 1.0) * bought
    return {
        "marginal_tax_rate": float(1.0 - kept.mean()),
        "participation_tax_rate": float(1.0 - gained.mean()),
        "high_marginal_share": float((kept < 0.5).mean()),
    }


def take_home(simulation: Simulation, more: int, *, works: bool = True) -> Real:
    """Return pay less taxes plus grants of everybody, had they a job and no other income.

    Parameters
    ----------
    simulation : Simulation
        After the month whose rules hold.
    more : int
        Cents of pay on top of the wage, or last wage; limits of earnings move with it.
    works : bool
        False for the same persons without a job, unemployment benefit apart.

    Returns
    -------
    float64 array (n_workers,)
        Cents a month.
    """
    assert simulation.flows is not None
    state, size = simulation.state, simulation.state.workers.wage.size
    nothing = {name: np.zeros_like(getattr(state.workers, name)) for name in CLAIMS}
    workers = state.workers._replace(
        status=np.full(size, EMPLOYED if works else UNEMPLOYED, state.workers.status.dtype),
        wage=state.workers.wage + np.int32(more),
        income=np.zeros_like(state.workers.income),
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
        simulation.scenario,
        _on_pay_alone(simulation.flows.levers, more),
        Money(0, 0),
        simulation.seed,
        simulation.month - 1,
        record=False,
    )
    net: Array = workers.income.astype(np.float64)
    return net


def _on_pay_alone(levers: Levers, more: int) -> Levers:
    """Return the levers without what is paid for having no job."""
    grants = tuple(grant._replace(earnings_below=grant.earnings_below + more) for grant in levers.grants)
    return levers._replace(grants=grants, benefit_take_up=0.0, job_guarantee_wage=0, citizens_dividend=0.0)
