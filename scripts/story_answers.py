"""What every story answers, against the same economy without AI: the figures that README and docs quote.

Each story runs on the same seeds as the baseline under today's institutions; a figure is a mean over seeds of
the difference within the seed. They are written as findings, ``stories.NAME.FIGURE``, which
``scripts/prose.py`` puts into the documents.

    python scripts/story_answers.py --people 20000 --seeds 20 --out results/reference/answers/stories.csv

Beside the folder of ``--out`` it writes ``stories.csv`` and ``grid.csv``, the tables of the documents.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from sim import Scenario
from sim.experiments.evidence import UNFITTED
from sim.experiments.evidence.findings import Finding, summarise, write_findings, written
from sim.experiments.figures import ratios
from sim.experiments.run.pool import Job, run_jobs
from sim.experiments.run.run import Results
from sim.records.provenance import own_version

STORIES = ("neutral", "optimistic", "pessimistic", "mostaque", "bakery")
TECHNOLOGIES = ("slow", "consensus", "brisk", "transformative", "literal")
INSTITUTIONS = ("open", "middle", "closed")
BASE = "baseline"
YEARS = 15
LATE = slice(5, YEARS)  # years 6 to 15
BATCH = 40  # runs whose tables are in memory at a time
COLUMNS = (
    "employment", "unemployment_rate", "real_gdp", "labour_share", "mean_wage", "price_level", "inflation",
    "income_top1_share", "real_p10_income", "real_p20_income", "real_median_income", "real_mean_income",
    "gpus", "gpus_used", "displaced_jobs", "assisted_jobs", "reinstated_jobs", "poverty_rate",
)  # fmt: skip

Paths = dict[str, np.ndarray]  # by figure: one mean a year


def yearly(results: Results) -> Paths:
    """Return the mean of every column over each year."""
    macro = results.macro
    return {
        name: macro[name].fill_null(0.0).to_numpy().astype(float).reshape(YEARS, -1).mean(axis=1)
        for name in COLUMNS
    }


def ratio(column: str) -> Callable[[Paths, Paths], np.ndarray]:
    """Return a figure over the same without AI, year by year."""
    return lambda ours, plain: ours[column] / plain[column]


def points(column: str) -> Callable[[Paths, Paths], np.ndarray]:
    """Return a share less the same without AI, points."""
    return lambda ours, plain: 100.0 * (ours[column] - plain[column])


def real_wage(ours: Paths, plain: Paths) -> np.ndarray:
    """Return the mean real wage over that without AI."""
    return ours["mean_wage"] / ours["price_level"] / (plain["mean_wage"] / plain["price_level"])


def realised(measure: str) -> Callable[[Paths, Paths], np.ndarray]:
    """Return a realised ratio for each GPU in use, year by year (``figures.ratios``)."""

    def path(ours: Paths, plain: Paths) -> np.ndarray:
        columns = {name: ours[name] for name in ratios.NEEDED} | {ratios.BASE: plain["employment"]}
        return pl.DataFrame(columns).select(ratios.values(measure, "used")).to_series().to_numpy()

    return path


def jobs(ours: Paths, plain: Paths) -> np.ndarray:
    """Return jobs less those without AI, millions."""
    return ours["employment"] - plain["employment"]


PATHS: dict[str, Callable[[Paths, Paths], np.ndarray]] = {
    "jobs": jobs,
    "real_wage": real_wage,
    "gdp": ratio("real_gdp"),
    "p10": ratio("real_p10_income"),
    "p20": ratio("real_p20_income"),
    "median": ratio("real_median_income"),
    "mean_income": ratio("real_mean_income"),
    "top1": points("income_top1_share"),
    "labour_share": points("labour_share"),
    "poverty": points("poverty_rate"),
    "unemployment": points("unemployment_rate"),
    "gross_ratio": realised("gross"),
    "net_ratio": realised("net"),
}
"""Year by year, against the same seed without AI."""
OF_AI = ("jobs", "real_wage", "p10", "p20", "median", "top1")
"""Figures also told against the institutions of the story without AI: what AI alone changes in them."""
INSTITUTIONS_ALONE = "institutions"


def answers(story: str, ours: list[Paths], plain: list[Paths]) -> list[Finding]:
    """Return the findings of a story: means of years 6 to 15, year 15, extreme years of the mean path."""
    found = []
    for name, path in PATHS.items():
        paths = np.array([path(one, base) for one, base in zip(ours, plain, strict=True)])
        mean = paths.mean(axis=0)
        picked = {
            "years_6_15": paths[:, LATE].mean(axis=1),
            "year_15": paths[:, -1],
            "lowest_year": paths[:, int(mean.argmin())],
            "highest_year": paths[:, int(mean.argmax())],
        }
        found += [
            summarise(f"stories.{story}.{name}.{when}", values.tolist()) for when, values in picked.items()
        ]
    inflation = [100.0 * one["inflation"][1:].mean() for one in ours]
    fleet = [one["gpus"][-1] for one in ours]
    return [
        *found,
        summarise(f"stories.{story}.inflation.years_2_15", inflation),
        summarise(f"stories.{story}.gpus.year_15", fleet),
    ]


def parts(story: str, ours: list[Paths], without: list[Paths], plain: list[Paths]) -> list[Finding]:
    """Return what the institutions of a story change without AI, and what AI changes under them, year 15."""
    found = []
    for name in OF_AI:
        for part, one, base in (("ai", ours, without), (INSTITUTIONS_ALONE, without, plain)):
            paths = np.array([PATHS[name](a, b) for a, b in zip(one, base, strict=True)])
            what = f"stories.{story}.{name}_by_{part}"
            found.append(summarise(f"{what}.year_15", paths[:, -1].tolist()))
            found.append(summarise(f"{what}.years_6_15", paths[:, LATE].mean(axis=1).tolist()))
    return found


COLUMNS_SHOWN = (
    ("jobs, millions, mean of years 6 to 15", "jobs.years_6_15", "+.1f", "e"),
    ("lowest year", "jobs.lowest_year", "+.1f", "e"),
    ("real wage, %", "real_wage.year_15", "+.0f", "%e"),
    ("median income, %", "median.year_15", "+.0f", "%e"),
    ("top of the bottom fifth, %", "p20.year_15", "+.0f", "%e"),
    ("top 1 %, points", "top1.year_15", "+.1f", "e"),
    ("work that a GPU in use does or saves, persons, highest year", "gross_ratio.highest_year", ".2f", "e"),
    ("jobs missing for each, highest year", "net_ratio.highest_year", "+.2f", "e"),
)
"""Of the tables of documents: heading, figure, and how it is written."""


def shown(stories: list[str], findings: list[Finding]) -> pl.DataFrame:
    """Return the answers of some stories as text, a mean and its standard error in each cell."""
    by_name = {finding.id: finding for finding in findings}
    return pl.DataFrame(
        {"story": f"`{story}`"}
        | {
            heading: written(by_name[f"stories.{story}.{figure}"], spec, marks)
            for heading, figure, spec, marks in COLUMNS_SHOWN
        }
        for story in stories
    )


def main() -> None:
    """Run the stories and the grid, write the findings."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=UNFITTED)
    parser.add_argument("--processes", type=int, default=None)
    parser.add_argument("--only", nargs="+", default=None, help="stories, or pairs as brisk/closed")
    parser.add_argument("--out", type=Path, default=Path("results/reference/answers/stories.csv"))
    chosen = parser.parse_args()
    grid = [f"{technology}/{rules}" for technology in TECHNOLOGIES for rules in INSTITUTIONS]
    stories = chosen.only or [*STORIES, *grid]
    size = {"run.people": chosen.people, "run.months": 12 * YEARS, "records.distribution_every": 12}
    numbers = range(chosen.first_seed, chosen.first_seed + chosen.seeds)
    batch = max(1, BATCH // chosen.seeds)
    paths: dict[str, list[Paths]] = {}
    scenarios = {name: Scenario.load(name) for name in (BASE, *stories)}
    told = [name for name in stories if name in STORIES]
    scenarios |= {f"{name}, no AI": scenarios[name].with_({"compute.enabled": False}) for name in told}
    names = list(scenarios)
    for start in range(0, len(names), batch):
        part = names[start : start + batch]
        queue = [Job(scenarios[name].with_(size), seed) for name in part for seed in numbers]
        found = [
            yearly(results)
            for results in run_jobs(queue, processes=chosen.processes, progress=True, label="Stories")
        ]
        for place, name in enumerate(part):
            paths[name] = found[place * chosen.seeds : (place + 1) * chosen.seeds]
        print(", ".join(part), "done", file=sys.stderr, flush=True)
    findings = [finding for name in stories for finding in answers(name, paths[name], paths[BASE])]
    for name in told:
        findings += parts(name, paths[name], paths[f"{name}, no AI"], paths[BASE])
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    command = f"python scripts/story_answers.py --people {chosen.people} --seeds {chosen.seeds}"
    write_findings(chosen.out, findings, people=chosen.people, command=command, version=own_version())
    if chosen.only is None:
        for name, part in (("stories", list(STORIES)), ("grid", grid)):
            shown(part, findings).write_csv(chosen.out.parent.parent / f"{name}.csv")
    for row in shown(told, findings).iter_rows(named=True) if told else ():
        print(*(f"{heading}: {cell}" for heading, cell in row.items()), sep="\n  ")
    print(f"Written to {chosen.out}.")


if __name__ == "__main__":
    main()
