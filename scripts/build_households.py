"""Build ``households.csv.bz2`` and ``states.csv`` in ``sim/data``: real households of the base year.

Run ``python scripts/build_households.py SOURCES`` after ``build_people_tables.py``; ``SOURCES`` holds the
source files under the names that this script reads. What is done, in this order:

1. Ages that the sample hides are drawn, children who are 16 or 17 become persons, the householder goes first.
2. Weights are raked (Deming and Stephan 1940; least relative entropy) to ages, children, sizes and states.
3. Within every age group persons are employed by their earnings until the published share is at work, and
   their rank by earnings becomes a rank in the wages of the occupations; the occupation is drawn from those
   that pay so (shares of the age group times the density of their wages).
"""

from __future__ import annotations

import argparse
import bz2
import csv
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from build_people_tables import population
from build_tables import TABLES

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

YEAR = 2026
SEED = 2026
OLDEST = 85
AGES = (16, 18, *range(20, OLDEST, 5), OLDEST)
"""First years of the age groups to which weights are raked."""
BANDS = (0, 16, 25, 45, 65)
"""First years of the age groups to which weights are raked within every state."""
CHILDREN = (0, 6, 13, 16)
HOUSEHOLDS = 137.1e6
"""Current Population Survey of March 2026, with the newest estimate of the population (P60-289)."""
SIZES = (0.295, 0.345, 0.150, 0.123)
"""Households of one to four persons, Current Population Survey 2025 (table HH-4)."""
LARGE = 0.087
"""Households of five and more."""
PERSONS_IN_LARGE = 5.75
"""Persons in one of those (assumption): all persons of the projection are put into households."""
CAPITAL = (11, "DC", 678_972)
"""FIPS code, abbreviation and population of 2023 of the place whose ages the source lacks."""
NOISE = 1.2
"""How loosely work in the base year follows earnings in the year of the survey, log points."""
LEAST_KEEPER = 18
STEP = 50.0
"""Households: weights are written in steps of this."""
NAMES = """
Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,District of Columbia,Florida,
Georgia,Hawaii,Idaho,Illinois,Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,
Michigan,Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,
New York,North Carolina,North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,Rhode Island,South Carolina,
South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,Washington,West Virginia,Wisconsin,Wyoming"""
"""In the order of the FIPS codes."""

NOTES = {
    "states.csv": """\
States of the country, in the order in which households.csv.bz2 counts them from 0: FIPS code, abbreviation,
name, and residents of all ages on 1 July 2023. Source: Census Bureau.
Licence: US federal government work, public domain.
""",
    "households.csv.bz2": """\
Households of the base year, one line a person of 16 and over; who keeps the purse comes first and is the
householder. households: how many the household stands for, 0 in the lines of its other members. state: line
of states.csv from 0. under_6, from_6, from_13: children by age (under 6, 6 to 12, 13 to 15). age: years.
status: 0 employed, 1 unemployed, 2 outside the labour force. occupation: line of occupations.csv from 0, the
last one of people without work. pay: hundredths of the mean pay of the employed in that occupation.
Households stand in the order of their size, the householder's age, their state.
Source: Current Population Survey, Annual Social and Economic Supplement 2013-15 as prepared in Tax-Calculator
6.8.0 (CC0), {sample:,} households. Weights: ages and children of the Census projection of {year};
{households} million households (CPS March {year}, P60-289) by size (CPS 2025, HH-4, bent by at most a point
so that all persons have a place); states and five age groups within them (Census 2023). Employment and
labour force by age: age_groups.csv; occupations by age: occupation_ages.csv; median pay by age:
age_groups.csv; spread of pay within an occupation: occupations.csv. Ages of dependants: drawn within the
range that the sample gives.
Licence: CC0.
""",
}


class Sample(NamedTuple):
    """Households (h) and the persons of 16 and over in them (p), household after household."""

    state: Rows  # (h,)
    children: Rows  # (h, 3)
    household: Rows  # (p,)
    age: Rows  # (p,)
    earnings: Floats  # (p,): dollars a year
    pensions: Floats  # (p,): social security and others, dollars a year
    benefit: Floats  # (p,): unemployment benefit, dollars a year
    couple: npt.NDArray[np.bool_]  # (p,): spouse of the person in the line before

    @property
    def adults(self) -> Rows:
        """Return the persons of 16 and over of each household (h,)."""
        return np.bincount(self.household, minlength=self.state.size)

    @property
    def size(self) -> Rows:
        """Return the persons of each household (h,)."""
        return self.adults + self.children.sum(axis=1)

    @property
    def keeper(self) -> Rows:
        """Return the line of the first person of each household (h,)."""
        return np.cumsum(self.adults) - self.adults


def read_table(name: str) -> dict[str, list[str]]:
    """Read a table of ``sim/data``."""
    with (TABLES / name).open(encoding="utf-8") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    return {title: [row[k] for row in rows[1:]] for k, title in enumerate(rows[0])}


def numbers(table: dict[str, list[str]], title: str) -> Floats:
    """Return a column of a table as numbers."""
    return np.array([float(entry) for entry in table[title]])


def read_sample(sources: Path, fips: Rows, chance: np.random.Generator) -> Sample:
    """Read the sample, draw what it hides, and put the householder first."""
    homes = pl.read_parquet(sources / "households_cps.parquet").sort("household")
    people = pl.read_parquet(sources / "households_cps_adults.parquet").with_row_index("line")
    people = people.sort("household", "line")
    children = np.stack(
        [homes[f"children_{band}"].to_numpy() for band in ("under_6", "6_12", "13_17")], axis=1
    ).astype(np.int64)
    household, age = (people[name].to_numpy().astype(np.int64) for name in ("household", "age"))
    role = people["role"].to_numpy()
    for name, low, high in (("dependant 18-20", 18, 20), ("dependant 21+", 21, 29)):
        here = role == name
        age[here] = chance.integers(low, high + 1, here.sum())
    young = age < AGES[0]  # children who file a tax return
    band = np.searchsorted(CHILDREN[1:-1], age[young], side="right")
    np.add.at(children, (household[young], band), 1)
    money = [
        people[names[0]].to_numpy().astype(np.float64) + (people[names[1]].to_numpy() if names[1:] else 0.0)
        for names in (
            ("wages", "self_employment"),
            ("social_security", "pensions"),
            ("unemployment_benefit",),
        )
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
    able = (part == 0) & (age >= LEAST_KEEPER)
    order = np.lexsort((-age, -income, ~able, household))
    _, first = np.unique(household[order], return_index=True)
    leading = unit[order][first]
    order = np.lexsort((np.arange(age.size), part, unit, unit != leading[household], household))
    unit, part = unit[order], part[order]
    couple = np.zeros(age.size, np.bool_)
    couple[1:] = (part[1:] == 1) & (part[:-1] == 0) & (unit[1:] == unit[:-1])
    state = np.searchsorted(fips, homes["fips"].to_numpy())
    return Sample(state, children, household[order], age[order], *(values[order] for values in money), couple)


def read_states(sources: Path) -> tuple[list[str], Rows, Floats, Floats]:
    """Return abbreviations, FIPS codes, residents of 2023, and residents by age group of ``BANDS`` (s, b)."""
    with (sources / "states_age_2023.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    residents = {int(row["fips"]): float(row["population_2023"]) for row in found}
    names = {int(row["fips"]): row["state"] for row in found}
    five = [title for title in found[0] if title.startswith("age_")]
    ages = {int(row["fips"]): np.array([float(row[title]) for title in five]) for row in found}
    residents[CAPITAL[0]], names[CAPITAL[0]] = float(CAPITAL[2]), CAPITAL[1]
    everywhere = np.sum(list(ages.values()), axis=0)
    ages[CAPITAL[0]] = everywhere / everywhere.sum() * CAPITAL[2]
    codes = sorted(residents)
    table = np.array([ages[code] for code in codes])
    table *= (np.array([residents[code] for code in codes]) / table.sum(axis=1))[:, None]
    single = np.repeat(table / 5.0, 5, axis=1)  # the last group, 85 and over, lies in one band anyway
    bands = np.add.reduceat(single, BANDS, axis=1)
    return [names[code] for code in codes], np.array(codes), table.sum(axis=1), bands


def margins(sample: Sample, people: Floats, bands: Floats) -> tuple[Floats, Floats]:
    """Return how much every household counts in each margin (h, m), and the margins (m,).

    Parameters
    ----------
    people : float64 array (a,)
        Persons by single year of age.
    bands : float64 array (s, b)
        Residents of every state by age group, of some other year.
    """
    states = bands.shape[0]
    house, homes = sample.household, sample.state.size

    def count(groups: Rows, kinds: int) -> Floats:
        table = np.zeros((homes, kinds))
        np.add.at(table, (house, groups), 1.0)
        return table

    ages = count(np.searchsorted(AGES, sample.age, side="right") - 1, len(AGES))
    size = sample.size
    sizes = np.stack([size == n + 1 for n in range(len(SIZES))], axis=1)
    within = np.hstack(
        [
            sample.children.sum(axis=1, keepdims=True),
            count(np.searchsorted(BANDS, sample.age, side="right") - 1, len(BANDS))[:, 1:],
        ]
    )
    by_state = (within[:, None, :] * (sample.state[:, None] == np.arange(states))[:, :, None]).reshape(
        homes, -1
    )
    national = np.add.reduceat(people, BANDS)
    # the states' residents of that year, and the ages of this one
    total = bands.sum(axis=1) * people.sum() / bands.sum()
    for _ in range(200):
        bands = bands * (national / bands.sum(axis=0))
        bands = bands * (total / bands.sum(axis=1))[:, None]
    child = np.array([people[a:b].sum() for a, b in pairwise(CHILDREN)])
    adult = np.array([people[a:b].sum() for a, b in zip(AGES, (*AGES[1:], people.size), strict=True)])
    share = size_shares(people.sum())
    counts = np.hstack([ages, sample.children, sizes, np.ones((homes, 1)), by_state])
    targets = np.concatenate([adult, child, share[:-1] * HOUSEHOLDS, [HOUSEHOLDS], bands.ravel()])
    return counts, targets


def size_shares(persons: float) -> Floats:
    """Return the shares of households by size, bent as little as need be so that they hold all persons."""
    share = np.array([*SIZES, LARGE])
    size = np.array([*range(1, len(SIZES) + 1), PERSONS_IN_LARGE])
    missing = persons / HOUSEHOLDS - (share * size).sum()
    away = size - size.mean()
    return share + missing * away / (away * size).sum()


def rake(counts: Floats, targets: Floats, rounds: int = 60) -> Floats:
    """Return the weights with the given margins that are nearest to equal ones (least relative entropy).

    The weights are exp(counts x multipliers), the multipliers follow by Newton steps. Margins that follow
    from others (the states add up to the nation) leave directions without curvature, which are not taken.
    """
    start = HOUSEHOLDS / counts.shape[0]
    columns = counts / np.sqrt((counts**2).mean(axis=0))
    goal = targets / np.sqrt((counts**2).mean(axis=0))
    multipliers, weights = np.zeros(targets.size), np.full(counts.shape[0], start)
    for step in range(rounds):  # noqa: B007
        gap = goal - columns.T @ weights
        if np.abs(gap / goal).max() < 1e-5:
            break
        curve, direction = np.linalg.eigh(columns.T @ (columns * weights[:, None]))
        kept = curve > 1e-8 * curve[-1]
        move = direction[:, kept] @ ((direction[:, kept].T @ gap) / curve[kept])
        multipliers += move * min(1.0, 1.0 / np.abs(columns @ move).max())
        weights = start * np.exp(columns @ multipliers)
    print(f"raking: {step} steps, worst margin off by {np.abs(gap / goal).max():.1e}")
    return weights


class Work(NamedTuple):
    """Status, occupation and pay of all persons (p,)."""

    status: Rows  # 0 employed, 1 unemployed, 2 outside
    occupation: Rows
    pay: Floats  # relative to the mean of the employed in the occupation


def find_work(sample: Sample, weights: Floats, chance: np.random.Generator) -> Work:
    """Employ the sample as the base year does: by age, with the occupations of the age and their pay."""
    groups = read_table("age_groups.csv")
    jobs = read_table("occupations.csv")
    begin = numbers(groups, "from_age").astype(np.int64)
    cells = np.array([numbers(read_table("occupation_ages.csv"), f"from_{age}") for age in begin])  # (g, o)
    cells = cells * numbers(jobs, "jobs")
    shares = cells / cells.sum(axis=1, keepdims=True)
    wage, spread = numbers(jobs, "mean_wage"), numbers(jobs, "log_wage_sd")
    target = numbers(groups, "pay")
    group = np.searchsorted(begin, sample.age, side="right") - 1
    weight = weights[sample.household]
    status = find_status(sample, weight, group, groups, chance)
    rank = ranks(sample, weight, group, status, chance)
    pick = chance.random(group.size)
    premium = np.log(target)
    level = np.zeros(wage.size)  # log of the median in the occupation at the age of reference over its mean
    noise = spread.copy()
    employed = status == 0
    for _ in range(12):
        occupation, log_pay = draw_pay(group, rank, pick, shares, np.log(wage) + level, premium, noise)
        # the mean of the occupation, its spread, and the medians by age
        for o in range(wage.size):
            here = employed & (occupation == o)
            mean = np.average(np.exp(log_pay[here]), weights=weight[here]) / wage[o]
            level[o] -= np.log(mean)
            ages = np.average(premium[group[here]], weights=weight[here])
            between = np.average((premium[group[here]] - ages) ** 2, weights=weight[here])
            noise[o] = np.sqrt(max(spread[o] ** 2 - between, 0.04))
        medians = np.array(
            [weighted_quantile(log_pay[employed & (group == g)], weight[employed & (group == g)], 0.5)
             for g in range(target.size)]
        )  # fmt: skip
        reference = int(np.argmin(np.abs(target - 1.0)))
        error = np.log(target) - (medians - medians[reference])
        premium += error
    print(f"pay by age: largest error {100 * np.abs(np.expm1(error)).max():.2f} %")
    pay = np.exp(log_pay) / wage[occupation]
    for o in range(wage.size):
        here = employed & (occupation == o)
        pay[occupation == o] /= np.average(pay[here], weights=weight[here])
    return Work(status, occupation, pay)


def find_status(
    sample: Sample, weight: Floats, group: Rows, groups: dict[str, list[str]], chance: np.random.Generator
) -> Rows:
    """Employ the people of every age group who earn, until its published share is at work (p,)."""
    status = np.full(group.size, 2)
    at_work, in_force = numbers(groups, "employment"), numbers(groups, "participation")
    benefit = sample.benefit > 0.0
    likely = np.log1p(sample.earnings) + NOISE * chance.gumbel(size=group.size) - 3.0 * benefit
    looking = 2.0 * benefit + (sample.earnings > 0.0) + chance.random(group.size)
    for g in range(at_work.size):
        here = np.flatnonzero(group == g)
        total = weight[here].sum()
        here = here[np.argsort(-likely[here])]
        employed = np.cumsum(weight[here]) - 0.5 * weight[here] < at_work[g] * total
        status[here[employed]] = 0
        rest = here[~employed]
        rest = rest[np.argsort(-looking[rest])]
        status[rest[np.cumsum(weight[rest]) - 0.5 * weight[rest] < (in_force[g] - at_work[g]) * total]] = 1
    return status


def ranks(sample: Sample, weight: Floats, group: Rows, status: Rows, chance: np.random.Generator) -> Floats:
    """Return ranks by earnings, without work by what they earned or draw, within age and status (p,)."""
    rank = np.empty(group.size)
    means = np.where(status == 0, sample.earnings, sample.earnings + sample.pensions)
    means = means + chance.random(group.size)
    for g in range(group.max() + 1):
        for kind in range(3):
            here = np.flatnonzero((group == g) & (status == kind))
            here = here[np.argsort(means[here])]
            below = np.cumsum(weight[here])
            rank[here] = (below - 0.5 * weight[here]) / below[-1]
    return rank


def draw_pay(
    group: Rows, rank: Floats, pick: Floats, shares: Floats, centre: Floats, premium: Floats, noise: Floats
) -> tuple[Rows, Floats]:
    """Return occupation and log pay (p,): the rank in the mixture of occupations, then one that pays so."""
    occupation, log_pay = np.empty(group.size, np.int64), np.empty(group.size)
    grid = np.linspace(6.0, 15.0, 2_001)
    for g in range(shares.shape[0]):
        here = group == g
        middle = centre + premium[g]
        below = (shares[g][:, None] * normal_below((grid - middle[:, None]) / noise[:, None])).sum(axis=0)
        x = np.interp(rank[here], below, grid)
        likely = shares[g][:, None] * np.exp(-0.5 * ((x - middle[:, None]) / noise[:, None]) ** 2)
        likely /= noise[:, None]
        cumulative = np.cumsum(likely / likely.sum(axis=0), axis=0)
        occupation[here] = np.minimum((pick[here] > cumulative).sum(axis=0), centre.size - 1)
        log_pay[here] = x
    return occupation, log_pay


def normal_below(z: Floats) -> Floats:
    """Return the standard normal distribution (Abramowitz and Stegun 26.2.17)."""
    t = 1.0 / (1.0 + 0.2316419 * np.abs(z))
    series = 0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))
    above = 0.3989422804014327 * np.exp(-0.5 * z * z) * t * series
    return np.where(z > 0.0, 1.0 - above, above)


def weighted_quantile(values: Floats, weight: Floats, share: float) -> float:
    """Return the value below which ``share`` of the weight lies."""
    order = np.argsort(values)
    below = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(below, share * below[-1])])


def write_households(sample: Sample, weights: Floats, work: Work) -> None:
    """Write the households in the order in which the base year draws from them."""
    age = sample.age[sample.keeper]
    kind = np.minimum(sample.size, 5) * 4 + np.searchsorted((35, 50, 65), age, side="right")
    order = np.lexsort((age, sample.state, kind))
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    lines = np.argsort(place[sample.household], kind="stable")
    first = np.zeros(lines.size, np.bool_)
    first[np.concatenate([[True], np.diff(sample.household[lines]) != 0])] = True
    house = sample.household[lines]
    columns = {
        "households": np.where(first, rounded(weights)[house], 0.0).astype(np.int64),
        "state": sample.state[house],
        **{
            name: np.where(first, sample.children[house, k], 0)
            for k, name in enumerate(("under_6", "from_6", "from_13"))
        },
        "age": sample.age[lines],
        "status": work.status[lines],
        "occupation": work.occupation[lines],
        "pay": np.maximum(np.round(100.0 * work.pay[lines]), 2.0).astype(np.int64),
    }
    facts = {"sample": sample.state.size, "year": YEAR, "households": HOUSEHOLDS / 1e6}
    text = [f"# {note}" for note in NOTES["households.csv.bz2"].format(**facts).splitlines()]
    text.append(",".join(columns))
    text.extend(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))
    packed = bz2.compress(("\n".join(text) + "\n").encode())
    (TABLES / "households.csv.bz2").write_bytes(packed)
    print(f"households.csv.bz2: {len(packed) / 1e3:.0f} kB, {lines.size:,} persons")


def rounded(weights: Floats) -> Floats:
    """Return weights in whole steps of ``STEP``, and their sum."""
    edges = np.round(np.concatenate([[0.0], np.cumsum(weights)]) / STEP)
    return STEP * np.diff(edges)


def write_states(short: Sequence[str], fips: Rows, residents: Floats) -> None:
    """Write the states."""
    lines = [f"# {note}" for note in NOTES["states.csv"].splitlines()]
    lines.append("fips,abbreviation,name,residents")
    rows = zip(fips, short, NAMES.replace("\n", "").split(","), residents, strict=True)
    lines.extend(f"{code},{letters},{name},{people:.0f}" for code, letters, name, people in rows)
    (TABLES / "states.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Build both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path, help="folder of the source files")
    sources = parser.parse_args(arguments).sources
    chance = np.random.default_rng(SEED)
    short, fips, residents, bands = read_states(sources)
    write_states(short, fips, residents)
    sample = read_sample(sources, fips, chance)
    weights = rake(*margins(sample, population(sources)[YEAR], bands))
    print(
        f"effective households {weights.sum() ** 2 / (weights**2).sum():,.0f}, "
        f"weights {weights.min() / weights.mean():.2f} to {weights.max() / weights.mean():.1f} of the mean"
    )
    work = find_work(sample, weights, chance)
    write_households(sample, weights, work)


if __name__ == "__main__":
    main()
