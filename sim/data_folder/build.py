"""Make a data folder from published files: what they hold is computed, what is written by hand taken over.

Law, fits, assumptions, titles and notes stand in the folder that comes with the program; which cells are
moved, and other constants, in ``recipe.toml``. With the files that it was made from, the same folder comes
out, byte for byte.
"""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from sim.country import DATA, read_table
from sim.data_folder.detailed import write_detailed
from sim.data_folder.households import write_households
from sim.data_folder.occupations import aligned_staffing, write_groups
from sim.data_folder.people import write_people
from sim.data_folder.sectors import write_sectors
from sim.data_folder.wealth import write_compute_owners, write_totals, write_wealth
from sim.errors import UserError

__all__ = ["SOURCES", "build"]

RECIPE = Path(__file__).with_name("recipe.toml")
SOURCES = (
    "ai_compute_owners.csv", "dfa_networth_levels.csv", "dfa_networth_shares.csv",
    "households_cps.parquet", "households_cps_adults.parquet", "io_use_2023_20sector.csv",
    "mobility_major_annual.csv", "mobility_major_conditional_on_move.csv", "occupation_age_2025.csv",
    "occupations_major.csv", "population_age_2024_2060.csv", "sectors.csv", "staffing_sector_major.csv",
    "states_age_2023.csv",
)  # fmt: skip
"""Files that are read, whatever the number of occupations."""
DETAILED = (
    "mobility_detailed_edges.csv", "mobility_detailed_nodes.csv", "occupations_detailed.csv",
    "staffing_sector_detailed.csv",
)  # fmt: skip
"""Files that are read for more occupations than groups."""


def build(sources: Path, folder: Path, occupations: int | None = None) -> None:
    """Make the folder of the base year.

    Parameters
    ----------
    sources : Path
        Folder of the published files, by the names of ``SOURCES``.
    folder : Path
        Where the tables go; must be new or empty. It is there whole or not at all.
    occupations : int, optional
        Most occupations: detailed ones, the smallest of a group joined; the groups themselves if not given.

    Raises
    ------
    UserError
        If a file is missing or cannot be read, or the folder has something in it already.
    """
    needed = (*SOURCES, *DETAILED) if occupations is not None else SOURCES
    if missing := [name for name in needed if not (sources / name).is_file()]:
        raise UserError(f"{sources / missing[0]}: there is no such file; it must be a published table.")
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    with _made_whole(folder) as made, _fitting(sources):
        shutil.copytree(DATA, made, dirs_exist_ok=True, copy_function=shutil.copyfile)
        before, staffing = aligned_staffing(sources, DATA, recipe)
        write_groups(sources, DATA, made, staffing)
        write_sectors(sources, DATA, made, before, staffing, recipe)
        write_wealth(sources, DATA, made, recipe)
        write_totals(sources, DATA, made, recipe)
        write_compute_owners(sources, DATA, made)
        write_people(sources, DATA, made, recipe)
        if occupations is not None:
            write_detailed(sources, made, staffing, occupations, recipe)
        scalars = read_table("scalars.csv", made)
        year = scalars.numbers("value")[scalars.texts("id").index("base_year")]
        write_households(sources, DATA, made, recipe, int(year))


@contextmanager
def _fitting(sources: Path) -> Iterator[None]:
    """Say in a sentence that files are not of one edition."""
    try:
        yield
    except (ValueError, IndexError, pl.exceptions.PolarsError) as error:  # a code that another lacks
        raise UserError(f"{sources}: the files do not fit one another ({error}).") from None


@contextmanager
def _made_whole(folder: Path) -> Iterator[Path]:
    """Yield a folder beside ``folder`` that becomes it in the end."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder}: must be a new or an empty folder.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
            made = Path(place) / "data"
            made.mkdir()
            yield made
            os.replace(made, folder)
    except OSError as error:
        raise UserError(f"{folder}: cannot be written ({error.strerror or error}).") from None
