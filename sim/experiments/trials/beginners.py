"""The young in exposed occupations: what it takes that AI closes entry-level jobs, by age, against records.

Each seed runs one past; from month 0 it goes on without AI and with a technology and several entry cuts
(docs/model.md, section 9.8), so what differs between two paths is AI and the cut alone (and luck, which parts
the paths: hence seeds). The two most exposed fifths of jobs are held against the other three, as in
Brynjolfsson, Chandar and Chen (2025): the employed of an age in exposed occupations over those of the same
age elsewhere, relative to the path without AI. It is no forecast: the cut is put in, and what is asked is
which value brings what payrolls show, and whether age groups, pay and hires then move as they do there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.experiments.evidence.findings import Finding
from sim.experiments.trials.trial import Setting, Trial, means, pooled
from sim.indicators.beginners import exposed_occupations
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, FULL_TIME

__all__ = ["CUTS", "TRIAL", "Arm", "needed", "relative"]

TECHNOLOGY = "consensus"
CUTS = (0.0, 12.0, 20.0)
"""Entry cuts tried; 0 is what the technology has by itself, the last the most that is allowed."""
CUT = 12.0  # with which age groups, pay and hires are looked at
MONTHS = 36  # of diffusion
AGES = {"22-25": (22, 25), "26-30": (26, 30), "31-34": (31, 34), "35-40": (35, 40), "41-49": (41, 49)}
MEASURED = ("employed", "pay", "hires", "losses")  # of a month: persons, cents, persons, persons
WINDOW = 6  # months, up to the one named, over which a figure is a mean
NONE = "no AI"
WANTED = -0.13  # Brynjolfsson, Chandar and Chen 2025: relative employment of 22 to 25


class Arm(NamedTuple):
    """A path from month 0 on: a technology, or none, and an entry cut."""

    technology: str
    cut: float


def paths(setting: Setting) -> dict[Arm, np.ndarray]:
    """Return what is measured on every path (month, age, exposed or not, measure), from one past."""
    past, technology = setting.past(), setting.scenario(TECHNOLOGY)
    exposed = exposed_occupations(setting.branch(past, technology).structure)
    scenarios = {Arm(NONE, 0.0): setting.scenario()} | {
        Arm(TECHNOLOGY, cut): technology.with_({"population.entry_cut": cut}) for cut in CUTS
    }
    return {
        arm: follow(setting, setting.branch(past, scenario), exposed) for arm, scenario in scenarios.items()
    }


def follow(setting: Setting, simulation: Simulation, exposed: np.ndarray) -> np.ndarray:
    """Go on and return what is measured in each month."""
    found = np.zeros((MONTHS, len(AGES), 2, len(MEASURED)))
    workers = simulation.state.workers
    worked, occupation, age = workers.status == EMPLOYED, workers.occupation.copy(), workers.age.copy()
    for month in range(MONTHS):
        setting.step(simulation)
        works = workers.status == EMPLOYED
        moved = (~worked) | (workers.occupation != occupation)
        began = works & (workers.status_month == month) & moved
        lost = worked & (~works) & (workers.age >= age)
        pay = np.where(works, workers.wage * (FULL_TIME / np.maximum(workers.hours, 1.0)), 0.0)
        for row, (low, high) in enumerate(AGES.values()):
            of_age = (workers.age >= low) & (workers.age <= high)
            for column in (0, 1):
                now = of_age & (exposed[workers.occupation] == bool(column))
                before = of_age & (exposed[occupation] == bool(column))
                found[month, row, column] = (
                    (now & works).sum(), pay[now & works].sum(), (now & began).sum(), (before & lost).sum()
                )  # fmt: skip
        worked, occupation, age = works, workers.occupation.copy(), workers.age.copy()
    return found


def employment(path: np.ndarray, month: int) -> np.ndarray:
    """Return the employed by age in exposed occupations and in others (age, 2), mean of half a year."""
    mean: np.ndarray = path[max(0, month - WINDOW) : month, :, :, 0].mean(axis=0)
    return mean


def relative(path: np.ndarray, base: np.ndarray, month: int) -> np.ndarray:
    """Return the log change, against a base path, of the employed in exposed occupations over others."""
    log = [np.log(np.maximum(employment(one, month), 0.5)) for one in (path, base)]
    change: np.ndarray = log[0] - log[1]
    return np.asarray(change[:, 1] - change[:, 0])


def relative_pay(path: np.ndarray, base: np.ndarray, month: int) -> np.ndarray:
    """Return the same for the mean pay of full-time hours."""
    part = slice(max(0, month - WINDOW), month)
    log = [np.log(one[part, ..., 1].sum(axis=0) / one[part, ..., 0].sum(axis=0)) for one in (path, base)]
    change: np.ndarray = log[0] - log[1]
    return np.asarray(change[:, 1] - change[:, 0])


def flow(path: np.ndarray, base: np.ndarray, measure: str, month: int) -> float:
    """Return hires or losses of the youngest in exposed occupations less those of a base path, over jobs."""
    column = MEASURED.index(measure)
    more = (path - base)[:month, 0, 1, column].sum()
    return float(more / employment(base, month)[0, 1])


def needed(runs: Sequence[Mapping[Arm, np.ndarray]], month: int = MONTHS) -> float:
    """Return the entry cut that brings what is wanted: where a line through the means crosses it.

    Infinite if none of those tried does.
    """
    none = Arm(NONE, 0.0)
    cuts = sorted({arm.cut for arm in runs[0] if arm.technology != NONE})
    technology = next(arm.technology for arm in runs[0] if arm.technology != NONE)
    change = np.array(
        [[relative(run[Arm(technology, cut)], run[none], month)[0] for cut in cuts] for run in runs]
    ).mean(axis=0)
    below = np.nonzero(np.exp(change) - 1.0 <= WANTED)[0]
    if below.size == 0:
        return math.inf
    last = int(below[0])
    if last == 0:
        return cuts[0]
    part = (math.log(1.0 + WANTED) - change[last - 1]) / (change[last] - change[last - 1])
    return float(cuts[last - 1] + part * (cuts[last] - cuts[last - 1]))


def figures(run: Mapping[Arm, np.ndarray]) -> dict[str, float]:
    """Return the changes after three years, %, of one seed: by AI, and by the cut alone."""
    none, plain, cut = run[Arm(NONE, 0.0)], run[Arm(TECHNOLOGY, 0.0)], run[Arm(TECHNOLOGY, CUT)]
    young = [employment(path, MONTHS)[0] for path in (cut, none)]
    found = {
        "relative": relative(plain, none, MONTHS)[0],
        **{
            f"cut_relative_{age}": change
            for age, change in zip(AGES, relative(cut, none, MONTHS), strict=True)
        },
        "cut_alone": relative(cut, plain, MONTHS)[0],
        "cut_pay": relative_pay(cut, plain, MONTHS)[0],
        "cut_hires": flow(cut, plain, "hires", MONTHS),
        "cut_losses": flow(cut, plain, "losses", MONTHS),
        "cut_exposed": young[0][1] / young[1][1] - 1.0,
        "cut_others": young[0][0] / young[1][0] - 1.0,
    }
    return {name: 100.0 * float(value) for name, value in found.items()}


def findings(runs: Sequence[Mapping[Arm, np.ndarray]]) -> list[Finding]:
    """Return means over seeds, the part of pay in the change, and the cut that would be needed."""
    each = [figures(run) for run in runs]

    def of_mean(chosen: Sequence[Mapping[str, float]]) -> float:
        pay, jobs = (float(np.mean([one[name] for one in chosen])) for name in ("cut_pay", "cut_alone"))
        return pay / jobs

    return [*means(each), pooled("pay_part", each, of_mean), pooled("cut_needed", runs, needed)]


TRIAL = Trial(
    name="beginners",
    question="What becomes of the young in occupations that AI reaches, after three years of its diffusion?",
    people=20_000,
    months=MONTHS * (1 + len(CUTS)),
    measure=paths,
    findings=findings,
)
