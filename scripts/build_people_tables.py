"""Build the tables of ``sim/data`` about people: their types, ages, occupations by age, and how many live.

Run ``python scripts/build_people_tables.py SOURCES`` where ``SOURCES`` holds the source files under the names
that this script reads. Every table starts with comment lines: what it is, units, source and licence.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from build_tables import TABLES, Row, _cell

Floats = npt.NDArray[np.float64]

OLDEST = 85
"""Years of age from which the projection adds everybody up."""
FIRST_YEAR, LAST_YEAR = 2024, 2060
FROM_AGE = (16, 20, 25, 35, 45, 55, 65, 75)
TITLES = ("16-19", "20-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75 and over")
AT_WORK_OVER_74 = 0.2
"""Part of the employed of 65 and over who are 75 or older (from memory of CPS table 3)."""

TYPES = {
    "type": ("steady", "changing", "fragile", "detached"),
    "share": (0.53, 0.25, 0.14, 0.08),
    "layoff": (0.0026, 0.0065, 0.032, 0.032),
    "leaving": (0.0008, 0.0008, 0.007, 0.02),
    "job_search": (0.55, 1.0, 1.0, 1.0),
    "finding": (0.697, 0.537, 0.122, 0.122),
    "entry": (1.2, 1.2, 1.2, 0.1),
    "unemployed": (4.3, 5.3, 18.5, 18.5),
    "outside": (0.7, 0.7, 1.2, 4.5),
    "pay": (1.0, 0.905, 0.72, 0.6),
    "disabled": (0.05, 0.05, 2.5, 11.7),
}
AGES = {
    "layoff": (1.3, 1.3, 1.1, 0.9, 0.75, 0.65, 0.5, 0.5),
    "leaving": (6.8, 2.92, 1.24, 0.8, 0.52, 0.31, 0.99, 0.24),
    "job_search": (1.3, 1.5, 1.2, 0.95, 0.7, 0.45, 0.3, 0.25),
    "finding": (1.1, 1.1, 1.05, 1.0, 0.95, 0.85, 0.7, 0.6),
    "giving_up": (1.7, 1.7, 1.0, 1.0, 1.0, 1.0, 1.7, 1.7),
    "entry": (0.038, 0.075, 0.115, 0.115, 0.075, 0.022, 0.0028, 0.003),
    "other_occupation": (1.6, 1.6, 1.2, 0.9, 0.7, 0.5, 0.4, 0.3),
    "skill_growth": (7.5, 6.5, 3.8, 1.5, 0.2, 0.0, 0.0, 0.0),
}
NEWCOMER = (1.0, 0.7, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0)
RETIREMENT = (0.0, 0.0, 0.0, 0.0, 0.0002, 0.0035, 0.0118, 0.013)
PART_TIME = (0.68, 0.30, 0.108, 0.108, 0.108, 0.12, 0.383, 0.383)

UNEMPLOYMENT = (0.138, 0.083, 0.043, 0.033, 0.030, 0.029, 0.030, 0.030)
PAY = (0.47, 0.58, 0.81, 1.0, 0.99, 0.95, 0.87, 0.82)
WEALTH_RANK = (0.14, 0.17, 0.30, 0.43, 0.55, 0.63, 0.66, 0.61)
HOMEOWNERS = (0.15, 0.22, 0.41, 0.61, 0.698, 0.759, 0.796, 0.774)

NOTES = {
    "worker_types.csv": """\
Latent types of workers: some seldom lose a job, some change often, some never keep one for long, some are
outside the labour force most of their lives (assumption: half of those of working age who are). share: of
people, after the types that Gregory, Menzio and Wiczer (2021), Federal Reserve Bank of St. Louis Economic
Synopses 13, find in LEHD records. All other columns: how much higher or lower a monthly hazard is than the
mean over people (layoff: of losing the job; leaving: of leaving the labour force from a job; job_search: of
looking for another job; finding: of looking for work without one; entry: of taking up work from outside),
and unemployed, outside, pay, disabled: unemployment rate and part outside the labour force at the start,
skill, and the part of those outside who are disabled, of an age (assumption: nearly all who are outside most
of their lives, four in ten of those who keep no job for long, few others).
Fitted to monthly flows, tenure, spells and losses of the displaced (starting values).
Source: Gregory, Menzio and Wiczer (2021), St. Louis Fed Economic Synopses 13; fitted.
Licence: CC0.
""",
    "age_groups.csv": """\
Age groups of persons of 16 and over, from from_age to that of the next row. employment: employed (BLS CPS
table 11b) over the population of the age in the Census projection, both 2025; it includes people in
institutions and the forces, the CPS does not. participation: labour force over that population, by the
unemployment rates of 2025 (BLS table A-9; 55 and over in one). Columns layoff to skill_growth: how much
higher or lower a hazard is than the mean over the employed (entry: over those outside), as in
worker_types.csv; giving_up: of leaving the labour force from unemployment; other_occupation: of applying in
another group of occupations; skill_growth: of learning in a year of work. retirement: share of the employed
who retire in a month. newcomer: share of applicants from outside who have no occupation of their own. pay:
median pay over that of 35 to 44, BLS usual weekly earnings of full-time workers, second quarter of 2026 (65
and over .86, its split is an assumption). wealth_rank: rank by net worth, among all, of the median
household whose householder is of the age, from the medians of the Survey of Consumer Finances 2022 (under
35 in one, 39 thousand dollars; the split, and the ranks of the medians, by interpolation). homeowners:
share of such households that own their home, Census HVS, 2025 (under 35 in one, 37 %; the split from
memory). part_time: share of the employed who usually work part time, BLS CPS table 8, 2021 (16-19, 20-24,
25-54, 55 and over), and 38.3 % of those of 65 and over in 2024 (Persons with a disability, table 2), which
leaves 12 % of those of 55 to 64. Hazards are starting values, fitted to employment by age.
Source: BLS CPS table 11b, 2025; Census Bureau projection 2023; BLS usual weekly earnings; SCF 2022; HVS.
Licence: US federal government work, public domain, and CC0.
""",
    "occupation_ages.csv": """\
Employed persons of every occupation group by age: shares that sum to 1 over the age groups from the given
age on. From BLS CPS table 11b, 2025, scaled in both directions until ages add up to those of all employed
and occupations to the jobs of occupations.csv; {over74:.0%} of those of 65 and over are counted as 75 and
over.
Source: BLS CPS table 11b, 2025, and Occupational Employment and Wage Statistics, May 2025.
Licence: US federal government work, public domain.
""",
    "population_ages.csv": """\
Population by single year of age ({oldest}: and over) from {first} to {last}, 1 July, thousands. Source:
Census Bureau, 2023 national population projections, middle series.
Licence: US federal government work, public domain.
""",
}


def write_table(name: str, columns: dict[str, Sequence[object]], **facts: object) -> None:
    """Write one table with its notes as ``#`` lines before the header."""
    lines = [f"# {note}" for note in NOTES[name].format(**facts).splitlines()]
    rows: list[Row] = list(zip(*columns.values(), strict=True))
    lines.append(",".join(columns))
    lines.extend(",".join(_cell(entry) for entry in row) for row in rows)
    (TABLES / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def population(sources: Path) -> dict[int, Floats]:
    """Return people by single year of age for every year."""
    years = {year: np.zeros(OLDEST + 1) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    with (sources / "population_age_2024_2060.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            years[int(row["year"])][min(int(row["age"]), OLDEST)] += float(row["people"])
    return years


def by_group(ages: Floats) -> Floats:
    """Add single years of age up to the age groups."""
    return np.array([ages[a:b].sum() for a, b in zip(FROM_AGE, (*FROM_AGE[1:], OLDEST + 1), strict=True)])


def employed_by_age(sources: Path) -> Floats:
    """Return employed persons by occupation group and age group (o, g)."""
    names = ("16_19", "20_24", "25_34", "35_44", "45_54", "55_64", "65_plus")
    with (sources / "occupation_age_2025.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["soc_major"] != "all"]
    cells = np.array([[1e3 * float(row[f"age_{name}"]) for name in names] for row in rows])
    old = cells[:, -1:]
    return np.hstack([cells[:, :-1], (1.0 - AT_WORK_OVER_74) * old, AT_WORK_OVER_74 * old])


def scaled(cells: Floats, rows: Floats, columns: Floats) -> Floats:
    """Scale a table in both directions until it has the given margins (iterative proportional fitting)."""
    for _ in range(500):
        cells = cells * (rows / cells.sum(axis=1))[:, None]
        cells = cells * (columns / cells.sum(axis=0))
    return cells


def relative(factors: Sequence[float], weights: Floats) -> list[float]:
    """Divide factors by their mean."""
    values = np.array(factors) / np.average(factors, weights=weights)
    return [round(float(value), 4) for value in values]


def main(arguments: Sequence[str] | None = None) -> None:
    """Build every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path, help="folder of the source files")
    sources = parser.parse_args(arguments).sources
    people = population(sources)
    employed = employed_by_age(sources)
    at_work, adults = employed.sum(axis=0), by_group(people[2025])
    share = np.array(TYPES["share"], np.float64)
    hazards = (
        "layoff",
        "leaving",
        "job_search",
        "finding",
        "entry",
        "unemployed",
        "outside",
        "pay",
        "disabled",
    )
    write_table(
        "worker_types.csv",
        {
            "type": TYPES["type"],
            "share": TYPES["share"],
            **{name: relative([float(value) for value in TYPES[name]], share) for name in hazards},
        },
    )
    outside = adults - at_work
    weights = {name: outside if name == "entry" else at_work for name in AGES}
    write_table(
        "age_groups.csv",
        {
            "group": TITLES,
            "from_age": FROM_AGE,
            "employment": [round(float(value), 4) for value in at_work / adults],
            "participation": [
                round(float(value), 4) for value in at_work / adults / (1.0 - np.array(UNEMPLOYMENT))
            ],
            **{name: relative(values, weights[name]) for name, values in AGES.items()},
            "retirement": RETIREMENT,
            "newcomer": NEWCOMER,
            "pay": PAY,
            "wealth_rank": WEALTH_RANK,
            "homeowners": HOMEOWNERS,
            "part_time": PART_TIME,
        },
    )
    with (TABLES / "occupations.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    jobs = np.array([float(row["jobs"]) for row in rows])
    cells = scaled(employed, jobs / jobs.sum(), at_work / at_work.sum())
    cells /= cells.sum(axis=1, keepdims=True)
    write_table(
        "occupation_ages.csv",
        {
            "code": [row["code"] for row in rows],
            **{f"from_{age}": cells[:, k].round(5) for k, age in enumerate(FROM_AGE)},
        },
        over74=AT_WORK_OVER_74,
    )
    write_table(
        "population_ages.csv",
        {
            "age": range(OLDEST + 1),
            **{str(year): [round(float(value) / 1e3, 1) for value in ages] for year, ages in people.items()},
        },
        oldest=OLDEST,
        first=FIRST_YEAR,
        last=LAST_YEAR,
    )


if __name__ == "__main__":
    main()
