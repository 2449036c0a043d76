"""Whether a data folder holds what the model needs: every fault is one sentence with file, column and row."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.base_year.benefit_tables import load_benefits, load_indices
from sim.base_year.calibration import Calibration, load
from sim.base_year.household_tables import TABLE
from sim.country import COUNTRIES, DATA, Table, hash_now, read_table, table_hash
from sim.data_folder.schema import ANY, Column, TableSchema, schema
from sim.errors import UserError
from sim.paths import is_folder
from sim.scenario import Scenario
from sim.scenario_files import COUNTRY_VALUES

__all__ = ["Checked", "check", "checked"]

TOLERANCE = 0.01
"""How far from 1 a column of shares may sum to: printed shares are rounded."""


class Checked(NamedTuple):
    """What a folder is that passed."""

    calibration: Calibration
    missing: tuple[TableSchema, ...]
    """Tables that it does without."""
    values: int
    """Keys of scenarios that it sets."""
    unread: tuple[str, ...]
    """Files that nothing reads."""


def checked(folder: Path) -> Calibration:
    """Return the figures of a folder for a run; one of the user's own must pass ``check``, once a program.

    Raises
    ------
    UserError
        It does not, or its tables were changed after this program read them, which it does once.
    """
    if folder == DATA or folder.parent == COUNTRIES:
        return load(folder)
    before = table_hash(folder)
    _check_once(folder)
    if hash_now(folder) != before:
        raise UserError(f"{folder}: its tables were changed after the program read them; start it again.")
    return load(folder)


@cache
def _check_once(folder: Path) -> None:
    check(folder)


def check(folder: Path) -> Checked:
    """Make sure that a folder can be named by ``run.data``.

    Raises
    ------
    UserError
        The first fault: file, column, row, value and what is allowed.
    """
    if not is_folder(folder):
        raise UserError(f"{folder}: there is no such folder.")
    tables: dict[str, Table] = {}
    missing = []
    for one in schema().values():
        path = folder / one.file
        if one.name == TABLE.removesuffix(".csv") and path.with_name(f"{one.file}.bz2").is_file():
            tables[one.name] = read_table(f"{one.file}.bz2", folder)
        elif path.is_file():
            tables[one.name] = read_table(one.file, folder)
        elif one.optional:
            missing.append(one)
        else:
            raise UserError(f"{path}: there is no such table; it must be there: {one.about}")
    for name, table in tables.items():
        _check_table(schema()[name], table, tables)
    calibration = load(folder)
    for role in schema()["sectors"].roles:
        calibration.role(role)
    year = calibration.figure("base_year")
    years = tables["population_ages"].columns
    if not year.is_integer() or f"{year:.0f}" not in years:
        raise UserError(
            f"{folder / 'scalars.csv'}: base_year is {year:g}; population_ages.csv has no such column."
        )
    if "households" in tables:
        assert calibration.households
    if "benefits" in tables:
        load_benefits(folder)
        load_indices(folder)
    known = {*(one.file for one in schema().values()), COUNTRY_VALUES, f"{TABLE}.bz2"}
    unread = tuple(sorted(path.name for path in folder.iterdir() if path.name not in known))
    return Checked(calibration, tuple(missing), _values(folder), unread)


def _values(folder: Path) -> int:
    """Return how many keys of scenarios the folder sets; each must be valid."""
    path = folder / COUNTRY_VALUES
    if not path.is_file():
        return 0
    with tempfile.TemporaryDirectory() as place:
        bare = Path(place) / "country.toml"
        bare.write_text("", encoding="utf-8")
        scenario = Scenario.load(bare, [f"run.data={folder.resolve()}"])
    return sum(one.place.endswith(COUNTRY_VALUES) for one in scenario.origins.values.values())


def _check_table(one: TableSchema, table: Table, tables: dict[str, Table]) -> None:
    rows = len(next(iter(table.columns.values())))
    low, high = one.rows
    if not low <= rows <= high:
        raise UserError(f"{table.place}: there are {rows} rows; there must be {low} to {high:g}.")
    for title, column in one.columns.items():
        if title != ANY:
            table.texts(title)
            _check_column(title, column, table, tables)
    if ANY in one.columns:
        titles = [title for title in table.columns if title not in one.columns]
        if one.own:
            titles = list(tables[one.own].texts("code"))
        for title in titles:
            table.texts(title)
            _check_column(title, one.columns[ANY], table, tables)
    for name in one.ids:
        if name not in table.columns["id"]:
            raise UserError(f"{table.place}: there is no row {name}.")
    for role in one.roles:
        found = [row for row, words in enumerate(table.columns["roles"], 1) if role in words.split()]
        if len(found) != 1:
            raise UserError(f"{table.place}: {len(found)} rows have the role {role}; it must be one.")


def _check_column(title: str, column: Column, table: Table, tables: dict[str, Table]) -> None:
    entries = table.columns[title]
    if column.is_number:
        _check_numbers(title, column, table)
    elif not column.empty and "" in entries:
        raise UserError(f"{table.place}: {title} is empty in row {entries.index('') + 1}; it must be text.")
    if column.unique and len(set(entries)) < len(entries):
        twice = next(entry for entry in entries if entries.count(entry) > 1)
        rows = [str(row) for row, entry in enumerate(entries, 1) if entry == twice]
        raise UserError(
            f'{table.place}: {title} is "{twice}" in rows {" and ".join(rows)}; it must stand once.'
        )
    if column.rows_of:
        _check_order(entries, tables[column.rows_of].columns["code"], title, table)


def _check_numbers(title: str, column: Column, table: Table) -> None:
    values = table.numbers(title)
    for row, (value, entry) in enumerate(zip(values, table.columns[title], strict=True), 1):
        if not column.allows(value):
            raise UserError(f"{table.place}: {title} is {entry} in row {row}; it must be {column.allowed}.")
    if column.sums_to_one and abs(math.fsum(values) - 1.0) > TOLERANCE:
        raise UserError(f"{table.place}: {title} sums to {math.fsum(values):g} over the rows; it must be 1.")


def _check_order(entries: Sequence[str], codes: Sequence[str], title: str, table: Table) -> None:
    for row, (entry, code) in enumerate(zip(entries, codes, strict=False), 1):
        if entry != code:
            raise UserError(f'{table.place}: {title} is "{entry}" in row {row}; it must be "{code}".')
    if len(entries) != len(codes):
        raise UserError(f"{table.place}: there are {len(entries)} rows; there must be {len(codes)}.")
