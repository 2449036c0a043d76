"""Detailed occupations in the place of their groups.

Jobs, wages, exposure and the staffing of sectors are published for each. Where people go is known among broad
occupations of an older classification: who leaves one for another goes to the detailed ones in it by their
jobs, and moves within one count as staying; codes that are new have the moves of the old ones of their group
that are gone. Ages are those of the group. Where there are more occupations than asked for, the smallest of
every group are joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.base_year.arrays import MOST_ROWS
from sim.data_folder.occupations import EXPOSURES, log_wage_sd, moved_to_government, scaled
from sim.data_folder.tables import Floats, SourceRow, Written, numbers, source_rows
from sim.errors import UserError

__all__ = ["write_detailed"]

WAGES = ("mean_annual_wage", "median_annual_wage", "p10", "p90")
LARGEST = 30
"""Letters of a short title."""


class Occupations(NamedTuple):
    """Published occupations (d), and the rows (o) that they are joined to."""

    rows: list[SourceRow]
    jobs: Floats  # (d,)
    group: np.ndarray  # (d,): row of the group
    row: np.ndarray  # (d,): row that it becomes
    codes: list[str]  # (o,)
    titles: list[str]  # (o,)

    def sums(self, values: Floats) -> Floats:
        """Return the sums over the occupations of every row (o,)."""
        return np.bincount(self.row, values, len(self.codes)).astype(np.float64)

    def means(self, values: Floats) -> Floats:
        """Return the means over the jobs of every row (o,)."""
        return self.sums(values * self.jobs) / self.sums(self.jobs)


def write_detailed(sources: Path, folder: Path, staffing: Floats, most: int, recipe: dict[str, Any]) -> None:
    """Put detailed occupations in the place of the groups in ``folder``.

    Parameters
    ----------
    sources, folder : Path
        Of the published files, and of the tables, which hold the groups.
    staffing : float64 array (s, g)
        Jobs by sector and group, persons.
    most : int
        Occupations at most.
    recipe : dict
        ``recipe.toml``.

    Raises
    ------
    UserError
        If ``most`` is less than two for every group, or more than the state can tell apart.
    """
    table = Written.read(folder, "occupations.csv")
    known = joined(source_rows(sources, "occupations_detailed.csv"), table.columns, most)
    first = [int(np.flatnonzero(known.row == row)[0]) for row in range(len(known.codes))]
    group = known.group[first]
    _write_occupations(sources, known, table, group, folder)
    sectors = Written.read(folder, "sectors.csv")
    jobs = _staffing(sources, known, sectors.columns["code"], staffing, group, recipe)
    columns = {code: np.round(jobs[:, k] / 1000.0, 4) for k, code in enumerate(known.codes)}
    Written.read(folder, "staffing.csv").only({"code": sectors.columns["code"], **columns}).write(folder)
    wages = np.array([float(one) for one in Written.read(folder, "occupations.csv").columns["mean_wage"]])
    paid = np.array([float(one) for one in sectors.columns["mean_wage"]])
    premium = paid / (jobs @ wages / jobs.sum(axis=1))
    sectors.with_columns({"wage_premium": premium.round(4)}).write(folder)
    ages = Written.read(folder, "occupation_ages.csv")
    of_group = {title: [column[row] for row in group] for title, column in ages.columns.items()}
    ages.only({**of_group, "code": known.codes}).write(folder)


def joined(rows: list[SourceRow], groups: dict[str, list[str]], most: int) -> Occupations:
    """Return the occupations, the smallest of each group joined until there are no more than ``most``."""
    codes = groups["code"]
    if not 2 * len(codes) <= most <= MOST_ROWS:
        raise UserError(
            f"--occupations is {most}; it must be from {2 * len(codes)}, two for every group, to {MOST_ROWS}."
        )
    rows = [row for row in rows if row["employment"] and row["soc_major"] in codes]
    jobs = numbers(rows, "employment")
    group = np.array([codes.index(row["soc_major"]) for row in rows])
    kept = np.zeros(len(rows), np.bool_)
    if len(rows) <= most:
        kept[:] = True
    else:  # one row for the rest of every group
        kept[np.argsort(-jobs, kind="stable")[: most - len(codes)]] = True
    names: dict[str, str] = {}
    place = []
    for row, is_kept in zip(rows, kept, strict=True):
        name = row["soc"] if is_kept else f"{row['soc_major']}-rest"
        title = groups["title"][codes.index(row["soc_major"])]
        names.setdefault(name, row["title"] if is_kept else f"{title}: all others")
        place.append(list(names).index(name))
    return Occupations(rows, jobs, group, np.array(place), list(names), list(names.values()))


def _write_occupations(
    sources: Path, known: Occupations, table: Written, group: np.ndarray, folder: Path
) -> None:
    """Write the occupations and their mobility; what one lacks is that of its group."""

    def filled(title: str, values: Floats) -> Floats:
        of_group = np.array([float(one) for one in table.columns[title]])[known.group]
        return known.means(np.where(np.isnan(values), of_group, values))

    mean, median, low, high = (numbers(known.rows, title) for title in WAGES)
    moves = _moves(known, sources)
    leave = moves.sum(axis=1)
    table.only(
        {
            "code": known.codes,
            "title": known.titles,
            "jobs": known.sums(known.jobs).round().astype(np.int64),
            "mean_wage": filled("mean_wage", mean).round(0),
            "median_wage": filled("median_wage", median).round(0),
            "log_wage_sd": filled("log_wage_sd", log_wage_sd(low, high)).round(4),
            **{name: filled(name, numbers(known.rows, name)).round(4) for name in EXPOSURES},
            "cognitive": [table.columns["cognitive"][row] for row in group],
            "leave_rate": leave.round(6),
            "short_title": [title[:LARGEST] for title in known.titles],
            "kinds": [table.columns["kinds"][row] for row in group],
        }
    ).write(folder)
    there = moves / leave[:, None]
    columns = {code: there[:, k].round(7) for k, code in enumerate(known.codes)}
    Written.read(folder, "mobility.csv").only({"code": known.codes, **columns}).write(folder)


def _moves(known: Occupations, sources: Path) -> Floats:
    """Return the share of each occupation (row) that changes to each other one within a year (o, o)."""
    nodes = source_rows(sources, "mobility_detailed_nodes.csv")
    place = {row["soc"]: k for k, row in enumerate(nodes)}
    edges = source_rows(sources, "mobility_detailed_edges.csv")
    annual = np.zeros((len(nodes), len(nodes)))
    at = [(place[row["from_soc"]], place[row["to_soc"]]) for row in edges]
    annual[tuple(np.array(at).T)] = numbers(edges, "annual_prob")
    np.fill_diagonal(annual, 0.0)
    # which detailed occupations (d) a broad one (n) is: those of its code, else the new ones of its group
    broad = np.array([place.get(row["soc"][:-1] + "0", -1) for row in known.rows])
    majors = np.array([row["soc_major"] for row in known.rows])
    is_of = (broad[:, None] == np.arange(len(nodes))) & (broad >= 0)[:, None]
    same = majors[:, None] == np.array([row["soc_major"][:2] for row in nodes])
    new, gone = (broad < 0)[:, None], ~is_of.any(axis=0)
    is_of |= same & new & gone
    is_of |= same & ~is_of.any(axis=0)
    is_of |= same & ~is_of.any(axis=1, keepdims=True)
    size = numbers(nodes, "employment_2018")
    origin = is_of * size
    destination = is_of * known.jobs[:, None]
    origin = origin / origin.sum(axis=1, keepdims=True)
    destination = destination / destination.sum(axis=0)
    to_rows = np.stack([known.sums(column) for column in destination.T])  # (n, o)
    flows = (origin * known.jobs[:, None]) @ annual @ to_rows  # (d, o)
    moves = np.stack([known.sums(column) for column in flows.T], axis=1)
    np.fill_diagonal(moves, 0.0)
    return np.asarray(moves / known.sums(known.jobs)[:, None])


def _staffing(
    sources: Path,
    known: Occupations,
    sectors: Sequence[str],
    staffing: Floats,
    group: np.ndarray,
    recipe: dict[str, Any],
) -> Floats:
    """Return jobs by sector and occupation (s, o), persons, with the published totals of both.

    Cells that are not published share what the occupation has beyond those that are.
    """
    place = {row["soc"]: k for k, row in enumerate(known.rows)}
    cells = np.zeros((len(sectors), len(known.rows)))
    hidden = np.zeros(cells.shape, np.bool_)
    for row in source_rows(sources, "staffing_sector_detailed.csv"):
        at = sectors.index(row["naics"]), place[row["soc"]]
        cells[at], hidden[at] = float(row["employment"] or 0.0), not row["employment"]
    rest = np.maximum(known.jobs - cells.sum(axis=0), 0.01 * known.jobs)
    nowhere = cells.sum(axis=0) + hidden.sum(axis=0) == 0.0
    hidden[:, nowhere] = True
    cells += hidden * (rest / np.maximum(hidden.sum(axis=0), 1))
    cells = moved_to_government(cells, list(sectors), recipe)
    jobs = np.stack([known.sums(row) for row in cells])
    within = known.sums(known.jobs)
    total = np.bincount(group, within)
    wanted = within * (staffing.sum(axis=0) / total)[group]
    return scaled(jobs, staffing.sum(axis=1), wanted, 200)
