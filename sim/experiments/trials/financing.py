"""The lottery's $1,000 a month for everybody, with each financing: what general equilibrium adds.

The same payment that the lottery gives to a few goes to all adults, on credit or paid by one tax; from the
same past the lottery itself tells what the payment does where prices, wages and taxes stay what they are.
Two models have published the effect on output of a basic income, with opposite signs: Nikiforos, Steinbaum
and Zezza (2017), in which output follows demand and nobody works less, and the Penn Wharton Budget Model
(2018), in which debt crowds out capital and people work less.
"""

from __future__ import annotations

import numpy as np

from sim.experiments.trials import lottery
from sim.experiments.trials.trial import Effects, Setting, Trial, means, series
from sim.policies.framework.financing import DEFICIT

__all__ = ["PAYERS", "TRIAL"]

PAYERS = (
    DEFICIT, "wage_tax", "payroll_tax", "consumption_tax", "capital_tax", "corporate_tax", "wealth_tax",
)  # fmt: skip
"""What pays; a tax on rents of GPUs has no base in an economy without AI."""
HALF = 500.0  # dollars a month: what both models were asked
YEARS = 8  # over which Nikiforos et al. follow it


def last_year(path: np.ndarray) -> float:
    """Return the mean of the last twelve months."""
    return float(path[-12:].mean())


def as_lottery(path: np.ndarray) -> float:
    """Return the mean of the months that count in the lottery."""
    return float(path[lottery.FIRST : lottery.MONTHS].mean())


def measure(setting: Setting) -> Effects:
    """Make the experiment on a seed."""
    past = setting.past()
    alone = lottery.effects(setting, past)
    none = series(setting.branch(past, setting.scenario(), months=12 * YEARS))
    arms = {payer: (lottery.AMOUNT, payer) for payer in PAYERS} | {"half_deficit": (HALF, DEFICIT)}
    found = {"alone_participation": alone["participation"]}
    for name, (amount, payer) in arms.items():
        paid = setting.scenario(kind="universal_basic_income", amount=amount, financed_by=payer)
        path = series(setting.branch(past, paid, months=12 * YEARS))
        change = {key: 100.0 * (path[key] - none[key]) for key in ("participation_rate", "employment_rate")}
        found |= {
            f"{name}_gdp": 100.0 * (last_year(path["real_gdp"]) / last_year(none["real_gdp"]) - 1.0),
            f"{name}_prices": 100.0 * (last_year(path["price_level"]) / last_year(none["price_level"]) - 1.0),
            f"{name}_employment": last_year(change["employment_rate"]),
            f"{name}_participation": as_lottery(change["participation_rate"]),
        }
        found[f"{name}_added"] = found[f"{name}_participation"] - alone["participation"]
    return found


TRIAL = Trial(
    name="financing",
    question="What do $1,000 a month do that everybody receives, by what pays for them?",
    people=10_000,
    months=2 * lottery.MONTHS + 12 * YEARS * (len(PAYERS) + 2),
    measure=measure,
    findings=means,
)
