"""A Phillips curve of wages for each occupation: dlnW_o = (pi* + g) / 12 + lambda (u* - u_o), clipped.

The numbers stand in the section ``wages`` of a scenario (docs/model.md, section 15.1).
"""

import numpy as np

from sim.rules.slots import Moment
from sim.rules.wages import WageRule
from sim.state.columns import Array
from sim.units import MONTHS_PER_YEAR


class PhillipsCurve(WageRule):
    """Wages follow the trend, and rise faster where unemployment is below its natural rate."""

    def next_wages(self, moment: Moment, unemployed: Array, employed: Array) -> Array:
        """Return the going wages of the next month."""
        wages = moment.parameters.wages
        by_occupation = unemployed / np.maximum(unemployed + employed, 1)
        step = wages.phillips_slope * (wages.natural_unemployment_rate - by_occupation)
        step = np.clip(
            step + (wages.trend_inflation + wages.productivity_growth) / MONTHS_PER_YEAR,
            -wages.largest_cut,
            wages.largest_raise,
        )
        return moment.state.macro.occupation_wage * (1.0 + step)
