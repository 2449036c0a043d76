"""The map of the debate: an outcome over two assumptions, and the boundary where the story flips.

A smooth surface with its uncertainty goes through the points that were run. New points are put where it is
least clear on which side of a boundary they lie: where 1.96 standard deviations exceed the distance from the
threshold most (the straddle heuristic of Bryan et al. 2005, Active learning for identifying function
threshold boundaries).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.errors import UserError
from sim.experiments.explore.surface import Surface, fit_surface, split_noise
from sim.experiments.sweep.design import Row
from sim.experiments.sweep.factors import Factor, Value
from sim.experiments.sweep.file import Flip, Sweep
from sim.experiments.sweep.results import SweepResults

__all__ = ["Map", "boundary", "crossings", "draw_map", "groups", "has_map", "next_points", "verdict_shares"]

Numbers = NDArray[np.float64]

NODES = 61
"""Nodes of a map along each axis."""
BAND = 1.96
LEAST_POINTS = 6


@dataclass(frozen=True, eq=False)
class Map:
    """An output over two factors.

    Attributes
    ----------
    x, y : Factor
        The axes.
    output : str
        What is shown.
    where : dict
        Values of the other factors.
    points : polars.DataFrame
        What was run: the factors, the output, its standard error.
    surface : Surface
        Through the points, in the unit square.
    """

    x: Factor
    y: Factor
    output: str
    where: dict[str, Value]
    points: pl.DataFrame
    surface: Surface

    def at(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Return mean and standard deviation at places of the unit square."""
        return self.surface.at(np.column_stack([x, y]))

    def turned(self) -> Map:
        """Return the same map with its axes swapped: what holds along y at some x."""
        return _Turned(self.y, self.x, self.output, self.where, self.points, self.surface)

    def lattice(self, nodes: int = NODES) -> tuple[Numbers, Numbers, Numbers]:
        """Return places along an axis, and mean and standard deviation at all nodes (y, x)."""
        places = np.linspace(0.0, 1.0, nodes)
        across, upright = np.meshgrid(places, places)
        mean, sd = self.at(across.ravel(), upright.ravel())
        return places, mean.reshape(nodes, nodes), sd.reshape(nodes, nodes)


class _Turned(Map):
    """A map whose surface is that of the map with the axes the other way round."""

    def at(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        return super().at(y, x)


def groups(results: SweepResults) -> list[dict[str, Value]]:
    """Return the combinations of the factors that are no numbers: each has a map of its own."""
    others = [factor for factor in results.sweep.factor if not factor.is_numeric]
    combinations = itertools.product(*(factor.grid() for factor in others))
    return [
        {factor.column: value for factor, value in zip(others, values, strict=True)}
        for values in combinations
    ]


def has_map(
    results: SweepResults, output: str, where: Mapping[str, Value], known: pl.DataFrame | None = None
) -> bool:
    """Say whether there are points enough for a map of ``output``; ``known`` as for ``draw_map``."""
    return _points(results, output, where, known).height >= LEAST_POINTS


def _points(
    results: SweepResults, output: str, where: Mapping[str, Value], known: pl.DataFrame | None = None
) -> pl.DataFrame:
    points = results.points([output]) if known is None else known
    points = points.filter(pl.col(output).is_not_null())
    for column, value in where.items():
        points = points.filter(pl.col(column) == pl.lit(value))
    return points


def draw_map(
    results: SweepResults,
    output: str,
    *,
    x: str | None = None,
    y: str | None = None,
    where: Mapping[str, Value] | None = None,
    known: pl.DataFrame | None = None,
) -> Map:
    """Return ``output`` over two factors.

    Parameters
    ----------
    results : SweepResults
        A sweep with at least two numeric factors. Others than the axes, if there are more, are averaged over.
    output : str
        What to show.
    x, y : str or None
        Columns of the axes; by default the first two numeric factors.
    where : mapping or None
        Values of the factors that are no numbers.
    known : polars.DataFrame or None
        Points with another figure than the output itself, under its name and with its columns: what a policy
        changes of it (``crossed.effects``).

    Raises
    ------
    UserError
        If there are not two numeric factors, or too few points.
    """
    axes = results.sweep.axes
    if len(axes) < 2:
        raise UserError(f"{results.folder}: a map needs two numeric factors.")
    first = results.sweep.find(x) if x else axes[0]
    second = results.sweep.find(y) if y else next(axis for axis in axes if axis is not first)
    points = _points(results, output, where or {}, known)
    if points.height < LEAST_POINTS:
        raise UserError(f"{results.folder}: a map needs at least {LEAST_POINTS} points with results.")
    places = np.column_stack([[axis.to_unit(v) for v in points[axis.column]] for axis in (first, second)])
    values = [[value for value in row if value is not None] for row in points[f"{output}_values"]]
    noise = split_noise(values)
    surface = fit_surface(places, points[output].to_numpy(), [len(row) for row in values], noise)
    return Map(first, second, output, dict(where or {}), points, surface)


def boundary(drawn: Map, threshold: float, *, shift: float = 0.0, nodes: int = NODES) -> pl.DataFrame:
    """Return the line where the surface crosses ``threshold``, as straight pieces.

    With ``shift`` it is the surface that many standard deviations higher: the ends of a band.

    Returns
    -------
    polars.DataFrame
        ``x``, ``y``, ``x_end``, ``y_end`` in the units of the factors; no rows where there is no crossing.
    """
    places, mean, sd = drawn.lattice(nodes)
    above = mean + shift * sd - threshold
    rows = []
    for i, j in np.argwhere(_is_mixed(above)):
        corners = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
        ends = []
        for (i1, j1), (i2, j2) in itertools.pairwise([*corners, corners[0]]):
            a, b = above[i1, j1], above[i2, j2]
            if (a > 0) != (b > 0):
                part = a / (a - b)
                ends.append(
                    (
                        places[j1] + part * (places[j2] - places[j1]),
                        places[i1] + part * (places[i2] - places[i1]),
                    )
                )
        for start, end in zip(ends[::2], ends[1::2], strict=False):
            rows.append((*_in_units(drawn, start), *_in_units(drawn, end)))
    schema = dict.fromkeys(("x", "y", "x_end", "y_end"), pl.Float64)
    return pl.DataFrame(rows, schema, orient="row")


def crossings(drawn: Map, flip: Flip, levels: Sequence[float] | None = None) -> pl.DataFrame:
    """Return how large x must be for the story to flip, at several values of y.

    Parameters
    ----------
    drawn : Map
        Of the output of ``flip``.
    flip : Flip
        The condition.
    levels : sequence of float or None
        Values of y; by default five between its lowest and highest.

    Returns
    -------
    polars.DataFrame
        ``y``, ``x`` (lowest value at which the condition holds; null where it never does), ``until`` (where
        it ends to hold; null where it does not end), ``low`` (from where it may hold) and ``high`` (from
        where it surely holds, both at 95 per cent), ``share`` (part of the axis on which it holds).
    """
    at = levels if levels is not None else [drawn.y.from_unit(k / 4) for k in range(5)]
    fine = np.linspace(0.0, 1.0, 401)
    rows = []
    for level in at:
        mean, sd = drawn.at(fine, np.full(fine.size, drawn.y.to_unit(level)))
        beyond = flip.sign * (mean - flip.threshold)
        found = [_first(drawn, fine, side) for side in (beyond, beyond + BAND * sd, beyond - BAND * sd)]
        start = np.flatnonzero(beyond > 0)
        rest = beyond[start[0] :] if start.size else beyond[:0]
        until = _first(drawn, fine[fine.size - rest.size :], -rest)
        rows.append((level, found[0], until, *found[1:], float((beyond > 0).mean())))
    names = ("y", "x", "until", "low", "high", "share")
    return pl.DataFrame(rows, dict.fromkeys(names, pl.Float64), orient="row")


def verdict_shares(maps: Sequence[tuple[Map, Flip]], nodes: int = NODES) -> dict[str, float]:
    """Return the part of the map on which each condition holds, and on which all hold together."""
    shares = {}
    everywhere = np.ones((nodes, nodes), bool)
    for drawn, flip in maps:
        _, mean, _ = drawn.lattice(nodes)
        holds = flip.sign * (mean - flip.threshold) > 0
        everywhere &= holds
        shares[flip.name] = float(holds.mean())
    return {**shares, "all of them": float(everywhere.mean())}


def next_points(results: SweepResults) -> list[Row]:
    """Return the points that tell most about where the boundaries run.

    They lie on a lattice, so the same results give the same points on every machine.
    """
    sweep = results.sweep
    lattice = sweep.adaptive.lattice
    nodes = np.array(list(itertools.product(np.linspace(0.0, 1.0, lattice), repeat=2)))
    tasks = [
        (where, flip, draw_map(results, flip.output, where=where).surface)
        for where in groups(results)
        for flip in sweep.flip
    ]
    taken = {_key(row, sweep.factor) for row in results.design.iter_rows(named=True)}
    added: list[Row] = []
    turn = stuck = 0
    while len(added) < sweep.adaptive.points and stuck < len(tasks):
        place = turn % len(tasks)
        row, node = _best_node(sweep, *tasks[place], nodes, taken)
        turn += 1
        if row is None:
            stuck += 1
            continue
        stuck = 0
        taken.add(_key(row, sweep.factor))
        added.append(row)
        for other, (where, flip, surface) in enumerate(tasks):
            if where == tasks[place][0]:
                tasks[other] = (where, flip, surface.imagine(nodes[node], float(sweep.replicates)))
    return added


def _best_node(
    sweep: Sweep,
    where: dict[str, Value],
    flip: Flip,
    surface: Surface,
    nodes: Numbers,
    taken: set[tuple[Value, ...]],
) -> tuple[Row | None, int]:
    """Return the free node where the side of the boundary is least clear."""
    mean, sd = surface.at(nodes, common=False)
    score = BAND * sd - np.abs(mean - flip.threshold)
    for node in np.lexsort((np.arange(score.size), -np.round(score, 9))):
        row = _row(sweep.factor, sweep.axes, nodes[node], where)
        if _key(row, sweep.factor) not in taken:
            return row, int(node)
    return None, -1


def _row(
    factors: Sequence[Factor], axes: Sequence[Factor], place: Numbers, where: Mapping[str, Value]
) -> Row:
    row: Row = {}
    for factor in factors:
        if factor in axes:
            value = factor.from_unit(float(place[list(axes).index(factor)]))
            row[factor.column] = round(value) if factor.is_whole else value
        else:
            row[factor.column] = where[factor.column]
    return row


def _key(row: Mapping[str, Value], factors: Sequence[Factor]) -> tuple[Value, ...]:
    return tuple(row[factor.column] for factor in factors)


def _is_mixed(above: Numbers) -> NDArray[np.bool_]:
    """Tell for every cell whether its corners lie on both sides."""
    positive = above > 0
    corners = np.stack([positive[:-1, :-1], positive[:-1, 1:], positive[1:, 1:], positive[1:, :-1]])
    return np.asarray(corners.any(axis=0) & ~corners.all(axis=0))


def _in_units(drawn: Map, place: tuple[float, float]) -> tuple[float, float]:
    return drawn.x.from_unit(float(place[0])), drawn.y.from_unit(float(place[1]))


def _first(drawn: Map, fine: Numbers, beyond: Numbers) -> float | None:
    """Return the lowest x at which ``beyond`` is positive, by linear interpolation."""
    holds = np.flatnonzero(beyond > 0)
    if holds.size == 0:
        return None
    k = int(holds[0])
    if k == 0:
        return drawn.x.from_unit(0.0)
    part = beyond[k - 1] / (beyond[k - 1] - beyond[k])
    return drawn.x.from_unit(float(fine[k - 1] + part * (fine[k] - fine[k - 1])))
