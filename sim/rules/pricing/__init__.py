"""Slot ``pricing``: the price that a firm asks. The contract is :class:`PricingRule`."""

from typing import Any, ClassVar, NamedTuple

from sim.kernels.row_rule import row_rule
from sim.rules.slots import Moment, Rule


class Offer(NamedTuple):
    """What a firm sells and what is left of it when the sales of the month are over."""

    price: float  # cents a unit, of this month
    unit_cost: float  # cents a unit, of this month's plan, with the saving by AI that the firm keeps
    markup: float  # of the sector, over unit cost
    scarcity: float  # of the sector, factor on the price: what nobody can make costs more
    sector_price: float  # cents a unit, mean of the sector this month
    expected_demand: float  # units a month
    stock: float  # units left
    target_stock: float  # units that the firm wants to have left


@row_rule
def excess_demand(offer: Offer) -> float:
    """Return how much of the wanted stock is missing, from -1 to 1."""
    gap = (offer.target_stock - offer.stock) / max(offer.target_stock, 1e-9)
    return min(1.0, max(-1.0, gap))


class PricingRule(Rule):
    """How a firm revises its price; it is asked for every firm in step 8, within the pass over firms.

    ``next_price`` is compiled into that pass, so it is a function of numbers, decorated with ``row_rule``:
    it allocates nothing and calls only compiled functions.
    """

    slot: ClassVar[str] = "pricing"

    def numbers(self, moment: Moment) -> Any:
        """Return what ``next_price`` needs of the scenario and the month.

        Parameters
        ----------
        moment : Moment
            The economy before the sales of the month.

        Returns
        -------
        NamedTuple of numbers and arrays
            The same type in every month; an empty tuple for nothing.
        """
        raise NotImplementedError

    @staticmethod
    def next_price(numbers: Any, offer: Offer) -> float:
        """Return the price of the next month.

        Parameters
        ----------
        numbers : NamedTuple
            From ``numbers``.
        offer : Offer
            The firm.

        Returns
        -------
        float
            Cents a unit, finite and above zero.
        """
        raise NotImplementedError
