"""The distributions of a month: how many persons have how much, counted in logarithmic bins.

The bins of a block of persons are found in loops that become vector instructions; then one table after the
other is added to, so that it stays in the nearest cache.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from sim.kernels.bins import BINS, bin_of
from sim.kernels.conversions import to_real, whole_part
from sim.kernels.memory import allocate
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes
from sim.kernels.vector_sums import add_columns
from sim.rules.budget import Budgets, Persons
from sim.rules.poverty_gap import JUST_ABOVE, WHOLE_LINE
from sim.state.columns import Array
from sim.units import Amounts, Totals

LONGEST_SPELL = 64  # months of unemployment told apart
COUNTERS = 4  # side by side, so that the addition to a cell seldom waits for the one before


class Distribution(NamedTuple):
    """Counts and sums by logarithmic bin (kernels.bins); empty in months that are not recorded.

    Where groups of persons are counted apart, every array begins with a dimension for them.
    """

    by_disposable: (
        Totals  # (BINS, 8): persons; gross, disposable, taxes, transfers, consumption, wealth (cents); 0
    )
    by_gross: Totals  # (BINS, 2): persons; income before taxes
    by_wealth: Totals  # (BINS, 4): persons; wealth, units of equity, income before taxes
    by_wage: Totals  # (BINS, COUNTERS): employed persons, taken in turn by several counters
    poor: Totals  # (3,): persons under the poverty line, just above it, parts of it missing
    durations: Totals  # (LONGEST_SPELL,): unemployed by months without a job


def empty_distributions(groups: int, *, record: bool) -> Distribution:
    """Allocate the distributions of ``groups`` groups of persons; without bins if not to be recorded."""
    bins, spells = (BINS, LONGEST_SPELL) if record else (1, 0)
    shapes = ((bins, 8), (bins, 2), (bins, 4), (bins, COUNTERS), (3,), (spells,))
    return Distribution(*(zeros(groups, *shape) for shape in shapes))


def zeros(*shape: int) -> Array:
    """Allocate a table of zeros whose rows do not straddle the lines of memory."""
    table = allocate(math.prod(shape), np.int64)
    table.fill(0)
    return table.reshape(shape)


@njit(cache=True, inline="always")
def distribution_of(group: int, bins: Distribution) -> Distribution:
    """Return the distributions of one group."""
    return Distribution(
        bins.by_disposable[group], bins.by_gross[group], bins.by_wealth[group], bins.by_wage[group],
        bins.poor[group], bins.durations[group],
    )  # fmt: skip


class Recorded(NamedTuple):
    """What is recorded of a block of persons beside its budgets, cents."""

    taxes: Wholes
    received: Wholes  # transfers and income that is not taxed
    wealth: Wholes  # without its fraction
    bins: Wholes  # of the person, in the distribution that is added to


@row_rule
def record_budgets(
    bins: Distribution, recorded: Recorded, persons: Persons, budgets: Budgets, poverty_line: float
) -> None:
    """Add a block of persons to the distributions."""
    add_up(recorded, budgets)
    record_disposable(bins, recorded, budgets, poverty_line)
    record_gross(bins.by_gross, recorded.bins, budgets.gross)
    record_wealth(
        bins.by_wealth, recorded.bins, budgets.wealth, recorded.wealth, persons.equity, budgets.gross
    )
    record_wages(bins.by_wage, recorded.bins, budgets.earned)


@row_rule
def add_up(recorded: Recorded, budgets: Budgets) -> None:
    """Write all taxes, all that was received, and wealth without its fraction."""
    taxes, received, cents = recorded.taxes, recorded.received, recorded.wealth
    income_tax, capital_tax, wealth_tax = budgets.income_tax, budgets.capital_tax, budgets.wealth_tax
    transfers, untaxed, wealth = budgets.transfers, budgets.untaxed, budgets.wealth
    for k in range(taxes.size):
        taxes[k] = income_tax[k] + capital_tax[k] + wealth_tax[k]
        received[k] = transfers[k] + untaxed[k]
    for k in range(cents.size):
        cents[k] = whole_part(wealth[k])


@row_rule
def record_disposable(bins: Distribution, recorded: Recorded, budgets: Budgets, poverty_line: float) -> None:
    """Add to the distribution by disposable income, and to the poor."""
    rows, disposable = recorded.bins, budgets.disposable
    poor = missing = near = np.int64(0)
    parts = WHOLE_LINE / max(poverty_line, 1.0)
    for k in range(disposable.size):
        income = to_real(disposable[k])
        rows[k] = bin_of(income)
        poor += 1 if income < poverty_line else 0
        missing += whole_part(parts * max(0.0, poverty_line - max(income, 0.0)))
        near += 1 if income < JUST_ABOVE * poverty_line else 0
    bins.poor[0] += poor
    bins.poor[1] += near - poor
    bins.poor[2] += missing
    add_columns(bins.by_disposable, rows, 0, (1, budgets.gross, disposable, recorded.taxes))
    add_columns(bins.by_disposable, rows, 4, (recorded.received, budgets.consumption, recorded.wealth, 0))


@row_rule
def record_gross(table: Totals, rows: Wholes, gross: Wholes) -> None:
    """Add to the distribution by income before taxes."""
    for k in range(gross.size):
        rows[k] = bin_of(to_real(gross[k]))
    add_columns(table, rows, 0, (1, gross))


@row_rule
def record_wealth(
    table: Totals, rows: Wholes, wealth: Amounts, cents: Wholes, equity: Any, gross: Wholes
) -> None:
    """Add to the distribution by wealth."""
    for k in range(wealth.size):
        rows[k] = bin_of(wealth[k])
    add_columns(table, rows, 0, (1, cents, equity, gross))


@row_rule
def record_wages(table: Totals, rows: Wholes, earned: Wholes) -> None:
    """Add those who earn to the distribution by wage."""
    idle = np.int64(0)
    for k in range(earned.size):
        rows[k] = bin_of(to_real(earned[k]))
        idle += 1 if earned[k] <= 0 else 0
    for k in range(earned.size):
        table[np.uint64(rows[k]), np.uint64(k % COUNTERS)] += 1
    table[0, 0] -= idle  # bin 0 held those who earn nothing, and only them
