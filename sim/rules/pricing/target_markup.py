"""Prices close in on a markup over unit cost, a little lower where stocks are too large.

The numbers stand in the section ``firms`` of a scenario (docs/model.md, section 12.3).
"""

from typing import NamedTuple

from sim.kernels.row_rule import row_rule
from sim.rules.pricing import Offer, PricingRule
from sim.rules.slots import Moment

PRICE_STEP = 0.06  # part of the log gap between stock and target stock that a price corrects


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
        gap = (offer.target_stock - offer.stock) / max(offer.target_stock, 1e-9)
        excess = min(1.0, max(-1.0, gap))
        target = (1.0 + offer.markup) * offer.unit_cost * (1.0 + PRICE_STEP * excess)
        return offer.price + numbers.adjustment * (target - offer.price)
