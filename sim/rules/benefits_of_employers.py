"""What employers pay for their employees beside wages: health insurance and pensions.

The employee never has this money as cash. Health insurance is spent on health care in the same month, with
the consumption of the household; pension contributions are saved. Neither is taxed (docs/model.md, section
11.2).
"""

import numpy as np

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.row_rule import row_rule
from sim.rules.budget import CONSUMPTION, HEALTH_CARE, PENSIONS, Budgets, Persons
from sim.state.columns import EMPLOYED
from sim.units import Totals


@row_rule
def receive_benefits(
    persons: Persons, budgets: Budgets, health_rate: float, pension_rate: float, sums: Totals
) -> None:
    """Add health care to the consumption of employees and pension contributions to their deposits."""
    status, deposits = persons.status, persons.deposits
    earned, consumption = budgets.earned, budgets.consumption
    care = saved = np.int64(0)
    for k in range(consumption.size):
        wage = to_real(earned[k]) if status[k] == EMPLOYED else 0.0
        health, pension = whole_part(health_rate * wage), whole_part(pension_rate * wage)
        consumption[k] += health
        deposits[k] += pension
        care += health
        saved += pension
    sums[HEALTH_CARE] += care
    sums[PENSIONS] += saved
    sums[CONSUMPTION] += care
