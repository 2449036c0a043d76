"""What displaced workers lose, as studies of administrative records measure it: by year and in all.

Displaced: laid off after three years or more in the job, aged 25 to 49, also where the next job begins in the
same month. Controls: three years in the job, employed and not laid off in the twelve months to come, of the
same age (five-year groups). Real earnings, zeros included, are divided by each person's mean of the 24 months
before; a loss is controls less displaced. The present value is at 5 % a year over 20 years, in years of
earnings before; what lies beyond the run continues the mean of its last four years, 3 % less a year. Whoever
dies drops out. Good times: months with unemployment below 6 % in the economy as it is; a slump: months above
8 % in the same economy, of the same past, in which a shock to demand is set by hand; it has to deepen, since
firms, wages and the bank get used to one that stays.

It is no evidence on what causes the losses: the model loses the skill of the job, the rung of the ladder and
the safety of a long job because it is told to. It has no mass lay-offs apart from firms that close or shrink.

    python scripts/displaced.py --people 20000 --seeds 5 --years 24 --out results/displaced
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np
import polars as pl

from sim import Scenario
from sim.experiments.run.fork import burn_in, fork
from sim.experiments.validation import UNFITTED
from sim.rules.grants import QUARTER
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, OUTSIDE, TYPES, UNEMPLOYED

TENURE, BEFORE = 36, 24  # months in the job, and over which earnings before are a mean
AGES = range(25, 50, 5)  # first years of the age groups of five
HORIZON, DISCOUNT, FADING, TAIL = 20, 1.05, 0.97, 4  # years
SHOWN = (0, 1, 3, 5, 10, 15)  # years after the loss
GOOD, BAD = 0.06, 0.08  # unemployment
STEADY = 0  # latent type
PUBLISHED = (
    ("present value, unemployment below 6 %, years", "1.4", "Davis and von Wachter 2011, men, mass lay-offs"),
    ("present value, unemployment above 8 %, years", "2.8", "the same"),
    ("first year, %", "30", "Couch and Placzek 2010, Connecticut 1993-2004"),
    ("year 5 or 6, %", "15", "the same, at most"),
)


class Panel(NamedTuple):
    """Months (rows) by persons."""

    earnings: np.ndarray  # float32: cents at prices of month 0; 0 without a job
    laid_off: np.ndarray  # bool: after at least a year in the job
    tenured: np.ndarray  # bool: employed, TENURE months or more in the job
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


def observe(simulation: Simulation, months: int, shock: Mapping[int, float]) -> Panel:
    """Run on for some months and keep what the comparison needs; a shock is set by hand, month by month."""
    workers, macro = simulation.state.workers, simulation.state.macro
    shape = months, workers.team.size
    panel = Panel(
        np.zeros(shape, np.float32), np.zeros(shape, bool), np.zeros(shape, bool), np.zeros(shape, np.uint8),
        np.zeros(shape, np.uint8), np.zeros(months),
    )  # fmt: skip
    base = float(macro.price_level[0])
    for month in range(months):
        worked, since = workers.status == EMPLOYED, workers.status_month.astype(np.int64)
        if month in shock:
            macro.demand_shock[0] = shock[month]
        simulation.step()
        now, works = simulation.month - 1, workers.status == EMPLOYED
        held = (now - since) // QUARTER
        moved = worked & (workers.status_month == now) & (workers.status != OUTSIDE)
        panel.laid_off[month] = moved & (workers.job_lost == np.minimum(held, 255)) & (held * QUARTER >= 12)
        panel.earnings[month] = np.where(works, workers.wage * (base / float(macro.price_level[0])), 0.0)
        panel.tenured[month] = works & (now - workers.status_month >= TENURE)
        panel.age[month], panel.kind[month] = workers.age, workers.cell % TYPES
        seekers = (workers.status == UNEMPLOYED).sum()
        panel.unemployment[month] = seekers / max(1, seekers + works.sum())
    return panel


def losses(panel: Panel, first: int, last: int, times: np.ndarray, kind: int | None) -> Losses:
    """Add up the losses of those displaced in the quarters from ``first`` to ``last`` whose months count."""
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
        displaced = np.nonzero(panel.laid_off[quarter].any(axis=0) & panel.tenured[month - 1] & eligible)[0]
        controls = np.nonzero(panel.tenured[month] & stays & eligible)[0]
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
            earned = panel.earnings[months][:, rows[alive]]
            means.append((alive.sum(), (earned.mean(axis=0) / pay[alive]).mean(), (earned > 0.0).mean()))
        (number, earns, works), (others, would, worked) = means
        if number == 0 or others == 0:
            continue
        fewer = (worked - works) * would / max(worked, 1e-9)
        for column, value in zip(found, (1.0, would - earns, fewer, would), strict=True):
            column[year] += number * value
    return found


class Plan(NamedTuple):
    """What is run, and when the slump is."""

    scenario: Scenario
    years: int
    slump: tuple[float, float]  # shock in its first month and in the last, a line between
    begins: int
    lasts: int


def measure(plan: Plan, seed: int) -> dict[str, tuple[Losses, float]]:
    """Return the losses by case, and mean unemployment in the months of the displacements, of one seed."""
    numba.set_num_threads(1)
    past, months = burn_in(plan.scenario, seed), 12 * plan.years
    path = np.linspace(*plan.slump, plan.lasts)
    shock = {plan.begins + month: float(value) for month, value in enumerate(path)}
    found = {}
    for name, by_hand in (("good times", {}), ("slump", shock)):
        panel = observe(fork(past, plan.scenario), months, by_hand)
        rate = np.convolve(panel.unemployment, np.ones(QUARTER) / QUARTER, mode="same")
        times = rate > BAD if by_hand else rate < GOOD
        first, last = BEFORE, min(months - 96, plan.begins + plan.lasts + 36)
        seen = times[first:last]
        unemployment = float(panel.unemployment[first:last][seen].mean()) if seen.any() else float("nan")
        for words, kind in (("all", None), ("steady", STEADY)):
            found[f"{name}, {words}"] = losses(panel, first, last, times, kind), unemployment
    return found


def show(values: Sequence[float] | np.ndarray, digits: int) -> str:
    """Return mean and standard error over seeds in words."""
    kept = np.array([value for value in values if np.isfinite(value)])
    if kept.size == 0:
        return "-"
    error = kept.std(ddof=1) / np.sqrt(kept.size) if kept.size > 1 else np.nan
    return f"{kept.mean():.{digits}f} ({error:.{digits}f})"


def table(runs: Sequence[Mapping[str, tuple[Losses, float]]]) -> pl.DataFrame:
    """Return a row a case: events, losses by year, and present values with what they consist of."""
    rows = []
    for case in runs[0]:
        found = [run[case][0] for run in runs]
        by_year = np.array([one.share(one.lost) for one in found])
        value, work = ([one.present_value(of(one)) for one in found] for of in (_lost, _without_work))
        rows.append(
            {"case": case, "displaced": int(sum(one.number[0] for one in found))}
            | {"unemployment, %": show([100.0 * run[case][1] for run in runs], 1)}
            | {f"year {year}, %": show(100.0 * by_year[:, year], 1) for year in SHOWN}
            | {"present value, years": show(value, 2), "of it without work": show(work, 2)}
            | {"lower pay": show(np.subtract(value, work), 2)}
        )
    return pl.DataFrame(rows)


def _lost(losses: Losses) -> np.ndarray:
    return losses.lost


def _without_work(losses: Losses) -> np.ndarray:
    return losses.without_work


def ratio(runs: Sequence[Mapping[str, tuple[Losses, float]]], words: str) -> str:
    """Return the present value in a slump over that in good times, with its error by leaving out one seed."""

    def pooled(chosen: Sequence[int]) -> float:
        values = []
        for name in ("slump", "good times"):
            total = sum((runs[k][f"{name}, {words}"][0] for k in chosen), Losses.none())
            values.append(total.present_value(total.lost))
        return values[0] / values[1]

    every = list(range(len(runs)))
    if len(every) < 2:
        return f"{pooled(every):.2f}"
    without = np.array([pooled([k for k in every if k != one]) for one in every])
    error = np.sqrt((len(every) - 1) * ((without - without.mean()) ** 2).mean())
    return f"{pooled(every):.2f} ({error:.2f})"


def main() -> None:
    """Run, print a table in Markdown beside what is published, and write it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--story", default="baseline")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--years", type=int, default=24)
    parser.add_argument("--slump", type=float, nargs=2, default=(-0.15, -0.33), help="first, last shock, log")
    parser.add_argument("--slump-begins", type=int, default=30, help="month")
    parser.add_argument("--slump-lasts", type=int, default=40, help="months")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--out", type=Path, default=Path("results/displaced"))
    options = parser.parse_args()
    if options.years < 12:
        parser.error(f"--years is {options.years}; a loss is followed over years: at least 12.")
    sets = [f"run.people={options.people}", "records.distribution_every=12", *options.set]
    scenario = Scenario.load(options.story, sets)
    first, last = options.slump
    plan = Plan(scenario, options.years, (first, last), options.slump_begins, options.slump_lasts)
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(measure, plan, UNFITTED + seed) for seed in range(options.seeds)]
        runs = [task.result() for task in waiting]
    found = table(runs)
    options.out.mkdir(parents=True, exist_ok=True)
    found.write_csv(options.out / "displaced.csv")
    print("Losses of displaced workers, of what they would earn, with standard errors over seeds")
    with pl.Config(tbl_formatting="MARKDOWN", tbl_rows=-1, tbl_cols=-1, tbl_hide_column_data_types=True,
                   tbl_hide_dataframe_shape=True, tbl_width_chars=400):  # fmt: skip
        print(found)
    for words in ("all", "steady"):
        print(f"Present value, slump over good times, {words}: {ratio(runs, words)}; published: 2.0")
    for what, value, source in PUBLISHED:
        print(f"Published: {what}: {value} ({source})")


if __name__ == "__main__":
    main()
