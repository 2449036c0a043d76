"""Designs: where in the space of the factors a sweep is run.

A design is a table of quantiles, turned into values by the factors' distributions. It depends on the sweep
alone, so that a sweep that goes on after an interruption has the same points.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import UserError
from sim.experiments.sweep.factors import Factor, Value

if TYPE_CHECKING:
    from sim.experiments.sweep.file import Sweep

__all__ = ["LEVELS", "Row", "lay_out", "problem"]

Row = dict[str, Value]
"""Values of one point by factor column."""
Quantiles = NDArray[np.float64]

LEVELS = 4
"""Levels of each factor in Morris' design: 0, 1/3, 2/3 and 1."""


def lay_out(sweep: Sweep) -> list[Row]:
    """Return the points of the design, in order; of an adaptive one, the first grid.

    Parameters
    ----------
    sweep : Sweep
        What is varied, and by which design.

    Returns
    -------
    list of dict
        Values by factor column.

    Raises
    ------
    UserError
        If the design needs a package that is not installed.
    """
    if sweep.design in ("grid", "adaptive"):
        columns = [factor.column for factor in sweep.factor]
        combinations = itertools.product(*(factor.grid() for factor in sweep.factor))
        return [dict(zip(columns, values, strict=True)) for values in combinations]
    laid_out = [factor for factor in sweep.factor if factor.column != sweep.cross]
    quantiles = _DESIGNS[sweep.design](len(laid_out), sweep.points, sweep.design_seed)
    rows = [_row(laid_out, quantile) for quantile in quantiles]
    return _crossed(sweep, rows) if sweep.cross else rows


def _crossed(sweep: Sweep, rows: Sequence[Row]) -> list[Row]:
    """Return every point with every value of the crossed factor in turn, columns as the sweep has them."""
    columns = [factor.column for factor in sweep.factor]
    values = sweep.find(sweep.cross).grid()
    every = ({**row, sweep.cross: value} for row in rows for value in values)
    return [{column: row[column] for column in columns} for row in every]


def problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Describe the factors to SALib, each on the quantiles of its distribution."""
    names = [factor.column for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _row(factors: Sequence[Factor], quantiles: Quantiles) -> Row:
    return {factor.column: factor.at(float(q)) for factor, q in zip(factors, quantiles, strict=True)}


def _random(factors: int, points: int, seed: int) -> Quantiles:
    return np.random.default_rng(seed).random((points, factors))


def _latin_hypercube(factors: int, points: int, seed: int) -> Quantiles:
    """Put one point into each of ``points`` slices of every factor (McKay, Beckman and Conover 1979)."""
    draws = np.random.default_rng(seed)
    slices = np.column_stack([draws.permutation(points) for _ in range(factors)])
    quantiles: Quantiles = (slices + draws.random((points, factors))) / points
    return quantiles


def _sobol(factors: int, points: int, seed: int) -> Quantiles:
    """Return the first ``points`` of a scrambled Sobol sequence (Owen 1998)."""
    try:
        from scipy.stats.qmc import Sobol
    except ImportError:
        raise _missing("sobol") from None
    sequence = Sobol(factors, scramble=True, rng=seed)
    quantiles: Quantiles = sequence.random_base2(math.ceil(math.log2(points)))[:points]
    return quantiles


def _morris(factors: int, trajectories: int, seed: int) -> Quantiles:
    """Return trajectories that move one factor at a time (Morris 1991)."""
    try:
        from SALib.sample import morris
    except ImportError:
        raise _missing("morris") from None
    sample = morris.sample(_unit_cube(factors), trajectories, num_levels=LEVELS, seed=seed)
    return np.asarray(sample, np.float64)


def _sobol_indices(factors: int, points: int, seed: int) -> Quantiles:
    """Return the sample from which first-order and total indices are computed (Saltelli et al. 2010).

    For each base point: A, then A with one factor from B for each factor in turn, then B.
    """
    try:
        from SALib.sample import sobol
    except ImportError:
        raise _missing("sobol_indices") from None
    sample = sobol.sample(_unit_cube(factors), points, calc_second_order=False, seed=seed)
    return np.asarray(sample, np.float64)


def _unit_cube(factors: int) -> dict[str, Any]:
    names = [str(place) for place in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


_DESIGNS = {
    "random": _random,
    "latin_hypercube": _latin_hypercube,
    "sobol": _sobol,
    "morris": _morris,
    "sobol_indices": _sobol_indices,
}


def _missing(design: str) -> UserError:
    return UserError(
        f'the design {design} needs SALib and SciPy; install them with pip install "tenfold[experiments]".'
    )
