"""The young in exposed occupations: what it takes that AI closes entry-level jobs, by age, against records.

Each seed runs one past; from month 0 it goes on without AI and with each technology and entry cut, so what
differs between two paths is AI and the cut alone (and luck, which parts the paths: hence seeds). The two most
exposed fifths of jobs are held against the other three, as in Brynjolfsson, Chandar and Chen (2025):
the employed of an age in exposed occupations over those of the same age elsewhere, relative to the path
without AI. It is no forecast: the cut is put in, and what is asked is which value brings what payrolls show,
and whether age groups, pay and hires then move as they do there.

    python scripts/beginners.py --people 50000 --seeds 5 --cuts 0 2 5 10 20 --out results/beginners
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
from sim.indicators.beginners import exposed_occupations
from sim.simulation import Simulation
from sim.state.columns import EMPLOYED, FULL_TIME

AGES = {"22-25": (22, 25), "26-30": (26, 30), "31-34": (31, 34), "35-40": (35, 40), "41-49": (41, 49)}
MEASURED = ("employed", "pay", "hires", "losses")  # of a month: persons, cents, persons, persons
WINDOW = 6  # months, up to the one named, over which a figure is a mean
NONE = "no AI"
PUBLISHED = {"22-25": -0.179, "26-30": -0.048, "31-34": -0.014, "35-40": 0.001, "41-49": 0.031}
"""Log change of the most exposed fifth relative to the least, November 2022 to June 2026 (table 1)."""
WANTED, BAND = -0.12, (-0.18, -0.08)


class Arm(NamedTuple):
    """A path from month 0 on: a technology, or none, and an entry cut."""

    technology: str
    cut: float


def paths(
    story: str, sets: Sequence[str], arms: Sequence[Arm], seed: int, months: int
) -> dict[Arm, np.ndarray]:
    """Return what is measured on every path (month, age, exposed or not, measure), from one past."""
    numba.set_num_threads(1)
    past = burn_in(Scenario.load(story, sets), seed)
    exposed = exposed_occupations(fork(past, Scenario.load(arms[-1].technology, sets)).structure)
    found = {}
    for arm in arms:
        scenario = Scenario.load(story if arm.technology == NONE else arm.technology, sets)
        found[arm] = follow(fork(past, scenario.with_({"population.entry_cut": arm.cut})), exposed, months)
    return found


def follow(simulation: Simulation, exposed: np.ndarray, months: int) -> np.ndarray:
    """Run on for some months and return what is measured in each of them."""
    found = np.zeros((months, len(AGES), 2, len(MEASURED)))
    workers = simulation.state.workers
    worked, occupation, age = workers.status == EMPLOYED, workers.occupation.copy(), workers.age.copy()
    for month in range(months):
        simulation.step()
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


def show(given: Sequence[float] | np.ndarray, scale: float = 100.0) -> str:
    """Return mean and standard error over seeds in words."""
    values = scale * np.asarray(given, dtype=float)
    error = values.std(ddof=1) / np.sqrt(values.size) if values.size > 1 else np.nan
    return f"{values.mean():+.1f} ({error:.1f})"


def figures(run: Mapping[Arm, np.ndarray], arm: Arm, month: int) -> dict[str, float]:
    """Return the figures of a path at a month, of one seed."""
    path, none, plain = run[arm], run[Arm(NONE, 0.0)], run[Arm(arm.technology, 0.0)]
    change, of_cut = relative(path, none, month), relative(path, plain, month)
    pay, pay_of_cut = relative_pay(path, none, month), relative_pay(path, plain, month)
    young = employment(path, month)[0], employment(none, month)[0]
    return {
        **{f"{age}, relative": change[row] for row, age in enumerate(AGES)},
        "22-25, relative, against cut 0": of_cut[0],
        "22-25, pay, relative": pay[0],
        "22-25, pay, relative, against cut 0": pay_of_cut[0],
        "22-25 in exposed occupations": young[0][1] / young[1][1] - 1.0,
        "22-25 in others": young[0][0] / young[1][0] - 1.0,
        "22-25, all": young[0].sum() / young[1].sum() - 1.0,
        "hires of 22-25 in exposed, sum, against cut 0": flow(path, plain, "hires", month),
        "losses of 22-25 in exposed, sum, against cut 0": flow(path, plain, "losses", month),
    }


def table(runs: Sequence[Mapping[Arm, np.ndarray]], arms: Sequence[Arm], month: int) -> pl.DataFrame:
    """Return a row a figure and a column an arm, at a month, beside what is published."""
    columns: dict[str, list[str]] = {}
    for arm in arms:
        if arm.technology == NONE:
            continue
        found = [figures(run, arm, month) for run in runs]
        names = list(found[0])
        columns[f"{arm.technology}, cut {arm.cut:g}"] = [show([one[name] for one in found]) for name in names]
    published = [f"{100.0 * value:+.1f}" for value in PUBLISHED.values()]
    published += [""] * (len(names) - len(published))
    return pl.DataFrame({"month": month, "change, %": names, **columns, "published": published})


def needed(runs: Sequence[Mapping[Arm, np.ndarray]], technology: str, month: int) -> str:
    """Say which entry cut brings what is wanted: where a line through 0 and the means crosses it."""
    none = Arm(NONE, 0.0)
    cuts = sorted({arm.cut for arm in runs[0] if arm.technology == technology})
    change = np.array(
        [[relative(run[Arm(technology, cut)], run[none], month)[0] for cut in cuts] for run in runs]
    ).mean(axis=0)
    below = np.nonzero(np.exp(change) - 1.0 <= WANTED)[0]
    if below.size == 0:
        return f"{technology}: no cut of those tried brings {100 * WANTED:.0f} % at month {month}"
    last = int(below[0])
    if last == 0:
        return f"{technology}: {100 * WANTED:.0f} % or less at month {month} with the least cut tried"
    part = (np.log(1.0 + WANTED) - change[last - 1]) / (change[last] - change[last - 1])
    cut = cuts[last - 1] + part * (cuts[last] - cuts[last - 1])
    return f"{technology}: an entry cut of {cut:.1f} brings {100 * WANTED:.0f} % at month {month}"


def main() -> None:
    """Run, print the tables in Markdown beside what is published, and write them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--story", default="baseline", help="the economy without AI")
    parser.add_argument("--technologies", nargs="+", default=["consensus", "brisk"])
    parser.add_argument("--cuts", type=float, nargs="+", default=[0.0, 2.0, 5.0, 10.0, 20.0])
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--months", type=int, nargs="+", default=[12, 24, 36, 48])
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--out", type=Path, default=Path("results/beginners"))
    options = parser.parse_args()
    sets = [f"run.people={options.people}", "records.distribution_every=12", *options.set]
    cuts = sorted({0.0, *options.cuts})
    arms = [Arm(NONE, 0.0), *(Arm(name, cut) for name in options.technologies for cut in cuts)]
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        waiting = [
            pool.submit(paths, options.story, sets, arms, UNFITTED + seed, max(options.months))
            for seed in range(options.seeds)
        ]
        runs = [task.result() for task in waiting]
    found = pl.concat([table(runs, arms, month) for month in options.months])
    options.out.mkdir(parents=True, exist_ok=True)
    found.write_csv(options.out / "beginners.csv")
    every = np.array([[run[arm] for arm in arms] for run in runs])
    np.savez_compressed(
        options.out / "paths.npz", paths=every, arms=[f"{arm.technology} {arm.cut}" for arm in arms]
    )
    print(
        "Changes against the path without AI, with standard errors; relative: exposed to others, log points"
    )
    with pl.Config(tbl_formatting="MARKDOWN", tbl_rows=-1, tbl_cols=-1, tbl_hide_column_data_types=True,
                   tbl_hide_dataframe_shape=True, tbl_width_chars=400, fmt_str_lengths=60):  # fmt: skip
        print(found)
    print("Published: Brynjolfsson, Chandar and Chen, August 2026, table 1: most against least exposed")
    print("fifth in 43 months. First print, 2025: -13 %; through hires, not separations; pay hardly moves.")
    for technology in options.technologies:
        print(needed(runs, technology, 36 if 36 in options.months else options.months[-1]))
    print(f"Wanted: {100 * BAND[0]:.0f} to {100 * BAND[1]:.0f} % after three years; the cut is put in.")


if __name__ == "__main__":
    main()
