"""Published series that the validation card draws beside the model; no run and no fit reads them.

``scripts/build_series.py`` writes them. Each begins with comment lines: what it is, units, source, licence.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files

import polars as pl

__all__ = ["SERIES", "published_series", "source_of"]

SERIES = (
    "beveridge", "okun", "unemployment_durations", "pay_by_occupation", "ages_by_occupation", "income_lorenz",
    "wealth_lorenz", "firm_size_distribution", "adoption",
)  # fmt: skip
"""Names of the series, in the order of the card."""


def published_series(name: str) -> pl.DataFrame:
    """Return a published series; its columns are explained in the first lines of its file."""
    return pl.read_csv(io.StringIO(_text(name)), comment_prefix="#", schema_overrides={"code": pl.String})


def source_of(name: str) -> str:
    """Return where a series comes from, as its file says."""
    notes = " ".join(line.removeprefix("#").strip() for line in _text(name).splitlines() if line[:1] == "#")
    return notes.partition("Source: ")[2].partition(" Licence:")[0]


@cache
def _text(name: str) -> str:
    folder = files("sim.experiments.validation").joinpath("series")
    return folder.joinpath(f"{name}.csv").read_text(encoding="utf-8")
