"""A map of the states in which each is one square, so that small ones can be seen, too.

The squares are data of the country (``state_tiles.csv``); a country without them has no map.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import polars as pl
from markupsafe import Markup

from sim import country
from sim.report.charts import WIDTH
from sim.report.story_looks import BLUE, VERMILLION
from sim.report.svg import INK, TEXT_SIZE, to_svg
from sim.report.wording import number

__all__ = ["Tile", "place_states", "shade", "tile_map"]

SIDE = 32
"""Pixels from one square to the next."""
EMPTY, SOFT = "#e4e4e4", "#6a6a6a"
STRONGEST = 0.85
"""Part of the full colour in the darkest square: text stays readable on it."""
LEGEND_STEPS, LEGEND_HEIGHT = 21, 9


class Tile(NamedTuple):
    """One state on the map.

    Attributes
    ----------
    abbreviation : str
        Written in the square.
    column, row : int
        Square from the left and from the top.
    """

    abbreviation: str
    column: int
    row: int


def place_states(names: Sequence[str]) -> dict[str, Tile]:
    """Return the square of each state by its name in the result tables; empty where the country has none.

    Parameters
    ----------
    names : sequence of str
        Full names, abbreviations, or row numbers in ``states.csv``.
    """
    folder = country.folder_spoken_of()
    if not all((folder / name).is_file() for name in ("states.csv", "state_tiles.csv")):
        return {}
    table = country.read_table("state_tiles.csv", folder)
    places = zip(table.numbers("column"), table.numbers("row"), strict=True)
    tiles = {
        short: Tile(short, int(column), int(row))
        for short, (column, row) in zip(table.texts("abbreviation"), places, strict=True)
    }
    states = country.read_table("states.csv", folder)
    known: dict[str, Tile] = {}
    for row, (name, short) in enumerate(zip(states.texts("name"), states.texts("abbreviation"), strict=True)):
        if short in tiles:
            known |= dict.fromkeys((name, short, str(row)), tiles[short])
    found = {name: known[name] for name in names if name in known}
    return found if len(found) == len(names) else {}


def shade(value: float, strongest: float, better: int = 1) -> str:
    """Return the colour of a change: blue for the better, vermillion for the worse, white for none.

    Parameters
    ----------
    value : float
        The change.
    strongest : float
        Size of the change from which on colours grow no darker.
    better : int
        1 where a rise is good, -1 where it is bad.
    """
    full = BLUE if value * better >= 0.0 else VERMILLION
    part = STRONGEST * min(1.0, abs(value) / strongest) if strongest > 0.0 else 0.0
    mixed = (round(255 + part * (int(full[k : k + 2], 16) - 255)) for k in (1, 3, 5))
    return "#" + "".join(f"{one:02x}" for one in mixed)


def tile_map(squares: pl.DataFrame, *, strongest: float, digits: int, unit: str, better: int = 1) -> Markup:
    """Draw the map with its legend.

    Parameters
    ----------
    squares : polars.DataFrame
        ``abbreviation``, ``column``, ``row``, ``value`` (null for too few people), ``framed``.
    strongest : float
        Change at the ends of the legend.
    digits : int
        Decimals of the numbers in the squares.
    unit : str
        At the ends of the legend.
    better : int
        1 where a rise is good, -1 where it is bad.

    Returns
    -------
    str
        An ``svg`` element.
    """
    shown = squares.with_columns(
        x=pl.col("column").cast(pl.Float64) * SIDE,
        y=pl.col("row").cast(pl.Float64) * SIDE,
        words=pl.Series(
            ["" if value is None else number(value, digits, signed=True) for value in squares["value"]],
            dtype=pl.String,
        ),
        colour=pl.Series(
            [EMPTY if value is None else shade(value, strongest, better) for value in squares["value"]],
            dtype=pl.String,
        ),
        ink=pl.when(pl.col("value").is_null()).then(pl.lit(SOFT)).otherwise(pl.lit(INK)),
    )
    width, height = SIDE * (int(squares["column"].max()) + 1), SIDE * (int(squares["row"].max()) + 1)  # type: ignore[arg-type]
    base = alt.Chart(shown.with_columns(x2=pl.col("x") + SIDE - 2, y2=pl.col("y") + SIDE - 2))
    box: dict[str, Any] = {
        "x": alt.X("x:Q", scale=None, axis=None),
        "x2": alt.X2("x2:Q"),
        "y": alt.Y("y:Q", scale=None, axis=None),
        "y2": alt.Y2("y2:Q"),
    }
    plain = base.mark_rect().encode(**box, color=alt.Color("colour:N", scale=None))
    frame = (
        base.transform_filter("datum.framed").mark_rect(fill=None, stroke=INK, strokeWidth=2).encode(**box)
    )

    def words(what: str, down: float, size: int, **look: Any) -> alt.Chart:
        middle = alt.Chart(shown.with_columns(pl.col("x") + SIDE / 2 - 1, pl.col("y") + down))
        chart: alt.Chart = middle.mark_text(baseline="middle", fontSize=size, **look).encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("y:Q", scale=None, axis=None),
            text=f"{what}:N",
            color=alt.Color("ink:N", scale=None),
        )
        return chart

    layers = [
        plain,
        frame,
        words("abbreviation", 10.0, 11, fontWeight="bold"),
        words("words", 22.0, 10),
        *_legend(width, strongest, digits, unit, better),
    ]
    side = (WIDTH - width) // 2
    figures = squares.select(state="abbreviation", value="value", framed="framed")
    return to_svg(
        alt.layer(*layers), width=width, height=height, left=side, right=side, bottom=8, data=figures
    )


def _legend(width: int, strongest: float, digits: int, unit: str, better: int) -> list[Any]:
    """Return the bar of colours in the empty middle of the upper edge, with its ends and zero in words."""
    begin, room = 2.0 * SIDE, float(width - 4 * SIDE)
    step = room / LEGEND_STEPS
    half = (LEGEND_STEPS - 1) // 2
    values = [strongest * (place - half) / half for place in range(LEGEND_STEPS)]
    bar = pl.DataFrame(
        {
            "x": [begin + step * place for place in range(LEGEND_STEPS)],
            "x2": [begin + step * (place + 1) for place in range(LEGEND_STEPS)],
            "y": [0.0] * LEGEND_STEPS,
            "y2": [float(LEGEND_HEIGHT)] * LEGEND_STEPS,
            "colour": [shade(value, strongest, better) for value in values],
        }
    )
    ends = pl.DataFrame(
        {
            "x": [begin, begin + room / 2, begin + room],
            "y": [LEGEND_HEIGHT + 8.0] * 3,
            "words": [
                f"{number(-strongest, digits, signed=True)} {unit}",
                "0",
                f"{number(strongest, digits, signed=True)} {unit}",
            ],
        }
    )
    colours = (
        alt.Chart(bar)
        .mark_rect()
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            x2="x2:Q",
            y=alt.Y("y:Q", scale=None, axis=None),
            y2="y2:Q",
            color=alt.Color("colour:N", scale=None),
        )
    )
    texts = (
        alt.Chart(ends)
        .mark_text(baseline="middle", fontSize=TEXT_SIZE - 1, color=INK)
        .encode(x=alt.X("x:Q", scale=None, axis=None), y=alt.Y("y:Q", scale=None, axis=None), text="words:N")
    )
    return [colours, texts]
