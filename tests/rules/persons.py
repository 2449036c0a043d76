"""A block of persons made by hand, and room for their budgets and purses."""

import numpy as np

from sim.rules.budget import Budgets, IncomeNumbers, Persons, persons_of_block

from ..people import nobody

REALS = ("taxable", "claims", "wealth", "position", "propensity")
NUMBERS = IncomeNumbers(
    equity_rate=3 << 18, property_rate=5 << 18, provider_rate=7 << 18, interest_rate=3_000, equity_price=2.5,
    property_price=4.0, provider_price=8.0, replacement_rate=0.5, benefit_months=6, benefit_take_up=0.6,
    benefit_ceiling=90_000, transfer_floor=700, transfer_rate=0.25, transfer_take_up=0.4,
    base_replacement_rate=0.4, base_benefit_months=4, base_benefit_take_up=0.3, base_benefit_ceiling=60_000,
    more_benefits=True, training_allowance=1_000, employee_rate=0.0, health_rate=0.07, pension_rate=0.03,
    capital_tax=0.2, wealth_tax=0.01, wealth_exemption=50_000.0, measure_wealth=True, mean_income=300_000.0,
    wealth_propensity=0.05, claims_propensity=0.002, citizens_dividend=0, poverty_line=130_000.0,
)  # fmt: skip
"""Rates and amounts of a month, all different."""


def persons(**columns) -> Persons:
    """Return persons, all zero but for ``columns``."""
    n = len(next(iter(columns.values())))
    found = persons_of_block(nobody(n), 0, n)
    for name, values in columns.items():
        getattr(found, name)[:] = values
    return found


def empty_budgets(n, **columns) -> Budgets:
    """Return room for the budgets of ``n`` persons, all -1 but for ``columns``: a rule has to write."""
    found = Budgets(*(np.full(n, -1, np.float64 if name in REALS else np.int64) for name in Budgets._fields))
    for name, values in columns.items():
        getattr(found, name)[:] = values
    return found
