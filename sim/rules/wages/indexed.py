"""Wages that follow the trend whatever the labour market does: the limit of perfectly rigid real wages."""

from sim.rules.slots import Moment
from sim.rules.wages import WageRule
from sim.state.columns import Array
from sim.units import MONTHS_PER_YEAR


class Indexed(WageRule):
    """Wages rise with trend inflation and trend productivity, and never with scarcity."""

    def next_wages(self, moment: Moment, unemployed: Array, employed: Array) -> Array:
        """Return the going wages of the next month."""
        wages = moment.parameters.wages
        growth = (wages.trend_inflation + wages.productivity_growth) / MONTHS_PER_YEAR
        return moment.state.macro.occupation_wage * (1.0 + growth)
