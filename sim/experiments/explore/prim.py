"""PRIM: the box of conditions under which something happens (Friedman and Fisher 1999, Bump hunting).

Peeling cuts a thin slice off the box, time and again, where that raises the share of cases most for the
points it costs; pasting puts back what was cut too much. Restrictions that could be chance are dropped
(quasi-p-values of Bryant and Lempert 2010, Thinking inside the box). Objective, quantiles and order of ties
are those of the EMA workbench, and tests hold the boxes against its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "binomial_tail", "find_boxes", "is_inside", "simplify"]

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEEL, PASTE = 0.05, 0.05
"""Part of the points in the box that a slice holds."""
LEAST_MASS = 0.05
"""Part of all points that a box must hold."""
CHANCE = 0.05
"""Quasi-p-value from which a restriction could be chance."""

Limits = dict[str, Any]
"""By column: a pair of numbers, or the set of names that are in."""


class Box(NamedTuple):
    """A box and how well it fits."""

    limits: Limits
    """Only of columns that are restricted."""
    coverage: float
    """Part of all cases that are inside."""
    density: float
    """Part of the points inside that are cases."""
    mass: float
    """Part of all points that are inside."""
    cases: int
    """Cases inside."""
    points: int
    """Points inside."""


def find_boxes(columns: Mapping[str, NDArray[Any]], cases: Flags) -> list[Box]:
    """Return the boxes of one peeling, from everything to the smallest, and of the pasting after it.

    Parameters
    ----------
    columns : mapping of str to array (n,)
        Numbers or names.
    cases : bool array (n,)
        Where it happens.
    """
    whole = {column: _everything(values) for column, values in columns.items()}
    limits = dict(whole)
    found = [_box(columns, cases, limits, whole)]
    while True:
        inside = is_inside(columns, limits)
        best = _best(columns, cases, inside, _peels(columns, limits, inside), whole)
        if best is None or not LEAST_MASS <= best[1].mean() < inside.mean():
            break
        limits = best[0]
        found.append(_box(columns, cases, limits, whole))
    while True:
        inside = is_inside(columns, limits)
        best = _best(columns, cases, inside, _pastes(columns, limits, whole), whole)
        if best is None or best[1].mean() <= inside.mean() or cases[best[1]].mean() <= cases[inside].mean():
            break
        limits = best[0]
        found.append(_box(columns, cases, limits, whole))
    return found


def simplify(columns: Mapping[str, NDArray[Any]], cases: Flags, box: Box) -> tuple[Box, dict[str, float]]:
    """Drop restrictions that could be chance, the least sure first; each side of a column is one.

    Returns
    -------
    Box
        With the restrictions that remain.
    dict of str to float
        The quasi-p-value by column, of its less sure side: the chance that the points which all other
        restrictions leave in would show so large a share of cases if this one did not matter.
    """
    whole = {column: _everything(values) for column, values in columns.items()}
    limits = whole | {column: _closed(limit, whole[column]) for column, limit in box.limits.items()}
    while True:
        sides = [
            (_quasi_p(columns, cases, limits, released), column, released)
            for column, limit in limits.items()
            for released in _released(limits, column, limit, whole[column])
        ]
        chance, _, released = max(sides, key=lambda side: side[0], default=(0.0, "", limits))
        if chance < CHANCE:
            chances: dict[str, float] = {}
            for chance, column, _ in sides:
                chances[column] = max(chance, chances.get(column, 0.0))
            return _box(columns, cases, limits, whole), chances
        limits = released


def _released(limits: Limits, column: str, limit: Any, everything: Any) -> Iterator[Limits]:
    """Yield the box without each restriction on ``column``."""
    if isinstance(limit, frozenset):
        if limit != everything:
            yield {**limits, column: everything}
        return
    if limit[0] > everything[0]:
        yield {**limits, column: (everything[0], limit[1])}
    if limit[1] < everything[1]:
        yield {**limits, column: (limit[0], everything[1])}


def is_inside(columns: Mapping[str, NDArray[Any]], limits: Limits) -> Flags:
    """Tell for every point whether it is in the box."""
    inside = np.ones(len(next(iter(columns.values()))), bool)
    for column, limit in limits.items():
        inside &= _within(columns[column], limit)
    return inside


def _within(values: NDArray[Any], limit: Any) -> Flags:
    if isinstance(limit, frozenset):
        return np.isin(values, list(limit))
    low, high = limit
    return np.asarray((values >= low) & (values <= high))


def _everything(values: NDArray[Any]) -> Any:
    if values.dtype.kind in "fiu":
        return float(values.min()), float(values.max())
    return frozenset(values.tolist())


def _box(columns: Mapping[str, NDArray[Any]], cases: Flags, limits: Limits, whole: Limits) -> Box:
    inside = is_inside(columns, limits)
    hits = int(cases[inside].sum())
    restricted = {column: limit for column, limit in limits.items() if limit != whole[column]}
    return Box(
        limits={column: _open(limit, whole[column]) for column, limit in restricted.items()},
        coverage=hits / max(1, int(cases.sum())),
        density=hits / max(1, int(inside.sum())),
        mass=float(inside.mean()),
        cases=hits,
        points=int(inside.sum()),
    )


def _open(limit: Any, everything: Any) -> Any:
    """Let a side that is not restricted be infinite."""
    if isinstance(limit, frozenset):
        return limit
    low = limit[0] if limit[0] > everything[0] else -math.inf
    return low, limit[1] if limit[1] < everything[1] else math.inf


def _closed(limit: Any, everything: Any) -> Any:
    """Let an infinite side be the end of what there is."""
    if isinstance(limit, frozenset):
        return limit
    return max(limit[0], everything[0]), min(limit[1], everything[1])


def _best(
    columns: Mapping[str, NDArray[Any]],
    cases: Flags,
    inside: Flags,
    candidates: Iterator[Limits],
    whole: Limits,
) -> tuple[Limits, Flags] | None:
    """Return the candidate whose share of cases rises most for each point gained or lost.

    Ties go to the one with fewer restricted columns, then to the first.
    """
    best, best_score = None, (0.0, -math.inf)
    before = float(cases[inside].mean())
    for limits in candidates:
        now = is_inside(columns, limits)
        moved = abs(int(now.sum()) - int(inside.sum()))
        if moved == 0 or not now.any():
            continue
        gain = (float(cases[now].mean()) - before) / moved
        free = sum(limits[column] == whole[column] for column in whole)
        if gain > 0.0 and (gain, free) > best_score:
            best, best_score = (limits, now), (gain, free)
    return best


def _peels(columns: Mapping[str, NDArray[Any]], limits: Limits, inside: Flags) -> Iterator[Limits]:
    for column, values in columns.items():
        limit = limits[column]
        if isinstance(limit, frozenset):
            if len(limit) > 1:
                for name in sorted(limit, key=str):
                    yield {**limits, column: limit - {name}}
        else:
            left = np.sort(values[inside].astype(np.float64))
            yield {**limits, column: (limit[0], _quantile(left, 1.0 - PEEL))}
            yield {**limits, column: (_quantile(left, PEEL), limit[1])}


def _pastes(columns: Mapping[str, NDArray[Any]], limits: Limits, whole: Limits) -> Iterator[Limits]:
    for column, values in columns.items():
        limit, everything = limits[column], whole[column]
        if limit == everything:
            continue
        if isinstance(limit, frozenset):
            for name in sorted(everything - limit, key=str):
                yield {**limits, column: limit | {name}}
            continue
        others = is_inside(columns, {**limits, column: everything})
        below = np.sort(values[others & (values < limit[0])].astype(np.float64))
        above = np.sort(values[others & (values > limit[1])].astype(np.float64))
        if below.size:
            yield {**limits, column: (_quantile(below, 1.0 - PASTE), limit[1])}
        if above.size:
            yield {**limits, column: (limit[0], _quantile(above, PASTE))}


def _quantile(values: Numbers, quantile: float) -> float:
    """Return a quantile of sorted values that lies between two different ones where there are such."""
    place = (values.size - 1) * quantile
    lower, higher = math.floor(place), math.ceil(place)
    if quantile > 0.5:
        while values[lower] == values[higher] and lower > 0:
            lower -= 1
    else:
        while values[lower] == values[higher] and higher < values.size - 1:
            higher += 1
    return float(values[lower] + values[higher]) / 2.0


def _quasi_p(columns: Mapping[str, NDArray[Any]], cases: Flags, limits: Limits, released: Limits) -> float:
    """Return the one-sided binomial test of the restriction that ``released`` lacks."""
    inside, without = is_inside(columns, limits), is_inside(columns, released)
    return binomial_tail(int(cases[inside].sum()), int(inside.sum()), float(cases[without].mean()))


def binomial_tail(hits: int, trials: int, chance: float) -> float:
    """Return the chance of at least ``hits`` of ``trials``."""
    from scipy.special import bdtrc  # slow to import

    return 1.0 if hits <= 0 else float(bdtrc(hits - 1, trials, chance))
