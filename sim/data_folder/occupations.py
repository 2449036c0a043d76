"""Occupations: jobs, wages, exposure, where those go who leave one, and jobs by sector and occupation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sim.data_folder.tables import Floats, Written, numbers, source_rows

__all__ = ["aligned_staffing", "scaled", "write_groups"]

NORMAL_90 = 1.2815515655446004
"""90th percentile of the standard normal."""
EXPOSURES = ("gpt4_alpha", "gpt4_beta", "gpt4_gamma", "human_alpha", "human_beta")


def write_groups(sources: Path, template: Path, folder: Path, staffing: Floats) -> None:
    """Write the groups of occupations, their mobility and the staffing of sectors.

    Parameters
    ----------
    sources : Path
        Folder of the published files.
    template : Path
        Data folder from which titles and kinds of work are taken over.
    folder : Path
        Where the tables go.
    staffing : float64 array (s, o)
        Jobs, persons, from ``aligned_staffing``.
    """
    rows, table = source_rows(sources, "occupations_major.csv"), Written.read(template, "occupations.csv")
    codes = table.columns["code"]
    moves = _square(sources, "mobility_major_annual.csv", codes)
    table.with_columns(
        {
            "jobs": numbers(rows, "employment").astype(np.int64),
            "mean_wage": numbers(rows, "mean_annual_wage"),
            "median_wage": numbers(rows, "median_annual_wage"),
            "log_wage_sd": log_wage_sd(numbers(rows, "p10"), numbers(rows, "p90")).round(4),
            **{name: numbers(rows, name) for name in EXPOSURES},
            "leave_rate": (1.0 - np.diag(moves)).round(6),
        }
    ).write(folder)
    there = _square(sources, "mobility_major_conditional_on_move.csv", codes)
    np.fill_diagonal(there, 0.0)
    there /= there.sum(axis=1, keepdims=True)
    columns = {code: there[:, k] for k, code in enumerate(codes)}
    Written.read(template, "mobility.csv").with_columns(columns).write(folder)
    jobs = np.round(staffing / 1000.0, 3)
    columns = {code: jobs[:, k] for k, code in enumerate(codes)}
    Written.read(template, "staffing.csv").with_columns(columns).write(folder)


def log_wage_sd(p10: Floats, p90: Floats) -> Floats:
    """Return the standard deviation of the log wage: least-squares normal line through p10, p50 and p90."""
    return np.asarray(np.log(p90 / p10) / (2 * NORMAL_90))


def aligned_staffing(sources: Path, template: Path, recipe: dict[str, Any]) -> tuple[Floats, Floats]:
    """Return jobs by sector and occupation, before and after the move of public schools and hospitals.

    Cells are scaled by iterative proportional fitting (Deming and Stephan 1940) so that suppressed cells
    leave no gap between the cells and the published totals of sectors and occupations.

    Returns
    -------
    tuple of two float64 arrays (s, o)
        Jobs, persons: as OEWS counts them, and with public schools and hospitals in government.
    """
    codes = Written.read(template, "occupations.csv").columns["code"]
    sectors = Written.read(template, "sectors.csv").columns["code"]
    jobs = np.zeros((len(sectors), len(codes)))
    for row in source_rows(sources, "staffing_sector_major.csv"):
        if row["employment"]:
            jobs[sectors.index(row["naics"]), codes.index(row["soc_major"])] = float(row["employment"])
    by_occupation = numbers(source_rows(sources, "occupations_major.csv"), "employment")
    by_sector = numbers(source_rows(sources, "sectors.csv"), "employment_2025")
    jobs = scaled(jobs, by_sector, by_occupation * (by_sector.sum() / by_occupation.sum()), 200)
    return jobs, moved_to_government(jobs, sectors, recipe)


def moved_to_government(jobs: Floats, sectors: list[str], recipe: dict[str, Any]) -> Floats:
    """Return jobs (s, o) with those of public schools and hospitals in government, by their sector's mix."""
    moved, public = jobs.copy(), recipe["public_jobs"]
    government = sectors.index(public["government"])
    for code, count in (public["education"], public["health"]):
        sector = sectors.index(code)
        part = jobs[sector] * (count / jobs[sector].sum())
        moved[sector] -= part
        moved[government] += part
    return moved


def scaled(cells: Floats, rows: Floats, columns: Floats, rounds: int) -> Floats:
    """Scale a table in both directions until it has the given margins (iterative proportional fitting)."""
    for _ in range(rounds):
        cells = cells * (rows / cells.sum(axis=1))[:, None]
        cells = cells * (columns / cells.sum(axis=0))
    return cells


def _square(sources: Path, name: str, codes: list[str]) -> Floats:
    rows = source_rows(sources, name)
    return np.array([[float(row[code]) for code in codes] for row in rows])
