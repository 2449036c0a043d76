"""People: who works at what age, in which occupations, and how many live in each year of the projection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sim.data_folder.occupations import scaled
from sim.data_folder.tables import Floats, Written, numbers, source_rows

__all__ = ["OLDEST", "population", "write_people"]

OLDEST = 85
"""Years of age from which the projection adds everybody up."""
AGES = ("16_19", "20_24", "25_34", "35_44", "45_54", "55_64", "65_plus")
"""Age groups of the published table of occupations."""


def write_people(sources: Path, template: Path, folder: Path, recipe: dict[str, Any]) -> None:
    """Write age groups, occupations by age and the projection; what is fitted by age is taken over.

    ``folder`` must have the table of occupations.
    """
    constants = recipe["people"]
    groups = Written.read(template, "age_groups.csv")
    begin = [int(age) for age in groups.columns["from_age"]]
    people = population(sources)
    ages = people[constants["year"]]
    adults = np.array([ages[a:b].sum() for a, b in zip(begin, (*begin[1:], ages.size), strict=True)])
    employed = employed_by_age(sources, constants["at_work_over_74"])
    at_work = employed.sum(axis=0)
    in_force = at_work / adults / (1.0 - np.array(constants["unemployment"]))
    groups.with_columns(
        {"employment": (at_work / adults).round(4), "participation": in_force.round(4)}
    ).write(folder)
    write_occupation_ages(template, folder, begin, employed)
    years = [year for year in people if year <= constants["last_year"]]
    thousands = {str(year): [round(float(one) / 1e3, 1) for one in people[year]] for year in years}
    columns = {"age": range(OLDEST + 1), **thousands}
    Written.read(template, "population_ages.csv").only(columns).write(folder)


def write_occupation_ages(template: Path, folder: Path, begin: list[int], employed: Floats) -> None:
    """Write the age groups of the employed (o, g), scaled to the jobs of the occupations in ``folder``."""
    occupations = Written.read(folder, "occupations.csv").columns
    jobs = np.array([float(entry) for entry in occupations["jobs"]])
    at_work = employed.sum(axis=0)
    cells = scaled(employed, jobs / jobs.sum(), at_work / at_work.sum(), 500)
    cells = (cells / cells.sum(axis=1, keepdims=True)).round(5)
    columns = {f"from_{age}": cells[:, k] for k, age in enumerate(begin)}
    Written.read(template, "occupation_ages.csv").only({"code": occupations["code"], **columns}).write(folder)


def population(sources: Path) -> dict[int, Floats]:
    """Return people by single year of age for every year; the last has everybody older."""
    years: dict[int, Floats] = {}
    for row in source_rows(sources, "population_age_2024_2060.csv"):
        ages = years.setdefault(int(row["year"]), np.zeros(OLDEST + 1))
        ages[min(int(row["age"]), OLDEST)] += float(row["people"])
    return years


def employed_by_age(sources: Path, over_74: float) -> Floats:
    """Return employed persons by occupation group and age group (o, g)."""
    rows = [row for row in source_rows(sources, "occupation_age_2025.csv") if row["soc_major"] != "all"]
    cells = 1e3 * np.stack([numbers(rows, f"age_{name}") for name in AGES], axis=1)
    old = cells[:, -1:]
    return np.hstack([cells[:, :-1], (1.0 - over_74) * old, over_74 * old])
