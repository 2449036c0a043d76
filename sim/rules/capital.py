"""What the use of capital costs, shared by the firms that are there and those that are founded."""

from sim.kernels.sums import weighted
from sim.state.columns import Array, Macro
from sim.state.structure import PRICE_BASE, Structure


def user_cost(macro: Macro, structure: Structure) -> Array:
    """Return what the capital for a unit of output costs, cents (s,): replacement, return and scarcity.

    It is the user cost of the base year, times the price of capital goods, R and q (docs/model.md,
    section 13).
    """
    goods = weighted(structure.investment, macro.sector_price) / PRICE_BASE
    return structure.user_cost * (macro.capital_price[0] * macro.capital_rent) * goods
