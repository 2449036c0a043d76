"""Where people move: the occupational mobility network, drawn live.

A circle is an occupation group, its size the people who work in it, its colour how many of them look for
work; a line is the people who moved between two groups, an arrow its balance. Groups whose people change to
one another lie close together, and the drawing is turned so that those most exposed to AI lie to the right.
"""

from __future__ import annotations

import math
from functools import cache

import networkx as nx
import numpy as np

from sim.base_year.calibration import Calibration
from sim.base_year.networks import occupational_mobility
from sim.dashboard.pictures.svg import INK, PAPER, SOFT, WIDE, circle, line, picture, text
from sim.mesa_model.economy import Economy
from sim.report.wording import SPACE, number

__all__ = ["mobility_drawing", "places"]

HEAT = (
    (0.0, (223, 233, 242)),
    (0.06, (146, 192, 223)),
    (0.12, (246, 197, 111)),
    (0.25, (213, 94, 0)),
    (0.5, (110, 30, 0)),
)
"""Colour by share looking for work: from pale blue over amber to dark red, darker is worse."""

STRONGEST = 45
"""Lines drawn at most."""

ITERATIONS = 120


@cache
def places(calibration: Calibration) -> np.ndarray:
    """Lay the groups out with networkx, 0 to 1 in both directions; the same for every visitor."""
    graph = occupational_mobility(calibration)
    joined = nx.Graph()
    joined.add_nodes_from(sorted(graph))
    for origin, destination, weight in graph.edges.data("weight"):
        known = joined.get_edge_data(origin, destination, {"weight": 0.0})["weight"]
        joined.add_edge(origin, destination, weight=known + weight)
    layout = nx.spring_layout(joined, weight="weight", seed=3, iterations=300, k=0.55)
    where = np.array([layout[node] for node in sorted(graph)])
    exposure = np.array([graph.nodes[node]["human_beta"] for node in sorted(graph)])
    slope, *_ = np.linalg.lstsq(where - where.mean(axis=0), exposure - exposure.mean(), rcond=None)
    along = slope / np.linalg.norm(slope)
    turned = np.column_stack([where @ along, where @ np.array([-along[1], along[0]])])
    ranks = turned.argsort(axis=0).argsort(axis=0) / (len(turned) - 1)
    span = (turned - turned.min(axis=0)) / np.ptp(turned, axis=0)
    return _apart(0.5 * ranks + 0.5 * span)


def mobility_drawing(
    economy: Economy, reference: Economy, moves: np.ndarray, size: tuple[int, int] = WIDE
) -> str:
    """Draw the network of the chosen future as it is now.

    Parameters
    ----------
    economy, reference : Economy
        The chosen future, and the one whose employment the dashed rings show.
    moves : float array (o, o)
        People who changed from row to column, millions a month.
    size : tuple of int
        Width and height.
    """
    width, height = size
    calibration = economy.simulation.calibration
    titles, short = calibration.occupation_titles, calibration.occupation_short_titles
    at = places(calibration) * [width - 100, height - 92] + [50, 34]
    employed, rate = _now(economy)
    usual, _ = _now(reference)
    radius = 3.0 + 5.4 * np.sqrt(employed)
    ring = 3.0 + 5.4 * np.sqrt(usual)
    parts = _edges(at, moves)
    for place in range(len(titles)):
        x, y = at[place]
        share = number(100.0 * rate[place], 1)
        told = (
            f"{titles[place]}: {number(employed[place], 1)} million at work, {share}{SPACE}% look for work; "
            f"{number(usual[place], 1)} million in the other future"
        )
        parts.append(
            circle(
                x,
                y,
                ring[place],
                fill="none",
                more=f'stroke="{SOFT}" stroke-dasharray="2,2" stroke-width="1"',
            )
        )
        parts.append(
            circle(
                x,
                y,
                radius[place],
                fill=_heat(rate[place]),
                more=f'stroke="{INK}" stroke-width="0.8"',
                title=told,
            )
        )
    for place, name in enumerate(short):
        x, y = at[place]
        low = y + max(radius[place], ring[place]) + 11
        halo = f'stroke="{PAPER}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
        parts.append(text(x, low, name, anchor="middle", size=11, more=halo))
    parts += _legend(width, height)
    worst = int(np.argmax(rate))
    busiest = np.unravel_index(int(np.argmax(moves)), moves.shape)
    description = (
        f"Network of {len(titles)} occupation groups. Most are looking for work in {titles[worst]} "
        f"({number(100 * rate[worst], 1)} %). Most people move from {titles[busiest[0]]} "
        f"to {titles[busiest[1]]}."
    )
    return picture(size, "Where people work and move", description, parts)


def _now(economy: Economy) -> tuple[np.ndarray, np.ndarray]:
    """Return people at work in millions, and the share looking for work, by group."""
    if economy.month == 0:
        workers, size = economy.state.workers, economy.simulation.structure.jobs.size
        counts = [
            np.bincount(workers.occupation[workers.status == status], minlength=size) * economy.weight / 1e6
            for status in (0, 1)
        ]
        employed, jobless = counts
    else:
        employed = np.asarray(economy.indicator("employment", "occupations"))
        jobless = np.asarray(economy.indicator("unemployed", "occupations"))
    return employed, jobless / np.maximum(1e-9, employed + jobless)


def _edges(at: np.ndarray, moves: np.ndarray) -> list[str]:
    """Draw the strongest flows; an arrow in the middle of a line points where the balance goes."""
    both = np.triu(moves + moves.T, 1)
    order = np.argsort(both, axis=None)[::-1][:STRONGEST]
    parts = []
    for flat in order[::-1]:
        one, two = np.unravel_index(flat, both.shape)
        flow = both[one, two]
        if flow <= 0.0:
            continue
        (x1, y1), (x2, y2) = at[one], at[two]
        width = min(7.0, 14.0 * math.sqrt(flow))
        parts.append(line(x1, y1, x2, y2, colour="#7f8c97", width=round(width, 1), more='opacity="0.38"'))
        balance = moves[one, two] - moves[two, one]
        if abs(balance) > 0.25 * flow and width > 2.0:
            dx, dy = (x2 - x1, y2 - y1) if balance > 0 else (x1 - x2, y1 - y2)
            angle = math.degrees(math.atan2(dy, dx))
            reach = 2.0 + 0.9 * width
            parts.append(
                f'<path d="M{-reach:.1f},{-reach:.1f}L{reach:.1f},0L{-reach:.1f},{reach:.1f}z" '
                f'fill="#4a5761" transform="translate({(x1 + x2) / 2:.1f},{(y1 + y2) / 2:.1f}) '
                f'rotate({angle:.0f})"/>'
            )
    return parts


def _heat(share: float) -> str:
    """Return the colour of a share looking for work."""
    levels = [level for level, _ in HEAT]
    channels = [[colour[channel] for _, colour in HEAT] for channel in range(3)]
    red, green, blue = (round(float(np.interp(share, levels, channel))) for channel in channels)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _legend(width: int, height: int) -> list[str]:
    y = height - 22
    parts = [text(4, y + 3, "looking for work", size=11)]
    start, cell = 4, 32
    for place, share in enumerate((0.03, 0.06, 0.09, 0.12, 0.18, 0.25)):
        x = start + place * cell
        parts.append(f'<rect x="{x}" y="{y + 5}" width="{cell}" height="11" fill="{_heat(share)}"/>')
    parts.append(text(start + 3, y + 14.5, "3 %", size=10.5))
    parts.append(text(start + 6 * cell - 3, y + 14.5, "25 %", size=10.5, anchor="end"))
    parts.append(text(width - 4, y + 3, "further right: more exposed to AI", size=11, anchor="end"))
    parts.append(text(width - 4, y + 15, "dashed rings: size in the other future", size=11, anchor="end"))
    return parts


def _apart(where: np.ndarray) -> np.ndarray:
    """Push groups apart until their names do not overlap."""
    where = where.copy()
    for _ in range(ITERATIONS):
        for one in range(len(where)):
            for two in range(one):
                dx, dy = where[one] - where[two]
                near = math.hypot(dx / 0.17, dy / 0.16)
                if near < 1.0:
                    push = 0.12 * (1.0 - near) * np.array([dx or 0.01, dy or 0.01]) / max(near, 0.05)
                    where[one] += push
                    where[two] -= push
        where = np.clip(where, 0.0, 1.0)
    return where
