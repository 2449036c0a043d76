"""The two networks of the base year: how people move between occupations, and which firms learn from which.

A user can replace either with a networkx graph of their own; the simulation reads arrays. Occupations: edge
weights are the probability of the new group for a person who leaves, observed in the Current Population
Survey (del Rio-Chanona, Mealy, Beguerisse-Diaz, Lafond and Farmer 2021, Occupational mobility and automation,
J. R. Soc. Interface 18, build the same network for 464 occupations). Firms: a random graph in which most
links stay within the sector and some leave it; those few keep all firms a handful of steps apart (Watts and
Strogatz 1998).
Graph attributes are plain numbers and texts, so ``networkx.write_graphml`` stores them as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from sim.base_year.arrays import MOST_ROWS
from sim.base_year.calibration import Calibration
from sim.errors import UserError
from sim.kernels.draws import purpose, stream, uniform
from sim.kernels.parallel import Arguments, chunk_rule, job_of
from sim.kernels.sums import FIRM_CHUNK, firms_of, n_chunks
from sim.units import Codes, Positions, Rows

if TYPE_CHECKING:
    import networkx as nx

Shares32 = npt.NDArray[np.float32]

N_NEIGHBOURS = 4
NEIGHBOUR = purpose("networks: neighbour")
SPARE_LINK = purpose("networks: choice among more links than a firm has places")


def occupational_mobility(calibration: Calibration) -> nx.DiGraph:
    """Build the network of occupation groups.

    Returns
    -------
    networkx.DiGraph
        Nodes in the order of the calibration, from 0, with ``code``, ``title``, ``jobs`` (millions), ``wage``
        (dollars a month) and each measure of exposure (share of tasks). An edge's ``weight`` is the
        probability that a person who leaves the first group enters the second.
    """
    import networkx as nx

    graph = nx.DiGraph(name="occupational mobility")
    for occupation, title in enumerate(calibration.occupation_titles):
        graph.add_node(
            occupation,
            code=calibration.occupation_codes[occupation],
            title=title,
            jobs=float(calibration.occupation_jobs[occupation]),
            wage=float(calibration.occupation_wage[occupation]),
            **{name: float(values[occupation]) for name, values in calibration.exposure.items()},
        )
    for origin, destination in np.argwhere(calibration.mobility > 0.0).tolist():
        graph.add_edge(origin, destination, weight=float(calibration.mobility[origin, destination]))
    return graph


def destination_table(graph: nx.Graph, n_occupations: int) -> Shares32:
    """Turn a mobility network into rows from which a destination is drawn.

    The destination of a uniform draw u is the first column whose entry exceeds u. Links of a group to itself
    are left out: the table is about people who leave. Weights need not sum to 1.

    Parameters
    ----------
    graph : networkx.Graph or networkx.DiGraph
        Nodes 0 to ``n_occupations`` - 1; an edge without ``weight`` counts 1.
    n_occupations : int
        Number of groups.

    Returns
    -------
    float32 array (n_occupations, n_occupations)
        Cumulative probabilities; every row ends at exactly 1 and does not rise at its own group.

    Raises
    ------
    ValueError
        If nodes are missing or unknown, a weight is negative or not a number, or a group has no way out.
    """
    _check_nodes(graph, n_occupations, complete=True)
    weights = np.zeros((n_occupations, n_occupations))
    for origin in range(n_occupations):
        for destination, link in graph[origin].items():
            weight = float(link.get("weight", 1.0))
            if not (math.isfinite(weight) and weight >= 0.0):
                raise ValueError(
                    f"mobility network: weight of {origin} -> {destination} is {weight}; at least 0 is needed"
                )
            if destination != origin:
                weights[origin, destination] = weight
    table = np.empty((n_occupations, n_occupations), np.float32)
    for origin, row in enumerate(weights):
        total = math.fsum(row)
        if not 0.0 < total < math.inf:
            raise ValueError(
                f"mobility network: group {origin} has no link to another group; it needs at least one"
            )
        table[origin] = np.cumsum(row / total)
        table[origin, np.flatnonzero(row)[-1] :] = 1.0
    return table


def neighbour_table(
    sector: npt.NDArray[np.uint8],
    seed: int,
    *,
    same_sector: float = 0.75,
    n_neighbours: int = N_NEIGHBOURS,
    active: npt.NDArray[np.bool_] | None = None,
) -> Rows:
    """Draw the firms that each firm watches when it decides on AI.

    A firm has ``round(same_sector * n_neighbours)`` links into its own sector and the others anywhere, all
    equally likely and never to itself. A sector of one firm links anywhere. Two links may meet the same firm.

    Parameters
    ----------
    sector : uint8 array (n_firms,)
        Sector of each row, in any order.
    seed : int
        The same seed gives the same links on any number of threads.
    same_sector : float
        Share of links within the sector, 0 to 1.
    n_neighbours : int
        Links of one firm.
    active : bool array (n_firms,), optional
        Rows that can be watched; all by default. Other rows get links too, for the firm to be born there.

    Returns
    -------
    int32 array (n_firms, n_neighbours)
        Rows of firms; -1 only where there is no other firm.

    Raises
    ------
    ValueError
        If ``same_sector`` is not in 0 to 1.
    """
    if not 0.0 <= same_sector <= 1.0:
        raise ValueError(f"firm network: same_sector is {same_sector}; it must lie in 0 to 1")
    rows = (
        np.arange(sector.size, dtype=np.int32) if active is None else np.flatnonzero(active).astype(np.int32)
    )
    order = rows[np.argsort(sector[rows], kind="stable")]
    position = np.full(sector.size, -1, np.int32)
    position[order] = np.arange(order.size, dtype=np.int32)
    start = np.zeros(MOST_ROWS + 1, np.int64)
    np.cumsum(np.bincount(sector[rows], minlength=MOST_ROWS), out=start[1:])
    neighbours = np.empty((sector.size, n_neighbours), np.int32)
    n_same = round(same_sector * n_neighbours)
    chunks = n_chunks(sector.size, FIRM_CHUNK)
    job = NeighboursJob(
        sector=sector,
        order=order,
        position=position,
        start=start,
        n_same=n_same,
        seed=seed,
        neighbours=neighbours,
    )
    _draw_neighbours(chunks, job)
    return neighbours


def as_neighbour_table(given: object, shape: tuple[int, ...]) -> Rows:
    """Return links between firms as the state keeps them.

    Raises
    ------
    UserError
        They are no table of that shape, or name a row that is not there.
    """
    table = np.asarray(given)
    fits = table.shape == shape and table.dtype.kind in "iu"
    if not fits or not bool(((table >= -1) & (table < shape[0])).all()):
        raise UserError(
            f"neighbours: the links of firms must be {shape[0]:,} rows of {shape[1]} whole numbers from -1, "
            f"for none, to {shape[0] - 1:,}, the last row of a firm."
        )
    return table.astype(np.int32)


class NeighboursJob(NamedTuple):
    """The firms in the order of their sectors, and where the links of each are written."""

    sector: Codes  # by firm
    order: Rows  # of firms, by sector
    position: Rows  # by firm: where it stands in the order, or -1
    start: Positions  # (MOST_ROWS + 1,): where each sector begins in the order
    n_same: int  # links of a firm within its sector
    seed: int
    neighbours: Rows  # (n_firms, n_neighbours)


@chunk_rule
def _draw_neighbours(chunk: int, arguments: Arguments[NeighboursJob]) -> None:
    """Draw the links of a chunk of firms."""
    job = job_of(arguments)
    sector, order, position, start, n_same = job.sector, job.order, job.position, job.start, job.n_same
    neighbours = job.neighbours
    n_neighbours = neighbours.shape[1]
    key = stream(job.seed, 0, NEIGHBOUR)
    for firm in range(*firms_of(chunk, sector.size)):
        own = position[firm]
        for slot in range(n_neighbours):
            first, last = np.int64(0), np.int64(order.size)
            if slot < n_same:
                low, high = start[sector[firm]], start[np.int64(sector[firm]) + 1]
                if high - low > (1 if own >= 0 else 0):
                    first, last = low, high
            candidates = last - first - (1 if own >= 0 else 0)
            if candidates <= 0:
                neighbours[firm, slot] = -1
                continue
            pick = first + min(
                np.int64(uniform(key, firm * n_neighbours + slot) * candidates), candidates - 1
            )
            if own >= 0 and pick >= own:
                pick += 1  # skip the firm itself
            neighbours[firm, slot] = order[pick]


def firm_graph(neighbours: Rows, rows: Iterable[int] | None = None) -> nx.DiGraph:
    """Show the firm network, or a part of it, as a graph.

    Parameters
    ----------
    neighbours : int32 array (n_firms, k)
        Links as the simulation reads them, -1 for none.
    rows : iterable of int, optional
        Firms whose links are wanted; all by default, which for millions of firms takes gigabytes.

    Returns
    -------
    networkx.DiGraph
        An edge points from a firm to one that it watches; ``weight`` counts links to the same firm.
    """
    import networkx as nx

    graph = nx.DiGraph(name="firms")
    for firm in range(len(neighbours)) if rows is None else rows:
        graph.add_node(int(firm))
        for neighbour in neighbours[firm].tolist():
            if neighbour < 0:
                continue
            weight = graph.get_edge_data(int(firm), neighbour, {"weight": 0})["weight"]
            graph.add_edge(int(firm), neighbour, weight=weight + 1)
    return graph


def neighbours_from_graph(
    graph: nx.Graph, n_firms: int, *, n_neighbours: int = N_NEIGHBOURS, seed: int = 0
) -> Rows:
    """Turn a user's graph of firms into the links that the simulation reads.

    In a directed graph a firm watches its successors, in an undirected one all firms it is linked to. An
    edge's ``weight``, a whole number, counts as so many links. A firm with more links than places keeps a
    random choice.

    Parameters
    ----------
    graph : networkx.Graph or networkx.DiGraph
        Nodes are rows of firms; rows without a node have no links.
    n_firms : int
        Rows of the firm table.
    n_neighbours : int
        Places for links of one firm.
    seed : int
        Seed of the choice where a firm has too many links.

    Returns
    -------
    int32 array (n_firms, n_neighbours)
        Rows of firms, in ascending order, -1 in places without a link.

    Raises
    ------
    ValueError
        If a node is not a row of the firm table, a firm is linked to itself, or a weight is no whole number.
    """
    _check_nodes(graph, n_firms, complete=False)
    neighbours = np.full((n_firms, n_neighbours), -1, np.int32)
    for firm in graph:
        links: list[int] = []
        for neighbour, link in graph[firm].items():
            count = link.get("weight", 1)
            if neighbour == firm:
                raise ValueError(f"firm network: firm {firm} is linked to itself; remove the link")
            if count != int(count) or count < 0:
                raise ValueError(
                    f"firm network: the weight of {firm} -> {neighbour} is {count}; it must be a whole number"
                )
            links.extend([int(neighbour)] * min(int(count), n_neighbours))
        if len(links) > n_neighbours:
            kept = np.argsort(_draw_order(len(links), seed, int(firm)), kind="stable")[:n_neighbours]
            links = [links[number] for number in kept]
        neighbours[firm, : len(links)] = sorted(links)
    return neighbours


@njit(cache=True)
def _draw_order(n_links: int, seed: int, firm: int) -> npt.NDArray[np.float64]:
    """Draw a number for each link of a firm."""
    key = stream(seed, firm, SPARE_LINK)
    luck = np.empty(n_links)
    for link in range(n_links):
        luck[link] = uniform(key, link)
    return luck


def _check_nodes(graph: nx.Graph, n_rows: int, *, complete: bool) -> None:
    for node in graph:
        if isinstance(node, bool) or not isinstance(node, (int, np.integer)) or not 0 <= node < n_rows:
            raise ValueError(
                f"network: {node!r} is not a row; nodes must be the whole numbers 0 to {n_rows - 1}"
            )
    if complete and graph.number_of_nodes() < n_rows:
        missing = min(set(range(n_rows)).difference(graph))
        raise ValueError(
            f"network: node {missing} is missing; nodes must be the whole numbers 0 to {n_rows - 1}"
        )
    if graph.is_multigraph():
        raise ValueError("network: several edges between two nodes are not supported; use edge weights")
