"""Workers of early adopters: what becomes of their earnings and hours.

Humlum and Vestergaard (2025) compare workers in Denmark by whether their employer took up chatbots early, and
rule out effects above one per cent. Here those are compared whose firm used AI after a year, and the
difference to the workers of other firms is held against the same difference in a branch without AI.
"""

from __future__ import annotations

import numpy as np

from sim.experiments.trials.trial import Effects, Setting, Trial, means
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, FULL_TIME, TEAMS_PER_FIRM

__all__ = ["TECHNOLOGY", "TRIAL", "difference"]

TECHNOLOGY = "consensus"
EARLY = 12  # months within which a firm is an early adopter
FIRST, LAST = 24, 36  # months that are counted: the year after two years
OUTCOMES = ("earnings", "hours", "employment")


def watch(setting: Setting, simulation: Simulation, months: int) -> np.ndarray:
    """Go on for some months; return the mean of everybody's outcomes over them (outcome, person)."""
    workers = simulation.state.workers
    total = np.zeros((len(OUTCOMES), workers.status.size))
    for _ in range(months):
        setting.step(simulation)
        works = workers.status == EMPLOYED
        pay = workers.wage / float(simulation.state.macro.price_level[0])
        for row, values in enumerate((pay, workers.hours / FULL_TIME, np.ones(pay.size))):
            total[row] += np.where(works, values, 0.0)
    return total / months


def difference(with_ai: np.ndarray, without: np.ndarray, early: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return by how much an outcome of workers of early adopters rises more than that of others, %."""
    change = [with_ai[:, some].mean(axis=1) / without[:, some].mean(axis=1) for some in (early, others)]
    percent: np.ndarray = 100.0 * (change[0] / change[1] - 1.0)
    return percent


def measure(setting: Setting) -> Effects:
    """Make the experiment on a seed."""
    past = setting.past()
    workers = past.state.workers
    works = np.flatnonzero((workers.status == EMPLOYED) & (workers.team >= 0))
    firm = workers.team[works] // TEAMS_PER_FIRM
    birth = past.state.firms.birth[firm]
    ai = setting.branch(past, setting.scenario(TECHNOLOGY), months=EARLY)
    firms = ai.state.firms
    adopted = (firms.adoption[firm] > 0.0) & (firms.birth[firm] == birth)
    none = setting.branch(past, setting.scenario(), months=EARLY)
    for simulation in (ai, none):
        setting.go(simulation, FIRST - EARLY)
    with_ai, without = (watch(setting, simulation, LAST - FIRST) for simulation in (ai, none))
    change = difference(with_ai, without, works[adopted], works[~adopted])
    return dict(zip(OUTCOMES, change.tolist(), strict=True)) | {
        "workers": 100.0 * float(adopted.mean()),
        "all_earnings": 100.0 * float(with_ai[0, works].mean() / without[0, works].mean() - 1.0),
    }


TRIAL = Trial(
    name="adopters",
    question="What becomes of earnings and hours of those whose employer takes up AI early?",
    people=20_000,
    months=2 * LAST,
    measure=measure,
    findings=means,
)
