"""A market rule within a pass over firms: prices rise like rockets and fall like feathers (Peltzman 2000)."""

from typing import NamedTuple

from sim.kernels.row_rule import row_rule
from sim.parameters import parameter
from sim.parameters.declare import ASSUMPTION
from sim.rules.pricing import Offer, PricingRule
from sim.rules.slots import Moment


class Speeds(NamedTuple):
    """Parts of the gap to the wanted price that are closed in a month."""

    up: float
    down: float


class RocketsAndFeathers(PricingRule):
    """Firms pass on higher cost sooner than lower cost."""

    up: float = parameter(
        0.5, "Part of the way up", unit="share a month", at_least=0.0, at_most=1.0, source=ASSUMPTION
    )
    down: float = parameter(
        0.05, "Part of the way down", unit="share a month", at_least=0.0, at_most=1.0, source=ASSUMPTION
    )

    def numbers(self, moment: Moment) -> Speeds:
        """Return what the pass over firms needs."""
        return Speeds(self.up, self.down)

    @staticmethod
    @row_rule
    def next_price(numbers: Speeds, offer: Offer) -> float:
        """Return the price of the next month."""
        wanted = (1.0 + offer.markup) * offer.unit_cost
        speed = numbers.up if wanted > offer.price else numbers.down
        return offer.price + speed * (wanted - offer.price)
