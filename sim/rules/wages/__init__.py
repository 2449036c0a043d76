"""Slot ``wages``: how the going wages of the occupations move. The contract is :class:`WageRule`."""

from typing import ClassVar

from sim.rules.slots import Moment, Rule
from sim.state.columns import Array


class WageRule(Rule):
    """How the going wage of every occupation moves from one month to the next.

    It is asked at the end of a month, in step 11. The going wage is what a unit of skill costs whoever is
    hired; those already employed follow it at their yearly review.
    """

    slot: ClassVar[str] = "wages"

    def next_wages(self, moment: Moment, unemployed: Array, employed: Array) -> Array:
        """Return the going wages of the next month.

        Parameters
        ----------
        moment : Moment
            The economy after the month's sales: ``moment.state.macro`` has the wages that were in force
            (``occupation_wage``), this month's prices and unemployment, and the inflation of last month.
        unemployed, employed : int64 array (o,)
            Simulated persons by occupation in this month.

        Returns
        -------
        float64 array (o,)
            Cents a month of an efficiency unit, finite and not negative.
        """
        raise NotImplementedError

    def cut_pass_through(self, moment: Moment) -> float:
        """Return the part of a fall of the going wage that those already employed bear at their review."""
        return moment.parameters.wages.cut_pass_through
