"""Effective tax rates on work: what is left of a little more pay, and of working at all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.phases.incomes import tax_lines, trend
from sim.policies.framework.eligibility import STATUSES
from sim.rules.grants import treated
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED
from sim.state.levers import Levers

__all__ = ["effective_rates"]

Real = NDArray[np.float64]
STEP = 100.0  # cents of more pay at which the marginal rate is taken


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
    rows = np.flatnonzero(workers.status == EMPLOYED)
    if rows.size == 0:
        return dict.fromkeys(("marginal_tax_rate", "participation_tax_rate", "high_marginal_share"), 0.0)
    pay = workers.wage[rows].astype(np.float64)
    now = _net(simulation, levers, rows, pay)
    more = _net(simulation, levers, rows, pay + STEP)
    none = _net(simulation, levers, rows, np.zeros(rows.size))
    bought = 1.0 - levers.consumption_tax
    kept = (more - now) / STEP * bought
    gained = (now - none) / np.maximum(pay, 1.0) * bought
    return {
        "marginal_tax_rate": float(1.0 - kept.mean()),
        "participation_tax_rate": float(1.0 - gained.mean()),
        "high_marginal_share": float((kept < 0.5).mean()),
    }


def _net(simulation: Simulation, levers: Levers, rows: NDArray[np.int64], pay: Real) -> Real:
    """Return pay less income tax plus grants, cents a month, of persons with no other income."""
    structure, month = simulation.structure, simulation.month - 1
    nominal = trend(simulation.scenario, month)
    slope, offset = tax_lines(structure.tax_floor * nominal, structure.tax_rate * levers.wage_tax_scale)
    tax = np.zeros(pay.size)
    for line in range(slope.size):
        np.maximum(tax, slope[line] * pay - offset[line], out=tax)
    for surcharge in levers.surcharges:
        tax += surcharge.rate * np.maximum(0.0, pay - surcharge.threshold)
    net = pay - tax
    wage = simulation.state.workers.wage
    for grant in levers.grants:
        paid = np.maximum(0.0, grant.amount - grant.taper * pay)
        paid[wage[rows] >= grant.earnings_below] = 0.0
        if grant.share < 1.0:
            paid[~treated(grant.share, grant.lottery, wage.size, simulation.seed)[rows]] = 0.0
        works = bool(grant.statuses & STATUSES["employed"])
        idle = bool(grant.statuses & STATUSES["unemployed"])
        net += np.where(pay > 0.0, paid * works, paid * idle)
    return net
