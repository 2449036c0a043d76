"""A minimum wage that reaches a tenth of the employed: pay and jobs, and the elasticity that studies report.

The own-wage elasticity is the change of employment over the change of pay of those whom the law reaches. As
Cengiz et al. (2019) do, jobs are counted as a whole: what all employment falls by is divided by the number of
those reached, so that workers who take each other's places are not counted as lost. Published: Dube 2019, a
review; Cengiz, Dube, Lindner and Zipperer 2019. What the lever does and does not do stands in
``levers.minimum_wage``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.experiments.evidence.findings import Finding
from sim.experiments.trials.trial import Effects, Setting, Trial, means, ratio
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, FULL_TIME

__all__ = ["REACHED", "TRIAL"]

REACHED = 0.1  # part of the employed whose pay for full time is below the floor
FIRST, MONTHS = 24, 36  # months that are counted: the third year


def watch(setting: Setting, simulation: Simulation, cohort: np.ndarray) -> np.ndarray:
    """Go on for three years; return jobs of all and of a cohort, and its real pay of full time."""
    workers, found = simulation.state.workers, []
    for month in range(MONTHS):
        setting.step(simulation)
        if month < FIRST:
            continue
        works = workers.status == EMPLOYED
        pay = workers.wage[cohort & works] * (FULL_TIME / np.maximum(workers.hours[cohort & works], 1))
        real = pay.mean() / float(simulation.state.macro.price_level[0])
        found.append((works.sum(), works[cohort].sum(), real, float(simulation.state.macro.price_level[0])))
    mean: np.ndarray = np.mean(found, axis=0)
    return mean


def measure(setting: Setting) -> Effects:
    """Make the experiment on a seed."""
    past = setting.past()
    workers, prices = past.state.workers, float(past.state.macro.price_level[0])
    works = workers.status == EMPLOYED
    pay = workers.wage * (FULL_TIME / np.maximum(workers.hours, 1))
    floor = float(np.quantile(pay[works], REACHED))
    cohort = works & (pay < floor)
    law = setting.scenario(kind="minimum_wage", wage=floor / 100.0 / prices)
    here, there = (
        watch(setting, setting.branch(past, scenario), cohort) for scenario in (law, setting.scenario())
    )
    return {
        "floor": floor / 100.0 / prices,
        "pay": 100.0 * float(here[2] / there[2] - 1.0),
        "jobs_of_reached": 100.0 * float((here[0] - there[0]) / cohort.sum()),
        "cohort_employment": 100.0 * float(here[1] / there[1] - 1.0),
        "employment": 100.0 * float(here[0] / there[0] - 1.0),
        "prices": 100.0 * float(here[3] / there[3] - 1.0),
    }


def findings(results: Sequence[Effects]) -> list[Finding]:
    """Return means over seeds, and elasticities as ratios of means."""
    return [
        *means(results),
        ratio("elasticity", results, "jobs_of_reached", "pay"),
        ratio("cohort_elasticity", results, "cohort_employment", "pay"),
    ]


TRIAL = Trial(
    name="minimum_wage",
    question="How many jobs does a minimum wage cost for each per cent by which it raises pay?",
    people=20_000,
    months=2 * MONTHS,
    measure=measure,
    findings=findings,
)
