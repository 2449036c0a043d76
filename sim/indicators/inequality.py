"""Inequality from logarithmic bins: quantiles, Gini, top shares, deciles, wealth groups, poverty."""

import numpy as np

from sim.indicators.base import Observation, indicator, price_with_tax
from sim.kernels.bins import lower_edges
from sim.rules.poverty_gap import WHOLE_LINE
from sim.state.columns import Array
from sim.units import CENTS_PER_DOLLAR, WEEKS_PER_MONTH

EDGES = lower_edges()
WEALTH_GROUPS = ("bottom50", "next40", "next9", "next0_9", "top0_1")
WEALTH_EDGES = np.array([0.0, 0.5, 0.9, 0.99, 0.999, 1.0])
DECILE_EDGES = np.linspace(0.0, 1.0, 11)
PERCENTILES = {"p10": 0.1, "p20": 0.2, "median": 0.5, "p80": 0.8}
"""Percentiles of disposable income that are recorded: the share of adults below each."""


def quantile(persons: Array, share: float) -> float:
    """Return the amount below which ``share`` of persons are, interpolated within its bin (cents)."""
    below = persons.cumsum()
    target = share * below[-1]
    b = int(below.searchsorted(target))
    before = below[b - 1] if b > 0 else 0
    upper = EDGES[b + 1] if b + 1 < EDGES.size else 2.0 * EDGES[b]
    return float(EDGES[b] + (upper - EDGES[b]) * (target - before) / max(1, persons[b]))


def running_sums(table: Array) -> Array:
    """Return the sums of each column (persons first) over the bins below each edge: int64 (BINS + 1, k)."""
    running = np.zeros((table.shape[0] + 1, table.shape[1]), np.int64)
    np.cumsum(table, axis=0, out=running[1:])
    return running


def lorenz(running: Array, column: int) -> tuple[Array, Array]:
    """Return the Lorenz curve of a column of running sums (persons of a bin alike): shares below each edge.

    The first are of persons, the second of the amount.
    """
    return running[:, 0] / max(1, running[-1, 0]), running[:, column] / max(1.0, float(running[-1, column]))


def gini(people: Array, money: Array) -> float:
    """Return the Gini coefficient, one minus twice the area under the Lorenz curve."""
    return float(1.0 - np.sum(np.diff(people) * (money[1:] + money[:-1])))


def group_sums(running: Array, edges: Array) -> Array:
    """Return the sums of the amounts (n, k) over groups of persons between the rank ``edges`` (n + 1,)."""
    people = running[:, 0] / max(1, running[-1, 0])
    at = [np.interp(edges, people, running[:, k]) for k in range(1, running.shape[1])]
    return np.diff(at, axis=1).T


@indicator("macro", of_distribution=True)
def inequality(seen: Observation) -> dict[str, float]:
    """Return medians, Gini coefficients, shares of groups and poverty."""
    bins = seen.flows.household.distribution
    by_gross, by_disposable = running_sums(bins.by_gross), running_sums(bins.by_disposable)
    by_wealth = running_sums(bins.by_wealth)
    curve = lorenz(by_gross, 1)
    cuts = np.interp(np.array([0.2, 0.8, 0.99]), *curve)
    shares = wealth_shares(by_wealth)
    poor, near, missing = map(int, bins.poor)
    people = max(1, int(by_disposable[-1, 0]))
    if seen.parameters.population.households:
        people, poor = seen.flows.household.households.people[:, :2].sum(axis=0)
        near, missing = seen.flows.household.households.gap
    return {
        "median_wage": quantile(bins.by_wage.sum(axis=1), 0.5) / CENTS_PER_DOLLAR,
        "income_gini": gini(*curve),
        "disposable_income_gini": gini(*lorenz(by_disposable, 2)),
        "wealth_gini": gini(*lorenz(by_wealth, 1)),
        "income_top1_share": float(1.0 - cuts[2]),
        "income_middle60_share": float(cuts[1] - cuts[0]),
        "wealth_top0_1_share": float(shares[4, 0]),
        "wealth_top1_share": float(shares[3:, 0].sum()),
        "wealth_top10_share": float(shares[2:, 0].sum()),
        "wealth_bottom50_share": float(shares[0, 0]),
        "equity_top10_share": float(shares[2:, 1].sum()),
        "equity_bottom50_share": float(shares[0, 1]),
        "poverty_rate": float(poor / people),
        "poverty_gap": float(missing / people) / WHOLE_LINE,
        "just_above_poverty": float(near / people),
        "median_disposable_income": quantile(bins.by_disposable[:, 0], 0.5) / CENTS_PER_DOLLAR,
    }


@indicator("macro", of_distribution=True)
def real_incomes(seen: Observation) -> dict[str, float]:
    """Return mean and percentiles of disposable income at prices paid in month 0, dollars a month."""
    by_disposable = seen.flows.household.distribution.by_disposable
    persons, amounts = by_disposable[:, 0], by_disposable[:, 2]
    cents = {"mean": float(amounts.sum() / max(1, persons.sum()))}
    cents |= {name: quantile(persons, share) for name, share in PERCENTILES.items()}
    dollars = seen.memory.real_base / price_with_tax(seen) / CENTS_PER_DOLLAR
    return {f"real_{name}_income": amount * dollars for name, amount in cents.items()}


@indicator("income_deciles", of_distribution=True)
def income_deciles(seen: Observation) -> dict[str, Array]:
    """Return mean income, taxes, transfers, consumption and wealth by decile, dollars."""
    by_disposable = running_sums(seen.flows.household.distribution.by_disposable)
    deciles = group_sums(by_disposable, DECILE_EDGES) / (100.0 * by_disposable[-1, 0] / 10.0)
    names = ("income", "disposable_income", "taxes", "transfers", "consumption", "wealth")
    return {
        "decile": np.arange(1, 11, dtype=np.int32),
        **{name: deciles[:, k].copy() for k, name in enumerate(names)},
    }


@indicator("wealth_groups", of_distribution=True)
def wealth_groups(seen: Observation) -> dict[str, Array]:
    """Return what each group by wealth has of all wealth, equity and income."""
    shares = wealth_shares(running_sums(seen.flows.household.distribution.by_wealth))
    return {
        "group": np.array(WEALTH_GROUPS),
        "wealth_share": shares[:, 0].copy(),
        "equity_share": shares[:, 1].copy(),
        "income_share": shares[:, 2].copy(),
    }


def wealth_shares(by_wealth: Array) -> Array:
    """Return the shares of each wealth group in wealth, equity and income: float64 (5, 3)."""
    sums = group_sums(by_wealth, WEALTH_EDGES)
    return np.asarray(sums / np.maximum(sums.sum(axis=0), 1.0))


def durations(spells: Array) -> tuple[float, float]:
    """Return mean months and median weeks without a job so far; starters are half a month in on average."""
    total = spells.sum()
    if total == 0:
        return 0.0, 0.0
    mean = float(np.sum(spells * (np.arange(spells.size) + 0.5)) / total)
    below = np.cumsum(spells)
    month = int(np.searchsorted(below, 0.5 * total))
    before = below[month - 1] if month > 0 else 0
    return mean, float((month + (0.5 * total - before) / max(1, spells[month])) * WEEKS_PER_MONTH)
