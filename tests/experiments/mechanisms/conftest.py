"""Results of mechanisms whose effects are known, made without running an economy."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from sim.experiments.mechanisms.catalogue import MECHANISMS, chosen
from sim.experiments.mechanisms.play import OUTCOMES
from sim.experiments.mechanisms.run import SCHEMA, Hangs, added
from sim.experiments.mechanisms.shapley import along, coalitions, sampled_orders
from sim.records.provenance import Stopwatch, manifest
from sim.scenario import Scenario


def invented_mechanisms(names: tuple[str, ...] = (), *, orders: int = 2, seeds: int = 4) -> Hangs:
    """Return results in which player k adds -(k + 1), chance a little, and a story without any 0.5."""
    story = Scenario.load("pessimistic")
    listed = chosen(names)
    players = tuple(one for one in listed if one.is_on(story))
    everybody = frozenset(range(len(players)))
    rows = []
    for seed in range(1, seeds + 1):
        sampled = sampled_orders(len(players), orders, seed)
        wanted = {one for order in sampled for one in along(order)}
        if not orders:
            wanted = set(coalitions(len(players)))
        wanted |= {everybody, frozenset(), *(everybody - {one} for one in everybody)}
        luck = np.random.default_rng(seed).normal(scale=0.1)
        played = {one: dict.fromkeys(OUTCOMES, 0.5 - sum(1.0 + k + luck for k in one)) for one in wanted}
        rows += [(seed, *row) for row in added(played, players, sampled)]
    record = manifest({story.name: story.to_toml()}, tuple(range(1, seeds + 1)), Stopwatch.start())
    values = pl.DataFrame(rows, SCHEMA, orient="row")
    return Hangs(story, MECHANISMS, listed, values, (6, 15), orders, record)


@pytest.fixture
def invented() -> Callable[..., Hangs]:
    """Return the function that makes results up."""
    return invented_mechanisms
