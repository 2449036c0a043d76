"""Prices close in on a markup over unit cost, a little lower where stocks are too large.

The numbers stand in the section ``firms`` of a scenario (docs/model.md, section 12.3).
"""

from typing import NamedTuple

from sim.kernels.row_rule import row_rule
from sim.rules.pricing import PRICE_STEP, Offer, PricingRule, excess_demand
from sim.rules.slots import Moment


class Numbers(NamedTuple):
    """Numbers of the scenario."""

    adjustment: float  # part of the gap to the wanted price that is closed in a month


class TargetMarkup(PricingRule):
    """A firm moves its price towards its sector's markup over its unit cost."""

    def numbers(self, moment: Moment) -> Numbers:
        """Return the numbers of the scenario."""
        return Numbers(float(moment.parameters.firms.price_adjustment))

    @staticmethod
    @row_rule
    def next_price(numbers: Numbers, offer: Offer) -> float:
        """Return the price of the next month."""
        target = (1.0 + offer.markup) * offer.unit_cost * offer.scarcity
        target *= 1.0 + PRICE_STEP * excess_demand(offer)
        return offer.price + numbers.adjustment * (target - offer.price)
