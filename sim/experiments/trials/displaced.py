"""What displaced workers lose, as studies of administrative records measure it: by year and in all.

Displaced: laid off after three years or more in the job, aged 25 to 49, also where the next job begins in the
same month. Controls: as long in the job, employed and not laid off in the twelve months to come, of the
same age (five-year groups). Real earnings, zeros included, are divided by each person's mean of the 24 months
before; a loss is controls less displaced. The present value is at 5 % a year over 20 years, in years of
earnings before; what lies beyond the run continues the mean of its last four years, 3 % less a year. Whoever
dies drops out. Good times: months with unemployment below 6 % in the economy as it is; a slump: months above
8 % in the same economy, of the same past, in which a shock to demand is set by hand.

It is no evidence on what causes the losses: the model loses the skill of the job, the rung of the ladder and
the safety of a long job because it is told to. It has no mass lay-offs apart from firms that close or shrink.
Published: Davis and von Wachter 2011 (men in mass lay-offs); Couch and Placzek 2010 (Connecticut).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from sim.experiments.evidence.findings import Finding
from sim.experiments.trials.slump import Slump
from sim.experiments.trials.trial import Setting, Trial, over_seeds, pooled
from sim.rules.grants import QUARTER
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, OUTSIDE, TYPES, UNEMPLOYED

__all__ = ["TRIAL", "Losses", "Panel", "losses"]

TENURE, BEFORE = 36, 24  # months in the job, and over which earnings before are a mean
AGES = range(25, 50, 5)  # first years of the age groups of five
HORIZON, DISCOUNT, FADING, TAIL = 20, 1.05, 0.97, 4  # years
YEARS = 24  # simulated
GOOD, BAD = 0.06, 0.08  # unemployment
SLUMP = Slump(-0.15, -0.33, lasts=40, begins=30)
STEADY = 0  # latent type
Span = tuple[float, float]
LONG: Span = (TENURE, inf)
TENURES: dict[str, Span] = {"one_to_three": (12, 36), "three_to_ten": (36, 120), "ten": (120, inf)}
"""Months in the job lost, from and below; of the shortest the 24 months before are partly of other jobs."""


class Panel(NamedTuple):
    """Months (rows) by persons."""

    earnings: np.ndarray  # float32: cents at prices of month 0; 0 without a job
    laid_off: np.ndarray  # bool: after at least a year in the job
    held: np.ndarray  # int16: months in the present job, -1 without one
    age: np.ndarray  # uint8
    kind: np.ndarray  # uint8: latent type
    unemployment: np.ndarray  # float64 (months,)

    def __len__(self) -> int:
        return self.unemployment.size


class Losses(NamedTuple):
    """Sums over the displaced by year, so that quarters and seeds can be added up."""

    number: np.ndarray  # (years,)
    lost: np.ndarray  # of earnings before
    without_work: np.ndarray  # part of it: fewer months in work, at the pay in work of the controls
    before: np.ndarray  # what the controls earn

    @classmethod
    def none(cls) -> Losses:
        """Return those of nobody."""
        return cls(*(np.zeros(HORIZON) for _ in range(4)))

    def __add__(self, other: Losses) -> Losses:  # type: ignore[override]
        return Losses(*(one + more for one, more in zip(self, other, strict=True)))

    def share(self, of: np.ndarray) -> np.ndarray:
        """Return a sum over what the controls earn, by year."""
        return np.where(self.number > 0, of / np.maximum(self.before, 1e-9), np.nan)

    def present_value(self, of: np.ndarray) -> float:
        """Return the present value of a sum, in years of earnings before."""
        seen = np.nonzero(self.number > 0)[0]
        if seen.size == 0:
            return float("nan")
        last = int(seen[-1]) + 1
        path = of[:last] / self.number[:last]
        tail = path[-TAIL:].mean() * FADING ** np.arange(1, HORIZON - last + 1)
        years = np.concatenate([path, tail]) / DISCOUNT ** (np.arange(HORIZON) + 0.5)
        return float(years.sum())


def observe(setting: Setting, simulation: Simulation, months: int, slump: Slump) -> Panel:
    """Go on for some months and keep what the comparison needs; the slump is set by hand."""
    workers, macro = simulation.state.workers, simulation.state.macro
    shape = months, workers.team.size
    panel = Panel(
        np.zeros(shape, np.float32), np.zeros(shape, bool), np.zeros(shape, np.int16),
        np.zeros(shape, np.uint8), np.zeros(shape, np.uint8), np.zeros(months),
    )  # fmt: skip
    base = float(macro.price_level[0])
    for month in range(months):
        worked, since = workers.status == EMPLOYED, workers.status_month.astype(np.int64)
        slump.hold(simulation)
        setting.step(simulation)
        now, works = simulation.month - 1, workers.status == EMPLOYED
        held = (now - since) // QUARTER
        moved = worked & (workers.status_month == now) & (workers.status != OUTSIDE)
        panel.laid_off[month] = moved & (workers.job_lost == np.minimum(held, 255)) & (held * QUARTER >= 12)
        panel.earnings[month] = np.where(works, workers.wage * (base / float(macro.price_level[0])), 0.0)
        panel.held[month] = np.where(
            works, np.minimum(now - workers.status_month.astype(np.int64), 30_000), -1
        )
        panel.age[month], panel.kind[month] = workers.age, workers.cell % TYPES
        seekers = (workers.status == UNEMPLOYED).sum()
        panel.unemployment[month] = seekers / max(1, seekers + works.sum())
    return panel


def losses(
    panel: Panel, first: int, last: int, times: np.ndarray, kind: int | None = None, span: Span = LONG
) -> Losses:
    """Add up the losses of those displaced in the quarters from ``first`` to ``last`` whose months count.

    ``kind`` is a latent type, all if None; ``span`` says how many months the job had lasted.
    """
    total = Losses.none()
    for month in range(max(first, BEFORE), min(last, len(panel) - 36), QUARTER):
        quarter = slice(month, month + QUARTER)
        if not times[quarter].all():
            continue
        young = AGES.start
        eligible = (panel.age[month] >= young) & (panel.age[month] < AGES.stop)
        if kind is not None:
            eligible &= panel.kind[month] == kind
        year = slice(month, month + 12)
        stays = ~panel.laid_off[year].any(axis=0) & (panel.earnings[year] > 0.0).all(axis=0)
        long = [(panel.held[k] >= span[0]) & (panel.held[k] < span[1]) for k in (month - 1, month)]
        displaced = np.nonzero(panel.laid_off[quarter].any(axis=0) & long[0] & eligible)[0]
        controls = np.nonzero(long[1] & stays & eligible)[0]
        for group in AGES:
            here = [
                rows[(panel.age[month][rows] >= group) & (panel.age[month][rows] < group + AGES.step)]
                for rows in (displaced, controls)
            ]
            if min(map(len, here)) > 0:
                total += _compare(panel, month, *here)
    return total


def _compare(panel: Panel, month: int, displaced: np.ndarray, controls: np.ndarray) -> Losses:
    """Hold the displaced of a quarter against controls of the same age, year by year."""
    found = Losses.none()
    past = panel.earnings[month - BEFORE : month]
    before = [past[:, rows].mean(axis=0) for rows in (displaced, controls)]
    both = zip((displaced, controls), before, strict=True)
    groups = [(rows[pay > 0.0], pay[pay > 0.0]) for rows, pay in both]
    for year in range(min(HORIZON, (len(panel) - month - QUARTER) // 12)):
        months = slice(month + QUARTER + 12 * year, month + QUARTER + 12 * (year + 1))
        means = []
        for rows, pay in groups:
            alive = panel.age[months.stop - 1][rows] >= panel.age[month][rows]
            if not alive.any():
                break
            earned = panel.earnings[months][:, rows[alive]]
            means.append((alive.sum(), (earned.mean(axis=0) / pay[alive]).mean(), (earned > 0.0).mean()))
        if len(means) < len(groups):
            continue
        (number, earns, works), (_, would, worked) = means
        fewer = (worked - works) * would / max(worked, 1e-9)
        for column, value in zip(found, (1.0, would - earns, fewer, would), strict=True):
            column[year] += number * value
    return found


class Case(NamedTuple):
    """Whose losses, in which times."""

    slump: bool
    kind: int | None = None
    span: Span = LONG


CASES = {
    "good": Case(False),
    "slump": Case(True),
    "good_steady": Case(False, STEADY),
    "slump_steady": Case(True, STEADY),
    **{f"good_{name}": Case(False, span=span) for name, span in TENURES.items()},
}
Run = Mapping[str, tuple[Losses, float]]
"""Losses by case, and mean unemployment in the months of the displacements."""


def measure(setting: Setting) -> Run:
    """Make the experiment on a seed."""
    past, months = setting.past(), 12 * YEARS
    first, last = BEFORE, min(months - 96, SLUMP.begins + SLUMP.lasts + 36)
    found: dict[str, tuple[Losses, float]] = {}
    for hard, slump in ((False, SLUMP.scaled(0.0)), (True, SLUMP)):
        panel = observe(setting, setting.branch(past, setting.scenario()), months, slump)
        rate = np.convolve(panel.unemployment, np.ones(QUARTER) / QUARTER, mode="same")
        times = rate > BAD if hard else rate < GOOD
        seen = times[first:last]
        unemployment = float(panel.unemployment[first:last][seen].mean()) if seen.any() else float("nan")
        for name, case in CASES.items():
            if case.slump == hard:
                found[name] = losses(panel, first, last, times, case.kind, case.span), unemployment
    return found


def total(runs: Sequence[Run], case: str) -> Losses:
    """Return the losses of all seeds together."""
    return sum((run[case][0] for run in runs), Losses.none())


def value(case: str) -> Callable[[Sequence[Run]], float]:
    """Return what works out the present value of a case."""

    def figure(runs: Sequence[Run]) -> float:
        found = total(runs, case)
        return found.present_value(found.lost)

    return figure


def year(case: str, after: int) -> Callable[[Sequence[Run]], float]:
    """Return what works out the loss of a year, % of what the controls earn."""

    def figure(runs: Sequence[Run]) -> float:
        found = total(runs, case)
        return 100.0 * float(found.share(found.lost)[after])

    return figure


def over(one: str, other: str) -> Callable[[Sequence[Run]], float]:
    """Return what works out the present value of a case over that of another one."""
    return lambda runs: value(one)(runs) / value(other)(runs)


def findings(runs: Sequence[Run]) -> list[Finding]:
    """Return the losses of all seeds together, with errors by leaving out one seed at a time."""
    found = [pooled(f"{name}_value", runs, value(name)) for name in CASES]
    found += [
        pooled("slump_over_good", runs, over("slump", "good")),
        pooled("ten_over_three_to_ten", runs, over("good_ten", "good_three_to_ten")),
    ]
    found += [pooled(f"good_year_{after}", runs, year("good", after)) for after in (0, 1, 3, 5, 10)]
    found += [pooled(f"slump_year_{after}", runs, year("slump", after)) for after in (0, 5, 10)]
    for case in ("good", "slump"):
        found.append(over_seeds(f"{case}_unemployment", [100.0 * run[case][1] for run in runs]))
        found.append(over_seeds(f"{case}_displaced", [float(run[case][0].number[0]) for run in runs]))
    return found


TRIAL = Trial(
    name="displaced",
    question="What do people lose who lose a long job, in good times and in a slump, by time in the job?",
    people=10_000,
    months=2 * 12 * YEARS,
    measure=measure,
    findings=findings,
)
