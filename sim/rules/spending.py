"""What is left of income after taxes, and what persons spend of it and of their wealth.

What employers pay beside wages the employee never has as cash, and is not taxed on: health insurance is spent
on health care in the same month, on top of other consumption, and pension contributions are saved
(docs/model.md, sections 11.2 and 11.3).
"""

import numpy as np

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes
from sim.rules.budget import (
    CONSUMPTION,
    DISPOSABLE,
    HEALTH_CARE,
    KNOTS,
    PENSIONS,
    Budgets,
    IncomeNumbers,
    Persons,
)
from sim.state.columns import EMPLOYED, LARGEST_INCOME
from sim.units import Amounts, Totals


@row_rule
def dispose(budgets: Budgets, mean_income: float, together: bool, sums: Totals) -> None:
    """Write income after taxes, and its position in the table of propensities unless it is pooled."""
    gross, untaxed = budgets.gross, budgets.untaxed
    income_tax, capital_tax = budgets.income_tax, budgets.capital_tax
    disposable, position = budgets.disposable, budgets.position
    total = np.int64(0)
    for k in range(disposable.size):
        rest = gross[k] + untaxed[k] - income_tax[k] - capital_tax[k]
        disposable[k] = rest
        total += rest
    sums[DISPOSABLE] += total
    if together:
        return
    for k in range(disposable.size):
        income = max(to_real(disposable[k]), 0.0)
        position[k] = income / (income + mean_income) * KNOTS


@row_rule
def find_propensities(budgets: Budgets, table: Amounts) -> None:
    """Write the propensities to consume that stand in a table over Yd / (Yd + mean)."""
    position, propensity = budgets.position, budgets.propensity
    for k in range(propensity.size):
        knot = whole_part(position[k])
        row = np.uint64(knot)  # not negative: saves the question whether it counts from the end
        left = table[row]
        propensity[k] = left + (position[k] - to_real(knot)) * (table[row + np.uint64(1)] - left)


@row_rule
def consume(
    persons: Persons, budgets: Budgets, spendable: Wholes, numbers: IncomeNumbers, sums: Totals
) -> None:
    """Spend out of income, deposits and the value of claims, at most all cash; then what employers pay.

    ``spendable`` is the income of the person, or that of the household in the row of who keeps the purse.
    """
    status, deposits, income = persons.status, persons.deposits, persons.income
    earned, disposable, wealth_tax = budgets.earned, budgets.disposable, budgets.wealth_tax
    propensity, claims, consumption = budgets.propensity, budgets.claims, budgets.consumption
    of_deposits, of_claims = numbers.wealth_propensity, numbers.claims_propensity
    health_rate, pension_rate = numbers.health_rate, numbers.pension_rate
    total = care = saved = np.int64(0)
    for k in range(consumption.size):
        cash = deposits[k] + spendable[k] - wealth_tax[k]
        of_wealth = of_deposits * to_real(deposits[k]) + of_claims * claims[k]
        wanted = whole_part(propensity[k] * to_real(spendable[k]) + of_wealth)
        spent = wanted if wanted < cash else cash
        spent = spent if spent > 0 else np.int64(0)
        wage = to_real(earned[k]) if status[k] == EMPLOYED else 0.0  # a guaranteed job insures nobody
        health, pension = whole_part(health_rate * wage), whole_part(pension_rate * wage)
        consumption[k] = spent + health
        deposits[k] = cash - spent + pension
        income[k] = np.int32(min(disposable[k], LARGEST_INCOME))
        total += spent
        care += health
        saved += pension
    sums[CONSUMPTION] += total + care
    sums[HEALTH_CARE] += care
    sums[PENSIONS] += saved
