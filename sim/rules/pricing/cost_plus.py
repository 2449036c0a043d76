"""The price is a markup over unit cost, at once and whatever is in stock: full pass-through."""

from typing import Any

from sim.kernels.row_rule import row_rule
from sim.rules.pricing import Offer, PricingRule
from sim.rules.slots import Moment


class CostPlus(PricingRule):
    """A firm asks its sector's markup over its unit cost."""

    def numbers(self, moment: Moment) -> Any:
        """Return nothing: a price follows from the firm alone."""
        return ()

    @staticmethod
    @row_rule
    def next_price(numbers: Any, offer: Offer) -> float:
        """Return the price of the next month."""
        return (1.0 + offer.markup) * offer.unit_cost * offer.scarcity
