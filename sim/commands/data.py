"""Data folders on the command line: what one must hold, whether one does, how ours is made."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["data"]

data = typer.Typer(
    name="data",
    help="Figures of a country: make a folder of tables, check one, say what one must hold.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@data.command()
def check(
    folder: Annotated[
        str, typer.Argument(metavar="FOLDER", help="The folder of tables, or a name that run.data takes.")
    ],
) -> None:
    """Hold a folder against the schema; the first fault is one sentence."""
    from sim.country import countries, folder_of
    from sim.data_folder.check import check as check_folder

    found = check_folder(folder_of(folder) if folder in countries() else Path(folder))
    known = found.calibration
    sizes = ", ".join(f"{rows} {name.replace('_', ' ')}" for name, rows in known.sizes.items())
    print(
        f"{folder}: {known.words.country}, {known.figure('population') / 1e6:,.1f} million adults, {sizes}."
    )
    for table in found.missing:
        print(f"Without {table.file}: {table.optional}.")
    if found.values:
        print(f"parameters.toml sets {found.values} keys of every scenario.")
    if found.unread:
        print(f"Nothing reads {', '.join(found.unread)}.")
    if known.words.caveat:
        print(known.words.caveat)


@data.command()
def build(
    sources: Annotated[Path, typer.Argument(metavar="SOURCES", help="The folder of published files.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the tables go: new or empty.")],
    occupations: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Detailed occupations, at most N, the smallest joined; by default groups."
        ),
    ] = None,
) -> None:
    """Make the tables of the base year from published files, in some fifteen seconds."""
    from sim.data_folder.build import build as build_folder
    from sim.data_folder.check import check as check_folder

    build_folder(sources, folder, occupations)
    sizes = check_folder(folder).calibration.sizes
    print(f"Tables: {folder}, {sizes['occupations']} occupations, {sizes['sectors']} sectors.")


@data.command()
def schema() -> None:
    """Print what every table and column must be, as Markdown."""
    from sim.data_folder.schema import schema_text

    print(schema_text(), end="")
