"""A lottery of cash, as field experiments draw one: what it does to work and to earnings.

Everybody is drawn with the same chance; the groups compared are those of low earnings before the lottery, by
age. The effect is the difference between the drawn and the others, less the same difference in a branch of
the same seed without the lottery, in which the same people are only luckier or unluckier. Published: Vivalt
et al. 2024, NBER w32719 (OpenResearch), $1,000 a month for three years to people of 21 to 40.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.experiments.trials.trial import Effects, Setting, Trial, means
from sim.rules.grants import treated
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE

__all__ = ["LOTTERY", "TRIAL", "effects", "low_earners", "outcomes"]

LOT, SHARE = 7, 0.3  # which lot, and the part of all people that it draws
AMOUNT = 1_000.0  # dollars a month
EARNINGS_BELOW, AGES = 3_000.0, range(21, 41)  # dollars a month, and years
FIRST, MONTHS = 12, 36  # month from which on effects count: the years two and three
LOTTERY: dict[str, Any] = {
    "kind": "universal_basic_income",
    "amount": AMOUNT,
    "treated_share": SHARE,
    "lottery": LOT,
}
OUTCOMES = {
    "participation": 100.0,
    "employment": 100.0,
    "hours": 1.0,
    "hours_of_employed": 1.0,
    "earnings": 1.0,
}
"""Names of the figures and what turns them into points, hours a week and dollars a year."""


def low_earners(simulation: Simulation) -> np.ndarray:
    """Return who is of the experiment's age and earns, or last earned, less than its limit (bool)."""
    workers = simulation.state.workers
    return (workers.wage < 100.0 * EARNINGS_BELOW) & np.isin(workers.age, list(AGES))


def outcomes(setting: Setting, simulation: Simulation, group: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Go on for three years; return means of the drawn of a group less those of its others."""
    workers = simulation.state.workers
    week = simulation.structure.figure("weekly_hours") / FULL_TIME
    found = []
    for month in range(MONTHS):
        setting.step(simulation)
        if month < FIRST:
            continue
        at_work = workers.status == EMPLOYED
        hours = np.where(at_work, week * workers.hours, 0.0)
        pay = np.where(at_work, 0.12 * workers.wage, 0.0) / simulation.state.macro.price_level[0]
        means_of = [
            (
                (workers.status[some] != OUTSIDE).mean(),
                at_work[some].mean(),
                hours[some].mean(),
                hours[some & at_work].mean(),
                pay[some].mean(),
            )
            for some in (group & drawn, group & ~drawn)
        ]
        found.append(np.subtract(means_of[0], means_of[1]))
    mean: np.ndarray = np.mean(found, axis=0) * list(OUTCOMES.values())
    return mean


def effects(setting: Setting, past: Simulation) -> Effects:
    """Return what the lottery does to those drawn, against a branch without it."""
    group = low_earners(past)
    drawn = treated(SHARE, LOT, group.size, setting.seed)
    branches = (setting.scenario(**LOTTERY), setting.scenario())
    here, there = (outcomes(setting, setting.branch(past, scenario), group, drawn) for scenario in branches)
    return dict(zip(OUTCOMES, here - there, strict=True))


def measure(setting: Setting) -> Effects:
    """Make the experiment on a seed."""
    return effects(setting, setting.past())


TRIAL = Trial(
    name="lottery",
    question="What do $1,000 a month, won by lot for three years, do to the work of people who earn little?",
    people=20_000,
    months=2 * MONTHS,
    measure=measure,
    findings=means,
)
