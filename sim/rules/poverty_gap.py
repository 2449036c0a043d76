"""How far the poor are below the poverty line, and who is just above it.

The gap is the mean over people of what their household misses, in parts of its line, zero for who is not poor
(Foster, Greer and Thorbecke 1984, with exponent 1). An income below zero counts as none.
"""

import numpy as np

from sim.kernels.conversions import to_real, whole_part
from sim.kernels.row_rule import row_rule
from sim.kernels.scratch import Wholes
from sim.units import Amounts, Totals

WHOLE_LINE = 1_000_000
"""Parts of a line in which what people miss is counted, so that sums do not depend on their order."""
JUST_ABOVE = 1.25
"""Multiple of the line: who has less, but as much as the line, is just above it."""


@row_rule
def record_gap(gap: Totals, money: Wholes, size: Wholes, official: Amounts) -> None:
    """Add households to ``gap``: their people just above the line, and what the poor of them miss."""
    near = missing = np.int64(0)
    for k in range(size.size):
        line, income = max(1.0, official[size[k]]), max(0.0, to_real(money[k]))
        missing += size[k] * whole_part(WHOLE_LINE * max(0.0, 1.0 - income / line))
        near += size[k] * np.int64((income >= line) & (income < JUST_ABOVE * line))
    gap[0] += near
    gap[1] += missing
