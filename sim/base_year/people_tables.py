"""The published figures about people: worker types, age groups, occupations by age, ages by year."""

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.base_year.arrays import (
    Floats,
    Integers,
    check_rows,
    column,
    normalised,
    normalised_rows,
    read_only,
    unsigned,
    whole_numbers,
)
from sim.country import Table, read_table
from sim.errors import UserError

MOST_TYPES, MOST_GROUPS = 4, 8
"""Worker types and age groups that a cell of the state can tell apart."""
HAZARDS = ("layoff", "leaving", "job_search", "finding", "entry")
"""Hazards that differ by type and by age."""
BY_TYPE = (*HAZARDS, "giving_up", "unemployed", "outside", "pay", "disabled")
BY_AGE = (*HAZARDS, "giving_up", "other_occupation", "skill_growth")


@dataclass(frozen=True, eq=False)
class PeopleTables:
    """Read-only figures of people by latent type (t), age group (g), single year of age (a), year (y).

    Attributes
    ----------
    type_names : tuple of t str
        Latent types of workers.
    type_share : float64 array (t,)
        Share of people; sums to 1.
    type_factors : mapping of str to float64 array (t,)
        Hazards of ``BY_TYPE`` relative to the mean over people.
    group_titles : tuple of g str
        Age groups, from the youngest adults on.
    group_from : int64 array (g,)
        Age at which each group begins; the first is that of the youngest adult.
    group_factors : mapping of str to float64 array (g,)
        Hazards of ``BY_AGE`` relative to their mean.
    retirement : float64 array (g,)
        Share of the employed who retire in a month.
    newcomer : float64 array (g,)
        Share of applicants from outside who have no occupation of their own.
    part_time : float64 array (g,)
        Share of the employed who usually work part time.
    employment, participation, pay : float64 array (g,)
        Employed and labour force over population; median pay relative to one of the groups.
    wealth_rank, homeowners : float64 array (g,)
        Of households by the age of the householder: median rank by net worth; share who own their home.
    occupation_ages : float64 array (o, g)
        Age groups of the employed in an occupation; rows sum to 1.
    first_year : int
        Of the projection.
    population : float64 array (y, a)
        People by single year of age from 0 on, thousands; the last column has everybody older.
    """

    type_names: tuple[str, ...]
    type_share: Floats
    type_factors: Mapping[str, Floats]
    group_titles: tuple[str, ...]
    group_from: Integers
    group_factors: Mapping[str, Floats]
    retirement: Floats
    newcomer: Floats
    part_time: Floats
    employment: Floats
    participation: Floats
    pay: Floats
    wealth_rank: Floats
    homeowners: Floats
    occupation_ages: Floats
    first_year: int
    population: Floats


def load_people(folder: Path, codes: tuple[str, ...], occupations: Table) -> PeopleTables:
    """Read the tables about people of a data folder.

    Raises
    ------
    UserError
        If a table is missing or does not fit the others; the sentence names the table.
    """
    types, groups, by_occupation, population = (
        read_table(f"{name}.csv", folder)
        for name in ("worker_types", "age_groups", "occupation_ages", "population_ages")
    )
    _check_size(types, MOST_TYPES)
    _check_size(groups, MOST_GROUPS)
    check_rows(by_occupation, codes, occupations)
    begin = whole_numbers(column(groups, "from_age"))
    if np.any(np.diff(begin) <= 0):
        raise UserError(f"{groups.place}: from_age must rise from row to row.")
    ages = column(population, "age")
    if np.any(ages != np.arange(ages.size)) or ages.size <= begin[-1]:
        raise UserError(
            f"{population.place}: age must count from 0 in steps of 1, beyond the last from_age of "
            f"{groups.place}."
        )
    years = [title for title in population.columns if title != "age"]
    return PeopleTables(
        type_names=types.texts("type"),
        type_share=normalised(column(types, "share")),
        type_factors=_factors(types, BY_TYPE),
        group_titles=groups.texts("group"),
        group_from=begin,
        group_factors=_factors(groups, BY_AGE),
        retirement=read_only(column(groups, "retirement")),
        newcomer=read_only(column(groups, "newcomer")),
        part_time=read_only(column(groups, "part_time")),
        employment=read_only(column(groups, "employment")),
        participation=read_only(column(groups, "participation")),
        pay=read_only(column(groups, "pay")),
        wealth_rank=read_only(column(groups, "wealth_rank")),
        homeowners=read_only(column(groups, "homeowners")),
        occupation_ages=normalised_rows(
            np.column_stack([column(by_occupation, f"from_{age}") for age in begin])
        ),
        first_year=_first_year(population, years),
        population=read_only(np.stack([column(population, year) for year in years])),
    )


def _factors(table: Table, names: tuple[str, ...]) -> Mapping[str, Floats]:
    """Return columns that must not be negative."""
    return MappingProxyType({name: read_only(unsigned(table, name)) for name in names})


def _check_size(table: Table, most: int) -> None:
    """Make sure that there are no more rows than the state can tell apart."""
    rows = len(next(iter(table.columns.values())))
    if rows > most:
        raise UserError(f"{table.place}: there are {rows} rows; {most} is the most.")


def _first_year(table: Table, years: list[str]) -> int:
    """Return the first of the years that follow one another as titles."""
    if not all(year.isdecimal() for year in years) or not years:
        raise UserError(f"{table.place}: the columns after age must be years.")
    first = int(years[0])
    if [int(year) for year in years] != list(range(first, first + len(years))):
        raise UserError(f"{table.place}: the years must follow one another.")
    return first


def _restore(items: dict[str, Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType(items)


# a copy of an economy, or one sent to another process, has the tables of its country with it
copyreg.pickle(MappingProxyType, lambda proxy: (_restore, (dict(proxy),)))
