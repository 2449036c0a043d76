"""Providers replace what wears out, and the fleet neither grows nor shrinks."""

from sim.rules.compute_investment import Books, ComputeInvestmentRule, Orders, list_price
from sim.rules.compute_price import GpuMarket
from sim.rules.slots import Moment


class Replacement(ComputeInvestmentRule):
    """Orders are what wears out this month."""

    def orders(self, moment: Moment, market: GpuMarket, books: Books) -> Orders:
        """Return the GPUs ordered this month."""
        price = list_price(moment.parameters, float(moment.state.macro.price_level[0]))
        return Orders(books.wear.copy(), price)
