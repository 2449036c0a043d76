"""The distributions of a month: how many persons have how much, counted in logarithmic bins.

The bins of a block of persons are found in loops that become vector instructions; then one table after the
other is added to, so that it stays in the nearest cache.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.bins import BINS, bin_of
from sim.kernels.conversions import real, whole_part
from sim.kernels.memory import allocate
from sim.kernels.row_rule import row_rule
from sim.kernels.vector_sums import add_columns
from sim.state.columns import Array

LONGEST_SPELL = 64  # months of unemployment told apart
COUNTERS = 4  # side by side, so that the addition to a cell seldom waits for the one before


class Distribution(NamedTuple):
    """Counts and sums by logarithmic bin (kernels.bins); empty in months that are not recorded.

    Where groups of persons are counted apart, every array begins with a dimension for them.
    """

    by_disposable: (
        Array  # int64 (BINS, 8): persons; gross, disposable, taxes, transfers, consumption, wealth (cents); 0
    )
    by_gross: Array  # int64 (BINS, 2): persons; income before taxes
    by_wealth: Array  # int64 (BINS, 4): persons; wealth, units of equity, income before taxes
    by_wage: Array  # int64 (BINS, COUNTERS): employed persons, taken in turn by several counters
    poor: Array  # int64 (2,): persons under the poverty line, cents missing
    durations: Array  # int64 (LONGEST_SPELL,): unemployed by months without a job


def empty_distributions(groups: int, *, record: bool) -> Distribution:
    """Allocate the distributions of ``groups`` groups of persons; without bins if not to be recorded."""
    bins = BINS if record else 1
    shapes = ((bins, 8), (bins, 2), (bins, 4), (bins, COUNTERS), (2,), (LONGEST_SPELL,))
    return Distribution(*(_zeros(groups, *shape) for shape in shapes))


def _zeros(*shape: int) -> Array:
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


@row_rule
def add_up(taxes: Array, received: Array, capital_tax: Array, wealth_tax: Array, untaxed: Array) -> None:
    """Add the other taxes to ``taxes``, and income that is not taxed to ``received``."""
    for k in range(taxes.size):
        taxes[k] += capital_tax[k] + wealth_tax[k]
        received[k] += untaxed[k]


@row_rule
def in_cents(cents: Array, amount: Array) -> None:
    """Write amounts without their fractions."""
    for k in range(cents.size):
        cents[k] = whole_part(amount[k])


@row_rule
def record_disposable(
    bins: Distribution, rows: Array, gross: Array, disposable: Array, taxes: Array, received: Array,
    consumption: Array, wealth: Array, poverty_line: float,
) -> None:  # fmt: skip
    """Add a block of persons to the distribution by disposable income; ``rows`` is room for their bins."""
    line = np.int64(poverty_line)
    poor = missing = np.int64(0)
    for k in range(disposable.size):
        income = real(disposable[k])
        rows[k] = bin_of(income)
        poor += 1 if income < poverty_line else 0
        missing += line - disposable[k] if income < poverty_line else 0
    bins.poor[0] += poor
    bins.poor[1] += missing
    add_columns(bins.by_disposable, rows, 0, (1, gross, disposable, taxes))
    add_columns(bins.by_disposable, rows, 4, (received, consumption, wealth, 0))


@row_rule
def record_gross(bins: Distribution, rows: Array, gross: Array) -> None:
    """Add a block of persons to the distribution by income before taxes."""
    for k in range(gross.size):
        rows[k] = bin_of(real(gross[k]))
    add_columns(bins.by_gross, rows, 0, (1, gross))


@row_rule
def record_wealth(
    bins: Distribution, rows: Array, wealth: Array, cents: Array, equity: Array, gross: Array
) -> None:
    """Add a block of persons to the distribution by wealth; ``cents`` is wealth without its fraction."""
    for k in range(wealth.size):
        rows[k] = bin_of(wealth[k])
    add_columns(bins.by_wealth, rows, 0, (1, cents, equity, gross))


@row_rule
def record_wages(bins: Distribution, rows: Array, earned: Array) -> None:
    """Add those who earn to the distribution by wage."""
    table, idle = bins.by_wage, np.int64(0)
    for k in range(earned.size):
        rows[k] = bin_of(real(earned[k]))
        idle += 1 if earned[k] <= 0 else 0
    for k in range(earned.size):
        table[np.uint64(rows[k]), np.uint64(k % COUNTERS)] += 1
    table[0, 0] -= idle  # bin 0 held those who earn nothing, and only them
