"""Who gains and who loses: inequality and mobility of an arm, changes of persons between two arms.

Two arms with one seed hold the same persons, but their lives drift apart: who is hired in one is not in the
other. So a person's gain mixes what the policy does with luck. Groups are therefore formed by what people
were before the policy began, which luck after it cannot bias; and the shares of winners and losers come with
those that luck alone would give (a twin of the reference that goes on with other random numbers).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.experiments.lab.groupings import Codes, tenths
from sim.experiments.lab.people import PersonYear

__all__ = ["CHANGES", "LOSS", "below", "changes", "inequality", "mobility", "percentiles"]

Real = NDArray[np.float64]

CHANGES = {
    "gain_over_5": "Gain of more than 5 %",
    "gain_under_5": "Gain of up to 5 %",
    "none": "No change (less than 0.1 %)",
    "loss_under_5": "Loss of up to 5 %",
    "loss_over_5": "Loss of more than 5 %",
}
"""Classes of winners and losers, by the change of real disposable income of the year."""
LOSS = "loss_over_5"
"""The class that counts as less than on another path."""
CLASS_EDGES = (0.05, 0.001, -0.001, -0.05)
LEAST_INCOME = (
    10.0  # dollars a month below which a relative change has no meaning; smaller incomes count as this
)


def changes(arm: Real, reference: Real, within: NDArray[np.bool_] | None = None) -> dict[str, float]:
    """Return the share of persons in each class of ``CHANGES``.

    Parameters
    ----------
    arm, reference : float64 array (n,)
        Income of the same persons with the policy and without.
    within : bool array (n,) or None
        Only these persons.
    """
    if within is not None:
        arm, reference = arm[within], reference[within]
    base = np.maximum(reference, LEAST_INCOME)
    change = (np.maximum(arm, LEAST_INCOME) - base) / base
    up, little, down, far = CLASS_EDGES
    classes = [
        change > up,
        (change > little) & (change <= up),
        (change >= down) & (change <= little),
        (change >= far) & (change < down),
        change < far,
    ]
    return {name: float(one.mean()) if one.size else 0.0 for name, one in zip(CHANGES, classes, strict=True)}


def percentiles(income: Real) -> Real:
    """Return the mean income of each hundredth of all persons (float64, 100), poorest first."""
    ordered = np.sort(income)
    edges = (np.arange(101) * ordered.size) // 100
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    return np.asarray(np.diff(sums[edges]) / np.maximum(1, np.diff(edges)), np.float64)


def below(income: Real, reference: Real) -> dict[str, float]:
    """Return the shares of adults and of places that have over 5 per cent less than in the reference.

    Parameters
    ----------
    income, reference : float64 array (n,)
        Income of the same persons in two runs.
    """
    return {
        "below_own_path": changes(income, reference)[LOSS],
        "places_below": changes(percentiles(income), percentiles(reference))[LOSS],
    }


def mobility(year: PersonYear, then: Codes) -> dict[str, float]:
    """Return how people have moved between tenths since before the policy; ``then`` is where they were."""
    now = tenths(year.income)
    poorest = then < 2
    return {
        "moved_up_share": float((now > then).mean()),
        "moved_down_share": float((now < then).mean()),
        "poorest_fifth_stays_share": float((now[poorest] < 2).mean()) if poorest.any() else 0.0,
        "rank_correlation": float(np.corrcoef(now, then)[0, 1]),
    }


def inequality(year: PersonYear) -> Mapping[str, float]:
    """Return inequality over persons from a year's disposable income.

    Returns
    -------
    mapping of str to float
        Gini; Palma ratio (top tenth over bottom four tenths); shares; percentiles and means, dollars of year
        0 a month.
    """
    ordered = np.sort(np.maximum(year.income, 0.0))
    size = ordered.size
    cumulative = np.concatenate([[0.0], np.cumsum(ordered)]) / max(1e-9, float(ordered.sum()))

    def below(share: float) -> float:
        return float(cumulative[round(share * size)])

    wealth = np.sort(year.wealth)[::-1]
    total = max(1e-9, float(wealth.sum()))
    return {
        "gini_year": float(1.0 - (cumulative[1:] + cumulative[:-1]).sum() / size),
        "palma": (1.0 - below(0.9)) / max(1e-9, below(0.4)),
        "income_top10_year_share": 1.0 - below(0.9),
        "income_top1_year_share": 1.0 - below(0.99),
        "income_middle60_year_share": below(0.8) - below(0.2),
        "income_bottom50_year_share": below(0.5),
        "wealth_top1_year_share": float(wealth[: max(1, size // 100)].sum()) / total,
        "wealth_top10_year_share": float(wealth[: size // 10].sum()) / total,
        "mean_income": float(year.income.mean()),
        "p10_income": float(np.quantile(year.income, 0.1)),
        "p20_income": float(np.quantile(year.income, 0.2)),
        "median_income": float(np.median(year.income)),
        "p80_income": float(np.quantile(year.income, 0.8)),
        "mean_real_consumption": float(year.consumption.mean()),
        "mean_wealth": float(year.wealth.mean()),
    }
