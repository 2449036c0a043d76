"""Inequality, need and growth: Gini and top shares of known distributions, household scales, Zipf's law."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy import special

from sim.experiments.verification.check import Measured, check, exact, mix, of_chance
from sim.experiments.verification.economies import economy, levers_of, rules_of
from sim.indicators.inequality import gini, group_sums, lorenz, quantile, running_sums
from sim.kernels.bins import BINS
from sim.phases import goods_market
from sim.phases.lines_in_force import equivalence_scale, three_parameter_scale
from sim.phases.money import Money
from sim.rules.distribution import record_gross
from sim.state.accounts import CONSUMPTION_POT
from sim.state.columns import ACTIVE

__all__: list[str] = []

PEOPLE = 100_000
BIN_GINI = 0.0152
"""Largest Gini coefficient within a bin, whose ends are apart by 1/16: both ends at the worst shares."""
TAIL = 3.0


@cache
def ranks() -> np.ndarray:
    """Return evenly spaced ranks."""
    return (np.arange(PEOPLE) + 0.5) / PEOPLE


@cache
def amounts() -> dict[str, np.ndarray]:
    """Return amounts at evenly spaced quantiles of five distributions, cents."""
    u = ranks()
    return {
        "equal": np.full(PEOPLE, 1e6),
        "uniform": 1e6 * u,
        "exponential": -1e6 * np.log1p(-u),
        "lognormal": 1e6 * np.exp(0.7 * special.ndtri(u)),
        "Pareto": 1e6 * (1.0 - u) ** (-1.0 / TAIL),
    }


GINIS = {
    "equal": 0.0, "uniform": 1.0 / 3.0, "exponential": 0.5, "lognormal": math.erf(0.7 / 2.0),
    "Pareto": 1.0 / (2.0 * TAIL - 1.0),
}  # fmt: skip


def binned(cents: np.ndarray) -> np.ndarray:
    """Return persons and sums by bin, counted by the rule in force."""
    table = np.zeros((BINS, 2), np.int64)
    whole = np.rint(cents).astype(np.int64)
    record_gross(table, np.zeros(whole.size, np.int64), whole)
    return table


def within(table: np.ndarray) -> float:
    """Return the most that the Gini coefficient can lose as the people of a bin count as alike."""
    people, money = table[:, 0] / table[:, 0].sum(), table[:, 1] / table[:, 1].sum()
    return float((people * money).sum()) * BIN_GINI


@check(
    says="Gini coefficients of equal, uniform, exponential, lognormal and Pareto incomes are as known.",
    formula="0, 1/3, 1/2, erf(sigma/2), 1/(2a-1)",
    source="Cowell 2011, Measuring Inequality; Aitchison and Brown 1957",
    kind="distribution",
    tolerance="people of a bin count as alike: at most 0.015 sum p_b s_b; quantiles for people: n^(1/a-1)",
    error="one minus the area under the Lorenz curve, not doubled",
)
def gini_of_known_distributions(dose: float) -> Measured:
    """Bin incomes at evenly spaced quantiles and work out the coefficient."""
    found, expected, allowed = [], [], []
    for name, cents in amounts().items():
        table = binned(cents)
        right = gini(*lorenz(running_sums(table), 1))
        found.append(float(mix(dose, right, 0.5 * (1.0 + right))))
        expected.append(GINIS[name])
        allowed.append((within(table) if name != "equal" else 0.0) + PEOPLE ** (1.0 / TAIL - 1.0))
    return exact(expected, found, 0.0, np.array(allowed))


@check(
    says="Of Pareto incomes the top per cent and the top tenth have the known shares.",
    formula="share of the top p = p^(1 - 1/a)",
    source="Atkinson, Piketty and Saez 2011",
    kind="distribution",
    tolerance="ranks between edges of bins: shares are straight lines there, 1e-3; quantiles: n^(1/a-1)",
    error="shares are those of people above a multiple of the mean: p is not scaled by 1/a",
)
def top_shares_of_pareto(dose: float) -> Measured:
    """Bin Pareto incomes and add up the top."""
    table, top = binned(amounts()["Pareto"]), np.array([0.1, 0.01])
    sums = group_sums(running_sums(table), np.array([0.0, 0.9, 0.99, 1.0]))[:, 0] / table[:, 1].sum()
    found = np.array([sums[1] + sums[2], sums[2]])
    return exact(top ** (1.0 - 1.0 / TAIL), mix(dose, found, top), 0.0, 1e-3 + PEOPLE ** (1.0 / TAIL - 1.0))


@check(
    says="Quantiles of exponential and lognormal incomes are the known ones.",
    formula="q(p) = -m ln(1-p), m exp(sigma Phi^-1(p))",
    source="definition of a quantile",
    kind="distribution",
    tolerance="people are spread evenly within a bin of width 1/16: its square, 0.4 %",
    error="the lower end of the bin is taken",
)
def quantiles_of_known_distributions(dose: float) -> Measured:
    """Look up five quantiles in the bins."""
    shares = np.array([0.1, 0.2, 0.5, 0.8, 0.99])
    curves = {
        "exponential": -1e6 * np.log1p(-shares), "lognormal": 1e6 * np.exp(0.7 * special.ndtri(shares))
    }  # fmt: skip
    found = [
        [float(mix(dose, quantile(binned(amounts()[name])[:, 0], share), 0.0)) for share in shares]
        for name in curves
    ]
    return exact(np.concatenate(list(curves.values())), np.concatenate(found), 0.004)


@check(
    says="If all incomes double, inequality stays as it is.",
    formula="G(2 y) = G(y)",
    source="scale invariance (Cowell 2011)",
    kind="invariance",
    tolerance="amounts double by whole bins: rounding, 1e-11",
    error="everybody gets the mean on top: inequality halves",
)
def inequality_has_no_unit(dose: float) -> Measured:
    """Double lognormal incomes."""
    once = np.rint(amounts()["lognormal"])
    before, after = (
        gini(*lorenz(running_sums(binned(cents)), 1))
        for cents in (once, mix(dose, 2.0 * once, once + once.mean()))
    )
    return exact(before, after)


@check(
    says="What households need rises with their members by the root, or by the scale of the poverty measure.",
    formula="sqrt(n); (1 + 0.8 + 0.5(m-1))^0.7, (g + 0.5 m)^0.7",
    source="OECD 2011; Betson 1996; Short 2011 (values of a table, two digits)",
    kind="closed form",
    tolerance="published to two digits, the last of some cut off: 0.01",
    error="everybody needs as much: heads are counted",
)
def household_scales(dose: float) -> Measured:
    """Compare seven published values, and the root of one to five members."""
    published = {
        (1, 0): 1.0, (2, 0): 1.41, (1, 2): 1.79, (2, 1): 1.90, (2, 2): 2.16, (2, 3): 2.40, (3, 0): 2.16,
    }  # fmt: skip
    members = np.arange(1, 6)
    right = [three_parameter_scale(*household) for household in published]
    wrong = [float(sum(household)) for household in published]
    roots = mix(dose, 1.0 / equivalence_scale()[1:6], members)
    slack = np.concatenate([np.full(7, 0.01), np.full(5, 1e-11)])
    expected = [*published.values(), *np.sqrt(members)]
    return exact(expected, np.concatenate([mix(dose, right, wrong), roots]), 0.0, slack)


@cache
def tastes(reversion: float) -> np.ndarray:
    """Return the logarithms of firms' sizes after growth by chance, with firms replaced at a constant rate.

    Growth is that of the goods market; whoever is replaced begins at one. ``reversion`` is the part of the
    gap to one that firms close a month, 0 by Gibrat's law.
    """
    changes = {"firms.demand_shock_sd": 0.1, "firms.young_growth": 0.0}
    model = economy(people=60_000, changes=changes)
    firms, random = model.state.firms, np.random.default_rng(11)
    government = model.structure.role("government")
    rows = np.flatnonzero((firms.status == ACTIVE) & (firms.sector != government))
    firms.appeal[rows] = 1.0
    sizes = []
    for month in range(800):
        model.state.accounts[CONSUMPTION_POT] = 10**12
        firms.inventory[:], firms.price[:] = 1e12, 100.0
        given = model.state, model.structure, model.scenario, levers_of(model, month), rules_of(model, month)
        goods_market.sell(*given, Money(0, 0), model.seed, month)
        if reversion:
            firms.appeal[rows] **= 1.0 - reversion
        firms.appeal[rows[random.uniform(size=rows.size) < EXIT]] = 1.0
        if (
            month >= 400 and month % 100 == 99
        ):  # four times 4 / EXIT months apart: nothing is left of the last
            sizes.append(np.log(firms.appeal[rows]))
    return np.concatenate(sizes)


EXIT = 0.04


@check(
    says="Growth that does not depend on size gives a Pareto tail; its exponent is one as exit vanishes.",
    formula="zeta = (1 + sqrt(1 + 8 d / s^2)) / 2 -> 1 (Zipf)",
    source="Gibrat 1931; Gabaix 1999",
    kind="distribution",
    tolerance="standard error of the mean excess over the threshold; a month's step: 5 %",
    error="large firms grow more slowly: half of the gap to the mean size closes a month",
    statistical=True,
    slow=True,
)
def zipf_under_gibrat(dose: float) -> Measured:
    """Let firms' appeal walk for 67 years and look at the tail of sizes."""
    shock = 0.1
    # a firm of log size x dies at the rate d: (1 - d) E[exp(zeta g)] = 1 with E[exp g] = 1
    zeta = 0.5 * (1.0 + math.sqrt(1.0 - 8.0 * math.log1p(-EXIT) / shock**2))
    logs = tastes(0.5 * dose)
    above = logs[logs > 2.0 * shock] - 2.0 * shock
    found = float(above.mean()) if above.size else 0.0
    # sizes have a two-sided exponential law, with the exponent zeta - 1 below one
    beyond = logs.size * (zeta - 1.0) / (2.0 * zeta - 1.0) * math.exp(-2.0 * shock * zeta)
    error = 1.0 / zeta / math.sqrt(beyond)
    return of_chance(1.0 / zeta, found, error, 0.05 / zeta)
