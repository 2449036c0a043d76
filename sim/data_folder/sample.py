"""The sample of real households, as it is read from the survey's files."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from sim.data_folder.tables import Floats, Written, source_rows
from sim.errors import UserError

__all__ = ["BANDS", "CHILDREN", "YOUNGEST", "Rows", "Sample", "read_sample", "read_states"]

Rows = npt.NDArray[np.int64]
YOUNGEST = 16
"""Age of the youngest adult."""
BANDS = (0, YOUNGEST, 25, 45, 65)
"""First years of the age groups that are known of every state."""
CHILDREN = (0, 6, 13, YOUNGEST)
"""First years of the ages of children, and of adults."""


class Sample(NamedTuple):
    """Households (h) and the persons of 16 and over in them (p), household after household."""

    state: Rows  # (h,)
    children: Rows  # (h, 3)
    household: Rows  # (p,)
    age: Rows  # (p,)
    earnings: Floats  # (p,): dollars a year
    pensions: Floats  # (p,): social security and others, dollars a year
    benefit: Floats  # (p,): unemployment benefit, dollars a year

    @property
    def adults(self) -> Rows:
        """Return the persons of 16 and over of each household (h,)."""
        return np.bincount(self.household, minlength=self.state.size)

    @property
    def size(self) -> Rows:
        """Return the persons of each household (h,)."""
        return np.asarray(self.adults + self.children.sum(axis=1))

    @property
    def keeper(self) -> Rows:
        """Return the line of the first person of each household (h,)."""
        return np.cumsum(self.adults) - self.adults


def read_sample(sources: Path, fips: Rows, least_keeper: int, chance: np.random.Generator) -> Sample:
    """Read the sample, draw what it hides, and put the householder first."""
    homes = _parquet(sources / "households_cps.parquet").sort("household")
    people = _parquet(sources / "households_cps_adults.parquet").with_row_index("line")
    people = people.sort("household", "line")
    children = np.stack(
        [homes[f"children_{band}"].to_numpy() for band in ("under_6", "6_12", "13_17")], axis=1
    ).astype(np.int64)
    household, age = (people[name].to_numpy().astype(np.int64) for name in ("household", "age"))
    role = people["role"].to_numpy()
    for name, low, high in (("dependant 18-20", 18, 20), ("dependant 21+", 21, 29)):
        here = role == name
        age[here] = chance.integers(low, high + 1, here.sum())
    young = age < YOUNGEST  # children who file a tax return
    band = np.searchsorted(CHILDREN[1:-1], age[young], side="right")
    np.add.at(children, (household[young], band), 1)
    kinds = (("wages", "self_employment"), ("social_security", "pensions"), ("unemployment_benefit",))
    money = [
        np.sum([people[name].to_numpy().astype(np.float64) for name in names], axis=0) for names in kinds
    ]
    grown = chance.binomial(children[:, 2], 0.4)  # two of the five years from 13 to 17
    children[:, 2] -= grown
    teens = np.repeat(np.arange(grown.size), grown)
    none = np.zeros(teens.size)
    household = np.concatenate([household[~young], teens])
    age = np.concatenate([age[~young], chance.integers(16, 18, teens.size)])
    money = [np.concatenate([np.maximum(values[~young], 0.0), none]) for values in money]
    unit = np.concatenate([np.cumsum(role == "head")[~young], -np.ones(teens.size, np.int64)])
    part = np.select([role == "head", role == "spouse"], [0, 1], 2)
    part = np.concatenate([part[~young], np.full(teens.size, 2)])
    # the householder: of the heads of tax units the one whose unit has the most
    income = np.bincount(unit + 1, money[0] + money[1])[unit + 1]
    able = (part == 0) & (age >= least_keeper)
    order = np.lexsort((-age, -income, ~able, household))
    _, first = np.unique(household[order], return_index=True)
    leading = unit[order][first]
    order = np.lexsort((np.arange(age.size), part, unit, unit != leading[household], household))
    state = np.searchsorted(fips, homes["fips"].to_numpy())
    earnings, pensions, benefit = (values[order] for values in money)
    return Sample(state, children, household[order], age[order], earnings, pensions, benefit)


def _parquet(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError):
        raise UserError(f"{path}: the table cannot be read.") from None


def read_states(sources: Path, known: Written) -> tuple[Rows, Floats, Floats]:
    """Return FIPS codes, residents, and residents by age group of ``BANDS`` (s, b).

    A state that the file lacks has the residents of ``known``, with the ages of all others.
    """
    found = source_rows(sources, "states_age_2023.csv")
    residents = {int(row["fips"]): float(row["population_2023"]) for row in found}
    five = [title for title in found[0] if title.startswith("age_")]
    ages = {int(row["fips"]): np.array([float(row[title]) for title in five]) for row in found}
    everywhere = np.sum(list(ages.values()), axis=0)
    for code, people in zip(known.columns["fips"], known.columns["residents"], strict=True):
        if int(code) not in residents:
            residents[int(code)] = float(people)
            ages[int(code)] = everywhere / everywhere.sum() * float(people)
    codes = sorted(residents)
    table = np.array([ages[code] for code in codes])
    table *= (np.array([residents[code] for code in codes]) / table.sum(axis=1))[:, None]
    single = np.repeat(table / 5.0, 5, axis=1)  # the last group, 85 and over, lies in one band anyway
    bands = np.add.reduceat(single, BANDS, axis=1)
    return np.array(codes), table.sum(axis=1), bands
