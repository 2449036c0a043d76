"""A market rule: wages follow the inflation that people have come to expect."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from sim.parameters import parameter
from sim.parameters.declare import ASSUMPTION
from sim.rules.slots import Moment
from sim.rules.wages import WageRule
from sim.state.columns import Array


class AdaptiveWages(WageRule):
    """Wages follow expected inflation and productivity, and rise faster where few are unemployed."""

    speed: float = parameter(
        0.05,
        "Part of a surprise by which expected inflation moves",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )

    keeps: ClassVar[Mapping[str, int | str]] = {"expected_inflation": 1}

    def begin(self, moment: Moment) -> None:
        """Expect the trend at first."""
        moment.kept["expected_inflation"][0] = moment.parameters.wages.trend_inflation

    def next_wages(self, moment: Moment, unemployed: Array, employed: Array) -> Array:
        """Return the going wages of the next month."""
        macro, wages = moment.state.macro, moment.parameters.wages
        expected = moment.kept["expected_inflation"]
        expected += self.speed * (macro.inflation - expected)
        rate = unemployed / np.maximum(unemployed + employed, 1)
        growth = (expected[0] + wages.productivity_growth) / 12.0
        growth = growth + wages.phillips_slope * (wages.natural_unemployment_rate - rate)
        return macro.occupation_wage * (1.0 + np.clip(growth, -wages.largest_cut, wages.largest_raise))
