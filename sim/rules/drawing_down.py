"""The old sell part of what they own to younger households that have more money than they keep at hand.

At the birthday of who keeps the purse a household whose eldest is old offers a part of its claims, in
proportion to one over the years that people of the age have left on average, at the price of the month. It
asks the households of the rows from a random one on, ``ASKED`` of them: those who are younger buy for what
they have beyond some months of the keeper's last pay. What nobody buys stays. Money and claims change hands
in whole cents and units inside a block, so nothing is made or lost.

Without it claims would move by death alone, and people would take what they have at fifty to the age of
eighty: here who works saves, and the old live on what they sell (life-cycle hypothesis: Modigliani and
Brumberg 1954).
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.draws import uniform
from sim.kernels.row_rule import row_rule
from sim.rules.household_moves import LARGEST_UNITS, Residents, age_of_eldest
from sim.state.columns import Array
from sim.units import Amounts, Units

ASKED = 128
"""Rows that a seller asks."""


class DrawingDown(NamedTuple):
    """What the old sell, and to whom."""

    part: Amounts  # (AGES,): of their claims in a year, by age of the eldest; 0 for those who buy
    kept: float  # months of the last pay that buyers keep at hand
    sells: int  # 1 if anybody does


def years_left(replaced: Array) -> Array:
    """Return the years that people have left on average by age (a,), if they die as ``replaced`` says."""
    left = np.zeros(replaced.size)
    left[-1] = 1.0 / max(float(replaced[-1]), 1e-3)
    for age in range(replaced.size - 2, -1, -1):
        left[age] = (1.0 - replaced[age]) * (1.0 + left[age + 1]) + 0.5 * replaced[age]
    return left


@row_rule
def sell_claims(
    residents: Residents, keeper: int, oldest: int, worker: int, rule: DrawingDown, price: Amounts, key: int
) -> int:
    """Sell what a household offers to those who are asked; return what they pay, cents."""
    part = rule.part[oldest]
    equity = np.int64(part * residents.equity[keeper])
    property_ = np.int64(part * residents.property[keeper])
    provider_equity = np.int64(part * residents.provider_equity[keeper])
    deposits, purse, size = residents.deposits, residents.purse, residents.age.size
    row, paid = np.int64(uniform(key, worker) * size), np.int64(0)
    for _ in range(ASKED):
        row = row + 1 if row + 1 < size else np.int64(0)
        money = to_real(deposits[row]) - rule.kept * to_real(np.int64(residents.wage[row]))
        if purse[row] > 0 or row == keeper or money < 1.0:
            continue
        if rule.part[age_of_eldest(residents.age, purse, row)] > 0.0:
            continue
        offered = price[0] * equity + price[1] * property_ + price[2] * provider_equity
        if offered < 1.0:
            break
        share = min(1.0, money / offered)
        cents = 0.0
        moved = _move(residents.equity, keeper, row, share, equity)
        equity -= moved
        cents += price[0] * moved
        moved = _move(residents.property, keeper, row, share, property_)
        property_ -= moved
        cents += price[1] * moved
        moved = _move(residents.provider_equity, keeper, row, share, provider_equity)
        provider_equity -= moved
        cents += price[2] * moved
        due = min(whole_part(cents), deposits[row])
        deposits[row] -= due
        deposits[keeper] += due
        paid += due
    return paid


@row_rule
def _move(units: Units, seller: int, buyer: int, share: float, offered: int) -> int:
    """Hand over a share of the units offered, as many as the buyer can hold; return how many."""
    moved = min(np.int64(share * offered), LARGEST_UNITS - np.int64(units[buyer]))
    units[seller] = np.uint32(np.int64(units[seller]) - moved)
    units[buyer] = np.uint32(np.int64(units[buyer]) + moved)
    return moved
