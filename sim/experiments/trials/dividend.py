"""A dividend of the size of Alaska's, paid to every adult: what it does to work when all receive it.

Jones and Marinescu (2022) hold Alaska against a synthetic Alaska without its fund; here an economy is held
against its twin. The dividend is 7.25 per cent of labour income, in equal parts, and adds to the debt of the
state: Alaska's comes out of oil, so nobody there pays a tax for it either. The lottery (``lottery``) is drawn
from the same past, so that both are known for the same dollar.
"""

from __future__ import annotations

import numpy as np

from sim.experiments.trials import lottery
from sim.experiments.trials.trial import Effects, Setting, Trial, means
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, FULL_TIME, OUTSIDE

__all__ = ["SHARE", "TRIAL", "amount"]

SHARE = 0.0725  # of labour income
FIRST, MONTHS = 12, 60  # effects count from the second year to the fifth
PART_TIME = 35.0  # hours a week from which on a job is full time (BLS)
WEEK = 40.0  # hours a week of full-time work in that definition


def amount(simulation: Simulation) -> float:
    """Return the dividend of an adult, dollars a month at the prices of the base year."""
    workers = simulation.state.workers
    pay = float(workers.wage[workers.status == EMPLOYED].sum(dtype=np.int64))
    return SHARE * pay / workers.status.size / 100.0 / float(simulation.state.macro.price_level[0])


def watch(setting: Setting, simulation: Simulation) -> np.ndarray:
    """Go on for five years; return employment, participation and part-time work over all adults, points."""
    workers, found = simulation.state.workers, []
    for month in range(MONTHS):
        setting.step(simulation)
        if month < FIRST:
            continue
        at_work = workers.status == EMPLOYED
        part_time = at_work & (workers.hours < PART_TIME / WEEK * FULL_TIME)
        found.append((at_work.mean(), (workers.status != OUTSIDE).mean(), part_time.mean()))
    mean: np.ndarray = 100.0 * np.mean(found, axis=0)
    return mean


def measure(setting: Setting) -> Effects:
    """Make the experiment on a seed."""
    past = setting.past()
    paid = amount(past)
    dividend = setting.scenario(kind="universal_basic_income", amount=paid)
    here, there = (
        watch(setting, setting.branch(past, scenario)) for scenario in (dividend, setting.scenario())
    )
    employment, participation, part_time = here - there
    per_thousand = 1_000.0 / paid
    of_lottery = lottery.effects(setting, past)["participation"]
    return {
        "amount": paid,
        "employment": employment,
        "participation": participation,
        "part_time": part_time,
        "per_thousand": per_thousand * participation,
        "less_than_lottery": per_thousand * participation - of_lottery,
    }


TRIAL = Trial(
    name="dividend",
    question="What does a dividend to all adults of 7.25 % of labour income, as Alaska's is, do to work?",
    people=10_000,
    months=2 * MONTHS + 2 * lottery.MONTHS,
    measure=measure,
    findings=means,
)
