"""The distributions of a month: how many persons have how much, counted in logarithmic bins.

The bins of a block of persons are found in loops that become vector instructions; then one table after the
other is added to, so that it stays in the nearest cache.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from sim.kernels.bins import BINS, bin_of
from sim.kernels.conversions import real, whole_part
from sim.kernels.lanes import add_lanes
from sim.kernels.row_rule import row_rule
from sim.state.columns import Array

LONGEST_SPELL = 64  # months of unemployment told apart


class Distribution(NamedTuple):
    """Counts and sums by logarithmic bin (kernels.bins); empty in months that are not recorded.

    Where groups of persons are counted apart, every array begins with a dimension for them.
    """

    by_disposable: (
        Array  # int64 (BINS, 8): persons; gross, disposable, taxes, transfers, consumption, wealth (cents); 0
    )
    by_gross: Array  # int64 (BINS, 2): persons; income before taxes
    by_wealth: Array  # int64 (BINS, 4): persons; wealth, units of equity, income before taxes
    by_wage: Array  # int64 (BINS,): employed persons
    poor: Array  # int64 (2,): persons under the poverty line, cents missing
    durations: Array  # int64 (LONGEST_SPELL,): unemployed by months without a job


def empty_distributions(groups: int, *, record: bool) -> Distribution:
    """Allocate the distributions of ``groups`` groups of persons; without bins if not to be recorded."""
    size = (groups, BINS) if record else (groups, 1)
    return Distribution(
        np.zeros((*size, 8), np.int64),
        np.zeros((*size, 2), np.int64),
        np.zeros((*size, 4), np.int64),
        np.zeros(size, np.int64),
        np.zeros((groups, 2), np.int64),
        np.zeros((groups, LONGEST_SPELL), np.int64),
    )


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
    table, line = bins.by_disposable, np.int64(poverty_line)
    poor = missing = np.int64(0)
    for k in range(disposable.size):
        income = real(disposable[k])
        rows[k] = bin_of(income)
        poor += 1 if income < poverty_line else 0
        missing += line - disposable[k] if income < poverty_line else 0
    bins.poor[0] += poor
    bins.poor[1] += missing
    for k in range(disposable.size):
        add_lanes(table, rows[k], 0, (1, gross[k], disposable[k], taxes[k]))
        add_lanes(table, rows[k], 4, (received[k], consumption[k], wealth[k], 0))


@row_rule
def record_gross(bins: Distribution, rows: Array, gross: Array) -> None:
    """Add a block of persons to the distribution by income before taxes."""
    table = bins.by_gross
    for k in range(gross.size):
        rows[k] = bin_of(real(gross[k]))
    for k in range(gross.size):
        add_lanes(table, rows[k], 0, (1, gross[k]))


@row_rule
def record_wealth(
    bins: Distribution, rows: Array, wealth: Array, cents: Array, equity: Array, gross: Array
) -> None:
    """Add a block of persons to the distribution by wealth; ``cents`` is wealth without its fraction."""
    table = bins.by_wealth
    for k in range(wealth.size):
        rows[k] = bin_of(wealth[k])
    for k in range(wealth.size):
        add_lanes(table, rows[k], 0, (1, cents[k], equity[k], gross[k]))


@row_rule
def record_wages(bins: Distribution, rows: Array, earned: Array) -> None:
    """Add those who earn to the distribution by wage."""
    table, idle = bins.by_wage, np.int64(0)
    for k in range(earned.size):
        rows[k] = bin_of(real(earned[k]))
        idle += 1 if earned[k] <= 0 else 0
    for k in range(earned.size):
        table[np.uint64(rows[k])] += 1
    table[0] -= idle  # bin 0 held those who earn nothing, and only them
