"""The tables of the month by which households are told apart: equivalent adults and poverty lines by size."""

from functools import cache

import numpy as np

from sim.kernels.elementary import power
from sim.parameters import Parameters
from sim.rules.household_distribution import (
    LONE_PARENT,
    MORE,
    MORE_WITH_CHILDREN,
    OLDER_PEOPLE,
    OLDER_SINGLE,
    PAIR,
    PAIR_WITH_CHILDREN,
    SINGLE,
    Lines,
)
from sim.rules.purse import MOST_ADULTS, MOST_PEOPLE
from sim.state.columns import Array, State
from sim.state.structure import Structure
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR

FIRST_CHILD, OTHERS, ECONOMIES = 0.8, 0.5, 0.7
"""The three-parameter scale: weight of a lone parent's first child, of all other children; the power."""


def equivalence_scale() -> Array:
    """Return one over the equivalent adults of households, the square root of their size; 1 for nobody."""
    return 1.0 / np.sqrt(np.maximum(np.arange(MOST_PEOPLE + 1.0), 1.0))


def lines_in_force(state: State, structure: Structure, parameters: Parameters, property_rate: int) -> Lines:
    """Return the poverty lines of the month, which follow the price level, and the age groups.

    The official guideline is ``government.poverty_line`` for one person and rises by a fixed part of it with
    everybody else. The supplemental line is that of two adults with two children, times the three-parameter
    scale, by whether the household owns its home. ``property_rate`` is what a unit of property brings in the
    month, fixed point.
    """
    prices = float(state.macro.price_level[0])
    more = structure.figure("poverty_guideline_more") / structure.figure("poverty_guideline")
    first = CENTS_PER_DOLLAR * parameters.government.poverty_line * prices
    others = np.maximum(np.arange(MOST_PEOPLE + 1) - 1, 0)
    homes = [structure.figure(f"supplemental_line_{home}") for home in ("tenants", "owners")]
    yearly = np.array(homes) / three_parameter_scale(2, 2) * prices
    return Lines(
        official=first * (1.0 + more * others),
        supplemental=CENTS_PER_DOLLAR / MONTHS_PER_YEAR * yearly[:, None, None] * _scales(),
        parts=1.0 / np.maximum(np.arange(MOST_ADULTS + 1.0), 1.0),
        kinds=_kinds(),
        age_group=structure.people.group_of_age,
        property_rate=property_rate,
    )


@cache
def _scales() -> Array:
    """Return the three-parameter scale by grown-ups and minors (MOST_ADULTS + 1, MOST_PEOPLE + 1)."""
    return np.array(
        [[three_parameter_scale(g, m) for m in range(MOST_PEOPLE + 1)] for g in range(MOST_ADULTS + 1)]
    )


def _kinds() -> Array:
    """Return the kind of household by up to three grown-ups, whether they are all old, and have minors."""
    alone, old, minors = range(3)
    by_members = {
        1: (SINGLE, OLDER_SINGLE, LONE_PARENT), 2: (PAIR, OLDER_PEOPLE, PAIR_WITH_CHILDREN),
        3: (MORE, OLDER_PEOPLE, MORE_WITH_CHILDREN),
    }  # fmt: skip
    table = np.zeros((4, 2, 2), np.uint8)
    for grown, kinds in by_members.items():
        table[grown] = [[kinds[alone], kinds[minors]], [kinds[old], kinds[minors]]]
    return table


def three_parameter_scale(grown: int, minors: int) -> float:
    """Return what a household needs relative to one adult, by the scale of the supplemental measure.

    Betson (1996), Is Everything Relative? The Role of Equivalence Scales in Poverty Measurement: the
    first child of a lone parent counts more than others, and one or two adults share by the root.
    """
    if minors == 0 and grown <= 2:
        return float(np.sqrt(max(grown, 1)))
    if grown == 1:
        return power(1.0 + FIRST_CHILD + OTHERS * (minors - 1), ECONOMIES)
    return power(max(grown, 1) + OTHERS * minors, ECONOMIES)
