"""Shapley values of a game given by its coalitions: all of them, or those along sampled permutations.

The value of a player is the mean, over all orders in which players may come, of what it adds when it comes
(Shapley 1953). With few players all coalitions are known and the value is exact; with more it is the mean
over sampled orders (Castro, Gomez and Tejada 2009), each with its reverse, which takes out the part of an
order's error that is linear in places (Mitchell, Cooper, Frank and Holmes 2022). Either way values add up to
the whole game less the empty one, along every order.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from math import factorial

import numpy as np

__all__ = ["EXACT_UP_TO", "Coalition", "along", "coalitions", "exact", "sampled_orders", "shapley"]

Coalition = frozenset[int]
Order = tuple[int, ...]

EXACT_UP_TO = 5
"""Players up to which all coalitions are played: 32 at most."""


def coalitions(players: int) -> list[Coalition]:
    """Return all coalitions, the empty one first."""
    members = range(players)
    return [frozenset(one) for size in range(players + 1) for one in itertools.combinations(members, size)]


def sampled_orders(players: int, number: int, seed: int) -> list[Order]:
    """Return ``number`` orders of the players, every second one the reverse of the one before."""
    luck = np.random.default_rng(seed)
    found: list[Order] = []
    while len(found) < number:
        order = tuple(int(place) for place in luck.permutation(players))
        found += [order, order[::-1]]
    return found[:number]


def along(order: Order) -> list[Coalition]:
    """Return the coalitions that form as players come in ``order``, the empty one first."""
    return [frozenset(order[:size]) for size in range(len(order) + 1)]


def exact(values: Mapping[Coalition, float], players: int) -> list[float]:
    """Return the values of all players from the values of all coalitions."""
    weights = [
        factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)
    ]
    return [
        sum(
            weights[len(one)] * (values[one | {player}] - values[one])
            for one in coalitions(players)
            if player not in one
        )
        for player in range(players)
    ]


def shapley(values: Mapping[Coalition, float], players: int, orders: Sequence[Order]) -> list[float]:
    """Return the values of all players, exact if ``orders`` is empty, else the mean over the orders."""
    if not orders:
        return exact(values, players)
    added = np.zeros(players)
    for order in orders:
        for before, after in itertools.pairwise(along(order)):
            (player,) = after - before
            added[player] += values[after] - values[before]
    return [float(one) for one in added / len(orders)]
