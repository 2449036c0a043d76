"""Prices close in on a markup over cost, and the larger the firm the more on what its rivals ask.

p* = P_s (T / P_s)^w with T the sector's markup over the firm's own cost and w = 1 - (1 - own) s^n /
(s^n + s0^n), s the firm's sales at base-year prices: small firms pass their own cost on in full, large
ones in part (Amiti, Itskhoki and Konings 2019), and n says how sharply the two are told apart. Where all
firms of a sector have the same shock, P_s follows and it is passed on in full. The numbers stand in the
section ``firms`` of a scenario (docs/model.md, section 12.3).
"""

from typing import NamedTuple

from sim.kernels.elementary import power
from sim.kernels.row_rule import row_rule
from sim.parameters.numbers import numbers_of
from sim.rules.pricing import Offer, PricingRule, excess_demand
from sim.rules.slack import answer_to_want
from sim.rules.slots import Moment
from sim.state.structure import PRICE_BASE
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR


class Numbers(NamedTuple):
    """Numbers of the scenario and the month."""

    price_adjustment: float  # part of the gap to the wanted price that is closed in a month
    own_cost_weight: float  # w of the largest firms
    half_size: float  # s0: units a month
    strategic_steepness: float  # n
    stock_response: float  # of the month: part of the gap to the wanted stock that a price corrects


class Strategic(PricingRule):
    """A firm moves its price towards its markup over cost, seen beside the prices of its rivals."""

    def numbers(self, moment: Moment) -> Numbers:
        """Return the numbers of the scenario."""
        firms = moment.parameters.firms
        cents = 1e6 * CENTS_PER_DOLLAR * firms.strategic_sales / MONTHS_PER_YEAR
        answer = firms.stock_response * answer_to_want(moment.state.macro, moment.parameters)
        return numbers_of(Numbers, firms, half_size=cents / PRICE_BASE, stock_response=answer)

    @staticmethod
    @row_rule
    def next_price(numbers: Numbers, offer: Offer) -> float:
        """Return the price of the next month."""
        target = (1.0 + offer.markup) * offer.unit_cost * offer.scarcity
        if numbers.own_cost_weight < 1.0:
            smaller = numbers.half_size / max(offer.expected_demand, 1e-9)
            size = 1.0 / (1.0 + power(smaller, numbers.strategic_steepness))
            weight = 1.0 - (1.0 - numbers.own_cost_weight) * size
            target = offer.sector_price * power(target / offer.sector_price, weight)
        target *= 1.0 + numbers.stock_response * excess_demand(offer)
        return offer.price + numbers.price_adjustment * (target - offer.price)
