"""What the use of capital costs and how much labour stands in for it: for firms there and those founded."""

import numpy as np

from sim.kernels.elementary import power, powers
from sim.kernels.sums import weighted
from sim.parameters import Parameters
from sim.state.columns import Array, Macro
from sim.state.structure import PRICE_BASE, Structure

LARGEST_RATIO = 1.0  # of capital that labour can stand in for, to labour: homes take no more hands
LEAST_OF_LABOUR = 0.1  # of its share in the base year, so that no shortage of capital asks for endless labour


def replaceable_by_labour(capital: Array, labour: Array) -> Array:
    """Return the part of the cost of capital that labour can stand in for, in the unit of both costs."""
    return np.minimum(capital, LARGEST_RATIO * labour)


def user_cost(macro: Macro, structure: Structure, parameters: Parameters) -> Array:
    """Return what the capital for a unit of output costs, cents (s,): replacement, return and scarcity.

    A unit of output needs q^(-sigma) of the capital of the base year where labour can stand in for it, and
    all of it where it cannot, at q times the user cost of the base year and the price of capital goods (CES,
    docs/model.md, section 13.4). Where a stock follows its use at once, q is one and the supply curve R of
    capital sets its price.
    """
    goods = weighted(structure.investment, macro.sector_price) / PRICE_BASE
    if parameters.capital.adjustment_cost <= 0.0:
        return structure.user_cost * (macro.capital_price[0] * macro.capital_rent) * goods
    replaceable = replaceable_by_labour(structure.user_cost, PRICE_BASE * structure.labour_share)
    rest, rent = structure.user_cost - replaceable, macro.capital_rent
    return (rest * rent + replaceable * powers(rent, 1.0 - parameters.capital.substitution)) * goods


def output_per_worker(macro: Macro, structure: Structure, parameters: Parameters) -> Array:
    """Return what a unit of effort makes relative to the base years' capital a worker, (s,).

    With CES production of elasticity sigma, a share alpha of capital in cost and q what capital earns over
    its user cost: Y / L = [(1 - alpha q^(1 - sigma)) / (1 - alpha)]^(sigma / (1 - sigma)), and
    q^(-alpha / (1 - alpha)) at sigma = 1: where capital is short, more labour makes the same output. One
    where a stock follows its use at once.
    """
    if parameters.capital.adjustment_cost <= 0.0:
        return np.ones(macro.capital_rent.size)
    sigma = parameters.capital.substitution
    replaceable = replaceable_by_labour(structure.user_cost / PRICE_BASE, structure.labour_share)
    share = replaceable / (replaceable + structure.labour_share)
    rent = macro.capital_rent
    if abs(sigma - 1.0) < 1e-6:
        return np.array([power(q, -a / (1.0 - a)) for q, a in zip(rent, share, strict=True)])
    labour = np.maximum((1.0 - share * powers(rent, 1.0 - sigma)) / (1.0 - share), LEAST_OF_LABOUR)
    return powers(labour, sigma / (1.0 - sigma))
