"""Outside numbers: every published figure that the model is held against, one record each, read from TOML.

A file of ``figures/`` holds the records of one area, under ``[[number]]``. A record is a claim about the
world: it has no result of ours, which is measured anew and stored elsewhere (``findings``).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any

from sim.errors import UserError

__all__ = ["CERTAINTIES", "USES", "OutsideNumber", "numbers_from", "read_numbers"]

CERTAINTIES = {
    "read": "read in the source itself",
    "reproduction": "read in a reproduction that quotes the source number by number",
    "secondary": "read in press, a summary or a paper that cites it",
    "computed": "computed from the published series of the source",
    "from memory": "a well-known figure that was not looked up",
}
"""How certain a figure is, and what that means."""
USES = {
    "fitted": "a fit of parameters reads it",
    "held out": "no fit reads it",
    "set": "a parameter was set from it, so that being near is no evidence",
}
"""What the project does with a figure."""
FIXED = ("by construction", "not modelled")


@dataclass(frozen=True)
class OutsideNumber:
    """A published figure, and how near is near enough.

    Attributes
    ----------
    id : str
        Name, unique among all records: area, then figure, as ``docking.korinek_extreme.gdp``.
    label, unit : str
        What it is, in words, and what it is measured in.
    value : float or None
        The published figure; None where only a range is published.
    low, high : float or None
        The band in which ours counts as inside; open where None.
    band : str
        Where the band comes from: a published interval, or the tolerance and why.
    source : str
        Author, year, title or series, table or page.
    certainty : str
        One of ``CERTAINTIES``.
    use : str
        One of ``USES``.
    command : str
        What is typed to measure ours.
    check : int or None
        Number of the check that it belongs to, of the list of twenty-five.
    status : str
        "by construction" or "not modelled" where no run decides; else empty.
    reason : str
        Why ours lies outside, or why the figure is not modelled; must not be empty where it does or is.
    """

    id: str
    label: str
    unit: str
    band: str
    source: str
    certainty: str
    use: str
    command: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    check: int | None = None
    status: str = ""
    reason: str = ""

    @property
    def area(self) -> str:
        """First part of the name."""
        return self.id.partition(".")[0]


def numbers_from(tables: list[dict[str, Any]], where: str) -> list[OutsideNumber]:
    """Return the records of parsed tables.

    Raises
    ------
    UserError
        If a record lacks a key, has one that is not known or a value that is not allowed.
    """
    known = {field.name for field in fields(OutsideNumber)}
    found = []
    for place, table in enumerate(tables, start=1):
        name = f"{where}: record {table.get('id', place)}"
        if unknown := sorted(table.keys() - known):
            raise UserError(f"{name} has {unknown[0]!r}; a record has {', '.join(sorted(known))}.")
        try:
            number = OutsideNumber(**table)
        except TypeError as error:
            raise UserError(f"{name} is not complete ({error}).") from None
        for key, allowed in (("certainty", CERTAINTIES), ("use", USES), ("status", ("", *FIXED))):
            if getattr(number, key) not in allowed:
                choices = ", ".join(filter(None, allowed))
                raise UserError(f"{name} has {key} {getattr(number, key)!r}; allowed are {choices}.")
        if number.low is None and number.high is None and not number.status:
            raise UserError(f"{name} has no band; give low, high or both.")
        if number.low is not None and number.high is not None and number.low > number.high:
            raise UserError(f"{name} has a band from {number.low} to {number.high}; low is at most high.")
        found.append(number)
    names = [number.id for number in found]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UserError(f"{where}: there are two records {twice}; names are unique.")
    return found


def read_numbers(*areas: str) -> list[OutsideNumber]:
    """Return the records of the areas, all if none is named, in the order of files and records.

    Raises
    ------
    UserError
        If a file is no table of records, or a record is not valid.
    """
    folder = files("sim.experiments.evidence").joinpath("figures")
    found: list[OutsideNumber] = []
    if not folder.is_dir():
        return found
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml") and (not areas or file.name.removesuffix(".toml") in areas):
            try:
                tables = tomllib.loads(file.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise UserError(f"{file.name}: is not TOML ({error}).") from None
            found += numbers_from(tables.get("number", []), file.name)
    return found
