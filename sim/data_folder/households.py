"""Real households of the base year, weighted to the country, and the work of the people in them.

What is done, in this order:

1. Ages that the sample hides are drawn, children who are 16 or 17 become persons, the householder goes first.
2. Weights are raked (Deming and Stephan 1940; least relative entropy) to ages, children, sizes and states.
3. Within every age group persons are employed by their earnings until the published share is at work, and
   their rank by earnings becomes a rank in the wages of the occupations; the occupation is drawn from those
   that pay so (shares of the age group times the density of their wages).
"""

from __future__ import annotations

import bz2
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.base_year.household_tables import TABLE, TITLES
from sim.country import Table, read_table
from sim.data_folder.people import population
from sim.data_folder.sample import Rows, Sample, read_sample, read_states
from sim.data_folder.tables import Floats, Written
from sim.data_folder.weights import margins, rake

__all__ = ["find_work", "write_households"]

PACKED = f"{TABLE}.bz2"


def write_households(sources: Path, template: Path, folder: Path, recipe: dict[str, Any], year: int) -> None:
    """Write the states and the households; ``folder`` must have the other tables.

    Raises
    ------
    UserError
        If the file of households cannot be read.
    """
    constants = recipe["households"]
    chance = np.random.default_rng(constants["seed"])
    states = Written.read(template, "states.csv")
    fips, residents, bands = read_states(sources, states)
    people = residents.round().astype(np.int64)
    states.with_columns({"residents": people}).write(folder)
    sample = read_sample(sources, fips, constants["least_keeper"], chance)
    weights = rake(*margins(sample, population(sources)[year], bands, constants), constants["number"])
    work = find_work(sample, weights, folder, constants["noise"], chance)
    notes = [line for line in bz2.decompress((template / PACKED).read_bytes()).decode().splitlines()
             if line.startswith("#")]  # fmt: skip
    text = "\n".join([*notes, *lines_of(sample, weights, work, constants["step"])]) + "\n"
    (folder / PACKED).write_bytes(bz2.compress(text.encode()))


class Work(NamedTuple):
    """Status, occupation and pay of all persons (p,)."""

    status: Rows  # 0 employed, 1 unemployed, 2 outside
    occupation: Rows
    pay: Floats  # relative to the mean of the employed in the occupation


def find_work(
    sample: Sample, weights: Floats, folder: Path, noisy: float, chance: np.random.Generator
) -> Work:
    """Employ the sample as the base year does: by age, with the occupations of the age and their pay."""
    groups, jobs, by_age = (
        read_table(f"{name}.csv", folder) for name in ("age_groups", "occupations", "occupation_ages")
    )
    begin = numbers(groups, "from_age").astype(np.int64)
    cells = np.array([numbers(by_age, f"from_{age}") for age in begin])  # (g, o)
    cells = cells * numbers(jobs, "jobs")
    shares = cells / cells.sum(axis=1, keepdims=True)
    wage, spread = numbers(jobs, "mean_wage"), numbers(jobs, "log_wage_sd")
    target = numbers(groups, "pay")
    group = np.searchsorted(begin, sample.age, side="right") - 1
    weight = weights[sample.household]
    status = find_status(sample, weight, group, groups, noisy, chance)
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
    pay = np.exp(log_pay) / wage[occupation]
    for o in range(wage.size):
        here = employed & (occupation == o)
        pay[occupation == o] /= np.average(pay[here], weights=weight[here])
    return Work(status, occupation, pay)


def find_status(
    sample: Sample, weight: Floats, group: Rows, groups: Table, noisy: float, chance: np.random.Generator
) -> Rows:
    """Employ the people of every age group who earn, until its published share is at work (p,)."""
    status = np.full(group.size, 2)
    at_work, in_force = numbers(groups, "employment"), numbers(groups, "participation")
    benefit = sample.benefit > 0.0
    likely = np.log1p(sample.earnings) + noisy * chance.gumbel(size=group.size) - 3.0 * benefit
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


def lines_of(sample: Sample, weights: Floats, work: Work, step: float) -> list[str]:
    """Return the lines of the table, in the order in which the base year draws from them."""
    age = sample.age[sample.keeper]
    kind = np.minimum(sample.size, 5) * 4 + np.searchsorted((35, 50, 65), age, side="right")
    order = np.lexsort((age, sample.state, kind))
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    lines = np.argsort(place[sample.household], kind="stable")
    first = np.zeros(lines.size, np.bool_)
    first[np.concatenate([[True], np.diff(sample.household[lines]) != 0])] = True
    house = sample.household[lines]
    edges = np.round(np.concatenate([[0.0], np.cumsum(weights)]) / step)
    columns = (
        np.where(first, (step * np.diff(edges))[house], 0.0).astype(np.int64),
        sample.state[house],
        *(np.where(first, sample.children[house, k], 0) for k in range(3)),
        sample.age[lines],
        work.status[lines],
        work.occupation[lines],
        np.maximum(np.round(100.0 * work.pay[lines]), 2.0).astype(np.int64),
    )
    return [",".join(TITLES), *(",".join(map(str, row)) for row in zip(*columns, strict=True))]


def numbers(table: Table, title: str) -> Floats:
    """Return a column of a table as numbers."""
    return np.array(table.numbers(title))
