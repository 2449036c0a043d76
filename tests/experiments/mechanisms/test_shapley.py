"""Shapley values have the properties that single them out, sampled ones are near, and both add up."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.mechanisms.shapley import along, coalitions, exact, sampled_orders, shapley

Game = dict[frozenset[int], float]


@st.composite
def games(draw: st.DrawFn) -> tuple[int, Game]:
    players = draw(st.integers(1, 4))
    value = st.floats(-100.0, 100.0)
    return players, {one: draw(value) for one in coalitions(players)}


@given(games())
def test_values_add_up_to_the_whole_game_less_the_empty_one(game) -> None:
    players, values = game
    everybody = frozenset(range(players))
    assert sum(exact(values, players)) == pytest.approx(values[everybody] - values[frozenset()], abs=1e-9)
    orders = sampled_orders(players, 3, seed=1)
    assert sum(shapley(values, players, orders)) == pytest.approx(sum(exact(values, players)), abs=1e-9)


@given(games())
def test_exact_values_are_the_mean_over_all_orders(game) -> None:
    players, values = game
    orders = list(itertools.permutations(range(players)))
    assert shapley(values, players, orders) == pytest.approx(exact(values, players), abs=1e-9)


def test_a_glove_game_by_hand() -> None:
    """One left glove and two right ones (Shapley and Shubik 1969): 2/3, 1/6, 1/6."""
    values = {one: float(0 in one and len(one) > 1) for one in coalitions(3)}
    assert exact(values, 3) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_who_adds_nothing_gets_nothing_and_equals_get_the_same() -> None:
    values = {one: float(len(one - {2})) ** 2 for one in coalitions(3)}
    first, second, idle = exact(values, 3)
    assert idle == 0.0
    assert first == pytest.approx(second) == pytest.approx(2.0)


def test_an_order_and_its_reverse_are_exact_for_pairs() -> None:
    """In a game of pairs what a player adds is linear in who is there: one order and its reverse tell all."""
    rng = np.random.default_rng(3)
    own, pairs = rng.normal(size=7), rng.normal(size=(7, 7))
    values = {
        one: float(
            sum(own[i] for i in one) + sum(pairs[i, j] for i, j in itertools.combinations(sorted(one), 2))
        )
        for one in coalitions(7)
    }
    orders = sampled_orders(7, 2, seed=5)
    assert shapley(values, 7, orders) == pytest.approx(exact(values, 7))


def test_sampled_values_come_near_as_orders_grow() -> None:
    """The largest error shrinks about as one over the root of the number of orders."""
    values = {one: float(len(one) ** 3 * (1 + min(one, default=0))) for one in coalitions(6)}
    right = np.array(exact(values, 6))
    errors = {
        number: np.mean(
            [
                np.abs(np.array(shapley(values, 6, sampled_orders(6, number, seed))) - right).max()
                for seed in range(20)
            ]
        )
        for number in (4, 64)
    }
    assert errors[64] < 0.5 * errors[4]


def test_orders_depend_on_the_seed_alone_and_come_with_their_reverse() -> None:
    orders = sampled_orders(9, 6, seed=4)
    assert orders == sampled_orders(9, 6, seed=4) != sampled_orders(9, 6, seed=5)
    assert orders[1] == orders[0][::-1]
    assert len(sampled_orders(9, 5, seed=4)) == 5
    assert [len(one) for one in along(orders[0])] == list(range(10))
