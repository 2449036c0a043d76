"""What the state takes from pay and benefits: the income tax, and contributions of the employed.

The schedule is the upper envelope of lines, so that a block of persons is taxed by vector instructions.
"""

import numpy as np

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes
from sim.rules.budget import EMPLOYEE_CONTRIBUTIONS, WAGE_TAX, Budgets, Persons
from sim.state.columns import OUTSIDE
from sim.units import Amounts, Totals

LINES = 8  # of a tax schedule, worked out at once: as many as the registers hold


@row_rule
def tax_income(persons: Persons, budgets: Budgets, slope: Amounts, offset: Amounts, sums: Totals) -> None:
    """Write taxable income and its tax by the schedule max_k (slope_k y - offset_k).

    Half of social insurance benefits is taxable. The schedule has a multiple of ``LINES`` lines.
    """
    status, earned, transfers = persons.status, budgets.earned, budgets.transfers
    taxable, tax = budgets.taxable, budgets.income_tax
    total = np.int64(0)
    for k in range(tax.size):
        income = to_real(earned[k] + transfers[k])
        income = 0.5 * income if status[k] == OUTSIDE else income
        taxable[k] = income
        due = 0.0
        for bracket in range(LINES):
            line = slope[bracket] * income - offset[bracket]
            due = line if line > due else due
        tax[k] = whole_part(due)
        total += tax[k]
    for first in range(LINES, slope.size, LINES):
        total += _tax_higher(tax, taxable, slope[first : first + LINES], offset[first : first + LINES])
    sums[WAGE_TAX] += total


@row_rule
def _tax_higher(tax: Wholes, taxable: Amounts, slope: Amounts, offset: Amounts) -> int:
    """Raise the tax to that of ``LINES`` more lines of the schedule, where it is higher; return the sum."""
    total = np.int64(0)
    for k in range(tax.size):
        due = 0.0
        for bracket in range(LINES):
            line = slope[bracket] * taxable[k] - offset[bracket]
            due = line if line > due else due
        more = max(np.int64(0), whole_part(due) - tax[k])
        tax[k] += more
        total += more
    return total


@row_rule
def tax_more(budgets: Budgets, threshold: float, rate: float, sums: Totals) -> int:
    """Add a surcharge on income above a threshold; return what it brings."""
    tax, taxable = budgets.income_tax, budgets.taxable
    total = np.int64(0)
    for k in range(tax.size):
        extra = whole_part(rate * max(0.0, taxable[k] - threshold))
        tax[k] += extra
        total += extra
    sums[WAGE_TAX] += total
    return total


@row_rule
def contribute(budgets: Budgets, rate: float, sums: Totals) -> None:
    """Add contributions for social insurance, a share of the wage, to the tax on income."""
    earned, tax = budgets.earned, budgets.income_tax
    total = np.int64(0)
    for k in range(tax.size):
        paid = whole_part(rate * to_real(earned[k]))
        tax[k] += paid
        total += paid
    sums[EMPLOYEE_CONTRIBUTIONS] += total
