"""The networks of the base year: valid, reproducible, replaceable."""

import io

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base_year.calibration import load
from sim.base_year.networks import (
    destination_table,
    firm_graph,
    neighbour_table,
    neighbours_from_graph,
    occupational_mobility,
)

OCCUPATIONS = load().sizes["occupations"]


def shuffled_sectors(n_firms: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 20, n_firms).astype(np.uint8)


def test_mobility_network_holds_the_calibration() -> None:
    calibration = load()
    graph = occupational_mobility(calibration)
    assert list(graph) == list(range(OCCUPATIONS))
    assert graph.nodes[16]["title"] == "Office and administration"
    assert graph.nodes[16]["gpt4_beta"] == calibration.exposure["gpt4_beta"][16]
    matrix = nx.to_numpy_array(graph, nodelist=range(OCCUPATIONS))
    np.testing.assert_array_equal(matrix, calibration.mobility)
    assert nx.is_strongly_connected(graph)


def test_mobility_network_can_be_stored_and_used_again() -> None:
    graph = occupational_mobility(load())
    text = io.BytesIO()
    nx.write_graphml(graph, text)
    text.seek(0)
    again = nx.read_graphml(text, node_type=int)
    np.testing.assert_array_equal(
        destination_table(again, OCCUPATIONS), destination_table(graph, OCCUPATIONS)
    )


def test_destinations_are_drawn_with_the_calibrated_probabilities() -> None:
    calibration = load()
    table = destination_table(occupational_mobility(calibration), OCCUPATIONS)
    assert table.dtype == np.float32
    assert table.shape == (OCCUPATIONS, OCCUPATIONS)
    assert (table[:, -1] == 1.0).all()
    assert (np.diff(table, axis=1) >= 0.0).all()
    draws = (np.arange(200_000) + 0.5) / 200_000
    for origin in range(OCCUPATIONS):
        destinations = (draws[:, None] >= table[origin]).sum(axis=1)
        assert not (destinations == origin).any()
        share = np.bincount(destinations, minlength=OCCUPATIONS) / draws.size
        # a grid of draws misses each edge by at most one step; an entry of float32 is off by at most 6e-8
        np.testing.assert_allclose(share, calibration.mobility[origin], atol=2 / draws.size)


def test_replacement_network_is_normalised_and_stays_are_left_out() -> None:
    graph = nx.complete_graph(3)
    graph.add_edge(0, 0, weight=50.0)
    graph.edges[0, 1]["weight"] = 3.0
    table = destination_table(graph, 3)
    np.testing.assert_allclose(table[0], [0.0, 0.75, 1.0])
    np.testing.assert_allclose(table[2], [0.5, 1.0, 1.0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda graph: graph.remove_node(7), "node 7 is missing"),
        (lambda graph: graph.add_node("nurses"), "'nurses' is not a row"),
        (lambda graph: graph.add_node(22), "22 is not a row"),
        (lambda graph: graph.edges[3, 4].update(weight=-0.1), "weight of 3 -> 4 is -0.1"),
        (lambda graph: graph.edges[3, 4].update(weight=float("nan")), "weight of 3 -> 4 is nan"),
        (lambda graph: graph.remove_edges_from(list(graph.out_edges(5))), "group 5 has no link"),
    ],
)
def test_refused_mobility_networks(change, message) -> None:  # type: ignore[no-untyped-def]
    graph = occupational_mobility(load())
    change(graph)
    with pytest.raises(ValueError, match=message):
        destination_table(graph, OCCUPATIONS)


def test_neighbours_are_reproducible_and_mostly_in_the_own_sector() -> None:
    sector = shuffled_sectors(20_000)
    neighbours = neighbour_table(sector, seed=5)
    assert neighbours.dtype == np.int32
    assert neighbours.shape == (20_000, 4)
    np.testing.assert_array_equal(neighbours, neighbour_table(sector, seed=5))
    assert (neighbours != neighbour_table(sector, seed=6)).mean() > 0.99
    assert (neighbours >= 0).all()
    assert (neighbours != np.arange(20_000)[:, None]).all()
    assert (sector[neighbours[:, :3]] == sector[:, None]).all()
    # the fourth link leaves the sector with probability 19/20
    outside = (sector[neighbours[:, 3]] != sector).mean()
    assert outside == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 20_000))


def test_all_firms_are_watched_alike() -> None:
    sector = np.zeros(10_000, np.uint8)
    watchers = np.bincount(neighbour_table(sector, seed=1).ravel(), minlength=10_000)
    # 40 000 links at random: the number of watchers is Poisson with mean and variance 4
    assert watchers.var() == pytest.approx(4.0, abs=5 * np.sqrt((4 + 2 * 16) / 10_000))


def test_firms_are_a_handful_of_steps_apart() -> None:
    graph = firm_graph(neighbour_table(shuffled_sectors(2_000), seed=1)).to_undirected()
    assert nx.is_connected(graph)
    steps = nx.single_source_shortest_path_length(graph, 0)
    assert np.mean(list(steps.values())) < 6


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 255), st.booleans()), min_size=1, max_size=30),
    st.integers(0, 2**31 - 1),
)
def test_only_active_rows_are_watched(firms: list[tuple[int, bool]], seed: int) -> None:
    sector = np.array([firm[0] for firm in firms], np.uint8)
    active = np.array([firm[1] for firm in firms])
    neighbours = neighbour_table(sector, seed, active=active)
    for firm, row in enumerate(neighbours):
        others = [other for other in np.flatnonzero(active) if other != firm]
        peers = [other for other in others if sector[other] == sector[firm]]
        assert set(row[:3].tolist()) <= set(peers or others or [-1])
        assert set(row[3:].tolist()) <= set(others or [-1])


def test_links_within_the_sector_must_be_a_share() -> None:
    with pytest.raises(ValueError, match=r"same_sector is 1\.5"):
        neighbour_table(shuffled_sectors(10), seed=1, same_sector=1.5)


def test_a_firm_graph_and_its_links_are_the_same_thing() -> None:
    neighbours = neighbour_table(shuffled_sectors(300), seed=2)
    neighbours[17, 2] = -1
    graph = firm_graph(neighbours)
    again = neighbours_from_graph(graph, 300)
    np.testing.assert_array_equal(
        np.sort(np.where(again < 0, 999, again)), np.sort(np.where(neighbours < 0, 999, neighbours))
    )
    part = firm_graph(neighbours, rows=[4, 9])
    assert set(part.successors(4)) == set(neighbours[4].tolist())
    assert part.out_degree(int(neighbours[4, 0])) == 0 or neighbours[4, 0] == 9


def test_a_replacement_graph_with_many_and_with_few_links() -> None:
    star = nx.star_graph(10)
    neighbours = neighbours_from_graph(star, 12, seed=3)
    assert len(set(neighbours[0].tolist())) == 4
    assert (neighbours[0] > 0).all()
    assert neighbours[5].tolist() == [0, -1, -1, -1]
    assert neighbours[11].tolist() == [-1, -1, -1, -1]
    kept = np.zeros(11)
    for seed in range(500):
        kept[neighbours_from_graph(star, 12, seed=seed)[0]] += 1
    # each of ten links is kept with probability 0.4
    assert np.abs(kept[1:] - 200).max() < 4 * np.sqrt(500 * 0.4 * 0.6)


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (nx.Graph([(0, 99)]), "99 is not a row"),
        (nx.Graph([(1, 1)]), "firm 1 is linked to itself"),
        (nx.Graph([(0, 1, {"weight": 0.5})]), "weight of 0 -> 1 is 0.5"),
        (nx.MultiGraph([(0, 1), (0, 1)]), "use edge weights"),
    ],
)
def test_refused_firm_graphs(graph: nx.Graph, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        neighbours_from_graph(graph, 10)
