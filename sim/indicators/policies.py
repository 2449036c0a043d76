"""What every policy costs and brings: one row a policy, none without policies."""

from typing import Any

import numpy as np

from sim.indicators.base import Observation, indicator
from sim.units import CENTS_PER_BILLION, MONTHS_PER_YEAR


@indicator("policies")
def policies(seen: Observation) -> dict[str, Any]:
    """Return cost, revenue and rate of the month by policy."""
    billions = (
        MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION
    )  # cents a month of the sample to billion dollars a year
    paid = seen.flows.policies
    covered = np.minimum(paid.cost, paid.own_revenue + paid.revenue)
    return {
        "policy": np.array([name for name, _ in seen.policies], np.str_),
        "financed_by": np.array([payer for _, payer in seen.policies], np.str_),
        "strength": paid.strength,
        "recipients": paid.recipients * (seen.weight / 1e6),
        "cost": paid.cost * billions,
        "own_revenue": paid.own_revenue * billions,
        "tax_revenue": paid.revenue * billions,
        "rate": paid.rate,
        "unfunded_share": np.where(paid.cost > 0, 1.0 - covered / np.maximum(paid.cost, 1), 0.0),
    }
