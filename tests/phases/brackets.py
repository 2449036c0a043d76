"""The tax of a progressive schedule by its definition, for tests of whatever works it out faster."""

import math
from collections.abc import Sequence


def bracket_by_bracket(income: float, floors: Sequence[float], rates: Sequence[float]) -> float:
    """Tax every slice of income at the rate of its bracket: the definition of a progressive schedule."""
    tops = [*floors[1:], math.inf]
    return sum(
        rate * (min(income, top) - floor)
        for floor, top, rate in zip(floors, tops, rates, strict=True)
        if income > floor
    )
