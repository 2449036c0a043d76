"""Prices close in on a markup over unit cost, a little lower where stocks are too large.

The numbers stand in the section ``firms`` of a scenario (docs/model.md, section 12.3).
"""

from typing import NamedTuple

from sim.kernels.row_rule import row_rule
from sim.rules.pricing import Offer, PricingRule, excess_demand
from sim.rules.slack import answer_to_want
from sim.rules.slots import Moment


class Numbers(NamedTuple):
    """Numbers of the scenario."""

    adjustment: float  # part of the gap to the wanted price that is closed in a month
    stock_response: float  # of the month: part of the gap to the wanted stock that a price corrects


class TargetMarkup(PricingRule):
    """A firm moves its price towards its sector's markup over its unit cost."""

    def numbers(self, moment: Moment) -> Numbers:
        """Return the numbers of the scenario."""
        firms = moment.parameters.firms
        answer = firms.stock_response * answer_to_want(moment.state.macro, moment.parameters)
        return Numbers(float(firms.price_adjustment), float(answer))

    @staticmethod
    @row_rule
    def next_price(numbers: Numbers, offer: Offer) -> float:
        """Return the price of the next month."""
        target = (1.0 + offer.markup) * offer.unit_cost * offer.scarcity
        target *= 1.0 + numbers.stock_response * excess_demand(offer)
        return offer.price + numbers.adjustment * (target - offer.price)
