"""Inequality from logarithmic bins: quantiles, Gini, top shares, deciles, wealth groups, poverty."""

from typing import Any

import numpy as np

from sim.kernels.bins import lower_edges
from sim.phases.incomes import Distribution
from sim.state.columns import Array, State

EDGES = lower_edges()
WEALTH_GROUPS = ("bottom50", "next40", "next9", "next0_9", "top0_1")
WEALTH_EDGES = np.array([0.0, 0.5, 0.9, 0.99, 0.999, 1.0])
WEEKS_A_MONTH = 52.1775 / 12.0


def quantile(persons: Array, share: float) -> float:
    """Return the amount below which ``share`` of persons are, interpolated within its bin (cents)."""
    below = np.cumsum(persons)
    target = share * below[-1]
    b = int(np.searchsorted(below, target))
    before = below[b - 1] if b > 0 else 0
    upper = EDGES[b + 1] if b + 1 < EDGES.size else 2.0 * EDGES[b]
    return float(EDGES[b] + (upper - EDGES[b]) * (target - before) / max(1, persons[b]))


def lorenz(persons: Array, amount: Array, at: Array) -> Array:
    """Return the share of the amount that the poorest ``at`` of persons have (persons of a bin alike)."""
    people = np.concatenate([[0.0], np.cumsum(persons)]) / max(1, persons.sum())
    money = np.concatenate([[0.0], np.cumsum(amount)]) / max(1.0, float(amount.sum()))
    return np.interp(at, people, money)


def gini(persons: Array, amount: Array) -> float:
    """Return the Gini coefficient, one minus twice the area under the Lorenz curve."""
    people = np.concatenate([[0.0], np.cumsum(persons)]) / max(1, persons.sum())
    money = np.concatenate([[0.0], np.cumsum(amount)]) / max(1.0, float(amount.sum()))
    return float(1.0 - np.sum(np.diff(people) * (money[1:] + money[:-1])))


def group_sums(persons: Array, columns: Array, edges: Array) -> Array:
    """Return the sums of ``columns`` (BINS, k) over groups of persons between the rank ``edges``."""
    people = np.concatenate([[0.0], np.cumsum(persons)]) / max(1, persons.sum())
    total = np.vstack([np.zeros(columns.shape[1]), np.cumsum(columns, axis=0)])
    at = np.column_stack([np.interp(edges, people, total[:, k]) for k in range(columns.shape[1])])
    return np.diff(at, axis=0)


def measure(bins: Distribution, state: State) -> tuple[dict[str, float], dict[str, dict[str, Any]]]:
    """Return the inequality figures and the tables by income decile and wealth group."""
    persons, gross = bins.by_gross[:, 0], bins.by_gross[:, 1]
    cuts = lorenz(persons, gross, np.array([0.2, 0.8, 0.99]))
    disposable_persons = bins.by_disposable[:, 0]
    wealth = group_sums(bins.by_wealth[:, 0], bins.by_wealth[:, 1:], WEALTH_EDGES)
    shares = wealth / np.maximum(wealth.sum(axis=0), 1.0)
    figures = {
        "median_wage": quantile(bins.by_wage[:, 0], 0.5) / 100.0,
        "income_gini": gini(persons, gross),
        "disposable_income_gini": gini(disposable_persons, bins.by_disposable[:, 2]),
        "wealth_gini": gini(bins.by_wealth[:, 0], bins.by_wealth[:, 1]),
        "income_top1_share": float(1.0 - cuts[2]),
        "income_middle60_share": float(cuts[1] - cuts[0]),
        "wealth_top0_1_share": float(shares[4, 0]),
        "wealth_top1_share": float(shares[3:, 0].sum()),
        "wealth_top10_share": float(shares[2:, 0].sum()),
        "wealth_bottom50_share": float(shares[0, 0]),
        "equity_top10_share": float(shares[2:, 1].sum()),
        "equity_bottom50_share": float(shares[0, 1]),
        "poverty_rate": float(bins.poor[0] / max(1, persons.sum())),
        "median_disposable_income": quantile(disposable_persons, 0.5) / 100.0,
    }
    deciles = group_sums(disposable_persons, bins.by_disposable[:, 1:], np.linspace(0.0, 1.0, 11))
    deciles /= 100.0 * disposable_persons.sum() / 10.0
    names = ("income", "disposable_income", "taxes", "transfers", "consumption", "wealth")
    return figures, {
        "income_deciles": {
            "decile": np.arange(1, 11, dtype=np.int32),
            **{name: deciles[:, k].copy() for k, name in enumerate(names)},
        },
        "wealth_groups": {
            "group": np.array(WEALTH_GROUPS),
            "wealth_share": shares[:, 0].copy(),
            "equity_share": shares[:, 1].copy(),
            "income_share": shares[:, 2].copy(),
        },
    }


def durations(spells: Array) -> tuple[float, float]:
    """Return mean months and median weeks without a job so far; starters are half a month in on average."""
    total = spells.sum()
    if total == 0:
        return 0.0, 0.0
    mean = float(np.sum(spells * (np.arange(spells.size) + 0.5)) / total)
    below = np.cumsum(spells)
    month = int(np.searchsorted(below, 0.5 * total))
    before = below[month - 1] if month > 0 else 0
    return mean, float((month + (0.5 * total - before) / max(1, spells[month])) * WEEKS_A_MONTH)
