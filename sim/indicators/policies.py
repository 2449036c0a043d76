"""What every policy costs and brings: one row a policy, none without policies."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.phases.flows import MonthFlows

if TYPE_CHECKING:
    from sim.simulation import Simulation


def policies(simulation: "Simulation", flows: MonthFlows) -> dict[str, Any]:
    """Return cost, revenue and rate of the month by policy."""
    billions = 12.0 * simulation.weight / 1e11  # cents a month of the sample to billion dollars a year
    paid = flows.policies
    covered = np.minimum(paid.cost, paid.own_revenue + paid.revenue)
    return {
        "policy": np.array(simulation.policies.names, np.str_),
        "financed_by": np.array([policy.financed_by for policy in simulation.policies.policies], np.str_),
        "strength": paid.strength,
        "recipients": paid.recipients * (simulation.weight / 1e6),
        "cost": paid.cost * billions,
        "own_revenue": paid.own_revenue * billions,
        "tax_revenue": paid.revenue * billions,
        "rate": paid.rate,
        "unfunded_share": np.where(paid.cost > 0, 1.0 - covered / np.maximum(paid.cost, 1), 0.0),
    }
