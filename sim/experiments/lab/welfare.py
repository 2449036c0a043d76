"""Welfare: what part of everybody's consumption without a policy is worth as much as having the policy.

With utility of constant relative risk aversion, u(c) = c^(1 - g) / (1 - g) or ln c, summed over persons and
years with discount factor b, the consumption equivalent is the x for which consumption (1 + x) c without the
policy gives the welfare of c with it (Lucas 1987; Benabou 2002). It counts consumption alone: neither leisure
nor GPU time in kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.base_year.calibration import load

__all__ = ["AVERSIONS", "CAVEAT", "DISCOUNT", "consumption_equivalent", "least_consumption", "mean_utility"]

AVERSIONS = (1.0, 2.0)
"""Relative risk aversion g: 2 for the headline, 1 (ln) beside it."""
DISCOUNT = 0.97
"""Discount factor b a year."""
CAVEAT = (
    "Welfare counts consumption and no leisure, and gains of the poorest weigh most in it: it is large "
    "for any payment to all."
)
"""What stands beside every figure of welfare."""


def least_consumption(folder: Path | None = None) -> float:
    """Return the consumption, dollars of year 0 a month, as which less counts: the largest food benefit.

    Parameters
    ----------
    folder : Path, optional
        Of the tables of the country; those of the United States if not given.
    """
    return load(folder).figure("food_benefit")


def mean_utility(consumption: NDArray[np.float64], aversion: float, least: float | None = None) -> float:
    """Return the mean over persons of u(c), c in thousand dollars a month, up to the constant of u.

    Less than ``least`` counts as that; ``least_consumption`` of the United States if not given.
    """
    thousands = np.maximum(consumption, least_consumption() if least is None else least) / 1000.0
    if aversion == 1.0:
        return float(np.log(thousands).mean())
    return float((thousands ** (1.0 - aversion)).mean())


def consumption_equivalent(arm: Sequence[float], reference: Sequence[float], aversion: float) -> float:
    """Return x from the mean utilities of each year, in order.

    Parameters
    ----------
    arm, reference : sequence of float
        ``mean_utility`` of every year from the first, with the policy and without.
    aversion : float
        Relative risk aversion.
    """
    weights = DISCOUNT ** np.arange(len(arm))
    here = float(np.dot(weights, arm)) / float(weights.sum())
    there = float(np.dot(weights, reference)) / float(weights.sum())
    if aversion == 1.0:
        return float(np.exp(here - there) - 1.0)
    return float((here / there) ** (1.0 / (1.0 - aversion)) - 1.0)
