"""What a folder of results holds, whatever made it: tables with the words of every column."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

from sim.country import UNITED_STATES, in_currency
from sim.errors import UserError
from sim.experiments.figures.asked import words_from
from sim.experiments.sweep.file import Sweep
from sim.experiments.sweep.results import SweepResults, open_sweep
from sim.experiments.sweep.store import ABOUT
from sim.parameters import find
from sim.paths import is_file
from sim.records.columns_of_summaries import SHARED, words_of
from sim.records.figures import Figure, plain_words
from sim.records.tables import MANIFEST, read_results
from sim.records.words import Column

__all__ = ["Holding", "dictionary", "holding_of_tables", "read_holding"]

DICTIONARY = {
    "table": "name of the table, and of its file",
    "column": "name of the column",
    "label": "the column in a few words",
    "description": "what it is",
    "unit": "unit of the numbers in the files",
    "read_in": "unit in which reports show it, where that is another one",
    "scale": "units in which reports show it, for one unit of the files",
    "over_time": "rate, stock or flow; a figure of a year is the mean of its months in each case",
    "type": "number, integer, true or false, or text",
}
"""Columns of the column dictionary."""


class Holding(NamedTuple):
    """Tables of results with what is known of them."""

    name: str
    """Of the folder."""
    kind: str
    """``run``, ``comparison``, ``policy comparison``, ``sweep``, …"""
    tables: dict[str, pl.DataFrame]
    words: dict[str, dict[str, Column]]
    """Words of every column of every table."""
    facts: dict[str, str]
    """What made them: scenarios, seeds, version, date."""
    data: str = UNITED_STATES
    """What ``run.data`` calls the tables of their country."""

    def units(self, table: str) -> dict[str, str]:
        """Return the unit of every column of a table, in the currency of the country."""
        return {column: in_currency(words.unit) for column, words in self.words[table].items()}


def read_holding(folder: Path | str) -> Holding:
    """Read what lies in a folder of results.

    Raises
    ------
    UserError
        If it holds neither results nor a sweep, or they are unfinished or damaged.
    """
    folder = Path(folder)
    if is_file(folder / ABOUT):
        return _of_sweep(open_sweep(folder))
    if not is_file(folder / MANIFEST):
        raise UserError(
            f"{folder}: holds no results of tenfold (neither {MANIFEST} nor {ABOUT}); name the --out of a "
            "run, a comparison or a sweep."
        )
    frames, manifest = read_results(folder)
    return holding_of_tables(folder.resolve().name, frames, manifest)


def holding_of_tables(
    name: str, frames: Mapping[str, pl.DataFrame], manifest: Mapping[str, object]
) -> Holding:
    """Return result tables with the words of their columns; empty tables are left out."""
    kind, own = str(manifest.get("kind", "")), words_from(manifest)
    tables = {table: _flat(frame) for table, frame in frames.items() if frame.height}
    words = {
        table: {column: words_of(table, column, kind, own) for column in frame.columns}
        for table, frame in tables.items()
    }
    data = manifest.get("data_sha256")
    named = next(iter(data), UNITED_STATES) if isinstance(data, Mapping) else UNITED_STATES
    return Holding(name, kind, tables, words, _facts(manifest), named)


def dictionary(holding: Holding) -> pl.DataFrame:
    """Return the column dictionary: a row a column of every table (``DICTIONARY``)."""
    rows = []
    for table, frame in holding.tables.items():
        for column, kind in frame.schema.items():
            about = holding.words[table][column]
            unit = in_currency(about.unit)
            shown = "" if about.unit_shown == unit else about.unit_shown
            time = about.time if about.kind == "number" and _type(kind) != "text" else ""
            cells = (table, column, about.label, about.description, unit, shown, about.scale, time)
            rows.append((*cells, _type(kind)))
    schema = {one: pl.Float64 if one == "scale" else pl.String for one in DICTIONARY}
    return pl.DataFrame(rows, schema, orient="row")


def _type(kind: pl.DataType) -> str:
    if kind.is_integer():
        return "integer"
    if kind.is_numeric():
        return "number"
    return "true or false" if kind == pl.Boolean else "text"


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.exclude(pl.List))


def _facts(manifest: Mapping[str, object]) -> dict[str, str]:
    """Return what a manifest says in words; keys that it lacks are left out."""
    versions = manifest.get("versions")
    scenarios = manifest.get("scenarios")
    seeds = manifest.get("seeds")
    data = manifest.get("data_sha256")
    found = {
        "Kind of results": manifest.get("kind"),
        "Title": manifest.get("title"),
        "Question": manifest.get("question"),
        "Scenarios": ", ".join(scenarios) if isinstance(scenarios, Mapping) else "",
        "Seeds": ", ".join(map(str, seeds)) if isinstance(seeds, list | tuple) else "",
        "Version of tenfold": versions.get("tenfold") if isinstance(versions, Mapping) else "",
        "Hash of its sources (SHA-256)": manifest.get("sources_sha256"),
        "Tables of the country (SHA-256)": ", ".join(f"{name} {known}" for name, known in data.items())
        if isinstance(data, Mapping)
        else "",
        "Begun": manifest.get("started"),
    }
    return {key: str(value) for key, value in found.items() if value}


def _of_sweep(results: SweepResults) -> Holding:
    """Return the tables of a sweep: runs, means of points, series that are kept, failures."""
    factors = _factor_words(results.sweep)
    figures = {column: _as_stored(results.words(column)) for column in results.outputs}
    errors = {
        f"{column}_se": about._replace(
            label=f"{about.label}, standard error", description=f"Standard error of {column} over replicates"
        )
        for column, about in figures.items()
    }
    runs = {"runs": results.runs, "points": results.points(), "failures": results.failures()}
    series = {f"series_{table}": (table, results.series(table).collect()) for table in results.store.tables}
    known = figures | errors | SHARED | factors
    words = {name: {c: known.get(c) or plain_words(c) for c in frame.columns} for name, frame in runs.items()}
    for name, (table, frame) in series.items():
        own = factors | {one: SHARED[one] for one in ("point", "seed")}
        words[name] = {c: own.get(c) or words_of(table, c, own=results.own_words) for c in frame.columns}
    tables = {name: _flat(frame) for name, frame in (runs | {n: f for n, (_, f) in series.items()}).items()}
    tables = {name: frame for name, frame in tables.items() if frame.height}
    about = results.about
    facts = _facts(about | {"kind": "sweep", "title": results.sweep.title, "started": about.get("created")})
    facts |= {"Seeds": ", ".join(map(str, results.sweep.seeds)), "Runs": results.status().sentence()}
    return Holding(results.folder.resolve().name, "sweep", tables, words, facts)


def _as_stored(about: Figure) -> Column:
    """Return the words of a figure that is stored in the unit in which it is shown."""
    return about.words._replace(unit=about.unit, shown="", scale=1.0)


def _factor_words(sweep: Sweep) -> dict[str, Column]:
    found = {}
    for factor in sweep.factor:
        declared = find(factor.key)
        description = declared.description if declared else "Factor of the sweep"
        unit = declared.unit if declared else ""
        found[factor.column] = Column(factor.words, f"{description} ({factor.key})", unit)
    return found
