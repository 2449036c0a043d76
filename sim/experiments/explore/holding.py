"""What a machine must save on a task for pay to hold: the cost of its work along the line where pay turns.

A task that a machine takes over lowers pay unless it saves enough (Acemoglu and Restrepo 2019: so-so
automation). On a map over two assumptions the line where average pay is what it is without AI has a cost of
the machine's work at each of its places; one less that cost is the saving that holds the average wage.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.explore.map import crossings, draw_map
from sim.experiments.sweep.factors import Factor, Value
from sim.experiments.sweep.file import Flip
from sim.experiments.sweep.results import SweepResults

__all__ = ["COST", "WAGE", "saving_that_holds", "wage_flip"]

WAGE, COST = "real_mean_wage_effect", "gpu_work_cost"
"""Outputs that a sweep needs: average pay against no AI, and the cost of a GPU's work in per cent of pay."""


def wage_flip(results: SweepResults) -> Flip | None:
    """Return the condition that average pay falls behind, None if the sweep does not ask for it."""
    asked = [flip for flip in results.sweep.flip if flip.output == WAGE]
    return asked[0] if asked and {WAGE, COST} <= set(results.outputs) else None


def saving_that_holds(
    results: SweepResults, flip: Flip, where: Mapping[str, Value] | None = None
) -> pl.DataFrame:
    """Return the saving on a task at the places where average pay begins or ends to hold.

    Parameters
    ----------
    results : SweepResults
        With two numeric factors.
    flip : Flip
        From ``wage_flip``.
    where : mapping or None
        Values of the factors that are no numbers.

    Returns
    -------
    polars.DataFrame
        ``y``, ``x`` (null where pay does not turn at this y) and ``saving``, per cent of the pay for the
        task, before oversight and royalties.
    """
    turns = draw_map(results, flip.output, where=where)
    cost = draw_map(results, COST, where=where)
    rows = []
    for row in crossings(turns, flip).iter_rows(named=True):
        start, end = turns.x.reach[0], row["until"]
        # at the low end of x a condition that holds has no beginning: what counts is where it ends
        x = end if row["x"] == start else row["x"]
        saving = None
        if x is not None:
            mean, _ = cost.at(*(_place(one, value) for one, value in ((cost.x, x), (cost.y, row["y"]))))
            saving = 100.0 - float(mean[0])
        rows.append((row["y"], x, saving))
    return pl.DataFrame(rows, dict.fromkeys(("y", "x", "saving"), pl.Float64), orient="row")


def _place(factor: Factor, value: float) -> NDArray[np.float64]:
    return np.array([factor.to_unit(value)])
