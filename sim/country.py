"""The country that is simulated: the folder of its figures, how a table in it is read, and its words.

``sim/data`` is the folder of the United States, ``sim/countries`` has those of others by their names, and any
other folder with the same tables does as well. What makes numbers is told the folder; texts are made inside
``speaking_of``.
"""

from __future__ import annotations

import bz2
import csv
import hashlib
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.errors import UserError
from sim.paths import is_folder, typed
from sim.toml import UNSHOWABLE

__all__ = [
    "DATA",
    "UNITED_STATES",
    "Table",
    "Words",
    "countries",
    "country_words",
    "folder_of",
    "folder_spoken_of",
    "hash_now",
    "in_currency",
    "read_table",
    "sector_codes",
    "speaking_of",
    "state_codes",
    "state_names",
    "table_hash",
]

DATA = Path(__file__).parent / "data"
"""The folder that is read where none is given."""
COUNTRIES = Path(__file__).parent / "countries"
"""Folders of other countries, by their names."""
UNITED_STATES = "united_states"
"""What a scenario calls ``DATA``."""
WORDS = "words.csv"
"""The table that holds words alone, and changes no number."""
READ = (".csv", ".csv.bz2", ".toml")
"""Endings of the files of a folder that are read."""
_spoken_of: ContextVar[Path | None] = ContextVar("spoken_of", default=None)


class Table(NamedTuple):
    """A table of a data folder: columns of text by their title."""

    place: str
    """What errors call it."""
    columns: dict[str, list[str]]

    def texts(self, title: str) -> tuple[str, ...]:
        """Return a column.

        Raises
        ------
        UserError
            If there is none of this title.
        """
        if title not in self.columns:
            raise UserError(
                f"{self.place}: there is no column {title}; its columns are {', '.join(self.columns)}."
            )
        return tuple(self.columns[title])

    def numbers(self, title: str) -> list[float]:
        """Return a column as numbers.

        Raises
        ------
        UserError
            If there is none of this title, or an entry is no number.
        """
        found = [_number(entry) for entry in self.texts(title)]
        for row, (value, entry) in enumerate(zip(found, self.columns[title], strict=True), 1):
            if not math.isfinite(value):
                raise UserError(f'{self.place}: {title} is "{entry}" in row {row}; it must be a number.')
        return found


class Words(NamedTuple):
    """What texts call the country and its money."""

    country: str
    """After a preposition: adults of the United States."""
    adjective: str
    currency: str
    """In the plural; the program says dollars."""
    currency_sign: str
    caveat: str = ""
    """What a reader of results must know of its figures; a table may leave it out."""


def read_table(name: str, folder: Path = DATA) -> Table:
    """Read a table of a data folder, perhaps packed (``.bz2``); lines that begin with ``#`` are its notes.

    Raises
    ------
    UserError
        If there is no such table, it is empty, or its rows differ in length.
    """
    path = folder / name
    try:
        packed = path.read_bytes()
        text = (bz2.decompress(packed) if path.suffix == ".bz2" else packed).decode("utf-8-sig")
    except OSError as error:
        raise UserError(
            f"{path}: the table cannot be read ({error.strerror or 'it is no bz2 file'})."
        ) from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: the table is not UTF-8 text; save it as UTF-8.") from None
    if odd := UNSHOWABLE.search(text):
        line, letter = text.count("\n", 0, odd.start()) + 1, f"U+{ord(odd[0]):04X}"
        raise UserError(
            f"{path}: line {line} has the character {letter}, which cannot be shown; leave it out."
        )
    lines = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    if len(lines) < 2:
        raise UserError(f"{path}: the table has no rows.")
    header, *rows = lines
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise UserError(f"{path}: row {number} has {len(row)} entries; the header has {len(header)}.")
    return Table(str(path), {title: [row[number] for row in rows] for number, title in enumerate(header)})


def countries() -> tuple[str, ...]:
    """Return the names of the countries whose folders come with the program."""
    return UNITED_STATES, *sorted(path.name for path in COUNTRIES.glob("*") if path.is_dir())


def folder_of(data: str) -> Path:
    """Return the data folder that ``run.data`` names.

    Parameters
    ----------
    data : str
        A name in ``countries``, or the path of a folder.

    Raises
    ------
    UserError
        If there is no such folder.
    """
    if data == UNITED_STATES:
        return DATA
    folder = COUNTRIES / data if data in countries() else typed(data)
    if not is_folder(folder):
        raise UserError(
            f'run.data is "{data}"; it must be one of {", ".join(countries())}, or a folder of tables.'
        )
    return folder.resolve()


@cache
def table_hash(folder: Path) -> str:
    """Return ``hash_now`` as it was when this program first asked, which is when it read the tables."""
    return hash_now(folder)


def hash_now(folder: Path) -> str:
    """Return a hash of the tables of a data folder that make numbers, the same wherever it lies."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.glob("*") if path.name.endswith(READ) and path.name != WORDS):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def sector_codes(folder: Path = DATA) -> tuple[str, ...]:
    """Return the codes of the sectors, in the order of their rows."""
    return read_table("sectors.csv", folder).texts("code")


@cache
def state_codes(folder: Path = DATA) -> tuple[str, ...]:
    """Return the abbreviations of the states, in the order of their rows; none where there is no table."""
    return _of_states(folder, "abbreviation")


@cache
def state_names(folder: Path = DATA) -> tuple[str, ...]:
    """Return the names of the states, likewise."""
    return _of_states(folder, "name")


@contextmanager
def speaking_of(data: str) -> Iterator[None]:
    """Call the country and its money by the words of ``run.data`` in all texts that are made inside.

    Results whose folder is no longer there are spoken of as those of ``DATA``.
    """
    try:
        folder = folder_of(data) if data != UNITED_STATES else None
    except UserError:
        folder = None
    token = _spoken_of.set(folder)
    try:
        yield
    finally:
        _spoken_of.reset(token)


def folder_spoken_of() -> Path:
    """Return the data folder whose words texts use here."""
    return _spoken_of.get() or DATA


def country_words(folder: Path | None = None) -> Words:
    """Return what texts call the country of a data folder; of the one spoken of if none is given.

    Raises
    ------
    UserError
        If its table lacks one of them.
    """
    return _words(folder or folder_spoken_of())


def in_currency(text: str) -> str:
    """Return a unit or a text about money, with the country's currency in the place of dollars."""
    currency = country_words().currency
    return text if currency in text else text.replace("dollars", currency)


@cache
def _words(folder: Path) -> Words:
    table = read_table(WORDS, folder)
    known = dict(zip(table.texts("id"), table.texts("text"), strict=True))
    missing = [field for field in Words._fields if field not in known and field not in Words._field_defaults]
    if missing:
        raise UserError(f"{table.place}: there is no row {missing[0]}.")
    return Words(**{field: known[field] for field in Words._fields if field in known})


def _of_states(folder: Path, title: str) -> tuple[str, ...]:
    return read_table("states.csv", folder).texts(title) if (folder / "states.csv").exists() else ()


def _number(entry: str) -> float:
    """Read a number; not-a-number for what is none."""
    try:
        return float(entry)
    except ValueError:
        return math.nan
