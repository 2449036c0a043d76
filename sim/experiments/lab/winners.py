"""Who gains and who loses: poverty, inequality and mobility of an arm, changes of persons between two arms.

Two arms with one seed hold the same persons, but their lives drift apart: who is hired in one is not in the
other. So a person's gain mixes what the policy does with luck. Groups are therefore formed by what people
were before the policy began, which luck after it cannot bias; and the shares of winners and losers come with
those that luck alone would give (a twin of the reference that goes on with other random numbers).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.experiments.lab.people import PersonYear
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED

__all__ = [
    "CHANGES",
    "GROUPINGS",
    "Grouping",
    "Start",
    "before_the_policy",
    "changes",
    "group_means",
    "inequality",
    "mobility",
    "percentiles",
    "places",
    "tenths",
]

Real = NDArray[np.float64]
Codes = NDArray[np.int64]

WEALTH_GROUPS = ("bottom50", "next40", "next9", "next0_9", "top0_1")
WEALTH_EDGES = (0.5, 0.9, 0.99, 0.999)
STATES = {int(EMPLOYED): "employed", int(UNEMPLOYED): "unemployed", int(OUTSIDE): "outside"}
CHANGES = {
    "gain_over_5": "Gain of more than 5 %",
    "gain_under_5": "Gain of up to 5 %",
    "none": "No change (less than 0.1 %)",
    "loss_under_5": "Loss of up to 5 %",
    "loss_over_5": "Loss of more than 5 %",
}
"""Classes of winners and losers, by the change of real disposable income of the year."""
CLASS_EDGES = (0.05, 0.001, -0.001, -0.05)
LEAST_INCOME = (
    10.0  # dollars a month below which a relative change has no meaning; smaller incomes count as this
)


class Grouping(NamedTuple):
    """A way to sort persons into groups: the code of each person, and the names of the codes."""

    codes: Codes  # int64 (n,)
    names: tuple[str, ...]


class Start(NamedTuple):
    """What people were before the policy began."""

    tenth: Grouping
    status: Grouping
    occupation: Grouping
    wealth: Grouping

    def groupings(self) -> Iterator[tuple[str, Grouping]]:
        """Return name and grouping of each."""
        yield from self._asdict().items()


GROUPINGS = {
    "tenth": "Tenth by income",
    "status": "Employment state",
    "occupation": "Occupation",
    "wealth": "Wealth group",
    "treated": "Drawn by the lottery",
}


def before_the_policy(year: PersonYear, occupations: tuple[str, ...]) -> Start:
    """Group persons by the last year before month 0, in which all arms of a seed are the same.

    ``occupations`` are the names of the occupation groups.
    """
    status = year.status.astype(np.int64)
    status[status == int(RETRAINING)] = int(UNEMPLOYED)
    return Start(
        tenth=Grouping(tenths(year.income), tuple(str(tenth) for tenth in range(1, 11))),
        status=Grouping(status, tuple(STATES.values())),
        occupation=Grouping(year.occupation.astype(np.int64), occupations),
        wealth=places(year.wealth),
    )


def tenths(values: Real) -> Codes:
    """Return the tenth of each person by rank, 0 to 9; equal values keep the order of their rows."""
    ranks = np.empty(values.size, np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(values.size)
    return ranks * 10 // values.size


def places(wealth: Real) -> Grouping:
    """Return the wealth group of each person by rank."""
    ranks = np.empty(wealth.size)
    ranks[np.argsort(wealth, kind="stable")] = (np.arange(wealth.size) + 0.5) / wealth.size
    return Grouping(np.searchsorted(WEALTH_EDGES, ranks, side="right").astype(np.int64), WEALTH_GROUPS)


def group_means(values: Real, grouping: Grouping) -> Real:
    """Return the mean of each group; not-a-number for an empty one (float64, one a name)."""
    size = len(grouping.names)
    counts = np.bincount(grouping.codes, minlength=size)
    sums = np.bincount(grouping.codes, weights=values, minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums / counts, np.float64)


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


def mobility(year: PersonYear, start: Start) -> dict[str, float]:
    """Return how people have moved between tenths since before the policy."""
    now, then = tenths(year.income), start.tenth.codes
    poorest = then < 2
    return {
        "moved_up_share": float((now > then).mean()),
        "moved_down_share": float((now < then).mean()),
        "poorest_fifth_stays_share": float((now[poorest] < 2).mean()) if poorest.any() else 0.0,
        "rank_correlation": float(np.corrcoef(now, then)[0, 1]),
    }


def inequality(year: PersonYear, poverty_line: float) -> Mapping[str, float]:
    """Return poverty and inequality over persons, from a year's disposable income.

    Parameters
    ----------
    year : PersonYear
        One arm.
    poverty_line : float
        Dollars of year 0 a month.

    Returns
    -------
    mapping of str to float
        ``poverty_year_rate``: persons below the line; ``poverty_gap``: what they miss, over the line times
        all persons (Foster, Greer and Thorbecke 1984); Gini; Palma ratio (top tenth over bottom four tenths);
        shares.
    """
    ordered = np.sort(np.maximum(year.income, 0.0))
    size = ordered.size
    cumulative = np.concatenate([[0.0], np.cumsum(ordered)]) / max(1e-9, float(ordered.sum()))

    def below(share: float) -> float:
        return float(cumulative[round(share * size)])

    poor = ordered[ordered < poverty_line]
    wealth = np.sort(year.wealth)[::-1]
    total = max(1e-9, float(wealth.sum()))
    return {
        "poverty_year_rate": poor.size / size,
        "poverty_gap": float((poverty_line - poor).sum()) / (poverty_line * size),
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
