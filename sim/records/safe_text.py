"""Tables as CSV that a spreadsheet opens as text and numbers, and never as a formula.

A cell whose text begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is a formula to a
spreadsheet (OWASP, CSV injection), and names and titles of scenarios are written by whoever made the file. An
apostrophe before it makes it text. Numbers are numbers and stay as they are, also those that stand as text
with their sign; zero has no sign.
"""

from __future__ import annotations

import re

import polars as pl

__all__ = ["DANGEROUS", "as_csv", "is_dangerous", "neutralised"]

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""First characters of what a spreadsheet takes for a formula."""


NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
"""What is a number with its sign and no formula."""


def is_dangerous(words: str) -> bool:
    """Tell whether a spreadsheet would take ``words`` for a formula."""
    return words.startswith(DANGEROUS) and re.fullmatch(NUMBER, words) is None


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the table with an apostrophe before every text that a spreadsheet would take for a formula.

    Names of columns are treated likewise; columns of lists are left out, since neither CSV nor a spreadsheet
    has them.
    """
    flat = frame.select(pl.exclude(pl.List))
    kinds = (pl.String, pl.Categorical, pl.Enum)
    text = [column for column, kind in flat.schema.items() if isinstance(kind, kinds) or kind in kinds]
    safe = []
    for one in text:
        words = pl.col(one).cast(pl.String)
        begins = pl.any_horizontal([words.str.starts_with(sign) for sign in DANGEROUS])
        is_number = words.str.contains(NUMBER)
        safe.append(pl.when(begins & ~is_number).then(pl.lit("'") + words).otherwise(words).alias(one))
    unsigned = [
        pl.when(pl.col(one) == 0.0).then(pl.lit(0.0, kind)).otherwise(one).alias(one)
        for one, kind in flat.schema.items()
        if kind.is_float()
    ]
    return flat.with_columns(*safe, *unsigned).rename({c: f"'{c}" for c in flat.columns if is_dangerous(c)})


def as_csv(frame: pl.DataFrame) -> bytes:
    """Return the table as CSV (UTF-8, a comma between cells, an empty cell for no figure)."""
    return neutralised(frame).write_csv().encode()
