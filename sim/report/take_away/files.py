"""Tables as files for other programs, each with its units, and the dictionary of columns beside them.

Numbers are in the units of the tables, not rounded. What a user has written, names and titles, is text in
every file: a spreadsheet never takes it for a formula.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.country import speaking_of
from sim.errors import UserError
from sim.records.safe_text import as_csv
from sim.records.tables import write_beside
from sim.report.take_away.holdings import Holding, dictionary
from sim.report.take_away.workbook import MOST_ROWS, Sheet, workbook

__all__ = ["FORMATS", "as_stata", "export", "files_of", "stata_names"]

COLUMNS = "columns"
"""Name of the file with the dictionary, and of its sheet."""
STATA_NAME, STATA_LABEL = 32, 80
"""Most characters of a name of a variable and of a label in Stata (help limits, Stata 18)."""
STATA_VERSION = 118
"""Format of Stata 14 and later, the first whose text is UTF-8."""


def export(
    holding: Holding,
    folder: Path | str,
    formats: Sequence[str],
    beside: Path | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write what results hold to ``folder``, in every format asked for.

    Parameters
    ----------
    holding : Holding
        From ``read_holding``.
    folder : path
        Made if need be; files of the same name are replaced.
    formats : sequence of str
        Keys of ``FORMATS``.
    beside : Path or None
        Folder of the results: what lies in it is removed when they are replaced.
    tell : callable or None
        Is told in a sentence what is written next.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    UserError
        There is nothing to write, a package is missing, or the folder cannot be written to.
    """
    if not holding.tables:
        raise UserError(f"{holding.name}: all tables are empty, so there is nothing to export.")
    files = files_of(holding, formats, tell)
    folder = Path(folder)
    if beside is not None and folder.resolve().is_relative_to(beside.resolve()):
        within = folder.resolve().relative_to(beside.resolve())
        return write_beside(beside, {(within / name).as_posix(): content for name, content in files.items()})
    return write_beside(folder, files)


def files_of(
    holding: Holding, formats: Sequence[str], tell: Callable[[str], None] | None = None
) -> dict[str, bytes]:
    """Return the files by name, the dictionary and a text on what they are among them."""
    with speaking_of(holding.data):
        return _files_of(holding, formats, tell)


def _files_of(
    holding: Holding, formats: Sequence[str], tell: Callable[[str], None] | None
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for one in formats:
        if tell is not None:
            tell(f"Writing {one}: {len(holding.tables)} tables of {holding.name}.")
        try:
            files |= FORMATS[one](holding)
        except ImportError as error:
            package = f"{one} needs the package {error.name}"
            raise UserError(f'{package}; install it with pip install "tenfold[export]".') from None
    beside = {f"{COLUMNS}.csv": as_csv(dictionary(holding)), "about.txt": _about(holding, files).encode()}
    return files | beside


def _csv_files(holding: Holding) -> dict[str, bytes]:
    """Return every table as CSV."""
    return {f"{name}.csv": as_csv(frame) for name, frame in holding.tables.items()}


def _stata_files(holding: Holding) -> dict[str, bytes]:
    return {
        f"{name}.dta": as_stata(
            frame, {c: w.label for c, w in holding.words[name].items()}, holding.units(name), name
        )
        for name, frame in holding.tables.items()
    }


def as_stata(
    frame: pl.DataFrame, labels: Mapping[str, str], units: Mapping[str, str], title: str = ""
) -> bytes:
    """Return a table as a Stata file whose variables are labelled with their words and units.

    Parameters
    ----------
    frame : polars.DataFrame
        Without columns of lists.
    labels, units : mapping of str to str
        By column.
    title : str
        Label of the data.
    """
    import pandas as pd

    names = stata_names(frame.columns)
    columns = {names[column]: _as_numpy(frame[column]) for column in frame.columns}
    words = {}
    for column, name in names.items():
        unit = units.get(column, "")
        whole = f"{labels.get(column, column)}{f', {unit}' if unit else ''}"
        words[name] = whole if len(whole) <= STATA_LABEL else f"{whole[: STATA_LABEL - 1]}…"
    buffer = io.BytesIO()
    pd.DataFrame(columns).to_stata(
        buffer,
        write_index=False,
        version=STATA_VERSION,
        variable_labels=words,
        data_label=title[:STATA_LABEL],
    )
    return buffer.getvalue()


def stata_names(columns: Sequence[str]) -> dict[str, str]:
    """Return a name for every column that Stata takes: at most 32 letters, digits and underscores, unique."""
    names: dict[str, str] = {}
    for column in columns:
        plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in column)
        plain = plain if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}"
        name, number = plain[:STATA_NAME], 1
        while name in names.values():
            number += 1
            ending = f"_{number}"
            name = plain[: STATA_NAME - len(ending)] + ending
        names[column] = name
    return names


def _as_numpy(series: pl.Series) -> Any:
    """Return a column as Stata has it: numbers, missing ones as not-a-number, and text."""
    if series.dtype == pl.Boolean:
        return series.cast(pl.Float64).to_numpy()
    if series.dtype.is_integer():
        whole = series.to_numpy() if not series.null_count() else None
        # Stata's whole numbers have 32 bits at most
        small = whole is not None and (whole.size == 0 or np.abs(whole).max() < 2**31 - 200)
        return whole.astype(np.int32) if small and whole is not None else series.cast(pl.Float64).to_numpy()
    if series.dtype.is_numeric():
        return series.cast(pl.Float64).to_numpy()
    return np.array(["" if value is None else str(value) for value in series], dtype=object)


def _workbook_file(holding: Holding) -> dict[str, bytes]:
    sheets = [
        Sheet(
            name,
            frame,
            f"{name}: {len(frame):,} rows"
            + ("" if frame.height <= MOST_ROWS else f", the first {MOST_ROWS:,}"),
            holding.units(name),
        )
        for name, frame in holding.tables.items()
    ]
    about = pl.DataFrame([*holding.facts.items()], ["item", "value"], orient="row")
    first = [Sheet("about", about, holding.name, {}), Sheet(COLUMNS, dictionary(holding), "Columns", {})]
    return {f"{holding.name}.xlsx": workbook([*first, *sheets])}


def _about(holding: Holding, files: Mapping[str, bytes]) -> str:
    """Say what the files are and how they are read."""
    facts = [f"{key}: {value}" for key, value in holding.facts.items()]
    first = next(iter(holding.tables))
    lines = [
        f"Results of tenfold: {holding.name}", "", *facts, "",
        f"Columns and units: {COLUMNS}.csv", f"Files: {', '.join(files)}", "",
        "Numbers are in the units of the dictionary and not rounded; an empty cell is no figure. An",
        "apostrophe before a text that begins with = + - or @ keeps spreadsheets from reading it as formula.",
        "",
    ]  # fmt: skip
    how = {
        ".csv": (f'Python: pandas.read_csv("{first}.csv")', f'R: read.csv("{first}.csv")'),
        ".dta": (f'Stata: use "{first}.dta"; describe shows labels and units',),
    }
    for ending, ways in how.items():
        lines += ways if any(name.endswith(ending) for name in files) else ()
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[Holding], dict[str, bytes]]] = {
    "csv": _csv_files,
    "xlsx": _workbook_file,
    "stata": _stata_files,
}
"""What writes each format."""
