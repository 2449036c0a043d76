"""What follows on what: the slopes of futures on states, in the economy and in the published quarters.

Where a forecast goes wrong, this says through which link: the same linear projection is estimated on
simulated quarters and on the published ones before 2020.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.experiments.forecasts.analogues import STATE, learn
from sim.experiments.forecasts.panel import SERIES, TARGETS, Panel

__all__ = ["BEFORE", "HORIZONS", "compare_slopes"]

Values = NDArray[np.float64]

HORIZONS = (1, 4)
BEFORE = "2020Q1"
"""The published slopes are of the quarters before: a handful of quarters of 2020 would make all of them."""


def compare_slopes(panel: Panel, library: Values) -> pl.DataFrame:
    """Return slopes of both, points of the target for a point of the state.

    Parameters
    ----------
    panel : Panel
        Published quarters.
    library : float64 array (seeds, quarters, 4)
        Simulated ones.

    Returns
    -------
    polars.DataFrame
        ``target``, ``horizon``, ``state``, ``economy``, ``published``.
    """
    past = panel.of(SERIES)[: panel.row(BEFORE)]
    ours, theirs = (learn(one, max(HORIZONS)).slopes for one in (library, past[None]))
    return pl.DataFrame(
        [
            {"target": target, "horizon": h, "state": state, "economy": float(ours[row, h - 1, column]),
             "published": float(theirs[row, h - 1, column])}
            for column, target in enumerate(TARGETS)
            for h in HORIZONS
            for row, state in enumerate(STATE)
        ]
    )  # fmt: skip
