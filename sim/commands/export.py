"""Results for other programs, on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from sim.errors import UserError

__all__ = ["FORMATS", "export"]

FORMATS = ("csv", "xlsx", "stata")
"""What results are exported to where nothing is said."""
INSIDE = "export"
"""Folder in that of the results where exports go by default."""


def export(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The --out of a run, a comparison, a sweep, ...")
    ],
    to: Annotated[
        list[str] | None,
        typer.Option(metavar="FORMAT", help="csv, xlsx or stata; may be repeated. By default all."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the files go; by default the folder export in FOLDER."),
    ] = None,
) -> None:
    """Write results as CSV, workbook (xlsx) and Stata files, with a dictionary of columns and units.

    The Parquet tables stay: pandas, polars and R read them as they are.
    """
    chosen = tuple(dict.fromkeys(to or FORMATS))
    for one in chosen:
        if one not in FORMATS:
            raise UserError(f"--to {one}: it must be {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    from sim.report.take_away.files import export as write
    from sim.report.take_away.holdings import read_holding

    target = folder / INSIDE if out is None else out
    files = write(read_holding(folder), target, chosen, beside=folder)
    print(f"Exported: {len(files)} files in {target}; columns.csv says what each column is.")
